/* SPDX-License-Identifier: MIT */
/* A conversation as a transcript: every message, none of a user's tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "rpc/record.h"

#define CLIENT(text) rg_record_client(&out, &record, RG_STR(text))
#define SERVER(text) rg_record_server(&out, &record, RG_STR(text))

static rg_record record;
static rg_buf out;

static int set_up(void **state)
{
	(void)state;
	rg_record_init(&record);
	rg_buf_init(&out, 100000);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rg_record_release(&record);
	rg_buf_release(&out);
	return 0;
}

static void is_written(const char *want)
{
	rg_buf_add_char(&out, '\0');
	assert_string_equal(out.ptr, want);
}

static void rpc_record__messages_stand_in_their_order(void **state)
{
	(void)state;
	rg_record_begin(&out);
	CLIENT("{\"id\": 1,\r\n \"method\": \"initialize\"}");
	SERVER("{\"id\":1,\"result\":{}}");
	CLIENT("{\"method\": \"initialized\"}");
	SERVER("{\"method\":\"a\"}");
	SERVER("{\"method\":\"b\"}");
	is_written("Recorded by redgreen " RG_VERSION ".\n"
		   "---\n{\"id\": 1,   \"method\": \"initialize\"}\n#> {\"id\":1,\"result\":{}}\n"
		   "---\n{\"method\": \"initialized\"}\n#> {\"method\":\"a\"}\n"
		   "#> {\"method\":\"b\"}\n");
}

static void rpc_record__what_is_no_json_is_kept_as_bytes(void **state)
{
	(void)state;
	CLIENT("{\"id\": 1\n---\n");
	is_written("---\n#! body \"{\\\"id\\\": 1\\n---\\n\"\n");
}

/* Also under an id that is a string, twice, and with answers to others between. */
static void rpc_record__a_token_is_not_written(void **state)
{
	(void)state;
	SERVER("{\"id\":7,\"method\":\"redgreen/token\",\"params\":{}}");
	SERVER("{\"id\":\"t\",\"method\":\"redgreen/token\",\"params\":{}}");
	rg_buf_clear(&out);
	CLIENT("{\"id\": 17, \"result\": \"other\"}");
	CLIENT("{\"id\": 7, \"method\": \"a request of the client with that id\"}");
	CLIENT("{\"result\": {\"host\": \"github.com\", \"token\": \"gho_x\"}, \"id\": 7}");
	CLIENT("{\"id\": \"t\", \"result\": {\"host\": \"github.com\", \"token\": \"gho_x\"}}");
	is_written("---\n{\"id\": 17, \"result\": \"other\"}\n"
		   "---\n{\"id\": 7, \"method\": \"a request of the client with that id\"}\n"
		   "---\n{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":null}\n"
		   "---\n{\"jsonrpc\":\"2.0\",\"id\":\"t\",\"result\":null}\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(rpc_record__messages_stand_in_their_order),
		TEST(rpc_record__what_is_no_json_is_kept_as_bytes),
		TEST(rpc_record__a_token_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
