/* SPDX-License-Identifier: MIT */
/*
 * child.c - one child process from start to end.
 *
 * The end is the process's own end, not the end of its output: a grandchild may hold the pipes
 * open for ever. So: exit seen → drain for at most 200 ms → close the pipes → end what is left of
 * its descendants → done. The race "stopped before it was started" cannot happen, because start
 * either has a pid or returns an error; "stopped after it ended" is a flag that nobody reads.
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
#include "os/loop_private.h"
#include "os/one_cpu.h"
#include "os/system.h"

#define DRAIN_MS 200
#define INT_MS	 900 /* for pytest's own end: it tells where it was interrupted */
#define TERM_MS	 300

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
	rg_log_file log;
	char *log_path;
	char chunk[64 * 1024]; /* libuv reads one stream at a time */
	char mark[RG_MARK_SIZE];
	rg_timer *timeout, *ladder, *drain;
	int rung; /* signals of the ladder sent so far */
	bool is_stopped, is_timed_out, has_exited, is_guarded, merge_err, leaves_daemons;
	int64_t exit_code;
	int signal;
	uint64_t started_ns, ended_ns;
	int n_open; /* handles that are not closed yet */
	rg_child_output on_output;
	rg_child_done done;
	void *data;
};

/* ---- the end -------------------------------------------------------------------------------- */

