/* SPDX-License-Identifier: MIT */
/*
 * countdown.h - inside lsp/ only: the clock of the fix session that is open in a root, for the
 * user: the lens over its test is renewed when what it says changes, two thirds are said once, and
 * the end with its report. Without a session there is no timer.
 */
#ifndef RG_LSP_COUNTDOWN_H
#define RG_LSP_COUNTDOWN_H

#include "base/str.h"
#include "os/loop.h"

typedef struct rg_root rg_root;

typedef struct rg_countdown {
	rg_timer *timer;  /* NULL: nothing is to come */
	bool is_looking;  /* a job holds on to the root */
	bool looks_again; /* something happened meanwhile */
	bool has_ended;	  /* the session's end was seen to */
	char shown[80];	  /* what the client's newest lenses say of it; "": nothing */
} rg_countdown;

/* Looks whether a session is open: at first, and whenever one may have changed. */
void rg_countdown_look(rg_root *root);
/* The client was given a lens that says so. */
void rg_countdown_shown(rg_root *root, rg_str words);
void rg_countdown_stop(rg_countdown *countdown);

#endif
