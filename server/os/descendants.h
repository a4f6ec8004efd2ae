/* SPDX-License-Identifier: MIT */
/*
 * descendants.h - inside os/: finding and ending every process of a child, also those that left
 * its group and session. Each child's environment carries a mark that descendants inherit; on
 * Linux /proc shows it. Without /proc only the process group is reached.
 *
 * Safe after fork in a process with threads: system calls and the stack only.
 */
#ifndef RG_OS_DESCENDANTS_H
#define RG_OS_DESCENDANTS_H

#include <stdint.h>

#define RG_MARK_NAME "REDGREEN_CHILD="
#define RG_MARK_SIZE 64 /* name, value and NUL */

/* Sends a signal to the group of pid and to every process with the mark; returns how many
 * processes with the mark there were. mark: "REDGREEN_CHILD=…". */
uint32_t rg_descendants__signal(int pid, const char *mark, int signal);

/*
 * Makes sure that a guard runs: a process that ends all children that were announced and not
 * taken back, should this process die without doing so, even by SIGKILL.
 */
void rg_guard__add(int pid, const char *mark);
void rg_guard__remove(int pid, const char *mark);

#endif
