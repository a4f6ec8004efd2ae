/* SPDX-License-Identifier: MIT */
/*
 * leash.h - what a command behind a wrapper hangs on. The end of ssh, of docker's client or of srun
 * is not the end of what they started on another host or in a container; what does arrive there is
 * the end of its standard input. So that is a pipe of ours (has_leash in os/child.h), and over
 * there a few lines of Python hold its other end, in front of the command.
 */
#ifndef RG_RUNNER_LEASH_H
#define RG_RUNNER_LEASH_H

#include "base/vec.h"

/*
 * PYTHON -IS -c … COMMAND, in the arena: to be put behind the wrapper and started with has_leash.
 * The command has no standard input, is in a session of its own, and its status or signal is the
 * whole's. When our end of the pipe closes it gets SIGINT, SIGTERM and SIGKILL, as here; what it
 * leaves running is ended too. A wrapper that hands over no standard input (docker exec without
 * -i) changes nothing. python: over there, 3.6 or later.
 */
rg_str_vec rg_leash_argv(rg_arena *arena, rg_str python, const rg_str_vec *command);

#endif
