/* SPDX-License-Identifier: MIT */
/*
 * native_name.c - one walk over a symbol with the brackets that are open as its only memory. What
 * stands in front of the last blank outside of brackets is what the function returns; parentheses
 * are parameters, and when "::" follows them, what comes is local to the function.
 */
#include "trace/native_name.h"

#include <string.h>

#define MAX_SYMBOL 8192

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || c == '~' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Behind the bracket that closes the one at `at`; the end when it is left open. */
static size_t behind_bracket(rg_str s, size_t at)
{
	size_t depth = 0;

	for (size_t i = at; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '(' || c == '<' || c == '[' || c == '{')
			depth++;
		else if ((c == ')' || c == ']' || c == '}' || (c == '>' && s.ptr[i - 1] != '-')) &&
			 --depth == 0)
			return i + 1;
	}
	return s.len;
}

/* "operator<<" and its like, at the end of name: the signs that follow belong to it. */
static size_t operator_end(rg_str s, size_t at, rg_str name)
{
	size_t end = at;

	if (!rg_str_ends(name, RG_STR("operator")) ||
	    (name.len > 8 && is_name_char(name.ptr[name.len - 9])))
		return at;
	if (rg_str_starts(rg_str_sub(s, at, s.len), RG_STR("()")))
		return at + 2;
	while (end < s.len && memchr("<>=!+-*/%^&|~,[]", s.ptr[end], 16))
		end++;
	return end;
}

static rg_str without_arguments(rg_arena *arena, rg_str s)
{
	char *out = rg_arena_alloc(arena, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len;) {
		char c = s.ptr[i];
		size_t end = operator_end(s, i, (rg_str){out, n});

		if (end > i) {
			memcpy(out + n, s.ptr + i, end - i);
			n += end - i;
			i = end;
		} else if (rg_str_starts(rg_str_sub(s, i, s.len),
					 RG_STR("(anonymous namespace)::"))) {
			i += 23;
		} else if (c == '{' || (c == '<' && (n == 0 || out[n - 1] == ':'))) {
			break; /* {lambda(int)#1}, <lambda()>: the function around it */
		} else if (c == '<' || c == '[') {
			i = behind_bracket(s, i);
		} else if (c == '(') {
			break;
		} else if (c == ' ' && !rg_str_ends((rg_str){out, n}, RG_STR("operator"))) {
			if (n > 0 && i + 1 < s.len && memchr("[+(", s.ptr[i + 1], 3) &&
			    !rg_str_starts(rg_str_sub(s, i + 1, s.len), RG_STR("(anonymous")))
				break; /* "f [clone .isra.0]", "f + 0x57", "f (x=1)" */
			n = 0;
			i++;
		} else if (c == '*' || c == '&') {
			n = 0; /* of what it returns */
			i++;
		} else {
			out[n++] = c;
			i++;
		}
	}
	while (n > 0 && (out[n - 1] == ':' || out[n - 1] == '.'))
		n--;
	return (rg_str){out, n};
}

/* _ZN [r V K] (length name)… : what can be read before templates and substitutions begin. */
static rg_str demangle(rg_arena *arena, rg_str s)
{
	char *out = rg_arena_alloc(arena, s.len * 2 + 8);
	size_t n = 0, i = 2;

	if (i < s.len && s.ptr[i] == 'N')
		i++;
	while (i < s.len && memchr("rVKL", s.ptr[i], 4))
		i++;
	if (rg_str_starts(rg_str_sub(s, i, s.len), RG_STR("St"))) {
		memcpy(out, "std", 3);
		n = 3;
		i += 2;
	}
	while (i < s.len && is_digit(s.ptr[i])) {
		size_t len = 0;

		for (; i < s.len && is_digit(s.ptr[i]) && len < s.len; i++)
			len = len * 10 + (size_t)(s.ptr[i] - '0');
		if (len > s.len - i)
			break;
		if (n)
			out[n++] = ':', out[n++] = ':';
		memcpy(out + n, s.ptr + i, len);
		n += len;
		i += len;
		if (s.ptr[2] != 'N')
			break;
	}
	return (rg_str){out, n};
}

