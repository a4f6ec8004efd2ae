/* SPDX-License-Identifier: MIT */
/*
 * child.c - one child process from start to end.
 *
 * The end is the process's own end, not the end of its output: a grandchild may hold the pipes
 * open for ever. So: exit seen → drain for at most 200 ms → close the pipes → end what is left of
 * its descendants → done. With a guard, its end is the child's; it has ended the descendants and
 * says how it went; only where somebody ended the guard itself that is for us to do. The race
 * "stopped before it was started" cannot happen, because start either has a pid or returns an
 * error; "stopped after it ended" is a flag that nobody reads.
 */
#include "os/child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "os/capture.h"
#include "os/descendants.h"
#include "os/fs.h"
#include "os/guarded.h"
#include "os/job.h"
#include "os/loop_private.h"
#include "os/one_cpu.h"
#include "os/system.h"

#define DRAIN_MS 200
/* A guard's ladder is over by then, unless the guard was halted. */
#define GUARD_MS (RG_LADDER_INT_MS + RG_LADDER_TERM_MS + 1000)

typedef struct stream {
	uv_pipe_t pipe;
	rg_capture capture;
	bool is_open;
	rg_child *child;
} stream;

struct rg_child {
	uv_process_t process;
	rg_loop *loop;
	stream out, err;
	int leash; /* the pipe's end that is ours; -1: none */
	rg_log_file log;
	char *log_path;
	char chunk[64 * 1024]; /* libuv reads one stream at a time */
	char mark[RG_MARK_SIZE];
	rg_timer *timeout, *ladder, *drain;
	int rung; /* signals of the ladder sent so far */
	bool is_stopped, is_timed_out, has_exited, merge_err, leaves_daemons;
	bool is_guarded, has_report;
	rg_guarded guarded;
	rg_guard_report report;
	int64_t exit_code;
	int signal;
	uint64_t started_ns, ended_ns;
	int n_open; /* handles that are not closed yet */
	rg_child_output on_output;
	rg_child_done done;
	void *data;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ---- the end -------------------------------------------------------------------------------- */

/*
 * The ladder's last rung, for whatever is still there; the number of those. A process that forks
 * while /proc is read is found by the next pass.
 */
static uint32_t end_descendants(const rg_child *child)
{
	uint32_t n_first = 0;

	for (int pass = 0; pass < 10; pass++) {
		uint32_t n = rg_descendants__signal(child->process.pid, child->mark, SIGKILL);

		if (pass == 0)
			n_first = n;
		if (n == 0)
			break;
	}
	return n_first;
}

static rg_child_end end_of(const rg_child *child)
{
	return child->report.is_over_memory ? RG_CHILD_MEMORY
	       : child->is_timed_out	    ? RG_CHILD_TIMEOUT
	       : child->is_stopped	    ? RG_CHILD_STOPPED
	       : child->signal		    ? RG_CHILD_SIGNALED
					    : RG_CHILD_EXITED;
}

static void finish(void *data)
{
	rg_child *child = data;
	rg_child_result result = {
		.end = end_of(child),
		.exit_code = (int)child->exit_code,
		.signal = child->signal,
		.seconds = (double)(child->ended_ns - child->started_ns) / 1e9,
		.out_bytes = child->out.capture.total,
		.err_bytes = child->err.capture.total,
		.is_cut = rg_capture__is_cut(&child->out.capture) ||
			  rg_capture__is_cut(&child->err.capture),
		.n_descendants_ended = child->report.n_ended,
		.memory_bytes = child->report.memory_bytes,
	};
	rg_buf out, err;

	if (!child->has_report && !(child->leaves_daemons && result.end == RG_CHILD_EXITED))
		result.n_descendants_ended = end_descendants(child);
	rg_guarded__release(&child->guarded);
	rg_log_file__close(&child->log, child->log_path);
	rg_buf_init(&out, RG_LIMIT_OUTPUT_HEAD_BYTES + RG_LIMIT_OUTPUT_TAIL_BYTES + 100);
	rg_buf_init(&err, out.max);
	rg_capture__join(&out, &child->out.capture);
	rg_capture__join(&err, &child->err.capture);
	rg_capture__release(&child->out.capture);
	rg_capture__release(&child->err.capture);
	result.out = rg_buf_str(&out);
	result.err = rg_buf_str(&err);
	child->done(child->data, &result);
	rg_buf_release(&out);
	rg_buf_release(&err);
	free(child->log_path);
	free(child);
}

static void order_log(void *data, const rg_cancel *cancel)
{
	rg_child *child = data;

	(void)cancel;
	rg_log_file__close(&child->log, child->log_path);
}

/* Nothing but the log is left of it, which may take a while on a slow disk. */
static void all_closed(rg_child *child)
{
	if (rg_log_file__is_disordered(&child->log))
		rg_job_start(child->loop, order_log, finish, child);
	else
		finish(child);
}

static void handle_closed(uv_handle_t *handle)
{
	rg_child *child = handle->data;

	if (--child->n_open == 0)
		all_closed(child);
}

static void stream_closed(uv_handle_t *handle)
{
	stream *s = handle->data;

	handle->data = s->child;
	handle_closed(handle);
}

static void close_stream(stream *s)
{
	if (!s->is_open)
		return;
	s->is_open = false;
	uv_close((uv_handle_t *)&s->pipe, stream_closed);
}

static void close_all(void *data)
{
	rg_child *child = data;

	child->drain = NULL;
	close_stream(&child->out);
	close_stream(&child->err);
	if (!uv_is_closing((uv_handle_t *)&child->process))
		uv_close((uv_handle_t *)&child->process, handle_closed);
}

/* The process has ended and nothing more can come. */
static void end_if_drained(rg_child *child)
{
	if (!child->has_exited || child->out.is_open || child->err.is_open)
		return;
	rg_timer_cancel(child->drain);
	close_all(child);
}

static void take_report(rg_child *child)
{
	child->has_report = true;
	child->exit_code = child->report.exit_code;
	child->signal = child->report.signal;
	child->started_ns = child->report.started_ns;
	child->ended_ns = child->report.ended_ns;
}

static void on_exit_of(uv_process_t *process, int64_t exit_code, int signal)
{
	rg_child *child = process->data;

	child->has_exited = true;
	child->ended_ns = rg_clock_ns();
	child->exit_code = exit_code;
	child->signal = signal;
	if (child->is_guarded && rg_guarded__report(&child->report, &child->guarded))
		take_report(child);
	rg_timer_cancel(child->timeout);
	rg_timer_cancel(child->ladder);
	child->timeout = child->ladder = NULL;
	close_fd(&child->leash);
	if (child->out.is_open || child->err.is_open)
		child->drain = rg_timer_start(child->loop, DRAIN_MS, close_all, child);
	else
		end_if_drained(child);
}

/* ---- stopping ------------------------------------------------------------------------------- */

static void climb(void *data)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
	rg_child *child = data;

