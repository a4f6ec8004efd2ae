/* SPDX-License-Identifier: MIT */
/*
 * descendants.h - inside os/: finding and ending every process of a child, also those that left
 * its group and session. Each child's environment carries a mark that descendants inherit; on
 * Linux /proc shows it. Without /proc only the process group is reached. Children with a
 * guard need this only when somebody ended the guard (guard/message.h).
 */
#ifndef RG_OS_DESCENDANTS_H
#define RG_OS_DESCENDANTS_H

#include <stdint.h>

#define RG_MARK_NAME "REDGREEN_CHILD="
#define RG_MARK_SIZE 64 /* name, value and NUL */

/* Sends a signal to the group of pid and to every process with the mark; returns how many
 * processes with the mark there were. mark: "REDGREEN_CHILD=…". */
uint32_t rg_descendants__signal(int pid, const char *mark, int signal);

#endif
