/* SPDX-License-Identifier: MIT */
/* exits.h - the program's end in the shell: commands/exits.def. */
#ifndef RG_COMMANDS_EXITS_H
#define RG_COMMANDS_EXITS_H

typedef enum rg_exit_status {
#define RG_EXIT(id, status, meaning) RG_EXIT_##id = (status),
#include "commands/exits.def"
#undef RG_EXIT
} rg_exit_status;

typedef struct rg_exit {
	rg_exit_status status;
	const char *meaning;
} rg_exit;

/* All of them; the last one has no meaning (NULL). */
extern const rg_exit rg_exits[];

#endif
