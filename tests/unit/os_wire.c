/* SPDX-License-Identifier: MIT */
/*
 * os_wire.c - a client that reads only when it is told to: what was sent to it waits in order, its
 * requests are read meanwhile, and nothing is lost. Standard input and output are pipes here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/wire.h"

#define N_MESSAGES 1000

typedef struct client {
	rg_loop *loop;
	rg_wire *wire;
	int in, out; /* its ends: what it says, what it is told */
	int saved_in, saved_out;
	rg_buf heard;  /* by the server */
	rg_buf got;    /* by the client */
	size_t wanted; /* bytes until it has got everything */
	bool has_ended;
} client;

static void on_read(void *data, rg_str bytes)
{
	client *c = data;

	rg_buf_add(&c->heard, bytes);
	rg_loop_stop(c->loop);
}

static void on_end(void *data)
{
	client *c = data;

	c->has_ended = true;
	rg_loop_stop(c->loop);
}

/* in[0]: what the server reads; in[1]: the client's end of it. */
static client *make_with(const int in[2])
{
	client *c = calloc(1, sizeof(*c));
	int out[2];

	assert_int_equal(pipe2(out, O_CLOEXEC | O_NONBLOCK), 0);
	c->saved_in = dup(STDIN_FILENO);
	c->saved_out = dup(STDOUT_FILENO);
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	close(in[0]);
	close(out[1]);
	c->in = in[1];
	c->out = out[0];
	rg_buf_init(&c->heard, RG_MiB);
	rg_buf_init(&c->got, 2 * RG_LIMIT_OUT_QUEUE_BYTES);
	c->loop = rg_loop_new();
	c->wire = rg_wire_new(c->loop, on_read, on_end, c);
	return c;
}

static client *make(void)
{
	int in[2];

	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	return make_with(in);
}

static void drop(client *c)
{
	rg_wire_free(c->wire);
	rg_loop_free(c->loop);
	dup2(c->saved_in, STDIN_FILENO);
	dup2(c->saved_out, STDOUT_FILENO);
	close(c->saved_in);
	close(c->saved_out);
	close(c->in);
	close(c->out);
	rg_buf_release(&c->heard);
	rg_buf_release(&c->got);
	free(c);
}

static void send_text(client *c, char letter, size_t len, uint64_t key)
{
	char *text = malloc(len);

	memset(text, letter, len);
	assert_true(rg_wire_send(c->wire, (rg_str){text, len}, key));
	free(text);
}

/* Takes what is there, and comes again until it has got everything. */
static void take(void *data)
{
	client *c = data;
	char piece[65536];
	ssize_t n = read(c->out, piece, sizeof(piece));

	if (n > 0)
		rg_buf_add(&c->got, (rg_str){piece, (size_t)n});
	if (c->got.len < c->wanted && !c->has_ended)
		rg_loop_post(c->loop, take, c);
	else
		rg_loop_stop(c->loop);
}

/* The letters of what it got, each with how often it came without another between. */
static void assert_got(const client *c, const char *letters, const size_t *lens, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < lens[i]; j++)
			assert_int_equal(c->got.ptr[at++], letters[i]);
	assert_int_equal(at, c->got.len);
}

static void os_wire__a_client_that_does_not_read_loses_nothing_and_is_heard(void **state)
{
	client *c = make();
	size_t lens[N_MESSAGES];
	char letters[N_MESSAGES];

	(void)state;
	for (size_t i = 0; i < N_MESSAGES; i++) {
		letters[i] = (char)('a' + i % 26);
		lens[i] = 1 + i * 16; /* 8 MiB in all */
		c->wanted += lens[i];
		send_text(c, letters[i], lens[i], 0);
		if (i % 100 == 0) { /* it goes on asking */
			assert_int_equal(write(c->in, "?", 1), 1);
			rg_loop_run(c->loop);
			assert_int_equal(c->heard.len, 1 + i / 100);
		}
	}
	assert_true(rg_wire_waiting(c->wire) > c->wanted - RG_MiB);
	rg_loop_post(c->loop, take, c);
	rg_loop_run(c->loop);
	assert_false(c->has_ended);
	assert_int_equal(rg_wire_waiting(c->wire), 0);
	assert_got(c, letters, lens, N_MESSAGES);
	drop(c);
}

