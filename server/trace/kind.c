/* SPDX-License-Identifier: MIT */
/*
 * kind.c - words that decide. Resource before performance: "timed out waiting for the device" is a
 * hang of a device. A word must stand in an exception itself, never in captured output, where any
 * logger says "error"; not in quotation marks, where it is somebody's value; not behind a "not";
 * and not in the text of an exception that says that the program is wrong (a ValueError about a
 * "timeout" is a wrong argument).
 */
#include "trace/kind.h"

#include "trace/nocase.h"
#include "trace/slow.h"

/* Of a message that is looked at, and of the words that are quoted. */
#define MAX_TEXT  4096
#define MAX_WORDS 100

static const char *const resource_words[] = {"out of memory",
					     "cannot allocate memory",
					     "bad_alloc",
					     "unable to allocate",
					     "not enough space to allocate",
					     "beyond max l1 size",
					     "resource_exhausted",
					     "resource exhausted",
					     "no space left on device",
					     "too many open files",
					     "resource temporarily unavailable",
					     "device hang",
					     "device is hung",
					     "device timeout",
					     "waiting for device",
					     "waiting for the device",
					     "watchdog caught",
					     "fatal python error",
					     "windows fatal exception",
					     "segmentation fault",
					     "core dumped",
					     "crashed while running",
					     "signals.sig",
					     "signal: killed",
					     "exit code 137",
					     "exit status 137",
					     "exit status -9",
					     NULL};
static const char *const resource_types[] = {"memoryerror",	  "outofmemoryerror", "outofmemory",
					     "brokenprocesspool", "sanitizer",	      NULL};
static const char *const slow_words[] = {"timed out",
					 "timeout >",
					 "timeout (>",
					 "timeout after ",
					 "timeout expired",
					 "timeout exceeded",
					 "timeout reached",
					 "timeout of ",
					 "deadline exceeded",
					 "deadline_exceeded",
					 "exceeded the time",
					 "exceeded time limit",
					 "time limit exceeded",
					 "took too long",
					 "too slow",
					 "slower than",
					 "performance regression",
					 "performance has regressed",
					 NULL};
static const char *const slow_types[] = {
	"timeout",	    "timeouterror",	"timeoutexpired",	 "timedout",
	"timeoutexception", "deadlineexceeded", "performanceregression", NULL};

/* Exceptions that say that the program, or the test, is wrong. */
static bool is_about_the_program(rg_str name)
{
	static const char *const names[] = {
		"valueerror",	    "typeerror",	   "keyerror",
		"attributeerror",   "nameerror",	   "indexerror",
		"importerror",	    "modulenotfounderror", "syntaxerror",
		"lookuperror",	    "unboundlocalerror",   "notimplementederror",
		"indentationerror", "zerodivisionerror",   NULL};

	for (unsigned i = 0; names[i]; i++)
		if (rg_str_eq_nocase(name, rg_str_of(names[i])))
			return true;
	return false;
}

static rg_str bare(rg_str type)
{
	size_t dot = rg_str_rfind_char(type, '.');

	return dot == SIZE_MAX ? type : rg_str_sub(type, dot + 1, type.len);
}

/* Whether an odd number of these marks stands before at on its line. */
static bool is_in_marks(rg_str line, size_t at, char mark)
{
	bool is_in = false;

	for (size_t i = 0; i < at; i++) /* "don't" has an apostrophe */
		if (line.ptr[i] == mark &&
		    (is_in || i == 0 || line.ptr[i - 1] == ' ' || line.ptr[i - 1] == '(' ||
		     line.ptr[i - 1] == '[' || line.ptr[i - 1] == '{' || line.ptr[i - 1] == '='))
			is_in = !is_in;
	return is_in && rg_str_find_char(rg_str_sub(line, at, line.len), mark) != SIZE_MAX;
}

static bool is_denied(rg_str before)
{
	static const char *const ends[] = {"not ",	  "never ",    "n't ",	   "no ",
					   "not have ",	  "not be ",   "without ", "should have ",
					   "expected a ", "expected ", NULL};

	for (unsigned i = 0; ends[i]; i++)
		if (rg_nocase_ends(before, ends[i]))
			return true;
	return false;
}

/* The statement around words: from the clause's beginning to its end. */
static rg_str clause(rg_str line, size_t at)
{
	size_t begin = at, end = at;

	while (begin > 0 && !(line.ptr[begin - 1] == ' ' && begin > 1 &&
			      (line.ptr[begin - 2] == ':' || line.ptr[begin - 2] == '.' ||
			       line.ptr[begin - 2] == ';')))
		begin--;
	if (at - begin > MAX_WORDS / 2)
		begin = at;
	while (end < line.len && line.ptr[end] != ';' &&
	       !(line.ptr[end] == '.' && (end + 1 == line.len || line.ptr[end + 1] == ' ')) &&
	       !(line.ptr[end] == ',' && end + 1 < line.len && line.ptr[end + 1] == ' '))
		end++;
	return rg_str_trim(rg_utf8_cut(rg_str_sub(line, begin, end), MAX_WORDS));
}

