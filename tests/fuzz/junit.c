/* SPDX-License-Identifier: MIT */
/* junit.c - any bytes are JUnit XML. */
#include "check_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_format(&rg_trace_format_junit, data, size);
	return 0;
}
