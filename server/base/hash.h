/* SPDX-License-Identifier: MIT */
/* hash.h - names for content that nobody attacks: fingerprints, plan hashes, table slots. */
#ifndef RG_BASE_HASH_H
#define RG_BASE_HASH_H

#include <stdint.h>

#include "base/arena.h"

/* FNV-1a, 64 bit (Fowler, Noll, Vo). Start with RG_HASH_START, feed piece by piece. */
#define RG_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t rg_hash(uint64_t hash, rg_str bytes);
/* A piece and its length, so that ("ab","c") and ("a","bc") differ. */
uint64_t rg_hash_field(uint64_t hash, rg_str bytes);
/* 16 lower-case hexadecimal digits. */
rg_str rg_hash_hex(rg_arena *arena, uint64_t hash);

#endif
