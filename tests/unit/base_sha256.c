/* SPDX-License-Identifier: MIT */
/* base_sha256.c - the examples of FIPS 180-4, lengths around a block, and names that tools made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/sha256.h"

static void says(rg_str bytes, const char *wanted)
{
	uint8_t digest[32];
	char hex[65];

	rg_sha256(digest, bytes);
	for (size_t i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, wanted);
}

static void sha256__published_examples(void **state)
{
	(void)state;
	says((rg_str){NULL, 0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	says(RG_STR("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	says(RG_STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
	     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void sha256__lengths_around_a_block(void **state)
{
	static const struct {
		size_t n;
		const char *wanted;
	} rows[] = {
		{55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
		{56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
		{63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
		{64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
		{65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
		{1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"},
	};
	char text[1000];

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		says((rg_str){text, rows[i].n}, rows[i].wanted);
}

static void sha256_base64url__the_names_that_tools_give(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {{"/home/user/app", "zrSR0Z2APMckqj1R7o4nrq65svapn-QRTOjLd_mMcuw"},
		    {"/home/üser/app two", "YExzQs95ROJrxXFK9s_t3lCCyxkv1GOHDjd4PWBxqiE"}};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(rg_sha256_base64url(arena, rg_str_of(rows[i].text), 43).ptr,
				    rows[i].wanted);
	assert_int_equal(rg_sha256_base64url(arena, RG_STR("x"), 8).len, 8);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256__published_examples),
		cmocka_unit_test(sha256__lengths_around_a_block),
		cmocka_unit_test(sha256_base64url__the_names_that_tools_give),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
