/* SPDX-License-Identifier: MIT */
/* walk.h - inside trace/: the exceptions that a report shows, in the order in which it does. */
#ifndef RG_TRACE_WALK_H
#define RG_TRACE_WALK_H

#include "trace/format.h"

typedef struct rg_walked {
	rg_exception_vec done;		 /* oldest first; the last is the reported one */
	RG_VEC(rg_relation) relations;	 /* of done[i] to the one behind it */
	RG_VEC(rg_exception_vec) groups; /* the members of done[i] */
	rg_str what; /* behind the last location, borrowed: "ValueError: text", or only its type */
} rg_walked;

/* Reads at most RG_LIMIT_SECTION_BYTES of text. Texts are copied but for `what`. Linear. */
void rg_walk_read(rg_walked *out, rg_reader *reader, rg_str text);

#endif
