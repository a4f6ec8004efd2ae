/* SPDX-License-Identifier: MIT */
/*
 * pr.c - phases 4 and 5. Without a plan: looks at everything, says what is missing and what would
 * be done, and writes the draft for the user to edit. With the plan's hash: looks again, refuses
 * when something is different, and carries it out. It starts from a fix session as well as from a
 * branch on which the bug was fixed by hand: then the missing evidence is part of the plan.
 */
#include "fix/pr/pr.h"

#include "base/hash.h"
#include "base/limits.h"
#include "fix/dossier/session_end.h"
#include "fix/pr/pr_private.h"
#include "fix/session/consent.h"
#include "fix/session/ground_look.h"
#include "fix/session/sessions.h"
#include "forge/templates.h"
#include "git/refs.h"
#include "os/fs.h"
#include "report/pr_text.h"

/* ---- the session and the base --------------------------------------------------------------- */

static void find_session(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);
	rg_str_vec tests;

	if (ground->has_session) {
		rg_task_next(task);
		return;
	}
	tests = rg_ground_tests(task);
	if (!tests.n) {
		rg_task_stop(task, "no-tests",
			     RG_STR("no reproduction test was named, and no fix session is active"),
			     RG_STR("Name it: redgreen pr tests/test_x.py::test_y."));
		return;
	}
	rg_session_new(ground, rg_task_arena(task), &tests);
	rg_session_start_clock(task);
	rg_task_next(task);
}

static void refresh_base(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	rg_fresh_base_find(task, &state->base, rg_task_next);
}

/* ---- looking at everything ------------------------------------------------------------------ */

/* Whether a test that fails may be better all the same than on the base (procedure S65), where it
 * may not have been run yet. */
static bool may_be_progress(const rg_dossier *d)
{
	return d->facts.progress.ptr || (!d->red && d->failing_here->n_passed);
}

static void halt_for_red(rg_ground *ground, rg_arena *arena, const rg_evidence *newest)
{
	rg_ground_halt(
		ground, "still-fails",
		rg_arena_printf(
			arena,
			"the reproduction test %.*s in its newest run, and nothing was "
			"changed since: %.*s",
			RG_FMT(newest->outcome),
			RG_FMT(newest->failure.ptr ? newest->failure : RG_STR("see the log"))),
		rg_arena_printf(arena, "Its log is %.*s. Edit, then run it again.",
				RG_FMT(newest->log)));
}

/* What makes a pull request impossible, whatever is run. */
static void judge(rg_pr_state *state, rg_arena *arena)
{
	rg_ground *ground = &state->ground;
	const rg_dossier *d = &state->dossier;

	if (ground->halt_code)
		return;
	if (d->pr_refusal.ptr)
		rg_ground_halt(
			ground, "conflict",
			rg_arena_printf(arena, "no commit can be made on %.*s: %.*s",
					RG_FMT(ground->session.base_branch), RG_FMT(d->pr_refusal)),
			rg_arena_printf(arena,
					"Bring %.*s into your branch, or take those files out "
					"of the change.",
					RG_FMT(ground->session.base_branch)));
	else if (!d->pr.changes.n || rg_str_eq(d->pr.without, d->base_tree))
		rg_ground_halt(ground, "no-changes",
			       rg_arena_printf(
				       arena, "nothing but the reproduction test differs from %.*s",
				       RG_FMT(ground->session.base_branch)),
			       RG_STR("Fix the bug first; the candidates say where to look."));
	else if (!ground->facts.user_name.ptr || !ground->facts.user_email.ptr)
		rg_ground_halt(
			ground, "no-identity",
			RG_STR("git knows no name and e-mail address of yours for the commit"),
			RG_STR("git config user.name NAME && git config user.email ADDRESS"));
	else if (!d->red && d->other_red && rg_str_eq_z(d->other_red->outcome, "passed"))
		rg_ground_halt(ground, "passes-on-base",
			       rg_arena_printf(arena, "the reproduction test passes on %.*s",
					       RG_FMT(ground->session.base_branch)),
			       RG_STR("There is nothing to fix there; look at what your branch or "
				      "environment does differently."));
	else if (!d->red && d->other_red && ground->session.failure.ptr)
		rg_ground_halt(
			ground, "other-failure-on-base",
			rg_arena_printf(arena,
					"the test fails on %.*s for another reason: %.*s; here "
					"it was %.*s",
					RG_FMT(ground->session.base_branch),
					RG_FMT(d->other_red->failure.ptr ? d->other_red->failure
									 : d->other_red->outcome),
					RG_FMT(ground->session.failure)),
			RG_STR("Mend the test, so that it fails for the same reason on both."));
	else if (d->fails_here && !may_be_progress(d))
		halt_for_red(ground, arena, d->failing_here);
}

