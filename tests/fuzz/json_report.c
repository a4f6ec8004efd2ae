/* SPDX-License-Identifier: MIT */
/* json_report.c - any bytes are pytest-json-report's file. */
#include "check_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_format(&rg_trace_format_json_report, data, size);
	return 0;
}
