/* SPDX-License-Identifier: MIT */
/*
 * message.c - the request read, the answer written. The JSON tree holds a copy of the token; it is
 * wiped in place before the tree goes.
 */
#include "forge/net/message.h"

#include "base/mem.h"

#define DEFAULT_MS 60000
#define MAX_MS	   600000

static rg_str text(rg_arena *arena, const rg_json *object, const char *key)
{
	return rg_arena_dup(arena, rg_json_str(rg_json_get(object, key)));
}

static rg_str_vec texts(rg_arena *arena, const rg_json *array)
{
	rg_str_vec out = {0};

	for (const rg_json *x = rg_json_first(array); x; x = rg_json_next(x))
		if (rg_json_str(x).len)
			RG_PUSH(arena, &out, rg_arena_dup(arena, rg_json_str(x)));
	return out;
}

static void read_ci(rg_request *out, rg_arena *arena, const rg_json *ci)
{
	out->ci.is_wanted = ci != NULL;
	for (const rg_json *x = rg_json_first(rg_json_get(ci, "start")); x; x = rg_json_next(x))
		RG_PUSH(arena, &out->ci.starts,
			(rg_ci_start){.name = text(arena, x, "name"),
				      .inputs = texts(arena, rg_json_get(x, "inputs"))});
}

static rg_rc check(const rg_request *q, rg_err *err)
{
	const struct {
		const char *key;
		rg_str value;
	} needed[] = {{"kind", q->kind},       {"host", q->host}, {"api", q->api},
		      {"project", q->project}, {"base", q->base}, {"branch", q->branch},
		      {"title", q->title}};
	size_t n = sizeof(needed) / sizeof(needed[0]);

	n -= q->is_about_account ? 3 : q->ci.is_wanted ? 1 : 0;
	for (size_t i = 0; i < n; i++)
		if (!needed[i].value.len)
			return rg_fail(err, RG_EINVAL, "the request has no \"%s\"", needed[i].key);
	if (rg_str_find_char(q->project, '/') == SIZE_MAX)
		return rg_fail(err, RG_EINVAL, "the project \"%.*s\" is not \"owner/name\"",
			       RG_FMT(q->project));
	return RG_OK;
}

static rg_rc take_token(rg_secret *out, const rg_json *token, rg_err *err)
{
	rg_str value = rg_json_str(token);
	bool is_token = rg_secret_set(out, value);

	rg_wipe((char *)value.ptr, value.len);
	if (value.len && !is_token)
		return rg_fail(err, RG_EINVAL,
			       "the request's token has characters that no token has");
	return RG_OK;
}

rg_rc rg_request_decode(rg_request *out, rg_arena *arena, rg_str bytes, rg_err *err)
{
	rg_json *json;
	const rg_json *pr, *ci;
	int64_t ms;
	rg_rc rc = rg_json_parse(&json, bytes, err);

	if (rc < 0)
		return rg_err_prefix(err, "the request on standard input");
	ci = rg_json_get(json, "ci");
	pr = ci ? ci : rg_json_get(json, "pr");
	ms = rg_json_int(rg_json_get(json, "timeoutMs"), DEFAULT_MS);
	*out = (rg_request){
		.kind = text(arena, json, "kind"),
		.host = text(arena, json, "host"),
		.api = text(arena, json, "api"),
		.project = text(arena, json, "project"),
		.head_project = text(arena, json, "headProject"),
		.root = text(arena, json, "root"),
		.title = text(arena, pr, "title"),
		.body = text(arena, pr, "body"),
		.base = text(arena, pr, "base"),
		.branch = text(arena, pr, "branch"),
		.head_oid = text(arena, pr, "headOid"),
		.is_draft = rg_json_bool(rg_json_get(pr, "draft"), true),
		.labels = texts(arena, rg_json_get(pr, "labels")),
		.assignees = texts(arena, rg_json_get(pr, "assignees")),
		.reviewers = texts(arena, rg_json_get(pr, "reviewers")),
		.deadline = rg_deadline_in(ms > 0 && ms < MAX_MS ? (uint64_t)ms : DEFAULT_MS),
	};
	read_ci(out, arena, ci);
	out->is_about_account = rg_json_get(json, "account") != NULL;
	if (!out->head_project.len)
		out->head_project = out->project;
	if ((rc = take_token(&out->token, rg_json_get(json, "token"), err)) == RG_OK)
		rc = check(out, err);
	rg_json_free(json);
	return rc;
}

static void encode_ci(rg_json *json, const rg_ci_answer *ci)
{
	rg_json *runs = rg_json_set_take(json, "runs", rg_json_array()), *list;

	for (size_t i = 0; i < ci->runs.n; i++) {
		const rg_ci_run_seen *run = &ci->runs.items[i];
		rg_json *one = rg_json_object();

		rg_json_set_str(one, "name", run->name);
		rg_json_set_str(one, "file", run->file);
		rg_json_set_str(one, "event", run->event);
		rg_json_set_str(one, "state", rg_str_of(run->state));
		rg_json_set_str(one, "url", run->url);
		rg_json_push_take(runs, one);
	}
	if (ci->is_required_known) {
		list = rg_json_set_take(json, "required", rg_json_array());
		for (size_t i = 0; i < ci->required.n; i++)
			rg_json_push_take(list, rg_json_new_str(ci->required.items[i]));
	} else {
		rg_json_set_null(json, "required");
	}
	list = rg_json_set_take(json, "started", rg_json_array());
	for (size_t i = 0; i < ci->started.n; i++) {
		const rg_ci_started *started = &ci->started.items[i];
		rg_json *one = rg_json_object();

		rg_json_set_str(one, "name", started->name);
		rg_json_set_str(one, "cause", rg_str_of(rg_forge_cause_name(started->cause)));
		rg_json_set_str(one, "message",
				started->message.ptr ? started->message : RG_STR(""));
		rg_json_push_take(list, one);
	}
}

const char *rg_request_kept(const rg_request *q)
{
	return q->ci.is_wanted ? "" : "the text is kept, ";
}

void rg_answer_encode(rg_buf *out, const rg_answer *answer)
{
	rg_json *json = rg_json_object();

	rg_json_set_str(json, "cause", rg_str_of(rg_forge_cause_name(answer->cause)));
	rg_json_set_str(json, "message", answer->message.ptr ? answer->message : RG_STR(""));
	if (answer->url.len) {
		rg_json_set_str(json, "url", answer->url);
		rg_json_set_int(json, "number", answer->number);
		rg_json_set_bool(json, "draft", answer->is_draft);
		rg_json_set_bool(json, "wasThere", answer->was_there);
	}
	if (answer->ci)
		encode_ci(json, answer->ci);
	rg_json_render(out, json);
	rg_buf_add_char(out, '\n');
	rg_json_free(json);
}

rg_str rg_one_line(rg_arena *arena, rg_str text_, size_t max)
{
	char *out;
	size_t len = text_.len < max ? text_.len : max;

	/* Not in the middle of a character. */
	while (len < text_.len && len && ((unsigned char)text_.ptr[len] & 0xc0) == 0x80)
		len--;
	out = rg_arena_cstr(arena, rg_str_sub(text_, 0, len));
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)out[i] < ' ' || out[i] == 0x7f)
			out[i] = ' ';
	return rg_str_trim((rg_str){out, len});
}
