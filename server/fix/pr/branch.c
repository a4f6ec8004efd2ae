/* SPDX-License-Identifier: MIT */
/*
 * branch.c - phase 2: a branch off the fresh base in the user's own work tree, the reproduction
 * test carried over, and the proof that it fails there for the same reason. When it does not, the
 * procedure stops, and the user is back where they were.
 */
#include "fix/pr/branch.h"

#include "fix/dossier/dossier.h"
#include "fix/dossier/reporting.h"
#include "fix/dossier/session_end.h"
#include "fix/pr/branch_name.h"
#include "fix/pr/fresh_base.h"
#include "fix/runs/elsewhere.h"
#include "fix/runs/proof.h"
#include "fix/runs/reason.h"
#include "fix/session/acts.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/session/repro.h"
#include "fix/session/session_clock.h"
#include "fix/session/sessions.h"
#include "fix/session/slug.h"
#include "git/linked.h"
#include "git/switch.h"
#include "os/fs.h"

/* Runs on the base at most, where a number in the failure may vary. */
#define BASELINE_RUNS 4

typedef struct branch_state {
	rg_ground ground;
	rg_fresh_base base;
	rg_proof proof;
	rg_elsewhere elsewhere;
	rg_act_branch act;
	rg_switch_check check;
	rg_str_vec restored;
	rg_str_vec reds; /* fingerprints of the baseline's runs, when one was not enough */
	/* Why the baseline stops it; told after the way back. */
	const char *stop_code;
	rg_str stop_message, stop_next;
} branch_state;

static void refresh_base(rg_task *task)
{
	branch_state *state = rg_task_state(task);

	rg_session_enter(&state->ground.session, RG_STR("branch"));
	rg_session_show(rg_task_workspace(task), &state->ground);
	rg_fresh_base_find(task, &state->base, rg_task_next);
}

/* ---- looking ahead -------------------------------------------------------------------------- */

static void judge_switch(branch_state *state, rg_arena *arena)
{
	const rg_switch_check *check = &state->check;

	if (check->refused.n)
		rg_ground_halt(
			&state->ground, "unsupported-repository",
			rg_arena_printf(
				arena, "git filters (LFS) would have to write %.*s",
				RG_FMT(rg_str_vec_join(arena, &check->refused, RG_STR(", ")))),
			RG_STR("Set \"branchMode\" to \"none\", or make the branch yourself."));
	else if (check->overwritten.n)
		rg_ground_halt(
			&state->ground, "would-overwrite",
			rg_arena_printf(arena,
					"the switch to %.*s would overwrite uncommitted "
					"changes in %.*s",
					RG_FMT(state->base.base.branch),
					RG_FMT(rg_str_vec_few(arena, &check->overwritten))),
			RG_STR("Commit them on your branch, or move them away, then ask again."));
}

static bool is_report(rg_str outputs, rg_str path)
{
	return outputs.len && rg_str_skip(&path, outputs) && path.len && path.ptr[0] == '/';
}

/*
 * What runs and sessions left behind, and redgreen's own settings, are nobody's change; they are
 * not worth a question.
 */
static void leave_out_products(branch_state *state, rg_arena *arena)
{
	rg_str_vec products = rg_str_vec_of_lines(arena, state->ground.session.products),
		   along = {0};

	for (size_t i = 0; i < state->check.along.n; i++) {
		rg_str path = state->check.along.items[i];

		if (!rg_str_vec_has(&products, path) && !rg_str_eq_z(path, RG_SETTINGS_FILE) &&
		    !is_report(state->ground.settings.outputs, path))
			RG_PUSH(arena, &along, path);
	}
	state->check.along = along;
}

static rg_rc prepare(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	branch_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	(void)cancel;
	state->act.base = state->base.base;
	state->act.mode = ground->settings.branch_mode;
	if (rc < 0)
		return rc;
	if ((rc = rg_branch_name_choose(&state->act.branch, arena, ground, repo, err)) < 0 ||
	    ground->halt_code ||
	    (rc = rg_branch_carried(&state->act.carried, arena, ground, repo, state->base.base.oid,
				    err)) < 0 ||
	    (rc = rg_repro_blobs(&state->act.carried_blobs, arena, repo, &state->act.carried,
				 err)) < 0)
		goto done;
	if (rg_str_eq_z(state->act.mode, "worktree")) {
		state->act.worktree = rg_linked_place(arena, ground->root, ground->facts.main_root,
						      state->act.branch);
	} else if (rg_str_eq_z(state->act.mode, "in-place")) {
		rc = rg_switch_look(&state->check, arena, repo, state->base.base.oid,
				    &state->act.carried, err);
		state->act.removed = state->check.removed;
		leave_out_products(state, arena);
		if (rc == RG_OK)
			judge_switch(state, arena);
	}
done:
	rg_repo_close(repo);
	return rc;
}

