/* SPDX-License-Identifier: MIT */
/*
 * token.c - the sources of tokens. The files of gh and glab are not read: mostly the token is in a
 * keyring, and they know. Neither program may ask a person: there is nobody to see the question.
 * What git answers must be for the host that was asked about; a field with a control character
 * never gets as far as being sent (CVE-2020-5260 and what came after it).
 */
#include "forge/net/token.h"

#include <stdlib.h>

#include "base/mem.h"
#include "forge/net/program.h"

#define PROGRAM_MS 8000 /* a keyring on a cold machine takes seconds */
#define MAX_ARGV   8

typedef struct token_variable {
	const char *kind, *name, *server, *home, *never;
} token_variable;

static const token_variable variables[] = {
#define RG_TOKEN_VARIABLE(kind, name, server, home, never) {kind, name, server, home, never},
#include "forge/tokens.def"
#undef RG_TOKEN_VARIABLE
};
#define N_VARIABLES (sizeof(variables) / sizeof(variables[0]))

static bool is_of(const token_variable *v, const rg_token_ways *ways)
{
	return rg_str_eq_z(rg_str_of(v->kind), ways->kind);
}

static bool take_variable(rg_secret *secret, rg_str *name, const char *variable)
{
	if (!rg_secret_set(secret, rg_str_of(getenv(variable))))
		return false;
	*name = rg_str_of(variable);
	return true;
}

/* Whether the variable's value is this host, or its address. */
static bool names_host(const char *variable, const rg_token_place *place)
{
	rg_str value = rg_str_of(getenv(variable));
	size_t scheme = rg_str_find(value, RG_STR("://"));

	if (scheme != SIZE_MAX) {
		if (!rg_str_eq_nocase(rg_str_sub(value, 0, scheme), place->scheme))
			return false;
		value = rg_str_sub(value, scheme + 3, value.len);
		value = rg_str_sub(value, 0, rg_str_find_char(value, '/'));
	}
	return rg_str_eq_nocase(value, place->host);
}

static bool is_for(const token_variable *v, const rg_token_place *place)
{
	if (v->never && rg_str_eq_z(place->host, v->never))
		return false;
	if (v->server && rg_str_of(getenv(v->server)).len)
		return names_host(v->server, place);
	return v->home && rg_str_eq_z(place->host, v->home);
}

static bool from_environment(rg_secret *secret, rg_str *name, const rg_token_ways *ways,
			     const rg_token_place *place)
{
	for (size_t i = 0; i < N_VARIABLES; i++)
		if (is_of(&variables[i], ways) && is_for(&variables[i], place) &&
		    take_variable(secret, name, variables[i].name))
			return true;
	return false;
}

/* Away from the repository, whose files could tell the program what to do. */
static bool from_program(rg_secret *secret, rg_arena *arena, const rg_token_ways *ways,
			 const rg_token_place *place)
{
	const char *argv[MAX_ARGV + 2] = {0}, *without[N_VARIABLES + 1] = {0};
	const rg_program program = {.argv = argv,
				    .without = without,
				    .with = ways->environment,
				    .cwd = "/",
				    .deadline = place->deadline,
				    .timeout_ms = PROGRAM_MS};
	char output[RG_PROGRAM_OUTPUT];
	size_t n;
	rg_err err;
	bool is_found = false;

	for (size_t i = 0; i < N_VARIABLES; i++)
		without[i] = variables[i].name;
	for (n = 0; n < MAX_ARGV && ways->program[n]; n++)
		argv[n] = ways->program[n];
	argv[n] = rg_arena_cstr(arena, place->host);
	if (rg_program_run(output, &n, &program, &err) == RG_OK)
		is_found = rg_secret_set(secret, rg_str_trim((rg_str){output, n}));
	rg_wipe(output, sizeof(output));
	return is_found;
}

/* git-credential(1): lines "key=value" until the end. */
static bool read_credential(rg_secret *secret, rg_str answer, const rg_token_place *place)
{
	rg_str line, password = {0}, host = place->host, protocol = place->scheme;

	while (rg_str_line(&line, &answer)) {
		if (rg_str_skip(&line, RG_STR("password=")))
			password = line;
		else if (rg_str_skip(&line, RG_STR("host=")))
			host = line;
		else if (rg_str_skip(&line, RG_STR("protocol=")))
			protocol = line;
	}
	return rg_str_eq(host, place->host) && rg_str_eq(protocol, place->scheme) &&
	       rg_secret_set(secret, password);
}

