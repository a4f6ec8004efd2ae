/* SPDX-License-Identifier: MIT */
/*
 * flow.h - plays the effects for use cases of server/fix: pytest, fetch, push and a clock that do
 * what the test says; git and the store are real. A command is cancelled at its n-th progress
 * message, for every n, and the repository is compared before and after.
 *
 * The fake pytest looks at src/calc.py in the folder that it is to run in: with the word "bug" in
 * it the test fails, without it passes. The tests of tests/test_side.py fail with the word "side".
 */
#ifndef RG_TESTS_SUPPORT_FLOW_H
#define RG_TESTS_SUPPORT_FLOW_H

#include "base/mem.h"
#include "fix/dossier/session_end.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/args.h"
#include "fix/workspace/ports.h"
#include "fix/workspace/workspace.h"
#include "os/system.h"
#include "support/git_repo.h"

typedef rg_rc (*flow_command)(rg_task *task, const rg_fix_args *args, rg_err *err);

typedef struct flow {
	fixture *f;
	rg_loop *loop;
	rg_workspace *workspace;
	rg_task *task;
	int n_progress, cancel_at; /* 0: never */
	rg_str message;		   /* of the newest progress */
	/* From the n-th progress message behind the look at the clock (0: never) the session's time
	 * is up, and no effect ends by itself. */
	int up_at, n_timed;
	bool is_up;
	bool search_is_busy; /* what locating knows is somebody else's while its time passes */
	rg_pointing *pointing;
	int answer;		  /* to every question */
	bool cancels_at_question; /* instead */
	bool is_done;
	rg_rc rc;
	rg_err err;
	rg_json *result; /* owned, or NULL */
	/* what the effects do */
	bool hangs;	    /* a run does not end by itself */
	bool stops_watched; /* what only watches hangs, and the user stops the command */
	bool fails_anyway;  /* a run fails whatever the source says */
	rg_order fails_in;  /* an order in which the test fails though the bug is not there */
	uint32_t bad_seed;  /* a hash seed with which the same is so; 0: none */
	int fails_at, fails_until; /* the same of these runs, counted from 1; 0: none */
	int edits_at;		   /* during this run, counted from 1, somebody edits; 0: never */
	int n_lucky;		   /* as many runs pass though the bug is there */
	uint32_t n_more_passed;	   /* tests of the run that pass beside a failing one */
	bool varies;		   /* a number in the failure is another one in each run */
	int n_runs, n_watched;	   /* the latter watched only: no evidence */
	uint64_t limit_ms;	   /* of the last of them */
	double seconds;		   /* that a run says it took */
	double fixed_seconds;	   /* the same of a run that passes; 0: no other */
	bool fails_elsewhere;	   /* in a temporary worktree nothing can be imported */
	int n_elsewhere;	   /* runs in one */
	rg_git_cause fetch, push;  /* how they end */
	void *waiting;		   /* what of git or the forge does not */
	int64_t clock_offset;	   /* seconds that have passed; of them */
	int64_t wall_jump;	   /* somebody set the wall clock by as much */
	int n_boots;		   /* the machine was started anew */
	rg_arena *arena;
} flow;

static flow *the_flow; /* ports have no place for data of the test's */

/* ---- pytest --------------------------------------------------------------------------------- */

typedef struct fake_run {
	rg_run_result result;
	bool hangs;
	rg_arena *arena;
	rg_run_spec spec;
	bool is_taken, is_over;
} fake_run;

static void fake_run_end(void *data)
{
	fake_run *run = data;

	if (run->is_over)
		return;
	run->is_over = true;
	run->spec.done(run->spec.data, &run->result);
	/* The result's memory is the arena's; the run itself lies in the test's. */
	if (!run->is_taken)
		rg_arena_free(run->arena);
}

static void fill_failure(rg_trace *trace, rg_arena *arena, int number)
{
	rg_failure failure = {.test = RG_STR("tests/test_calc.py::test_sum"),
			      .phase = RG_PHASE_CALL,
			      .fingerprint =
				      rg_arena_printf(arena, "%016x", 0xf1 + (unsigned)number),
			      .seconds = 0.1};

	failure.error.type = RG_STR("ValueError");
	failure.error.message = rg_arena_printf(arena, "wrong sum: %d", number);
	RG_PUSH(arena, &failure.error.frames,
		(rg_frame){.path = RG_STR("src/calc.py"), .line = 1, .in_workspace = true});
	RG_PUSH(arena, &trace->failures, failure);
}

