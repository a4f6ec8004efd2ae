/* SPDX-License-Identifier: MIT */
/* hash.c - FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
#include "base/hash.h"

#include <inttypes.h>

uint64_t rg_hash(uint64_t hash, rg_str bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.ptr[i]) * UINT64_C(0x100000001b3);
	return hash;
}

uint64_t rg_hash_field(uint64_t hash, rg_str bytes)
{
	uint64_t len = bytes.len;

	for (int i = 0; i < 8; i++, len >>= 8)
		hash = (hash ^ (len & 0xff)) * UINT64_C(0x100000001b3);
	return rg_hash(hash, bytes);
}

rg_str rg_hash_hex(rg_arena *arena, uint64_t hash)
{
	return rg_arena_printf(arena, "%016" PRIx64, hash);
}
