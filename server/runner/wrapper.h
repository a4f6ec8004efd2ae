/* SPDX-License-Identifier: MIT */
/*
 * wrapper.h - a command behind the setting `wrapper`: in a container, on another host, in a job of
 * a cluster. Most wrappers hand over neither environment nor working folder, so both travel in
 * the command itself, and ssh gives its words to a shell, so they are quoted for it.
 */
#ifndef RG_RUNNER_WRAPPER_H
#define RG_RUNNER_WRAPPER_H

#include "base/vec.h"

/*
 * WRAPPER [sh -c 'cd …' CWD] [env NAME=value …] COMMAND, in the arena. cwd: where it runs there,
 * null: wherever the wrapper leads. vars: "K=V", set there; NULL: none. Nothing secret belongs into
 * vars: others see a command's words. Without a wrapper it is the command alone.
 */
rg_str_vec rg_wrapper_argv(rg_arena *arena, const rg_str_vec *wrapper, rg_str cwd,
			   const rg_str_vec *vars, const rg_str_vec *command);

/* The word as a POSIX shell reads it back; plain ones stay as they are. */
rg_str rg_shell_quoted(rg_arena *arena, rg_str word);
/* A command as somebody types it. */
rg_str rg_shell_line(rg_arena *arena, const rg_str_vec *command);

#endif
