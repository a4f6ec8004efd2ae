/* SPDX-License-Identifier: MIT */
/*
 * fmt_unittest.c - the output of unittest's and Django's runners (unittest/runner.py): a rule of
 * 70 '=', `FAIL: test_a (tests.test_b.TestC.test_a)`, perhaps the docstring's first line, a rule of
 * '-', a traceback. Before Python 3.11 the parentheses hold the class alone; nose has none for a
 * function. pytest-tldr writes the same, with node ids and longer rules. At the end stand
 * `Ran 7 tests in 0.001s` and `FAILED (failures=1, errors=2)`.
 *
 * The node ids are those that pytest would give: the file comes from the frame of the test's own
 * function, else from the module's name.
 */
#include "base/limits.h"
#include "trace/exception.h"
#include "trace/nodeid.h"
#include "trace/traceback.h"

static const rg_str thick_rule =
	RG_STR_INIT("======================================================================\n");
static const rg_str thin_rule =
	RG_STR_INIT("----------------------------------------------------------------------\n");
static const rg_str failed_loading = RG_STR_INIT("unittest.loader._FailedTest");

typedef struct rg_unittest_title {
	rg_str status; /* "FAIL", "ERROR", "UNEXPECTED SUCCESS" */
	rg_str method; /* "test_a", "setUpClass" */
	rg_str module; /* "tests.test_b" */
	rg_str class_name;
	rg_str nodeid; /* pytest-tldr's, instead of these three; else null */
} rg_unittest_title;

static size_t find_from(rg_str text, size_t from, rg_str needle)
{
	size_t at = rg_str_find(rg_str_sub(text, from, text.len), needle);

	return at == SIZE_MAX ? SIZE_MAX : from + at;
}

/* Where the count begins, behind the last thin rule; SIZE_MAX when the run did not end. */
static size_t find_count(rg_str text)
{
	size_t at = 0, found = SIZE_MAX;

	while ((at = find_from(text, at, RG_STR("\nRan "))) != SIZE_MAX) {
		rg_str before = rg_str_sub(text, 0, at + 1);

		at++;
		if (rg_str_ends(before, thin_rule))
			found = at;
	}
	return found;
}

/* `tests.test_b.test_a`, `tests.test_b.TestC.test_a`: of a function, as nose writes it. */
static bool read_dotted(rg_unittest_title *out, rg_str dotted)
{
	size_t dot = rg_str_rfind_char(dotted, '.');
	rg_str last;

	if (dot == SIZE_MAX || !rg_trace__is_type(dotted))
		return false;
	out->method = rg_str_sub(dotted, dot + 1, dotted.len);
	out->module = rg_str_sub(dotted, 0, dot);
	dot = rg_str_rfind_char(out->module, '.');
	last = rg_str_sub(out->module, dot == SIZE_MAX ? 0 : dot + 1, out->module.len);
	out->class_name = RG_STR("");
	if (dot != SIZE_MAX && last.ptr[0] >= 'A' && last.ptr[0] <= 'Z') {
		out->class_name = last;
		out->module = rg_str_sub(out->module, 0, dot);
	}
	return true;
}

