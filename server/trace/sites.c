/* SPDX-License-Identifier: MIT */
/*
 * sites.c - one scan for a colon (or bracket, or `", line `) with digits behind it and a file name
 * with a known extension before it; the words around it say what kind of site it is.
 *
 *	RuntimeError: TT_FATAL @ /x/buffer.cpp:38: valid_page_size	a throw site
 *	Exception raised from f at ../c10/a.cpp:12 (most recent …	torch: with the function
 *	In file included from a.h:28,					gcc: innermost first
 *	k.hpp:23:22: error: 'x' was not declared			gcc, clang: the error
 *	idx.cu:53: f: block: [0,0,0], thread: [1,0,0] Assertion …	CUDA, a line for each thread
 *	File "idx.pyx", line 138, in get (idx.c:12)			Cython before 3.0
 *
 * In a nested throw the outer text comes first and the root last, as in a chain of frames.
 */
#include "trace/sites.h"

#include "syntax/outline.h"

#define MAX_SITES 20
#define MAX_PATH  1024

typedef struct rg_site {
	rg_frame frame;
	size_t begin, end; /* in the line */
} rg_site;

typedef struct rg_site_finder {
	rg_arena *arena;
	rg_frame_vec *out;
	rg_frame_vec included; /* a run of "included from" lines, innermost first */
	rg_str in_function;    /* gcc's "In function 'f':" */
	bool has_error;	       /* a compiler's error was taken */
	size_t n_added;
} rg_site_finder;

static bool is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || c == '/' || c == '-' || c == '+' || c == '~' || c == '@' ||
	       c == '\\' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether path names a source file of another language than Python. */
static bool is_native_source(rg_str path)
{
	static const char *const extensions[] = {
		".c",	".cc",	".cpp", ".cxx", ".cu",	".cuh", ".h",  ".hh",  ".hpp", ".hxx",
		".inl", ".ipp", ".tpp", ".pyx", ".pxd", ".pxi", ".rs", ".go",  ".m",   ".mm",
		".f90", ".F90", ".f",	".cl",	".s",	".S",	".td", ".mlir"};
	rg_str extension = rg_path_ext(path);

	for (unsigned i = 0; i < sizeof(extensions) / sizeof(*extensions); i++)
		if (rg_str_eq_z(extension, extensions[i]))
			return rg_path_name(path).len > extension.len;
	return false;
}

/* The number at `at`; *end behind it. 0 when there is none. */
static uint32_t number_at(rg_str line, size_t at, size_t *end)
{
	uint64_t value;
	size_t n = at;

	while (n < line.len && is_digit(line.ptr[n]))
		n++;
	*end = n;
	return rg_str_u64(&value, rg_str_sub(line, at, n), INT32_MAX) ? (uint32_t)value : 0;
}

/* The site whose ':' or '(' stands at `at`. */
static bool site_at(rg_site *out, rg_str line, size_t at)
{
	size_t begin, end, path_end = at;
	uint32_t number = number_at(line, at + 1, &end);

	if (at > 0 && line.ptr[at - 1] == '"')
		path_end--; /* torch: FAILED at "a.cpp":12 */
	begin = path_end;
	if (number == 0 || (line.ptr[at] == '(' && (end >= line.len || line.ptr[end] != ')')))
		return false;
	while (begin > 0 && path_end - begin < MAX_PATH && is_path_char(line.ptr[begin - 1]))
		begin--;
	if (begin >= 2 && line.ptr[begin - 1] == ':' && line.ptr[begin] == '\\')
		begin -= 2; /* C:\ */
	*out = (rg_site){.frame = {.path = rg_str_sub(line, begin, path_end), .line = number},
			 .begin = begin,
			 .end = end};
	return is_native_source(out->frame.path);
}

/* `File "x.pyx", line N, in f (x.c:M)` */
static bool cython_site(rg_site *out, rg_str line)
{
	size_t at = rg_str_find(line, RG_STR("File \"")), quote, end;
	rg_str path;

	if (at == SIZE_MAX)
		return false;
	path = rg_str_sub(line, at + 6, line.len);
	quote = rg_str_find(path, RG_STR("\", line "));
	if (quote == SIZE_MAX)
		return false;
	*out = (rg_site){.frame = {.path = rg_str_sub(path, 0, quote)}};
	out->frame.line = number_at(path, quote + 8, &end);
	path = rg_str_sub(path, end, path.len);
	if (rg_str_skip(&path, RG_STR(", in ")))
		out->frame.function = rg_str_sub(path, 0, rg_str_find(path, RG_STR(" (")));
	return out->frame.line && is_native_source(out->frame.path);
}

