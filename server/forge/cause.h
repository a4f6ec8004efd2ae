/* SPDX-License-Identifier: MIT */
/* cause.h - how a call to a forge ended; server and redgreen-forge speak of it by name. */
#ifndef RG_FORGE_CAUSE_H
#define RG_FORGE_CAUSE_H

#include <stddef.h>

typedef enum rg_forge_cause {
	RG_FORGE_OK,
	RG_FORGE_NO_ACCOUNT, /* no token anywhere; nothing was asked */
	RG_FORGE_AUTH,	     /* 401, 403: which permission is missing */
	RG_FORGE_NOT_FOUND,  /* 404: project hidden or wrong; 301: moved */
	RG_FORGE_INVALID,    /* 422: the forge's own words */
	RG_FORGE_NO_DRAFTS,  /* drafts are not supported in this repository */
	RG_FORGE_RATE_LIMIT, /* 403, 429: when to try again */
	RG_FORGE_SERVER,     /* 5xx */
	RG_FORGE_NETWORK,    /* no answer */
	RG_FORGE_STOPPED,
	RG_FORGE_OTHER
} rg_forge_cause;

/* The word for it in messages, results and tests: "not-found". */
static inline const char *rg_forge_cause_name(rg_forge_cause cause)
{
	static const char *const names[] = {
		[RG_FORGE_OK] = "ok",
		[RG_FORGE_NO_ACCOUNT] = "no-account",
		[RG_FORGE_AUTH] = "auth",
		[RG_FORGE_NOT_FOUND] = "not-found",
		[RG_FORGE_INVALID] = "invalid",
		[RG_FORGE_NO_DRAFTS] = "no-drafts",
		[RG_FORGE_RATE_LIMIT] = "rate-limit",
		[RG_FORGE_SERVER] = "server",
		[RG_FORGE_NETWORK] = "network",
		[RG_FORGE_STOPPED] = "stopped",
		[RG_FORGE_OTHER] = "other",
	};

	return (size_t)cause < sizeof(names) / sizeof(names[0]) ? names[cause] : "other";
}

#endif
