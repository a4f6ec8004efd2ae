/* SPDX-License-Identifier: MIT */
/*
 * executions.h - inside lsp/ only: commands under way, and what the client sees of them: progress
 * that it can cancel, questions, files to look at, and one sentence at the end.
 */
#ifndef RG_LSP_EXECUTIONS_H
#define RG_LSP_EXECUTIONS_H

#include "commands/command.h"
#include "lsp/roots.h"

typedef struct rg_execution_options {
	const rg_command *command;
	rg_command_args args; /* borrowed */
	const rg_json *token; /* the client's workDoneToken, or NULL */
	rg_text *text; /* borrowed: what stands in args.log, where it is not on disk; or NULL */
} rg_execution_options;

/* Starts it; the reply is used when it has ended, or at once with an error. */
void rg_execution_start(rg_root *root, const rg_execution_options *options, rg_reply *reply);
/* window/workDoneProgress/cancel; an unknown token is ignored. */
void rg_executions_cancel(rg_lsp *lsp, const rg_json *token);
/* Those that are left at the end of the process; their tasks must have ended. */
void rg_executions_free(rg_lsp *lsp);

/* A command under way, for those who show that. */
typedef struct rg_activity {
	const rg_command *command;
	rg_str message; /* its progress, without the session's time; may be "" */
	uint32_t percent;
} rg_activity;
/* The one of this root that has been under way the longest; false: none. Borrowed until the loop's
 * next turn. */
bool rg_executions_activity(rg_activity *out, const rg_root *root);

/* A run under way, for those who show it. */
typedef struct rg_live {
	rg_str test; /* that it is at, relative to the root; borrowed */
	double seconds;
	rg_str output; /* its newest, raw; borrowed until the loop's next turn */
} rg_live;

/* The run of this root; false when there is none, or it is not known what it runs. */
bool rg_executions_live(rg_live *out, const rg_root *root);

#endif
