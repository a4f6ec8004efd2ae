/* SPDX-License-Identifier: MIT */
/*
 * trace_runs.c - real runs of pytest (cases/runs/make), and what a plug-in that saw the exceptions
 * themselves says must be read from them: every failing test with its phase, type, message, chain
 * and innermost frame of the project, and no frame that is not one. Behind a prefix, as CI,
 * launchers and people put it before each line, the same must be read. RG_RUNS=FOLDER reads another
 * folder than cases/runs/golden; RG_ONLY=WORD only the logs whose name has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/limits.h"
#include "trace/trace.h"

#define MAX_FILE  ((size_t)64 << 20)
#define MAX_SHOWN 2000

/* One log while it is checked. */
typedef struct rg_check {
	rg_arena *arena;
	const rg_json *level; /* its line of index.jsonl */
	rg_str log, text;     /* its name, and what is in it */
	unsigned n_wrong;
} rg_check;

static unsigned n_shown;

static rg_str read_file(rg_arena *arena, const char *folder, rg_str name)
{
	rg_str path = rg_arena_printf(arena, "%s/%.*s", folder, RG_FMT(name)), out;
	FILE *file = fopen(path.ptr, "rb");
	rg_buf bytes;
	char part[65536];
	size_t n;

	if (!file)
		fail_msg("%s is missing", path.ptr);
	rg_buf_init(&bytes, MAX_FILE);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		rg_buf_add(&bytes, (rg_str){part, n});
	(void)fclose(file);
	out = rg_arena_dup(arena, rg_buf_str(&bytes));
	rg_buf_release(&bytes);
	return out.ptr ? out : RG_STR("");
}

static bool is_level(const rg_check *check, const char *key, const char *value)
{
	return rg_str_eq_z(rg_json_str(rg_json_get(check->level, key)), value);
}

static void wrong(rg_check *check, const rg_json *expected, const char *what, rg_str got,
		  rg_str want)
{
	check->n_wrong++;
	if (n_shown++ < MAX_SHOWN)
		print_error("%.*s: %.*s: %s\n   want %.*s\n   got  %.*s\n", RG_FMT(check->log),
			    RG_FMT(rg_json_str(rg_json_get(expected, "test"))), what,
			    RG_FMT(rg_str_sub(want, 0, 800)), RG_FMT(rg_str_sub(got, 0, 800)));
}