/* The failing test calls `f`, a passing one as well; `g` is called by the failing one alone. */
static rg_calls *fake_calls(rg_arena *arena)
{
	rg_calls *calls = RG_NEW(arena, rg_calls);
	rg_calls_of_test *test;

	RG_PUSH(arena, &calls->functions,
		(rg_called){.path = RG_STR("src/calc.py"), .name = RG_STR("f"), .line = 1});
	RG_PUSH(arena, &calls->functions,
		(rg_called){.path = RG_STR("src/calc.py"), .name = RG_STR("g"), .line = 1});
	test = RG_PUSH_NEW(arena, &calls->tests);
	*test = (rg_calls_of_test){.test = RG_STR("tests/test_calc.py::test_other"),
				   .has_passed = true};
	RG_PUSH(arena, &test->calls, 0);
	test = RG_PUSH_NEW(arena, &calls->tests);
	*test = (rg_calls_of_test){.test = RG_STR("tests/test_calc.py::test_sum")};
	RG_PUSH(arena, &test->calls, 1);
	RG_PUSH(arena, &test->calls, 0);
	return calls;
}

/* A run of the file's one test, which is no reproduction test. */
static bool is_of_side(const rg_run_spec *spec)
{
	return spec->tests.n && rg_str_starts(spec->tests.items[0], RG_STR("tests/test_side.py"));
}

static void fill_side(rg_run_result *result, rg_trace *trace, rg_arena *arena)
{
	rg_test_time time = {.test = RG_STR("tests/test_side.py::test_other"),
			     .seconds = 0.1,
			     .has_passed = !trace->failures.n};

	RG_PUSH(arena, &result->times, time);
	for (size_t i = 0; i < trace->failures.n; i++)
		trace->failures.items[i].test = time.test;
}

/* Another test of the file ran, too. */
static void fill_times(rg_run_result *result, rg_arena *arena, bool has_passed)
{
	RG_PUSH(arena, &result->times,
		(rg_test_time){RG_STR("tests/test_calc.py::test_sum"), 0.1, has_passed});
	RG_PUSH(arena, &result->times,
		(rg_test_time){RG_STR("tests/test_calc.py::test_other"), 0.1, true});
}

static void stop_command(void *data)
{
	rg_task_cancel(data);
}

/* The file under test, which is the same to it. */
static void edit(const rg_run_spec *spec, rg_arena *arena, rg_str source)
{
	rg_err err;

	assert_int_equal(rg_fs_write(rg_path_join(arena, spec->root, RG_STR("src/calc.py")),
				     rg_arena_printf(arena, "%.*s# edited\n", RG_FMT(source)),
				     false, &err),
			 RG_OK);
}

