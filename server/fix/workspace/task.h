/* SPDX-License-Identifier: MIT */
/*
 * task.h - a use case under way. A use case is a const table of steps; a step starts one effect
 * and returns, and what the effect gives back decides how the task goes on: exactly one of
 * rg_task_next, _repeat, _stop, _fail per step. That one shape gives progress, deadlines between
 * steps, cancelling and tests that fail at step N.
 *
 * A task lives on the loop's thread. While a job of rg_task_job runs, the loop leaves the task's
 * arena and state to it. Faces see a task through an rg_observer and never look inside.
 */
#ifndef RG_FIX_WORKSPACE_TASK_H
#define RG_FIX_WORKSPACE_TASK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "os/job.h"

typedef struct rg_task rg_task;
typedef struct rg_workspace rg_workspace;

/*
 * What a user is asked. The first choice is the one that does nothing: some clients have it under
 * the Enter key, and no answer counts as it.
 */
typedef struct rg_question {
	rg_str text;
	const rg_str *choices; /* at least two */
	size_t n_choices;
} rg_question;

/* What a face does for a running task; every function is called on the loop. */
typedef struct rg_observer {
	void *self;
	/* percent never falls. message: one line, what is happening; while a fix session is open,
	 * with its phase and the time that is left. */
	void (*progress)(void *self, uint32_t percent, rg_str message);
	/* A piece of a run's output, for a face that shows it live; may be NULL. */
	void (*output)(void *self, rg_str piece);
	/*
	 * A choice; the face calls rg_task_answer exactly once, now or later. question lasts until
	 * then.
	 */
	void (*ask)(void *self, rg_task *task, const rg_question *question);
	/*
	 * The token of the user's account on the forge of that kind at exactly that host; may_ask:
	 * the user may be asked to sign in. The face calls rg_task_give_token exactly once, now or
	 * later. NULL: it knows none.
	 */
	void (*token)(void *self, rg_task *task, rg_str kind, rg_str host, bool may_ask);
	/* A file that the user should see now: a log, the draft, the report. May be NULL. */
	void (*show)(void *self, rg_str path);
	/* A line of source (1-based) that the user asked to be led to. May be NULL. */
	void (*show_line)(void *self, rg_str path, uint32_t line);
	/* The end, exactly once, never from inside rg_task_start. On success rc is RG_OK and
	 * result the object of docs/results.md; else result is NULL and err says why. Both are
	 * borrowed until the function returns; the task is freed behind it. */
	void (*done)(void *self, rg_rc rc, const rg_err *err, const rg_json *result);
} rg_observer;

typedef struct rg_step {
	const char *what; /* progress message: "running the test" */
	void (*start)(rg_task *task);
	/* Whether there is something to do; NULL: always. Asked when its turn has come. */
	bool (*is_needed)(rg_task *task);
} rg_step;

typedef struct rg_use_case {
	const char *name;
	const rg_step *steps;
	size_t n_steps;
	bool is_exclusive;		/* one such task at a time in a workspace */
	void (*release)(rg_task *task); /* frees what the state holds outside the arena; or NULL */
} rg_use_case;

typedef rg_rc (*rg_task_work)(rg_task *task, const rg_cancel *cancel, rg_err *err);
typedef void (*rg_task_after)(rg_task *task);

/*
 * Makes a task; steps begin in the loop's next turn. state is the use case's own struct, in the
 * task's arena. RG_EREFUSED while an exclusive task runs in the workspace (its name is said); for
 * one that was cancelled and is about to end it waits.
 */
RG_MUST_CHECK rg_rc rg_task_start(rg_task *task, const rg_use_case *use_case, void *state,
				  rg_err *err);
/* An empty task, for a command to start a use case in; rg_task_discard when it did not. */
rg_task *rg_task_new(rg_workspace *workspace, const rg_observer *observer);
void rg_task_discard(rg_task *task);

