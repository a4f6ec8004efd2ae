/* SPDX-License-Identifier: MIT */
/*
 * check.c - what the change still has in it that should not go into a commit: debug code (procedure
 * S47 to S49), tests that were made to say less, and what it is known to break: by runs of
 * neighbouring tests on this very tree.
 */
#include "fix/check.h"

#include "base/limits.h"
#include "fix/dossier/leftovers.h"
#include "fix/dossier/neighbour_claims.h"
#include "fix/dossier/session_end.h"
#include "fix/dossier/tamper.h"
#include "fix/pr/fresh_base.h"
#include "fix/session/ground_look.h"
#include "fix/session/repro.h"
#include "git/refs.h"
#include "os/fs.h"
#include "syntax/outline.h"

typedef struct check_state {
	rg_ground ground;
	rg_json *findings;    /* owned */
	size_t n, n_weakened; /* of debug code, of tests that say less */
	size_t n_regressions; /* of other tests that it breaks */
} check_state;

static rg_json *shape_finding(const rg_leftover *found)
{
	const rg_debug_code *code = &found->code;
	rg_json *out = rg_json_object(), *fix, *edit;

	rg_json_set_str(out, "path", found->path);
	rg_json_set_int(out, "line", code->line);
	rg_json_set_str(out, "rule", rg_str_of(code->rule));
	rg_json_set_str(out, "message", rg_str_of(code->message));
	if (!code->fix_title) {
		rg_json_set_null(out, "fix");
		return out;
	}
	fix = rg_json_set_take(out, "fix", rg_json_object());
	rg_json_set_str(fix, "title", rg_str_of(code->fix_title));
	edit = rg_json_set_take(fix, "edit", rg_json_object());
	rg_json_set_str(edit, "path", found->path);
	rg_json_set_int(edit, "firstLine", code->fix_line);
	rg_json_set_int(edit, "lastLine", code->fix_end_line);
	rg_json_set_str(edit, "newText", code->fix_text);
	return out;
}

static rg_json *shape_weakening(rg_arena *arena, const rg_weakening *found)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "path", found->path);
	rg_json_set_int(out, "line", found->line);
	rg_json_set_str(out, "rule", rg_str_of(rg_weakened_rule_name(found->rule)));
	rg_json_set_str(out, "message", rg_weakening_text(arena, found));
	rg_json_set_null(out, "fix");
	return out;
}

static rg_rc find_base(rg_str *out, rg_arena *arena, rg_ground *ground, rg_repo *repo, rg_err *err)
{
	rg_base base;
	rg_rc rc;

	if (ground->has_session && ground->session.base_oid.ptr) {
		*out = ground->session.base_oid;
		return RG_OK;
	}
	rc = rg_base_find(&base, arena, repo, rg_fresh_base_wanted(ground), ground->settings.remote,
			  err);
	if (rc == RG_OK)
		rc = rg_merge_base_find(out, arena, repo, base.oid, ground->facts.head_oid, err);
	return rc;
}