static rg_rc fake_run_start(rg_run **out, rg_loop *loop, const rg_run_spec *spec, rg_err *err)
{
	fake_run *run = RG_NEW(the_flow->arena, fake_run);
	rg_str source = NONE;
	rg_trace *trace;
	bool fails;
	double seconds;
	rg_err unread;

	(void)err;
	run->arena = rg_arena_new();
	run->spec = *spec;
	trace = RG_NEW(run->arena, rg_trace);
	if (rg_fs_read(&source, run->arena,
		       rg_path_join(run->arena, spec->root, RG_STR("src/calc.py")), 10000,
		       &unread) < 0)
		source = RG_STR("");
	fails = the_flow->fails_anyway ||
		(rg_str_has(source, is_of_side(spec) ? RG_STR("side") : RG_STR("bug")) &&
		 the_flow->n_lucky <= 0);
	the_flow->n_lucky--;
	if (the_flow->fails_in != RG_ORDER_AS_IS && spec->order == the_flow->fails_in)
		fails = true;
	if (the_flow->bad_seed && spec->hash_seed == the_flow->bad_seed)
		fails = true;
	if (the_flow->n_runs + 1 >= the_flow->fails_at && the_flow->n_runs < the_flow->fails_until)
		fails = true;
	if (fails)
		fill_failure(trace, run->arena,
			     rg_str_has(source, RG_STR("another")) ? 77
			     : the_flow->varies			   ? the_flow->n_runs
								   : 0);
	if (!rg_str_eq(spec->root, the_flow->f->root)) {
		the_flow->n_elsewhere++;
		if (the_flow->fails_elsewhere) {
			trace->failures.n = 0;
			fill_failure(trace, run->arena, 99);
			trace->failures.items[0].error.type = RG_STR("ModuleNotFoundError");
			fails = true;
		}
	}
	if (++the_flow->n_runs == the_flow->edits_at)
		edit(spec, run->arena, source);
	run->hangs = the_flow->hangs || the_flow->is_up;
	seconds =
		!fails && the_flow->fixed_seconds > 0 ? the_flow->fixed_seconds : the_flow->seconds;
	if (spec->watch == RG_WATCH_FULL) {
		the_flow->n_watched++;
		the_flow->limit_ms = spec->timeout_ms;
		run->hangs = run->hangs || the_flow->stops_watched;
		if (the_flow->stops_watched)
			rg_loop_post(loop, stop_command, the_flow->task);
	}
	run->result = (rg_run_result){
		.id = rg_arena_dup(run->arena, spec->id),
		.outcome = fails ? RG_OUTCOME_FAILED : RG_OUTCOME_PASSED,
		.seconds = seconds,
		.test_seconds = seconds / 2,
		.started = rg_clock_wall(),
		.log_path = rg_arena_dup(run->arena, spec->log_path),
		.hash_seed = spec->hash_seed,
		.has_probe = true,
		.is_complete = true,
		.trace = trace,
		.n_passed = !fails + the_flow->n_more_passed,
		.n_failed = fails,
		.calls = spec->watch == RG_WATCH_FULL ? fake_calls(run->arena) : NULL,
	};
	if (is_of_side(spec))
		fill_side(&run->result, trace, run->arena);
	else
		fill_times(&run->result, run->arena, !fails);
	*out = (rg_run *)run;
	if (!run->hangs)
		rg_loop_post(loop, fake_run_end, run);
	return RG_OK;
}

static void fake_run_stop(rg_run *stopped)
{
	fake_run *run = (fake_run *)stopped;

	run->result.outcome = RG_OUTCOME_STOPPED;
	if (run->hangs)
		rg_loop_post(the_flow->loop, fake_run_end, run);
}

static rg_arena *fake_run_take_arena(rg_run *run)
{
	((fake_run *)run)->is_taken = true;
	return ((fake_run *)run)->arena;
}

/* ---- fetch and push ------------------------------------------------------------------------- */

typedef struct fake_git {
	rg_git_spec spec;
	rg_git_result result;
} fake_git;

static void fake_git_end(void *data)
{
	fake_git *git = data;

	git->spec.done(git->spec.data, &git->result);
}

static rg_rc fake_git_start(rg_git_child **out, const rg_git_spec *spec, rg_git_cause cause,
			    rg_str oid)
{
	fake_git *git = RG_NEW(the_flow->arena, fake_git);

	*git = (fake_git){
		*spec, {.cause = cause, .message = RG_STR("so says the test"), .remote_oid = oid}};
	*out = (rg_git_child *)git;
	if (the_flow->is_up)
		the_flow->waiting = git;
	else
		rg_loop_post(the_flow->loop, fake_git_end, git);
	return RG_OK;
}

static rg_rc fake_fetch(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str remote,
			rg_str branch, rg_err *err)
{
	(void)loop, (void)remote, (void)branch, (void)err;
	return fake_git_start(out, spec, the_flow->fetch, NONE);
}

static rg_rc fake_push(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec, rg_str remote,
		       rg_str commit, rg_str branch, rg_str expected, rg_err *err)
{
	(void)loop, (void)remote, (void)branch, (void)expected, (void)err;
	return fake_git_start(out, spec, the_flow->push, commit);
}