/* Ends the work, not only the waiting: jobs are flagged, children get the ladder. */
void rg_task_cancel(rg_task *task);
/* The answer to ask: the index of the choice; -1, none, is the first, which never means yes. */
void rg_task_answer(rg_task *task, int choice);
/* NULL: nothing is asked, or it was answered. */
const rg_question *rg_task_question(const rg_task *task);
/* What was asked for; null for none. Passed on before this returns: the caller wipes its copy. */
void rg_task_give_token(rg_task *task, rg_str token);

/* Tells the observer its progress once more, where a session is open: its time has gone on. */
void rg_task_tell_again(rg_task *task);

/* ---- for use cases -------------------------------------------------------------------------- */

rg_arena *rg_task_arena(rg_task *task);
rg_workspace *rg_task_workspace(rg_task *task);
void *rg_task_state(rg_task *task);
/* The object that the task answers with; the use case fills it. */
rg_json *rg_task_result(rg_task *task);
bool rg_task_is_cancelled(const rg_task *task);

void rg_task_next(rg_task *task);
/* Starts the step again (count of tries is the use case's). */
void rg_task_repeat(rg_task *task);
/* Leaves the remaining steps out: done, with the result as it is. */
void rg_task_finish(rg_task *task);
/*
 * The procedure says STOP: the task ends with this `stopped` in its result, which keeps what is
 * in it already. code is one of stopped.def. Texts are copied.
 */
void rg_task_stop(rg_task *task, const char *code, rg_str message, rg_str next);
/* Our inability; the result is dropped. */
void rg_task_fail(rg_task *task, const rg_err *err);
/* Runs work on a worker; its error fails the task, else after is called (NULL: next step). */
void rg_task_job(rg_task *task, rg_task_work work, rg_task_after after);
/* Asks through the observer (see rg_question); answered gets the choice. choices are static. */
void rg_task_ask(rg_task *task, rg_str question, const rg_str *choices, size_t n,
		 void (*answered)(rg_task *task, int choice));
/* Asks the face for a token (see rg_observer); got is called with it, or null, and keeps none. */
void rg_task_ask_token(rg_task *task, rg_str kind, rg_str host, bool may_ask,
		       void (*got)(rg_task *task, rg_str token));
/* For the workspace: its steps begin in the loop's next turn. */
void rg_task_begin(rg_task *task);
/* What cancelling has to end while a child runs; NULL when it has ended. */
void rg_task_on_cancel(rg_task *task, void (*stop)(void *data), void *data);
/*
 * In ms milliseconds what is under way is stopped as by cancelling, and once it is quiet late is
 * called in place of the end: it goes on like a step. A newer deadline replaces it; late NULL: none
 * any more.
 */
void rg_task_set_deadline(rg_task *task, uint64_t ms, void (*late)(rg_task *task));
/* Calls release(data) at the task's end, before the use case's own release; one at most. */
void rg_task_at_end(rg_task *task, void (*release)(void *data), void *data);
/* The ids of the runs under way, a line each, for those who want to know what was ended; null:
 * none. */
void rg_task_set_run(rg_task *task, rg_str id);
rg_str rg_task_run(const rg_task *task);
/* How long it has been under way; < 0: none is. */
double rg_task_run_seconds(const rg_task *task);
/* The test that the run is at, relative to the root; null: not known (yet). In the task's arena. */
void rg_task_set_test(rg_task *task, rg_str test);
rg_str rg_task_test(const rg_task *task);
/* Progress inside a step: part of whole, and a message that replaces the step's. */
void rg_task_progress(rg_task *task, uint32_t part, uint32_t whole, rg_str message);
void rg_task_output(rg_task *task, rg_str piece);
void rg_task_show(rg_task *task, rg_str path);
void rg_task_show_line(rg_task *task, rg_str path, uint32_t line);
/* Something that the user should know whatever comes out; stands in front of the summary. Copied.
 */
void rg_task_note(rg_task *task, rg_str notice);
/* result.summary */
void rg_task_say(rg_task *task, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
