/* SPDX-License-Identifier: MIT */
/*
 * scan.c - one pass, with what the last token was as its only memory. A `def` inside a string
 * counts too; that costs nothing but a reason that a reader would call odd.
 */
#include "locate/scan.h"

#include "locate/tokens.h"

void rg_scan_init(rg_scan *out, rg_language language, rg_str bytes)
{
	*out = (rg_scan){.at = bytes.ptr, .end = bytes.ptr + bytes.len, .language = language};
	out->line_end = out->at;
}

/* Whether a line of C or C++ gives a name to Python. */
static bool binds(rg_str line)
{
	static const char *const marks[] = {"def(",	     "def_",	 "impl(",	"bind",
					    "register",	     "REGISTER", "PyMethodDef", "METH_",
					    "TORCH_LIBRARY", "PYBIND11"};

	if (rg_str_find_char(line, '"') == SIZE_MAX)
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (rg_str_has(line, rg_str_of(marks[i])))
			return true;
	return false;
}

/* A quoted name is the whole of the text in quotes, perhaps with a path before it: "a::b", "a.b".
 */
static bool is_bound_name(rg_scan *scan, rg_str token)
{
	const char *begin = token.ptr, *end = token.ptr + token.len;

	if (end == scan->end || *end != '"')
		return false;
	if (end > scan->line_end) {
		const char *line = begin;
		const char *line_end = memchr(end, '\n', (size_t)(scan->end - end));

		while (line > scan->line_end && line[-1] != '\n')
			line--;
		scan->line_end = line_end ? line_end : scan->end;
		scan->is_binding = binds((rg_str){line, (size_t)(scan->line_end - line)});
	}
	return scan->is_binding;
}

bool rg_scan_next(rg_str *token, bool *is_definition, rg_scan *scan)
{
	if (!rg_token__next(token, &scan->at, scan->end))
		return false;
	*is_definition = scan->is_behind_def;
	if (scan->language == RG_LANG_PYTHON) {
		scan->is_behind_def = (token->len == 3 && memcmp(token->ptr, "def", 3) == 0) ||
				      (token->len == 5 && memcmp(token->ptr, "class", 5) == 0);
	} else {
		scan->is_behind_def = (token->len == 5 && memcmp(token->ptr, "class", 5) == 0) ||
				      (token->len == 6 && memcmp(token->ptr, "struct", 6) == 0);
		if (!*is_definition)
			*is_definition = is_bound_name(scan, *token);
	}
	return true;
}
