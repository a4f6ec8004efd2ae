/* SPDX-License-Identifier: MIT */
/* pr_call.c - a pull request as redgreen-forge is asked for it, and what it answers. */
#include "forge/forge.h"

#include <stdlib.h>

#include "base/mem.h"
#include "forge/call.h"

typedef struct pr_call {
	bool is_about_account;
	rg_forge_done done;
	void *data;
} pr_call;

static bool answered(void *self, rg_forge_cause cause, rg_str message, const rg_json *answer)
{
	pr_call *call = self;
	rg_forge_result result = {
		.cause = cause,
		.message = message,
		.url = rg_forge__web_address(rg_json_str(rg_json_get(answer, "url"))),
		.number = rg_json_int(rg_json_get(answer, "number"), 0),
		.is_draft = rg_json_bool(rg_json_get(answer, "draft"), false),
		.was_there = rg_json_bool(rg_json_get(answer, "wasThere"), false),
	};

	if (cause == RG_FORGE_OK && !call->is_about_account &&
	    (!result.url.len || result.number <= 0))
		return false;
	call->done(call->data, &result);
	free(call);
	return true;
}

static rg_json *wanted(const rg_forge_pr *pr)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "title", pr->title);
	rg_json_set_str(out, "body", pr->body);
	rg_json_set_str(out, "base", pr->base);
	rg_json_set_str(out, "branch", pr->branch);
	rg_json_set_str(out, "headOid", pr->head_oid);
	rg_json_set_bool(out, "draft", pr->is_draft);
	rg_json_set_take(out, "labels", rg_forge__texts(&pr->labels));
	rg_json_set_take(out, "assignees", rg_forge__texts(&pr->assignees));
	rg_json_set_take(out, "reviewers", rg_forge__texts(&pr->reviewers));
	return out;
}

static rg_rc start(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
		   const rg_forge_pr *pr, rg_str token, rg_str root, rg_str helper,
		   uint64_t timeout_ms, rg_forge_done done, void *data, rg_err *err)
{
	pr_call *call = rg_calloc(1, sizeof(*call));
	rg_rc rc;

	*call = (pr_call){!pr, done, data};
	rc = rg_forge__ask_take(out, loop, target, pr ? "pr" : "account",
				pr ? wanted(pr) : rg_json_object(), token, root, helper, timeout_ms,
				answered, call, err);
	if (rc < 0)
		free(call);
	return rc;
}

rg_rc rg_forge_start(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
		     const rg_forge_pr *pr, rg_str token, rg_str root, rg_str helper,
		     uint64_t timeout_ms, rg_forge_done done, void *data, rg_err *err)
{
	return start(out, loop, target, pr, token, root, helper, timeout_ms, done, data, err);
}

rg_rc rg_forge_account_start(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			     rg_str root, rg_str helper, uint64_t timeout_ms, rg_forge_done done,
			     void *data, rg_err *err)
{
	return start(out, loop, target, NULL, (rg_str){0}, root, helper, timeout_ms, done, data,
		     err);
}
