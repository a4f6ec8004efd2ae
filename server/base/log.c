/* SPDX-License-Identifier: MIT */
/* log.c - lines to stderr. One write per line, so that threads do not mix theirs. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static rg_log_level threshold = RG_LOG_WARNING;

void rg_log_set_level(rg_log_level level)
{
	threshold = level;
}

void rg_log(rg_log_level level, const char *format, ...)
{
	static const char *const names[] = {"", "error", "warning", "info", "debug"};
	char line[2000];
	size_t len;
	va_list args;

	if (level > threshold)
		return;
	len = (size_t)snprintf(line, sizeof(line), "redgreen: %s: ", names[level]);
	va_start(args, format);
	vsnprintf(line + len, sizeof(line) - len - 1, format, args);
	va_end(args);
	len = strlen(line);
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* nowhere left to say so */
}
