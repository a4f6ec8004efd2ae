/* SPDX-License-Identifier: MIT */
/* json_scan.h - inside base/: the strict scanner in front of cJSON. Pure. */
#ifndef RG_BASE_JSON_SCAN_H
#define RG_BASE_JSON_SCAN_H

#include "base/str.h"

typedef struct rg_json_scan {
	const char *wrong; /* what is wrong, or NULL */
	bool too_deep;
	size_t at;    /* the byte where it is wrong */
	rg_str found; /* the bytes of the wanted member; null when there is none */
} rg_json_scan;

/*
 * Whether bytes are one JSON value (RFC 8259) without a NUL in a string or a key that stands twice
 * in an object. UTF-8 is the caller's to check. wanted: a member of the outermost object, or NULL.
 */
bool rg_json__scan(rg_json_scan *out, rg_str bytes, const char *wanted);

#endif