static void os_wire__of_progress_that_waits_the_newest_stays(void **state)
{
	static const size_t lens[] = {RG_MiB, 7, 10, 3};
	client *c = make();

	(void)state;
	send_text(c, 'a', lens[0], 0);
	for (char letter = 'b'; letter < 'z'; letter++)
		send_text(c, letter, 5, 1);
	send_text(c, 'A', lens[1], 0);
	send_text(c, 'B', lens[2], 1);
	send_text(c, 'C', lens[3], 2);
	c->wanted = lens[0] + lens[1] + lens[2] + lens[3];
	rg_loop_post(c->loop, take, c);
	rg_loop_run(c->loop);
	assert_got(c, "aABC", lens, 4);
	drop(c);
}

static void os_wire__memory_is_bounded_progress_goes_first_then_the_client(void **state)
{
	client *c = make();
	size_t len = RG_LIMIT_OUT_QUEUE_BYTES / 4;
	char *text = calloc(1, len);

	(void)state;
	for (uint64_t key = 1; key <= 8; key++)
		send_text(c, 'p', len, key); /* more than there is room for */
	assert_true(rg_wire_waiting(c->wire) <= RG_LIMIT_OUT_QUEUE_BYTES);
	for (int i = 0; i < 2; i++)
		send_text(c, 'a', len, 0);
	assert_false(c->has_ended);
	while (rg_wire_send(c->wire, (rg_str){text, len}, 0))
		assert_true(rg_wire_waiting(c->wire) <= RG_LIMIT_OUT_QUEUE_BYTES);
	assert_true(c->has_ended);
	free(text);
	drop(c);
}

static void os_wire__at_the_end_nobody_waits_for_a_client_that_does_not_read(void **state)
{
	client *c = make();

	(void)state;
	send_text(c, 'a', RG_MiB, 0);
	rg_wire_flush(c->wire, 1);
	assert_true(rg_wire_waiting(c->wire) > 0);
	assert_false(c->has_ended);
	drop(c);
}

static void os_wire__a_client_that_is_gone_ends_it(void **state)
{
	client *c = make();

	(void)state;
	close(c->in);
	c->in = -1;
	rg_loop_run(c->loop);
	assert_true(c->has_ended);
	drop(c);
}

/* As one with messages behind its "exit": the next piece is being read when nobody wants it. */
static void os_wire__a_file_may_be_longer_than_what_is_wanted_of_it(void **state)
{
	char text[256 * 1024] = {0};

	(void)state;
	for (int i = 0; i < 20; i++) {
		FILE *file = tmpfile();
		int in[] = {dup(fileno(file)), open("/dev/null", O_RDONLY | O_CLOEXEC)};
		client *c;

		assert_int_equal(fwrite(text, 1, sizeof(text), file), sizeof(text));
		rewind(file);
		(void)fclose(file);
		c = make_with(in);
		rg_loop_run(c->loop);
		assert_int_equal(c->heard.len, 64 * 1024);
		drop(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(os_wire__a_client_that_does_not_read_loses_nothing_and_is_heard),
		cmocka_unit_test(os_wire__of_progress_that_waits_the_newest_stays),
		cmocka_unit_test(os_wire__memory_is_bounded_progress_goes_first_then_the_client),
		cmocka_unit_test(os_wire__at_the_end_nobody_waits_for_a_client_that_does_not_read),
		cmocka_unit_test(os_wire__a_client_that_is_gone_ends_it),
		cmocka_unit_test(os_wire__a_file_may_be_longer_than_what_is_wanted_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
