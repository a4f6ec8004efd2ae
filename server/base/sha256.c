/* SPDX-License-Identifier: MIT */
/*
 * sha256.c - SHA-256 as FIPS 180-4 writes it down, over one piece of memory, without tables for
 * speed: the inputs are paths.
 */
#include "base/sha256.h"

#include <string.h>

#include "base/never.h"

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2). */
static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2};

static uint32_t turned(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

/* Section 6.2.2. */
static void add_block(uint32_t hash[8], const uint8_t *block)
{
	uint32_t w[64], s[8];

	for (int t = 0; t < 16; t++)
		w[t] = (uint32_t)block[t * 4] << 24 | (uint32_t)block[t * 4 + 1] << 16 |
		       (uint32_t)block[t * 4 + 2] << 8 | block[t * 4 + 3];
	for (int t = 16; t < 64; t++)
		w[t] = (turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ w[t - 2] >> 10) + w[t - 7] +
		       (turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ w[t - 15] >> 3) + w[t - 16];
	memcpy(s, hash, sizeof(s));
	for (int t = 0; t < 64; t++) {
		uint32_t t1 = s[7] + (turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)) +
			      ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[t] + w[t];
		uint32_t t2 = (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) +
			      ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		hash[i] += s[i];
}

void rg_sha256(uint8_t out[32], rg_str bytes)
{
	/* Section 5.3.3. */
	uint32_t hash[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
			    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	uint8_t last[128] = {0};
	size_t whole = bytes.len / 64 * 64, rest = bytes.len - whole;
	size_t n_last = rest < 56 ? 64 : 128;
	uint64_t bits = (uint64_t)bytes.len * 8;

	for (size_t at = 0; at < whole; at += 64)
		add_block(hash, (const uint8_t *)bytes.ptr + at);
	if (rest)
		memcpy(last, bytes.ptr + whole, rest);
	last[rest] = 0x80;
	for (size_t i = 0; i < 8; i++)
		last[n_last - 1 - i] = (uint8_t)(bits >> (8 * i));
	for (size_t at = 0; at < n_last; at += 64)
		add_block(hash, last + at);
	for (size_t i = 0; i < 32; i++)
		out[i] = (uint8_t)(hash[i / 4] >> (24 - 8 * (i % 4)));
}

rg_str rg_sha256_base64url(rg_arena *arena, rg_str bytes, size_t n_chars)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint8_t digest[33] = {0};
	char *out;

	if (rg_never(n_chars > 43))
		n_chars = 43;
	rg_sha256(digest, bytes);
	out = rg_arena_alloc(arena, n_chars + 1);
	for (size_t i = 0; i < n_chars; i++) {
		size_t bit = i * 6;
		unsigned two = (unsigned)digest[bit / 8] << 8 | digest[bit / 8 + 1];

		out[i] = letters[two >> (10 - bit % 8) & 63];
	}
	out[n_chars] = '\0';
	return (rg_str){out, n_chars};
}
