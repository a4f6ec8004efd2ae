/* SPDX-License-Identifier: MIT */
/* secret_forms.h - inside report/: what secrets look like by themselves, and behind their names. */
#ifndef RG_REPORT_SECRET_FORMS_H
#define RG_REPORT_SECRET_FORMS_H

#include "base/str.h"

/* A part of a text, half-open. */
typedef struct rg_span {
	size_t begin, end;
} rg_span;

/* A token of a known form, a private key or a URL's credentials that begins at i. */
bool rg_report__secret_form(rg_span *out, rg_str text, size_t i);
/*
 * The value behind a name that begins at i ("password=…", "'token': '…'", "--secret …"); *end is
 * where the name ends, found or not.
 */
bool rg_report__secret_value(rg_span *out, size_t *end, rg_str text, size_t i);

#endif
