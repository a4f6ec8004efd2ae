/* SPDX-License-Identifier: MIT */
/*
 * secret.h - a token. It is in one place, is wiped when it is done with, and has no conversion to
 * text: only http.c looks inside, to write the header that it is for.
 */
#ifndef RG_FORGE_NET_SECRET_H
#define RG_FORGE_NET_SECRET_H

#include "base/str.h"

#define RG_SECRET_MAX 4096 /* tokens have at most some hundreds of bytes; JWTs a few thousand */

typedef struct rg_secret {
	char bytes[RG_SECRET_MAX];
	size_t len; /* 0: none */
} rg_secret;

/* False, and none, when it is empty, too long, or not printable ASCII without blanks. */
bool rg_secret_set(rg_secret *secret, rg_str token);
void rg_secret_wipe(rg_secret *secret);
/* Whether the text holds the secret; false for none. */
bool rg_secret_is_in(const rg_secret *secret, rg_str text);

#endif
