/* SPDX-License-Identifier: MIT */
/*
 * call.c - one question to a forge: redgreen-forge as a child, a JSON request on its standard
 * input, a JSON answer on its standard output (net/message.h has both shapes). The editor's token,
 * when there is one, is written into the request's last member by hand: it is in no JSON tree, and
 * its one copy is wiped as soon as the child has it. Nothing here reads or logs what the child says
 * on standard error but its last line, which redgreen-forge keeps free of secrets.
 */
#include "forge/call.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "forge/kinds.h"
#include "os/child.h"
#include "os/fs.h"
#include "os/system.h"

#define DEFAULT_MS   60000
#define GRACE_MS     5000 /* redgreen-forge keeps the time itself; this is for one that does not */
#define MAX_TOKEN    4096
#define HELPER	     "redgreen-forge"
#define INSTALLED_AT "../libexec/redgreen"

struct rg_forge_call {
	rg_child *child;
	rg_forge_answered answered;
	void *self;
};

/* ---- the answer ------------------------------------------------------------------------------ */

rg_forge_cause rg_forge__cause(rg_str name)
{
	for (int i = RG_FORGE_OK; i < RG_FORGE_OTHER; i++)
		if (rg_str_eq_z(name, rg_forge_cause_name((rg_forge_cause)i)))
			return (rg_forge_cause)i;
	return RG_FORGE_OTHER;
}

rg_str rg_forge__web_address(rg_str url)
{
	if (!rg_str_starts(url, RG_STR("https://")) && !rg_str_starts(url, RG_STR("http://")))
		return (rg_str){0};
	for (size_t i = 0; i < url.len; i++)
		if ((unsigned char)url.ptr[i] <= ' ' || url.ptr[i] == 0x7f)
			return (rg_str){0};
	return url;
}

static rg_str last_line(rg_str text)
{
	text = rg_str_trim(text);
	return rg_str_sub(text, rg_str_rfind_char(text, '\n') + 1, text.len);
}

static rg_str no_answer(rg_arena *arena, const rg_child_result *child)
{
	rg_str said = last_line(child->err);

	return rg_arena_printf(arena,
			       HELPER " gave no answer (%s %d)%s%.*s; is it of this version?",
			       child->end == RG_CHILD_SIGNALED ? "signal" : "status",
			       child->end == RG_CHILD_SIGNALED ? child->signal : child->exit_code,
			       said.len ? ": " : "", RG_FMT(rg_str_sub(said, 0, 200)));
}

static bool hand_over(rg_forge_call *call, const rg_child_result *child)
{
	rg_json *answer = NULL;
	rg_err err = {0};
	rg_str cause;
	bool is_answer;

	if (rg_json_parse(&answer, rg_str_trim(child->out), &err) < 0)
		return false;
	cause = rg_json_str(rg_json_get(answer, "cause"));
	is_answer = !rg_str_is_null(cause) &&
		    call->answered(call->self, rg_forge__cause(cause),
				   rg_json_str(rg_json_get(answer, "message")), answer);
	rg_json_free(answer);
	return is_answer;
}

static void on_end(void *data, const rg_child_result *child)
{
	rg_forge_call *call = data;
	rg_arena *arena = rg_arena_new();

	if (child->end == RG_CHILD_STOPPED)
		call->answered(call->self, RG_FORGE_STOPPED,
			       RG_STR("stopped; whether the forge got the request is not known"),
			       NULL);
	else if (child->end == RG_CHILD_TIMEOUT)
		call->answered(call->self, RG_FORGE_NETWORK,
			       RG_STR(HELPER " did not end in its time; try again"), NULL);
	else if (!hand_over(call, child))
		call->answered(call->self, RG_FORGE_OTHER, no_answer(arena, child), NULL);
	rg_arena_free(arena);
	free(call);
}

/* ---- the request ----------------------------------------------------------------------------- */

rg_json *rg_forge__texts(const rg_str_vec *vec)
{
	rg_json *array = rg_json_array();

	for (size_t i = 0; i < vec->n; i++)
		rg_json_push_take(array, rg_json_new_str(vec->items[i]));
	return array;
}

static rg_json *request_json(const rg_forge_target *target, rg_str root, uint64_t timeout_ms)
{
	rg_json *request = rg_json_object();

	rg_json_set_str(request, "kind", target->kind);
	rg_json_set_str(request, "host", target->host);
	rg_json_set_str(request, "api", target->api);
	rg_json_set_str(request, "project", target->project);
	rg_json_set_str(request, "headProject", target->head_project);
	rg_json_set_str(request, "root", root);
	rg_json_set_int(request, "timeoutMs", (int64_t)timeout_ms);
	return request;
}

