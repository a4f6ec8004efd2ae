/* SPDX-License-Identifier: MIT */
/*
 * executions.c - a task's observer for an editor. Progress uses the client's token when it sent
 * one, else one of ours that the client has to accept first (LSP 3.17, "Server Initiated
 * Progress"). Every report carries a percentage: VS Code drops the message of one that does not
 * when the begin had one. Reports replace each other while they wait; begin and end do not.
 */
#include "lsp/executions.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "lsp/live_output.h"
#include "lsp/tell.h"
#include "os/fs.h"
#include "os/system.h"

typedef enum progress_state {
	PROGRESS_NONE,	  /* not possible, or refused */
	PROGRESS_ASKED,	  /* the client has not accepted our token yet */
	PROGRESS_RUNNING, /* begin was sent */
} progress_state;

struct rg_execution {
	rg_execution *next;
	rg_lsp *lsp;
	rg_root *root;
	const rg_command *command;
	rg_task *task;
	rg_reply *reply; /* NULL once used */
	rg_text *text;	 /* retained: the log that the task reads, or NULL */
	rg_json *token;	 /* owned, or NULL */
	uint64_t number; /* the droppable key of its reports */
	progress_state progress;
	uint32_t percent;
	rg_buf message;
	int64_t create_id, question_id, account_id; /* requests of ours that wait, or 0 */
	char *account_host;			    /* owned: that a token was asked for, or NULL */
	bool carries_out_plan, has_shown;
	uint64_t began_ns;
	rg_buf output; /* the newest of the run under way */
	rg_live_output live;
	rg_timer *clock; /* renews "running, 12 s" */
	size_t n_renewals;
};

#define MAX_RUN_WORDS 2000
#define OUTPUT_BYTES  ((size_t)8 * 1024)

/* ---- progress ------------------------------------------------------------------------------- */

static rg_json *progress_value(const rg_execution *x, const char *kind)
{
	rg_json *value = rg_json_object();

	rg_json_set_str(value, "kind", rg_str_of(kind));
	if (x->message.len)
		rg_json_set_str(value, "message", rg_buf_str(&x->message));
	return value;
}

static void send_progress_take(rg_execution *x, rg_json *value, uint64_t droppable_key)
{
	rg_json *params = rg_json_object();

	rg_json_set_take(params, "token", rg_json_copy(x->token));
	rg_json_set_take(params, "value", value);
	rg_peer_notify_take(x->lsp->peer, "$/progress", params, droppable_key);
}

static void begin_progress(rg_execution *x)
{
	rg_json *value = progress_value(x, "begin");

	rg_json_set_str(value, "title", rg_str_of(x->command->title));
	rg_json_set_bool(value, "cancellable", true);
	rg_json_set_int(value, "percentage", x->percent);
	x->progress = PROGRESS_RUNNING;
	send_progress_take(x, value, 0);
}

static void on_token_accepted(void *data, const rg_json *result, const rg_json *error)
{
	rg_execution *x = data;

	(void)result;
	x->create_id = 0;
	if (error)
		x->progress = PROGRESS_NONE;
	else
		begin_progress(x);
}

static void open_progress(rg_execution *x, const rg_json *token)
{
	rg_json *params;
	char name[40];

	if (rg_json_is_string(token) || rg_json_is_number(token)) {
		x->token = rg_json_copy(token);
		begin_progress(x);
		return;
	}
	if (!x->lsp->client.has_progress)
		return;
	snprintf(name, sizeof(name), "redgreen-%llu", (unsigned long long)x->number);
	x->token = rg_json_new_str(rg_str_of(name));
	params = rg_json_object();
	rg_json_set_take(params, "token", rg_json_copy(x->token));
	x->progress = PROGRESS_ASKED;
	x->create_id = rg_peer_request_take(x->lsp->peer, "window/workDoneProgress/create", params,
					    on_token_accepted, x);
}

static void on_progress(void *self, uint32_t percent, rg_str message)
{
	rg_execution *x = self;
	rg_json *value;

	x->percent = percent;
	rg_buf_clear(&x->message);
	rg_buf_add(&x->message, message);
	rg_status_line_tell(x->root);
	if (x->progress != PROGRESS_RUNNING)
		return;
	value = progress_value(x, "report");
	rg_json_set_bool(value, "cancellable", true);
	rg_json_set_int(value, "percentage", percent);
	send_progress_take(x, value, x->number);
}

static void end_progress(rg_execution *x, rg_str message)
{
	rg_buf_clear(&x->message);
	rg_buf_add(&x->message, message);
	if (x->progress == PROGRESS_RUNNING)
		send_progress_take(x, progress_value(x, "end"), 0);
	x->progress = PROGRESS_NONE;
}

