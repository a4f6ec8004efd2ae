/* SPDX-License-Identifier: MIT */
/*
 * capture.c - what is kept of a flood. pytest's verdict stands at the end and the first failure
 * often at the beginning, so both ends are kept and the middle goes. A log file that overflowed
 * is written anew at the end, so that it reads from front to back with one line about the gap.
 */
#include "os/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

#define RING_SIZE RG_LIMIT_OUTPUT_TAIL_BYTES
#define LOG_HALF  ((uint64_t)RG_LIMIT_LOG_FILE_BYTES / 2)

void rg_capture__init(rg_capture *capture)
{
	*capture = (rg_capture){0};
	rg_buf_init(&capture->head, RG_LIMIT_OUTPUT_HEAD_BYTES);
}

void rg_capture__add(rg_capture *capture, rg_str bytes)
{
	size_t room = capture->head.max - capture->head.len;

	capture->total += bytes.len;
	if (room) {
		rg_buf_add(&capture->head, rg_str_sub(bytes, 0, room));
		bytes = rg_str_sub(bytes, room, bytes.len);
	}
	if (bytes.len == 0)
		return;
	if (!capture->ring)
		capture->ring = rg_malloc(RING_SIZE);
	if (bytes.len > RING_SIZE)
		bytes = rg_str_sub(bytes, bytes.len - RING_SIZE, bytes.len);
	while (bytes.len) {
		size_t n = RING_SIZE - capture->at;

		n = n < bytes.len ? n : bytes.len;
		memcpy(capture->ring + capture->at, bytes.ptr, n);
		capture->at = (capture->at + n) % RING_SIZE;
		capture->in_ring += n;
		bytes = rg_str_sub(bytes, n, bytes.len);
	}
	if (capture->in_ring > RING_SIZE)
		capture->in_ring = RING_SIZE;
}

bool rg_capture__is_cut(const rg_capture *capture)
{
	return capture->total > capture->head.len + capture->in_ring;
}

static int gap_line(char *out, size_t size, uint64_t missing)
{
	return snprintf(out, size, "\n[redgreen: %" PRIu64 " bytes left out]\n", missing);
}

void rg_capture__join(rg_buf *out, const rg_capture *capture)
{
	size_t begin = (capture->at + RING_SIZE - capture->in_ring) % RING_SIZE;
	char gap[80];

	rg_buf_add(out, rg_buf_str(&capture->head));
	if (rg_capture__is_cut(capture)) {
		gap_line(gap, sizeof(gap), capture->total - capture->head.len - capture->in_ring);
		rg_buf_add_z(out, gap);
	}
	if (!capture->in_ring)
		return;
	if (begin + capture->in_ring > RING_SIZE) {
		rg_buf_add(out, (rg_str){capture->ring + begin, RING_SIZE - begin});
		rg_buf_add(out, (rg_str){capture->ring, capture->at});
	} else {
		rg_buf_add(out, (rg_str){capture->ring + begin, capture->in_ring});
	}
}

void rg_capture__release(rg_capture *capture)
{
	rg_buf_release(&capture->head);
	free(capture->ring);
	capture->ring = NULL;
}

/* A new file beside it, and its name, which the caller frees; -1 and errno. */
static int make_beside(char **name, const char *path)
{
	size_t size = strlen(path) + sizeof(".XXXXXX");
	int fd;

	*name = rg_malloc(size);
	(void)snprintf(*name, size, "%s.XXXXXX", path);
	fd = mkostemp(*name, O_CLOEXEC);
	if (fd >= 0)
		(void)fchmod(fd, 0644);
	return fd;
}

/*
 * Renamed into its place: never through a link, nor into a file that somebody still reads, and two
 * runs at the same time both get one.
 */
bool rg_log_file__open(rg_log_file *log, const char *path)
{
	char *name;
	int failed = 0;

	*log = (rg_log_file){.fd = make_beside(&name, path)};
	if (log->fd < 0) {
		failed = errno;
	} else if (rename(name, path) < 0) {
		failed = errno;
		unlink(name);
		close(log->fd);
		log->fd = -1;
	}
	free(name);
	errno = failed;
	return log->fd >= 0;
}

static bool write_at(int fd, rg_str bytes, uint64_t offset)
{
	while (bytes.len) {
		ssize_t n = pwrite(fd, bytes.ptr, bytes.len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		offset += (uint64_t)n;
		bytes = rg_str_sub(bytes, (size_t)n, bytes.len);
	}
	return true;
}

void rg_log_file__add(rg_log_file *log, rg_str bytes)
{
	while (log->fd >= 0 && !log->has_failed && bytes.len) {
		uint64_t place = log->total < LOG_HALF
					 ? log->total
					 : LOG_HALF + (log->total - LOG_HALF) % LOG_HALF;
		uint64_t room = place < LOG_HALF ? LOG_HALF - place : 2 * LOG_HALF - place;
		size_t n = bytes.len < room ? bytes.len : (size_t)room;

		log->has_failed = !write_at(log->fd, rg_str_sub(bytes, 0, n), place);
		log->total += n;
		bytes = rg_str_sub(bytes, n, bytes.len);
	}
}

/* Appends [from, from + n) of one file to another. */
static bool copy_range(int to, int from_fd, uint64_t from, uint64_t n)
{
	char *chunk = rg_malloc(64 * RG_KiB);
	bool ok = true;

	while (ok && n) {
		size_t want = n < 64 * RG_KiB ? (size_t)n : 64 * RG_KiB;
		ssize_t got = pread(from_fd, chunk, want, (off_t)from);

		ok = got > 0 && write(to, chunk, (size_t)got) == got;
		if (ok) {
			from += (uint64_t)got;
			n -= (uint64_t)got;
		}
	}
	free(chunk);
	return ok;
}

/* Head, gap line, and the ring from its oldest byte on. */
static void put_in_order(rg_log_file *log, const char *path)
{
	uint64_t seam = (log->total - LOG_HALF) % LOG_HALF;
	char *temporary, gap[80];
	int fd, len = gap_line(gap, sizeof(gap), log->total - 2 * LOG_HALF);

	fd = make_beside(&temporary, path);
	if (fd >= 0) {
		if (copy_range(fd, log->fd, 0, LOG_HALF) && write(fd, gap, (size_t)len) == len &&
		    copy_range(fd, log->fd, LOG_HALF + seam, LOG_HALF - seam) &&
		    copy_range(fd, log->fd, LOG_HALF, seam))
			rename(temporary, path);
		else
			unlink(temporary);
		close(fd);
	}
	free(temporary);
}

bool rg_log_file__is_disordered(const rg_log_file *log)
{
	return log->fd >= 0 && log->total > 2 * LOG_HALF && !log->has_failed;
}

void rg_log_file__close(rg_log_file *log, const char *path)
{
	if (log->fd < 0)
		return;
	if (rg_log_file__is_disordered(log))
		put_in_order(log, path);
	close(log->fd);
	log->fd = -1;
}
