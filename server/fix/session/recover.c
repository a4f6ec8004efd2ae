/* SPDX-License-Identifier: MIT */
/*
 * recover.c - git is the truth about git: an intent is simply carried out again, which does nothing
 * where it was done already. A lock file that the step left is taken away, whether or not it is in
 * the way now: libgit2 renames a lock onto a new ref by link and unlink, and a ref that it deletes
 * is gone before its lock is. Only intents of processes that are gone are touched: an editor and a
 * shell may be at work at the same time.
 */
#include "fix/session/recover.h"

#include "fix/session/acts.h"
#include "git/repo.h"
#include "os/fs.h"
#include "os/system.h"

static bool is_orphan(const rg_json *intent, rg_str root)
{
	int64_t pid = rg_json_int(rg_json_get(intent, "pid"), 0);

	return rg_str_eq(rg_json_str(rg_json_get(intent, "root")), root) &&
	       !rg_process_is_alive(pid, rg_json_int(rg_json_get(intent, "processStart"), 0));
}

/* What a step changes it changes within moments of its intent; a lock of later is somebody else's.
 */
#define MOST_STEP_SECONDS 60
/* Nobody who is alive has a ref's lock for as long (git: core.filesRefLockTimeout, 100 ms). */
#define PATIENCE_MS 200
#define NAP_MS	    20

static bool is_of_step(const rg_fs_stamp *lock, int64_t since)
{
	int64_t made = lock->mtime_ns / 1000000000;

	return lock->is_file && made >= since && made <= since + MOST_STEP_SECONDS;
}

/* Whether it was there, and was of the step: made in its time, and let go by nobody since. */
static bool remove_lock(rg_str folder, rg_str name, rg_arena *arena, int64_t since)
{
	const char *path =
		rg_path_join(arena, folder, rg_arena_printf(arena, "%.*s.lock", RG_FMT(name)));
	rg_fs_stamp first, now;
	rg_err err;

	if (!name.len || !rg_fs_stat(&first, path) || !is_of_step(&first, since))
		return false;
	for (unsigned waited = 0; waited < PATIENCE_MS; waited += NAP_MS) {
		rg_sleep_ms(NAP_MS);
		if (!rg_fs_stat(&now, path) || now.inode != first.inode ||
		    now.mtime_ns != first.mtime_ns)
			return false;
	}
	return rg_fs_remove(path, &err) == RG_OK;
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

/* Carries the step out again; where a lock was in the way that it left itself, once more. */
static rg_rc finish(rg_arena *arena, rg_store *store, const rg_journal_entry *entry,
		    const rg_json *intent, rg_err *err)
{
	rg_act_apply apply = rg_act_find(entry->kind);
	rg_rc rc = apply ? apply(arena, store, intent, err) : RG_OK;
	bool had_locks = apply && remove_locks(arena, intent, entry->time);

	return rc < 0 && had_locks ? apply(arena, store, intent, err) : rc;
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
