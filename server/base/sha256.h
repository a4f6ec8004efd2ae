/* SPDX-License-Identifier: MIT */
/* sha256.h - names that other programs made with SHA-256 are found again. Not for secrets. */
#ifndef RG_BASE_SHA256_H
#define RG_BASE_SHA256_H

#include <stdint.h>

#include "base/arena.h"

/* The digest of bytes, 32 bytes: FIPS 180-4, section 6.2. Pure, any thread. */
void rg_sha256(uint8_t out[32], rg_str bytes);
/*
 * The digest's first n_chars characters (at most 43) in the URL-safe alphabet of RFC 4648,
 * section 5: what poetry, pipenv and hatch put into the names of their environments.
 */
rg_str rg_sha256_base64url(rg_arena *arena, rg_str bytes, size_t n_chars);

#endif
