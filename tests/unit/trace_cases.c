/* SPDX-License-Identifier: MIT */
/*
 * trace_cases.c - cases/trace/NAME.in is a log, NAME.out what is to be read from it. The workspace
 * of all cases is the one that files.txt lists; its root is /repo. RG_UPDATE=1 rewrites the
 * expectations: what to look at is the difference.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "trace/trace.h"

#define FOLDER	 RG_TESTS_DIR "/cases/trace"
#define MAX_FILE ((size_t)64 << 20)

static rg_str read_file(rg_arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	rg_buf bytes;
	char part[65536];
	size_t n;
	rg_str out;

	if (!file)
		return (rg_str){NULL, 0};
	rg_buf_init(&bytes, MAX_FILE);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		rg_buf_add(&bytes, (rg_str){part, n});
	(void)fclose(file);
	out = rg_arena_dup(arena, rg_buf_str(&bytes));
	rg_buf_release(&bytes);
	return out.ptr ? out : RG_STR("");
}

static const rg_paths *read_workspace(rg_arena *arena)
{
	rg_str text = read_file(arena, FOLDER "/files.txt"), line;
	rg_str_vec files = {NULL, 0, 0};

	assert_true(text.len > 0);
	while (rg_str_line(&line, &text))
		RG_PUSH(arena, &files, line);
	return rg_paths_new(arena, RG_STR("/repo"), &files);
}

static rg_json *frame_json(const rg_frame *frame)
{
	rg_json *out = rg_json_object(), *values = NULL;

	rg_json_set_str(out, "path", frame->path);
	rg_json_set_int(out, "line", frame->line);
	rg_json_set_str(out, "function", frame->function);
	rg_json_set_str(out, "language", frame->language);
	rg_json_set_bool(out, "inWorkspace", frame->in_workspace);
	if (frame->is_ambiguous)
		rg_json_set_bool(out, "ambiguous", true);
	if (frame->source.ptr)
		rg_json_set_str(out, "source", frame->source);
	if (frame->values.n)
		values = rg_json_set_take(out, "values", rg_json_object());
	for (size_t i = 0; i < frame->values.n; i++) {
		char key[500];

		(void)snprintf(key, sizeof(key), "%.*s", RG_FMT(frame->values.items[i].name));
		rg_json_set_str(values, key, frame->values.items[i].repr);
	}
	return out;
}

static void add_line(rg_buf *out, rg_json *json)
{
	rg_json_render(out, json);
	rg_json_free(json);
}

static void add_frames(rg_buf *out, const rg_frame_vec *frames, const char *indent)
{
	rg_buf_add_z(out, "\"frames\": [");
	for (size_t i = 0; i < frames->n; i++) {
		rg_buf_printf(out, "%s\n%s", i ? "," : "", indent);
		add_line(out, frame_json(&frames->items[i]));
	}
	rg_buf_add_z(out, "]");
}

static void add_member(rg_buf *out, const char *key, rg_str value)
{
	rg_buf_printf(out, "\"%s\": ", key);
	if (value.ptr)
		rg_json_render_str(out, value);
	else
		rg_buf_add_z(out, "null");
	rg_buf_add_z(out, ",");
}

static void add_exception(rg_buf *out, const rg_exception *error)
{
	add_member(out, "type", error->type);
	rg_buf_add_z(out, " ");
	add_member(out, "message", error->message);
}

static void add_failure(rg_buf *out, const rg_failure *failure)
{
	rg_buf_add_z(out, "\t{");
	add_member(out, "test", failure->test);
	rg_buf_add_z(out, " ");
	add_member(out, "phase", rg_str_of(rg_phase_name(failure->phase)));
	rg_buf_add_z(out, "\n\t ");
	add_exception(out, &failure->error);
	rg_buf_add_z(out, "\n\t ");
	add_member(out, "kind", rg_str_of(rg_failure_kind_name(failure->kind)));
	rg_buf_add_z(out, " ");
	if (failure->kind_words.ptr) {
		add_member(out, "kindBecause", failure->kind_words);
		rg_buf_add_z(out, " ");
	}
	add_member(out, "operation", failure->operation);
	rg_buf_add_z(out, " ");
	add_member(out, "fingerprint", failure->fingerprint);
	rg_buf_add_z(out, "\n\t ");
	add_frames(out, &failure->error.frames, "\t\t");
	rg_buf_add_z(out, ",\n\t \"chain\": [");
	for (size_t i = 0; i < failure->chain.n; i++) {
		const rg_exception *behind = &failure->chain.items[i];

		rg_buf_printf(out, "%s\n\t\t{", i ? "," : "");
		add_member(out, "relation", rg_str_of(rg_relation_name(behind->relation)));
		rg_buf_add_z(out, " ");
		add_exception(out, behind);
		rg_buf_add_z(out, " ");
		add_frames(out, &behind->frames, "\t\t\t");
		rg_buf_add_z(out, "}");
	}
	rg_buf_add_z(out, "]}");
}

static void render(rg_buf *out, const rg_trace *trace)
{
	rg_buf_add_z(out, "{");
	add_member(out, "format", trace->format);
	rg_buf_add_z(out, " ");
	add_member(out, "usage", trace->usage);
	rg_buf_add_z(out, " ");
	rg_buf_printf(out, "\"complete\": %s, ", trace->is_complete ? "true" : "false");
	rg_buf_printf(out, "\"passed\": %u, \"failed\": %u, \"errors\": %u,\n\"failures\": [",
		      trace->n_passed, trace->n_failed, trace->n_errors);
	for (size_t i = 0; i < trace->failures.n; i++) {
		rg_buf_add_z(out, i ? ",\n" : "\n");
		add_failure(out, &trace->failures.items[i]);
	}
	rg_buf_add_z(out, "\n]}\n");
}

static void read_log(rg_buf *out, rg_arena *arena, const rg_paths *paths, rg_str log)
{
	const rg_trace_options options = {paths, {"", 0}};
	rg_json *json;
	rg_err err;

	render(out, rg_trace_parse(arena, log, &options));
	if (rg_json_parse(&json, rg_buf_str(out), &err) < 0)
		fail_msg("%s", err.message);
	rg_json_free(json);
}

static void save(const char *path, rg_str text)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
	assert_int_equal(fclose(file), 0);
}

/* The first line that differs says enough; the rest is what RG_UPDATE=1 and git diff are for. */
static bool is_same(const char *name, rg_str got, rg_str want)
{
	rg_str a, b;
	size_t number = 0;

	if (rg_str_eq(got, want))
		return true;
	do {
		number++;
		a = b = RG_STR("(the end)");
		(void)rg_str_line(&a, &got);
		(void)rg_str_line(&b, &want);
	} while (rg_str_eq(a, b) && got.len && want.len);
	print_error("%s.out:%zu\n  want %.*s\n  got  %.*s\n", name, number, RG_FMT(b), RG_FMT(a));
	return false;
}

