/* SPDX-License-Identifier: MIT */
/*
 * native_stack.c - what comes first on a line tells the form, the rest is taken apart from its end:
 * a library, a file, and what is left is the symbol.
 *
 *	--- ns::f(int)						a logger's
 *	--- /x/lib.so(_ZN2ns1fEi+0x1d) [0x7f80]			backtrace_symbols(3)
 *	#1  0x00007f in ns::f (x=1) at ../src/f.cpp:12		gdb
 *	frame #1: 0x000010 lib.so`ns::f(x=1) at f.cpp:12:3	lldb
 *	frame #1: ns::f(int) + 0x57 (0x7f in /x/libf.so)	torch
 *	#1 0x4a in ns::f(int) /x/f.cc:12:3			AddressSanitizer
 *	#1 ns::f(int) /x/f.cc:12 (lib.so+0x1d)			ThreadSanitizer
 *	1# ns::f(int) at f.cpp:12				boost, std::stacktrace
 *	1: ns::f						Rust, with "at f.rs:12:3" below
 *	Binary file "/x/lib.so", at f+0x1d [0x7f80]		Python 3.14's faulthandler
 *	@ 0x4011  ns::f()					absl, glog
 */
#include "trace/native_stack.h"

#include "syntax/outline.h"
#include "trace/native_name.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool rg_trace__is_native_source(rg_str path)
{
	static const char *const others[] = {".rs", ".go", ".m", ".mm", ".f90", ".F90",
					     ".f",  ".s",  ".S", ".td", ".mlir"};
	rg_str extension = rg_path_ext(path);
	rg_language language = rg_language_of(path);

	if (rg_path_name(path).len <= extension.len)
		return false;
	if (language == RG_LANG_PYTHON)
		return rg_str_eq_z(rg_language_name(path), "cython");
	if (language != RG_LANG_NONE)
		return true;
	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (rg_str_eq_z(extension, others[i]))
			return true;
	return false;
}

/* Takes a number off the end of s. */
static bool chop_number(uint64_t *out, rg_str *s)
{
	size_t n = s->len;

	while (n > 0 && is_digit(s->ptr[n - 1]))
		n--;
	if (!rg_str_u64(out, rg_str_sub(*s, n, s->len), INT32_MAX))
		return false;
	*s = rg_str_sub(*s, 0, n);
	return true;
}

bool rg_trace__native_place(rg_frame *out, rg_str text)
{
	uint64_t line = 0, column;
	rg_str rest;

	if (rg_str_chop(&text, RG_STR(")"))) {
		if (!chop_number(&line, &text) || !rg_str_chop(&text, RG_STR("(")))
			return false;
	} else if (!chop_number(&line, &text) || !rg_str_chop(&text, RG_STR(":"))) {
		return false;
	}
	rest = text;
	if (chop_number(&column, &rest) && rg_str_chop(&rest, RG_STR(":"))) {
		text = rest;
		line = column;
	}
	if (line == 0 || !rg_trace__is_native_source(text))
		return false;
	*out = (rg_frame){.path = text, .line = (uint32_t)line};
	return true;
}

static bool has_any(rg_str text, const char *const *words)
{
	for (; *words; words++)
		if (rg_str_has(text, rg_str_of(*words)))
			return true;
	return false;
}

/* Of libraries that every Python process has. */
static bool is_plumbing_library(rg_str library)
{
	static const char *const names[] = {"libc.so",	  "libc-",	 "libstdc++",  "libc++",
					    "libpthread", "ld-linux",	 "libasan.so", "libffi",
					    "libubsan",	  "libclang_rt", "libtsan.so", "libsystem_",
					    ".py:",	  NULL};

	return has_any(rg_path_name(library), names);
}

