/* SPDX-License-Identifier: MIT */
/*
 * operation.c - what failed, in the words of the code: the innermost function of the workspace
 * that is neither a test nor a helper of tests, else what the test's failing line calls. Helpers
 * that compare (`assert_with_pcc`, `check_close`) find a fault and have none: they are passed over
 * when an assertion failed, in frames as in the line.
 */
#include "trace/kind.h"

#include "trace/nocase.h"

/* Of a class's name, and of a line. */
#define MAX_NAME 200

bool rg_path_is_test(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_ends(name, RG_STR(".py")) &&
	       (rg_str_starts(name, RG_STR("test_")) || rg_str_ends(name, RG_STR("_test.py")) ||
		rg_str_eq_z(name, "conftest.py") || rg_str_eq_z(name, "tests.py"));
}

/* A test's file, or one beside tests: "tests/helpers.py". */
static bool is_beside_tests(rg_str path)
{
	rg_str rest = rg_path_folder(path), part;

	if (rg_path_is_test(path))
		return true;
	while (rg_str_part(&part, &rest, '/'))
		if (rg_str_eq_z(part, "tests") || rg_str_eq_z(part, "test"))
			return true;
	return false;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

static rg_str last_part(rg_str name)
{
	size_t dot = rg_str_rfind_char(name, '.');

	return dot == SIZE_MAX ? name : rg_str_sub(name, dot + 1, name.len);
}

/* "assert_allclose", "check_output", "comp_pcc", "assertEqual": finds a fault of something else. */
static bool is_comparing(rg_str name)
{
	static const char *const beginnings[] = {"assert",   "check_", "verify_", "expect_",
						 "compare_", "comp_",  "ensure_", "validate_"};

	name = last_part(name);
	while (rg_str_skip(&name, RG_STR("_")))
		;
	for (unsigned i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (rg_nocase_starts(name, beginnings[i]))
			return true;
	return rg_str_eq_nocase(name, RG_STR("check")) || rg_str_eq_nocase(name, RG_STR("verify"));
}

/* What says nothing about what is tested. */
static bool is_plain(rg_str name)
{
	static const char *const names[] = {
		"len",	 "int",	  "str",    "list",  "set",	"dict",	   "tuple",	 "float",
		"bool",	 "repr",  "sorted", "print", "range",	"type",	   "isinstance", "any",
		"all",	 "sum",	  "abs",    "max",   "min",	"next",	   "iter",	 "assert",
		"if",	 "in",	  "not",    "and",   "or",	"return",  "raise",	 "await",
		"super", "round", "bytes",  "def",   "hasattr", "getattr", "enumerate",	 "zip",
		"with",	 "for",	  "while",  "elif",  "lambda",	"is",	   "yield",	 "from"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return name.len == 0 || (name.ptr[0] >= '0' && name.ptr[0] <= '9') ||
	       rg_str_starts(name, RG_STR("pytest.")) || rg_str_eq_z(name, "self.subTest") ||
	       rg_str_eq_z(name, "self.fail");
}

/* The first dotted name that source calls and that says something: "ttnn.gather". */
static rg_str called(rg_str source)
{
	rg_str comparing = {NULL, 0};

	if (rg_str_starts(source, RG_STR("def ")) || rg_str_starts(source, RG_STR("async def ")) ||
	    rg_str_starts(source, RG_STR("class ")))
		return (rg_str){NULL, 0};
	for (size_t i = 1; i < source.len; i++) {
		size_t begin = i;
		rg_str name;

		if (source.ptr[i] != '(')
			continue;
		while (begin > 0 && is_name_char(source.ptr[begin - 1]))
			begin--;
		name = rg_str_sub(source, begin, i);
		(void)rg_str_skip(&name, RG_STR("."));
		if (is_plain(name))
			continue;
		if (!is_comparing(name))
			return name;
		if (!comparing.ptr && !rg_str_starts(name, RG_STR("self.assert")))
			comparing = name;
	}
	return comparing;
}

/* The class of `self` or `cls` as printed: "<app.Parser object at 0x7f>", "<class 'app.Parser'>".
 */
static rg_str class_of(const rg_frame *frame)
{
	for (size_t i = 0; i < frame->values.n; i++) {
		rg_str repr = frame->values.items[i].repr;
		size_t n = 0;

		if (rg_str_eq_z(frame->values.items[i].name, "self")) {
			if (!rg_str_skip(&repr, RG_STR("<")) ||
			    !rg_str_has(repr, RG_STR(" object")))
				continue;
		} else if (!rg_str_eq_z(frame->values.items[i].name, "cls") ||
			   !rg_str_skip(&repr, RG_STR("<class '"))) {
			continue;
		}
		while (n < repr.len && is_name_char(repr.ptr[n]))
			n++;
		if (n > 0 && n < MAX_NAME)
			return last_part(rg_str_sub(repr, 0, n));
	}
	return (rg_str){NULL, 0};
}

static rg_str qualified(rg_arena *arena, const rg_frame *frame)
{
	rg_str name = {NULL, 0};

	if (rg_str_find_char(frame->function, '.') == SIZE_MAX)
		name = class_of(frame);
	return name.len ? rg_arena_printf(arena, "%.*s.%.*s", RG_FMT(name), RG_FMT(frame->function))
			: frame->function;
}

static bool is_operation(const rg_frame *frame, bool is_assertion)
{
	return frame->in_workspace && frame->function.len &&
	       !rg_str_ends(frame->function, RG_STR(">")) && !is_beside_tests(frame->path) &&
	       (rg_str_eq_z(frame->language, "python") || rg_str_eq_z(frame->language, "cython")) &&
	       !(is_assertion && is_comparing(frame->function));
}

rg_str rg_operation_of(rg_arena *arena, const rg_failure *failure)
{
	const rg_frame_vec *frames = &failure->error.frames;
	rg_str type = last_part(failure->error.type), source, name, comparing = {NULL, 0};
	bool is_assertion = rg_str_eq_z(type, "AssertionError") || rg_str_eq_z(type, "Failed");

	for (size_t i = frames->n; i-- > 0;)
		if (is_operation(&frames->items[i], is_assertion))
			return qualified(arena, &frames->items[i]);
	for (size_t i = frames->n; i-- > 0;) {
		source = frames->items[i].source;
		if (!frames->items[i].in_workspace || !source.len ||
		    rg_str_starts(source, RG_STR("raise ")))
			continue;
		name = called(source);
		if (name.ptr && !is_comparing(name))
			return name;
		/* Only a comparison, or nothing: the caller may say more. */
		if (!comparing.ptr)
			comparing = name;
	}
	return comparing;
}