static bool read_title(rg_unittest_title *out, rg_str line)
{
	static const char *const words[] = {"FAIL", "ERROR", "UNEXPECTED SUCCESS"};
	rg_str dotted;
	size_t open, dot;

	*out = (rg_unittest_title){0};
	for (unsigned i = 0; i < sizeof(words) / sizeof(*words) && !out->status.ptr; i++)
		if (rg_str_skip(&line, rg_str_of(words[i])))
			out->status = rg_str_of(words[i]);
	if (!out->status.ptr || !rg_str_skip(&line, RG_STR(": ")))
		return false;
	if (rg_str_has(line, RG_STR("::"))) {
		out->nodeid = line;
		return true;
	}
	open = rg_str_find(line, RG_STR(" ("));
	if (open == SIZE_MAX)
		return read_dotted(out, line);
	if (rg_str_starts(line, RG_STR("Failure: "))) { /* nose: ImportError (No module …) */
		out->module = out->class_name = out->method = RG_STR("");
		return true;
	}
	out->method = rg_str_sub(line, 0, open);
	dotted = rg_str_sub(line, open + 2, line.len);
	dotted = rg_str_sub(dotted, 0, rg_str_find_char(dotted, ')'));
	if (rg_str_chop(&dotted, out->method))
		(void)rg_str_chop(&dotted, RG_STR("."));
	dot = rg_str_rfind_char(dotted, '.');
	out->module = rg_str_sub(dotted, 0, dot == SIZE_MAX ? 0 : dot);
	out->class_name = rg_str_sub(dotted, dot == SIZE_MAX ? 0 : dot + 1, dotted.len);
	if (rg_str_eq(dotted, failed_loading)) {
		out->module = out->method;
		out->class_name = out->method = RG_STR("");
	}
	if (rg_str_ends(out->method, RG_STR("Module"))) { /* setUpModule (test_b) */
		out->module = dotted;
		out->class_name = RG_STR("");
	}
	return true;
}

/* "a.b" → "a/b.py" */
static rg_str module_path(rg_arena *arena, rg_str module)
{
	rg_str path = rg_arena_printf(arena, "%.*s.py", RG_FMT(module));
	char *text = rg_arena_cstr(arena, path);

	for (size_t i = 0; i + 3 < path.len; i++)
		if (text[i] == '.')
			text[i] = '/';
	return (rg_str){text, path.len};
}

static rg_phase phase_of(const rg_unittest_title *title)
{
	if (title->nodeid.ptr)
		return RG_PHASE_CALL; /* as far as is known */
	if (!title->method.len)
		return RG_PHASE_COLLECT;
	if (rg_str_starts(title->method, RG_STR("setUp")))
		return RG_PHASE_SETUP;
	return rg_str_starts(title->method, RG_STR("tearDown")) ? RG_PHASE_TEARDOWN : RG_PHASE_CALL;
}

static rg_str test_of(rg_reader *reader, const rg_unittest_title *title, rg_phase phase,
		      const rg_exception *error)
{
	rg_str path = module_path(reader->arena, title->module), name = title->method;

	if (title->nodeid.ptr)
		return title->nodeid;
	for (size_t i = 0; i < error->frames.n; i++)
		if (title->method.len && rg_str_eq(error->frames.items[i].function, title->method))
			path = error->frames.items[i].path;
	if (phase != RG_PHASE_CALL)
		name = RG_STR("");
	if (!title->class_name.len)
		return !title->module.len ? RG_STR("")
		       : name.len	  ? rg_nodeid_make(reader->arena, path, name)
					  : path;
	return rg_arena_printf(reader->arena, "%.*s::%.*s%s%.*s", RG_FMT(path),
			       RG_FMT(title->class_name), name.len ? "::" : "", RG_FMT(name));
}

/* A traceback without what the test printed (--buffer). */
static rg_str without_output(rg_str body)
{
	body = rg_str_sub(body, 0, rg_str_find(body, RG_STR("\nStdout:\n")));
	return rg_str_sub(body, 0, rg_str_find(body, RG_STR("\nStderr:\n")));
}

/*
 * Where the traceback begins: behind a thin rule, which follows the title and at most one line of
 * description. SIZE_MAX when there is none: a test printed what looks like a title.
 */
static size_t find_body(rg_str text, size_t at, size_t end)
{
	rg_str rest = rg_str_sub(text, at, end), line;

	for (int i = 0; i < 3 && rg_str_line(&line, &rest); i++)
		if (i > 0 && rg_str_ends(line, rg_str_sub(thin_rule, 0, thin_rule.len - 1)))
			return end - rest.len;
	return SIZE_MAX;
}

