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
 *	prog: a.c:53: f: Assertion `c' failed.				assert(3)
 *	File "idx.pyx", line 138, in get (idx.c:12)			Cython before 3.0
 *
 * A backtrace (native_stack.c) stands innermost first and is turned round; of several the first
 * is the error's. In a nested throw the outer text comes first and the root last, as in a chain of
 * frames. A compiler's error comes behind everything else: what called the compiler stands before.
 */
#include "trace/sites.h"

#include "syntax/outline.h"
#include "trace/native_name.h"
#include "trace/native_stack.h"

#define MAX_SITES 20
#define MAX_STACK 40
#define MAX_PATH  1024

typedef struct rg_site {
	rg_frame frame;
	size_t begin, end; /* in the line */
} rg_site;

typedef struct rg_site_finder {
	rg_arena *arena;
	rg_frame_vec stack;    /* of the first backtrace, innermost first */
	rg_frame_vec sites;    /* in order of the text */
	rg_frame_vec included; /* what led a compiler to its error, innermost first */
	rg_str included_file;  /* that it led to, or null: not known yet */
	rg_frame error;	       /* the compiler's first; path null: none */
	rg_str in_function;    /* gcc's "In function 'f':" */
	enum { STACK_NONE, STACK_OPEN, STACK_DONE } state;
	bool is_after_frame; /* the last line was one of the stack's, and was kept */
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

/* The path that ends at `end`. */
static rg_str path_before(rg_str line, size_t end)
{
	size_t begin = end;

	while (begin > 0 && end - begin < MAX_PATH && is_path_char(line.ptr[begin - 1]))
		begin--;
	if (begin >= 2 && line.ptr[begin - 1] == ':' && line.ptr[begin] == '\\')
		begin -= 2; /* C:\ */
	return rg_str_sub(line, begin, end);
}

/* The site whose ':' or '(' stands at `at`. */
static bool site_at(rg_site *out, rg_str line, size_t at)
{
	size_t end, path_end = at;
	uint32_t number = number_at(line, at + 1, &end);

	if (at > 0 && line.ptr[at - 1] == '"')
		path_end--; /* torch: FAILED at "a.cpp":12 */
	if (number == 0 || (line.ptr[at] == '(' && (end >= line.len || line.ptr[end] != ')')))
		return false;
	*out = (rg_site){.frame = {.path = path_before(line, path_end), .line = number},
			 .end = end};
	out->begin = path_end - out->frame.path.len;
	return rg_trace__is_native_source(out->frame.path);
}

/* `File "x.pyx", line N, in f (x.c:M)` */
static bool cython_site(rg_frame *out, rg_str line)
{
	size_t at = rg_str_find(line, RG_STR("File \"")), quote, end;
	rg_str path;

	if (at == SIZE_MAX)
		return false;
	path = rg_str_sub(line, at + 6, line.len);
	quote = rg_str_find(path, RG_STR("\", line "));
	if (quote == SIZE_MAX)
		return false;
	*out = (rg_frame){.path = rg_str_sub(path, 0, quote)};
	out->line = number_at(path, quote + 8, &end);
	path = rg_str_sub(path, end, path.len);
	if (rg_str_skip(&path, RG_STR(", in ")))
		out->function = rg_str_sub(path, 0, rg_str_find(path, RG_STR(" (")));
	return out->line && rg_trace__is_native_source(out->path);
}

/* BSD's assert(3): `Assertion failed: (c), function f, file a.c, line 53.` */
static bool bsd_assertion(rg_frame *out, rg_str line)
{
	size_t at = rg_str_find(line, RG_STR(", line ")), end, begin;
	rg_str before = rg_str_sub(line, 0, at);

	if (at == SIZE_MAX || !rg_str_has(line, RG_STR("ssertion failed")))
		return false;
	*out = (rg_frame){.path = path_before(line, at), .line = number_at(line, at + 7, &end)};
	begin = rg_str_find(before, RG_STR(", function "));
	if (begin != SIZE_MAX) {
		before = rg_str_sub(before, begin + 11, before.len);
		out->function = rg_str_sub(before, 0, rg_str_find(before, RG_STR(", file ")));
	}
	return out->line && rg_trace__is_native_source(out->path);
}

static bool is_same_path(rg_str a, rg_str b)
{
	(void)rg_str_skip(&a, RG_STR("./"));
	(void)rg_str_skip(&b, RG_STR("./"));
	return rg_str_eq(a, b);
}

static rg_frame *find(rg_frame_vec *frames, const rg_frame *frame)
{
	for (size_t i = 0; i < frames->n; i++)
		if (frames->items[i].line == frame->line && frames->items[i].path.ptr &&
		    is_same_path(frames->items[i].path, frame->path))
			return &frames->items[i];
	return NULL;
}

static void add_site(rg_site_finder *finder, const rg_frame *frame)
{
	if (finder->sites.n < MAX_SITES && !find(&finder->sites, frame))
		RG_PUSH(finder->arena, &finder->sites, *frame);
}

/* ", in f (x.c:3)" and " in f(int)" behind a site, "raised from f at " before it, ": f: block". */
static rg_str function_near(rg_site_finder *finder, rg_str line, const rg_site *site)
{
	static const char *const ends[] = {": block: [", ": Assertion "};
	rg_str before = rg_str_sub(line, 0, site->begin);
	rg_str behind = rg_str_sub(line, site->end, line.len);
	size_t at = rg_str_find(before, RG_STR("raised from "));

	if (at != SIZE_MAX && rg_str_ends(before, RG_STR(" at ")))
		return rg_native_name(finder->arena, rg_str_sub(before, at + 12, before.len - 4));
	if (rg_str_skip(&behind, RG_STR(": "))) {
		for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
			at = rg_str_find(behind, rg_str_of(ends[i]));
			if (at != SIZE_MAX)
				return rg_native_name(finder->arena, rg_str_sub(behind, 0, at));
		}
		return (rg_str){NULL, 0};
	}
	if (rg_str_skip(&behind, RG_STR(", in ")) ||
	    (rg_str_skip(&behind, RG_STR(" in ")) && rg_str_has(before, RG_STR("SUMMARY: "))))
		return rg_native_name(finder->arena, behind);
	return (rg_str){NULL, 0};
}

/* "…: In function 'int f(int)':" for the diagnostics that follow. */
static bool note_function(rg_site_finder *finder, rg_str line)
{
	static const char *const openings[] = {
		": In function ",      ": In member function ",	       ": In instantiation of ",
		": In constructor ",   ": In static member function ", ": In destructor ",
		": In lambda function"};

	for (unsigned i = 0; i < sizeof(openings) / sizeof(*openings); i++) {
		size_t at = rg_str_find(line, rg_str_of(openings[i])), end;
		rg_str name;

		if (at == SIZE_MAX)
			continue;
		name = rg_str_sub(line, at + rg_str_of(openings[i]).len, line.len);
		if (!rg_str_skip(&name, RG_STR("\xe2\x80\x98"))) /* ‘ */
			(void)rg_str_skip(&name, RG_STR("'"));
		end = rg_str_rfind_char(name, '\'');
		if (end == SIZE_MAX)
			end = rg_str_find(name, RG_STR("\xe2\x80\x99"));
		finder->in_function = rg_native_name(finder->arena, rg_str_sub(name, 0, end));
		return true;
	}
	return false;
}

/* Whether a line only says what led to the place of an error: includes, instantiations. */
static bool is_on_the_way(rg_str line, rg_str behind)
{
	return rg_str_has(line, RG_STR("ncluded from ")) ||
	       rg_str_starts(rg_str_trim(line), RG_STR("from ")) ||
	       rg_str_starts(behind, RG_STR(":   required ")) ||
	       rg_str_starts(behind, RG_STR(":   recursively required ")) ||
	       (rg_str_starts(behind, RG_STR(": note: in instantiation of ")) &&
		rg_str_ends(line, RG_STR("requested here")));
}

static bool is_error(rg_str behind)
{
	(void)(rg_str_skip(&behind, RG_STR(": fatal error")) ||
	       rg_str_skip(&behind, RG_STR(": error")) || rg_str_skip(&behind, RG_STR(" error")));
	return behind.len && behind.ptr[-1] == 'r' &&
	       (behind.ptr[0] == ':' || rg_str_starts(behind, RG_STR(" C")) ||
		rg_str_starts(behind, RG_STR(" #")));
}

static void on_site(rg_site_finder *finder, rg_str line, const rg_site *site)
{
	rg_str behind = rg_str_sub(line, site->end, line.len);
	rg_frame frame = site->frame;
	size_t end;

	if (behind.len > 1 && behind.ptr[0] == ':' && is_digit(behind.ptr[1])) {
		(void)number_at(behind, 1, &end); /* a column */
		behind = rg_str_sub(behind, end, behind.len);
	} else if (behind.len > 1 && behind.ptr[0] == ')') {
		behind = rg_str_sub(behind, 1, behind.len);
	}
	if (is_on_the_way(line, behind)) {
		if (!finder->error.path.ptr && rg_str_has(line, RG_STR("In file included "))) {
			finder->included.n = 0;
			finder->included_file.ptr = NULL;
		}
		/* gcc says it before the error, clang behind it. */
		if (!find(&finder->included, &frame) && finder->included.n < MAX_SITES &&
		    (!finder->error.path.ptr || rg_str_starts(behind, RG_STR(": note: "))))
			RG_PUSH(finder->arena, &finder->included, frame);
		return;
	}
	if (is_error(behind)) {
		if (!finder->error.path.ptr) {
			if (finder->included_file.ptr &&
			    !rg_str_eq(finder->included_file, frame.path))
				finder->included.n = 0;
			finder->error = frame;
			finder->error.function = finder->in_function;
		}
		return;
	}
	if (!finder->included_file.ptr)
		finder->included_file = frame.path;
	if (rg_str_starts(behind, RG_STR(": warning")) ||
	    rg_str_starts(behind, RG_STR(": note:")) || rg_str_starts(behind, RG_STR(":   ")) ||
	    rg_str_starts(behind, RG_STR(": remark")))
		return;
	frame.function = function_near(finder, line, site);
	add_site(finder, &frame);
}

/* False when the line is no part of a backtrace. */
static bool on_stack_line(rg_site_finder *finder, rg_str line)
{
	rg_frame frame;
	rg_stack_line kind = rg_native_stack_line(&frame, finder->arena, line);

	if (kind == RG_STACK_NONE) {
		if (finder->state == STACK_OPEN && rg_str_trim(line).len == 0)
			finder->state = STACK_DONE;
		finder->is_after_frame = false;
		return false;
	}
	if (finder->state == STACK_DONE)
		return true;
	if (finder->state == STACK_NONE && kind == RG_STACK_PLACE)
		return false;
	finder->state = STACK_OPEN;
	if (kind == RG_STACK_SIGNAL) {
		finder->stack.n = 0;
	} else if (kind == RG_STACK_PYTHON) {
		if (finder->stack.n > 0)
			finder->state = STACK_DONE;
	} else if (kind == RG_STACK_PLACE) {
		if (finder->is_after_frame) {
			finder->stack.items[finder->stack.n - 1].path = frame.path;
			finder->stack.items[finder->stack.n - 1].line = frame.line;
		}
	} else if (kind == RG_STACK_FRAME && finder->stack.n < MAX_STACK) {
		RG_PUSH(finder->arena, &finder->stack, frame);
		finder->is_after_frame = true;
		return true;
	}
	finder->is_after_frame = false;
	return true;
}

static void on_line(rg_site_finder *finder, rg_str line)
{
	rg_site site;

	if (on_stack_line(finder, line) || note_function(finder, line))
		return;
	if (cython_site(&site.frame, line) || bsd_assertion(&site.frame, line)) {
		add_site(finder, &site.frame);
		return;
	}
	for (size_t i = 1; i + 1 < line.len; i++)
		if ((line.ptr[i] == ':' || line.ptr[i] == '(') && is_digit(line.ptr[i + 1]) &&
		    site_at(&site, line, i))
			on_site(finder, line, &site);
}

static bool has_nocase(rg_str text, const char *word)
{
	size_t n = rg_str_of(word).len;

	for (size_t i = 0; i + n <= text.len; i++)
		if (rg_str_eq_nocase(rg_str_sub(text, i, i + n), rg_str_of(word)))
			return true;
	return false;
}

/* What makes and throws the exception: a constructor, throw_error, assertFail, get_backtrace. */
static bool is_thrower(rg_str function)
{
	static const char *const words[] = {"throw",	  "assert", "fatal", "backtrace",
					    "stacktrace", "panic",  "::fail"};
	size_t colon = rg_str_rfind_char(function, ':');
	rg_str last = colon == SIZE_MAX ? function : rg_str_sub(function, colon + 1, function.len);
	rg_str owner = rg_str_sub(function, 0, colon == SIZE_MAX || colon < 1 ? 0 : colon - 1);

	if (owner.len && (rg_str_eq(owner, last) ||
			  (rg_str_ends(owner, last) && owner.ptr[owner.len - last.len - 1] == ':')))
		return true;
	if (rg_str_ends(last, RG_STR("Error")) || rg_str_ends(last, RG_STR("Exception")))
		return true;
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (has_nocase(function, words[i]))
			return true;
	return false;
}

static void put(rg_site_finder *finder, rg_frame_vec *out, const rg_frame *frame)
{
	rg_frame copy = *frame;

	if (copy.path.ptr && find(out, &copy))
		return;
	if (!copy.language.ptr)
		copy.language = copy.path.ptr ? rg_language_name(copy.path) : RG_STR("cpp");
	RG_PUSH(finder->arena, out, copy);
}

void rg_sites_find(rg_frame_vec *frames, rg_arena *arena, rg_str message)
{
	rg_site_finder finder = {.arena = arena};
	const rg_frame *error = &finder.error;
	size_t innermost = 0;
	rg_str line;

	while (rg_str_line(&line, &message))
		on_line(&finder, line);
	while (innermost < finder.stack.n && is_thrower(finder.stack.items[innermost].function))
		innermost++;
	/* Where the backtrace names the site too, what it called is the throwing itself. */
	for (size_t i = 0; finder.sites.n && i < finder.stack.n; i++)
		if (find(&finder.sites, &finder.stack.items[i])) {
			innermost = i;
			break;
		}
	for (size_t i = finder.stack.n; i-- > innermost;)
		put(&finder, frames, &finder.stack.items[i]);
	for (size_t i = 0; i < finder.sites.n; i++)
		put(&finder, frames, &finder.sites.items[i]);
	for (size_t i = finder.included.n; error->path.ptr && i-- > 0;)
		put(&finder, frames, &finder.included.items[i]);
	if (error->path.ptr)
		put(&finder, frames, error);
}