static void on_along(rg_task *task, int choice)
{
	branch_state *state = rg_task_state(task);

	if (choice == 1)
		rg_task_next(task);
	else
		rg_task_stop(
			task, "uncommitted-changes",
			rg_arena_printf(
				rg_task_arena(task),
				"uncommitted changes that are not the reproduction test would "
				"come along: %.*s",
				RG_FMT(rg_str_vec_few(rg_task_arena(task), &state->check.along))),
			RG_STR("Commit them on your branch, or ask again and say that they "
			       "may come along (--accept uncommitted-changes in the shell)."));
}

static void prepared(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Stop"), RG_STR_INIT("Take them along")};
	branch_state *state = rg_task_state(task);

	if (rg_ground_has_halted(task))
		return;
	if (state->check.along.n && !rg_fix_args_accept(state->ground.args, "uncommitted-changes"))
		rg_task_ask(
			task,
			rg_arena_printf(
				rg_task_arena(task),
				"These uncommitted changes are not the reproduction test and "
				"would come along to the fix branch: %.*s",
				RG_FMT(rg_str_vec_few(rg_task_arena(task), &state->check.along))),
			choices, 2, on_along);
	else
		rg_task_next(task);
}

static void look_ahead(rg_task *task)
{
	branch_state *state = rg_task_state(task);
	rg_session_row *session = &state->ground.session;
	const rg_fix_args *args = state->ground.args;

	if (args->name.len)
		session->name =
			rg_slug(rg_task_arena(task), args->name, session->prompt, RG_STR(""));
	if (args->kind.len)
		session->kind = args->kind;
	if (session->branch.ptr)
		rg_task_stop(task, "branch-exists",
			     rg_arena_printf(rg_task_arena(task),
					     "this session has its branch: %.*s",
					     RG_FMT(session->branch)),
			     RG_STR("Go on with the fix, or undo."));
	else
		rg_task_job(task, prepare, prepared);
}

/* ---- the switch and the baseline ------------------------------------------------------------ */

/* Claims the folder; where that cannot be, nothing has been begun. */
static bool claim_place(branch_state *state, rg_arena *arena)
{
	rg_err err;

	if (rg_fs_make_folders(rg_arena_cstr(arena, state->act.worktree), &err) == RG_OK)
		return true;
	rg_ground_halt(&state->ground, "cannot-make-worktree",
		       rg_arena_dup(arena, rg_str_of(err.message)),
		       RG_STR("Make that folder possible, or set \"branchMode\" to \"in-place\"."));
	return false;
}

/* The files are other ones then. */
static rg_rc act(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	branch_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_repo *repo = NULL;
	rg_rc rc;

	(void)cancel;
	if (state->act.worktree.ptr && !claim_place(state, arena))
		return RG_OK;
	if ((rc = rg_act_branch_do(arena, ground, &state->act, err)) < 0)
		return rc;
	if (state->act.worktree.ptr)
		return rg_ground_move(ground, arena, err);
	if ((rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err)) == RG_OK)
		rc = rg_repo_files(&ground->files, arena, repo, err);
	rg_repo_close(repo);
	return rc;
}

static void made(rg_task *task)
{
	const branch_state *state = rg_task_state(task);

	if (rg_ground_has_halted(task))
		return;
	if (state->check.submodules.n)
		rg_task_note(
			task,
			rg_arena_printf(
				rg_task_arena(task),
				"%.*s has another commit of %.*s than is checked out there, "
				"which would be a change of yours in the pull request: git "
				"submodule update",
				RG_FMT(state->base.base.branch),
				RG_FMT(rg_str_vec_join(rg_task_arena(task),
						       &state->check.submodules, RG_STR(", ")))));
	rg_task_next(task);
}

static void make_branch(rg_task *task)
{
	rg_task_job(task, act, made);
}

static rg_str describe(rg_arena *arena, const rg_evidence *e)
{
	return rg_arena_printf(arena, "%.*s",
			       RG_FMT(e->failure.ptr ? e->failure
				      : e->why.ptr   ? e->why
						     : e->outcome));
}

