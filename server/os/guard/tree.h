/* SPDX-License-Identifier: MIT */
/*
 * tree.h - the processes below this one, as /proc has them now. A subreaper (prctl(2)) loses none:
 * whoever forks twice, opens a session or clears its environment stays below it.
 */
#ifndef RG_OS_GUARD_TREE_H
#define RG_OS_GUARD_TREE_H

#include <stdint.h>

/* Reads /proc and gives the number of live processes below this one; at most 32,768 are seen. */
uint32_t rg_tree_read(void);
/* Sends a signal to every process of the last reading but those of the group (0: none is left out).
 */
void rg_tree_signal(int signal, int except_group);
/* Memory of their own (without files and shared pages) that the processes of the last reading hold
 * together, in bytes. */
uint64_t rg_tree_memory(void);

#endif