static bool is_known(const rg_frame_vec *frames, const rg_frame *frame)
{
	for (size_t i = 0; i < frames->n; i++)
		if (frames->items[i].line == frame->line &&
		    rg_str_eq(frames->items[i].path, frame->path))
			return true;
	return false;
}

static void add(rg_site_finder *finder, rg_frame frame)
{
	if (finder->n_added >= MAX_SITES || is_known(finder->out, &frame))
		return;
	frame.language = rg_language_name(frame.path);
	RG_PUSH(finder->arena, finder->out, frame);
	finder->n_added++;
}

/* "Exception raised from f at a.cpp:12" and "a.cu:53: f: block: [" name the function. */
static rg_str function_near(rg_str line, const rg_site *site)
{
	rg_str before = rg_str_sub(line, 0, site->begin);
	rg_str behind = rg_str_sub(line, site->end, line.len);
	size_t at = rg_str_find(before, RG_STR("raised from "));

	if (at != SIZE_MAX && rg_str_ends(before, RG_STR(" at ")))
		return rg_str_sub(before, at + 12, before.len - 4);
	if (rg_str_skip(&behind, RG_STR(": ")) &&
	    (at = rg_str_find(behind, RG_STR(": block: ["))) != SIZE_MAX)
		return rg_str_sub(behind, 0, at);
	return (rg_str){NULL, 0};
}

/* "…: In function 'int f(int)':" for the diagnostics that follow. */
static bool note_function(rg_site_finder *finder, rg_str line)
{
	static const char *const openings[] = {": In function ", ": In member function ",
					       ": In instantiation of ",
					       ": In static member function "};

	for (unsigned i = 0; i < sizeof(openings) / sizeof(*openings); i++) {
		size_t at = rg_str_find(line, rg_str_of(openings[i]));
		rg_str name;

		if (at == SIZE_MAX)
			continue;
		name = rg_str_sub(line, at + rg_str_of(openings[i]).len, line.len);
		if (!rg_str_skip(&name, RG_STR("\xe2\x80\x98"))) /* ‘ */
			(void)rg_str_skip(&name, RG_STR("'"));
		finder->in_function = rg_str_sub(name, 0, rg_str_find_char(name, '('));
		return true;
	}
	return false;
}

static void add_included(rg_site_finder *finder)
{
	for (size_t i = finder->included.n; i-- > 0;)
		add(finder, finder->included.items[i]);
	finder->included.n = 0;
}

static void on_site(rg_site_finder *finder, rg_str line, const rg_site *site)
{
	rg_str behind = rg_str_sub(line, site->end, line.len);
	rg_frame frame = site->frame;
	size_t end;

	if (rg_str_has(line, RG_STR("ncluded from ")) ||
	    rg_str_starts(rg_str_trim(line), RG_STR("from "))) {
		RG_PUSH(finder->arena, &finder->included, frame);
		return;
	}
	if (behind.len > 1 && behind.ptr[0] == ':' && is_digit(behind.ptr[1])) {
		(void)number_at(behind, 1, &end); /* a column */
		behind = rg_str_sub(behind, end, behind.len);
	}
	if (rg_str_starts(behind, RG_STR(": error:")) ||
	    rg_str_starts(behind, RG_STR(": fatal error:"))) {
		if (!finder->has_error) {
			add_included(finder);
			frame.function = finder->in_function;
			add(finder, frame);
		}
		finder->has_error = true;
		return;
	}
	finder->included.n = 0;
	if (rg_str_starts(behind, RG_STR(": warning:")) ||
	    rg_str_starts(behind, RG_STR(": note:")) || rg_str_starts(behind, RG_STR(":   ")))
		return;
	frame.function = function_near(line, site);
	add(finder, frame);
}

void rg_sites_find(rg_frame_vec *frames, rg_arena *arena, rg_str message)
{
	rg_site_finder finder = {.arena = arena, .out = frames};
	rg_str line;

	while (finder.n_added < MAX_SITES && rg_str_line(&line, &message)) {
		rg_site site;

		if (note_function(&finder, line))
			continue;
		if (cython_site(&site, line)) {
			add(&finder, site.frame);
			continue;
		}
		for (size_t i = 1; i + 1 < line.len; i++)
			if ((line.ptr[i] == ':' || line.ptr[i] == '(') &&
			    is_digit(line.ptr[i + 1]) && site_at(&site, line, i))
				on_site(&finder, line, &site);
	}
}
