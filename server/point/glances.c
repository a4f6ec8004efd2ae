/* SPDX-License-Identifier: MIT */
/* glances.c - a number; whoever waits looks again a thousand times a second. */
#include "point/glances.h"

#include <stdatomic.h>

#include "os/system.h"

static atomic_int n_glances;

void rg_glances_begin(void)
{
	atomic_fetch_add(&n_glances, 1);
}

void rg_glances_end(void)
{
	atomic_fetch_sub(&n_glances, 1);
}

void rg_glances_let_pass(const rg_cancel *cancel)
{
	while (atomic_load(&n_glances) && !rg_cancel_is_set(cancel))
		rg_sleep_ms(1);
}
