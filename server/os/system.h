/* SPDX-License-Identifier: MIT */
/* system.h - the clock, the environment, and where programs are. */
#ifndef RG_OS_SYSTEM_H
#define RG_OS_SYSTEM_H

#include "base/vec.h"

/* Nanoseconds of a clock that never goes back. Any thread. */
uint64_t rg_clock_ns(void);
/* Seconds since the epoch. */
int64_t rg_clock_wall(void);
/* Seconds since this machine's start, sleep included; nobody sets this clock. */
int64_t rg_clock_uptime(void);
/* Names that start; "unknown" when the system does not say. Static. Any thread. */
rg_str rg_boot_id(void);
/* Local time as "2026-11-24 14:05:09", or "2026-11-24_14-05-09" for file names. */
rg_str rg_clock_format(rg_arena *arena, int64_t wall, bool for_file_name);
/* Null when unset. Borrowed. */
rg_str rg_env_get(const char *name);
/* The whole environment as "K=V". */
rg_str_vec rg_env_all(rg_arena *arena);
/* The program on a PATH (null: ours), absolute; null when there is none. */
rg_str rg_find_program(rg_arena *arena, const char *name, rg_str path_variable);
/* This program's own file, links resolved. */
rg_str rg_self_path(rg_arena *arena);
/*
 * When this process began, machine's start included, to tell it from a later one of its number: to
 * be compared alone, exact in a double.
 */
int64_t rg_process_start(void);
/* Whether the process of that number and start is still there; start 0: the number alone counts. */
bool rg_process_is_alive(int64_t pid, int64_t start);
bool rg_is_terminal(int fd);
/* The width of the terminal at fd in columns; 0 when it is none or does not say. */
unsigned rg_terminal_columns(int fd);

/* For workers alone: the loop never waits. */
void rg_sleep_ms(unsigned ms);

/* Has the heaps hold less in vain: there are two, and large blocks go back when they are freed.
 * Before there are threads. */
void rg_memory_share(void);
/* Gives memory that was freed back to the system, after work that took much. Any thread. */
void rg_memory_trim(void);

#endif
