/* SPDX-License-Identifier: MIT */
/*
 * fingerprint.h - whether two failures fail for the same reason: exception type, message without
 * what differs from run to run, the functions inside the workspace that the chain went through, the
 * statements where it began and where it ended, and the exceptions behind it. Line numbers are left
 * out, so that an edit above does not change it.
 */
#ifndef RG_TRACE_FINGERPRINT_H
#define RG_TRACE_FINGERPRINT_H

#include "trace/failure.h"

/* 16 hexadecimal digits for a failure whose frames have been resolved. Pure. */
rg_str rg_fingerprint(rg_arena *arena, const rg_failure *failure);

/*
 * A line of a message without addresses, object ids, temporary and absolute folders, line numbers,
 * times, ports, the end of long fractions, UUIDs and the order of sets and dictionaries: what two
 * runs of one failure share. Other numbers stay: 404 is not 500.
 */
rg_str rg_fingerprint_text(rg_arena *arena, rg_str line);

#endif
