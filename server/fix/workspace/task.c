/* SPDX-License-Identifier: MIT */
/*
 * task.c - runs the steps of a use case, one after the other, always from the loop: a step never
 * starts inside another one's call, so that the stack stays flat and a step may end at once.
 *
 * States: a task is stepping (a step has begun and has not said how it went) or deciding (the next
 * turn of the loop starts a step or ends the task). Whatever a step says after the task was
 * cancelled is dropped; the end is then RG_ECANCELLED, once the effect under way has come back.
 */
#include "fix/workspace/task.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/never.h"
#include "fix/workspace/stopped.h"
#include "fix/workspace/workspace.h"
#include "os/system.h"

enum { MAX_MESSAGE = 1000 };

struct rg_task {
	rg_arena *arena;
	rg_workspace *workspace;
	rg_observer observer;
	const rg_use_case *use_case; /* NULL until started */
	void *state;		     /* the use case's, in the arena */
	rg_json *result;
	size_t step;
	uint32_t percent; /* as last told, never falls */
	rg_buf message;	  /* as last told */
	bool is_cancelled;
	bool is_ending; /* the end is posted */
	rg_timer *deadline;
	void (*late)(rg_task *task);
	bool is_late; /* cancelled by the deadline: late comes in place of the end */
	void (*at_end)(void *data);
	void *at_end_data;
	rg_rc rc;
	rg_err err;
	/* The effect under way: at most one of job, stop_effect, answered, got_token. */
	rg_job *job;
	rg_task_work work;
	rg_task_after after;
	rg_rc job_rc;
	rg_err job_err;
	void (*stop_effect)(void *data);
	void *stop_data;
	void (*answered)(rg_task *task, int choice);
	rg_question question; /* text in the arena or static */
	bool is_asked;	      /* it waits for its answer */
	int choice;
	void (*got_token)(rg_task *task, rg_str token);
	rg_str run;  /* in the arena; null: none under way */
	rg_str test; /* in the arena; null: not known */
	uint64_t run_started_ns;
	rg_str notice; /* in the arena, or null */
};

rg_task *rg_task_new(rg_workspace *workspace, const rg_observer *observer)
{
	rg_task *task = rg_calloc(1, sizeof(*task));

	task->arena = rg_arena_new();
	task->workspace = workspace;
	task->observer = *observer;
	rg_buf_init(&task->message, MAX_MESSAGE);
	task->result = rg_json_object();
	rg_json_set_str(task->result, "summary", RG_STR(""));
	rg_json_set_null(task->result, "stopped");
	return task;
}

void rg_task_discard(rg_task *task)
{
	if (!task)
		return;
	rg_json_free(task->result);
	rg_buf_release(&task->message);
	rg_arena_free(task->arena);
	free(task);
}

/* What happens, and how far the session is that is open. */
static void tell_again(rg_task *task)
{
	rg_str message = rg_buf_str(&task->message);
	rg_session_time time;
	rg_arena *arena;

	if (!task->observer.progress)
		return;
	if (!rg_workspace_session(task->workspace)) {
		task->observer.progress(task->observer.self, task->percent, message);
		return;
	}
	arena = rg_arena_new();
	time = rg_workspace_session_time(task->workspace);
	message = rg_arena_printf(arena, "%.*s \xC2\xB7 %.*s", RG_FMT(message),
				  RG_FMT(rg_session_time_brief(arena, &time)));
	task->observer.progress(task->observer.self, task->percent, message);
	rg_arena_free(arena);
}

static void tell(rg_task *task, uint32_t percent, rg_str message)
{
	if (percent > task->percent)
		task->percent = percent > 100 ? 100 : percent;
	rg_buf_clear(&task->message);
	rg_buf_add(&task->message, message);
	tell_again(task);
}

void rg_task_tell_again(rg_task *task)
{
	if (task->message.len && !task->is_ending && rg_workspace_session(task->workspace))
		tell_again(task);
}

static void put_notice(rg_task *task)
{
	rg_str summary = rg_json_str(rg_json_get(task->result, "summary"));

	if (task->notice.ptr)
		rg_json_set_str(task->result, "summary",
				rg_arena_printf(task->arena, "%.*s. %.*s", RG_FMT(task->notice),
						RG_FMT(summary)));
}

static void end(void *data)
{
	rg_task *task = data;
	bool is_ok = task->rc == RG_OK;

	put_notice(task);
	rg_timer_cancel(task->deadline);
	if (task->at_end)
		task->at_end(task->at_end_data);
	if (task->use_case->release)
		task->use_case->release(task);
	rg_workspace_leave(task->workspace, task);
	task->observer.done(task->observer.self, task->rc, &task->err, is_ok ? task->result : NULL);
	rg_task_discard(task);
}