static bool is_interpreter(rg_str library, rg_str name)
{
	library = rg_path_name(library);
	return rg_str_starts(library, RG_STR("libpython")) ||
	       rg_str_starts(library, RG_STR("python")) ||
	       rg_str_starts(library, RG_STR("Python")) ||
	       rg_str_starts(name, RG_STR("_PyEval_")) ||
	       rg_str_starts(name, RG_STR("PyObject_")) ||
	       rg_str_starts(name, RG_STR("_PyObject_")) ||
	       rg_str_starts(name, RG_STR("cfunction_")) ||
	       rg_str_starts(name, RG_STR("method_vectorcall"));
}

/* Takes "0x7f80" and the blanks behind it off. */
static bool skip_address(rg_str *s)
{
	rg_str rest = *s;
	size_t n = 0;

	if (!rg_str_skip(&rest, RG_STR("0x")))
		return false;
	while (n < rest.len && rest.ptr[n] != ' ')
		n++;
	*s = rg_str_trim(rg_str_sub(rest, n, rest.len));
	return true;
}

/* " (lib.so+0x1d)", " (0x7f in lib.so)", " (BuildId: …)" at the end; library: what it names. */
static bool chop_library(rg_str *s, rg_str *library)
{
	size_t open = rg_str_rfind_char(*s, '(');
	rg_str inner;

	if (!rg_str_ends(*s, RG_STR(")")) || open == SIZE_MAX ||
	    (open > 0 && s->ptr[open - 1] != ' '))
		return false;
	inner = rg_str_sub(*s, open + 1, s->len - 1);
	if (!rg_str_has(inner, RG_STR("+0x")) && !rg_str_starts(inner, RG_STR("BuildId: ")) &&
	    !(rg_str_starts(inner, RG_STR("0x")) && rg_str_has(inner, RG_STR(" in "))))
		return false;
	if (!rg_str_starts(inner, RG_STR("BuildId: ")))
		*library = inner;
	*s = rg_str_trim(rg_str_sub(*s, 0, open));
	return true;
}

/* The last place where word, with blanks around it, stands. */
static size_t find_last(rg_str s, rg_str word)
{
	for (size_t i = s.len; i-- > 0;)
		if (s.ptr[i] == word.ptr[0] && rg_str_starts(rg_str_sub(s, i, s.len), word))
			return i;
	return SIZE_MAX;
}

/* Takes the file at the end of s, behind " at ", " from " or a blank alone. */
static bool chop_place(rg_frame *out, rg_str *s)
{
	static const rg_str words[] = {RG_STR_INIT(" at "), RG_STR_INIT(" from "),
				       RG_STR_INIT(" ")};

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t at = find_last(*s, words[i]);

		if (at == SIZE_MAX ||
		    !rg_trace__native_place(out, rg_str_sub(*s, at + words[i].len, s->len)))
			continue;
		*s = rg_str_sub(*s, 0, at);
		return true;
	}
	return false;
}

static rg_stack_line read_rest(rg_frame *out, rg_arena *arena, rg_str s)
{
	rg_str library = {NULL, 0};
	size_t at;

	(void)skip_address(&s);
	(void)rg_str_skip(&s, RG_STR("in "));
	if (rg_str_starts(s, RG_STR("<signal handler called>")))
		return RG_STACK_SIGNAL;
	while (chop_library(&s, &library))
		;
	(void)chop_place(out, &s);
	if (!out->path.ptr && (at = find_last(s, RG_STR(" from "))) != SIZE_MAX) {
		library = rg_str_sub(s, at + 6, s.len);
		s = rg_str_sub(s, 0, at);
	}
	if (rg_str_ends(s, RG_STR("]")) && (at = find_last(s, RG_STR(" [0x"))) != SIZE_MAX) {
		s = rg_str_sub(s, 0, at);
		at = find_last(s, RG_STR("("));
		if (at == SIZE_MAX)
			return RG_STACK_NOTHING;
		library = rg_str_sub(s, 0, at);
		s = rg_str_sub(s, at + 1, s.len - 1);
	}
	at = rg_str_find_char(s, '`');
	if (at != SIZE_MAX) {
		library = rg_str_sub(s, 0, at);
		s = rg_str_sub(s, at + 1, s.len);
	}
	out->function = rg_native_name(arena, s);
	if (is_interpreter(library, out->function))
		return RG_STACK_PYTHON;
	if (is_plumbing_library(library))
		return RG_STACK_NOTHING;
	if (out->function.len == 0 && !out->path.ptr)
		return RG_STACK_NOTHING;
	if (out->function.len && rg_native_name_is_plumbing(out->function))
		return RG_STACK_NOTHING;
	return RG_STACK_FRAME;
}

