/* SPDX-License-Identifier: MIT */
/*
 * builder.h - inside trace/: an exception while it is being read. Texts are borrowed from the log
 * until rg_builder_finish copies them.
 */
#ifndef RG_TRACE_BUILDER_H
#define RG_TRACE_BUILDER_H

#include "trace/format.h"

typedef struct rg_builder {
	rg_frame_vec frames;
	size_t n_frames;   /* added, also those of the middle that were left out */
	rg_str_vec errors; /* E lines, with the blanks behind the E */
	rg_str message;	   /* a native traceback's last lines, or any text at the left edge */
	rg_str what;	   /* behind a location: "ValueError", or "ValueError: text" */
	bool has_native;   /* message belongs to a native traceback */
	const rg_exception *group; /* type and message were read already, or NULL */
} rg_builder;

/* Adds a frame behind the others; beyond RG_LIMIT_FRAMES those of the middle are left out. */
void rg_builder_add_frame(rg_builder *b, rg_reader *reader, const rg_frame *frame);

/* Whether anything was read. */
bool rg_builder_has_any(const rg_builder *b);

/* What was read, as an exception; machinery's frames left out unless nothing else is there. */
rg_exception rg_builder_finish(const rg_builder *b, rg_reader *reader);

#endif
