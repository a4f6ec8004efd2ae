/* SPDX-License-Identifier: MIT */
/*
 * dispatch.c - a message to its handler, under the rules of the life cycle (LSP 3.17, "Lifecycle
 * Messages"): before initialize every request answers ServerNotInitialized and notifications but
 * exit are dropped, after shutdown every request answers InvalidRequest. A reply is registered
 * before its handler runs, so that no path leaves a request without one.
 */
#include "lsp/dispatch.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

typedef struct method {
	const char *name;
	rg_lsp_on_notification *on_notification; /* exactly one of the three */
	rg_lsp_on_request *on_request;
	rg_lsp_on_job *on_job;
} method;

static const method methods[] = {
#define RG_NOTIFICATION(name, handler) {name, rg_lsp_##handler, NULL, NULL},
#define RG_REQUEST(name, handler)      {name, NULL, rg_lsp_##handler, NULL},
#define RG_JOB(name, handler)	       {name, NULL, NULL, rg_lsp_##handler},
#include "lsp/methods.def"
#undef RG_NOTIFICATION
#undef RG_REQUEST
#undef RG_JOB
};

static const method *find_method(rg_str name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (rg_str_eq_z(name, methods[i].name))
			return &methods[i];
	return NULL;
}

/* ---- work on workers ------------------------------------------------------------------------ */

rg_lsp_work *rg_lsp_work_new(rg_lsp *lsp)
{
	rg_lsp_work *work = rg_calloc(1, sizeof(*work));

	work->lsp = lsp;
	work->arena = rg_arena_new();
	return work;
}

static void work_free(rg_lsp_work *work)
{
	rg_text_drop(work->text);
	rg_arena_free(work->arena);
	free(work);
}

static void work_run(void *data, const rg_cancel *cancel)
{
	rg_lsp_work *work = data;

	work->run(work, cancel);
}

static void work_finish(rg_lsp_work *work)
{
	rg_json *result = work->answer(work);

	if (work->reply)
		rg_reply_result_take(work->reply, result);
	else
		rg_json_free(result);
	work_free(work);
}

static void work_done(void *data)
{
	rg_lsp_work *work = data;
	rg_lsp *lsp = work->lsp;

	lsp->n_jobs--;
	work->job = NULL;
	work_finish(work);
	rg_lsp_check_end(lsp);
}

static void work_cancel(void *data)
{
	rg_lsp_work *work = data;

	if (work->job)
		rg_job_cancel(work->job);
}

void rg_lsp_work_start(rg_lsp_work *work)
{
	if (!work->run) {
		work_finish(work);
		return;
	}
	work->lsp->n_jobs++;
	if (work->reply)
		rg_reply_on_cancel(work->reply, work_cancel, work);
	work->job = rg_job_start(work->lsp->loop, work_run, work_done, work);
}

static void start_job(rg_lsp *lsp, const method *m, const rg_message *message, rg_reply *reply)
{
	rg_lsp_work *work = rg_lsp_work_new(lsp);
	rg_err err;

	if (m->on_job(work, message->params, &err) < 0) {
		rg_reply_fail(reply, &err);
		work_free(work);
		return;
	}
	work->reply = reply;
	rg_lsp_work_start(work);
}

/* ---- messages ------------------------------------------------------------------------------- */

static void on_request(rg_lsp *lsp, const rg_message *message)
{
	bool is_first = rg_str_eq_z(message->method, "initialize");
	const method *m = find_method(message->method);
	rg_reply *reply = rg_peer_accept(lsp->peer, message->id);
	rg_err err;

	if (!reply)
		return;
	if (lsp->phase == RG_LSP_NEW && !is_first) {
		rg_reply_error(reply, RG_RPC_NOT_INITIALIZED, RG_STR("initialize comes first"));
	} else if (lsp->phase == RG_LSP_SHUT_DOWN) {
		rg_reply_error(reply, RG_RPC_INVALID_REQUEST, RG_STR("the server was shut down"));
	} else if (lsp->phase == RG_LSP_RUNNING && is_first) {
		rg_reply_error(reply, RG_RPC_INVALID_REQUEST, RG_STR("initialize comes once"));
	} else if (m && m->on_request) {
		m->on_request(lsp, message, reply);
	} else if (m && m->on_job) {
		start_job(lsp, m, message, reply);
	} else {
		(void)rg_fail(&err, RG_ENOTFOUND, "there is no request \"%.*s\"",
			      RG_FMT(rg_str_sub(message->method, 0, 100)));
		rg_reply_error(reply, RG_RPC_METHOD_NOT_FOUND, rg_str_of(err.message));
	}
}

static void on_notification(rg_lsp *lsp, const rg_message *message)
{
	const method *m = find_method(message->method);
	bool is_exit = rg_str_eq_z(message->method, "exit");

	if (m && m->on_notification && (lsp->phase == RG_LSP_RUNNING || is_exit))
		m->on_notification(lsp, message);
}

void rg_lsp_dispatch(rg_lsp *lsp, rg_str bytes)
{
	rg_message message;
	rg_err err;

	rg_message_parse(&message, bytes, &err);
	switch (message.kind) {
	case RG_MESSAGE_REQUEST:
		on_request(lsp, &message);
		break;
	case RG_MESSAGE_NOTIFICATION:
		on_notification(lsp, &message);
		break;
	case RG_MESSAGE_RESPONSE:
		rg_peer_receive_response(lsp->peer, &message);
		rg_json_wipe(message.tree); /* it may have been a token */
		break;
	case RG_MESSAGE_INVALID:
		rg_log(RG_LOG_WARNING, "a message that is none: %s", err.message);
		rg_peer_refuse(lsp->peer, message.id, message.code, rg_str_of(err.message));
		break;
	}
	rg_message_release(&message);
}
