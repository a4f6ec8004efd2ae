/* SPDX-License-Identifier: MIT */
/*
 * wrapper.c - sh and env are what every system with a Python has. `env -C` would be shorter, but
 * BusyBox and macOS do not know it.
 */
#include "runner/wrapper.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/limits.h"

rg_str rg_shell_quoted(rg_arena *arena, rg_str word)
{
	bool is_plain = word.len > 0;
	rg_buf out;
	rg_str text;

	for (size_t i = 0; i < word.len && is_plain; i++)
		is_plain = isalnum((unsigned char)word.ptr[i]) ||
			   ((unsigned char)word.ptr[i] & 0x80) ||
			   (word.ptr[i] && strchr("_-./=:,+@%", word.ptr[i]));
	if (is_plain)
		return word;
	rg_buf_init(&out, RG_LIMIT_SETTINGS_BYTES);
	rg_buf_add_char(&out, '\'');
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] == '\'')
			rg_buf_add_z(&out, "'\\''");
		else
			rg_buf_add_char(&out, word.ptr[i]);
	rg_buf_add_char(&out, '\'');
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text;
}

rg_str rg_shell_line(rg_arena *arena, const rg_str_vec *command)
{
	rg_str_vec words = {0};

	for (size_t i = 0; i < command->n; i++)
		RG_PUSH(arena, &words, rg_shell_quoted(arena, command->items[i]));
	return rg_str_vec_join(arena, &words, RG_STR(" "));
}

/* ssh joins what it is given with blanks and lets the other side's shell read it (ssh(1)). */
static bool goes_through_shell(const rg_str_vec *wrapper)
{
	static const char *const names[] = {"ssh", "autossh", "sshpass"};
	rg_str name = rg_path_name(wrapper->items[0]);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return false;
}

rg_str_vec rg_wrapper_argv(rg_arena *arena, const rg_str_vec *wrapper, rg_str cwd,
			   const rg_str_vec *vars, const rg_str_vec *command)
{
	rg_str_vec inner = {0}, out = {0};
	bool has_wrapper = wrapper && wrapper->n;

	if (has_wrapper && cwd.len) {
		RG_PUSH(arena, &inner, RG_STR("sh"));
		RG_PUSH(arena, &inner, RG_STR("-c"));
		RG_PUSH(arena, &inner, RG_STR("cd \"$0\" && exec \"$@\""));
		RG_PUSH(arena, &inner, cwd);
	}
	if (has_wrapper && vars && vars->n) {
		RG_PUSH(arena, &inner, RG_STR("env"));
		for (size_t i = 0; i < vars->n; i++)
			RG_PUSH(arena, &inner, vars->items[i]);
	}
	for (size_t i = 0; i < command->n; i++)
		RG_PUSH(arena, &inner, command->items[i]);
	for (size_t i = 0; has_wrapper && i < wrapper->n; i++)
		RG_PUSH(arena, &out, wrapper->items[i]);
	for (size_t i = 0; i < inner.n; i++)
		RG_PUSH(arena, &out,
			has_wrapper && goes_through_shell(wrapper)
				? rg_shell_quoted(arena, inner.items[i])
				: inner.items[i]);
	return out;
}
