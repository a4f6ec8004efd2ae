/* SPDX-License-Identifier: MIT */
/* Framing: the same messages come out however the bytes are cut, and nothing hostile costs memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/limits.h"
#include "rpc/frame.h"

/* Feeds the bytes in pieces of this size; what happens is written down: <body>, !skipped, ?lost. */
static void feed(rg_framer *framer, rg_buf *out, rg_str bytes, size_t piece)
{
	while (bytes.len) {
		rg_str rest = rg_str_sub(bytes, 0, piece), body;
		rg_frame_kind kind;
		rg_err err = {0};

		bytes = rg_str_sub(bytes, piece, bytes.len);
		while ((kind = rg_framer_next(framer, &rest, &body, &err)) != RG_FRAME_NONE) {
			if (kind == RG_FRAME_MESSAGE)
				rg_buf_printf(out, "<%.*s>", RG_FMT(body));
			else
				rg_buf_add_char(out, kind == RG_FRAME_SKIPPED ? '!' : '?');
			if (kind != RG_FRAME_MESSAGE)
				assert_true(err.message[0] != '\0');
		}
		assert_int_equal(rest.len, 0);
	}
}

static void check(rg_str bytes, const char *want, bool is_inside_at_end)
{
	for (size_t piece = 1; piece <= bytes.len + 1; piece++) {
		rg_framer framer;
		rg_buf out;

		rg_framer_init(&framer);
		rg_buf_init(&out, 100000);
		feed(&framer, &out, bytes, piece);
		if (!rg_str_eq_z(rg_buf_str(&out), want))
			fail_msg("in pieces of %zu: \"%.*s\" gives %.*s, not %s", piece,
				 RG_FMT(bytes), RG_FMT(rg_buf_str(&out)), want);
		assert_int_equal(rg_framer_is_inside(&framer), is_inside_at_end);
		rg_buf_release(&out);
		rg_framer_release(&framer);
	}
}

#define H(n) "Content-Length: " #n "\r\n"

static void rpc_frame__messages_come_out_however_they_are_cut(void **state)
{
	(void)state;
	check(RG_STR(H(2) "\r\n{}"), "<{}>", false);
	check(RG_STR(H(2) "\r\n{}" H(4) "\r\nnull" H(1) "\r\n1"), "<{}><null><1>", false);
	check(RG_STR(H(7) "\r\n\"\xc3\xa4\xe6\xbc\xa2\"" H(2) "\r\n{}"),
	      "<\"\xc3\xa4\xe6\xbc\xa2\"><{}>", false);
	check(RG_STR(H(16) "\r\nContent-Length: \r\n" H(2) "\r\n{}"), "<Content-Length: ><{}>",
	      false);
}

static void rpc_frame__headers_are_read_as_clients_write_them(void **state)
{
	(void)state;
	/* Vim sends the type after the length */
	check(RG_STR(H(2) "Content-Type: application/vim-jsonrpc; charset=utf-8\r\n\r\n{}"), "<{}>",
	      false);
	check(RG_STR("Content-Type: application/vscode-jsonrpc;charset=utf8\r\n" H(2) "\r\n{}"),
	      "<{}>", false);
	check(RG_STR("content-LENGTH :   2  \r\nX-Other: 1:2\r\n\r\n{}"), "<{}>", false);
	check(RG_STR("Content-Type: x; charset=\"UTF-8\"\r\n" H(2) "\r\n{}"), "<{}>", false);
	check(RG_STR("Content-Length: 2\n\n{}"), "<{}>", false);
	check(RG_STR("\r\n\r\n" H(2) "\r\n{}\r\n" H(2) "\r\n[]"), "<{}><[]>", false);
	check(RG_STR(H(2) H(2) "\r\n{}"), "<{}>", false);
	check(RG_STR(H(002) "\r\n{}"), "<{}>", false);
}

static void rpc_frame__an_empty_body_is_a_message(void **state)
{
	(void)state;
	check(RG_STR(H(0) "\r\n" H(2) "\r\n{}"), "<><{}>", false);
}

static void rpc_frame__another_charset_is_passed_over(void **state)
{
	(void)state;
	check(RG_STR("Content-Type: x; charset=utf-16\r\n" H(2) "\r\n{}" H(2) "\r\n[]"), "!<[]>",
	      false);
}

static void rpc_frame__without_a_length_the_stream_is_lost(void **state)
{
	(void)state;
	check(RG_STR("X-Other: 1\r\n\r\n{}" H(2) "\r\n{}"), "?", false);
	check(RG_STR("{\"jsonrpc\"\n" H(2) "\r\n{}"), "?", false);
	check(RG_STR("Content-Length: -2\r\n\r\n{}"), "?", false);
	check(RG_STR("Content-Length: 2.0\r\n\r\n{}"), "?", false);
	check(RG_STR("Content-Length: 0x2\r\n\r\n{}"), "?", false);
	check(RG_STR("Content-Length: 2 2\r\n\r\n{}"), "?", false);
	check(RG_STR("Content-Length:\r\n\r\n{}"), "?", false);
	check(RG_STR("Content-Length: 99999999999999999999\r\n\r\n{}"), "?", false);
	check(RG_STR("Content-Length: 18446744073709551615\r\n\r\n{}"), "?", false);
	check(RG_STR(H(2) H(3) "\r\n{}"), "?", false);
}