/* Posts the end; the first reason counts. */
static void begin_end(rg_task *task, rg_rc rc)
{
	if (task->is_ending)
		return;
	task->is_ending = true;
	task->rc = rc;
	rg_loop_post(rg_workspace_loop(task->workspace), end, task);
}

static void end_cancelled(rg_task *task)
{
	if (task->is_late) {
		task->is_late = task->is_cancelled = false;
		task->late(task);
		return;
	}
	begin_end(task, rg_fail(&task->err, RG_ECANCELLED, "stopped: %s", task->use_case->name));
}

static bool is_skipped(rg_task *task)
{
	const rg_step *step = &task->use_case->steps[task->step];

	return step->is_needed && !step->is_needed(task);
}

static void start_step(void *data)
{
	rg_task *task = data;
	const rg_step *step;

	if (task->is_ending)
		return;
	if (task->is_cancelled) {
		end_cancelled(task);
		return;
	}
	while (task->step < task->use_case->n_steps && is_skipped(task))
		task->step++;
	if (task->step >= task->use_case->n_steps) {
		begin_end(task, RG_OK);
		return;
	}
	step = &task->use_case->steps[task->step];
	tell(task, (uint32_t)(task->step * 100 / task->use_case->n_steps), rg_str_of(step->what));
	step->start(task);
}

static void post_step(rg_task *task)
{
	rg_loop_post(rg_workspace_loop(task->workspace), start_step, task);
}

void rg_task_begin(rg_task *task)
{
	post_step(task);
}

rg_rc rg_task_start(rg_task *task, const rg_use_case *use_case, void *state, rg_err *err)
{
	task->use_case = use_case;
	task->state = state;
	return rg_workspace_enter(task->workspace, task, use_case->name, use_case->is_exclusive,
				  err);
}

/* Ends the effect under way; its coming back sees the flag. */
static void stop_effect(rg_task *task)
{
	task->is_cancelled = true;
	if (task->job)
		rg_job_cancel(task->job);
	else if (task->stop_effect)
		task->stop_effect(task->stop_data);
	else if (task->answered)
		rg_task_answer(task, -1);
	else if (task->got_token)
		rg_task_give_token(task, (rg_str){NULL, 0});
	/* Otherwise a step is posted, and sees the flag. */
}

void rg_task_cancel(rg_task *task)
{
	task->is_late = false; /* the user's word counts */
	if (!task->is_cancelled && !task->is_ending)
		stop_effect(task);
}

static void on_deadline(void *data)
{
	rg_task *task = data;

	task->deadline = NULL;
	if (task->is_cancelled || task->is_ending)
		return;
	task->is_late = true;
	stop_effect(task);
}

void rg_task_set_deadline(rg_task *task, uint64_t ms, void (*late)(rg_task *task))
{
	rg_timer_cancel(task->deadline);
	task->deadline =
		late ? rg_timer_start(rg_workspace_loop(task->workspace), ms, on_deadline, task)
		     : NULL;
	task->late = late;
}

bool rg_task_is_cancelled(const rg_task *task)
{
	return task->is_cancelled;
}

rg_arena *rg_task_arena(rg_task *task)
{
	return task->arena;
}

rg_workspace *rg_task_workspace(rg_task *task)
{
	return task->workspace;
}

void *rg_task_state(rg_task *task)
{
	return task->state;
}

rg_json *rg_task_result(rg_task *task)
{
	return task->result;
}

void rg_task_next(rg_task *task)
{
	task->step++;
	post_step(task);
}

void rg_task_repeat(rg_task *task)
{
	post_step(task);
}

void rg_task_finish(rg_task *task)
{
	if (task->is_cancelled)
		end_cancelled(task);
	else
		begin_end(task, RG_OK);
}

void rg_task_stop(rg_task *task, const char *code, rg_str message, rg_str next)
{
	rg_json *stopped;

	if (task->is_cancelled) {
		end_cancelled(task);
		return;
	}
	if (rg_never(!rg_stopped_is_known(code)))
		code = "unknown";
	stopped = rg_json_object();
	rg_json_set_str(stopped, "code", rg_str_of(code));
	rg_json_set_str(stopped, "message", message);
	rg_json_set_str(stopped, "next", next);
	rg_json_set_take(task->result, "stopped", stopped);
	rg_json_set_str(task->result, "summary",
			rg_arena_printf(task->arena, "STOP: %.*s", RG_FMT(message)));
	begin_end(task, RG_OK);
}

void rg_task_fail(rg_task *task, const rg_err *err)
{
	if (task->is_cancelled) {
		end_cancelled(task);
		return;
	}
	task->err = *err;
	begin_end(task, err->code);
}

