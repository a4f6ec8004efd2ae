/* SPDX-License-Identifier: MIT */
/*
 * fmt_probe.h - the records of our pytest plug-in (clients/pytest/redgreen_probe.py describes
 * them at its head), read into the same rg_trace as text. Pure.
 */
#ifndef RG_TRACE_FMT_PROBE_H
#define RG_TRACE_FMT_PROBE_H

#include "trace/trace.h"

/*
 * The failures in the probe's JSON Lines; a broken or unknown line is left out. What is kept is
 * copied into the arena. NULL when there is no `session` record: the probe was not loaded.
 * is_complete: the `finish` record is there.
 */
const rg_trace *rg_trace_read_probe(rg_arena *arena, rg_str jsonl, const rg_trace_options *options);

/*
 * A live run. The probe's failures where there are any; from the text comes what no report can
 * say: a crash, a time-out that ended the process, pytest's complaint, an internal error. jsonl
 * may be empty: then the text alone is read.
 */
const rg_trace *rg_trace_read_run(rg_arena *arena, rg_str jsonl, rg_str log,
				  const rg_trace_options *options);

#endif