static void finish(rg_child *child)
{
	rg_child_result result = {
		.end = child->is_timed_out ? RG_CHILD_TIMEOUT
		       : child->is_stopped ? RG_CHILD_STOPPED
		       : child->signal	   ? RG_CHILD_SIGNALED
					   : RG_CHILD_EXITED,
		.exit_code = (int)child->exit_code,
		.signal = child->signal,
		.seconds = (double)(child->ended_ns - child->started_ns) / 1e9,
		.out_bytes = child->out.capture.total,
		.err_bytes = child->err.capture.total,
		.is_cut = rg_capture__is_cut(&child->out.capture) ||
			  rg_capture__is_cut(&child->err.capture),
	};
	int n_passes = child->leaves_daemons && result.end == RG_CHILD_EXITED ? 0 : 10;
	rg_buf out, err;

	/* The ladder's last rung, for whatever is still there. A process that forks while /proc is
	 * read is found by the next pass. */
	for (int pass = 0; pass < n_passes; pass++) {
		uint32_t n = rg_descendants__signal(child->process.pid, child->mark, SIGKILL);

		if (pass == 0)
			result.n_descendants_ended = n;
		if (n == 0)
			break;
	}
	if (child->is_guarded)
		rg_guard__remove(child->process.pid, child->mark);
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

static void handle_closed(uv_handle_t *handle)
{
	rg_child *child = handle->data;

	if (--child->n_open == 0)
		finish(child);
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

static void on_exit_of(uv_process_t *process, int64_t exit_code, int signal)
{
	rg_child *child = process->data;

	child->has_exited = true;
	child->ended_ns = rg_clock_ns();
	child->exit_code = exit_code;
	child->signal = signal;
	rg_timer_cancel(child->timeout);
	rg_timer_cancel(child->ladder);
	child->timeout = child->ladder = NULL;
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
	child->ladder =
		rg_timer_start(child->loop, child->rung == 1 ? INT_MS : TERM_MS, climb, child);
}

void rg_child_stop(rg_child *child)
{
	if (child->has_exited || child->is_stopped || child->is_timed_out)
		return;
	child->is_stopped = true;
	climb(child);
}

static void on_timeout(void *data)
{
	rg_child *child = data;

	child->timeout = NULL;
	if (child->has_exited || child->is_stopped)
		return;
	child->is_timed_out = true;
	climb(child);
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

/* A descriptor from which the bytes can be read; never on a disk, they may be a secret. */
static int input_fd(rg_str input)
{
	int fd;

	if (!input.ptr)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("redgreen-input", MFD_CLOEXEC);
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

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

rg_rc rg_child_start(rg_child **out, rg_loop *loop, const rg_child_options *options, rg_err *err)
{
	rg_child *child = rg_calloc(1, sizeof(*child));
	int in = -1, out_pipe[2] = {-1, -1}, err_pipe[2] = {-1, -1}, failed;
	uv_stdio_container_t stdio[3];
	uv_process_options_t uv = {0};
	const char **env = NULL;
	rg_one_cpu one_cpu;
	rg_rc rc = RG_OK;

	child->loop = loop;
	child->log.fd = -1;
	child->merge_err = options->merge_err;
	child->leaves_daemons = options->leaves_daemons;
	child->on_output = options->on_output;
	child->done = options->done;
	child->data = options->data;
	make_mark(child->mark);
	rg_capture__init(&child->out.capture);
	rg_capture__init(&child->err.capture);
	if (options->cwd && !rg_fs_is_folder(options->cwd)) {
		rc = rg_fail(err, RG_ENOTFOUND, "the folder %s does not exist", options->cwd);
		goto fail;
	}
	in = input_fd(options->input);
	if (in < 0 || pipe2(out_pipe, O_CLOEXEC) < 0 ||
	    (!options->merge_err && pipe2(err_pipe, O_CLOEXEC) < 0)) {
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot start %s", options->argv[0]);
		goto fail;
	}
	if (options->log_path) {
		child->log_path = rg_strdup(rg_str_of(options->log_path));
		if (!rg_log_file__open(&child->log, options->log_path)) {
			rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot write the log %s",
					   options->log_path);
			goto fail;
		}
	}
	env = marked_env(options->env, child->mark);
	for (int i = 0; i < 3; i++)
		stdio[i].flags = UV_INHERIT_FD;
	stdio[0].data.fd = in;
	stdio[1].data.fd = out_pipe[1];
	stdio[2].data.fd = options->merge_err ? out_pipe[1] : err_pipe[1];
	uv.file = options->argv[0];
	uv.args = (char **)(uintptr_t)options->argv;
	uv.env = (char **)(uintptr_t)env;
	uv.cwd = options->cwd;
	uv.flags = UV_PROCESS_DETACHED; /* setsid: own session and group */
	uv.stdio = stdio;
	uv.stdio_count = 3;
	uv.exit_cb = on_exit_of;
	child->process.data = child;
	child->started_ns = rg_clock_ns();
	rg_one_cpu__narrow(&one_cpu, options->only_cpu);
	failed = uv_spawn(rg_loop__uv(loop), &child->process, &uv);
	rg_one_cpu__widen(&one_cpu);
	if (failed) {
		bool is_missing = failed == UV_ENOENT || failed == UV_EACCES;

		rc = rg_fail(err, is_missing ? RG_ENOTFOUND : RG_EEXTERNAL, "cannot start %s: %s",
			     options->argv[0], uv_strerror(failed));
		/* libuv has the handle in its lists already: it must be closed before it is freed.
		 */
		child->n_open = 1;
		child->process.data = child;
		free(env);
		close_fd(in);
		for (int i = 0; i < 2; i++) {
			close_fd(out_pipe[i]);
			close_fd(err_pipe[i]);
		}
		if (child->log.fd >= 0) {
			close_fd(child->log.fd);
			unlink(child->log_path);
		}
		free(child->log_path);
		rg_capture__release(&child->out.capture);
		rg_capture__release(&child->err.capture);
		uv_close((uv_handle_t *)&child->process, (uv_close_cb)(void *)free);
		return rc;
	}
	child->n_open = 1;
	close(in);
	close(out_pipe[1]);
	close_fd(err_pipe[1]);
	free(env);
	open_stream(child, &child->out, out_pipe[0]);
	if (!options->merge_err)
		open_stream(child, &child->err, err_pipe[0]);
	if (options->timeout_ms)
		child->timeout = rg_timer_start(loop, options->timeout_ms, on_timeout, child);
	if (options->ends_with_us) {
		child->is_guarded = true;
		rg_guard__add(child->process.pid, child->mark);
	}
	*out = child;
	return RG_OK;
fail:
	close_fd(in);
	for (int i = 0; i < 2; i++) {
		close_fd(out_pipe[i]);
		close_fd(err_pipe[i]);
	}
	free(child->log_path);
	rg_capture__release(&child->out.capture);
	rg_capture__release(&child->err.capture);
	free(child);
	return rc;
}

int rg_child_pid(const rg_child *child)
{
	return child->process.pid;
}