/* A message as lines without blanks at their ends, colours, and blank lines behind it. */
static rg_str plain(rg_arena *arena, rg_str text)
{
	rg_buf out;
	rg_str line, result;

	rg_buf_init(&out, MAX_FILE);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\033' && i + 1 < text.len && text.ptr[i + 1] == '[')
			while (i + 1 < text.len && text.ptr[i] != 'm')
				i++;
		else
			rg_buf_add_char(&out, text.ptr[i] == '\r' ? '\n' : text.ptr[i]);
	}
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_clear(&out);
	while (rg_str_line(&line, &text)) {
		while (line.len &&
		       (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t'))
			line.len--;
		rg_buf_add(&out, line);
		rg_buf_add_char(&out, '\n');
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	while (result.len && result.ptr[result.len - 1] == '\n')
		result.len--;
	return result;
}

static rg_str first_line(rg_str text)
{
	rg_str line = text;

	(void)rg_str_line(&line, &text);
	return rg_str_trim(line);
}

static bool is_untraced(const rg_json *want)
{
	return rg_json_bool(rg_json_get(want, "is_untraced"), false);
}

static bool is_syntax_error(const rg_json *want)
{
	rg_str type = rg_json_str(rg_json_get(want, "type"));

	return rg_str_ends(type, RG_STR("SyntaxError")) ||
	       rg_str_ends(type, RG_STR("IndentationError"));
}

/*
 * Whether the log has the type at all: not that of pytest.fail(pytrace=False) before pytest 8, nor
 * of a syntax error under --tb=line before 9.
 */
static bool has_type(const rg_check *check, const rg_json *want)
{
	if (is_untraced(want))
		return rg_str_has(check->text,
				  rg_arena_printf(check->arena, "Failed: %.*s",
						  RG_FMT(first_line(rg_json_str(
							  rg_json_get(want, "message"))))));
	return is_level(check, "message", "full") || !is_syntax_error(want);
}

/* Whether the short summary is all there is. */
static bool is_short(const rg_check *check)
{
	return is_level(check, "message", "cut") || is_level(check, "message", "none");
}

/* Whether the log names its tests: without a summary --tb=line has no titles either. */
static bool has_ids(const rg_check *check)
{
	return rg_json_bool(rg_json_get(check->level, "has_ids"), true);
}

/*
 * The short summary alone (--tb=no) has a first line, cut to the terminal's width; of a syntax
 * error it is the place, of a group with one member that member (8.4 and later).
 */
static bool is_cut_message(const rg_check *check, const rg_exception *got, const rg_json *want)
{
	rg_str type = rg_json_str(rg_json_get(want, "type")), text, line = first_line(got->message);
	bool is_cut = rg_str_chop(&line, RG_STR("..."));

	if (is_syntax_error(want) && rg_str_starts(line, RG_STR("File \"")))
		return true;
	text = first_line(plain(check->arena, rg_json_str(rg_json_get(want, "message"))));
	if (!got->type.ptr && is_cut) {
		rg_str member =
			rg_json_str(rg_json_get(rg_json_at(rg_json_get(want, "chain"), 0), "type"));

		return rg_str_starts(text, line) ||
		       rg_str_starts(rg_arena_printf(check->arena, "%.*s: %.*s", RG_FMT(type),
						     RG_FMT(text)),
				     line) ||
		       (member.len && rg_str_starts(line, member));
	}
	if (!rg_str_eq(got->type, type) && (got->type.ptr || line.len))
		return false;
	return line.len == 0 || (is_cut ? rg_str_starts(text, line) : rg_str_eq(text, line)) ||
	       rg_json_count(rg_json_get(want, "chain")) > 0;
}

/* Under --tb=line since 8.4 a group with one member is "ValueError('x') [single exception in X]".
 */
static bool is_single(const rg_check *check, const rg_json *want)
{
	const rg_json *behind = rg_json_at(rg_json_get(want, "chain"), 0);

	return is_level(check, "message", "first") &&
	       rg_str_eq_z(rg_json_str(rg_json_get(behind, "relation")), "group") &&
	       rg_str_has(check->text, RG_STR(" [single exception in "));
}

static bool is_message(const rg_check *check, const rg_exception *got, const rg_json *want)
{
	const rg_json *message = rg_json_get(want, "message");
	rg_str text = rg_json_str(message);

	if (!rg_json_is_string(message) || is_level(check, "message", "none"))
		return true;
	if (is_level(check, "message", "cut"))
		return is_cut_message(check, got, want);
	if (is_single(check, want) && rg_str_has(got->message, RG_STR("(")))
		return true;
	if (is_level(check, "message", "first") && is_syntax_error(want) &&
	    rg_str_starts(first_line(got->message), RG_STR("File \"")))
		return true;
	if (is_level(check, "frames", "last") && is_untraced(want) && !got->message.len)
		return true; /* a line without a place, which nothing tells from the one before */
	if (is_level(check, "message", "full") && !is_untraced(want))
		return rg_str_eq(plain(check->arena, got->message), plain(check->arena, text));
	return rg_str_eq(first_line(got->message), first_line(plain(check->arena, text)));
}

static bool has_place(const rg_json *places, const rg_frame *frame)
{
	for (const rg_json *at = rg_json_first(places); at; at = rg_json_next(at))
		if (rg_str_eq(rg_json_str(rg_json_at(at, 0)), frame->path) &&
		    rg_json_int(rg_json_at(at, 1), 0) == frame->line)
			return true;
	return false;
}

static rg_str shown_place(rg_arena *arena, const rg_frame *frame)
{
	return frame ? rg_arena_printf(arena, "%.*s:%u", RG_FMT(frame->path), frame->line)
		     : RG_STR("no frame");
}

/* The innermost is the one that is wanted, and the others are among those that there were. */
static void check_frames(rg_check *check, const rg_json *test, const rg_json *want,
			 const rg_exception *got)
{
	const rg_json *places = rg_json_get(want, "frames"), *last = rg_json_get(want, "last");
	const rg_json *hidden = rg_json_get(want, "hidden");
	bool is_crash = rg_json_bool(rg_json_get(want, "is_crash"), false);
	const rg_frame *innermost = NULL;
	rg_str wanted = rg_json_is_array(last)
				? rg_arena_printf(check->arena, "%.*s:%d",
						  RG_FMT(rg_json_str(rg_json_at(last, 0))),
						  (int)rg_json_int(rg_json_at(last, 1), 0))
				: RG_STR("no frame");

	if (is_untraced(want))
		return;
	for (size_t i = 0; i < got->frames.n; i++) {
		const rg_frame *frame = &got->frames.items[i];

		if (!frame->in_workspace)
			continue;
		/* Python's own form, which has no __tracebackhide__ */
		if (has_place(hidden, frame))
			continue;
		innermost = frame;
		if (!has_place(places, frame) && !is_crash)
			wrong(check, test, "a wrong frame", shown_place(check->arena, frame),
			      wanted);
	}
	if (is_level(check, "frames", "none"))
		return;
	/* --tb=line: of a chain the last only; the place may be a library's, or missing (set-up) */
	if (is_level(check, "frames", "last") && !innermost &&
	    (test != want || got->frames.n > 0 ||
	     !rg_json_bool(rg_json_get(want, "ends_here"), false) ||
	     !rg_str_eq_z(rg_json_str(rg_json_get(test, "phase")), "call")))
		return;
	if (rg_json_bool(rg_json_get(want, "is_recursion"), false) && innermost)
		return; /* how much of it is shown differs */
	if (!rg_str_eq(shown_place(check->arena, innermost), wanted))
		wrong(check, test, "innermost frame", shown_place(check->arena, innermost), wanted);
}

static void check_exception(rg_check *check, const rg_json *test, const rg_json *want,
			    const rg_exception *got)
{
	rg_str type = rg_json_str(rg_json_get(want, "type"));
	rg_str message = rg_json_str(rg_json_get(want, "message"));

	if (!rg_str_eq(got->type, type) &&
	    !(is_single(check, want) && rg_str_ends(type, got->type)) && !is_short(check) &&
	    (got->type.ptr || has_type(check, want)))
		wrong(check, test, "type", got->type, type);
	if (!is_message(check, got, want))
		wrong(check, test, "message", got->message, message);
	check_frames(check, test, want, got);
}

static void check_chain(rg_check *check, const rg_json *want, const rg_failure *got)
{
	const rg_json *chain = rg_json_get(want, "chain");
	size_t n = rg_json_count(chain);
	bool has_chain = rg_json_bool(rg_json_get(check->level, "chain"), false);

	if (rg_json_is_null(rg_json_get(check->level, "chain")) ||
	    (!has_chain && got->chain.n == 0))
		return;
	if (got->chain.n != n && !(n > RG_LIMIT_FRAMES)) {
		wrong(check, want, "length of the chain",
		      rg_arena_printf(check->arena, "%zu", got->chain.n),
		      rg_arena_printf(check->arena, "%zu", n));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const rg_json *behind = rg_json_at(chain, i);
		rg_str relation = rg_json_str(rg_json_get(behind, "relation"));
		const rg_exception *exception = &got->chain.items[i];

		if (!rg_str_eq_z(relation, rg_relation_name(exception->relation)))
			wrong(check, want, "relation",
			      rg_str_of(rg_relation_name(exception->relation)), relation);
		check_exception(check, want, behind, exception);
	}
}

/* Whether it is the test: of a crash without -v, the class is not in the log. */
static bool is_test(const rg_check *check, const rg_json *want, rg_str got)
{
	rg_str test = rg_json_str(rg_json_get(want, "test"));
	size_t file = rg_str_find(test, RG_STR("::")), name = rg_str_rfind_char(test, ':');

	if (rg_str_eq(got, test) || (got.len == 0 && !has_ids(check)))
		return true;
	return rg_json_bool(rg_json_get(want, "is_crash"), false) && file != SIZE_MAX &&
	       rg_str_starts(got, rg_str_sub(test, 0, file)) &&
	       got.len == file + test.len - name + 1 &&
	       rg_str_ends(got, rg_str_sub(test, name - 1, test.len));
}

/* The summary says ERROR for both, and the progress has a letter for each. */
static bool is_phase(const rg_check *check, const rg_json *want, rg_phase got)
{
	rg_str phase = rg_json_str(rg_json_get(want, "phase"));

	if (is_short(check) && rg_str_eq_z(phase, "teardown"))
		return got == RG_PHASE_SETUP || got == RG_PHASE_TEARDOWN;
	return rg_str_eq_z(phase, rg_phase_name(got));
}

/* How well a failure that was read fits one that was to be read; 0: not at all. */
static int points(const rg_check *check, const rg_json *want, const rg_failure *got)
{
	int n = 1;

	if (!is_test(check, want, got->test) || !is_phase(check, want, got->phase))
		return 0;
	n += rg_str_eq(got->error.type, rg_json_str(rg_json_get(want, "type"))) ||
	     (!got->error.type.ptr && !has_type(check, want));
	n += is_message(check, &got->error, want);
	if (got->test.len == 0 && n < 3)
		return 0;
	for (size_t i = got->error.frames.n; i-- > 0 && n == 3;)
		n += has_place(rg_json_get(want, "frames"), &got->error.frames.items[i]);
	return n;
}

static void check_failures(rg_check *check, const rg_json *expected, const rg_trace *trace)
{
	bool *is_used = rg_arena_alloc(check->arena, trace->failures.n + 1);

	memset(is_used, 0, trace->failures.n + 1);
	for (const rg_json *want = rg_json_first(expected); want; want = rg_json_next(want)) {
		int best = 0;
		size_t found = 0;

		for (size_t i = 0; i < trace->failures.n; i++) {
			int n = is_used[i] ? 0 : points(check, want, &trace->failures.items[i]);

			if (n > best) {
				best = n;
				found = i;
			}
		}
		if (!best && !has_ids(check) &&
		    (is_untraced(want) || rg_json_is_null(rg_json_get(want, "type"))))
			continue; /* a line without a place, which nothing tells from the rest */
		if (!best) {
			wrong(check, want, "not read", RG_STR(""),
			      rg_json_str(rg_json_get(want, "message")));
			continue;
		}
		is_used[found] = true;
		check_exception(check, want, want, &trace->failures.items[found].error);
		check_chain(check, want, &trace->failures.items[found]);
	}
	for (size_t i = 0; i < trace->failures.n; i++)
		if (!is_used[i])
			wrong(check, NULL, "is no failure",
			      rg_arena_printf(check->arena, "%.*s (%s): %.*s: %.*s",
					      RG_FMT(trace->failures.items[i].test),
					      rg_phase_name(trace->failures.items[i].phase),
					      RG_FMT(trace->failures.items[i].error.type),
					      RG_FMT(trace->failures.items[i].error.message)),
			      RG_STR(""));
}

/* Each log is read behind one of them as well; all the logs together behind each. */
static const char *const prefixes[] = {
	"> ",
	"    ",
	"\t",
	"2024-04-16T20:20:30.3359129Z ",
	"[2024-04-16T20:20:30.335Z] [unit tests] ",
	"Apr 16 20:20:30 ci pytest[12]: ",
	"1713298830.123456 ",
	"\033_bk;t=1713298830123\007",
	"_bk;t=1713298830123",
	"tests-1  | ",
	"[pod/web-1/app] ",
	"[tests] ",
	"shop:test: ",
	"node03: ",
	"2024-04-16T20:20:30.123000+00:00 build/9a1b ",
	"(Worker pid=12) ",
};

static rg_str with_prefix(rg_arena *arena, rg_str text, const char *prefix)
{
	rg_buf out;
	rg_str line, result;

	rg_buf_init(&out, MAX_FILE);
	while (rg_str_line(&line, &text)) {
		rg_buf_add_z(&out, prefix);
		rg_buf_add(&out, line);
		rg_buf_add_char(&out, '\n');
	}
	result = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return result;
}

/* A report for programs, of which a prefix leaves nothing. */
static bool is_for_programs(rg_str log)
{
	return rg_str_starts(log, RG_STR("<")) || rg_str_starts(log, RG_STR("{"));
}

/* prefix: before each line of the log; NULL: none. */
static void check_log(rg_check *check, const char *folder, const char *prefix,
		      const rg_paths *paths, size_t *n_failures)
{
	const rg_trace_options options = {paths, rg_json_str(rg_json_get(check->level, "cwd"))};
	rg_str name = rg_json_str(rg_json_get(check->level, "expected"));
	rg_str usage = rg_json_str(rg_json_get(check->level, "usage"));
	rg_str log = read_file(check->arena, folder, check->log);
	const rg_trace *trace;
	rg_json *expected = NULL;
	rg_err err;

	if (prefix && is_for_programs(log))
		return;
	if (prefix) {
		log = with_prefix(check->arena, log, prefix);
		check->log = rg_arena_printf(check->arena, "%.*s behind \"%s\"", RG_FMT(check->log),
					     prefix);
	}
	trace = rg_trace_parse(check->arena, log, &options);
	check->text = log;
	if (!rg_trace_looks_like_log(rg_str_sub(log, 0, 65536)))
		wrong(check, NULL, "does not look like a log", RG_STR(""), RG_STR(""));
	if (!trace->format.ptr)
		wrong(check, NULL, "format", RG_STR("none"), RG_STR("any"));
	if (usage.ptr ? !rg_str_has(trace->usage, usage) : trace->usage.ptr != NULL)
		wrong(check, NULL, "pytest's own complaint", trace->usage, usage);
	if (rg_json_parse(&expected, read_file(check->arena, folder, name), &err) < 0)
		fail_msg("%.*s: %s", RG_FMT(name), err.message);
	*n_failures += rg_json_count(expected);
	check_failures(check, expected, trace);
	rg_json_free(expected);
}

static void trace_runs__what_really_failed_is_read(void **state)
{
	const char *folder = getenv("RG_RUNS"), *only = getenv("RG_ONLY");
	rg_arena *arena = rg_arena_new();
	rg_str_vec files;
	rg_str index, line;
	const rg_paths *paths;
	size_t n_logs = 0, n_failures = 0, n_wrong = 0, n_wrong_logs = 0;

	(void)state;
	if (!folder)
		folder = RG_TESTS_DIR "/cases/runs/golden";
	files = rg_str_vec_of_lines(arena, read_file(arena, folder, RG_STR("files.txt")));
	paths = rg_paths_new(arena, RG_STR("/tmp/repo"), &files);
	index = read_file(arena, folder, RG_STR("index.jsonl"));
	while (rg_str_line(&line, &index)) {
		rg_check check = {.arena = rg_arena_new()};
		rg_json *level = NULL;
		rg_err err;

		if (rg_json_parse(&level, line, &err) < 0)
			fail_msg("%s", err.message);
		check.level = level;
		check.log = rg_json_str(rg_json_get(level, "log"));
		if (!only || rg_str_has(check.log, rg_str_of(only))) {
			check_log(&check, folder, NULL, paths, &n_failures);
			check_log(&check, folder,
				  prefixes[n_logs % (sizeof(prefixes) / sizeof(*prefixes))], paths,
				  &n_failures);
			n_logs++;
			n_wrong += check.n_wrong;
			n_wrong_logs += check.n_wrong > 0;
		}
		rg_json_free(level);
		rg_arena_free(check.arena);
	}
	print_message("%zu logs, %zu failures, %zu wrong in %zu logs\n", n_logs, n_failures,
		      n_wrong, n_wrong_logs);
	rg_arena_free(arena);
	assert_true(n_logs > 0);
	assert_int_equal(n_wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_runs__what_really_failed_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