static bool is_plain(rg_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7f)
			return false;
	return true;
}

static bool from_git(rg_secret *secret, rg_arena *arena, const rg_token_place *place)
{
	static const char *const argv[] = {
		"git",	"-c", "core.askPass=", "-c", "credential.interactive=false", "credential",
		"fill", NULL};
	static const char *const without[] = {"GIT_ASKPASS",	  "SSH_ASKPASS", "GIT_DIR",
					      "GIT_WORK_TREE",	  "GIT_TRACE",	 "GIT_TRACE2",
					      "GIT_TRACE2_EVENT", NULL};
	static const char *const with[] = {"GIT_ASKPASS=", "GIT_TERMINAL_PROMPT=0",
					   "GCM_INTERACTIVE=never", NULL};
	const rg_program program = {
		.argv = argv,
		.without = without,
		.with = with,
		.cwd = place->root.len ? rg_arena_cstr(arena, place->root) : NULL,
		.input = rg_arena_printf(arena, "protocol=%.*s\nhost=%.*s\n\n",
					 RG_FMT(place->scheme), RG_FMT(place->host)),
		.deadline = place->deadline,
		.timeout_ms = PROGRAM_MS,
	};
	char output[RG_PROGRAM_OUTPUT];
	size_t n;
	rg_err err;
	bool is_found = false;

	if (is_plain(place->host) && rg_program_run(output, &n, &program, &err) == RG_OK)
		is_found = read_credential(secret, (rg_str){output, n}, place);
	rg_wipe(output, sizeof(output));
	return is_found;
}

rg_token_source rg_token_find(rg_secret *secret, rg_str *name, rg_arena *arena,
			      const rg_token_ways *ways, const rg_token_place *place)
{
	*name = RG_STR("the editor");
	if (secret->len)
		return RG_TOKEN_EDITOR;
	if (from_environment(secret, name, ways, place))
		return RG_TOKEN_ENVIRONMENT;
	if (ways->program) {
		*name = rg_str_of(ways->program[0]);
		if (from_program(secret, arena, ways, place))
			return RG_TOKEN_PROGRAM;
	}
	*name = RG_STR("git's credential helper");
	if (from_git(secret, arena, place))
		return RG_TOKEN_GIT;
	return RG_TOKEN_NONE;
}

/* ---- what to do about it --------------------------------------------------------------------- */

static rg_str how_to_log_in(rg_arena *arena, const rg_token_ways *ways, rg_str host)
{
	if (!ways->login)
		return RG_STR("store one with `git credential approve`");
	return rg_arena_printf(arena, "run `%s %.*s`", ways->login, RG_FMT(host));
}

rg_str rg_token_advice(rg_arena *arena, const rg_token_ways *ways, rg_str host)
{
	rg_str login = how_to_log_in(arena, ways, host);
	const token_variable *best = NULL;

	for (size_t i = 0; i < N_VARIABLES; i++) {
		const token_variable *v = &variables[i];

		if (!is_of(v, ways))
			continue;
		if (v->home && rg_str_eq_z(host, v->home))
			return rg_arena_printf(arena, "%.*s, or set %s", RG_FMT(login), v->name);
		/* One that is never for the public server is for all others. */
		if (v->server && (!best || (!best->never && v->never)))
			best = v;
	}
	return best ? rg_arena_printf(arena, "%.*s, or set %s to it and %s", RG_FMT(login),
				      best->server, best->name)
		    : login;
}

rg_str rg_token_renewal(rg_arena *arena, const rg_token_ways *ways, rg_str host,
			rg_token_source source, rg_str name)
{
	rg_str login = how_to_log_in(arena, ways, host);

	switch (source) {
	case RG_TOKEN_EDITOR:
		return RG_STR("sign in again in the editor");
	case RG_TOKEN_ENVIRONMENT:
		return rg_arena_printf(arena, "set %.*s to a valid one", RG_FMT(name));
	case RG_TOKEN_PROGRAM:
		return login;
	default:
		return rg_arena_printf(arena, "store a valid one with `git credential`%s%.*s",
				       ways->login ? ", or " : "",
				       RG_FMT(ways->login ? login : RG_STR("")));
	}
}
