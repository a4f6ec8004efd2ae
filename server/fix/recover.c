/* SPDX-License-Identifier: MIT */
/*
 * recover.c - git is the truth about git: an intent is simply carried out again, which does nothing
 * where it was done already. A lock file that the step left is taken away. Only intents of
 * processes that are gone are touched: an editor and a shell may be at work at the same time.
 */
#include "fix/recover.h"

#include "fix/acts.h"
#include "git/repo.h"
#include "os/fs.h"
#include "os/system.h"

static bool is_orphan(const rg_json *intent, rg_str root)
{
	int64_t pid = rg_json_int(rg_json_get(intent, "pid"), 0);

	return rg_str_eq(rg_json_str(rg_json_get(intent, "root")), root) &&
	       !rg_process_is_alive(pid, rg_json_int(rg_json_get(intent, "processStart"), 0));
}

/* A lock that was made since the step began: whoever holds one for longer than git is patient is
 * the process that is gone. */
static bool remove_lock(rg_str folder, rg_str name, rg_arena *arena, int64_t since)
{
	const char *path =
		rg_path_join(arena, folder, rg_arena_printf(arena, "%.*s.lock", RG_FMT(name)));
	rg_fs_stamp stamp;
	rg_err err;

	return name.len && rg_fs_stat(&stamp, path) && stamp.is_file &&
	       stamp.mtime_ns / 1000000000 >= since && rg_fs_remove(path, &err) == RG_OK;
}

/* The locks that an interrupted step can leave behind; false: none was there. */
static bool remove_locks(rg_arena *arena, const rg_json *intent, int64_t since)
{
	static const char *const refs[] = {"ref", "keepRef", "toRef", "deleteRef", "undoneRef"};
	rg_repo *repo = NULL;
	rg_repo_facts facts;
	bool any = false;
	rg_err err;

	if (rg_repo_open(&repo, rg_arena_cstr(arena, rg_json_str(rg_json_get(intent, "root"))),
			 &err) < 0)
		return false;
	if (rg_repo_facts_read(&facts, arena, repo, &err) == RG_OK) {
		any |= remove_lock(facts.git_dir, RG_STR("index"), arena, since);
		any |= remove_lock(facts.git_dir, RG_STR("HEAD"), arena, since);
		any |= remove_lock(facts.common_dir, RG_STR("packed-refs"), arena, since);
		for (size_t i = 0; i < sizeof(refs) / sizeof(refs[0]); i++)
			any |= remove_lock(facts.common_dir,
					   rg_json_str(rg_json_get(intent, refs[i])), arena, since);
	}
	rg_repo_close(repo);
	return any;
}

/* Carries the step out again; where a lock is in the way that it left itself, once more. */
static rg_rc finish(rg_arena *arena, rg_store *store, const rg_journal_entry *entry,
		    const rg_json *intent, rg_err *err)
{
	rg_act_apply apply = rg_act_find(entry->kind);
	rg_rc rc = apply ? apply(arena, store, intent, err) : RG_OK;

	if (rc < 0 && remove_locks(arena, intent, entry->time))
		rc = apply(arena, store, intent, err);
	return rc;
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
		rg_json *intent = NULL;
		rg_err why;

		if (rg_json_parse(&intent, entry->intent, &why) < 0 || !is_orphan(intent, root)) {
			rg_json_free(intent);
			continue;
		}
		if (finish(arena, store, entry, intent, &why) < 0) {
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