	child->ladder = NULL;
	if (child->has_exited)
		return;
	rg_descendants__signal(child->process.pid, child->mark, signals[child->rung]);
	if (child->rung == 2)
		kill(child->process.pid, SIGKILL); /* even if it left its own group */
	else
		child->rung++;
	child->ladder = rg_timer_start(
		child->loop, child->rung == 1 ? RG_LADDER_INT_MS : RG_LADDER_TERM_MS, climb, child);
}

static void end_guard(void *data)
{
	rg_child *child = data;

	child->ladder = NULL;
	kill(child->process.pid, SIGKILL);
}

static void begin_ladder(void *data)
{
	rg_child *child = data;

	child->ladder = NULL;
	if (child->leash >= 0) {
		close_fd(&child->leash);
		child->ladder = rg_timer_start(child->loop, RG_LADDER_INT_MS, begin_ladder, child);
	} else if (child->is_guarded) {
		rg_guarded__stop(&child->guarded);
		child->ladder = rg_timer_start(child->loop, GUARD_MS, end_guard, child);
	} else {
		climb(child);
	}
}

void rg_child_stop(rg_child *child)
{
	if (child->has_exited || child->is_stopped || child->is_timed_out)
		return;
	child->is_stopped = true;
	begin_ladder(child);
}

