/* SPDX-License-Identifier: MIT */
/* Classification of messages, and the error that answers what is none (JSON-RPC 2.0, LSP 3.17). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "rpc/message.h"

typedef struct message_case {
	const char *bytes;
	rg_message_kind kind;
	int code;	/* of an invalid one */
	const char *id; /* as echoed; NULL: none */
} message_case;

#define V "{\"jsonrpc\":\"2.0\","

static const message_case cases[] = {
	{V "\"id\":1,\"method\":\"m\"}", RG_MESSAGE_REQUEST, 0, "1"},
	{V "\"id\":\"a\\u00e4\",\"method\":\"m\",\"params\":{}}", RG_MESSAGE_REQUEST, 0,
	 "\"a\\u00e4\""},
	{V "\"id\":null,\"method\":\"m\",\"params\":[]}", RG_MESSAGE_REQUEST, 0, "null"},
	{V "\"id\": 9007199254740993 ,\"method\":\"m\"}", RG_MESSAGE_REQUEST, 0,
	 "9007199254740993"},
	{V "\"id\":-2147483649,\"method\":\"m\"}", RG_MESSAGE_REQUEST, 0, "-2147483649"},
	{V "\"id\":1.0,\"method\":\"m\",\"params\":null}", RG_MESSAGE_REQUEST, 0, "1.0"},
	{V "\"method\":\"m\"}", RG_MESSAGE_NOTIFICATION, 0, NULL},
	{V "\"id\":1,\"result\":null}", RG_MESSAGE_RESPONSE, 0, "1"},
	{V "\"id\":1,\"result\":{}}", RG_MESSAGE_RESPONSE, 0, "1"},
	{V "\"id\":1,\"error\":{\"code\":1,\"message\":\"\"}}", RG_MESSAGE_RESPONSE, 0, "1"},
	/* no JSON */
	{"", RG_MESSAGE_INVALID, -32700, NULL},
	{"{", RG_MESSAGE_INVALID, -32700, NULL},
	{V "\"id\":1,\"method\":\"m\"} x", RG_MESSAGE_INVALID, -32700, NULL},
	{V "\"id\":1,\"id\":2,\"method\":\"m\"}", RG_MESSAGE_INVALID, -32700, NULL},
	{V "\"id\":01,\"method\":\"m\"}", RG_MESSAGE_INVALID, -32700, NULL},
	{V "\"id\":1,\"method\":\"\xff\"}", RG_MESSAGE_INVALID, -32700, NULL},
	{V "\"id\":1,\"method\":\"\\ud800\"}", RG_MESSAGE_INVALID, -32700, NULL},
	{V "\"id\":1,\"method\":\"a\\u0000b\"}", RG_MESSAGE_INVALID, -32700, NULL},
	{"\xef\xbb\xbf{}", RG_MESSAGE_INVALID, -32700, NULL},
	/* no message */
	{"[]", RG_MESSAGE_INVALID, -32600, NULL},
	{"[" V "\"id\":1,\"method\":\"m\"}]", RG_MESSAGE_INVALID, -32600, NULL},
	{"1", RG_MESSAGE_INVALID, -32600, NULL},
	{"{}", RG_MESSAGE_INVALID, -32600, NULL},
	{"{\"id\":7,\"method\":\"m\"}", RG_MESSAGE_INVALID, -32600, "7"},
	{"{\"jsonrpc\":2.0,\"id\":7,\"method\":\"m\"}", RG_MESSAGE_INVALID, -32600, "7"},
	{V "\"id\":7}", RG_MESSAGE_INVALID, -32600, "7"},
	{V "\"id\":7,\"method\":1}", RG_MESSAGE_INVALID, -32600, "7"},
	{V "\"id\":7,\"method\":\"m\",\"params\":1}", RG_MESSAGE_INVALID, -32600, "7"},
	{V "\"id\":7,\"Method\":\"m\"}", RG_MESSAGE_INVALID, -32600, "7"},
	{V "\"id\":{},\"method\":\"m\"}", RG_MESSAGE_INVALID, -32600, NULL},
	{V "\"id\":true,\"method\":\"m\"}", RG_MESSAGE_INVALID, -32600, NULL},
	{V "\"id\":[1],\"method\":\"m\"}", RG_MESSAGE_INVALID, -32600, NULL},
	{V "\"result\":1}", RG_MESSAGE_INVALID, -32600, NULL},
};

static void rpc_message__each_kind_is_told_and_ids_are_echoed_as_sent(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_message m;
		rg_err err = {0};

		rg_message_parse(&m, rg_str_of(cases[i].bytes), &err);
		if (m.kind != cases[i].kind ||
		    (m.kind == RG_MESSAGE_INVALID && m.code != cases[i].code) ||
		    rg_str_is_null(m.id) != (cases[i].id == NULL) ||
		    !rg_str_eq_z(m.id, cases[i].id ? cases[i].id : ""))
			fail_msg("%s is kind %d, code %d, id %.*s", cases[i].bytes, (int)m.kind,
				 m.code, RG_FMT(m.id));
		assert_int_equal(m.kind == RG_MESSAGE_INVALID, err.message[0] != '\0');
		rg_message_release(&m);
	}
}

static void rpc_message__depth_ends_at_its_limit(void **state)
{
	enum { DEPTH = 100000 };
	static char bytes[DEPTH];
	rg_message m;
	rg_err err;

	(void)state;
	memset(bytes, '[', sizeof(bytes));
	rg_message_parse(&m, (rg_str){bytes, sizeof(bytes)}, &err);
	assert_int_equal(m.kind, RG_MESSAGE_INVALID);
	assert_int_equal(m.code, RG_RPC_PARSE_ERROR);
	rg_message_release(&m);
}

static void rpc_message__codes_follow_what_happened(void **state)
{
	(void)state;
	assert_int_equal(rg_rpc_code(RG_EINVAL), -32602);
	assert_int_equal(rg_rpc_code(RG_ECANCELLED), -32800);
	assert_int_equal(rg_rpc_code(RG_ESTALE), -32801);
	assert_int_equal(rg_rpc_code(RG_EBUG), -32603);
	assert_int_equal(rg_rpc_code(RG_EREFUSED), -32803);
	assert_int_equal(rg_rpc_code(RG_EEXTERNAL), -32803);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rpc_message__each_kind_is_told_and_ids_are_echoed_as_sent),
		cmocka_unit_test(rpc_message__depth_ends_at_its_limit),
		cmocka_unit_test(rpc_message__codes_follow_what_happened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
