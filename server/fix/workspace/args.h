/* SPDX-License-Identifier: MIT */
/* args.h - what a user can say to a use case; both faces decode into it (commands/args.def). */
#ifndef RG_FIX_WORKSPACE_ARGS_H
#define RG_FIX_WORKSPACE_ARGS_H

#include "base/vec.h"

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

/* Whether the user goes past STOPs of this code. */
bool rg_fix_args_accept(const rg_fix_args *args, const char *code);

#endif
