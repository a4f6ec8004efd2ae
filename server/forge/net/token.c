/* SPDX-License-Identifier: MIT */
/*
 * token.c - the sources of tokens. gh's own files are not read: mostly the token is in a keyring,
 * and gh knows. Neither program may ask a person: there is nobody to see the question. What git
 * answers must be for the host that was asked about; a field with a control character never gets
 * as far as being sent (CVE-2020-5260 and what came after it).
 */
#include "forge/net/token.h"

#include <stdlib.h>

#include "base/mem.h"
#include "forge/net/program.h"

#define PROGRAM_MS 8000 /* a keyring on a cold machine takes seconds */

static bool take_variable(rg_secret *secret, rg_str *name, const char *variable)
{
	if (!rg_secret_set(secret, rg_str_of(getenv(variable))))
		return false;
	*name = rg_str_of(variable);
	return true;
}

static bool is_of_workflow(rg_arena *arena, rg_str host)
{
	rg_str server = rg_str_of(getenv("GITHUB_SERVER_URL"));

	return !server.len ? rg_str_eq_z(host, "github.com")
			   : rg_str_eq_nocase(server,
					      rg_arena_printf(arena, "https://%.*s", RG_FMT(host)));
}

static bool from_environment(rg_secret *secret, rg_str *name, rg_arena *arena,
			     const rg_token_place *place)
{
	rg_str gh_host = rg_str_of(getenv("GH_HOST"));
	bool is_github = rg_str_eq_z(place->host, "github.com");

	if (is_github && take_variable(secret, name, "GH_TOKEN"))
		return true;
	if (is_of_workflow(arena, place->host) && take_variable(secret, name, "GITHUB_TOKEN"))
		return true;
	if (is_github || !gh_host.len || !rg_str_eq_nocase(gh_host, place->host))
		return false;
	return take_variable(secret, name, "GH_ENTERPRISE_TOKEN") ||
	       take_variable(secret, name, "GITHUB_ENTERPRISE_TOKEN");
}

static const char *const token_variables[] = {"GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN",
					      "GITHUB_ENTERPRISE_TOKEN", NULL};

static bool from_gh(rg_secret *secret, rg_arena *arena, const rg_token_place *place)
{
	const char *argv[] = {
		"gh", "auth", "token", "--hostname", rg_arena_cstr(arena, place->host), NULL};
	static const char *const with[] = {"GH_PROMPT_DISABLED=1", "GH_NO_UPDATE_NOTIFIER=1", NULL};
	const rg_program program = {.argv = argv,
				    .without = token_variables,
				    .with = with,
				    .deadline = place->deadline,
				    .timeout_ms = PROGRAM_MS};
	char output[RG_PROGRAM_OUTPUT];
	size_t n;
	rg_err err;
	bool is_found = false;

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
			      const rg_token_place *place)
{
	*name = RG_STR("the editor");
	if (secret->len)
		return RG_TOKEN_EDITOR;
	if (from_environment(secret, name, arena, place))
		return RG_TOKEN_ENVIRONMENT;
	*name = RG_STR("gh");
	if (from_gh(secret, arena, place))
		return RG_TOKEN_GH;
	*name = RG_STR("git's credential helper");
	if (from_git(secret, arena, place))
		return RG_TOKEN_GIT;
	return RG_TOKEN_NONE;
}
