/* SPDX-License-Identifier: MIT */
/*
 * kind.c - words that decide. Resource before performance: "timed out waiting for the device" is a
 * hang of a device. A word must stand in the exception itself, never in captured output, where
 * any logger says "error".
 */
#include "trace/kind.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool has_nocase(rg_str text, const char *word)
{
	rg_str needle = rg_str_of(word);

	for (size_t i = 0; i + needle.len <= text.len; i++) {
		size_t n = 0;

		while (n < needle.len && lower(text.ptr[i + n]) == needle.ptr[n])
			n++;
		if (n == needle.len)
			return true;
	}
	return false;
}

static bool has_any(rg_str text, const char *const *words)
{
	for (; *words; words++)
		if (has_nocase(text, *words))
			return true;
	return false;
}

static bool is_resource(rg_str type, rg_str text)
{
	static const char *const words[] = {"out of memory",
					    "cannot allocate memory",
					    "bad_alloc",
					    "unable to allocate",
					    "no space left on device",
					    "too many open files",
					    "resource temporarily unavailable",
					    "device hang",
					    "device is hung",
					    "device timeout",
					    "waiting for device",
					    "fatal python error",
					    "crashed while running",
					    NULL};
	static const char *const types[] = {"memoryerror", "outofmemory", "brokenprocesspool",
					    NULL};

	return rg_str_starts(type, RG_STR("SIG")) || has_any(type, types) || has_any(text, words);
}

/* `assert 3.2 < 1.5`, about a name that means time. */
static bool is_bound_on_time(rg_str text, const rg_exception *error)
{
	static const char *const names[] = {
		"elapsed",    "duration",     "latency", "seconds", "samples_per", "samples/s",
		"throughput", "perf_counter", "took",	 "runtime", NULL};
	rg_str source = {NULL, 0};

	for (size_t i = error->frames.n; i-- > 0 && !source.ptr;)
		source = error->frames.items[i].source;
	if (!rg_str_has(text, RG_STR(" < ")) && !rg_str_has(text, RG_STR(" > ")) &&
	    !rg_str_has(text, RG_STR(" <= ")) && !rg_str_has(text, RG_STR(" >= ")))
		return false;
	return has_any(text, names) || has_any(source, names);
}

static bool is_performance(rg_str type, rg_str text, const rg_exception *error)
{
	static const char *const words[] = {"timeout >",
					    "timeout (>",
					    "timed out",
					    "too slow",
					    "performance regression",
					    "exceeded the time",
					    "slower than",
					    NULL};

	if (has_nocase(type, "timeout") || has_any(text, words))
		return true;
	return rg_str_eq_z(type, "AssertionError") && is_bound_on_time(text, error);
}

rg_failure_kind rg_kind_of(const rg_failure *failure)
{
	const rg_exception *error = &failure->error;
	rg_str text = rg_str_sub(error->message, 0, 4096);

	if (is_resource(error->type, text))
		return RG_KIND_RESOURCE;
	for (size_t i = 0; i < failure->chain.n; i++) {
		const rg_exception *behind = &failure->chain.items[i];

		if (is_resource(behind->type, rg_str_sub(behind->message, 0, 4096)))
			return RG_KIND_RESOURCE;
	}
	return is_performance(error->type, text, error) ? RG_KIND_PERFORMANCE : RG_KIND_CORRECTNESS;
}

bool rg_path_is_test(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_ends(name, RG_STR(".py")) &&
	       (rg_str_starts(name, RG_STR("test_")) || rg_str_ends(name, RG_STR("_test.py")) ||
		rg_str_eq_z(name, "conftest.py") || rg_str_eq_z(name, "tests.py"));
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

/* The first dotted name that source calls and that says something: "ttnn.gather". */
static rg_str called(rg_str source)
{
	static const char *const plain[] = {
		"len",	 "int",	  "str",    "list",  "set",   "dict",	"tuple",      "float",
		"bool",	 "repr",  "sorted", "print", "range", "type",	"isinstance", "any",
		"all",	 "sum",	  "abs",    "max",   "min",   "next",	"iter",	      "assert",
		"if",	 "in",	  "not",    "and",   "or",    "return", "raise",      "await",
		"super", "round", "bytes",  "def"};

	if (rg_str_starts(source, RG_STR("def ")) || rg_str_starts(source, RG_STR("async def ")) ||
	    rg_str_starts(source, RG_STR("class ")))
		return (rg_str){NULL, 0};
	for (size_t i = 1; i < source.len; i++) {
		size_t begin = i;
		bool is_plain = false;
		rg_str name;

		if (source.ptr[i] != '(')
			continue;
		while (begin > 0 && is_name_char(source.ptr[begin - 1]))
			begin--;
		name = rg_str_sub(source, begin, i);
		(void)rg_str_skip(&name, RG_STR("."));
		for (unsigned k = 0; k < sizeof(plain) / sizeof(*plain); k++)
			is_plain = is_plain || rg_str_eq_z(name, plain[k]);
		if (name.len == 0 || is_plain || rg_str_starts(name, RG_STR("pytest.")) ||
		    rg_str_starts(name, RG_STR("self.assert")) ||
		    rg_str_eq_z(name, "self.subTest") || (name.ptr[0] >= '0' && name.ptr[0] <= '9'))
			continue;
		return name;
	}
	return (rg_str){NULL, 0};
}

rg_str rg_operation_of(const rg_failure *failure)
{
	const rg_frame_vec *frames = &failure->error.frames;

	for (size_t i = frames->n; i-- > 0;) {
		const rg_frame *frame = &frames->items[i];

		if (frame->in_workspace && frame->function.len &&
		    !rg_str_ends(frame->function, RG_STR(">")) && !rg_path_is_test(frame->path) &&
		    (rg_str_eq_z(frame->language, "python") ||
		     rg_str_eq_z(frame->language, "cython")))
			return frame->function;
	}
	for (size_t i = frames->n; i-- > 0;)
		if (frames->items[i].in_workspace && frames->items[i].source.len &&
		    !rg_str_starts(frames->items[i].source, RG_STR("raise ")))
			return called(frames->items[i].source);
	return (rg_str){NULL, 0};
}
