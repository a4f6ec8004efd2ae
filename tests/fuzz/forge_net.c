/* SPDX-License-Identifier: MIT */
/*
 * forge_net.c - any bytes are what a forge answers, and the address of its API. Whatever it says
 * becomes one sentence, and a token goes to exactly the host that is named.
 */
#include <stdlib.h>

#include "forge/forge.h"
#include "forge/net/refusal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RG_API(name) extern const rg_api rg_api_##name;
#include "forge/net/apis.def"
#undef RG_API

static const rg_api *const apis[] = {
#define RG_API(name) &rg_api_##name,
#include "forge/net/apis.def"
#undef RG_API
};

/* What is read of a pull request, and of a refusal, is a sentence on one line. */
static void answer_of(rg_arena *arena, const rg_api *api, rg_str headers, rg_str body)
{
	static const long statuses[] = {200, 301, 400, 401, 403, 404, 409, 422, 423, 429, 500};
	rg_request q = {.host = RG_STR("forge.example"),
			.project = RG_STR("octo/app"),
			.head_project = RG_STR("octo/app"),
			.base = RG_STR("main"),
			.branch = RG_STR("fix/a")};
	rg_answer out = {.cause = RG_FORGE_OTHER};
	rg_pull p = {.api = api,
		     .wire = api->wire,
		     .q = &q,
		     .out = &out,
		     .about = q.project,
		     .source = RG_TOKEN_GIT,
		     .talk = {.arena = arena, .request = &q, .out = &out}};
	rg_seen seen;
	rg_err err;

	rg_http_answer_init(&p.talk.answer);
	rg_buf_add(&p.talk.answer.headers, headers);
	if (rg_json_parse(&p.talk.json, body, &err) < 0)
		p.talk.json = NULL;
	api->wire->read(&seen, &p, p.talk.json);
	api->wire->read(&seen, &p, rg_json_first(p.talk.json));
	for (size_t i = 0; i < 2 * sizeof(statuses) / sizeof(statuses[0]); i++) {
		p.talk.answer.status = statuses[i / 2];
		p.is_write = p.is_readable = i % 2;
		(void)rg_refusal_explain(&p);
		if (!out.message.len || out.message.len > 2000 ||
		    rg_str_find_char(out.message, '\n') != SIZE_MAX || out.cause == RG_FORGE_OK)
			abort();
	}
	rg_talk_release(&p.talk);
}

/* The token goes to the API of exactly its host. */
static void site_of(rg_arena *arena, const rg_api *api, rg_str address, rg_str host)
{
	rg_str site = api->wire->site(arena, address, host), rest = site;

	if (rg_str_is_null(site))
		return;
	if (!(rg_str_skip(&rest, RG_STR("https://")) || rg_str_skip(&rest, RG_STR("http://"))) ||
	    !rg_str_skip(&rest, host) || (rest.len && !rg_str_starts(rest, RG_STR("/"))))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_arena *arena = rg_arena_new();
	rg_str rest = {(const char *)data, size}, first = {0}, second = {0};
	rg_forge_target target;
	rg_err err;

	rg_str_line(&first, &rest);
	rg_str_line(&second, &rest);
	for (size_t i = 0; i < sizeof(apis) / sizeof(apis[0]); i++) {
		const rg_api *api = apis[i];

		answer_of(arena, api, first, rest);
		site_of(arena, api, first, second);
		/* What the server chooses, redgreen-forge takes. */
		if (rg_forge_choose(&target, arena, rg_str_of(api->kind), first, second, second,
				    &err) == RG_OK) {
			if (rg_str_is_null(api->wire->site(arena, target.api, target.host)))
				abort();
			(void)rg_forge_compare_url(arena, &target, first, second);
		}
	}
	rg_arena_free(arena);
	return 0;
}
