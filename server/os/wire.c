/* SPDX-License-Identifier: MIT */
/*
 * wire.c - standard input and output as a client's two ends. One write is under way at a time;
 * everything else waits in our own list, where a newer progress message can replace an older one.
 * The client's descriptors may be pipes, sockets, terminals or plain files (a transcript).
 */
#include "os/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "os/loop_private.h"

typedef struct message {
	struct message *next;
	uint64_t key;
	size_t len;
	char bytes[];
} message;

struct rg_wire {
	rg_loop *loop;
	rg_wire_read on_read;
	rg_wire_end on_end;
	void *data;
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_pipe_t pipe;
		uv_tty_t tty;
		uv_tcp_t tcp;
	} in;
	bool is_stream, has_ended, is_over; /* over: nothing calls back any more */
	uv_fs_t file_read;		    /* when standard input is a file */
	bool is_reading;		    /* it, by a worker, into chunk */
	uv_poll_t room; /* tells when the client takes more; not for plain files */
	bool can_poll;
	int out_fd;
	message *first, **last;
	size_t sent; /* of the first message */
	size_t waiting;
	char chunk[64 * 1024];
};

static void end(rg_wire *wire)
{
	if (wire->has_ended)
		return;
	wire->has_ended = true;
	wire->on_end(wire->data);
}

/* ---- reading -------------------------------------------------------------------------------- */

static void give_chunk(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	rg_wire *wire = handle->data;

	(void)suggested;
	*buf = uv_buf_init(wire->chunk, sizeof(wire->chunk));
}

static void give_read(rg_wire *wire, size_t n)
{
	wire->on_read(wire->data, (rg_str){wire->chunk, n});
	rg_wipe(wire->chunk, n);
}

static void on_stream_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	rg_wire *wire = stream->data;

	(void)buf;
	if (n > 0)
		give_read(wire, (size_t)n);
	else if (n < 0) {
		uv_read_stop(stream);
		end(wire);
	}
}

static void read_file(rg_wire *wire);

static void on_file_read(uv_fs_t *request)
{
	rg_wire *wire = request->data;
	ssize_t n = request->result;

	uv_fs_req_cleanup(request);
	wire->is_reading = false;
	if (wire->is_over)
		return;
	if (n > 0) {
		give_read(wire, (size_t)n);
		read_file(wire);
	} else {
		end(wire);
	}
}

static void read_file(rg_wire *wire)
{
	uv_buf_t buf = uv_buf_init(wire->chunk, sizeof(wire->chunk));

	wire->file_read.data = wire;
	wire->is_reading = true;
	uv_fs_read(rg_loop__uv(wire->loop), &wire->file_read, STDIN_FILENO, &buf, 1, -1,
		   on_file_read);
}

static void start_reading(rg_wire *wire)
{
	uv_loop_t *loop = rg_loop__uv(wire->loop);
	int failed = 0;

	wire->is_stream = true;
	switch (uv_guess_handle(STDIN_FILENO)) {
	case UV_NAMED_PIPE:
		uv_pipe_init(loop, &wire->in.pipe, 0);
		failed = uv_pipe_open(&wire->in.pipe, STDIN_FILENO);
		break;
	case UV_TCP:
		uv_tcp_init(loop, &wire->in.tcp);
		failed = uv_tcp_open(&wire->in.tcp, STDIN_FILENO);
		break;
	case UV_TTY:
		failed = uv_tty_init(loop, &wire->in.tty, STDIN_FILENO, 1);
		break;
	default:
		wire->is_stream = false;
		read_file(wire);
		return;
	}
	wire->in.handle.data = wire;
	if (failed || uv_read_start(&wire->in.stream, give_chunk, on_stream_read))
		end(wire);
}

/* ---- writing -------------------------------------------------------------------------------- */

static void drop_first(rg_wire *wire)
{
	message *old = wire->first;

	wire->first = old->next;
	if (!wire->first)
		wire->last = &wire->first;
	wire->waiting -= old->len - wire->sent;
	wire->sent = 0;
	free(old);
}

