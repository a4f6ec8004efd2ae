/* SPDX-License-Identifier: MIT */
/*
 * scan.c - what stands around a token decides, with the last line that was looked at for a binding
 * as the only memory. A `def` inside a string counts too; that costs nothing but a reason that a
 * reader would call odd.
 *
 * In C and C++ what a line of code defines is told by its first column: outside of namespaces'
 * braces, which nobody indents, a definition begins there and a call does not; a declaration ends
 * in a semicolon. Bindings are told by a word within one line of the quoted name.
 */
#include "locate/scan.h"

#include "locate/tokens.h"

/* Of a line, on either side of a place: what is longer was written by no person. */
#define LINE_MAX_BYTES 400

void rg_scan_init(rg_scan *out, rg_str path, rg_str bytes)
{
	*out = (rg_scan){.begin = bytes.ptr,
			 .end = bytes.ptr + bytes.len,
			 .language = rg_language_of(path),
			 .is_cython = rg_str_eq_z(rg_language_name(path), "cython"),
			 .line_end = bytes.ptr};
}

/* Whether a line of C or C++ gives names to Python. */
static bool binds(rg_str line)
{
	static const rg_str marks[] = {
		RG_STR_INIT("def("),	     RG_STR_INIT("def_"),
		RG_STR_INIT("impl("),	     RG_STR_INIT("bind_"),
		RG_STR_INIT("bind<"),	     RG_STR_INIT("egister_"),
		RG_STR_INIT("egister("),     RG_STR_INIT("REGISTER"),
		RG_STR_INIT("METH_"),	     RG_STR_INIT("TORCH_LIBRARY"),
		RG_STR_INIT("PYBIND11"),     RG_STR_INIT("class_<"),
		RG_STR_INIT("enum_<"),	     RG_STR_INIT("exception<"),
		RG_STR_INIT("PyModule_Add"), RG_STR_INIT("(getter)"),
		RG_STR_INIT("PyCFunction"),  RG_STR_INIT("(binaryfunc)"),
		RG_STR_INIT("PyUFunc_From"), RG_STR_INIT("GLOBAL("),
		RG_STR_INIT(".value("),
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (rg_str_has(line, marks[i]))
			return true;
	return false;
}

static rg_str line_at(const char *begin, const char *end, const char *at)
{
	const char *lf;

	if (at - begin > LINE_MAX_BYTES)
		begin = at - LINE_MAX_BYTES;
	if (end - at > LINE_MAX_BYTES)
		end = at + LINE_MAX_BYTES;
	lf = memchr(at, '\n', (size_t)(end - at));

	while (at > begin && at[-1] != '\n')
		at--;
	return (rg_str){at, (size_t)((lf ? lf : end) - at)};
}

/* Whether what the line says goes on in the next one. */
static bool is_open(rg_str line)
{
	line = rg_str_trim(line);
	return line.len && memchr("(,<{", line.ptr[line.len - 1], 4);
}

bool rg_scan_binds(rg_str source, size_t at)
{
	const char *begin = source.ptr, *end = source.ptr + source.len;
	rg_str line = line_at(begin, end, begin + at), other;

	if (binds(line))
		return true;
	if (line.ptr > begin) {
		other = line_at(begin, end, line.ptr - 1);
		if (is_open(other) && binds(other))
			return true;
	}
	return is_open(line) && line.ptr + line.len < end &&
	       binds(line_at(begin, end, line.ptr + line.len + 1));
}

bool rg_scan_is_quoted(rg_str source, size_t begin, size_t end)
{
	const char *at = source.ptr + begin;
	size_t n_quotes = 0;

	if (begin == 0 || end >= source.len || !memchr("\"(.", source.ptr[end], 3))
		return false;
	if (at[-1] == '"')
		return true;
	if ((at[-1] != ':' && at[-1] != '.') || source.ptr[end] == '.')
		return false;
	if (source.ptr[end] == '"')
		return true;
	/* "ns::f(Tensor x)" in quotes, and not ns::f(x) in code. */
	for (int i = 0; at > source.ptr && at[-1] != '\n'; i++) {
		if (i == LINE_MAX_BYTES)
			return false;
		at--;
		n_quotes += *at == '"';
	}
	return n_quotes % 2 == 1;
}

/* `PYBIND11_MODULE(_ext, m)`, `NB_MODULE(_ext, m)`, `TORCH_LIBRARY(ops, m)`. */
static bool is_module(const rg_scan *scan, rg_str token)
{
	rg_str before = {scan->begin, (size_t)(token.ptr - scan->begin)};

	if (before.len < 12 || token.ptr[-1] != '(')
		return false;
	return rg_str_ends(before, RG_STR("_MODULE(")) ||
	       rg_str_ends(before, RG_STR("TORCH_LIBRARY(")) ||
	       rg_str_ends(before, RG_STR("TORCH_LIBRARY_FRAGMENT("));
}

/*
 * A quoted name is the whole of the text in quotes, perhaps with a path before it, "a::b", "a.b",
 * and with a signature behind it, "a::b(Tensor x) -> Tensor".
 */
static bool is_bound_name(rg_scan *scan, rg_str token)
{
	rg_str source = {scan->begin, (size_t)(scan->end - scan->begin)};
	size_t begin = (size_t)(token.ptr - scan->begin);
	const char *end = token.ptr + token.len;

	if (end == scan->end || (*end != '"' && *end != '(' && *end != '.') || begin == 0 ||
	    (token.ptr[-1] != '"' && token.ptr[-1] != ':' && token.ptr[-1] != '.') ||
	    !rg_scan_is_quoted(source, begin, begin + token.len))
		return false;
	if (end > scan->line_end) {
		const char *line_end = memchr(end, '\n', (size_t)(scan->end - end));

		scan->line_end = line_end ? line_end : scan->end;
		scan->is_binding = rg_scan_binds(source, begin);
	}
	return scan->is_binding;
}

/*
 * Whether token, with '(' behind it, is what the line defines: `int ns::A::f(int x)`, and
 * `f(int x)` alone below `static int`, as GNU's style has it.
 */
static bool is_function(const rg_scan *scan, rg_str token)
{
	static const rg_str no[] = {RG_STR_INIT("return"), RG_STR_INIT("typedef"),
				    RG_STR_INIT("using"),  RG_STR_INIT("case"),
				    RG_STR_INIT("else"),   RG_STR_INIT("if"),
				    RG_STR_INIT("for"),	   RG_STR_INIT("while"),
				    RG_STR_INIT("switch"), RG_STR_INIT("defined")};
	const char *open = token.ptr + token.len, *line, *end;
	rg_str before;

	if (open == scan->end || *open != '(')
		return false;
	line = token.ptr;
	while (line > scan->begin && line[-1] != '\n') {
		line--;
		if (*line == '(' || *line == '=' || token.ptr - line > 200)
			return false;
	}
	before = (rg_str){line, (size_t)(token.ptr - line)};
	(void)rg_str_skip(&before, RG_STR("extern \"C\""));
	if (rg_str_find_char(before, '"') != SIZE_MAX)
		return false;
	if (!rg_token__bytes[(uint8_t)*line] && *line != '~')
		return false;
	before = (rg_str){line, (size_t)(open - line)};
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (rg_str_starts(before, no[i]))
			return false;
	end = memchr(open, '\n', (size_t)(scan->end - open));
	if (!end)
		end = scan->end;
	while (end > open && (end[-1] == '\r' || end[-1] == ' '))
		end--;
	return end[-1] != ';';
}

static bool is_word(rg_str token, const char *word, size_t len)
{
	return token.len == len && memcmp(token.ptr, word, len) == 0;
}

/* Cython: the first name with '(' behind it in `cpdef int f(x)`, `cdef void g(int)`. */
static bool is_cython_function(const rg_scan *scan, rg_str token)
{
	const char *open = token.ptr + token.len, *line = token.ptr;
	rg_str before;

	if (open == scan->end || *open != '(')
		return false;
	while (line > scan->begin && line[-1] != '\n') {
		line--;
		if (*line == '(' || token.ptr - line > LINE_MAX_BYTES)
			return false;
	}
	before = rg_str_trim((rg_str){line, (size_t)(token.ptr - line)});
	return rg_str_starts(before, RG_STR("cdef ")) || rg_str_starts(before, RG_STR("cpdef "));
}

bool rg_scan_defines(rg_scan *scan, rg_str last, rg_str token)
{
	if (is_word(last, "class", 5))
		return true;
	if (scan->language == RG_LANG_PYTHON)
		return is_word(last, "def", 3) ||
		       (scan->is_cython && is_cython_function(scan, token));
	return is_word(last, "struct", 6) || is_bound_name(scan, token) ||
	       is_function(scan, token) || is_module(scan, token);
}
