/* SPDX-License-Identifier: MIT */
/* base_json.c - the strict door in front of cJSON, and exact printing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"

static bool parses(rg_str text)
{
	rg_json *json;
	rg_err err;
	rg_rc rc = rg_json_parse(&json, text, &err);

	if (rc == RG_OK)
		rg_json_free(json);
	else
		assert_true(err.message[0] != '\0');
	return rc == RG_OK;
}

static void json_parse__what_rfc_8259_forbids_is_refused(void **state)
{
	static const rg_str bad[] = {
		RG_STR_INIT(""),
		RG_STR_INIT(" "),
		RG_STR_INIT("{"),
		RG_STR_INIT("[1,]"),
		RG_STR_INIT("{\"a\":1,}"),
		RG_STR_INIT("01"),
		RG_STR_INIT("1."),
		RG_STR_INIT(".5"),
		RG_STR_INIT("+1"),
		RG_STR_INIT("1e"),
		RG_STR_INIT("NaN"),
		RG_STR_INIT("nul"),
		RG_STR_INIT("\"\t\""),
		RG_STR_INIT("\"\\x\""),
		RG_STR_INIT("\"\\u12\""),
		RG_STR_INIT("\"\\u0000\""),
		RG_STR_INIT("\"\\ud800\""),
		RG_STR_INIT("\"\\udc00\""),
		RG_STR_INIT("\"a\0b\""),
		RG_STR_INIT("1 2"),
		RG_STR_INIT("{\"a\":1,\"a\":2}"),
		RG_STR_INIT("\xEF\xBB\xBF{}"),
		RG_STR_INIT("\"\xC0\x80\""),
		RG_STR_INIT("\"\xED\xA0\x80\""),
		RG_STR_INIT("\"\xFF\""),
		RG_STR_INIT("{a:1}"),
		RG_STR_INIT("['a']"),
		RG_STR_INIT("{\"a\" 1}"),
		RG_STR_INIT("[1 2]"),
		RG_STR_INIT("\"abc"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (parses(bad[i]))
			fail_msg("accepted: %.*s", RG_FMT(bad[i]));
}

static void json_parse__what_rfc_8259_allows_is_accepted(void **state)
{
	static const rg_str good[] = {
		RG_STR_INIT("0"),
		RG_STR_INIT("-0.5e+10"),
		RG_STR_INIT(" [ ] "),
		RG_STR_INIT("null"),
		RG_STR_INIT("\"\\ud83d\\ude00\\n\""),
		RG_STR_INIT("{\"a\":{\"a\":1},\"A\":2}"),
		RG_STR_INIT("\"\xF0\x9F\x98\x80\""),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!parses(good[i]))
			fail_msg("refused: %.*s", RG_FMT(good[i]));
}

static void json_parse__depth_ends_at_the_limit(void **state)
{
	rg_buf text;
	rg_json *json;
	rg_err err;

	(void)state;
	rg_buf_init(&text, 1 << 20);
	for (int i = 0; i < 100000; i++)
		rg_buf_add_char(&text, '[');
	assert_int_equal(rg_json_parse(&json, rg_buf_str(&text), &err), RG_ETOOBIG);
	rg_buf_release(&text);
}

static void json_get__keys_are_compared_exactly(void **state)
{
	rg_json *json;
	rg_err err;

	(void)state;
	assert_int_equal(rg_json_parse(&json, RG_STR("{\"Method\":1,\"x\":null}"), &err), RG_OK);
	assert_null(rg_json_get(json, "method"));
	assert_int_equal(rg_json_int(rg_json_get(json, "Method"), 0), 1);
	assert_null(rg_json_get(json, "x"));
	rg_json_free(json);
}

static void json_raw_member__an_id_is_kept_as_sent(void **state)
{
	rg_str text = RG_STR("{\"jsonrpc\":\"2.0\", \"id\" : 9007199254740993 ,\"x\":{\"id\":1}}");

	(void)state;
	assert_true(rg_str_eq_z(rg_json_raw_member(text, "id"), "9007199254740993"));
	assert_true(rg_str_is_null(rg_json_raw_member(text, "none")));
}

static void json_render__text_reads_back_as_it_was(void **state)
{
	rg_json *json = rg_json_object(), *again;
	rg_str odd = RG_STR("a\"\\\n\t\x01\x7f \xC3\xA9 \xFF end");
	rg_buf text;
	rg_err err;

	(void)state;
	rg_json_set_str(json, "s", odd);
	rg_json_set_int(json, "i", -9007199254740991);
	rg_json_set_number(json, "n", 0.1);
	rg_buf_init(&text, 1000);
	rg_json_render(&text, json);
	assert_int_equal(rg_json_parse(&again, rg_buf_str(&text), &err), RG_OK);
	assert_true(rg_str_eq(rg_json_str(rg_json_get(again, "s")),
			      RG_STR("a\"\\\n\t\x01\x7f \xC3\xA9 \xEF\xBF\xBD end")));
	assert_int_equal(rg_json_int(rg_json_get(again, "i"), 0), -9007199254740991);
	assert_true(rg_json_number(rg_json_get(again, "n"), 0) == 0.1);
	rg_json_free(json);
	rg_json_free(again);
	rg_buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_parse__what_rfc_8259_forbids_is_refused),
		cmocka_unit_test(json_parse__what_rfc_8259_allows_is_accepted),
		cmocka_unit_test(json_parse__depth_ends_at_the_limit),
		cmocka_unit_test(json_get__keys_are_compared_exactly),
		cmocka_unit_test(json_raw_member__an_id_is_kept_as_sent),
		cmocka_unit_test(json_render__text_reads_back_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
