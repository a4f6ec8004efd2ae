/* SPDX-License-Identifier: MIT */
/*
 * leftovers.c - a table of what debug code looks like at the beginning of a statement. Only the
 * start of a line counts, so that a string or a longer name that holds "print" is no finding.
 * Commented-out code is a comment whose text ends or begins as code of that language does.
 */
#include "fix/leftovers.h"

#include "syntax/outline.h"

enum { IN_PYTHON = 1, IN_C = 2 };

typedef struct pattern {
	unsigned languages;
	const char *start; /* of the statement, white space in front left out */
	const char *rule;
	const char *message;
} pattern;

static const pattern patterns[] = {
	{IN_PYTHON, "print(", "debug-print", "a print was added"},
	{IN_PYTHON, "pprint(", "debug-print", "a print was added"},
	{IN_PYTHON, "pprint.pprint(", "debug-print", "a print was added"},
	{IN_PYTHON, "ic(", "debug-print", "a call of icecream was added"},
	{IN_PYTHON, "breakpoint(", "breakpoint", "a breakpoint was added"},
	{IN_PYTHON, "pdb.set_trace(", "breakpoint", "a breakpoint was added"},
	{IN_PYTHON, "ipdb.set_trace(", "breakpoint", "a breakpoint was added"},
	{IN_PYTHON, "import pdb", "breakpoint", "an import of a debugger was added"},
	{IN_PYTHON, "import ipdb", "breakpoint", "an import of a debugger was added"},
	{IN_PYTHON, "from icecream import", "debug-print", "an import of icecream was added"},
	{IN_C, "std::cout <<", "debug-print", "output to std::cout was added"},
	{IN_C, "std::cerr <<", "debug-print", "output to std::cerr was added"},
	{IN_C, "printf(", "debug-print", "a printf was added"},
	{IN_C, "fprintf(stderr", "debug-print", "output to stderr was added"},
	{IN_C, "DPRINT", "debug-print", "a DPRINT was added"},
	{IN_C, "#if 0", "commented-out", "code was switched off with #if 0"},
};

static const pattern test_patterns[] = {
	{IN_PYTHON, "@pytest.mark.skip", "weakened-test", "a test was skipped"},
	{IN_PYTHON, "@pytest.mark.xfail", "weakened-test", "a test was marked as expected to fail"},
	{IN_PYTHON, "pytest.skip(", "weakened-test", "a test was skipped"},
	{IN_PYTHON, "@unittest.skip", "weakened-test", "a test was skipped"},
	{IN_PYTHON, "breakpoint(", "breakpoint", "a breakpoint was added"},
	{IN_PYTHON, "import pdb", "breakpoint", "an import of a debugger was added"},
};

static const char *const marks[] = {"XXX",	    "HACK",	    "FIXME",	    "TEMP:",
				    "DEBUG:",	    "DO NOT MERGE", "do not merge", "todo hack",
				    "TODO: remove", "TODO remove"};

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* Whether the text of a comment reads as a statement of the language. */
static bool is_code(unsigned language, rg_str text)
{
	static const char *const python[] = {"def ",	"class ", "return ", "import ", "from ",
					     "if ",	"elif ",  "for ",    "while ",	"raise ",
					     "assert ", "with ",  "print(",  "try:",	"else:"};
	char last;

	if (text.len < 4)
		return false;
	last = text.ptr[text.len - 1];
	if (language == IN_C)
		return last == ';' || (last == '{' && rg_str_has(text, RG_STR("(")));
	for (size_t i = 0; i < sizeof(python) / sizeof(python[0]); i++)
		if (rg_str_starts(text, rg_str_of(python[i])) &&
		    (last == ':' || last == ')' || rg_str_starts(text, RG_STR("return ")) ||
		     rg_str_starts(text, RG_STR("raise "))))
			return i < 2 || i == 2 || i > 4 ? last != '.' : last == ')' || last == ':';
	/* name = value, name.attribute = value, name(…) */
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_word_char(c) || c == '.' || c == '[' || c == ']')
			continue;
		if (i == 0)
			return false;
		if (rg_str_starts(rg_str_sub(text, i, text.len), RG_STR(" = ")) &&
		    !rg_str_has(text, RG_STR(" is ")))
			return last != '.' && last != ',';
		return c == '(' && last == ')' && text.ptr[i - 1] != '.';
	}
	return false;
}

static rg_leftover found(const char *rule, const char *message)
{
	return (rg_leftover){rule, rg_str_of(message), true};
}

static rg_leftover look_at_comment(unsigned language, rg_str text)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (rg_str_starts(text, rg_str_of(marks[i])))
			return (rg_leftover){"temporary",
					     RG_STR("a mark for something temporary was added"),
					     false};
	if (is_code(language, text))
		return found("commented-out", "a comment that reads like code was added");
	return (rg_leftover){0};
}

rg_leftover rg_leftover_in_line(rg_str path, rg_str line, bool is_test)
{
	rg_language syntax = rg_language_of(path);
	unsigned language = syntax == RG_LANG_PYTHON			   ? IN_PYTHON
			    : syntax == RG_LANG_C || syntax == RG_LANG_CPP ? IN_C
									   : 0;
	rg_str text = rg_str_trim(line);
	const pattern *table = is_test ? test_patterns : patterns;
	size_t n = is_test ? sizeof(test_patterns) / sizeof(test_patterns[0])
			   : sizeof(patterns) / sizeof(patterns[0]);

	if (!language || text.len == 0)
		return (rg_leftover){0};
	for (size_t i = 0; i < n; i++)
		if ((table[i].languages & language) &&
		    rg_str_starts(text, rg_str_of(table[i].start)))
			return found(table[i].rule, table[i].message);
	if (is_test)
		return (rg_leftover){0};
	if (language == IN_PYTHON && rg_str_skip(&text, RG_STR("#")))
		return look_at_comment(language, rg_str_trim(text));
	if (language == IN_C && rg_str_skip(&text, RG_STR("//")))
		return look_at_comment(language, rg_str_trim(text));
	return (rg_leftover){0};
}