static bool find_words(rg_str *out, rg_str text, const char *const *words)
{
	rg_str line;

	text = rg_str_sub(text, 0, MAX_TEXT);
	while (rg_str_line(&line, &text)) {
		for (unsigned i = 0; words[i]; i++) {
			size_t at = rg_nocase_find(line, words[i], 0);

			if (at == SIZE_MAX || is_in_marks(line, at, '\'') ||
			    is_in_marks(line, at, '"') || is_in_marks(line, at, '`') ||
			    is_denied(rg_str_sub(line, 0, at)))
				continue;
			*out = clause(line, at);
			return true;
		}
	}
	return false;
}

static bool is_type(rg_str type, const char *const *names)
{
	for (; *names; names++)
		if (rg_nocase_ends(bare(type), *names))
			return true;
	return false;
}

/* "SIGSEGV" */
static bool is_signal(rg_str type)
{
	if (type.len < 5 || !rg_str_starts(type, RG_STR("SIG")))
		return false;
	for (size_t i = 3; i < type.len; i++)
		if ((type.ptr[i] < 'A' || type.ptr[i] > 'Z') &&
		    (type.ptr[i] < '0' || type.ptr[i] > '9'))
			return false;
	return true;
}

static bool is_resource(rg_str *words, const rg_exception *error)
{
	if (is_signal(error->type) || is_type(error->type, resource_types)) {
		*words = rg_utf8_cut(error->type, MAX_WORDS);
		return true;
	}
	return !is_about_the_program(bare(error->type)) &&
	       find_words(words, error->message, resource_words);
}

/* The innermost line of source that is known. */
static rg_str last_source(const rg_exception *error)
{
	for (size_t i = error->frames.n; i-- > 0;)
		if (error->frames.items[i].source.len)
			return error->frames.items[i].source;
	return (rg_str){NULL, 0};
}

static bool is_slow_assertion(rg_str *words, const rg_exception *error)
{
	rg_str rest = error->message, line = {NULL, 0};
	rg_str places[2];

	(void)rg_str_line(&line, &rest);
	places[0] = last_source(error);
	places[1] = line;
	for (int i = 0; i < 2; i++)
		if (rg_slow_is_bound(places[i])) {
			*words = rg_utf8_cut(places[i], MAX_WORDS);
			return true;
		}
	return false;
}

/* "812 samples/s, below 900" */
static bool is_low_rate(rg_str *words, rg_str text)
{
	static const char *const rates[] = {
		"samples/s", "samples per second", "tokens/s", "images/s", " fps", NULL};
	static const char *const lows[] = {"below",  "lower than", "less than", "too low",
					   "under ", "regress",	   NULL};
	rg_str rate, low;

	if (!find_words(&rate, text, rates) || !find_words(&low, text, lows))
		return false;
	*words = rate;
	return true;
}

static bool is_performance(rg_str *words, const rg_exception *error)
{
	rg_str name = bare(error->type);

	if (is_type(error->type, slow_types)) {
		rg_str rest = error->message, line = {NULL, 0};

		(void)rg_str_line(&line, &rest);
		if (!find_words(words, line, slow_words))
			*words = rg_utf8_cut(error->type, MAX_WORDS);
		return true;
	}
	if (is_about_the_program(name))
		return false;
	if (rg_str_eq_z(name, "AssertionError") && is_slow_assertion(words, error))
		return true;
	return find_words(words, error->message, slow_words) || is_low_rate(words, error->message);
}

rg_failure_kind rg_kind_of(rg_str *words, const rg_failure *failure)
{
	const rg_exception *error = &failure->error;

	*words = (rg_str){NULL, 0};
	if (is_resource(words, error))
		return RG_KIND_RESOURCE;
	for (size_t i = 0; i < failure->chain.n; i++)
		if (is_resource(words, &failure->chain.items[i]))
			return RG_KIND_RESOURCE;
	if (is_performance(words, error))
		return RG_KIND_PERFORMANCE;
	for (size_t i = 0; i < failure->chain.n; i++)
		if (failure->chain.items[i].relation != RG_RELATION_CONTEXT &&
		    is_type(failure->chain.items[i].type, slow_types)) {
			*words = rg_utf8_cut(failure->chain.items[i].type, MAX_WORDS);
			return RG_KIND_PERFORMANCE;
		}
	return RG_KIND_CORRECTNESS;
}
