/* SPDX-License-Identifier: MIT */
/* run_reader.h - inside trace/: one session of pytest while its reports and summary are put
 * together. */
#ifndef RG_TRACE_RUN_READER_H
#define RG_TRACE_RUN_READER_H

#include "trace/sections.h"
#include "trace/summary.h"
#include "trace/traceback.h"

typedef struct rg_run_reader {
	rg_reader *reader;
	const rg_session *session;
	rg_outcome_line_vec lines;
	rg_str_vec collected; /* titles of collection errors */
	rg_str only_file;     /* the one file that the progress names, or null */
} rg_run_reader;

/* The only file among lines like `tests/test_a.py ..F [ 50%]`, or null. */
rg_str rg_run__find_only_file(rg_str progress);

/* The summary's line for a report, or NULL. */
rg_outcome_line *rg_run__find_line(rg_run_reader *run, rg_str title, rg_phase phase,
				   const rg_traceback *traceback);

/* Without a summary: from the file that a frame of the test's own function names. */
rg_str rg_run__guess_test(rg_run_reader *run, rg_str title, rg_phase phase,
			  const rg_traceback *traceback);

/* What only the summary knows: the type behind `pytest.fail(…, pytrace=False)`, or everything. */
void rg_run__add_from_line(rg_run_reader *run, rg_exception *error, const rg_outcome_line *line);

/* With xdist each worker collects, and shows the same error: whether this title was there already.
 */
bool rg_run__is_collected(rg_run_reader *run, rg_str title);

/* Summary lines without a report; under --tb=line with what the section shows for them. */
void rg_run__read_rest(rg_run_reader *run, const rg_traceback_vec *parts);

#endif
