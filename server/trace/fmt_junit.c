/* SPDX-License-Identifier: MIT */
/*
 * fmt_junit.c - JUnit XML, as pytest writes it (_pytest/junitxml.py; families xunit1 and xunit2)
 * and others much alike. One pass of expat over the bytes; of an element nothing is kept once it
 * has ended. A document type is refused, so that no entity is ever expanded; a file that was cut
 * gives what had been written.
 *
 * xunit2 has no file name: `a/test_b.py::TestC::test_d` became classname "a.test_b.TestC" and name
 * "test_d". How much of it is the file is told by the workspace, else by the first part that
 * begins like a class.
 *
 * What XML cannot hold pytest writes as "#x1B" (bin_xml_escape), up to 8.3 whatever lies beyond the
 * first 65536 characters, too; such words become characters again.
 *
 * Left out on purpose: skipped, system-out and system-err, and Maven's flaky and rerun elements.
 */
#include <expat.h>

#include "base/buf.h"
#include "base/limits.h"
#include "trace/import.h"
#include "trace/kind.h"

/* Bytes for expat at a time: its length is an int. */
#define CHUNK ((size_t)1024 * 1024)

typedef struct rg_junit {
	rg_reader *reader;
	XML_Parser parser;
	bool is_in_suite;      /* the root was a test suite */
	bool is_complete;      /* the root has ended */
	unsigned depth;	       /* of the element that is open */
	unsigned failed_depth; /* of the open failure's element; 0: none */
	rg_import import;      /* of the open test case; its text comes from `text` */
	rg_buf name, class_name, file, what, type, text;
} rg_junit;

static bool is_element(const XML_Char *name, const char *wanted)
{
	return rg_str_eq_z(rg_str_of(name), wanted);
}

static rg_str attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (is_element(attributes[0], name))
			return rg_str_of(attributes[1]);
	return (rg_str){NULL, 0};
}

static uint32_t number(const XML_Char **attributes, const char *name)
{
	uint64_t value = 0;

	(void)rg_str_u64(&value, attribute(attributes, name), UINT32_MAX);
	return (uint32_t)value;
}

/* "0.012", with a point in every locale; < 0 when it is no such number. */
static double seconds_of(rg_str text)
{
	rg_str whole = text, part = {NULL, 0};
	uint64_t value = 0, fraction = 0;
	double scale = 1;
	size_t dot = rg_str_find_char(text, '.');

	if (dot != SIZE_MAX) {
		whole = rg_str_sub(text, 0, dot);
		part = rg_str_sub(text, dot + 1, dot + 7);
	}
	if (!rg_str_u64(&value, whole, UINT32_MAX) ||
	    (part.len && !rg_str_u64(&fraction, part, UINT32_MAX)))
		return -1;
	for (size_t i = 0; i < part.len; i++)
		scale *= 10;
	return (double)value + (double)fraction / scale;
}

static void put(rg_buf *buf, rg_str text)
{
	rg_buf_clear(buf);
	rg_buf_add(buf, text);
}

/* "a.b.c" up to `end` as "a/b/c.py" */
static rg_str module_path(rg_arena *arena, rg_str dotted, size_t end)
{
	rg_buf path;
	rg_str out;

	rg_buf_init(&path, dotted.len + 4);
	for (size_t i = 0; i < end; i++)
		rg_buf_add_char(&path, dotted.ptr[i] == '.' ? '/' : dotted.ptr[i]);
	rg_buf_add_z(&path, ".py");
	out = rg_arena_dup(arena, rg_buf_str(&path));
	rg_buf_release(&path);
	return out;
}

static bool is_file(const rg_junit *junit, rg_str path, bool is_exact)
{
	rg_str resolved;
	bool is_ambiguous;

	if (is_exact)
		return rg_paths_has(junit->reader->options->paths, path);
	return rg_paths_resolve(&resolved, &is_ambiguous, junit->reader->options->paths,
				junit->reader->options->cwd, path);
}

/* "docs.usage.txt" of a doctest in a text file: that file, or null. */
static rg_str text_file(const rg_junit *junit, rg_str dotted)
{
	size_t dot = rg_str_rfind_char(dotted, '.');
	rg_str extension = rg_str_sub(dotted, dot == SIZE_MAX ? dotted.len : dot, dotted.len);
	rg_str path;

	if (!rg_str_eq_z(extension, ".txt") && !rg_str_eq_z(extension, ".rst") &&
	    !rg_str_eq_z(extension, ".md"))
		return (rg_str){NULL, 0};
	path = module_path(junit->reader->arena, dotted, dot);
	(void)rg_str_chop(&path, RG_STR(".py"));
	return rg_arena_printf(junit->reader->arena, "%.*s%.*s", RG_FMT(path), RG_FMT(extension));
}

/* The longest beginning of "a.test_b.TestC" that is a file; SIZE_MAX when none is. */
static size_t file_end(const rg_junit *junit, rg_str dotted, bool is_exact)
{
	size_t end = dotted.len;

	for (int i = 0; i < 8 && end != SIZE_MAX && end > 0; i++) {
		if (is_file(junit, module_path(junit->reader->arena, dotted, end), is_exact))
			return end;
		end = rg_str_rfind_char(rg_str_sub(dotted, 0, end), '.');
	}
	return SIZE_MAX;
}