/* ---- the draft ------------------------------------------------------------------------------ */

/* Neither a setting of the repository nor a link may bring a file from elsewhere into the text. */
static bool is_inside(rg_arena *arena, rg_str root, const char *path)
{
	rg_str real = rg_fs_real(arena, path);

	return rg_str_skip(&real, rg_fs_real(arena, rg_arena_cstr(arena, root))) &&
	       rg_str_starts(real, RG_STR("/"));
}

static rg_str read_template(rg_arena *arena, const rg_pr_state *state)
{
	const rg_ground *ground = &state->ground;
	rg_str_vec places = {0};
	rg_str text = {NULL, 0};
	char *path;
	rg_err err;

	if (ground->settings.pr.template_path.len)
		RG_PUSH(arena, &places, ground->settings.pr.template_path);
	else
		places = rg_templates_find(arena, &ground->files, state->forge.kind);
	if (!places.n)
		return text;
	path = rg_path_join(arena, ground->root, places.items[0]);
	if (!is_inside(arena, ground->root, path) ||
	    rg_fs_read(&text, arena, path, RG_MiB, &err) < 0)
		text = (rg_str){NULL, 0};
	return text;
}

static rg_str fact_name(rg_arena *arena, const rg_ground *ground)
{
	return rg_arena_printf(arena, "draft:%.*s", RG_FMT(ground->session.id));
}

/* With the title that the user gave as its first line. */
static rg_str with_title(rg_arena *arena, rg_str draft, rg_str title)
{
	rg_str line, rest = draft;

	if (!title.len || !rg_str_line(&line, &rest))
		return draft;
	return rg_arena_printf(arena, "%.*s\n%.*s", RG_FMT(title), RG_FMT(rest));
}

/*
 * What the user edited stays; what nobody touched is written anew, so that it says what is so now.
 * Whether it was touched is known by the hash of what was written.
 */
static rg_rc write_draft(rg_pr_state *state, rg_arena *arena, rg_store *store, rg_err *err)
{
	rg_ground *ground = &state->ground;
	rg_str folder =
		rg_arena_printf(arena, "%.*s/sessions/%.*s", RG_FMT(ground->facts.private_dir),
				RG_FMT(ground->session.id));
	const char *path = rg_path_join(arena, folder, RG_STR("PULL_REQUEST.md"));
	rg_str there = {NULL, 0}, written = {NULL, 0}, fresh;
	rg_err unread;
	rg_rc rc;

	state->draft_path = rg_str_of(path);
	if (rg_fs_read(&there, arena, path, RG_MiB, &unread) < 0)
		there = (rg_str){NULL, 0};
	if ((rc = rg_fact_get(&written, arena, store, fact_name(arena, ground), err)) < 0)
		return rc;
	if (there.ptr && written.ptr &&
	    !rg_str_eq(written, rg_hash_hex(arena, rg_hash(RG_HASH_START, there)))) {
		state->draft = with_title(arena, there, ground->args->title);
	} else {
		fresh = rg_pr_draft_render(arena, &state->dossier.facts, &state->dossier.note,
					   read_template(arena, state), &state->dossier.secrets);
		state->draft = with_title(arena, fresh, ground->args->title);
		if ((rc = rg_fact_set(store, fact_name(arena, ground),
				      rg_hash_hex(arena, rg_hash(RG_HASH_START, state->draft)),
				      err)) < 0)
			return rc;
	}
	if ((rc = rg_fs_make_folders(folder.ptr, err)) < 0)
		return rc;
	return rg_fs_write(path, state->draft, false, err);
}