static void fake_git_stop(rg_git_child *child)
{
	fake_git *git = (fake_git *)child;

	if (!child || the_flow->waiting != child)
		return; /* its end is posted already */
	the_flow->waiting = NULL;
	git->result.cause = RG_GIT_STOPPED;
	rg_loop_post(the_flow->loop, fake_git_end, git);
}

static rg_rc fake_worktree_add(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
			       rg_str folder, rg_str commit, rg_err *err)
{
	return the_flow->is_up ? fake_git_start(out, spec, RG_GIT_OK, NONE)
			       : rg_git_worktree_add(out, loop, spec, folder, commit, err);
}

static rg_rc fake_worktree_remove(rg_git_child **out, rg_loop *loop, const rg_git_spec *spec,
				  rg_str folder, rg_err *err)
{
	return the_flow->is_up ? fake_git_start(out, spec, RG_GIT_OK, NONE)
			       : rg_git_worktree_remove(out, loop, spec, folder, err);
}

/* ---- the forge ------------------------------------------------------------------------------ */

typedef struct fake_call {
	rg_forge_done done;
	void *data;
	rg_forge_result result;
} fake_call;

static void fake_forge_end(void *data)
{
	fake_call *call = data;

	call->done(call->data, &call->result);
}

static rg_rc fake_forge_start(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			      const rg_forge_pr *pr, rg_str token, rg_str root, rg_str helper,
			      uint64_t timeout_ms, rg_forge_done done, void *data, rg_err *err)
{
	fake_call *call = RG_NEW(the_flow->arena, fake_call);

	(void)target, (void)pr, (void)token, (void)root, (void)helper, (void)timeout_ms, (void)err;
	*call = (fake_call){done, data, {.url = RG_STR("https://forge.test/1"), .number = 1}};
	call->result.is_draft = true;
	*out = (rg_forge_call *)call;
	if (the_flow->is_up)
		the_flow->waiting = call;
	else
		rg_loop_post(loop, fake_forge_end, call);
	return RG_OK;
}

static void fake_forge_stop(rg_forge_call *stopped)
{
	fake_call *call = (fake_call *)stopped;

	if (!call || the_flow->waiting != call)
		return;
	the_flow->waiting = NULL;
	call->result = (rg_forge_result){.cause = RG_FORGE_STOPPED};
	rg_loop_post(the_flow->loop, fake_forge_end, call);
}

/* ---- the clock ------------------------------------------------------------------------------ */

static int64_t fake_now(void)
{
	return rg_clock_wall() + the_flow->clock_offset;
}

static int64_t fake_uptime(void)
{
	return rg_clock_uptime() + the_flow->clock_offset - the_flow->wall_jump;
}

static rg_str fake_boot_id(void)
{
	return rg_arena_printf(the_flow->arena, "start-%d", the_flow->n_boots);
}

static const rg_ports fake_ports = {
	.run_start = fake_run_start,
	.run_stop = fake_run_stop,
	.run_take_arena = fake_run_take_arena,
	.fetch = fake_fetch,
	.push = fake_push,
	.worktree_add = fake_worktree_add,
	.worktree_remove = fake_worktree_remove,
	.git_stop = fake_git_stop,
	.forge_start = fake_forge_start,
	.forge_stop = fake_forge_stop,
	.now = fake_now,
	.uptime = fake_uptime,
	.boot_id = fake_boot_id,
};

/* ---- a command, from its start to its end ---------------------------------------------------- */

static void be_up(flow *w)
{
	w->is_up = true;
	w->clock_offset = 15 * 60;
	rg_session_start_clock(w->task);
}

static void take_pointing(void *data, rg_pointing *pointing)
{
	((flow *)data)->pointing = pointing;
}

static void on_progress(void *self, uint32_t percent, rg_str message)
{
	flow *w = self;

	(void)percent;
	w->message = rg_arena_dup(w->arena, message);
	if (w->n_timed)
		w->n_timed++;
	else if (rg_str_starts(message, RG_STR("looking at the clock")))
		w->n_timed = 1;
	if (w->up_at && w->n_timed == w->up_at + 1)
		be_up(w);
	if (w->search_is_busy && rg_str_starts(message, RG_STR("looking for candidates"))) {
		rg_sight_borrow(rg_workspace_sight(w->workspace), take_pointing, w);
		w->clock_offset += 12; /* of a session of a minute */
	}
	if (++w->n_progress == w->cancel_at)
		rg_task_cancel(w->task);
}

