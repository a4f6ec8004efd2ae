/* SPDX-License-Identifier: MIT */
/* frame.c - any bytes from a client, whole and byte by byte, give the same messages. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "rpc/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A hash over what comes out when the bytes arrive in pieces of this size. */
static uint64_t read_all(rg_str bytes, size_t piece)
{
	uint64_t hash = RG_HASH_START;
	rg_framer framer;

	rg_framer_init(&framer);
	for (size_t at = 0; at < bytes.len; at += piece) {
		rg_str rest = rg_str_sub(bytes, at, at + piece), body;
		rg_frame_kind kind;
		rg_err err;

		while ((kind = rg_framer_next(&framer, &rest, &body, &err)) != RG_FRAME_NONE) {
			if (kind == RG_FRAME_MESSAGE && body.len > RG_LIMIT_MESSAGE_BYTES)
				abort();
			hash = rg_hash(hash, rg_str_of(kind == RG_FRAME_MESSAGE ? "m" : "s"));
			if (kind == RG_FRAME_MESSAGE)
				hash = rg_hash_field(hash, body);
			if (kind == RG_FRAME_LOST)
				break;
		}
		if (kind == RG_FRAME_LOST)
			break;
		if (rest.len)
			abort();
	}
	rg_framer_release(&framer);
	return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_str bytes = {(const char *)data, size};

	if (read_all(bytes, size ? size : 1) != read_all(bytes, 1))
		abort();
	return 0;
}