static void on_timeout(void *data)
{
	rg_child *child = data;

	child->timeout = NULL;
	if (child->has_exited || child->is_stopped)
		return;
	child->is_timed_out = true;
	begin_ladder(child);
}

/* ---- output --------------------------------------------------------------------------------- */

static void give_chunk(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	stream *s = handle->data;

	(void)suggested;
	*buf = uv_buf_init(s->child->chunk, sizeof(s->child->chunk));
}

static void on_read(uv_stream_t *pipe, ssize_t n, const uv_buf_t *buf)
{
	stream *s = pipe->data;
	rg_child *child = s->child;

	if (n == 0)
		return;
	if (n < 0) {
		close_stream(s);
		end_if_drained(child);
		return;
	}
	rg_capture__add(&s->capture, (rg_str){buf->base, (size_t)n});
	if (s == &child->out || !child->merge_err)
		rg_log_file__add(&child->log, (rg_str){buf->base, (size_t)n});
	if (child->on_output)
		child->on_output(child->data, (rg_str){buf->base, (size_t)n});
}

static void open_stream(rg_child *child, stream *s, int fd)
{
	s->child = child;
	uv_pipe_init(rg_loop__uv(child->loop), &s->pipe, 0);
	s->pipe.data = s;
	uv_pipe_open(&s->pipe, fd);
	s->is_open = true;
	child->n_open++;
	uv_read_start((uv_stream_t *)&s->pipe, give_chunk, on_read);
}

/* ---- the start ------------------------------------------------------------------------------ */

/* The line tells the other side that the end of file will mean something. */
static int leash_fd(int *ours)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	*ours = ends[1];
	if (write(*ours, "\n", 1) == 1)
		return ends[0];
	close(ends[0]);
	return -1;
}