static rg_rc store_draft(rg_pr_state *state, rg_arena *arena, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, state->ground.store_path, &notice, err);

	rg_session_enter(&state->ground.session, RG_STR("prepare"));
	if (rc == RG_OK)
		rc = rg_session_put(store, &state->ground.session, err);
	if (rc == RG_OK)
		rc = write_draft(state, arena, store, err);
	if (rc == RG_OK)
		rc = rg_fact_get(&state->pushed_before, arena, store,
				 rg_arena_printf(arena, "pushed:%.*s", RG_FMT(state->branch)), err);
	rg_store_close(store);
	return rc;
}

/* ---- the plan ------------------------------------------------------------------------------- */

/* Over everything that the plan was made from; the text of the draft is the user's to edit. */
static rg_str plan_hash(const rg_pr_state *state, rg_arena *arena)
{
	const rg_session_row *session = &state->ground.session;
	const rg_dossier *d = &state->dossier;
	uint64_t hash = RG_HASH_START;

	hash = rg_hash_field(hash, session->id);
	hash = rg_hash_field(hash, state->branch);
	hash = rg_hash_field(hash, state->branch_tip);
	hash = rg_hash_field(hash, session->base_oid);
	hash = rg_hash_field(hash, session->base_remote);
	hash = rg_hash_field(hash, d->pr.tree);
	hash = rg_hash_field(hash, d->repro_blobs);
	if (state->ground.settings.pr.keeps_commits)
		hash = rg_hash_field(hash, state->ground.facts.head_oid);
	hash = rg_hash_field(hash, state->forge.kind);
	hash = rg_hash_field(hash, state->forge.api);
	hash = rg_hash_field(hash, state->forge.project);
	return rg_hash_hex(arena, hash);
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_pr_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_rc rc = rg_pr__collect(state, arena, err);

	(void)cancel;
	if (rc < 0)
		return rc;
	judge(state, arena);
	if (state->ground.halt_code)
		return RG_OK;
	if ((rc = rg_pr__own_commits(&state->own, state, arena, false, err)) < 0 ||
	    state->ground.halt_code)
		return rc;
	if ((rc = rg_pr__choose_neighbours(state, arena, err)) < 0 ||
	    (rc = store_draft(state, arena, err)) < 0)
		return rc;
	state->hash = plan_hash(state, arena);
	return RG_OK;
}

static void add_step(rg_json *steps, const char *what, rg_str detail)
{
	rg_json *step = rg_json_push_take(steps, rg_json_object());

	rg_json_set_str(step, "what", rg_str_of(what));
	rg_json_set_str(step, "detail", detail);
}

static rg_str commit_detail(const rg_pr_state *state, rg_arena *arena)
{
	const rg_own_commits *own = &state->own;
	size_t n = state->dossier.pr.changes.n;
	bool has_rest = !rg_str_eq(own->tree, state->dossier.pr.tree);
	rg_str what =
		rg_arena_printf(arena, "%zu file%s %s the reproduction test", n, n == 1 ? "" : "s",
				state->ground.settings.pr.keeps_test ? "with" : "without");

	if (own->n)
		what = rg_arena_printf(
			arena, "%.*s, as %zu commit%s of yours%s%s", RG_FMT(what), own->n,
			own->n == 1 ? "" : "s",
			own->n_empty ? rg_arena_printf(arena, " (%zu with nothing else left out)",
						       own->n_empty)
					       .ptr
				     : "",
			has_rest ? " and one of what is not committed" : "");
	return rg_arena_printf(arena, "%.*s onto %.*s%s", RG_FMT(what), RG_FMT(state->branch),
			       state->branch_tip.ptr && !rg_str_eq(state->branch_tip,
								   state->ground.session.base_oid)
				       ? "; its present tip is kept under refs/redgreen/"
				       : "");
}

