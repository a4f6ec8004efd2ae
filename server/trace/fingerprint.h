/* SPDX-License-Identifier: MIT */
/*
 * fingerprint.h - whether two failures fail for the same reason: exception type, first line of the
 * message without what differs from run to run, and the functions inside the workspace that the
 * chain went through. Line numbers are left out, so that an edit above does not change it.
 */
#ifndef RG_TRACE_FINGERPRINT_H
#define RG_TRACE_FINGERPRINT_H

#include "trace/failure.h"

/* 16 hexadecimal digits for a failure whose frames have been resolved. Pure. */
rg_str rg_fingerprint(rg_arena *arena, const rg_failure *failure);

/*
 * A line of a message without addresses, object ids, temporary and absolute folders, line numbers,
 * times, long fractions, UUIDs and the order of sets: what two runs of one failure share.
 */
rg_str rg_fingerprint_text(rg_arena *arena, rg_str line);

#endif
