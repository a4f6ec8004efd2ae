/* SPDX-License-Identifier: MIT */
/*
 * start_main.c - how long servers take from being spawned to their answer to initialize:
 *	bench_start N PROGRAM-A PROGRAM-B
 * spawns them in turn (A B A B …), N times each after two that are not counted, as "PROGRAM lsp"
 * with pipes, and prints for each answer "a|b NANOSECONDS". The clock runs from before the spawn to
 * the first byte of the answer's body; each one is told to exit and waited for outside of it.
 */
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const char initialize[] =
	"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"processId\":null,"
	"\"rootUri\":null,\"capabilities\":{\"general\":{\"positionEncodings\":[\"utf-8\"]}}}}";
static const char shutdown_request[] = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"shutdown\"}";
static const char exit_notification[] = "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";

static void die(const char *what)
{
	perror(what);
	exit(3);
}

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void send_message(int fd, const char *body)
{
	char text[1024];
	int n = snprintf(text, sizeof(text), "Content-Length: %zu\r\n\r\n%s", strlen(body), body);

	if (write(fd, text, (size_t)n) != n)
		die("write");
}

/* Waits for an answer's body to begin. */
static void await_answer(int fd)
{
	char text[65536];
	size_t n = 0;

	for (;;) {
		ssize_t got = read(fd, text + n, sizeof(text) - 1 - n);

		if (got <= 0)
			die("the server ended before it answered");
		n += (size_t)got;
		text[n] = '\0';
		if (strstr(text, "\r\n\r\n{"))
			return;
	}
}

static long long measure(const char *program)
{
	char *const words[] = {(char *)(size_t)program, (char[]){"lsp"}, NULL};
	posix_spawn_file_actions_t actions;
	int in[2], out[2], status;
	long long started, ns;
	char rest[65536];
	pid_t pid;

	if (pipe(in) < 0 || pipe(out) < 0)
		die("pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	for (int i = 0; i < 2; i++) {
		posix_spawn_file_actions_addclose(&actions, in[i]);
		posix_spawn_file_actions_addclose(&actions, out[i]);
	}
	started = now_ns();
	if (posix_spawn(&pid, program, &actions, NULL, words, environ) != 0)
		die(program);
	close(in[0]);
	close(out[1]);
	send_message(in[1], initialize);
	await_answer(out[0]);
	ns = now_ns() - started;
	send_message(in[1], shutdown_request);
	send_message(in[1], exit_notification);
	while (read(out[0], rest, sizeof(rest)) > 0)
		continue;
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	posix_spawn_file_actions_destroy(&actions);
	close(in[1]);
	close(out[0]);
	return ns;
}

int main(int argc, char **argv)
{
	long n = argc == 4 ? strtol(argv[1], NULL, 10) : 0;

	if (n <= 0) {
		fputs("usage: bench_start N PROGRAM-A PROGRAM-B\n", stderr);
		return 2;
	}
	for (long i = -2; i < n; i++)
		for (int which = 0; which < 2; which++) {
			long long ns = measure(argv[2 + which]);

			if (i >= 0)
				printf("%c %lld\n", "ab"[which], ns);
		}
	return 0;
}
