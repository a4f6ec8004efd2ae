/* SPDX-License-Identifier: MIT */
/*
 * moves.h - what can be done now on the way from red to the pull request, and what comes next: one
 * table over what is known of a workspace, which lenses, code actions, hover and the status line
 * ask. It orders menus and is no claim: what it does not know (a change made behind the editor's
 * back) the command itself finds out. Pure.
 */
#ifndef RG_FIX_WORKSPACE_MOVES_H
#define RG_FIX_WORKSPACE_MOVES_H

#include <stdbool.h>
#include <stdint.h>

typedef enum rg_move {
	RG_MOVE_FREE, /* possible at any time, and never what comes next */
	RG_MOVE_RUN_TEST,
	RG_MOVE_LOCATE,
	RG_MOVE_START_FIX,
	RG_MOVE_CREATE_BRANCH,
	RG_MOVE_CHECK_STABILITY,
	RG_MOVE_MEASURE,
	RG_MOVE_CREATE_PR,
	RG_MOVE_WRITE_REPORT,
	RG_MOVE_GIVE_UP,
	RG_MOVE_SHOW_STATUS,
	RG_MOVE_UNDO,
	RG_MOVE_STOP,
	RG_MOVE_ANSWER,
	RG_N_MOVES
} rg_move;

/* What is known of a workspace. */
enum {
	RG_KNOWN_UNTRUSTED = 1 << 0, /* the client said that none of its code may run */
	RG_KNOWN_BUSY = 1 << 1,	     /* a command that runs alone is under way */
	RG_KNOWN_FAILURE = 1 << 2,   /* a run or a log showed a failing test */
	RG_KNOWN_SESSION = 1 << 3,   /* a fix session is open */
	RG_KNOWN_SPEED = 1 << 4,     /* it is about speed */
	RG_KNOWN_BRANCH = 1 << 5,    /* its fix branch was made */
	RG_KNOWN_OVER = 1 << 6,	     /* its time is over */
	RG_KNOWN_PAST = 1 << 7,	     /* it, or an earlier one, can be told about */
	RG_KNOWN_UNDOABLE = 1 << 8,  /* that one's branch was made, and not undone */
	/* Of the files as they were last saved: what their newest run showed. */
	RG_KNOWN_RED = 1 << 9,
	RG_KNOWN_GREEN = 1 << 10,
	RG_KNOWN_STABLE = 1 << 11, /* green as often as is asked for */
	RG_KNOWN_MEASURED = 1 << 12,
	RG_KNOWN_ASKED = 1 << 13, /* a command waits for the user's answer */
};
/* What an edit makes unknown. */
#define RG_KNOWN_OF_FILES (RG_KNOWN_RED | RG_KNOWN_GREEN | RG_KNOWN_STABLE | RG_KNOWN_MEASURED)

/* Why the move is not possible, a clause without a final dot; NULL: it is. */
const char *rg_move_obstacle(rg_move move, uint32_t known);
/* What comes next; RG_MOVE_FREE: nothing that redgreen could do. */
rg_move rg_move_next(uint32_t known);

#endif
