/* SPDX-License-Identifier: MIT */
/*
 * token.h - a token for one exact host. In this order: the one that the editor handed over; the
 * environment; `gh auth token --hostname HOST`; `git credential fill` for that host.
 *
 * GH_TOKEN and GITHUB_TOKEN are for github.com ("gh help environment"); in a workflow of an
 * Enterprise server GITHUB_TOKEN is for the server of GITHUB_SERVER_URL instead. For any other host
 * GH_ENTERPRISE_TOKEN and GITHUB_ENTERPRISE_TOKEN count, and only when GH_HOST names that very
 * host: the name of a host may come from a repository, and the variables do not say whose they are.
 * gh itself is asked without these variables, or it would hand them out for any host.
 */
#ifndef RG_FORGE_NET_TOKEN_H
#define RG_FORGE_NET_TOKEN_H

#include "base/arena.h"
#include "base/err.h"
#include "forge/net/deadline.h"
#include "forge/net/secret.h"

typedef struct rg_token_place {
	rg_str host;   /* with its port, as in the address of its pages */
	rg_str scheme; /* "https", or "http" for a loopback host */
	rg_str root;   /* work tree, whose git configuration counts; null: none */
	rg_deadline deadline;
} rg_token_place;

typedef enum rg_token_source {
	RG_TOKEN_NONE,
	RG_TOKEN_EDITOR,
	RG_TOKEN_ENVIRONMENT,
	RG_TOKEN_GH,
	RG_TOKEN_GIT
} rg_token_source;

/*
 * The token goes into secret, which may hold the editor's already. *name: where it is from, in
 * words ("GH_TOKEN", "gh", "git's credential helper"). RG_TOKEN_NONE when there is none.
 */
rg_token_source rg_token_find(rg_secret *secret, rg_str *name, rg_arena *arena,
			      const rg_token_place *place);

#endif