/* What is told while a session is open ends with its time (fix/workspace/task.h). */
static rg_str without_time(rg_str message, const rg_root *root)
{
	static const rg_str dot = RG_STR_INIT(" \xC2\xB7 ");
	size_t at = message.len;

	if (!rg_workspace_session(root->workspace))
		return message;
	while (at > 0 && !rg_str_starts(rg_str_sub(message, at, message.len), dot))
		at--;
	return at ? rg_str_sub(message, 0, at) : message;
}

bool rg_executions_activity(rg_activity *out, const rg_root *root)
{
	const rg_execution *oldest = NULL;

	for (const rg_execution *x = root->lsp->executions; x; x = x->next)
		if (x->root == root && x->task)
			oldest = x;
	if (oldest)
		*out = (rg_activity){oldest->command,
				     without_time(rg_buf_str(&oldest->message), root),
				     oldest->percent};
	return oldest != NULL;
}

/* ---- a run under way ------------------------------------------------------------------------ */

static void on_output(void *self, rg_str piece)
{
	rg_execution *x = self;
	size_t kept;

	rg_live_output_tell(&x->live, x->root, piece);
	piece = rg_str_sub(piece, piece.len > OUTPUT_BYTES ? piece.len - OUTPUT_BYTES : 0,
			   piece.len);
	if (x->output.len + piece.len > 2 * OUTPUT_BYTES) { /* seldom: bytes move once or twice */
		kept = OUTPUT_BYTES < x->output.len ? OUTPUT_BYTES : x->output.len;
		memmove(x->output.ptr, x->output.ptr + x->output.len - kept, kept);
		x->output.len = kept;
	}
	rg_buf_add(&x->output, piece);
}

bool rg_executions_live(rg_live *out, const rg_root *root)
{
	for (const rg_execution *x = root->lsp->executions; x; x = x->next) {
		if (x->root != root || !x->task || !rg_task_test(x->task).ptr)
			continue;
		*out = (rg_live){rg_task_test(x->task), rg_task_run_seconds(x->task),
				 rg_buf_str(&x->output)};
		return true;
	}
	return false;
}

/*
 * What tells a time is told anew: after 1, 2, 3, 5, 10 s, then every 10 s. Each time the client
 * asks for all lenses again.
 */
static void renew_times(void *data)
{
	static const int pauses[] = {1, 1, 1, 2, 5};
	rg_execution *x = data;

	if (x->n_renewals && rg_task_test(x->task).ptr)
		rg_lsp_refresh_lenses(x->lsp);
	if (x->n_renewals)
		rg_task_tell_again(x->task);
	x->clock = rg_timer_start(x->lsp->loop,
				  x->n_renewals < sizeof(pauses) / sizeof(pauses[0])
					  ? (uint64_t)pauses[x->n_renewals] * 1000
					  : 10000,
				  renew_times, x);
	x->n_renewals++;
}

/* ---- questions ------------------------------------------------------------------------------ */

/*
 * No answer and one that was not offered are the choice that does nothing. A client that cannot ask
 * at all (Helix answers MethodNotFound) leaves the question to the code actions: it stands there as
 * long as it waits.
 */
static void on_answer(void *data, const rg_json *result, const rg_json *error)
{
	rg_execution *x = data;
	const rg_question *question = rg_task_question(x->task);
	rg_str title = rg_json_str(rg_json_get(result, "title"));
	int choice = -1;

	x->question_id = 0;
	if (rg_json_int(rg_json_get(error, "code"), 0) == RG_RPC_METHOD_NOT_FOUND && question) {
		rg_lsp_tell(x->lsp, RG_LSP_WARNING, question->text);
		return;
	}
	for (size_t i = 0; question && i < question->n_choices && title.ptr; i++)
		if (rg_str_eq(title, question->choices[i]))
			choice = (int)i;
	rg_task_answer(x->task, choice);
}

static void on_ask(void *self, rg_task *task, const rg_question *question)
{
	rg_execution *x = self;
	rg_json *params = rg_json_object(), *actions;

	(void)task;
	if (x->question_id) /* answered in another way: what comes of it is about another one */
		rg_peer_forget(x->lsp->peer, x->question_id);
	rg_json_set_int(params, "type", RG_LSP_WARNING);
	rg_json_set_str(params, "message", question->text);
	actions = rg_json_set_take(params, "actions", rg_json_array());
	for (size_t i = 0; i < question->n_choices; i++)
		rg_json_set_str(rg_json_push_take(actions, rg_json_object()), "title",
				question->choices[i]);
	x->question_id = rg_peer_request_take(x->lsp->peer, "window/showMessageRequest", params,
					      on_answer, x);
}