static rg_json *shape_steps(const rg_pr_state *state, rg_arena *arena)
{
	const rg_session_row *session = &state->ground.session;
	rg_json *steps = rg_json_array();

	if (state->needs_red)
		add_step(steps, "run the test on the base",
			 rg_arena_printf(arena,
					 "%.*s at %.*s, in a temporary worktree: it must fail",
					 RG_FMT(session->base_branch),
					 RG_FMT(rg_str_sub(session->base_oid, 0, 10))));
	if (state->needs_green)
		add_step(steps, "check stability",
			 rg_arena_printf(arena, "%lld cold runs%s: all must pass",
					 (long long)state->ground.settings.stability_runs,
					 state->dossier.is_pr_tree_here
						 ? ""
						 : " of the commit, in a temporary worktree"));
	if (state->neighbours.chosen.files.n)
		add_step(steps, "run neighbouring tests",
			 rg_arena_printf(
				 arena, "%u test%s of %.*s; what fails is run on %.*s as well",
				 state->neighbours.chosen.n_tests,
				 state->neighbours.chosen.n_tests == 1 ? "" : "s",
				 RG_FMT(rg_str_vec_join(arena, &state->neighbours.chosen.files,
							RG_STR(", "))),
				 RG_FMT(session->base_branch)));
	add_step(steps, "commit", commit_detail(state, arena));
	if (state->dossier.facts.hooks.len)
		add_step(steps, "without hooks", state->dossier.facts.hooks);
	if (session->base_remote.ptr)
		add_step(steps, "push",
			 rg_arena_printf(arena, "%.*s to %.*s", RG_FMT(state->branch),
					 RG_FMT(session->base_remote)));
	if (rg_str_eq_z(state->forge.kind, "local"))
		add_step(steps, "write the pull request text",
			 RG_STR("as a file: no forge is set up; the setting forge.kind names one"));
	else
		add_step(steps, "open a draft pull request",
			 rg_arena_printf(arena, "%.*s on %.*s onto %.*s",
					 RG_FMT(state->forge.project), RG_FMT(state->forge.host),
					 RG_FMT(session->base_branch)));
	add_step(steps, "write the report", state->ground.settings.outputs);
	return steps;
}

static void put_plan(rg_pr_state *state, rg_task *task)
{
	rg_arena *arena = rg_task_arena(task);
	rg_json *plan = rg_json_object(), *files;
	rg_str title = {NULL, 0}, rest = state->draft;

	(void)rg_str_line(&title, &rest);
	rg_json_set_str(plan, "hash", state->hash);
	rg_json_set_str(plan, "branch", state->branch);
	rg_json_set_str(plan, "base", state->ground.session.base_branch);
	rg_json_set_take(plan, "steps", shape_steps(state, arena));
	files = rg_json_set_take(plan, "files", rg_json_array());
	for (size_t i = 0; i < state->dossier.pr.changes.n; i++) {
		rg_json *one = rg_json_push_take(files, rg_json_object());

		rg_json_set_str(one, "path", state->dossier.pr.changes.items[i].path);
		rg_json_set_str(
			one, "change",
			rg_str_of(rg_change_name(state->dossier.pr.changes.items[i].change)));
	}
	rg_json_set_str(plan, "title", title);
	rg_json_set_str(plan, "body", state->draft_path);
	rg_json_set_take(rg_task_result(task), "plan", plan);
}

static rg_str leftovers_text(rg_arena *arena, const rg_pr_state *state)
{
	size_t n = state->dossier.leftovers.n;

	if (!n)
		return RG_STR("");
	return rg_arena_printf(arena, "; %zu added line%s like debug code (redgreen check)", n,
			       n == 1 ? " looks" : "s look");
}

