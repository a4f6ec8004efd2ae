/* SPDX-License-Identifier: MIT */
/*
 * complaint.h - inside trace/: what pytest says when it could not even begin: bad arguments and
 * ids, a conftest that cannot be loaded, its own errors.
 */
#ifndef RG_TRACE_COMPLAINT_H
#define RG_TRACE_COMPLAINT_H

#include "trace/format.h"

/*
 * Sets trace->usage; adds a failure for a conftest that raised and for an internal error. text:
 * a log in which no test failed.
 */
void rg_complaint_read(rg_reader *reader, rg_str text);

/* The same for pytest's own error in a session in which tests ran. */
void rg_complaint_read_internal(rg_reader *reader, rg_str progress);

#endif
