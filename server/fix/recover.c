/* SPDX-License-Identifier: MIT */
/*
 * recover.c - git is the truth about git: an intent is simply carried out again, which does nothing
 * where it was done already. Only intents of processes that are gone are touched: an editor and a
 * shell may be at work at the same time.
 */
#include "fix/recover.h"

#include "fix/acts.h"
#include "os/system.h"

static bool is_orphan(const rg_json *intent, rg_str root)
{
	int64_t pid = rg_json_int(rg_json_get(intent, "pid"), 0);

	return rg_str_eq(rg_json_str(rg_json_get(intent, "root")), root) &&
	       !rg_process_is_alive(pid, rg_json_int(rg_json_get(intent, "processStart"), 0));
}

static void add_notice(rg_str *notice, rg_arena *arena, rg_str text)
{
	*notice = notice->ptr ? rg_arena_printf(arena, "%.*s. %.*s", RG_FMT(*notice), RG_FMT(text))
			      : text;
}

rg_rc rg_recover(rg_arena *arena, rg_store *store, rg_str root, rg_str *notice, rg_err *err)
{
	rg_journal_entry_vec open = {0};
	rg_rc rc = rg_journal_list(&open, arena, store, (rg_str){NULL, 0}, true, err);

	for (size_t i = 0; rc == RG_OK && i < open.n; i++) {
		const rg_journal_entry *entry = &open.items[i];
		rg_act_apply apply = rg_act_find(entry->kind);
		rg_json *intent = NULL;
		rg_err why;

		if (rg_json_parse(&intent, entry->intent, &why) < 0 || !is_orphan(intent, root)) {
			rg_json_free(intent);
			continue;
		}
		if (apply && apply(arena, store, intent, &why) < 0) {
			add_notice(notice, arena,
				   rg_arena_printf(arena,
						   "an interrupted step (%.*s) could not be "
						   "finished: %s",
						   RG_FMT(entry->kind), why.message));
			rc = rg_journal_end(store, entry->id, RG_STR("failed"), (rg_str){NULL, 0},
					    err);
		} else {
			add_notice(notice, arena,
				   rg_arena_printf(arena, "an interrupted step (%.*s) was finished",
						   RG_FMT(entry->kind)));
			rc = rg_journal_end(store, entry->id, RG_STR("done"), (rg_str){NULL, 0},
					    err);
		}
		rg_json_free(intent);
	}
	return rc;
}