/* A descriptor from which the bytes can be read; never on a disk, they may be a secret. */
static int bytes_fd(rg_str input)
{
	int fd = memfd_create("redgreen-input", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	while (input.len) {
		ssize_t n = write(fd, input.ptr, input.len);

		if (n < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		if (n > 0)
			input = rg_str_sub(input, (size_t)n, input.len);
	}
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* The environment with the mark; the array is to be freed, its strings are borrowed. */
static const char **marked_env(const char *const *env, const char *mark)
{
	extern char **environ;
	const char **out;
	size_t n = 0, kept = 0;

	if (!env)
		env = (const char *const *)environ;
	while (env[n])
		n++;
	out = rg_calloc(n + 2, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		if (!rg_str_starts(rg_str_of(env[i]), RG_STR(RG_MARK_NAME)))
			out[kept++] = env[i];
	out[kept] = mark;
	return out;
}

static void make_mark(char out[RG_MARK_SIZE])
{
	static atomic_uint counter; /* git runs children from jobs, too */

	snprintf(out, RG_MARK_SIZE, "%s%d.%u.%" PRIx64, RG_MARK_NAME, (int)getpid(), ++counter,
		 rg_clock_ns());
}

/* What it takes to start one; all of it is let go of once the child runs, or could not. */
typedef struct start {
	int in, out_pipe[2], err_pipe[2];
	const char **env;
	rg_arena *arena;
} start;

static void close_fds(start *s)
{
	close_fd(&s->in);
	for (int i = 0; i < 2; i++) {
		close_fd(&s->out_pipe[i]);
		close_fd(&s->err_pipe[i]);
	}
}

static rg_rc open_all(start *s, rg_child *child, const rg_child_options *options, rg_err *err)
{
	rg_rc rc;

	if (options->cwd && !rg_fs_is_folder(options->cwd))
		return rg_fail(err, RG_ENOTFOUND, "the folder %s does not exist", options->cwd);
	if (options->ends_with_us) {
		child->is_guarded = true;
		if ((rc = rg_guarded__init(&child->guarded, s->arena, options, err)) < 0)
			return rc;
	}
	s->in = options->has_leash   ? leash_fd(&child->leash)
		: options->input.ptr ? bytes_fd(options->input)
				     : open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (s->in < 0 || pipe2(s->out_pipe, O_CLOEXEC) < 0 ||
	    (!options->merge_err && pipe2(s->err_pipe, O_CLOEXEC) < 0))
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot start %s", options->argv[0]);
	if (options->log_path) {
		child->log_path = rg_strdup(rg_str_of(options->log_path));
		if (!rg_log_file__open(&child->log, options->log_path))
			return rg_fail_errno(err, RG_EEXTERNAL, "cannot write the log %s",
					     options->log_path);
	}
	s->env = marked_env(options->env, child->mark);
	return RG_OK;
}

/* 0, or libuv's error. */
static int spawn(rg_child *child, const start *s, const rg_child_options *options)
{
	const char *const *argv = child->is_guarded ? child->guarded.argv : options->argv;
	int fds[] = {s->in, s->out_pipe[1], options->merge_err ? s->out_pipe[1] : s->err_pipe[1],
		     child->guarded.theirs};
	uv_stdio_container_t stdio[4];
	rg_one_cpu one_cpu;
	int failed;
	uv_process_options_t uv = {
		.file = argv[0],
		.args = (char **)(uintptr_t)argv,
		.env = (char **)(uintptr_t)s->env,
		.cwd = options->cwd,
		.flags = UV_PROCESS_DETACHED, /* setsid: own session and group */
		.stdio = stdio,
		.stdio_count = child->is_guarded ? 4 : 3,
		.exit_cb = on_exit_of,
	};

	for (int i = 0; i < 4; i++)
		stdio[i] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = fds[i]};
	child->process.data = child;
	child->started_ns = rg_clock_ns();
	rg_one_cpu__narrow(&one_cpu, options->only_cpu);
	failed = uv_spawn(rg_loop__uv(child->loop), &child->process, &uv);
	rg_one_cpu__widen(&one_cpu);
	return failed;
}

static void free_unstarted(rg_child *child)
{
	if (child->log.fd >= 0) {
		close_fd(&child->log.fd);
		unlink(child->log_path);
	}
	free(child->log_path);
	close_fd(&child->leash);
	rg_guarded__release(&child->guarded);
	rg_capture__release(&child->out.capture);
	rg_capture__release(&child->err.capture);
	free(child);
}

/* libuv has the handle in its lists already: it must be closed before it is freed. */
static void unspawned(uv_handle_t *handle)
{
	free_unstarted(handle->data);
}

static void run(rg_child *child, start *s, const rg_child_options *options)
{
	child->n_open = 1;
	rg_guarded__let_go_of_theirs(&child->guarded);
	open_stream(child, &child->out, s->out_pipe[0]);
	s->out_pipe[0] = -1;
	if (!options->merge_err) {
		open_stream(child, &child->err, s->err_pipe[0]);
		s->err_pipe[0] = -1;
	}
	if (options->timeout_ms)
		child->timeout =
			rg_timer_start(child->loop, options->timeout_ms, on_timeout, child);
}

rg_rc rg_child_start(rg_child **out, rg_loop *loop, const rg_child_options *options, rg_err *err)
{
	rg_child *child = rg_calloc(1, sizeof(*child));
	start s = {-1, {-1, -1}, {-1, -1}, NULL, rg_arena_new()};
	int failed;
	rg_rc rc;

	child->loop = loop;
	child->log.fd = child->leash = child->guarded.ours = child->guarded.theirs = -1;
	child->merge_err = options->merge_err;
	child->leaves_daemons = options->leaves_daemons;
	child->on_output = options->on_output;
	child->done = options->done;
	child->data = options->data;
	make_mark(child->mark);
	rg_capture__init(&child->out.capture);
	rg_capture__init(&child->err.capture);
	if ((rc = open_all(&s, child, options, err)) < 0) {
		free_unstarted(child);
	} else if ((failed = spawn(child, &s, options)) != 0) {
		bool is_missing = failed == UV_ENOENT || failed == UV_EACCES;

		rc = rg_fail(err, is_missing ? RG_ENOTFOUND : RG_EEXTERNAL, "cannot start %s: %s",
			     options->argv[0], uv_strerror(failed));
		uv_close((uv_handle_t *)&child->process, unspawned);
	} else {
		run(child, &s, options);
		*out = child;
	}
	close_fds(&s);
	free(s.env);
	rg_arena_free(s.arena);
	return rc;
}