/*
 * Cython: __pyx_pw_5index_6Engine_3get_loc → index.Engine.get_loc. Lengths stand before the names
 * of modules and classes, a count before the function's.
 */
static rg_str cython_name(rg_arena *arena, rg_str s)
{
	static const char *const kinds[] = {"__pyx_pw_", "__pyx_pf_", "__pyx_f_", "__pyx_gb_"};
	char *out = rg_arena_alloc(arena, s.len + 1);
	size_t n = 0, i;
	size_t kind = 0;

	while (kind < sizeof(kinds) / sizeof(*kinds) && !rg_str_skip(&s, rg_str_of(kinds[kind])))
		kind++;
	if (kind == sizeof(kinds) / sizeof(*kinds))
		return (rg_str){NULL, 0};
	for (;;) {
		size_t len = 0;

		for (i = 0; i < s.len && is_digit(s.ptr[i]) && len < s.len; i++)
			len = len * 10 + (size_t)(s.ptr[i] - '0');
		if (i == 0 || i + len + 1 >= s.len || s.ptr[i + len] != '_')
			break;
		if (kind < 2 && n > 0 && !is_digit(s.ptr[i + len + 1]))
			break; /* 3get_loc: a count, and not the name "get" */
		memcpy(out + n, s.ptr + i, len);
		n += len;
		out[n++] = '.';
		s = rg_str_sub(s, i + len + 1, s.len);
	}
	for (i = 0; i < s.len && is_digit(s.ptr[i]); i++)
		;
	for (; i < s.len && is_name_char(s.ptr[i]); i++)
		out[n++] = s.ptr[i];
	return (rg_str){out, n};
}

rg_str rg_native_name(rg_arena *arena, rg_str symbol)
{
	rg_str name;
	size_t i = 0;

	symbol = rg_str_trim(rg_str_sub(symbol, 0, MAX_SYMBOL));
	if (rg_str_starts(symbol, RG_STR("__Z")))
		symbol = rg_str_sub(symbol, 1, symbol.len);
	if (rg_str_starts(symbol, RG_STR("__pyx_")))
		return cython_name(arena, symbol);
	if (rg_str_starts(symbol, RG_STR("_Z")))
		name = demangle(arena, symbol);
	else
		name = without_arguments(arena, symbol);
	i = rg_str_find(name, RG_STR("+0x"));
	name = rg_str_sub(name, 0, i);
	(void)rg_str_skip(&name, RG_STR("::"));
	for (i = 0; i < name.len && !is_name_char(name.ptr[i]); i++)
		;
	return i < name.len && !is_digit(name.ptr[0]) ? name : (rg_str){NULL, 0};
}

bool rg_native_name_is_plumbing(rg_str name)
{
	static const char *const beginnings[] = {
		"Py",
		"_Py",
		"__",
		"std::",
		"pybind11::",
		"nanobind::",
		"pyo3::",
		"core::",
		"alloc::",
		"boost::stacktrace",
		"cfunction_",
		"method_",
		"object_vacall",
		"slot_tp",
		"builtin_",
		"vectorcall",
		"pymain_",
		"_start",
		"run_mod",
		"type_call",
		"rust_begin_",
		"rust_panic",
		"_Unwind_",
		"_dl_",
		"_IO_",
	};
	static const char *const names[] = {"raise",	     "abort",
					    "gsignal",	     "clone",
					    "clone3",	     "start_thread",
					    "main",	     "poll",
					    "call_function", "terminate",
					    "pthread_kill",  "unknown",
					    "Tuple",	     "function_code_fastcall",
					    "tp_call"};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (rg_str_starts(name, rg_str_of(beginnings[i])))
			return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return name.len < 2;
}
