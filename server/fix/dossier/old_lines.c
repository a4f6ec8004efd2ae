/* SPDX-License-Identifier: MIT */
/*
 * old_lines.c - reads a unified diff by its hunks' counts, so that a removed line which looks like
 * a header ("--- a/x") is no header.
 */
#include "fix/dossier/old_lines.h"

#include "base/buf.h"

/* git-config(1), core.quotePath: "sp\303\244t.py", and \t, \n, \", \\ and the like. */
static rg_str unquoted(rg_arena *arena, rg_str name)
{
	static const char letters[] = "abtnvfr", bytes[] = "\a\b\t\n\v\f\r";
	rg_buf buf;
	rg_str out;

	rg_buf_init(&buf, name.len);
	for (size_t i = 0; i < name.len && name.ptr[i] != '"'; i++) {
		char c = name.ptr[i];
		size_t letter;

		if (c != '\\' || i + 1 >= name.len) {
			rg_buf_add_char(&buf, c);
			continue;
		}
		c = name.ptr[++i];
		if (c >= '0' && c <= '3' && i + 2 < name.len) {
			c = (char)((c - '0') << 6 | (name.ptr[i + 1] & 7) << 3 |
				   (name.ptr[i + 2] & 7));
			i += 2;
		} else if ((letter = rg_str_find_char(rg_str_of(letters), c)) != SIZE_MAX) {
			c = bytes[letter];
		}
		rg_buf_add_char(&buf, c);
	}
	out = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* What stands behind "--- "; null for /dev/null. */
static rg_str old_path(rg_arena *arena, rg_str name)
{
	if (rg_str_skip(&name, RG_STR("\"")))
		name = unquoted(arena, name);
	else
		rg_str_chop(&name, RG_STR("\t"));
	return rg_str_skip(&name, RG_STR("a/")) ? name : (rg_str){NULL, 0};
}

/* "12,5 " or "12 ": a place and a count of lines. */
static bool read_side(uint64_t *first, uint64_t *count, rg_str *line)
{
	rg_str side, number;

	if (!rg_str_part(&side, line, ' ') || !rg_str_part(&number, &side, ',') ||
	    !rg_str_u64(first, number, UINT32_MAX))
		return false;
	*count = 1;
	return !side.len || rg_str_u64(count, side, UINT32_MAX);
}

rg_line_range_vec rg_old_lines(rg_arena *arena, rg_str diff)
{
	rg_line_range_vec out = {0};
	rg_str line, path = {NULL, 0};
	uint64_t n_old = 0, n_new = 0, first, unused; /* lines of the hunk that are still to come */

	while (rg_str_line(&line, &diff)) {
		if (n_old || n_new) {
			char sign = line.len ? line.ptr[0] : ' ';

			n_old -= n_old && sign != '+' && sign != '\\';
			n_new -= n_new && sign != '-' && sign != '\\';
		} else if (rg_str_skip(&line, RG_STR("--- "))) {
			path = old_path(arena, line);
		} else if (rg_str_skip(&line, RG_STR("@@ -")) && read_side(&first, &n_old, &line) &&
			   rg_str_skip(&line, RG_STR("+")) && read_side(&unused, &n_new, &line) &&
			   path.ptr && n_old && first + n_old <= UINT32_MAX) {
			RG_PUSH(arena, &out,
				(rg_line_range){.path = path,
						.first = (uint32_t)first,
						.last = (uint32_t)(first + n_old - 1)});
		}
	}
	return out;
}