/* Printable ASCII without what JSON would escape: so it can be written as it is. */
static bool is_token(rg_str token)
{
	for (size_t i = 0; i < token.len; i++)
		if (token.ptr[i] <= ' ' || token.ptr[i] > '~' || token.ptr[i] == '"' ||
		    token.ptr[i] == '\\')
			return false;
	return token.len <= MAX_TOKEN;
}

/* The request with the token as its last member; the bytes are the caller's to wipe and free. */
static rg_str render(const rg_json *request, rg_str token)
{
	static const char key[] = ",\"token\":\"";
	rg_buf buf;
	size_t size;
	char *bytes, *at;

	rg_buf_init(&buf, RG_LIMIT_MESSAGE_BYTES);
	rg_json_render(&buf, request);
	size = buf.len + sizeof(key) + token.len + 2;
	at = bytes = rg_malloc(size);
	memcpy(at, buf.ptr, buf.len);
	at += buf.len;
	rg_buf_release(&buf);
	if (token.len) {
		at--; /* over the closing brace */
		memcpy(at, key, sizeof(key) - 1);
		at += sizeof(key) - 1;
		memcpy(at, token.ptr, token.len);
		at += token.len;
		*at++ = '"';
		*at++ = '}';
	}
	return (rg_str){bytes, (size_t)(at - bytes)};
}

/* ---- the call -------------------------------------------------------------------------------- */

/* Beside this program (the build tree), or where it is installed. */
static const char *find_helper(rg_arena *arena, rg_str helper, rg_err *err)
{
	rg_str here = rg_path_folder(rg_self_path(arena));
	const char *places[] = {
		rg_path_join(arena, here, RG_STR(HELPER)),
		rg_path_join(arena, here, RG_STR(INSTALLED_AT "/" HELPER)),
	};

	if (helper.len)
		return rg_arena_cstr(arena, helper);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (rg_fs_is_executable(places[i]))
			return places[i];
	(void)rg_fail(err, RG_ENOTFOUND, HELPER " is not beside %.*s; install redgreen as a whole",
		      RG_FMT(rg_self_path(arena)));
	return NULL;
}

static rg_rc check(const rg_forge_target *target, rg_str token, rg_err *err)
{
	const rg_forge *forge = rg_forge__find(target->kind);

	if (!forge || !forge->has_api)
		return rg_fail(err, RG_EINVAL, "the forge \"%.*s\" has no server to ask",
			       RG_FMT(target->kind));
	if (!rg_project__is_valid(target->project, forge->has_groups))
		return rg_fail(err, RG_EINVAL,
			       "the remote does not say which project on %.*s it is; set "
			       "forge.project to \"owner/name\"",
			       RG_FMT(target->host));
	if (!is_token(token))
		return rg_fail(err, RG_EINVAL,
			       "the editor's token for %.*s has characters that no token has",
			       RG_FMT(target->host));
	return RG_OK;
}

rg_rc rg_forge__ask_take(rg_forge_call **out, rg_loop *loop, const rg_forge_target *target,
			 const char *what, rg_json *wanted, rg_str token, rg_str root,
			 rg_str helper, uint64_t timeout_ms, rg_forge_answered answered, void *self,
			 rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	rg_forge_call *call = rg_calloc(1, sizeof(*call));
	uint64_t ms = timeout_ms ? timeout_ms : DEFAULT_MS;
	const char *argv[2] = {0};
	rg_child_options options = {.argv = argv,
				    .ends_with_us = true,
				    .timeout_ms = ms + GRACE_MS,
				    .done = on_end,
				    .data = call};
	rg_json *request = request_json(target, root, ms);
	rg_rc rc;

	rg_json_set_take(request, what, wanted);
	*call = (rg_forge_call){.answered = answered, .self = self};
	if ((rc = check(target, token, err)) < 0)
		goto done;
	if (!(argv[0] = find_helper(arena, helper, err))) {
		rc = err->code;
		goto done;
	}
	options.input = render(request, token);
	rc = rg_child_start(&call->child, loop, &options, err);
	rg_wipe((char *)options.input.ptr, options.input.len);
	free((char *)options.input.ptr);
	if (rc == RG_OK)
		*out = call;
done:
	if (rc < 0)
		free(call);
	rg_json_free(request);
	rg_arena_free(arena);
	return rc;
}

void rg_forge_stop(rg_forge_call *call)
{
	if (call)
		rg_child_stop(call->child);
}