static int is_case(const struct dirent *entry)
{
	return rg_str_ends(rg_str_of(entry->d_name), RG_STR(".in"));
}

static void trace_cases__every_log_gives_its_failures(void **state)
{
	bool is_update = getenv("RG_UPDATE") != NULL;
	struct dirent **entries = NULL;
	int n = scandir(FOLDER, &entries, is_case, alphasort), n_wrong = 0;

	(void)state;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		rg_arena *arena = rg_arena_new();
		rg_str name = rg_str_of(entries[i]->d_name);
		rg_str in = rg_arena_printf(arena, "%s/%.*s", FOLDER, RG_FMT(name)), out, log;
		rg_buf got;

		(void)rg_str_chop(&name, RG_STR(".in"));
		out = rg_arena_printf(arena, "%s/%.*s.out", FOLDER, RG_FMT(name));
		log = read_file(arena, in.ptr);
		assert_non_null(log.ptr);
		rg_buf_init(&got, MAX_FILE);
		read_log(&got, arena, read_workspace(arena), log);
		if (is_update)
			save(out.ptr, rg_buf_str(&got));
		else
			n_wrong += !is_same(rg_arena_cstr(arena, name), rg_buf_str(&got),
					    read_file(arena, out.ptr));
		rg_buf_release(&got);
		rg_arena_free(arena);
		free(entries[i]);
	}
	free(entries);
	assert_int_equal(n_wrong, 0);
}

