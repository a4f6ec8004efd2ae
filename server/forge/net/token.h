/* SPDX-License-Identifier: MIT */
/*
 * token.h - a token for one exact host. In this order: the one that the editor handed over; the
 * environment; the forge's own program in the shell (gh, glab); `git credential fill` for that
 * host.
 *
 * A variable's token counts for a host only where it is certain whose it is: the public server of
 * its forge, or the host that another variable names. The name of a host may come from a
 * repository, and a variable does not say whose it is. The programs are asked without these
 * variables, or they would hand them out for any host.
 */
#ifndef RG_FORGE_NET_TOKEN_H
#define RG_FORGE_NET_TOKEN_H

#include "base/arena.h"
#include "base/err.h"
#include "forge/net/deadline.h"
#include "forge/net/secret.h"

/* Where tokens of one forge are found, beside the variables of forge/tokens.def. */
typedef struct rg_token_ways {
	const char *kind;
	const char *const
		*program; /* argv that prints a token; the host is put behind it; or NULL */
	const char *const *environment; /* "NAME=value" for it, NULL-terminated */
	const char
		*login; /* command that makes it know one, before the host; NULL without program */
} rg_token_ways;

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
	RG_TOKEN_PROGRAM,
	RG_TOKEN_GIT
} rg_token_source;

/*
 * The token goes into secret, which may hold the editor's already. *name: where it is from, in
 * words ("GH_TOKEN", "gh", "git's credential helper"). RG_TOKEN_NONE when there is none.
 */
rg_token_source rg_token_find(rg_secret *secret, rg_str *name, rg_arena *arena,
			      const rg_token_ways *ways, const rg_token_place *place);
/* How to come by one for that host: "run `gh auth login …`, or set GH_TOKEN". */
rg_str rg_token_advice(rg_arena *arena, const rg_token_ways *ways, rg_str host);
/* How to replace one that is not accepted. */
rg_str rg_token_renewal(rg_arena *arena, const rg_token_ways *ways, rg_str host,
			rg_token_source source, rg_str name);

#endif