/* Where the module's name ends in "a.test_b.TestC". */
static size_t module_end(const rg_junit *junit, rg_str dotted)
{
	size_t end = file_end(junit, dotted, true), begin = 0;

	if (end == SIZE_MAX)
		end = file_end(junit, dotted, false);
	while (end == SIZE_MAX && begin < dotted.len) {
		size_t dot = rg_str_find_char(rg_str_sub(dotted, begin, dotted.len), '.');

		if (begin > 0 && dotted.ptr[begin] >= 'A' && dotted.ptr[begin] <= 'Z')
			return begin - 1;
		if (dot == SIZE_MAX)
			break;
		begin += dot + 1;
	}
	return end == SIZE_MAX ? dotted.len : end;
}

static rg_str test_of(const rg_junit *junit)
{
	rg_arena *arena = junit->reader->arena;
	rg_str dotted = rg_buf_str(&junit->class_name), name = rg_buf_str(&junit->name);
	rg_str file = rg_buf_str(&junit->file), classes, document;
	size_t end;

	if (junit->import.phase == RG_PHASE_COLLECT) {
		if (file.len)
			return rg_arena_dup(arena, file);
		if (dotted.len)
			name = rg_arena_printf(arena, "%.*s.%.*s", RG_FMT(dotted), RG_FMT(name));
		return module_path(arena, name, name.len);
	}
	document = file.len ? (rg_str){NULL, 0} : text_file(junit, dotted);
	if (document.ptr)
		return rg_arena_printf(arena, "%.*s::%.*s", RG_FMT(document), RG_FMT(name));
	end = module_end(junit, dotted);
	classes = rg_str_sub(dotted, end, dotted.len);
	if (!dotted.len && !file.len)
		return rg_arena_dup(arena, name);
	if (!file.len)
		file = module_path(arena, dotted, end);
	if (!rg_buf_str(&junit->file).len && !rg_path_is_test(file) &&
	    !is_file(junit, file, false)) /* no module: another language's suite */
		return rg_arena_printf(arena, "%.*s::%.*s", RG_FMT(dotted), RG_FMT(name));
	if (classes.len) { /* ".TestC.TestD" */
		rg_str_vec parts = {NULL, 0, 0};
		rg_str part;

		classes = rg_str_sub(classes, 1, classes.len);
		while (rg_str_part(&part, &classes, '.'))
			RG_PUSH(arena, &parts, part);
		return rg_arena_printf(arena, "%.*s::%.*s::%.*s", RG_FMT(file),
				       RG_FMT(rg_str_vec_join(arena, &parts, RG_STR("::"))),
				       RG_FMT(name));
	}
	return rg_arena_printf(arena, "%.*s::%.*s", RG_FMT(file), RG_FMT(name));
}

/* The digits behind "#x" that name a character which XML cannot hold, and what it is; or 0. */
static size_t escaped(uint32_t *out, rg_str digits)
{
	uint32_t value = 0;
	size_t n = 0;

	for (; n < digits.len && n < 5; n++) {
		char c = digits.ptr[n];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'F'))
			break;
		value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : c - 'A' + 10);
	}
	if (n == 5 && value >= 0x10000 && value <= 0x1FFFF) {
		*out = value;
		return 5;
	}
	*out = n >= 2 ? value >> (4 * (n - 2)) : 0x20;
	return *out > 0 && *out < 0x20 ? 2 : 0;
}

static void add_character(rg_buf *out, uint32_t c)
{
	if (c < 0x80) {
		rg_buf_add_char(out, (char)c);
		return;
	}
	rg_buf_add_char(out, (char)(0xF0 | (c >> 18)));
	rg_buf_add_char(out, (char)(0x80 | ((c >> 12) & 0x3F)));
	rg_buf_add_char(out, (char)(0x80 | ((c >> 6) & 0x3F)));
	rg_buf_add_char(out, (char)(0x80 | (c & 0x3F)));
}

