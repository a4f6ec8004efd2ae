/* SPDX-License-Identifier: MIT */
/*
 * message.h - what redgreen and redgreen-guard tell each other, over one pair of sockets that keep
 * messages apart (SOCK_SEQPACKET). Both are of one version: they are installed together.
 *
 *	redgreen → guard	RG_GUARD_STOP: begin the ladder; end of file: redgreen is gone
 *	guard → redgreen	one rg_guard_report, right before the guard ends
 *
 * usage: redgreen-guard LEAVES_DAEMONS MEMORY_LIMIT PROGRAM ARGUMENT…
 * LEAVES_DAEMONS: 1 or 0; MEMORY_LIMIT: bytes, 0 for none. Standard streams, folder, environment:
 * the program's. Descriptor 3: the socket.
 */
#ifndef RG_OS_GUARD_MESSAGE_H
#define RG_OS_GUARD_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#define RG_GUARD_NAME	"redgreen-guard"
#define RG_GUARD_SOCKET 3
#define RG_GUARD_STOP	's'

/* For pytest's own end: it tells where it was interrupted. Then its plug-ins' and the test's. */
#define RG_LADDER_INT_MS  900
#define RG_LADDER_TERM_MS 300

typedef struct rg_guard_report {
	int exit_code; /* of the program; 127 when it could not be started */
	int signal;    /* that ended it, or 0 */
	bool is_over_memory;
	uint32_t n_ended;      /* processes that had outlived the program, and were ended */
	uint64_t memory_bytes; /* when is_over_memory: what all its processes held together */
	uint64_t started_ns, ended_ns; /* CLOCK_MONOTONIC */
} rg_guard_report;

#endif
