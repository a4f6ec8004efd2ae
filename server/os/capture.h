/* SPDX-License-Identifier: MIT */
/*
 * capture.h - inside os/: one stream of a child in bounded memory: its head, and a ring with its
 * newest bytes; and its log file, bounded as well.
 */
#ifndef RG_OS_CAPTURE_H
#define RG_OS_CAPTURE_H

#include "base/buf.h"

typedef struct rg_capture {
	rg_buf head;
	char *ring;	/* owned; allocated when the head is full */
	size_t at;	/* where the next byte goes */
	size_t in_ring; /* bytes in it, at most its size */
	uint64_t total; /* bytes ever seen */
} rg_capture;

void rg_capture__init(rg_capture *capture);
void rg_capture__add(rg_capture *capture, rg_str bytes);
bool rg_capture__is_cut(const rg_capture *capture);
/* Head, a line about what is missing, tail; appended to out. */
void rg_capture__join(rg_buf *out, const rg_capture *capture);
void rg_capture__release(rg_capture *capture);

/* A log file of at most RG_LIMIT_LOG_FILE_BYTES: its first half stays, the second is a ring. */
typedef struct rg_log_file {
	int fd; /* -1: none */
	uint64_t total;
	bool has_failed; /* disk full, say: what was written stays */
} rg_log_file;

bool rg_log_file__open(rg_log_file *log, const char *path);
void rg_log_file__add(rg_log_file *log, rg_str bytes);
/* Whether closing it takes long: the ring has to be brought into order. */
bool rg_log_file__is_disordered(const rg_log_file *log);
/* Brings the ring into order and closes. Any thread. */
void rg_log_file__close(rg_log_file *log, const char *path);

#endif
