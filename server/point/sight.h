/* SPDX-License-Identifier: MIT */
/*
 * sight.h - what a workspace sees of its files between commands: the list of them (inventory.h) and
 * what locating knows (pointing.h). In a process that stays (rg_sight_open) both are made in the
 * background and kept up to date, so that an answer looks at nothing but what changed. On the loop.
 */
#ifndef RG_POINT_SIGHT_H
#define RG_POINT_SIGHT_H

#include "point/inventory.h"
#include "point/pointing.h"
#include "os/loop.h"

typedef struct rg_sight rg_sight;

/* What it tells whoever made it, on the loop; functions may be NULL. */
typedef struct rg_sight_hooks {
	void *self;
	/* A file of the inventory (relative) was written or is gone. */
	void (*written)(void *self, rg_str path);
	/* Work in the background has ended. */
	void (*rested)(void *self);
} rg_sight_hooks;

/* root: the workspace's, borrowed. */
rg_sight *rg_sight_new(rg_loop *loop, rg_str root, const rg_sight_hooks *hooks);
/* When it is idle and nothing is lent. NULL is accepted. */
void rg_sight_free(rg_sight *sight);
/* From now on it works in the background. Begins at once. */
void rg_sight_open(rg_sight *sight);
/* Ends that: what is under way comes back soon, and nothing begins any more. */
void rg_sight_close(rg_sight *sight);
bool rg_sight_is_idle(const rg_sight *sight);

/* Tells at once what was written until now. */
void rg_sight_hear(rg_sight *sight);
/* Whether an inventory that is made now shall have a watch: unless one with a watch is being made.
 */
bool rg_sight_wants_watch(const rg_sight *sight);
/*
 * The list of files as it is at this moment, or NULL: then somebody has to make one. Valid until
 * rg_sight_rest.
 */
const rg_inventory *rg_sight_inventory(rg_sight *sight);
/* Takes over one that was made since, and gives it back, valid for as long. */
const rg_inventory *rg_sight_put_inventory_take(rg_sight *sight, rg_inventory *inventory);
/* No task is left that could use an inventory: older ones go. */
void rg_sight_rest(rg_sight *sight);

/*
 * Lends what locating knows to one job at a time: calls lent on the loop, now or when it is free;
 * NULL instead when files are being read for the first time: rg_pointing_glance answers then.
 */
void rg_sight_borrow(rg_sight *sight, void (*lent)(void *data, rg_pointing *pointing), void *data);
/* Not any more, when it has not come yet: lent is not called. False: it was. */
bool rg_sight_unborrow(rg_sight *sight, const void *data);
void rg_sight_return_take(rg_sight *sight, rg_pointing *pointing);

#endif
