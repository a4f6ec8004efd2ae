/* SPDX-License-Identifier: MIT */
/*
 * err.h - our inability, as a code and one line. A failing test, a stale claim or STOP is a
 * result, not an error.
 *
 * An rg_err is the caller's, never NULL, untouched on success, written once at the lowest place
 * that knows; upper layers prefix it. The message is one line without a final dot: what is
 * wrong, with the value; the user's adds the next step.
 */
#ifndef RG_BASE_ERR_H
#define RG_BASE_ERR_H

#include <stdarg.h>

#include "base/str.h"

#define RG_MUST_CHECK __attribute__((warn_unused_result))

typedef enum rg_rc {
	RG_OK = 0,
	RG_EINVAL = -1,	    /* the caller's or the user's input is wrong */
	RG_ENOTFOUND = -2,  /* it is not there */
	RG_EEXISTS = -3,    /* it is there already */
	RG_ECANCELLED = -4, /* the user stopped it */
	RG_ETIMEOUT = -5,   /* the time given for it is over */
	RG_ETOOBIG = -6,    /* above a limit of base/limits.h */
	RG_ESTALE = -7,	    /* the world changed since it was looked at */
	RG_EREFUSED = -8,   /* we could, and must not */
	RG_EAUTH = -9,	    /* who we are was not accepted */
	RG_ENET = -10,	    /* the network, or the other side of it */
	RG_EEXTERNAL = -11, /* a program, library, disk or system call failed */
	RG_EBUG = -12	    /* cannot happen, and did */
} rg_rc;

typedef struct rg_err {
	rg_rc code;
	char message[1000];
} rg_err;

/* Writes the error and returns its code, so that it can be the value of a return statement. */
rg_rc rg_fail(rg_err *err, rg_rc code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, with the reason of errno behind it. */
rg_rc rg_fail_errno(rg_err *err, rg_rc code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Puts "what: " in front of the message that is there; returns its code. */
rg_rc rg_err_prefix(rg_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The code's name without its prefix: "EINVAL". */
const char *rg_rc_name(rg_rc code);

#endif