/* Which documents get the offer to be read as a log. */
static void trace_cases__logs_are_told_from_sources(void **state)
{
	static const char *const sources[] = {"unit/trace_sections.c", "unit/trace_probe.c",
					      "unit/trace_nodeid.c",   "unit/trace_cases.c",
					      "e2e/test_probe.py",     "CMakeLists.txt"};
	static const char *const texts[] = {
		"",
		"\n",
		"The build passed in 3 minutes, nothing failed in it.\n",
		"def f():\n    \"\"\"\n    Traceback (most recent call last):\n        ...\n",
		"print('Traceback (most recent call last):')\n",
		"# Title\n=======\n\n1. FAILED  x\n"};
	struct dirent **entries = NULL;
	int n = scandir(FOLDER, &entries, is_case, alphasort);
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (int i = 0; i < n; i++) {
		rg_str path = rg_arena_printf(arena, "%s/%s", FOLDER, entries[i]->d_name);

		if (!rg_trace_looks_like_log(read_file(arena, path.ptr)))
			fail_msg("%s", entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	for (unsigned i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		rg_str path = rg_arena_printf(arena, RG_TESTS_DIR "/%s", sources[i]);
		rg_str text = read_file(arena, path.ptr);

		assert_true(text.len > 0);
		if (rg_trace_looks_like_log(text))
			fail_msg("%s", sources[i]);
	}
	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (rg_trace_looks_like_log(rg_str_of(texts[i])))
			fail_msg("%s", texts[i]);
	rg_arena_free(arena);
}

/* However a log is cut, reading it ends and gives text that can be shown. */
static void trace_cases__half_a_log_is_read_too(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_paths *paths = read_workspace(arena);
	rg_str log = read_file(arena, FOLDER "/pytest-9.1.1.tb-long.in");

	(void)state;
	assert_true(log.len > 1000);
	for (size_t i = 0; i < log.len; i += 37) {
		rg_arena *inner = rg_arena_new();
		rg_buf out;

		rg_buf_init(&out, MAX_FILE);
		read_log(&out, inner, paths, rg_str_sub(log, 0, i));
		rg_buf_clear(&out);
		read_log(&out, inner, paths, rg_str_sub(log, i, log.len));
		rg_buf_release(&out);
		rg_arena_free(inner);
	}
	rg_arena_free(arena);
}

/* The log with something before and behind each line. */
static rg_str decorate(rg_arena *arena, rg_str log, const char *before, const char *behind)
{
	rg_buf out;
	rg_str line, result;

	rg_buf_init(&out, MAX_FILE);
	while (rg_str_line(&line, &log)) {
		rg_buf_add_z(&out, before);
		rg_buf_add(&out, line);
		rg_buf_add_z(&out, behind);
		rg_buf_add_char(&out, '\n');
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

static void trace_cases__what_ci_and_terminals_add_changes_nothing(void **state)
{
	static const char *const added[][2] = {
		{"", "\r"},
		{"2024-04-16T20:20:30.3359129Z ", ""},
		{"tests (3.11)\tRun tests\t2024-04-16T20:20:30.3359129Z ", ""},
		{"2024-05-01T12:00:00.123456Z 01O ", "\r"},
		{"88: ", ""},
		{" 3: ", ""},
		{"[1,0]<stdout>: ", ""},
		{"web_1  | ", ""},
		{"web-1  | 2024-04-16T20:20:30.335912944Z ", ""},
		{"[pod/tests-x7/app] ", ""},
		{"[rank0]: ", ""},
		{"[unit tests] ", ""},
		{"pkg:test: ", ""},
		{"[2024-04-16T20:20:30.335Z] ", "\r"},
		{"20:20:30 ", ""},
		{"[20:20:30]i:\t", ""},
		{"Apr 16 20:20:30 host run[12]: ", ""},
		{"#9 1.234 ", ""},
		{"[CI/run tests]   | ", ""},
		{"\033_bk;t=1700000000000\a", "\r"},
		{"2024-04-16T20:20:30.3359129Z ##[error]", ""},
		{"\033[0m", "\033[K"},
		{"2024-04-16T20:20:30.3359129Z \033[36;1m", "\033[0m\r"},
	};
	static const char *const names[] = {"pytest-9.1.1.tb-long", "pytest-7.4.4.tb-native",
					    "pytest-9.1.1.tb-line", "pytest-7.2.1.xdist-crash",
					    "pytest-9.1.1.segfault"};
	rg_arena *arena = rg_arena_new();
	const rg_paths *paths = read_workspace(arena);

	(void)state;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		rg_str path = rg_arena_printf(arena, "%s/%s.in", FOLDER, names[i]);
		rg_str log = read_file(arena, path.ptr);
		rg_buf want;

		rg_buf_init(&want, MAX_FILE);
		read_log(&want, arena, paths, log);
		for (unsigned k = 0; k < sizeof(added) / sizeof(*added); k++) {
			rg_buf got;

			rg_buf_init(&got, MAX_FILE);
			read_log(&got, arena, paths,
				 decorate(arena, log, added[k][0], added[k][1]));
			if (!is_same(names[i], rg_buf_str(&got), rg_buf_str(&want)))
				fail_msg("with \"%s\"", added[k][0]);
			rg_buf_release(&got);
		}
		rg_buf_release(&want);
	}
	rg_arena_free(arena);
}

/* Two ranks that fail in turn, line by line: each one's failures, one after the other. */
static void trace_cases__two_ranks_in_turn_are_told_apart(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_trace_options options = {read_workspace(arena), {"", 0}};
	rg_str log = read_file(arena, FOLDER "/pytest-9.1.1.tb-long.in"), line, rest = log;
	const rg_trace *want = rg_trace_parse(arena, log, &options), *got;
	rg_buf both;

	(void)state;
	rg_buf_init(&both, MAX_FILE);
	while (rg_str_line(&line, &rest))
		for (int rank = 0; rank < 2; rank++)
			rg_buf_printf(&both, "[1,%d]<stdout>: %.*s\n", rank, RG_FMT(line));
	got = rg_trace_parse(arena, rg_buf_str(&both), &options);
	assert_true(want->failures.n > 3);
	assert_int_equal(got->failures.n, 2 * want->failures.n);
	for (size_t i = 0; i < got->failures.n; i++)
		assert_true(rg_str_eq(got->failures.items[i].fingerprint,
				      want->failures.items[i % want->failures.n].fingerprint));
	rg_buf_release(&both);
	rg_arena_free(arena);
}

/* What PowerShell's `>` makes of a log. */
static void trace_cases__utf_16_is_read(void **state)
{
	rg_arena *arena = rg_arena_new();
	const rg_paths *paths = read_workspace(arena);
	rg_str log = read_file(arena, FOLDER "/pytest-9.1.1.tb-short.in");
	rg_buf wide, want, got;

	(void)state;
	rg_buf_init(&wide, MAX_FILE);
	rg_buf_init(&want, MAX_FILE);
	rg_buf_init(&got, MAX_FILE);
	rg_buf_add(&wide, RG_STR("\xff\xfe"));
	for (size_t i = 0; i < log.len; i++) {
		assert_true((unsigned char)log.ptr[i] < 128);
		if (log.ptr[i] == '\n')
			rg_buf_add(&wide, RG_STR("\r\0"));
		rg_buf_add_char(&wide, log.ptr[i]);
		rg_buf_add_char(&wide, 0);
	}
	read_log(&want, arena, paths, log);
	read_log(&got, arena, paths, rg_buf_str(&wide));
	assert_true(is_same("utf-16", rg_buf_str(&got), rg_buf_str(&want)));
	rg_buf_release(&wide);
	rg_buf_release(&want);
	rg_buf_release(&got);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_cases__every_log_gives_its_failures),
		cmocka_unit_test(trace_cases__logs_are_told_from_sources),
		cmocka_unit_test(trace_cases__half_a_log_is_read_too),
		cmocka_unit_test(trace_cases__what_ci_and_terminals_add_changes_nothing),
		cmocka_unit_test(trace_cases__two_ranks_in_turn_are_told_apart),
		cmocka_unit_test(trace_cases__utf_16_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
