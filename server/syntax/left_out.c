/* SPDX-License-Identifier: MIT */
/*
 * left_out.c - the files are ini or TOML and hold other programs' settings as well, so they are
 * read as words: a key's value goes on in lines that are indented or inside of brackets, options
 * are found wherever they stand. An --ignore of another program names no test.
 */
#include "syntax/left_out.h"

#include <string.h>

static bool is_separator(char c)
{
	return c && strchr(" \t\r\n,[]()\"'", c) != NULL;
}

static bool next_word(rg_str *word, rg_str *rest)
{
	size_t begin = 0, end;

	while (begin < rest->len && is_separator(rest->ptr[begin]))
		begin++;
	end = begin;
	while (end < rest->len && !is_separator(rest->ptr[end]))
		end++;
	*word = rg_str_sub(*rest, begin, end);
	*rest = rg_str_sub(*rest, end, rest->len);
	return word->len > 0;
}

/* ---- the configuration ---------------------------------------------------------------------- */

static void leave_out(rg_collection *c, rg_arena *arena, rg_left_out_kind kind, rg_str what,
		      uint32_t line)
{
	RG_PUSH(arena, &c->left_out, (rg_left_out){kind, what, line});
}

/* "--ignore=x", or "--ignore" and the next word. */
static bool option_value(rg_str *value, rg_str word, const char *option, rg_str *rest)
{
	if (!rg_str_skip(&word, rg_str_of(option)))
		return false;
	if (!word.len)
		return next_word(value, rest);
	return rg_str_skip(&word, RG_STR("=")) && (*value = word).len;
}

/* An expression up to the next option; null: it excludes nothing. */
static rg_str expression(rg_str *rest)
{
	rg_str word, at = *rest, whole = {NULL, 0};
	bool excludes = false;

	while (next_word(&word, &at) && word.ptr[0] != '-') {
		excludes = excludes || rg_str_eq_z(word, "not");
		whole = (rg_str){whole.ptr ? whole.ptr : word.ptr, 0};
		whole.len = (size_t)(word.ptr + word.len - whole.ptr);
		*rest = at;
	}
	return excludes ? whole : (rg_str){NULL, 0};
}