/* An optimisation's text should say by how much; a reviewer will ask. */
static const char *missing_speed(const rg_pr_state *state)
{
	const rg_session_facts *facts = &state->dossier.facts;

	if (rg_session_promises_gain(&state->ground.session) && !facts->is_measured_gain)
		return facts->improvement.ptr
			       ? "; the measurement shows no gain on this tree (redgreen measure)"
			       : "; no gain in speed is measured on this tree yet (redgreen "
				 "measure)";
	if (facts->is_about_speed && !facts->improvement.ptr)
		return "; the failure is one of speed, and none is measured (redgreen measure)";
	return "";
}

/* With the hash of this plan the task goes on; without one it ends here. */
static void looked(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);
	rg_str wanted = state->ground.args->plan;

	if (rg_ground_has_halted(task) || rg_pr__is_tampered(task))
		return;
	if (wanted.len && rg_str_eq(wanted, state->hash)) {
		rg_task_next(task);
		return;
	}
	put_plan(state, task);
	if (wanted.len) {
		rg_task_stop(
			task, "stale-plan",
			RG_STR("something changed since the plan was made; this is the new one"),
			RG_STR("Look at it, then carry this one out."));
		return;
	}
	rg_task_say(task, "the draft is written: %.*s onto %.*s%.*s%s", RG_FMT(state->branch),
		    RG_FMT(state->ground.session.base_branch),
		    RG_FMT(leftovers_text(rg_task_arena(task), state)), missing_speed(state));
	rg_task_show(task, state->draft_path);
	rg_task_finish(task);
}

static void plan(rg_task *task)
{
	rg_task_job(task, look, looked);
}

/* ---- the steps ------------------------------------------------------------------------------ */

static void release(rg_task *task)
{
	rg_pr_state *state = rg_task_state(task);

	rg_stability_release(&state->runs);
	rg_neighbours_release(task, &state->neighbours);
	rg_elsewhere_release(task, &state->elsewhere);
}

static bool has_no_base(rg_task *task)
{
	return !rg_ground_of(task)->session.base_oid.ptr;
}

static bool needs_red(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	return state->needs_red;
}

static bool needs_green(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	return state->needs_green;
}

static bool is_elsewhere(rg_task *task)
{
	const rg_pr_state *state = rg_task_state(task);

	return state->elsewhere.folder.ptr != NULL;
}

/* Without a remote there is nowhere to push to: the branch and the text are it. */
static bool has_remote(rg_task *task)
{
	return rg_ground_of(task)->session.base_remote.ptr != NULL;
}

/* What a repository calls its remote may be a command. */
static bool asks_before_fetch(rg_task *task)
{
	return has_no_base(task) && rg_ground_needs_consent(task);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"looking at the clock", rg_session_watch_time},
	{"looking at the session", find_session},
	{"asking whether its remote may be asked", rg_ground_consent, asks_before_fetch},
	{"fetching the base", refresh_base, has_no_base},
	{"planning", plan},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"running the test on the base", rg_pr__prove_red, needs_red},
	{"tidying up", rg_pr__leave, is_elsewhere},
	{"building the commit", rg_pr__build},
	{"running the test with the fix", rg_pr__prove_green, needs_green},
	{"running neighbouring tests", rg_pr__run_neighbours, rg_pr__has_neighbours},
	{"tidying up", rg_pr__leave, is_elsewhere},
	{"looking at side effects", rg_pr__look_at_side_effects, rg_pr__may_break},
	{"committing", rg_pr__commit},
	{"looking for an account", rg_pr__look_for_account, rg_pr__may_go_by_push},
	{"pushing", rg_pr__push, has_remote},
	{"opening the draft", rg_pr__open},
	{"writing the report", rg_pr__report},
};
static const rg_use_case use_case = {.name = "create draft fix PR",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true,
				     .release = release};

rg_rc rg_fix_pr(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	rg_pr_state *state = RG_NEW(rg_task_arena(task), rg_pr_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_COMMITS | RG_GROUND_CALM |
			      RG_GROUND_BRANCH | RG_GROUND_STORE | RG_GROUND_WORKTREE |
			      RG_GROUND_FILES;
	return rg_task_start(task, &use_case, state, err);
}
