/* SPDX-License-Identifier: MIT */
/*
 * main.c - redgreen-forge: one request, one answer (message.h). A program of its own, so that a
 * token is never in the process that reads test output and editor input, and a connection that
 * hangs is a child that can be ended. Before it knows any token it gives up what could show its
 * memory to others: core dumps and, on Linux, being traced.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/mem.h"
#include "forge/net/ci.h"

#define RG_API(name) extern const rg_api rg_api_##name;
#include "forge/net/apis.def"
#undef RG_API

static const rg_api *const apis[] = {
#define RG_API(name) &rg_api_##name,
#include "forge/net/apis.def"
#undef RG_API
};

enum { EXIT_OK, EXIT_REFUSED, EXIT_REQUEST, EXIT_BROKEN };

static void shut_in(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	signal(SIGPIPE, SIG_IGN);
}

/* All of standard input; false when it is larger than a request can be. */
static bool read_input(char *bytes, size_t *n)
{
	*n = 0;
	while (*n < RG_REQUEST_MAX_BYTES) {
		ssize_t got = read(0, bytes + *n, RG_REQUEST_MAX_BYTES - *n);

		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0)
			*n += (size_t)got;
	}
	return false;
}

static int write_answer(const rg_answer *answer, const rg_secret *token)
{
	rg_answer checked = *answer;
	int status = EXIT_OK;
	rg_buf buf;
	size_t done = 0;
	ssize_t n = 1;

	/* A forge could send a token back. Nothing of it goes on. */
	if (rg_secret_is_in(token, answer->message))
		checked.message = RG_STR("the forge sent the token back; its words are left out");
	if (rg_secret_is_in(token, answer->url))
		checked.url = (rg_str){0};
	rg_buf_init(&buf, 1024 * 1024);
	rg_answer_encode(&buf, &checked);
	if (rg_secret_is_in(token, rg_buf_str(&buf))) {
		rg_buf_clear(&buf);
		checked = (rg_answer){.cause = RG_FORGE_OTHER,
				      .message = RG_STR("the forge sent the token back; its words "
							"are left out")};
		rg_answer_encode(&buf, &checked);
		status = EXIT_REFUSED;
	}
	while (done < buf.len && (n > 0 || errno == EINTR)) {
		n = write(1, buf.ptr + done, buf.len - done);
		if (n > 0)
			done += (size_t)n;
	}
	rg_buf_release(&buf);
	return n > 0 ? status : EXIT_BROKEN;
}

static int serve(rg_answer *answer, rg_arena *arena, rg_request *request)
{
	for (size_t i = 0; i < sizeof(apis) / sizeof(apis[0]); i++) {
		if (!rg_str_eq_z(request->kind, apis[i]->kind))
			continue;
		(request->ci.is_wanted ? rg_ci_run : rg_pull_run)(apis[i], answer, arena, request);
		return answer->cause == RG_FORGE_OK ? EXIT_OK : EXIT_REFUSED;
	}
	*answer = (rg_answer){
		.cause = RG_FORGE_OTHER,
		.message = rg_arena_printf(arena, "redgreen-forge does not know the forge \"%.*s\"",
					   RG_FMT(rg_one_line(arena, request->kind, 60)))};
	return EXIT_REQUEST;
}

int main(int argc, char **argv)
{
	static rg_request request;
	rg_answer answer = {.cause = RG_FORGE_OTHER};
	rg_arena *arena = rg_arena_new();
	char *bytes = rg_malloc(RG_REQUEST_MAX_BYTES);
	rg_err err = {0};
	size_t n;
	int status = EXIT_REQUEST, written;

	(void)argv;
	shut_in();
	if (argc > 1) {
		fputs("redgreen-forge takes no arguments: redgreen starts it, with a request on "
		      "standard input\n",
		      stderr);
	} else {
		if (!read_input(bytes, &n))
			answer.message = RG_STR("the request on standard input is too large");
		else if (rg_request_decode(&request, arena, (rg_str){bytes, n}, &err) < 0)
			answer.message = rg_str_of(err.message);
		else
			status = serve(&answer, arena, &request);
		rg_wipe(bytes, n);
		written = write_answer(&answer, &request.token);
		if (written != EXIT_OK)
			status = written;
	}
	rg_secret_wipe(&request.token);
	free(bytes);
	rg_arena_free(arena);
	return status;
}