/* Takes "12" off. */
static bool skip_number(rg_str *s)
{
	size_t n = 0;

	while (n < s->len && n < 4 && is_digit(s->ptr[n]))
		n++;
	*s = rg_str_sub(*s, n, s->len);
	return n > 0;
}

rg_stack_line rg_native_stack_line(rg_frame *out, rg_arena *arena, rg_str line)
{
	rg_str s = rg_str_trim(rg_str_sub(line, 0, 8192)), rest;
	size_t at;

	*out = (rg_frame){.line = 0};
	(void)rg_str_skip(&s, RG_STR("* "));
	rest = s;
	if (rg_str_starts(line, RG_STR("--- ")) && rg_str_find_char(line, '(') == SIZE_MAX)
		return RG_STACK_NONE; /* a diff's "--- a.py" */
	if (rg_str_skip(&rest, RG_STR("--- ")))
		return read_rest(out, arena, rg_str_trim(rest));
	if (rg_str_skip(&rest, RG_STR("frame #")) && skip_number(&rest) &&
	    rg_str_skip(&rest, RG_STR(": ")))
		return read_rest(out, arena, rest);
	rest = s;
	if (rg_str_skip(&rest, RG_STR("#")) && skip_number(&rest) && rest.len &&
	    rest.ptr[0] == ' ') {
		rest = rg_str_trim(rest);
		if (rg_str_starts(rest, RG_STR("0x")) || rg_str_has(rest, RG_STR(") at ")) ||
		    rg_str_has(rest, RG_STR(") from ")) || rg_str_has(rest, RG_STR("+0x")) ||
		    rg_str_starts(rest, RG_STR("<signal handler")))
			return read_rest(out, arena, rest);
		return RG_STACK_NONE;
	}
	rest = s;
	if (skip_number(&rest) &&
	    (rg_str_skip(&rest, RG_STR("# ")) || rg_str_skip(&rest, RG_STR(": ")))) {
		if (rest.ptr[-2] == ':' && !rg_str_has(rest, RG_STR("::")))
			return rg_native_name_is_plumbing(rest) ? RG_STACK_NOTHING : RG_STACK_NONE;
		return read_rest(out, arena, rg_str_trim(rest));
	}
	rest = s;
	if (rg_str_skip(&rest, RG_STR("Binary file \"")) &&
	    (at = rg_str_find(rest, RG_STR("\", at "))) != SIZE_MAX) {
		if (is_interpreter(rg_str_sub(rest, 0, at), (rg_str){NULL, 0}))
			return RG_STACK_PYTHON;
		if (is_plumbing_library(rg_str_sub(rest, 0, at)))
			return RG_STACK_NOTHING;
		rest = rg_str_sub(rest, at + 6, rest.len);
		return read_rest(out, arena, rg_str_sub(rest, 0, rg_str_find_char(rest, ' ')));
	}
	rest = s;
	if (rg_str_skip(&rest, RG_STR("@ "))) {
		rest = rg_str_trim(rest);
		return skip_address(&rest) ? read_rest(out, arena, rest) : RG_STACK_NONE;
	}
	rest = s;
	if (rg_str_skip(&rest, RG_STR("at ")) && line.ptr[0] == ' ' &&
	    rg_trace__native_place(out, rest))
		return RG_STACK_PLACE;
	if (rg_str_ends(s, RG_STR("]")) && rg_str_has(s, RG_STR(") [0x")))
		return read_rest(out, arena, s);
	return RG_STACK_NONE;
}