static rg_str unescaped(const rg_junit *junit, rg_str text)
{
	size_t at = rg_str_find(text, RG_STR("#x"));
	rg_buf out;
	rg_str result;

	if (at == SIZE_MAX)
		return text;
	rg_buf_init(&out, text.len);
	while (at != SIZE_MAX) {
		uint32_t c;
		size_t n = escaped(&c, rg_str_sub(text, at + 2, text.len));

		rg_buf_add(&out, rg_str_sub(text, 0, n ? at : at + 2));
		if (n)
			add_character(&out, c);
		text = rg_str_sub(text, at + 2 + n, text.len);
		at = rg_str_find(text, RG_STR("#x"));
	}
	rg_buf_add(&out, text);
	result = rg_arena_dup(junit->reader->arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

static void begin_case(rg_junit *junit, const XML_Char **attributes)
{
	put(&junit->name, attribute(attributes, "name"));
	put(&junit->class_name, attribute(attributes, "classname"));
	put(&junit->file, attribute(attributes, "file"));
	junit->import = (rg_import){.seconds = seconds_of(attribute(attributes, "time"))};
}

static void begin_failure(rg_junit *junit, const XML_Char **attributes)
{
	junit->failed_depth = junit->depth;
	put(&junit->what, attribute(attributes, "message"));
	put(&junit->type, attribute(attributes, "type"));
	rg_buf_clear(&junit->text);
}

static void end_failure(rg_junit *junit)
{
	rg_arena *arena = junit->reader->arena;
	rg_str what = unescaped(junit, rg_buf_str(&junit->what)), type = rg_buf_str(&junit->type);

	junit->failed_depth = 0;
	junit->import.phase = rg_import_phase(&what);
	if (junit->import.phase == RG_PHASE_COLLECT)
		what = (rg_str){NULL, 0};
	else if (type.len) /* others than pytest: unittest-xml-reporting */
		what = rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(type), RG_FMT(what));
	junit->import.what = what;
	junit->import.text = unescaped(junit, rg_buf_str(&junit->text));
	junit->import.test = test_of(junit);
	rg_import_add(junit->reader, &junit->import);
}

static void add_counts(rg_trace *trace, const XML_Char **attributes)
{
	uint32_t n_failed = number(attributes, "failures"), n_errors = number(attributes, "errors");
	uint32_t n_other =
		n_failed + n_errors + number(attributes, "skipped") + number(attributes, "skips");
	uint32_t n_tests = number(attributes, "tests");

	trace->n_failed += n_failed;
	trace->n_errors += n_errors;
	trace->n_passed += n_tests > n_other ? n_tests - n_other : 0;
}

static void XMLCALL on_begin(void *data, const XML_Char *name, const XML_Char **attributes)
{
	rg_junit *junit = data;

	junit->depth++;
	if (junit->depth == 1)
		junit->is_in_suite =
			is_element(name, "testsuites") || is_element(name, "testsuite");
	if (!junit->is_in_suite || junit->reader->trace->failures.n >= RG_LIMIT_FAILURES)
		return;
	if (is_element(name, "testsuite"))
		add_counts(junit->reader->trace, attributes);
	else if (is_element(name, "testcase"))
		begin_case(junit, attributes);
	else if (!junit->failed_depth && (is_element(name, "failure") || is_element(name, "error")))
		begin_failure(junit, attributes);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
	rg_junit *junit = data;

	(void)name;
	if (junit->failed_depth == junit->depth)
		end_failure(junit);
	junit->depth--;
	if (junit->depth == 0)
		junit->is_complete = junit->is_in_suite;
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length)
{
	rg_junit *junit = data;

	if (junit->failed_depth)
		rg_buf_add(&junit->text, (rg_str){text, (size_t)length});
}

static void XMLCALL on_document_type(void *data, const XML_Char *name, const XML_Char *system_id,
				     const XML_Char *public_id, int has_subset)
{
	rg_junit *junit = data;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	(void)XML_StopParser(junit->parser, XML_FALSE);
}

static bool sniff(rg_str text)
{
	text = rg_str_trim(rg_str_sub(text, 0, 4096));
	return (rg_str_starts(text, RG_STR("<?xml")) ||
		rg_str_starts(text, RG_STR("<testsuite"))) &&
	       rg_str_has(text, RG_STR("<testsuite"));
}

static void parse(rg_junit *junit, rg_str text)
{
	enum XML_Status status = XML_STATUS_OK;

	while (status == XML_STATUS_OK && text.len > 0) {
		size_t n = text.len < CHUNK ? text.len : CHUNK;

		status = XML_Parse(junit->parser, text.ptr, (int)n, n == text.len);
		text = rg_str_sub(text, n, text.len);
	}
	if (junit->failed_depth) /* the file was cut in the middle of it */
		end_failure(junit);
}

static bool read(rg_reader *reader, rg_str text)
{
	rg_junit junit = {.reader = reader, .parser = XML_ParserCreate(NULL)};
	rg_buf *const names[] = {&junit.name, &junit.class_name, &junit.file, &junit.type};

	if (!junit.parser)
		return false;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		rg_buf_init(names[i], RG_TRACE_MAX_PATH);
	rg_buf_init(&junit.what, RG_LIMIT_ERROR_BYTES);
	rg_buf_init(&junit.text, 2 * RG_LIMIT_SECTION_BYTES);
	XML_SetUserData(junit.parser, &junit);
	XML_SetElementHandler(junit.parser, on_begin, on_end);
	XML_SetCharacterDataHandler(junit.parser, on_text);
	XML_SetStartDoctypeDeclHandler(junit.parser, on_document_type);
	parse(&junit, rg_str_trim(text));
	XML_ParserFree(junit.parser);
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		rg_buf_release(names[i]);
	rg_buf_release(&junit.what);
	rg_buf_release(&junit.text);
	reader->trace->is_complete = junit.is_complete;
	return junit.is_in_suite;
}

const rg_trace_format rg_trace_format_junit = {"junit", sniff, read};