/* Writes as much as the client takes now; false when it is gone. */
static bool write_some(rg_wire *wire)
{
	while (wire->first) {
		ssize_t n = write(wire->out_fd, wire->first->bytes + wire->sent,
				  wire->first->len - wire->sent);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK;
		wire->sent += (size_t)n;
		wire->waiting -= (size_t)n;
		if (wire->sent == wire->first->len)
			drop_first(wire);
	}
	return true;
}

static void on_room(uv_poll_t *poll_handle, int status, int events);

static void pump(rg_wire *wire)
{
	if (!write_some(wire)) {
		while (wire->first)
			drop_first(wire);
		if (wire->can_poll)
			uv_poll_stop(&wire->room);
		end(wire);
		return;
	}
	if (!wire->can_poll)
		return;
	if (wire->first)
		uv_poll_start(&wire->room, UV_WRITABLE, on_room);
	else
		uv_poll_stop(&wire->room);
}

static void on_room(uv_poll_t *poll_handle, int status, int events)
{
	(void)status;
	(void)events;
	pump(poll_handle->data);
}

/* Takes messages with a key out of the queue: those with this key, or all (key 0). */
static void drop_droppable(rg_wire *wire, uint64_t key)
{
	message **at = &wire->first;

	while (*at) {
		message *m = *at;
		bool is_begun = m == wire->first && wire->sent > 0;

		if (!is_begun && m->key && (!key || m->key == key)) {
			*at = m->next;
			wire->waiting -= m->len;
			free(m);
		} else {
			at = &m->next;
		}
	}
	wire->last = at;
}

bool rg_wire_send(rg_wire *wire, rg_str text, uint64_t droppable_key)
{
	message *m;

	if (wire->has_ended)
		return false;
	if (droppable_key)
		drop_droppable(wire, droppable_key);
	if (wire->waiting + text.len > RG_LIMIT_OUT_QUEUE_BYTES)
		drop_droppable(wire, 0);
	if (wire->waiting + text.len > RG_LIMIT_OUT_QUEUE_BYTES && wire->first) {
		if (droppable_key)
			return true;
		end(wire);
		return false;
	}
	m = rg_malloc(sizeof(*m) + text.len);
	*m = (message){.key = droppable_key, .len = text.len};
	memcpy(m->bytes, text.ptr, text.len);
	*wire->last = m;
	wire->last = &m->next;
	wire->waiting += text.len;
	if (wire->first == m)
		pump(wire);
	return true;
}

size_t rg_wire_waiting(const rg_wire *wire)
{
	return wire->waiting;
}

void rg_wire_flush(rg_wire *wire, uint64_t ms)
{
	while (wire->first && write_some(wire) && wire->first) {
		struct pollfd p = {wire->out_fd, POLLOUT, 0};

		if (poll(&p, 1, (int)ms) <= 0)
			return;
	}
}

rg_wire *rg_wire_new(rg_loop *loop, rg_wire_read on_read, rg_wire_end on_end, void *data)
{
	rg_wire *wire = rg_calloc(1, sizeof(*wire));
	int flags;

	wire->loop = loop;
	wire->on_read = on_read;
	wire->on_end = on_end;
	wire->data = data;
	wire->last = &wire->first;
	wire->out_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	flags = fcntl(wire->out_fd, F_GETFL);
	if (flags >= 0)
		fcntl(wire->out_fd, F_SETFL, flags | O_NONBLOCK);
	wire->can_poll = uv_poll_init(rg_loop__uv(loop), &wire->room, wire->out_fd) == 0;
	wire->room.data = wire;
	start_reading(wire);
	return wire;
}

void rg_wire_free(rg_wire *wire)
{
	if (!wire)
		return;
	while (wire->first)
		drop_first(wire);
	/* Handles are closed by the loop's end; until then nothing may call back. */
	if (wire->is_stream && !uv_is_closing(&wire->in.handle))
		uv_close(&wire->in.handle, NULL);
	if (wire->can_poll && !uv_is_closing((uv_handle_t *)&wire->room))
		uv_close((uv_handle_t *)&wire->room, NULL);
	wire->is_over = true;
	uv_run(rg_loop__uv(wire->loop), UV_RUN_NOWAIT);
	while (wire->is_reading)
		uv_run(rg_loop__uv(wire->loop), UV_RUN_ONCE);
	close(wire->out_fd);
	free(wire);
}