/* ---- the user's account (docs/protocol.md) -------------------------------------------------- */

/* The bytes are wiped where the answer was read (dispatch.c). */
static void on_account(void *data, const rg_json *result, const rg_json *error)
{
	rg_execution *x = data;
	bool is_its = rg_str_eq_z(rg_json_str(rg_json_get(result, "host")), x->account_host);

	(void)error;
	x->account_id = 0;
	rg_task_give_token(x->task,
			   is_its ? rg_json_str(rg_json_get(result, "token")) : (rg_str){NULL, 0});
}

static void on_token(void *self, rg_task *task, rg_str kind, rg_str host, bool may_ask)
{
	rg_execution *x = self;
	rg_json *params;

	if (!x->lsp->client.has_accounts) {
		rg_task_give_token(task, (rg_str){NULL, 0});
		return;
	}
	free(x->account_host);
	x->account_host = rg_strdup(host);
	params = rg_json_object();
	rg_json_set_str(params, "kind", kind);
	rg_json_set_str(params, "host", host);
	rg_json_set_bool(params, "mayAsk", may_ask);
	x->account_id = rg_peer_request_take(x->lsp->peer, "redgreen/token", params, on_account, x);
}

static void on_show(void *self, rg_str path)
{
	rg_execution *x = self;

	x->has_shown = true;
	rg_lsp_show(x->lsp, path);
}

static void on_show_line(void *self, rg_str path, uint32_t line)
{
	rg_execution *x = self;

	rg_lsp_show_line(x->lsp, path, line);
}

/* ---- the end -------------------------------------------------------------------------------- */

static void free_execution(rg_execution *x)
{
	rg_execution **at = &x->lsp->executions;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	if (x->create_id)
		rg_peer_forget(x->lsp->peer, x->create_id);
	if (x->question_id)
		rg_peer_forget(x->lsp->peer, x->question_id);
	if (x->account_id)
		rg_peer_forget(x->lsp->peer, x->account_id);
	free(x->account_host);
	rg_timer_cancel(x->clock);
	rg_buf_release(&x->output);
	rg_json_free(x->token);
	rg_buf_release(&x->message);
	rg_text_drop(x->text);
	free(x);
}

static void set_text(char **field, rg_str text)
{
	free(*field);
	*field = text.len ? rg_strdup(text) : NULL;
}

/*
 * A plan waits for its user, also one that takes the place of one that had become stale. Carried
 * out in part (no network, say) it is none any more: it is made anew from the same draft, until the
 * pull request is there.
 */
static void keep_plan(rg_execution *x, const rg_json *result)
{
	const rg_json *plan = rg_json_get(result, "plan");
	rg_str body = rg_json_str(rg_json_get(plan, "body")), real;
	rg_arena *arena = rg_arena_new();

	/* Documents are known by their resolved paths. */
	real = body.len ? rg_fs_real(arena, rg_arena_cstr(arena, body)) : (rg_str){NULL, 0};
	if (plan) {
		set_text(&x->root->plan_hash, rg_json_str(rg_json_get(plan, "hash")));
		set_text(&x->root->plan_body, real.ptr ? real : body);
		if (body.len && !x->has_shown)
			rg_lsp_show(x->lsp, body);
	} else if (x->carries_out_plan) {
		set_text(&x->root->plan_hash, (rg_str){NULL, 0});
		if (rg_json_is_object(rg_json_get(result, "pr")))
			set_text(&x->root->plan_body, (rg_str){NULL, 0});
	}
	rg_arena_free(arena);
}

/* ---- the client's log ----------------------------------------------------------------------- */

static void note_begin(const rg_execution *x, const rg_command_args *args)
{
	rg_arena *arena = rg_arena_new();
	rg_str tests = rg_str_vec_join(arena, &args->tests, RG_STR(" "));

	rg_lsp_note(x->lsp, RG_LSP_INFORMATION, "%s begins in %.*s%s%.*s", x->command->title,
		    RG_FMT(rg_workspace_root(x->root->workspace)), tests.len ? ": " : "",
		    RG_FMT(tests));
	rg_arena_free(arena);
}

/* The run as somebody could make it by hand, and what it wrote. */
static void note_run(rg_lsp *lsp, const rg_json *run)
{
	rg_buf words;

	if (!rg_json_is_object(run))
		return;
	rg_buf_init(&words, MAX_RUN_WORDS);
	for (const rg_json *x = rg_json_first(rg_json_get(run, "argv")); x; x = rg_json_next(x))
		rg_buf_printf(&words, " %.*s", RG_FMT(rg_json_str(x)));
	rg_lsp_note(lsp, RG_LSP_LOG, "ran%.*s; its output is in %.*s", RG_FMT(rg_buf_str(&words)),
		    RG_FMT(rg_json_str(rg_json_get(run, "log"))));
	rg_buf_release(&words);
}

