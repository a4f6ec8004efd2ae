/* SPDX-License-Identifier: MIT */
/* err.c - one line of error, cut on a character's border when it is too long. */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Ends a message that vsnprintf cut before a broken UTF-8 sequence; control bytes become '?'. */
static void tidy(char *message, size_t size)
{
	size_t len = strnlen(message, size);

	while (len && !rg_utf8_is_valid((rg_str){message, len}) && size - len < 8)
		message[--len] = '\0';
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)message[i] < 0x20 || message[i] == 0x7f)
			message[i] = message[i] == '\n' || message[i] == '\t' ? ' ' : '?';
}

static void write_message(rg_err *err, rg_rc code, const char *format, va_list args)
{
	err->code = code;
	vsnprintf(err->message, sizeof(err->message), format, args);
	tidy(err->message, sizeof(err->message));
}

rg_rc rg_fail(rg_err *err, rg_rc code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_message(err, code, format, args);
	va_end(args);
	return code;
}

rg_rc rg_fail_errno(rg_err *err, rg_rc code, const char *format, ...)
{
	int number = errno;
	size_t len;
	va_list args;

	va_start(args, format);
	write_message(err, code, format, args);
	va_end(args);
	len = strlen(err->message);
	snprintf(err->message + len, sizeof(err->message) - len, ": %s", strerror(number));
	return code;
}

rg_rc rg_err_prefix(rg_err *err, const char *format, ...)
{
	rg_err old = *err;
	size_t len;
	va_list args;

	va_start(args, format);
	write_message(err, old.code, format, args);
	va_end(args);
	len = strlen(err->message);
	snprintf(err->message + len, sizeof(err->message) - len, ": %s", old.message);
	tidy(err->message, sizeof(err->message));
	return old.code;
}

const char *rg_rc_name(rg_rc code)
{
	switch (code) {
	case RG_OK:
		return "OK";
	case RG_EINVAL:
		return "EINVAL";
	case RG_ENOTFOUND:
		return "ENOTFOUND";
	case RG_EEXISTS:
		return "EEXISTS";
	case RG_ECANCELLED:
		return "ECANCELLED";
	case RG_ETIMEOUT:
		return "ETIMEOUT";
	case RG_ETOOBIG:
		return "ETOOBIG";
	case RG_ESTALE:
		return "ESTALE";
	case RG_EREFUSED:
		return "EREFUSED";
	case RG_EAUTH:
		return "EAUTH";
	case RG_ENET:
		return "ENET";
	case RG_EEXTERNAL:
		return "EEXTERNAL";
	case RG_EBUG:
		return "EBUG";
	}
	return "?";
}