static void rpc_frame__the_end_inside_of_a_message_can_be_told(void **state)
{
	(void)state;
	check(RG_STR("Content-Le"), "", true);
	check(RG_STR("Content-Length: 2\r\n"), "", true);
	check(RG_STR(H(3) "\r\n{}"), "", true);
	check(RG_STR(H(2) "\r\n{}C"), "<{}>", true);
}

static void rpc_frame__an_oversized_message_is_passed_over_without_memory(void **state)
{
	enum { PIECE = 1 << 20 };
	static char zeros[PIECE];
	char header[100];
	size_t size = RG_LIMIT_MESSAGE_BYTES + 1;
	rg_framer framer;
	rg_buf out;

	(void)state;
	rg_framer_init(&framer);
	rg_buf_init(&out, 100);
	snprintf(header, sizeof(header), "Content-Length: %zu\r\n\r\n", size);
	feed(&framer, &out, rg_str_of(header), 1);
	for (size_t left = size; left;) {
		size_t n = left < PIECE ? left : PIECE;

		feed(&framer, &out, (rg_str){zeros, n}, n);
		assert_true(framer.bytes.size < 64 * 1024);
		left -= n;
	}
	feed(&framer, &out, RG_STR(H(2) "\r\n{}"), 1);
	assert_true(rg_str_eq_z(rg_buf_str(&out), "!<{}>"));
	rg_buf_release(&out);
	rg_framer_release(&framer);
}

static void rpc_frame__memory_follows_what_arrives_not_what_is_promised(void **state)
{
	char header[100];
	rg_framer framer;
	rg_buf out;

	(void)state;
	rg_framer_init(&framer);
	rg_buf_init(&out, 100);
	snprintf(header, sizeof(header), "Content-Length: %zu\r\n\r\n{",
		 (size_t)RG_LIMIT_MESSAGE_BYTES);
	feed(&framer, &out, rg_str_of(header), 100);
	assert_true(framer.bytes.size < 64 * 1024);
	rg_buf_release(&out);
	rg_framer_release(&framer);
}

static void rpc_frame__an_endless_header_is_lost_at_its_limit(void **state)
{
	static char line[RG_LIMIT_HEADER_BYTES + 2];
	rg_framer framer;
	rg_buf out;

	(void)state;
	memset(line, 'x', sizeof(line));
	rg_framer_init(&framer);
	rg_buf_init(&out, 100);
	feed(&framer, &out, (rg_str){line, sizeof(line)}, 100);
	assert_true(rg_str_eq_z(rg_buf_str(&out), "?"));
	rg_buf_release(&out);
	rg_framer_release(&framer);
}

/* Random bytes made of the pieces that matter: no crash, no hang, and the input is used up. */
static void rpc_frame__random_input_never_breaks_it(void **state)
{
	static const char *const parts[] = {
		"Content-Length: ",
		"2",
		"0",
		"9",
		"\r\n",
		"\n",
		"\r",
		"{}",
		":",
		"-",
		"Content-Type: ",
		"charset=",
		"utf-8",
		";",
		"\xff",
		" ",
		"\r\n\r\n",
		"x",
	};
	uint64_t seed = 12345;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char bytes[400];
		size_t len = 0;
		rg_framer framer;
		rg_buf out;

		for (int i = 0; i < 16; i++) {
			const char *part;

			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			part = parts[(seed >> 33) % (sizeof(parts) / sizeof(parts[0]))];
			memcpy(bytes + len, part, strlen(part));
			len += strlen(part);
		}
		rg_framer_init(&framer);
		rg_buf_init(&out, 100000);
		feed(&framer, &out, (rg_str){bytes, len}, 1 + (size_t)(seed >> 60));
		rg_buf_release(&out);
		rg_framer_release(&framer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rpc_frame__messages_come_out_however_they_are_cut),
		cmocka_unit_test(rpc_frame__headers_are_read_as_clients_write_them),
		cmocka_unit_test(rpc_frame__an_empty_body_is_a_message),
		cmocka_unit_test(rpc_frame__another_charset_is_passed_over),
		cmocka_unit_test(rpc_frame__without_a_length_the_stream_is_lost),
		cmocka_unit_test(rpc_frame__the_end_inside_of_a_message_can_be_told),
		cmocka_unit_test(rpc_frame__an_oversized_message_is_passed_over_without_memory),
		cmocka_unit_test(rpc_frame__memory_follows_what_arrives_not_what_is_promised),
		cmocka_unit_test(rpc_frame__an_endless_header_is_lost_at_its_limit),
		cmocka_unit_test(rpc_frame__random_input_never_breaks_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