/* Plug-ins without which tests are not found, or are not in any order any more. */
static bool is_plugin_of_tests(rg_str name)
{
	static const char *const names[] = {"python",	"unittest",	"doctest",     "nose",
					    "randomly", "random-order", "random_order"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return false;
}

static void read_options(rg_collection *c, rg_arena *arena, rg_str rest, uint32_t line)
{
	rg_str word, value;

	while (next_word(&word, &rest)) {
		if (word.ptr[0] != '-') /* "addopts=--ignore=x" */
			word = rg_str_sub(word, rg_str_find(word, RG_STR("=-")) + 1, word.len);
		if (option_value(&value, word, "--ignore", &rest)) {
			leave_out(c, arena, RG_LEFT_OUT_PATH, value, line);
		} else if (option_value(&value, word, "--ignore-glob", &rest)) {
			leave_out(c, arena, RG_LEFT_OUT_GLOB, value, line);
		} else if (option_value(&value, word, "--deselect", &rest)) {
			leave_out(c, arena, RG_LEFT_OUT_TEST, value, line);
		} else if (rg_str_eq_z(word, "-k") || rg_str_eq_z(word, "-m")) {
			value = expression(&rest);
			if (value.ptr)
				leave_out(c, arena, RG_LEFT_OUT_CHOICE, value, line);
		} else if (rg_str_skip(&word, RG_STR("-p")) &&
			   (word.len || next_word(&word, &rest)) &&
			   rg_str_skip(&word, RG_STR("no:")) && is_plugin_of_tests(word)) {
			leave_out(c, arena, RG_LEFT_OUT_CHOICE, word, line);
		}
	}
}

/* *rest: behind the equals sign of "key = …". */
static bool is_key(rg_str *rest, rg_str line, const char *key)
{
	rg_str at = rg_str_trim(line);

	if (!rg_str_skip(&at, rg_str_of(key)))
		return false;
	at = rg_str_trim(at);
	if (!rg_str_skip(&at, RG_STR("=")) && !rg_str_skip(&at, RG_STR(":")))
		return false;
	*rest = at;
	return true;
}

typedef enum list { LIST_NONE, LIST_FOLDERS, LIST_PATHS } list;

static void read_list(rg_collection *c, rg_arena *arena, list which, rg_str rest, uint32_t line)
{
	rg_str word;

	while (next_word(&word, &rest) && word.ptr[0] != '#') {
		if (which == LIST_FOLDERS)
			leave_out(c, arena, RG_LEFT_OUT_FOLDERS, word, line);
		else
			RG_PUSH(arena, &c->paths, word);
	}
}

/* What pytest does not look into where nobody says so (_pytest/main.py, norecursedirs). */
static void add_defaults(rg_collection *c, rg_arena *arena)
{
	static const char *const names[] = {"*.egg", ".*",   "_darcs",	     "build", "CVS",
					    "dist",  "venv", "node_modules", "{arch}"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		leave_out(c, arena, RG_LEFT_OUT_FOLDERS, rg_str_of(names[i]), 0);
}

static bool is_true(rg_str value)
{
	rg_str word = {NULL, 0};

	return next_word(&word, &value) &&
	       (rg_str_eq_nocase(word, RG_STR("true")) || rg_str_eq_nocase(word, RG_STR("1")) ||
		rg_str_eq_nocase(word, RG_STR("yes")) || rg_str_eq_nocase(word, RG_STR("on")));
}

void rg_collection_parse(rg_collection *out, rg_arena *arena, rg_str text)
{
	rg_str line, value;
	list which = LIST_NONE;
	bool is_in_brackets = false, has_folders = false;
	uint32_t n = 0;

	*out = (rg_collection){0};
	while (rg_str_line(&line, &text)) {
		bool goes_on =
			is_in_brackets || (line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t'));
		rg_str trimmed = rg_str_trim(line);

		n++;
		if (!trimmed.len || trimmed.ptr[0] == '#' || trimmed.ptr[0] == ';')
			continue;
		value = line;
		if (is_key(&value, line, "norecursedirs")) {
			which = LIST_FOLDERS;
			has_folders = true;
		} else if (is_key(&value, line, "testpaths")) {
			which = LIST_PATHS;
			out->paths_line = n;
		} else if (is_key(&value, line, "xfail_strict")) {
			out->is_strict = is_true(value);
			out->strict_line = n;
			which = LIST_NONE;
		} else if (!goes_on) {
			which = LIST_NONE;
		}
		if (which == LIST_NONE) {
			is_in_brackets = false;
			read_options(out, arena, line, n);
			continue;
		}
		read_list(out, arena, which, value, n);
		if (rg_str_find_char(value, '[') != SIZE_MAX)
			is_in_brackets = true;
		if (rg_str_find_char(value, ']') != SIZE_MAX)
			is_in_brackets = false;
	}
	if (!has_folders)
		add_defaults(out, arena);
}

bool rg_collect_ignore_parse(rg_left_out_vec *out, rg_arena *arena, rg_str value, bool is_glob,
			     uint32_t line)
{
	rg_str rest = value;

	while (rest.len) {
		size_t len;

		if (rest.ptr[0] != '"' && rest.ptr[0] != '\'') {
			if (!strchr("[](),+", rest.ptr[0]))
				return false;
			rest = rg_str_sub(rest, 1, rest.len);
			continue;
		}
		len = rg_str_find_char(rg_str_sub(rest, 1, rest.len), rest.ptr[0]);
		if (len == SIZE_MAX)
			return false;
		RG_PUSH(arena, out,
			(rg_left_out){is_glob ? RG_LEFT_OUT_GLOB : RG_LEFT_OUT_PATH,
				      rg_str_sub(rest, 1, 1 + len), line});
		rest = rg_str_sub(rest, len + 2, rest.len);
	}
	return true;
}

/* ---- tests ---------------------------------------------------------------------------------- */

/* As Python's fnmatch but for classes: a star stands for slashes, too. */
static bool matches(rg_str pattern, rg_str text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, behind = 0;

	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			behind = t;
		} else if (p < pattern.len &&
			   (pattern.ptr[p] == '?' || pattern.ptr[p] == text.ptr[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++behind;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

static bool has_star(rg_str text)
{
	return rg_str_find_char(text, '*') != SIZE_MAX || rg_str_find_char(text, '?') != SIZE_MAX;
}

static rg_str without_dots(rg_str path)
{
	while (rg_str_skip(&path, RG_STR("./")))
		continue;
	while (path.len && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

/* Whether what matches the pattern is the path or a folder around it. */
static bool is_around(rg_str pattern, rg_str path)
{
	pattern = without_dots(pattern);
	for (rg_str at = path; at.len; at = rg_path_folder(at))
		if (has_star(pattern) ? matches(pattern, at) : rg_str_eq(pattern, at))
			return true;
	return rg_str_eq_z(pattern, ".");
}

/* Whether the pattern matches the path, or what of it begins behind one of its slashes. */
static bool matches_end(rg_str pattern, rg_str path)
{
	while (!matches(pattern, path)) {
		size_t slash = rg_str_find_char(path, '/');

		if (slash == SIZE_MAX)
			return false;
		path = rg_str_sub(path, slash + 1, path.len);
	}
	return true;
}

/* The same for folders alone: by name, or with a slash by the end of the path. */
static bool is_in_folder(rg_str pattern, rg_str path)
{
	pattern = without_dots(pattern);
	for (rg_str at = rg_path_folder(path); at.len; at = rg_path_folder(at))
		if (rg_str_find_char(pattern, '/') == SIZE_MAX ? matches(pattern, rg_path_name(at))
							       : matches_end(pattern, at))
			return true;
	return false;
}

static bool has_test(const rg_left_out *one, rg_str test)
{
	rg_str file = rg_str_sub(one->what, 0, rg_str_find(one->what, RG_STR("::")));

	switch (one->kind) {
	case RG_LEFT_OUT_FOLDERS:
		return is_in_folder(one->what, test);
	case RG_LEFT_OUT_PATH:
	case RG_LEFT_OUT_GLOB:
		return is_around(one->what, test);
	case RG_LEFT_OUT_TEST:
		return rg_str_starts(test, without_dots(file));
	case RG_LEFT_OUT_CHOICE:
		break;
	}
	return true;
}

/* Relative to the folder; null: it is not in there. */
static rg_str below(rg_str path, rg_str folder)
{
	if (folder.len && (!rg_str_skip(&path, folder) || !rg_str_skip(&path, RG_STR("/"))))
		return (rg_str){NULL, 0};
	return path;
}

bool rg_left_out_has_test(const rg_left_out *one, rg_str folder, const rg_str_vec *tests)
{
	for (size_t i = 0; i < tests->n; i++) {
		rg_str test = below(tests->items[i], folder);

		/* Options are relative to where pytest is started, mostly the root. */
		if (has_test(one, tests->items[i]) || (test.ptr && has_test(one, test)))
			return true;
	}
	return one->kind == RG_LEFT_OUT_CHOICE;
}

static bool looks_at(const rg_collection *c, rg_str test)
{
	for (size_t i = 0; i < c->paths.n; i++)
		if (is_around(c->paths.items[i], test))
			return true;
	return c->paths.n == 0;
}

bool rg_collection_misses_test(const rg_collection *before, const rg_collection *now, rg_str folder,
			       const rg_str_vec *tests)
{
	for (size_t i = 0; i < tests->n; i++) {
		rg_str test = below(tests->items[i], folder);

		if (test.ptr && looks_at(before, test) && !looks_at(now, test))
			return true;
	}
	return false;
}
