/* SPDX-License-Identifier: MIT */
/* args.h - what a user can say to a use case; both faces decode into it (commands/args.def). */
#ifndef RG_FIX_WORKSPACE_ARGS_H
#define RG_FIX_WORKSPACE_ARGS_H

#include "base/err.h"
#include "base/vec.h"

/* What kinds of changes there are: each is what the names of its branches begin with. */
#define RG_FIX_KINDS	   "fix opt feat"
#define RG_FIX_KINDS_WORDS "fix, opt or feat"

typedef struct rg_fix_args {
	rg_str root, log, name, kind, base, prompt, plan, title, reason, acknowledge, variant;
	rg_str start, inputs; /* separated by commas */
	rg_str choice;	      /* of the question that waits */
	rg_str accept;	      /* codes of stopped.def, separated by commas */
	rg_str_vec tests;
	int64_t runs, seed; /* 0: not given */
	/* What stands in the log, where it is no file: borrowed as long as the task. Or null. */
	rg_str log_text;
} rg_fix_args;

/* RG_EINVAL for a kind that is none, and for a node id that pytest would take for an option. */
RG_MUST_CHECK rg_rc rg_fix_args_check(const rg_fix_args *args, rg_err *err);
/* Whether the user goes past STOPs of this code. */
bool rg_fix_args_accept(const rg_fix_args *args, const char *code);

#endif
