/* SPDX-License-Identifier: MIT */
/*
 * config_text.c - line by line: a header, a key, and the lines that its value goes on over. Strings
 * are followed exactly, because a list ends at the first bracket outside of them. Everything that
 * these files can say in a second way (dotted keys, inline tables) is left out on purpose: whoever
 * writes so gets what is found otherwise, and `redgreen doctor` shows it.
 */
#include "runner/config_text.h"

/* ---- TOML ----------------------------------------------------------------------------------- */

/* Behind the string that begins at `at`, or the text's end when it is not closed. */
static size_t behind_string(rg_str text, size_t at)
{
	char quote = text.ptr[at];
	bool is_long = at + 2 < text.len && text.ptr[at + 1] == quote && text.ptr[at + 2] == quote;
	size_t i = at + (is_long ? 3 : 1);

	for (; i < text.len; i++) {
		if (quote == '"' && text.ptr[i] == '\\')
			i++;
		else if (!is_long && (text.ptr[i] == quote || text.ptr[i] == '\n'))
			return i + 1;
		else if (is_long && text.ptr[i] == quote && i + 2 < text.len &&
			 text.ptr[i + 1] == quote && text.ptr[i + 2] == quote)
			return i + 3;
	}
	return text.len;
}

static size_t behind_line(rg_str text, size_t at)
{
	size_t end = rg_str_find_char(rg_str_sub(text, at, text.len), '\n');

	return end == SIZE_MAX ? text.len : at + end + 1;
}

/* Behind the value that begins at `at`: the end of its line, or of the line where its last bracket
 * closes. *out: the value without comment behind it. */
static size_t behind_value(rg_str *out, rg_str text, size_t at)
{
	size_t begin = at, depth = 0;

	while (at < text.len) {
		char c = text.ptr[at];

		if (c == '"' || c == '\'') {
			at = behind_string(text, at);
			continue;
		}
		if (c == '[' || c == '{')
			depth++;
		else if ((c == ']' || c == '}') && depth)
			depth--;
		else if (c == '#' && depth)
			at = behind_line(text, at) - 1;
		else if ((c == '#' || c == '\n') && !depth)
			break;
		at++;
	}
	*out = rg_str_trim(rg_str_sub(text, begin, at));
	return behind_line(text, at);
}

/* A header or key without its quotes: "a b" and 'a b' are a b. Of a dotted one only plain parts. */
static rg_str bare(rg_str name)
{
	name = rg_str_trim(name);
	if (name.len >= 2 && (name.ptr[0] == '"' || name.ptr[0] == '\'') &&
	    name.ptr[name.len - 1] == name.ptr[0])
		return rg_str_sub(name, 1, name.len - 1);
	return name;
}

/* The next header or key at or behind *at. *is_header; *value is that of a key. */
static bool next_entry(rg_str *name, rg_str *value, bool *is_header, rg_str text, size_t *at)
{
	while (*at < text.len) {
		size_t end = behind_line(text, *at), equals;
		rg_str line = rg_str_trim(rg_str_sub(text, *at, end));

		*is_header = line.len && line.ptr[0] == '[';
		if (*is_header) {
			size_t close = rg_str_find_char(line, ']');

			*at = end;
			*value = (rg_str){NULL, 0};
			*name = bare(rg_str_sub(line, 1, close == SIZE_MAX ? line.len : close));
			return true;
		}
		equals = rg_str_find_char(line, '=');
		if (line.len && line.ptr[0] != '#' && equals != SIZE_MAX) {
			size_t key_at = (size_t)(line.ptr - text.ptr);
			size_t value_at = key_at + equals + 1;

			*name = bare(rg_str_sub(line, 0, equals));
			while (value_at < text.len &&
			       (text.ptr[value_at] == ' ' || text.ptr[value_at] == '\t'))
				value_at++;
			*at = behind_value(value, text, value_at);
			return true;
		}
		*at = end;
	}
	return false;
}

rg_str rg_toml_find(rg_str text, rg_str table, const char *key)
{
	rg_str name, value;
	bool is_header, is_here = table.len == 0;
	size_t at = 0;

	while (next_entry(&name, &value, &is_header, text, &at))
		if (is_header)
			is_here = rg_str_eq(name, table);
		else if (is_here && rg_str_eq_z(name, key))
			return value;
	return (rg_str){NULL, 0};
}

