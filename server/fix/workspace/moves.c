/* SPDX-License-Identifier: MIT */
/*
 * moves.c - two tables, read from above: the first row that holds counts. An obstacle is what the
 * command itself would say STOP for, as far as it can be known without asking git; what may be
 * possible all the same (a pull request from a branch of one's own) is not in the way.
 */
#include "fix/workspace/moves.h"

#include <stddef.h>

#define M(move)	 (1u << RG_MOVE_##move)
#define K(known) (uint32_t) RG_KNOWN_##known

/* They run the repository's code. */
#define RUNNING                                                                                    \
	(M(RUN_TEST) | M(START_FIX) | M(CREATE_BRANCH) | M(CHECK_STABILITY) | M(MEASURE) |         \
	 M(CREATE_PR))
/* One at a time. */
#define ALONE (RUNNING | M(WRITE_REPORT) | M(GIVE_UP) | M(UNDO))

typedef struct row {
	uint32_t moves;
	uint32_t has, lacks; /* holds when all of the one and none of the other are known */
	const char *obstacle;
} row;

static const row obstacles[] = {
	{RUNNING, K(UNTRUSTED), 0, "the workspace is not trusted"},
	{ALONE, K(BUSY), 0, "a command is under way; stop it, or wait for its end"},
	{M(STOP), 0, K(BUSY), "nothing is under way"},
	{M(ANSWER), 0, K(ASKED), "nothing is asked"},
	{M(LOCATE), 0, K(FAILURE), "no failure is known; run the test first"},
	{M(START_FIX), K(SESSION), 0, "a fix session is open already"},
	{M(CREATE_BRANCH), 0, K(SESSION), "no fix session is open; start one first"},
	{M(CREATE_BRANCH), K(BRANCH), 0, "the fix branch was made already"},
	{M(MEASURE), 0, K(SESSION), "no fix session is open; start one first"},
	{M(MEASURE), 0, K(BRANCH), "there is no fix branch yet; create it first"},
	{M(CHECK_STABILITY), K(SESSION) | K(BRANCH) | K(RED), 0,
	 "its newest run was red, and nothing was changed since"},
	{M(CREATE_PR), K(RED), 0, "its newest run was red, and nothing was changed since"},
	{M(GIVE_UP), 0, K(SESSION), "no fix session is open"},
	{M(WRITE_REPORT) | M(SHOW_STATUS), 0, K(PAST), "there was no fix session here yet"},
	{M(UNDO), 0, K(UNDOABLE), "there is no fix branch to take back"},
};

const char *rg_move_obstacle(rg_move move, uint32_t known)
{
	for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++) {
		const row *r = &obstacles[i];

		if ((r->moves & (1u << move)) && (known & r->has) == r->has && !(known & r->lacks))
			return r->obstacle;
	}
	return NULL;
}

/* The way of the procedure, its end first. */
static const struct {
	rg_move move;
	uint32_t has, lacks;
} ways[] = {
	{RG_MOVE_STOP, K(BUSY), 0},
	{RG_MOVE_GIVE_UP, K(SESSION) | K(OVER), K(STABLE)},
	{RG_MOVE_CREATE_BRANCH, K(SESSION), K(BRANCH)},
	{RG_MOVE_MEASURE, K(SESSION) | K(STABLE) | K(SPEED), K(MEASURED)},
	{RG_MOVE_CREATE_PR, K(SESSION) | K(STABLE), 0},
	{RG_MOVE_CHECK_STABILITY, K(SESSION) | K(GREEN), 0},
	{RG_MOVE_RUN_TEST, K(SESSION), 0},
	{RG_MOVE_START_FIX, K(FAILURE), 0},
	{RG_MOVE_RUN_TEST, 0, 0},
};

rg_move rg_move_next(uint32_t known)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if ((known & ways[i].has) == ways[i].has && !(known & ways[i].lacks))
			return rg_move_obstacle(ways[i].move, known) ? RG_MOVE_FREE : ways[i].move;
	return RG_MOVE_FREE;
}