/* Against the first run of the session that was red. */
static rg_rc look_at_repro(rg_weakening_vec *out, rg_arena *arena, const rg_ground *ground,
			   rg_repo *repo, const rg_str_vec *repro, rg_err *err)
{
	rg_evidence_query query = {.purpose = RG_STR("run"), .only_valid = true};
	rg_evidence_vec runs = {0};
	rg_store *store = NULL;
	rg_str now, notice;
	rg_rc rc;

	if (!ground->has_session)
		return RG_OK;
	query.session = ground->session.id;
	if ((rc = rg_repro_blobs(&now, arena, repo, repro, err)) == RG_OK &&
	    (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK)
		rc = rg_evidence_find(&runs, arena, store, &query, err);
	rg_store_close(store);
	for (size_t i = rc == RG_OK ? runs.n : 0; i-- > 0;) /* newest first */
		if (!rg_str_eq_z(runs.items[i].outcome, "passed")) {
			rg_tamper_repro(out, arena, ground, runs.items[i].repro, now);
			break;
		}
	return rc;
}

/* ---- what it breaks -------------------------------------------------------------------------- */

static rg_rc look_at_neighbours(rg_regression_vec *out, rg_arena *arena, const rg_ground *ground,
				rg_repo *repo, rg_str base, const rg_str_vec *without, rg_err *err)
{
	rg_neighbour_claims known = {0};
	rg_store *store = NULL;
	rg_str tree, base_tree, notice;
	rg_rc rc;

	if ((rc = rg_tree_snapshot(&tree, arena, repo, without, err)) < 0 ||
	    (rc = rg_tree_without(&base_tree, arena, repo, base, without, err)) < 0 ||
	    (rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) < 0)
		return rc;
	rc = rg_neighbours_known(
		&known, arena, store, tree, base_tree,
		ground->has_session ? ground->session.base_branch : RG_STR("the base"), err);
	rg_store_close(store);
	*out = known.regressions;
	return rc;
}

/* Where a test begins; its file's first line when it is not found. */
static uint32_t line_of(rg_arena *arena, rg_str root, rg_str path, rg_str name)
{
	rg_str bytes;
	rg_err ignored;
	const rg_outline *outline;

	if (rg_fs_read(&bytes, arena, rg_path_join(arena, root, path), 4 * RG_MiB, &ignored) < 0)
		return 1;
	outline = rg_outline_parse(arena, RG_LANG_PYTHON, bytes);
	name = rg_str_sub(name, 0, rg_str_find_char(name, '['));
	for (size_t i = 0; i < outline->tests.n; i++)
		if (rg_str_eq(outline->tests.items[i].name, name))
			return outline->tests.items[i].line;
	return 1;
}

static rg_json *shape_regression(rg_arena *arena, const rg_ground *ground, const rg_regression *one)
{
	size_t colons = rg_str_find(one->test, RG_STR("::"));
	rg_str path = rg_str_sub(one->test, 0, colons);
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "path", path);
	rg_json_set_int(out, "line",
			line_of(arena, ground->root, path,
				rg_str_sub(one->test, colons + 2, one->test.len)));
	rg_json_set_str(out, "rule", RG_STR("regression"));
	rg_json_set_str(out, "message",
			rg_arena_printf(arena,
					"passes on the base and fails with this change: %.*s",
					RG_FMT(one->failure)));
	rg_json_set_null(out, "fix");
	return out;
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	check_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec tests = rg_ground_tests(task), repro = rg_repro_files(task, &tests);
	rg_str_vec without = rg_repro_without(arena, ground, &repro);
	rg_leftover_vec leftovers = {0};
	rg_weakening_vec weakened = {0};
	rg_regression_vec regressions = {0};
	rg_str base;
	rg_repo *repo = NULL;
	rg_err why;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	(void)cancel;
	if (rc < 0)
		return rc;
	if ((rc = find_base(&base, arena, ground, repo, &why)) == RG_ENOTFOUND) {
		rg_ground_halt(
			ground, "no-base", rg_arena_dup(arena, rg_str_of(why.message)),
			RG_STR("Name the branch that the pull request targets: --base NAME."));
		rc = RG_OK;
	} else if (rc < 0) {
		*err = why;
	} else {
		rc = rg_leftovers_find(&leftovers, arena, repo, ground->root, base, &without, err);
		if (rc == RG_OK)
			rc = rg_tamper_find(&weakened, arena, repo, ground->root, base, &without,
					    err);
		if (rc == RG_OK)
			rc = look_at_repro(&weakened, arena, ground, repo, &repro, err);
		if (rc == RG_OK)
			rc = look_at_neighbours(&regressions, arena, ground, repo, base, &without,
						err);
	}
	rg_repo_close(repo);
	for (size_t i = 0; rc == RG_OK && i < leftovers.n; i++)
		rg_json_push_take(state->findings, shape_finding(&leftovers.items[i]));
	for (size_t i = 0; rc == RG_OK && i < weakened.n; i++)
		rg_json_push_take(state->findings, shape_weakening(arena, &weakened.items[i]));
	for (size_t i = 0; rc == RG_OK && i < regressions.n; i++)
		rg_json_push_take(state->findings,
				  shape_regression(arena, ground, &regressions.items[i]));
	state->n_regressions = regressions.n;
	state->n = leftovers.n;
	state->n_weakened = weakened.n;
	return rc;
}

static void check(rg_task *task)
{
	check_state *state = rg_task_state(task);

	state->findings = rg_json_array();
	rg_task_job(task, look, rg_ground_proceed);
}

static void answer(rg_task *task)
{
	check_state *state = rg_task_state(task);

	rg_json_set_take(rg_task_result(task), "findings", state->findings);
	state->findings = NULL;
	if (state->n_regressions)
		rg_task_say(task,
			    "the change breaks %zu neighbouring test%s, by runs on this tree%s",
			    state->n_regressions, state->n_regressions == 1 ? "" : "s",
			    state->n || state->n_weakened ? "; there are other findings, too" : "");
	else if (state->n && state->n_weakened)
		rg_task_say(task,
			    "%zu piece%s of code that should not go into a commit, and tests that "
			    "say less than before (%zu)",
			    state->n, state->n == 1 ? "" : "s", state->n_weakened);
	else if (state->n_weakened)
		rg_task_say(task, "tests say less than before (%zu)", state->n_weakened);
	else if (state->n)
		rg_task_say(task, "%zu piece%s of code that should not go into a commit", state->n,
			    state->n == 1 ? "" : "s");
	else
		rg_task_say(task, "nothing left over: no debug output, breakpoints or "
				  "commented-out code, and "
				  "no test says less than before");
	rg_task_next(task);
}

static void release(rg_task *task)
{
	check_state *state = rg_task_state(task);

	rg_json_free(state->findings);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", rg_session_end_report, rg_session_end_owes_report},
	{"looking at the change", check},
	{"answering", answer},
};
static const rg_use_case use_case = {.name = "check changes",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .release = release};

rg_rc rg_fix_check(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	check_state *state = RG_NEW(rg_task_arena(task), check_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_STORE |
			      RG_GROUND_WORKTREE | RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
