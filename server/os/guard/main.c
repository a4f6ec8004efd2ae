/* SPDX-License-Identifier: MIT */
/*
 * main.c - redgreen-guard: between redgreen and one program that it runs, so that of the program
 * nothing survives what it should not. It is the subreaper of everything below it, so no process
 * gets away by forking twice, by a session of its own or by clearing its environment; it notices
 * when redgreen is gone, however it went; and it ends with the program, for which it can be waited.
 *
 *	fork, exec the program → wait for: its end, a word of redgreen, the ladder's next rung,
 *	a look at the memory → end what is left of it → report → the end
 *
 * The ladder is SIGINT, SIGTERM, SIGKILL: each to the program's group, and to each process below
 * that is not in it. It goes faster when redgreen is gone: nobody will read what pytest says.
 * Without a guard (somebody killed it) the kernel ends the program itself, PR_SET_PDEATHSIG.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/guard/message.h"
#include "os/guard/tree.h"

enum {
	GONE_INT_MS = 400, /* the ladder's when redgreen is gone */
	GONE_TERM_MS = 200,
	KILL_MS = 20,	  /* between two looks for who is still there */
	KILL_PASSES = 10, /* behind the program's own end; a process of another user stays */
	MEMORY_LOOK_MS = 50,
};

enum { USAGE = 2, BROKEN = 3, NOT_STARTED = 127 };

typedef struct guard {
	int program; /* its process and group */
	int signals; /* signalfd: SIGCHLD */
	bool has_ended, leaves_daemons, is_alone;
	int rung;	  /* of the ladder: signals sent so far */
	uint64_t rung_ns; /* when the last was sent */
	uint64_t memory_limit;
	rg_guard_report report;
} guard;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- the program ----------------------------------------------------------------------------- */

static void become_program(char **argv, int guard_pid)
{
	struct rlimit no_core = {0, 0};
	sigset_t none;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != guard_pid)
		_exit(NOT_STARTED);
	setrlimit(RLIMIT_CORE, &no_core);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	fprintf(stderr, "cannot start %s: %s\n", argv[0], strerror(errno));
	_exit(NOT_STARTED);
}

/* What the program prints to is its own: a pipe ends when the program's last process has ended. */
static void let_go_of_streams(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
}

static void start(guard *g, char **argv)
{
	int self = (int)getpid();

	g->report.started_ns = now_ns();
	g->program = (int)fork();
	if (g->program == 0)
		become_program(argv, self);
	if (g->program < 0) {
		fprintf(stderr, "cannot start %s: %s\n", argv[0], strerror(errno));
		g->has_ended = true;
		g->report.exit_code = NOT_STARTED;
		g->report.ended_ns = g->report.started_ns;
	}
	let_go_of_streams();
}

/* Takes in whoever has ended; false when nobody is left to wait for. */
static bool reap(guard *g)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0 || (pid < 0 && errno == EINTR)) {
		if (pid != g->program)
			continue;
		g->has_ended = true;
		g->report.ended_ns = now_ns();
		if (WIFSIGNALED(status))
			g->report.signal = WTERMSIG(status);
		else
			g->report.exit_code = WEXITSTATUS(status);
	}
	return pid == 0;
}

/* ---- ending it ------------------------------------------------------------------------------- */

static void climb(guard *g)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGKILL};

	rg_tree_read();
	if (!g->has_ended)
		kill(-g->program, signals[g->rung]);
	rg_tree_signal(signals[g->rung], g->program);
	if (g->rung < 2)
		g->rung++;
	g->rung_ns = now_ns();
}

/* Milliseconds until the ladder's next rung; -1 when it was not begun. */
static int until_next_rung(const guard *g)
{
	int wait_ms = g->rung == 0   ? -1
		      : g->rung == 1 ? (g->is_alone ? GONE_INT_MS : RG_LADDER_INT_MS)
				     : (g->is_alone ? GONE_TERM_MS : RG_LADDER_TERM_MS);
	uint64_t passed_ms = (now_ns() - g->rung_ns) / 1000000;

	return wait_ms < 0 ? -1 : passed_ms >= (uint64_t)wait_ms ? 0 : wait_ms - (int)passed_ms;
}

/* The program has ended by itself or was ended; those below it follow. */
static void end_the_rest(guard *g)
{
	bool is_left = reap(g);

	for (int pass = 0; is_left && pass < KILL_PASSES; pass++) {
		struct pollfd wait = {.fd = g->signals, .events = POLLIN};
		struct signalfd_siginfo ignored;
		uint32_t n = rg_tree_read();

		if (pass == 0)
			g->report.n_ended = n;
		rg_tree_signal(SIGKILL, 0);
		(void)poll(&wait, 1, KILL_MS);
		while (read(g->signals, &ignored, sizeof(ignored)) > 0)
			;
		is_left = reap(g);
	}
}

/* What grows that fast is not asked to stop. */
static void look_at_memory(guard *g)
{
	uint64_t held;

	rg_tree_read();
	held = rg_tree_memory();
	if (held <= g->memory_limit)
		return;
	g->report.is_over_memory = true;
	g->report.memory_bytes = held;
	g->memory_limit = 0;
	g->rung = 2;
	climb(g);
}

/* ---- waiting --------------------------------------------------------------------------------- */

static void listen_to(guard *g, int socket)
{
	char word;
	ssize_t n = recv(socket, &word, 1, MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		g->is_alone = true;
	if (g->rung == 0)
		climb(g);
}

static void watch(guard *g)
{
	struct signalfd_siginfo ignored;

	while (!g->has_ended) {
		struct pollfd wait[] = {
			{.fd = g->signals, .events = POLLIN},
			{.fd = g->is_alone ? -1 : RG_GUARD_SOCKET, .events = POLLIN}};
		int wait_ms = until_next_rung(g);

		if (g->memory_limit && (wait_ms < 0 || wait_ms > MEMORY_LOOK_MS))
			wait_ms = MEMORY_LOOK_MS;
		(void)poll(wait, 2, wait_ms);
		while (read(g->signals, &ignored, sizeof(ignored)) > 0)
			;
		(void)reap(g);
		if (g->has_ended)
			return;
		if (wait[1].revents)
			listen_to(g, RG_GUARD_SOCKET);
		if (g->memory_limit)
			look_at_memory(g);
		if (until_next_rung(g) == 0)
			climb(g);
	}
}

/* ---- the process ----------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	static guard g;
	sigset_t all;

	if (argc < 4) {
		fputs(RG_GUARD_NAME " is started by redgreen, and by nobody else\n", stderr);
		return USAGE;
	}
	g.leaves_daemons = argv[1][0] == '1';
	g.memory_limit = strtoull(argv[2], NULL, 10);
	syscall(SYS_close_range, (unsigned)RG_GUARD_SOCKET + 1, ~0U, 0U);
	fcntl(RG_GUARD_SOCKET, F_SETFD, FD_CLOEXEC);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	sigemptyset(&all);
	sigaddset(&all, SIGCHLD);
	g.signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	if (g.signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) {
		fprintf(stderr, RG_GUARD_NAME ": %s\n", strerror(errno));
		return BROKEN;
	}
	start(&g, argv + 3);
	watch(&g);
	if (!g.leaves_daemons || g.rung)
		end_the_rest(&g);
	(void)send(RG_GUARD_SOCKET, &g.report, sizeof(g.report), MSG_NOSIGNAL | MSG_DONTWAIT);
	_exit(g.report.signal ? 128 + g.report.signal : g.report.exit_code);
}
