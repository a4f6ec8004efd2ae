/* SPDX-License-Identifier: MIT */
/*
 * dispatch.h - inside lsp/ only: one table {method, inline or job, handler}, methods.def. An
 * inline handler answers from state. A job handler takes what it needs, a worker works on that,
 * and the answer is made on the loop again.
 */
#ifndef RG_LSP_DISPATCH_H
#define RG_LSP_DISPATCH_H

#include "lsp/server.h"

/* One JOB request between its decode and its answer. */
typedef struct rg_lsp_work rg_lsp_work;
struct rg_lsp_work {
	rg_lsp *lsp;
	rg_arena *arena; /* of everything that the handler keeps */
	rg_text *text;	 /* retained snapshot, or NULL; dropped behind answer */
	void *data;	 /* the handler's own, in the arena */
	/* On a worker: touches arena, text and data only. NULL: nothing to do there. */
	void (*run)(rg_lsp_work *work, const rg_cancel *cancel);
	/* On the loop: the result, the caller's; NULL is null. Also called when nobody waits. */
	rg_json *(*answer)(rg_lsp_work *work);
	rg_reply *reply; /* dispatch's; NULL when the server itself wants the work done */
	rg_job *job;
};

typedef void rg_lsp_on_notification(rg_lsp *lsp, const rg_message *message);
typedef void rg_lsp_on_request(rg_lsp *lsp, const rg_message *message, rg_reply *reply);
typedef rg_rc rg_lsp_on_job(rg_lsp_work *work, const rg_json *params, rg_err *err);

#define RG_NOTIFICATION(method, name) rg_lsp_on_notification rg_lsp_##name;
#define RG_REQUEST(method, name)      rg_lsp_on_request rg_lsp_##name;
#define RG_JOB(method, name)	      rg_lsp_on_job rg_lsp_##name;
#include "lsp/methods.def"
#undef RG_NOTIFICATION
#undef RG_REQUEST
#undef RG_JOB

/* One message's content, as framed. */
void rg_lsp_dispatch(rg_lsp *lsp, rg_str bytes);
/* An empty work item; rg_lsp_work_start begins it and frees it in the end. */
rg_lsp_work *rg_lsp_work_new(rg_lsp *lsp);
void rg_lsp_work_start(rg_lsp_work *work);

#endif
