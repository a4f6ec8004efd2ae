/* SPDX-License-Identifier: MIT */
/*
 * secret.c - tokens. What is not printable ASCII is no token and could break out of a header line
 * (CR, LF), so it is refused here, once for all sources.
 */
#include "forge/net/secret.h"

#include <string.h>

#include "base/mem.h"

bool rg_secret_set(rg_secret *secret, rg_str token)
{
	rg_secret_wipe(secret);
	if (!token.len || token.len > sizeof(secret->bytes))
		return false;
	for (size_t i = 0; i < token.len; i++)
		if (token.ptr[i] <= ' ' || token.ptr[i] > '~')
			return false;
	memcpy(secret->bytes, token.ptr, token.len);
	secret->len = token.len;
	return true;
}

void rg_secret_wipe(rg_secret *secret)
{
	rg_wipe(secret, sizeof(*secret));
}

bool rg_secret_is_in(const rg_secret *secret, rg_str text)
{
	return secret->len && rg_str_has(text, (rg_str){secret->bytes, secret->len});
}
