/* SPDX-License-Identifier: MIT */
/*
 * follow.c - reads what was appended to the probe's file, a bounded piece per look, so that a
 * flood of reports cannot hold the loop up. Lines that are too long for the buffer are skipped:
 * they are reports of failures, which count by their beginning.
 */
#include "runner/follow.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"

#define LOOK_MS	    100
#define PIECE_BYTES 65536

struct rg_follow {
	rg_loop *loop;
	rg_timer *timer;
	char *path;
	off_t offset; /* of the next byte to read */
	rg_buf line;  /* the beginning of an unfinished line, at most PIECE_BYTES */
	char test[512];
	uint32_t n_ended;
	rg_follow_fn fn;
	void *data;
};

/* Whether the line said something new. */
static bool take_line(rg_follow *follow, rg_str line)
{
	rg_json *record = NULL;
	rg_str test;
	rg_err ignored;

	if (rg_str_starts(line, RG_STR("{\"kind\":\"report\""))) {
		bool is_call = rg_str_has(line, RG_STR("\"when\":\"call\""));

		follow->n_ended += is_call;
		return is_call;
	}
	if (!rg_str_starts(line, RG_STR("{\"kind\":\"start\"")) ||
	    rg_json_parse(&record, line, &ignored) < 0)
		return false;
	test = rg_str_sub(rg_json_str(rg_json_get(record, "nodeid")), 0, sizeof(follow->test) - 1);
	memcpy(follow->test, test.ptr ? test.ptr : "", test.len);
	follow->test[test.len] = '\0';
	rg_json_free(record);
	return true;
}

static bool take_bytes(rg_follow *follow, rg_str bytes)
{
	bool is_news = false;

	while (bytes.len) {
		size_t end = rg_str_find_char(bytes, '\n');

		rg_buf_add(&follow->line, rg_str_sub(bytes, 0, end));
		if (end == SIZE_MAX)
			break;
		is_news |= take_line(follow, rg_buf_str(&follow->line));
		rg_buf_clear(&follow->line);
		bytes = rg_str_sub(bytes, end + 1, bytes.len);
	}
	return is_news;
}

static void look(void *data)
{
	rg_follow *follow = data;
	int fd = open(follow->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char piece[PIECE_BYTES];
	ssize_t n = fd < 0 ? -1 : pread(fd, piece, sizeof(piece), follow->offset);

	if (fd >= 0)
		close(fd);
	follow->timer = rg_timer_start(follow->loop, LOOK_MS, look, follow);
	if (n <= 0)
		return;
	follow->offset += n;
	if (take_bytes(follow, (rg_str){piece, (size_t)n}))
		follow->fn(follow->data, rg_str_of(follow->test), follow->n_ended);
}

rg_follow *rg_follow_new(rg_loop *loop, const char *path, rg_follow_fn fn, void *data)
{
	rg_follow *follow = rg_calloc(1, sizeof(*follow));

	follow->loop = loop;
	follow->path = rg_strdup(rg_str_of(path));
	follow->fn = fn;
	follow->data = data;
	rg_buf_init(&follow->line, PIECE_BYTES);
	follow->timer = rg_timer_start(loop, LOOK_MS, look, follow);
	return follow;
}

void rg_follow_free(rg_follow *follow)
{
	if (!follow)
		return;
	rg_timer_cancel(follow->timer);
	rg_buf_release(&follow->line);
	free(follow->path);
	free(follow);
}
