/* SPDX-License-Identifier: MIT */
/*
 * nearest.c - the optimal string alignment distance, three rows at a time: words here are short. A
 * node id is compared with those of its file; of a file that is not there the name is compared with
 * those beside it.
 */
#include "cli/nearest.h"

#include <string.h>

#include "base/limits.h"
#include "cli/pages.h"
#include "os/fs.h"

enum { MAX_WORD = 200 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned distance(rg_str a, rg_str b)
{
	unsigned rows[3][MAX_WORD + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2], *free_row;

	for (size_t j = 0; j <= b.len; j++)
		above[j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			bool is_same = a.ptr[i - 1] == b.ptr[j - 1];

			row[j] =
				least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + !is_same);
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
			    a.ptr[i - 2] == b.ptr[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		free_row = before;
		before = above;
		above = row;
		row = free_row;
	}
	return above[b.len];
}

rg_str rg_nearest(rg_str word, const rg_str_vec *choices)
{
	rg_str found = {NULL, 0};
	unsigned fewest = (unsigned)(word.len + 2) / 3 + 1;

	for (size_t i = 0; i < choices->n && word.len <= MAX_WORD; i++) {
		unsigned n;

		if (choices->items[i].len > MAX_WORD)
			continue;
		n = distance(word, choices->items[i]);
		if (n < fewest) {
			fewest = n;
			found = choices->items[i];
		}
	}
	return found;
}

void rg_cli_explain_word(rg_buf *out, rg_str word)
{
	rg_arena *arena = rg_arena_new();
	rg_str_vec names = {0};
	size_t n;
	const rg_command *const *commands = rg_commands(&n);
	rg_str near;

	for (size_t i = 0; i < n; i++)
		if (commands[i]->shell)
			RG_PUSH(arena, &names, rg_str_of(commands[i]->shell));
	near = rg_nearest(word, &names);
	if (rg_cli_flag_of(word) != RG_CLI_N_FLAGS)
		rg_buf_printf(out, "%.*s comes behind a command: redgreen run %.*s", RG_FMT(word),
			      RG_FMT(word));
	else if (near.ptr)
		rg_buf_printf(out,
			      "there is no command \"%.*s\"; did you mean redgreen %.*s? "
			      "redgreen --help lists all",
			      RG_FMT(word), RG_FMT(near));
	else
		rg_buf_printf(out, "there is no command \"%.*s\"; redgreen --help lists them",
			      RG_FMT(word));
	rg_arena_free(arena);
}

/* The names of the Python files beside a path. */
static rg_str_vec neighbours(rg_arena *arena, rg_str folder, rg_str path)
{
	const char *place = rg_path_join(arena, folder, rg_path_folder(path));
	rg_str_vec all = rg_fs_list(arena, place), out = {0};

	for (size_t i = 0; i < all.n; i++)
		if (rg_str_ends(all.items[i], RG_STR(".py")))
			RG_PUSH(arena, &out, all.items[i]);
	return out;
}

static rg_str_vec tests_of(rg_arena *arena, const char *path)
{
	rg_str_vec out = {0};
	rg_str text, line;
	rg_buf buf;
	rg_err err;

	rg_buf_init(&buf, 8 * RG_MiB);
	if (rg_cli_print_tests(&buf, path, &err) == RG_OK)
		for (text = rg_arena_dup(arena, rg_buf_str(&buf)); rg_str_line(&line, &text);)
			RG_PUSH(arena, &out,
				rg_str_sub(line, rg_str_find(line, RG_STR("::")) + 2, line.len));
	rg_buf_release(&buf);
	return out;
}

rg_str rg_nearest_test(rg_arena *arena, rg_str folder, rg_str nodeid)
{
	size_t colons = rg_str_find(nodeid, RG_STR("::"));
	rg_str file = rg_str_sub(nodeid, 0, colons), none = {NULL, 0}, name, near;
	const char *path = rg_path_join(arena, folder, file);
	rg_str_vec choices;

	if (colons != SIZE_MAX && rg_fs_is_file(path)) {
		name = rg_str_sub(nodeid, colons + 2, nodeid.len);
		name = rg_str_sub(name, 0, rg_str_find_char(name, '['));
		choices = tests_of(arena, path);
		near = rg_nearest(name, &choices);
		return near.ptr && !rg_str_eq(near, name)
			       ? rg_arena_printf(arena, "%.*s::%.*s", RG_FMT(file), RG_FMT(near))
			       : none;
	}
	if (rg_fs_is_file(path) || rg_fs_is_folder(path))
		return none;
	choices = neighbours(arena, folder, file);
	near = rg_nearest(rg_path_name(file), &choices);
	if (!near.ptr)
		return none;
	return rg_arena_printf(arena, "%.*s%s%.*s%.*s", RG_FMT(rg_path_folder(file)),
			       rg_path_folder(file).len ? "/" : "", RG_FMT(near),
			       RG_FMT(rg_str_sub(nodeid, file.len, nodeid.len)));
}