static void note_end(const rg_execution *x, const rg_err *err, const rg_json *result)
{
	const rg_json *stopped = rg_json_get(result, "stopped");
	rg_str code = rg_json_str(rg_json_get(stopped, "code"));
	rg_str next = rg_json_str(rg_json_get(stopped, "next"));
	rg_str said =
		result ? rg_json_str(rg_json_get(result, "summary")) : rg_str_of(err->message);
	bool is_failure = !result && err->code != RG_ECANCELLED;

	note_run(x->lsp, rg_json_get(result, "run"));
	rg_lsp_note(x->lsp, code.len || is_failure ? RG_LSP_WARNING : RG_LSP_INFORMATION,
		    "%s ended after %.1f s: %.*s%s%.*s%s%.*s", x->command->title,
		    (double)(rg_clock_ns() - x->began_ns) / 1e9, RG_FMT(said), next.len ? ". " : "",
		    RG_FMT(next), code.len ? " STOP: " : "", RG_FMT(code));
}

static void sweep(void *data)
{
	rg_lsp *lsp = data;

	rg_roots_sweep(lsp);
	rg_lsp_check_end(lsp);
}

static void on_done(void *self, rg_rc rc, const rg_err *err, const rg_json *result)
{
	rg_execution *x = self;
	rg_lsp *lsp = x->lsp;
	rg_root *root = x->root;

	note_end(x, err, rc == RG_OK ? result : NULL);
	if (rc == RG_OK) {
		end_progress(x, rg_json_str(rg_json_get(result, "summary")));
		rg_reply_result_take(x->reply, rg_json_copy(result));
		keep_plan(x, result);
		rg_lsp_tell_result(lsp, result);
	} else {
		end_progress(x, rg_str_of(err->message));
		rg_reply_fail(x->reply, err);
	}
	x->reply = NULL;
	free_execution(x);
	rg_status_line_tell(root);
	rg_lsp_refresh_lenses(lsp); /* the Stop lens goes */
	rg_countdown_look(root);
	rg_loop_post(lsp->loop, sweep, lsp);
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void cancel_execution(void *data)
{
	rg_execution *x = data;

	rg_task_cancel(x->task);
}

void rg_execution_start(rg_root *root, const rg_execution_options *options, rg_reply *reply)
{
	rg_lsp *lsp = root->lsp;
	rg_execution *x = rg_calloc(1, sizeof(*x));
	rg_observer observer = {.self = x,
				.progress = on_progress,
				.output = on_output,
				.ask = on_ask,
				.token = on_token,
				.show = on_show,
				.show_line = on_show_line,
				.done = on_done};
	rg_command_args args;
	rg_err err;

	x->lsp = lsp;
	x->root = root;
	x->command = options->command;
	x->reply = reply;
	x->number = ++lsp->last_execution;
	x->carries_out_plan = options->args.plan.len > 0;
	args = options->args;
	if (options->text) {
		x->text = rg_text_retain(options->text);
		args.log_text = rg_text_bytes(x->text);
	}
	rg_buf_init(&x->message, 1000);
	rg_buf_init(&x->output, 2 * OUTPUT_BYTES);
	x->next = lsp->executions;
	lsp->executions = x;
	if (rg_command_start(&x->task, x->command, root->workspace, &args, &observer, &err) < 0) {
		rg_reply_fail(reply, &err);
		free_execution(x);
		return;
	}
	x->began_ns = rg_clock_ns();
	note_begin(x, &args);
	rg_reply_on_cancel(reply, cancel_execution, x);
	open_progress(x, options->token);
	rg_status_line_tell(root);
	rg_lsp_refresh_lenses(lsp); /* a Stop lens comes */
	renew_times(x);
}

void rg_executions_cancel(rg_lsp *lsp, const rg_json *token)
{
	for (rg_execution *x = lsp->executions; x; x = x->next) {
		bool is_it = rg_json_is_string(token)
				     ? rg_str_eq(rg_json_str(token), rg_json_str(x->token))
				     : rg_json_is_number(token) && rg_json_is_number(x->token) &&
					       rg_json_int(token, -1) == rg_json_int(x->token, -2);

		if (is_it && rg_json_is_string(token) == rg_json_is_string(x->token)) {
			rg_task_cancel(x->task);
			return;
		}
	}
}

void rg_executions_free(rg_lsp *lsp)
{
	while (lsp->executions) {
		rg_reply_drop(lsp->executions->reply);
		free_execution(lsp->executions);
	}
}