static void on_ask(void *self, rg_task *task, const rg_question *question)
{
	(void)question;
	if (((flow *)self)->cancels_at_question)
		rg_task_cancel(task);
	else
		rg_task_answer(task, ((flow *)self)->answer);
}

static void on_done(void *self, rg_rc rc, const rg_err *err, const rg_json *result)
{
	flow *w = self;

	assert_false(w->is_done); /* once */
	w->is_done = true;
	w->rc = rc;
	if (rc < 0)
		w->err = *err;
	rg_json_free(w->result);
	w->result = result ? rg_json_copy(result) : NULL;
	rg_loop_stop(w->loop);
}

/* Runs a command to its end, cancelled at its cancel_at-th progress message (0: not). */
static void play_to(flow *w, flow_command command, rg_fix_args args, int cancel_at)
{
	rg_observer observer = {.self = w, .progress = on_progress, .ask = on_ask, .done = on_done};

	w->is_done = false;
	w->n_progress = w->n_timed = 0;
	w->cancel_at = cancel_at;
	w->task = rg_task_new(w->workspace, &observer);
	if (command(w->task, &args, &w->err) < 0)
		fail_msg("%s", w->err.message);
	rg_loop_run(w->loop);
	assert_true(w->is_done);
}

/* The same, not cancelled; our inability fails the test. */
static void play(flow *w, flow_command command, rg_fix_args args)
{
	play_to(w, command, args, 0);
	if (w->rc < 0)
		fail_msg("%s", w->err.message);
}

static inline rg_str answered(const flow *w, const char *key)
{
	return rg_json_str(rg_json_get(w->result, key));
}

/* The code with which it stopped; null: it did not. */
static rg_str stop_code(const flow *w)
{
	return rg_json_str(rg_json_get(rg_json_get(w->result, "stopped"), "code"));
}

/* HEAD, refs (redgreen's own too), index, and every file with its content. */
static inline rg_str world(flow *w)
{
	return sh(w->f,
		  "git symbolic-ref HEAD; git for-each-ref --format='%(refname) %(objectname)'\n"
		  "git ls-files -s; git status --porcelain -uall; git worktree list | wc -l\n"
		  "git ls-files -co --exclude-standard | sort | xargs sha1sum");
}

/* A bug on main, its test on dev, and a remote that nobody talks to. */
static flow *flow_new(void)
{
	flow *w = rg_calloc(1, sizeof(*w));
	void *state = NULL;

	setup(&state);
	w->f = state;
	/* Made once for all tests of a program: a copy is much faster than git. */
	sh(w->f,
	   "if [ -d ~/made ]; then cp -a ~/made/. .; exit; fi; mkdir src tests\n"
	   "echo 'total = 1  # bug' >src/calc.py; echo outputs/ >.gitignore; git add -A\n"
	   "git commit -qm first; git remote add origin /nowhere\n"
	   "git update-ref refs/remotes/origin/main HEAD; git checkout -qb dev\n"
	   "echo 'def test_sum(): pass' >tests/test_calc.py; git add -A; git commit -qm test\n"
	   "cp -a . ~/made");
	w->arena = rg_arena_new();
	w->loop = rg_loop_new();
	w->answer = -1;
	w->seconds = 0.2;
	w->workspace = rg_workspace_new(w->loop, w->f->root, NULL);
	rg_workspace_set_ports(w->workspace, &fake_ports);
	rg_workspace_set_trust(w->workspace, RG_TRUST_GRANTED);
	the_flow = w;
	return w;
}

static void flow_free(flow *w)
{
	void *state;

	rg_workspace_free(w->workspace);
	rg_loop_free(w->loop);
	rg_json_free(w->result);
	rg_arena_free(w->arena);
	state = w->f;
	teardown(&state);
	free(w);
	the_flow = NULL;
}

#endif