/* The report at `at`, which is behind a thick rule; returns its end. */
static size_t read_report(rg_reader *reader, rg_str text, size_t at, size_t end)
{
	rg_str rest = rg_str_sub(text, at, end), line;
	rg_failure failure = {.seconds = -1};
	rg_unittest_title title;
	rg_traceback traceback;
	size_t body, next;

	if (!rg_str_line(&line, &rest) || !read_title(&title, line))
		return at;
	body = find_body(text, at, end);
	if (body == SIZE_MAX && !rg_str_starts(title.status, RG_STR("UNEXPECTED")))
		return at;
	next = find_from(text, at, thick_rule);
	end = next < end ? next : end;
	if (body != SIZE_MAX) {
		rest = rg_str_sub(text, body, end);
		rest = rg_str_sub(rest, 0, rg_str_find(rest, thin_rule));
		while (rg_str_chop(&rest, RG_STR("=")) || rg_str_chop(&rest, RG_STR("-")))
			; /* a longer rule's beginning */
		rg_traceback_read(&traceback, reader, without_output(rest));
		failure.error = traceback.error;
		failure.chain = traceback.chain;
		if (!failure.error.type.ptr) /* all its frames are unittest's own */
			rg_trace__split(&failure.error.type, &failure.error.message,
					failure.error.message);
	}
	if (!failure.error.type.ptr && !failure.error.message.len)
		failure.error.message = rg_str_eq_z(title.status, "UNEXPECTED SUCCESS")
						? RG_STR("unexpected success")
						: RG_STR("");
	failure.phase = phase_of(&title);
	failure.test = test_of(reader, &title, failure.phase, &failure.error);
	rg_trace__add(reader, &failure);
	return end;
}

/* The number behind `name=`, or 0. */
static uint32_t number_behind(rg_str line, const char *name)
{
	rg_str key = rg_str_of(name);
	size_t at = rg_str_find(line, key), n = 0;
	uint64_t value = 0;

	if (at == SIZE_MAX)
		return 0;
	line = rg_str_sub(line, at + key.len, line.len);
	while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9')
		n++;
	(void)rg_str_u64(&value, rg_str_sub(line, 0, n), UINT32_MAX);
	return (uint32_t)value;
}

/* Passed are those that the line does not count otherwise, which may be more. */
static void count(rg_trace *trace, rg_str text)
{
	uint32_t n_ran, n_other;
	rg_str line = {NULL, 0};

	(void)rg_str_line(&line, &text);
	n_ran = number_behind(line, "Ran ");
	while (rg_str_line(&line, &text) && line.len == 0)
		;
	trace->n_failed =
		number_behind(line, "(failures=") + number_behind(line, "unexpected successes=");
	trace->n_errors = number_behind(line, "errors=");
	n_other = trace->n_failed + trace->n_errors + number_behind(line, "skipped=") +
		  number_behind(line, "expected failures=");
	trace->n_passed = n_ran > n_other ? n_ran - n_other : 0;
}

static bool sniff(rg_str text)
{
	static const char *const words[] = {"FAIL: ", "ERROR: ", "UNEXPECTED SUCCESS: "};

	for (size_t at = 0; (at = find_from(text, at, thick_rule)) != SIZE_MAX;) {
		at += thick_rule.len;
		for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (rg_str_starts(rg_str_sub(text, at, text.len), rg_str_of(words[i])))
				return true;
	}
	return find_count(text) != SIZE_MAX;
}

static bool read(rg_reader *reader, rg_str text)
{
	size_t end = find_count(text), at = 0, n = reader->trace->failures.n;

	if (end != SIZE_MAX) {
		reader->trace->is_complete = true;
		count(reader->trace, rg_str_sub(text, end, text.len));
	} else {
		end = text.len;
	}
	while (reader->trace->failures.n < RG_LIMIT_FAILURES &&
	       (at = find_from(text, at, thick_rule)) < end)
		at = read_report(reader, text, at + thick_rule.len, end);
	return reader->trace->is_complete || reader->trace->failures.n > n;
}

const rg_trace_format rg_trace_format_unittest = {"unittest", sniff, read};
