/* SPDX-License-Identifier: MIT */
/*
 * wire.h - the two ends of a client: bytes in, bytes out. Reading never blocks and never stops;
 * writing goes through one bounded queue, so that a client that stops reading cannot stop us.
 */
#ifndef RG_OS_WIRE_H
#define RG_OS_WIRE_H

#include "base/str.h"
#include "os/loop.h"

typedef struct rg_wire rg_wire;
/* bytes are borrowed until the function returns, and wiped then: they may hold a token. */
typedef void (*rg_wire_read)(void *data, rg_str bytes);
typedef void (*rg_wire_end)(void *data); /* the client closed its end, or reading failed */

/*
 * Takes over standard input and output. Descriptor 1 is pointed at stderr first, so that nothing
 * but us writes to the client.
 */
rg_wire *rg_wire_new(rg_loop *loop, rg_wire_read on_read, rg_wire_end on_end, void *data);
void rg_wire_free(rg_wire *wire);
/*
 * Queues a message. droppable: a later one with the same non-zero key replaces it while it
 * waits, and it is dropped first when the queue is full. False when the client was given up
 * because the queue of undroppable messages is full; on_end then comes.
 */
bool rg_wire_send(rg_wire *wire, rg_str message, uint64_t droppable_key);
/* Bytes that wait. */
size_t rg_wire_waiting(const rg_wire *wire);
/* Writes what waits, blocking for at most ms milliseconds; at the end of the process. */
void rg_wire_flush(rg_wire *wire, uint64_t ms);

#endif