static void job_work(void *data, const rg_cancel *cancel)
{
	rg_task *task = data;

	task->job_rc = task->work(task, cancel, &task->job_err);
}

static void job_done(void *data)
{
	rg_task *task = data;
	rg_task_after after = task->after;

	task->job = NULL;
	task->work = NULL;
	task->after = NULL;
	if (task->is_cancelled)
		end_cancelled(task);
	else if (task->job_rc < 0)
		rg_task_fail(task, &task->job_err);
	else if (after)
		after(task);
	else
		rg_task_next(task);
}

void rg_task_job(rg_task *task, rg_task_work work, rg_task_after after)
{
	if (rg_never(task->job != NULL))
		return;
	task->work = work;
	task->after = after;
	task->job = rg_job_start(rg_workspace_loop(task->workspace), job_work, job_done, task);
}

static void deliver_answer(void *data)
{
	rg_task *task = data;
	void (*answered)(rg_task *, int) = task->answered;

	task->answered = NULL;
	if (task->is_cancelled)
		end_cancelled(task);
	else
		answered(task, task->choice);
}

void rg_task_ask(rg_task *task, rg_str question, const rg_str *choices, size_t n,
		 void (*answered)(rg_task *task, int choice))
{
	task->answered = answered;
	task->question = (rg_question){question, choices, n};
	task->is_asked = true;
	tell(task, task->percent, RG_STR("waiting for your answer"));
	if (task->observer.ask)
		task->observer.ask(task->observer.self, task, &task->question);
	else
		rg_task_answer(task, -1);
}

void rg_task_answer(rg_task *task, int choice)
{
	if (!task->is_asked)
		return; /* answered already, or by cancelling */
	task->is_asked = false;
	task->choice = choice < 0 ? 0 : choice;
	rg_loop_post(rg_workspace_loop(task->workspace), deliver_answer, task);
}

const rg_question *rg_task_question(const rg_task *task)
{
	return task->is_asked ? &task->question : NULL;
}

void rg_task_ask_token(rg_task *task, rg_str kind, rg_str host, bool may_ask,
		       void (*got)(rg_task *task, rg_str token))
{
	task->got_token = got;
	if (task->observer.token)
		task->observer.token(task->observer.self, task, kind, host, may_ask);
	else
		rg_task_give_token(task, (rg_str){NULL, 0});
}

/* At once and not in the loop's next turn: so nobody has to keep it. */
void rg_task_give_token(rg_task *task, rg_str token)
{
	void (*got)(rg_task *, rg_str) = task->got_token;

	task->got_token = NULL;
	if (!got)
		return; /* the task was cancelled meanwhile */
	if (task->is_cancelled)
		end_cancelled(task);
	else
		got(task, token);
}

void rg_task_at_end(rg_task *task, void (*release)(void *data), void *data)
{
	task->at_end = release;
	task->at_end_data = data;
}

void rg_task_on_cancel(rg_task *task, void (*stop)(void *data), void *data)
{
	task->stop_effect = stop;
	task->stop_data = data;
	if (stop && task->is_cancelled)
		stop(data);
}

void rg_task_set_run(rg_task *task, rg_str id)
{
	if (!task->run.ptr)
		task->run_started_ns = rg_clock_ns();
	if (!id.ptr)
		task->test = id;
	task->run = id;
}

double rg_task_run_seconds(const rg_task *task)
{
	return task->run.ptr ? (double)(rg_clock_ns() - task->run_started_ns) / 1e9 : -1;
}

void rg_task_set_test(rg_task *task, rg_str test)
{
	task->test = test;
}

rg_str rg_task_test(const rg_task *task)
{
	return task->test;
}

rg_str rg_task_run(const rg_task *task)
{
	return task->run;
}

void rg_task_progress(rg_task *task, uint32_t part, uint32_t whole, rg_str message)
{
	size_t n = task->use_case->n_steps;
	size_t percent = task->step * 100 / n;

	if (whole)
		percent += (size_t)part * 100 / whole / n;
	tell(task, (uint32_t)percent, message);
}

void rg_task_output(rg_task *task, rg_str piece)
{
	if (task->observer.output)
		task->observer.output(task->observer.self, piece);
}

void rg_task_show(rg_task *task, rg_str path)
{
	if (task->observer.show)
		task->observer.show(task->observer.self, path);
}

void rg_task_show_line(rg_task *task, rg_str path, uint32_t line)
{
	if (task->observer.show_line)
		task->observer.show_line(task->observer.self, path, line);
}

void rg_task_note(rg_task *task, rg_str notice)
{
	task->notice = rg_arena_dup(task->arena, notice);
}

void rg_task_say(rg_task *task, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	rg_json_set_str(task->result, "summary", rg_arena_vprintf(task->arena, format, args));
	va_end(args);
}
