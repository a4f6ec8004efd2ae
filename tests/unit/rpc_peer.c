/* SPDX-License-Identifier: MIT */
/* Exactly one reply per request, on every path; and our own requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "rpc/peer.h"

typedef struct fixture {
	rg_buf sent; /* bodies, one a line */
	rg_peer *peer;
	int n_cancelled, n_answers;
	bool had_result, had_error;
} fixture;

static void on_send(void *self, rg_str bytes, uint64_t key)
{
	fixture *f = self;

	(void)key;
	rg_buf_add(&f->sent,
		   rg_str_sub(bytes, rg_str_find(bytes, RG_STR("\r\n\r\n")) + 4, bytes.len));
	rg_buf_add_char(&f->sent, '\n');
}

static void on_cancel(void *data)
{
	((fixture *)data)->n_cancelled++;
}

static void on_answer(void *data, const rg_json *result, const rg_json *error)
{
	fixture *f = data;

	f->n_answers++;
	f->had_result = result != NULL;
	f->had_error = error != NULL;
}

static int set_up(void **state)
{
	static fixture f;

	f = (fixture){0};
	rg_buf_init(&f.sent, 1000000);
	f.peer = rg_peer_new(on_send, &f);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;

	rg_peer_free(f->peer);
	rg_buf_release(&f->sent);
	return 0;
}

static void check_sent(fixture *f, const char *want)
{
	assert_string_equal(f->sent.ptr ? f->sent.ptr : "", want);
	rg_buf_clear(&f->sent);
}

static void rpc_peer__a_result_echoes_the_id(void **state)
{
	fixture *f = *state;

	rg_reply_result_take(rg_peer_accept(f->peer, RG_STR("1.0")), rg_json_new_int(5));
	rg_reply_result_take(rg_peer_accept(f->peer, RG_STR("\"\\u0061\"")), NULL);
	check_sent(f, "{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":5}\n"
		      "{\"jsonrpc\":\"2.0\",\"id\":\"\\u0061\",\"result\":null}\n");
}

static void rpc_peer__a_dropped_reply_is_an_internal_error(void **state)
{
	fixture *f = *state;

	rg_reply_drop(rg_peer_accept(f->peer, RG_STR("1")));
	assert_non_null(strstr(f->sent.ptr, "\"id\":1,\"error\":{\"code\":-32603,"));
	rg_buf_clear(&f->sent);
	rg_reply_drop(NULL);
	check_sent(f, "");
}

static void rpc_peer__cancelling_answers_at_once_and_only_once(void **state)
{
	fixture *f = *state;
	rg_reply *reply = rg_peer_accept(f->peer, RG_STR("1"));

	rg_reply_on_cancel(reply, on_cancel, f);
	rg_peer_cancel(f->peer, RG_STR("2"));
	check_sent(f, "");
	rg_peer_cancel(f->peer, RG_STR("1"));
	check_sent(f, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32800,"
		      "\"message\":\"cancelled\"}}\n");
	assert_int_equal(f->n_cancelled, 1);
	assert_int_equal(rg_peer_n_under_way(f->peer), 0);
	rg_peer_cancel(f->peer, RG_STR("1"));
	assert_int_equal(f->n_cancelled, 1);
	rg_reply_result_take(reply, rg_json_object());
	check_sent(f, "");
}

static void rpc_peer__an_id_under_way_is_refused(void **state)
{
	fixture *f = *state;
	rg_reply *reply = rg_peer_accept(f->peer, RG_STR("1"));

	assert_null(rg_peer_accept(f->peer, RG_STR("1")));
	assert_non_null(strstr(f->sent.ptr, "-32600"));
	rg_buf_clear(&f->sent);
	rg_reply_result_take(reply, NULL);
	reply = rg_peer_accept(f->peer, RG_STR("1"));
	assert_non_null(reply);
	rg_reply_result_take(reply, NULL);
}

static void rpc_peer__a_reply_outlives_the_peer(void **state)
{
	fixture *f = *state;
	rg_reply *reply = rg_peer_accept(f->peer, RG_STR("1"));

	rg_peer_free(f->peer);
	f->peer = NULL;
	rg_reply_result_take(reply, rg_json_object());
	check_sent(f, "");
}

static void receive(fixture *f, const char *bytes)
{
	rg_message m;
	rg_err err;

	rg_message_parse(&m, rg_str_of(bytes), &err);
	assert_int_equal(m.kind, RG_MESSAGE_RESPONSE);
	rg_peer_receive_response(f->peer, &m);
	rg_message_release(&m);
}

static void rpc_peer__answers_reach_who_asked_once(void **state)
{
	fixture *f = *state;

	assert_int_equal(rg_peer_request_take(f->peer, "m", NULL, on_answer, f), 1);
	assert_int_equal(rg_peer_request_take(f->peer, "m", rg_json_object(), on_answer, f), 2);
	check_sent(f, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}\n"
		      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"m\",\"params\":{}}\n");
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}");
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}");
	assert_int_equal(f->n_answers, 0);
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
	assert_true(f->n_answers == 1 && f->had_result && !f->had_error);
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
	assert_int_equal(f->n_answers, 1);
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"no\"}}");
	assert_true(f->n_answers == 2 && !f->had_result && f->had_error);
}

static void rpc_peer__an_answer_that_was_forgotten_is_ignored(void **state)
{
	fixture *f = *state;

	rg_peer_forget(f->peer, rg_peer_request_take(f->peer, "m", NULL, on_answer, f));
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}");
	assert_int_equal(f->n_answers, 0);
}

static void rpc_peer__a_client_that_never_answers_costs_bounded_memory(void **state)
{
	fixture *f = *state;

	for (int i = 0; i < 300; i++)
		rg_peer_request_take(f->peer, "m", NULL, on_answer, f);
	assert_int_equal(f->n_answers, 300 - 256);
	assert_true(!f->had_result && !f->had_error);
	receive(f, "{\"jsonrpc\":\"2.0\",\"id\":300,\"result\":1}");
	assert_true(f->had_result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(rpc_peer__a_result_echoes_the_id),
		TEST(rpc_peer__a_dropped_reply_is_an_internal_error),
		TEST(rpc_peer__cancelling_answers_at_once_and_only_once),
		TEST(rpc_peer__an_id_under_way_is_refused),
		TEST(rpc_peer__a_reply_outlives_the_peer),
		TEST(rpc_peer__answers_reach_who_asked_once),
		TEST(rpc_peer__an_answer_that_was_forgotten_is_ignored),
		TEST(rpc_peer__a_client_that_never_answers_costs_bounded_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