static void put_result(branch_state *state, rg_task *task, rg_str difference)
{
	const rg_ground *ground = &state->ground;
	rg_json *result = rg_task_result(task), *baseline = rg_json_object();

	rg_json_set_str(result, "branch", ground->session.branch);
	rg_json_set_str(result, "worktree", ground->session.worktree);
	rg_json_set_str(result, "base", ground->session.base_branch);
	rg_json_set_str(result, "baseCommit", ground->session.base_oid);
	rg_json_set_bool(result, "baseIsFresh", state->base.is_fetched);
	rg_json_set_str(baseline, "outcome", state->proof.evidence.outcome);
	rg_json_set_bool(baseline, "sameReason", rg_str_is_null(difference));
	rg_json_set_str(baseline, "difference", difference);
	rg_json_set_take(baseline, "run", rg_proof_shape(&state->proof));
	rg_json_set_take(result, "baseline", baseline);
}

static void stop_later(branch_state *state, const char *code, rg_str message, rg_str next)
{
	state->stop_code = code;
	state->stop_message = message;
	state->stop_next = next;
}

static bool is_same_reason(const rg_evidence *e, const rg_session_row *session)
{
	return rg_reason_is_same(e->fingerprint, e->failure.ptr ? e->failure : e->outcome,
				 session->fingerprint, session->failure);
}

static void run_there(rg_task *task);

/*
 * The same failure with another number in it ("assert 7 == 4" for "assert 9 == 4") is another
 * reason, unless the number is another one in each run here as well: then it is none of the reason.
 * True when that is being found out by one more run.
 */
static bool has_to_look_again(branch_state *state, rg_task *task)
{
	rg_session_row *session = &state->ground.session;
	const rg_evidence *e = &state->proof.evidence;

	if (is_same_reason(e, session) ||
	    !rg_reason_is_alike_but_numbers(e->failure, session->failure))
		return false;
	for (size_t i = 0; i < state->reds.n; i++)
		if (!rg_str_eq(state->reds.items[i], e->fingerprint)) {
			session->fingerprint = e->fingerprint; /* it varies by itself */
			return false;
		}
	if (state->reds.n + 1 == BASELINE_RUNS)
		return false;
	RG_PUSH(rg_task_arena(task), &state->reds, e->fingerprint);
	run_there(task);
	return true;
}

static void judge_baseline(rg_task *task)
{
	branch_state *state = rg_task_state(task);
	const rg_session_row *session = &state->ground.session;
	const rg_evidence *e = &state->proof.evidence;
	rg_arena *arena = rg_task_arena(task);
	rg_str difference = {NULL, 0};

	if (rg_proof_is_valid(&state->proof) && has_to_look_again(state, task))
		return;
	if (!rg_proof_is_valid(&state->proof)) {
		stop_later(state,
			   e->foreign.ptr   ? "foreign-code"
			   : e->unbuilt.ptr ? "not-rebuilt"
					    : "changed-during-run",
			   e->foreign.ptr ? e->foreign
			   : e->unbuilt.ptr
				   ? e->unbuilt
				   : RG_STR("files changed while the test ran on the base"),
			   RG_STR("Mend that and create the branch again."));
	} else if (rg_str_eq_z(e->outcome, "passed")) {
		stop_later(state, "passes-on-base",
			   rg_arena_printf(arena,
					   "the reproduction test passes on %.*s at %.*s: the "
					   "issue is specific to %.*s or to the environment",
					   RG_FMT(session->base_branch),
					   RG_FMT(rg_str_sub(session->base_oid, 0, 10)),
					   RG_FMT(session->dev_branch)),
			   RG_STR("Look at what differs between the branches; give up with a "
				  "report if "
				  "that is not it."));
	} else if (!is_same_reason(e, session)) {
		difference =
			rg_arena_printf(arena, "on %.*s: %.*s; on %.*s: %.*s",
					RG_FMT(session->dev_branch), RG_FMT(session->failure),
					RG_FMT(session->base_branch), RG_FMT(describe(arena, e)));
		stop_later(state, "other-failure-on-base",
			   rg_arena_printf(arena, "the test fails on %.*s for another reason: %.*s",
					   RG_FMT(session->base_branch), RG_FMT(difference)),
			   RG_STR("Carry over what the test needs, or mend the test, so that it "
				  "fails for "
				  "the same reason on both."));
	}
	put_result(state, task, difference);
	rg_task_next(task);
}

static void run_there(rg_task *task)
{
	branch_state *state = rg_task_state(task);
	rg_proof_spec spec = {.purpose = "baseline",
			      .log_name = RG_STR("baseline_failure.txt"),
			      .worktree = state->elsewhere.folder};

	if (state->reds.n) {
		spec.log_name = rg_arena_printf(rg_task_arena(task), "baseline_failure_%zu.txt",
						state->reds.n + 1);
		spec.hash_seed = (uint32_t)state->reds.n;
	}

	spec.tests = rg_str_vec_of_lines(rg_task_arena(task), state->ground.session.tests);
	spec.repro = rg_repro_files(task, &spec.tests);
	rg_proof_make(task, &state->proof, &spec, judge_baseline);
}

