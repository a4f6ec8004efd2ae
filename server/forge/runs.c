/* SPDX-License-Identifier: MIT */
/* runs.c - the request and the answer of net/message.h with "ci" in it. */
#include "forge/runs.h"

#include <stdlib.h>

#include "base/mem.h"
#include "forge/call.h"

#define MAX_ITEMS 1000

typedef struct runs_call {
	rg_forge_runs_done done;
	void *data;
} runs_call;

static rg_str text(const rg_json *object, const char *key)
{
	return rg_json_str(rg_json_get(object, key));
}

/* Anything else is none of the words that are promised. */
static bool is_state(rg_str state)
{
	static const char *const states[] = {"queued", "running",   "waiting", "passed",
					     "failed", "cancelled", "skipped"};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (rg_str_eq_z(state, states[i]))
			return true;
	return false;
}

static bool read(rg_forge_runs *out, rg_arena *arena, const rg_json *answer)
{
	const rg_json *required = rg_json_get(answer, "required");

	for (const rg_json *x = rg_json_first(rg_json_get(answer, "runs"));
	     x && out->runs.n < MAX_ITEMS; x = rg_json_next(x)) {
		rg_forge_run run = {.name = text(x, "name"),
				    .file = text(x, "file"),
				    .event = text(x, "event"),
				    .state = text(x, "state"),
				    .url = rg_forge__web_address(text(x, "url"))};

		if (!run.name.len || !is_state(run.state))
			return false;
		RG_PUSH(arena, &out->runs, run);
	}
	out->is_required_known = rg_json_is_array(required);
	for (const rg_json *x = rg_json_first(required); x && out->required.n < MAX_ITEMS;
	     x = rg_json_next(x))
		RG_PUSH(arena, &out->required, rg_json_str(x));
	for (const rg_json *x = rg_json_first(rg_json_get(answer, "started"));
	     x && out->started.n < MAX_ITEMS; x = rg_json_next(x))
		RG_PUSH(arena, &out->started,
			(rg_forge_started){.name = text(x, "name"),
					   .cause = rg_forge__cause(text(x, "cause")),
					   .message = text(x, "message")});
	return true;
}

static bool answered(void *self, rg_forge_cause cause, rg_str message, const rg_json *answer)
{
	runs_call *call = self;
	rg_forge_runs runs = {.cause = cause, .message = message};
	rg_arena *arena = rg_arena_new();
	bool is_one = !answer || read(&runs, arena, answer);

	if (is_one) {
		call->done(call->data, &runs);
		free(call);
	}
	rg_arena_free(arena);
	return is_one;
}

static rg_json *wanted(const rg_forge_branch_ci *ci)
{
	rg_json *out = rg_json_object();
	rg_json *starts = rg_json_set_take(out, "start", rg_json_array());

	rg_json_set_str(out, "base", ci->base);
	rg_json_set_str(out, "branch", ci->branch);
	rg_json_set_str(out, "headOid", ci->head_oid);
	for (size_t i = 0; i < ci->starts.n; i++) {
		rg_json *one = rg_json_object();

		rg_json_set_str(one, "name", ci->starts.items[i].name);
		rg_json_set_take(one, "inputs", rg_forge__texts(&ci->starts.items[i].inputs));
		rg_json_push_take(starts, one);
	}
	return out;
}

rg_rc rg_forge_runs_start(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			  const rg_forge_branch_ci *ci, rg_str token, rg_str root, rg_str helper,
			  uint64_t timeout_ms, rg_forge_runs_done done, void *data, rg_err *err)
{
	runs_call *call = rg_calloc(1, sizeof(*call));
	rg_rc rc;

	*call = (runs_call){done, data};
	rc = rg_forge__ask_take(out, loop, target, "ci", wanted(ci), token, root, helper,
				timeout_ms, answered, call, err);
	if (rc < 0)
		free(call);
	return rc;
}
