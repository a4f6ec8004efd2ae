/* SPDX-License-Identifier: MIT */
/* reportlog.c - any bytes are pytest-reportlog's JSON Lines. */
#include "check_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_format(&rg_trace_format_reportlog, data, size);
	return 0;
}
