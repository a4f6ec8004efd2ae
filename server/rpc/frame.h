/* SPDX-License-Identifier: MIT */
/*
 * frame.h - bytes into messages: the header part and the body of LSP's base protocol. A length is
 * checked against its cap before anything is allocated, and memory then grows with the bytes that
 * arrive, never with what a header promises. Pure.
 */
#ifndef RG_RPC_FRAME_H
#define RG_RPC_FRAME_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef enum rg_frame_kind {
	RG_FRAME_NONE,	  /* more bytes are needed */
	RG_FRAME_MESSAGE, /* body is a message's content */
	RG_FRAME_SKIPPED, /* a message was passed over; err says why, the next one can be read */
	RG_FRAME_LOST	  /* where the next message begins cannot be known; err says why */
} rg_frame_kind;

typedef struct rg_framer {
	enum { RG_FRAMER_HEADER, RG_FRAMER_BODY, RG_FRAMER_SKIP, RG_FRAMER_LOST } state;
	rg_buf bytes;	   /* the header line or the body that is being read */
	size_t header_len; /* bytes of header lines of this message, so far */
	bool has_length, has_line, is_charset_wrong;
	uint64_t length; /* Content-Length */
	uint64_t left;	 /* bytes still to skip */
} rg_framer;

void rg_framer_init(rg_framer *framer);
void rg_framer_release(rg_framer *framer);
/*
 * Takes bytes off *rest up to the end of the next message. body is borrowed until the next call,
 * which wipes it.
 * To be called until it says RG_FRAME_NONE, which leaves *rest empty. After RG_FRAME_LOST all
 * bytes are ignored.
 */
rg_frame_kind rg_framer_next(rg_framer *framer, rg_str *rest, rg_str *body, rg_err *err);
/* Whether a message has begun and not ended: at the end of input, it was truncated. */
bool rg_framer_is_inside(const rg_framer *framer);
/* Appends body with its header. */
void rg_frame_render(rg_buf *out, rg_str body);

#endif