bool rg_toml_has_table(rg_str text, rg_str table)
{
	rg_str name, value;
	bool is_header;
	size_t at = 0;

	while (next_entry(&name, &value, &is_header, text, &at))
		if (is_header && rg_str_eq(name, table))
			return true;
	return false;
}

/* The inside of a string; basic ones with their escapes of quotes and backslashes undone. */
static rg_str inside(rg_arena *arena, rg_str quoted)
{
	size_t n = quoted.len >= 6 && quoted.ptr[1] == quoted.ptr[0] ? 3 : 1;
	rg_str text = rg_str_sub(quoted, n, quoted.len >= 2 * n ? quoted.len - n : quoted.len);
	char *out;
	size_t n_out = 0;

	if (quoted.ptr[0] == '\'' || rg_str_find_char(text, '\\') == SIZE_MAX)
		return rg_arena_dup(arena, text.ptr ? text : RG_STR(""));
	out = rg_arena_alloc(arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\\' && i + 1 < text.len)
			i++;
		out[n_out++] = text.ptr[i];
	}
	return (rg_str){out, n_out};
}

rg_str_vec rg_toml_strings(rg_arena *arena, rg_str value)
{
	rg_str_vec out = {0};
	size_t at = 0;

	if (value.len && !memchr("[{\"'", value.ptr[0], 4)) {
		RG_PUSH(arena, &out, rg_arena_dup(arena, value));
		return out;
	}
	while (at < value.len) {
		if (value.ptr[at] == '"' || value.ptr[at] == '\'') {
			size_t end = behind_string(value, at);

			RG_PUSH(arena, &out, inside(arena, rg_str_sub(value, at, end)));
			at = end;
		} else if (value.ptr[at] == '#') {
			at = behind_line(value, at);
		} else {
			at++;
		}
	}
	return out;
}

rg_str rg_toml_string(rg_arena *arena, rg_str text, rg_str table, const char *key)
{
	rg_str_vec strings = rg_toml_strings(arena, rg_toml_find(text, table, key));

	return strings.n ? strings.items[0] : (rg_str){NULL, 0};
}

/* ---- INI ------------------------------------------------------------------------------------ */

static bool is_comment(rg_str line)
{
	line = rg_str_trim(line);
	return line.len == 0 || line.ptr[0] == '#' || line.ptr[0] == ';';
}

static bool is_section(rg_str *name, rg_str line)
{
	size_t close = rg_str_find_char(line, ']');

	if (!line.len || line.ptr[0] != '[' || close == SIZE_MAX)
		return false;
	*name = rg_str_trim(rg_str_sub(line, 1, close));
	return true;
}

rg_str rg_ini_find(rg_arena *arena, rg_str text, const char *section, const char *key)
{
	rg_str_vec lines = {0};
	rg_str line, name;
	bool is_here = false, is_value = false;

	while (rg_str_line(&line, &text)) {
		bool is_more = line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
		size_t equals;

		if (is_comment(line))
			continue;
		if (is_value && is_more) {
			RG_PUSH(arena, &lines, rg_str_trim(line));
			continue;
		}
		if (is_value)
			break;
		if (is_section(&name, line)) {
			is_here = rg_str_eq_z(name, section);
			continue;
		}
		equals = rg_str_find_char(line, '=');
		if (equals == SIZE_MAX)
			equals = rg_str_find_char(line, ':');
		if (!is_here || is_more || equals == SIZE_MAX ||
		    !rg_str_eq_z(rg_str_trim(rg_str_sub(line, 0, equals)), key))
			continue;
		is_value = true;
		line = rg_str_trim(rg_str_sub(line, equals + 1, line.len));
		if (line.len)
			RG_PUSH(arena, &lines, line);
	}
	if (!is_value)
		return (rg_str){NULL, 0};
	return lines.n ? rg_str_vec_join(arena, &lines, RG_STR(" ")) : RG_STR("");
}

bool rg_ini_has_section(rg_str text, const char *section)
{
	rg_str line, name;

	while (rg_str_line(&line, &text))
		if (is_section(&name, line) && rg_str_eq_z(name, section))
			return true;
	return false;
}