static void run_baseline(rg_task *task)
{
	branch_state *state = rg_task_state(task);

	if (!rg_str_eq_z(state->act.mode, "none"))
		run_there(task);
	else
		rg_elsewhere_open(task, &state->elsewhere, state->base.base.oid,
				  &state->act.carried, run_there);
}

static void leave_worktree(rg_task *task)
{
	branch_state *state = rg_task_state(task);

	rg_elsewhere_close(task, &state->elsewhere, rg_task_next);
}

/* ---- the end -------------------------------------------------------------------------------- */

/* The branch goes, the session stays where it was: in its analysis. */
static rg_rc go_back(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	branch_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_session_row *session = &ground->session;
	rg_arena *arena = rg_task_arena(task);
	rg_repo *repo = NULL;
	rg_rc rc;

	(void)cancel;
	if ((rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err)) == RG_OK)
		rc = rg_repo_facts_read(&ground->facts, arena, repo, err);
	rg_repo_close(repo);
	if (rc < 0 || (rc = rg_act_undo_do(&state->restored, arena, ground, err)) < 0)
		return rc;
	session->state = RG_STR("active");
	session->phase = RG_STR("analyse");
	session->ended = 0;
	session->branch = session->base_oid = session->base_ref = session->carried =
		session->worktree = (rg_str){NULL, 0};
	rc = rg_session_save(arena, ground, err);
	return rc == RG_OK && rg_str_eq_z(rg_str_of(state->stop_code), "passes-on-base")
		       ? rg_dossier_remember_base(arena, ground, state->stop_message, err)
		       : rc;
}

static void back(rg_task *task)
{
	branch_state *state = rg_task_state(task);
	rg_str message = rg_arena_printf(rg_task_arena(task), "%.*s (you are back on %.*s)",
					 RG_FMT(state->stop_message),
					 RG_FMT(state->ground.session.dev_branch));

	if (rg_str_eq_z(rg_str_of(state->stop_code), "passes-on-base"))
		rg_report_then_stop(task, state->stop_code, message, state->stop_next);
	else
		rg_task_stop(task, state->stop_code, message, state->stop_next);
}

/* It is the user's turn: the fix. With what varies in the reason, where something does. */
static rg_rc keep(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);

	(void)cancel;
	rg_session_enter(&ground->session, RG_STR("fix"));
	return rg_session_save(rg_task_arena(task), ground, err);
}

static void finish(rg_task *task)
{
	branch_state *state = rg_task_state(task);
	const rg_session_row *session = &state->ground.session;

	if (state->stop_code) {
		rg_task_job(task, go_back, back);
		return;
	}
	rg_task_say(task,
		    "on %.*s%s%.*s, off %.*s at %.*s%s: red for the same reason. Change one thing, "
		    "run, look",
		    RG_FMT(session->branch), session->worktree.ptr ? " in the folder " : "",
		    RG_FMT(session->worktree), RG_FMT(session->base_branch),
		    RG_FMT(rg_str_sub(session->base_oid, 0, 10)),
		    state->base.is_fetched	  ? " (fetched)"
		    : state->base.base.remote.ptr ? " (not fetched)"
						  : "");
	rg_task_job(task, keep, NULL);
}

static void release(rg_task *task)
{
	branch_state *state = rg_task_state(task);

	rg_proof_release(&state->proof);
	rg_elsewhere_release(task, &state->elsewhere);
}

static bool is_elsewhere(rg_task *task)
{
	const branch_state *state = rg_task_state(task);

	return state->elsewhere.folder.ptr != NULL;
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"looking at the clock", rg_session_watch_time},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"fetching the base", refresh_base},
	{"looking at what the switch would meet", look_ahead},
	{"making the branch", make_branch},
	{"running the test on the base", run_baseline},
	{"tidying up", leave_worktree, is_elsewhere},
	{"judging the baseline", finish},
};
static const rg_use_case use_case = {.name = "create fix branch",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true,
				     .release = release};

rg_rc rg_fix_branch(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	branch_state *state = RG_NEW(rg_task_arena(task), branch_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_CALM |
			      RG_GROUND_BRANCH | RG_GROUND_SESSION | RG_GROUND_WORKTREE |
			      RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
