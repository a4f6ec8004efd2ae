/* SPDX-License-Identifier: MIT */
/* trace_kind.c - performance, correctness or resource, with the words; and the operation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/kind.h"

/* A failure with one frame, in the test, whose source is this. */
static rg_failure failing(rg_arena *arena, const char *type, const char *message,
			  const char *source)
{
	rg_failure out = {.seconds = -1};
	rg_frame frame = {.path = RG_STR("tests/test_a.py"), .in_workspace = true};

	out.error.type = rg_str_of(type);
	out.error.message = rg_str_of(message);
	frame.function = RG_STR("test_a");
	frame.language = RG_STR("python");
	frame.source = rg_str_of(source);
	RG_PUSH(arena, &out.error.frames, frame);
	return out;
}

static void check(const char *type, const char *message, const char *source, const char *kind,
		  const char *words)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = failing(arena, type, message, source);
	rg_str got_words;
	const char *got = rg_failure_kind_name(rg_kind_of(&got_words, &failure));

	if (!rg_str_eq_z(rg_str_of(got), kind) ||
	    !(words ? rg_str_eq_z(got_words, words) : !got_words.ptr))
		fail_msg("%s: %s (%s)\n  want %s, \"%s\"\n  got  %s, \"%.*s\"", type, message,
			 source ? source : "", kind, words ? words : "(null)", got,
			 RG_FMT(got_words));
	rg_arena_free(arena);
}

static void trace_kind__time_outs_are_performance(void **state)
{
	(void)state;
	check("Failed", "Timeout >1.0s", "time.sleep(9)", "performance", "Timeout >1.0s");
	check("Failed", "Timeout (>1.0s) from pytest-timeout.", NULL, "performance",
	      "Timeout (>1.0s) from pytest-timeout");
	check("TimeoutError", "", "await f()", "performance", "TimeoutError");
	check("asyncio.exceptions.TimeoutError", "", NULL, "performance",
	      "asyncio.exceptions.TimeoutError");
	check("subprocess.TimeoutExpired", "Command '['x', 'y']' timed out after 5 seconds", NULL,
	      "performance", "Command '['x', 'y']' timed out after 5 seconds");
	check("requests.exceptions.ReadTimeout", "slow host", NULL, "performance",
	      "requests.exceptions.ReadTimeout");
	check("RuntimeError", "job 7: the build timed out; see the log", NULL, "performance",
	      "the build timed out");
	check("Timeout", "", NULL, "performance", "Timeout");
}

static void trace_kind__missed_bounds_on_time_are_performance(void **state)
{
	static const char *const sources[] = {
		"assert elapsed < 0.5",
		"assert time.perf_counter() - t0 < 0.5",
		"assert result.duration <= MAX_SECONDS",
		"assert load_ms < limit_ms",
		"assert 0.5 > took",
		"assert fps > 30",
		"assert stats.samples_per_second >= expected",
		"assert 0 < elapsed < 0.5",
		"assert new.elapsed < old * 1.1, 'slower'",
		"assert ok and elapsed < 0.5",
		"self.assertLess(t.elapsed, 0.5)",
		"self.assertGreater(throughput(x, y), 100)",
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		check("AssertionError", "assert 3.2 < 0.5", sources[i], "performance", sources[i]);
	check("AssertionError", "assert elapsed < 0.5", NULL, "performance",
	      "assert elapsed < 0.5");
	check("AssertionError", "Performance regression: 3 ms, was 1 ms", NULL, "performance",
	      "Performance regression: 3 ms");
	check("AssertionError", "812.5 samples/s, below the expected 900", NULL, "performance",
	      "812.5 samples/s");
	check("pytest_benchmark.session.PerformanceRegression", "Performance has regressed:", NULL,
	      "performance", "Performance has regressed:");
}

static void trace_kind__near_misses_are_correctness(void **state)
{
	static const char *const sources[] = {
		"assert start_time < end_time", /* an order */
		"assert elapsed > 0",		/* not too slow */
		"assert clip.duration == 3",
		"assert len(sections) < 5",
		"assert retries < 3",
		"assert time_count < 5",
		"assert parse('elapsed') < 5",
		"assert fps < 60",
		"assert a < b",
		"items[n < 3]",
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		if (i != 6)
			check("AssertionError", "assert 3 < 2", sources[i], "correctness", NULL);
	check("ValueError", "timeout must be positive; the call timed out", NULL, "correctness",
	      NULL);
	check("TypeError", "unexpected keyword 'timeout'", NULL, "correctness", NULL);
	check("AssertionError", "assert 'timed out' in 'it went well'", NULL, "correctness", NULL);
	check("AssertionError", "assert \"out of memory\" == text", NULL, "correctness", NULL);
	check("Failed", "DID NOT RAISE TimeoutError", NULL, "correctness", NULL);
	check("AssertionError", "the call should have timed out", NULL, "correctness", NULL);
	check("RuntimeError", "the call was not timed out", NULL, "correctness", NULL);
	check("app.TimeoutNotSet", "no timeout", NULL, "correctness", NULL);
	check("ValueError", "the budget is out of memory units", NULL, "correctness", NULL);
	check("RuntimeError", "900 tokens/s", NULL, "correctness", NULL);
	check("KeyError", "'elapsed'", "x['elapsed'] < 3", "correctness", NULL);
	check(NULL, "fixture 'nofix' not found", NULL, "correctness", NULL);
	check("AssertionError", "", NULL, "correctness", NULL);
	check(NULL, "", NULL, "correctness", NULL);
}

static void trace_kind__memory_crashes_and_hangs_are_resource(void **state)
{
	(void)state;
	check("MemoryError", "", NULL, "resource", "MemoryError");
	check("numpy.core._exceptions._ArrayMemoryError", "Unable to allocate 7 TiB", NULL,
	      "resource", "numpy.core._exceptions._ArrayMemoryError");
	check("torch.cuda.OutOfMemoryError", "CUDA out of memory. Tried to allocate 2 GiB", NULL,
	      "resource", "torch.cuda.OutOfMemoryError");
	check("RuntimeError", "CUDA out of memory. Tried to allocate 2 GiB", NULL, "resource",
	      "CUDA out of memory");
	check("RuntimeError", "std::bad_alloc", NULL, "resource", "std::bad_alloc");
	check("RuntimeError",
	      "TT_FATAL @ a.cpp:3: x\ninfo:\nOut of Memory: Not enough space to allocate 3 B", NULL,
	      "resource", "Out of Memory: Not enough space to allocate 3 B");
	check("SIGSEGV", "Segmentation fault", NULL, "resource", "SIGSEGV");
	check("subprocess.CalledProcessError", "Command '['x']' died with <Signals.SIGKILL: 9>.",
	      NULL, "resource", "Command '['x']' died with <Signals.SIGKILL: 9>");
	check("subprocess.CalledProcessError", "Command 'x' returned non-zero exit status 137.",
	      NULL, "resource", "Command 'x' returned non-zero exit status 137");
	check("OSError", "[Errno 28] No space left on device: '/x'", NULL, "resource",
	      "[Errno 28] No space left on device: '/x'");
	check("OSError", "[Errno 24] Too many open files", NULL, "resource",
	      "[Errno 24] Too many open files");
	check("RuntimeError", "timed out waiting for the device", NULL, "resource",
	      "timed out waiting for the device");
	check("concurrent.futures.process.BrokenProcessPool", "A process ended", NULL, "resource",
	      "concurrent.futures.process.BrokenProcessPool");
}

static void trace_kind__the_exceptions_behind_count_too(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = failing(arena, "app.Failed", "the job failed", "run()");
	rg_exception behind = {.type = RG_STR("MemoryError")};
	rg_str words;

	(void)state;
	RG_PUSH(arena, &failure.chain, behind);
	assert_int_equal(rg_kind_of(&words, &failure), RG_KIND_RESOURCE);
	assert_true(rg_str_eq_z(words, "MemoryError"));
	failure.chain.items[0].type = RG_STR("TimeoutError");
	assert_int_equal(rg_kind_of(&words, &failure), RG_KIND_PERFORMANCE);
	assert_true(rg_str_eq_z(words, "TimeoutError"));
	/* What was being handled when something else went wrong is not the reason. */
	failure.chain.items[0].relation = RG_RELATION_CONTEXT;
	assert_int_equal(rg_kind_of(&words, &failure), RG_KIND_CORRECTNESS);
	assert_null(words.ptr);
	rg_arena_free(arena);
}

static void operation(const char *type, const char *source, const char *want)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = failing(arena, type, "", source);
	rg_str got = rg_operation_of(arena, &failure);

	if (!(want ? rg_str_eq_z(got, want) : !got.ptr))
		fail_msg("%s: want \"%s\", got \"%.*s\"", source, want ? want : "(null)",
			 RG_FMT(got));
	rg_arena_free(arena);
}

static void trace_operation__what_the_failing_line_calls(void **state)
{
	(void)state;
	operation("RuntimeError", "out = ttnn.gather(x, dim=1)", "ttnn.gather");
	operation("RuntimeError", "y = model.forward(torch_input)", "model.forward");
	operation("AssertionError", "assert Parser.parse('x') == 3", "Parser.parse");
	operation("AssertionError", "assert_with_pcc(torch_out, ttnn.to_torch(out), 0.99)",
		  "ttnn.to_torch");
	operation("AssertionError", "np.testing.assert_allclose(fit(x), y)", "fit");
	operation("AssertionError", "self.assertEqual(total(rows), 3)", "total");
	operation("AssertionError", "assert len(f(x)) == 3", "f");
	operation("Failed", "with pytest.raises(ValueError): parse('')", "parse");
	operation("Failed", "with pytest.raises(ValueError):", NULL);
	operation("AssertionError", "assert_close(a, b)", "assert_close");
	operation("AssertionError", "assert a == b", NULL);
	operation("AssertionError", "def test_a(x):", NULL);
	operation("RuntimeError", "raise make_error(3)", NULL);
	operation("RuntimeError", "x = 3 * (a + b)", NULL);
}

static void add_frame(rg_arena *arena, rg_failure *failure, const char *path, const char *function,
		      const char *self)
{
	rg_frame frame = {.path = rg_str_of(path), .in_workspace = true};

	frame.function = rg_str_of(function);
	frame.language = RG_STR("python");
	if (self)
		RG_PUSH(arena, &frame.values, (rg_value){RG_STR("self"), rg_str_of(self)});
	RG_PUSH(arena, &failure->error.frames, frame);
}

static void trace_operation__a_helper_of_the_test_leads_to_the_test_s_line(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = failing(arena, "AssertionError", "", "run(ttnn.add, x)");

	(void)state;
	add_frame(arena, &failure, "tests/test_a.py", "run", NULL);
	failure.error.frames.items[1].source = RG_STR("assert a == b");
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "run"));
	failure.error.frames.items[1].source = RG_STR("assert_close(a, b)");
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "run"));
	failure.error.frames.items[1].source = RG_STR("y = op(a)");
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "op"));
	rg_arena_free(arena);
}

static void trace_operation__the_innermost_function_that_is_no_helper(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_failure failure = failing(arena, "ValueError", "", "Parser().parse(x)");

	(void)state;
	add_frame(arena, &failure, "app/parser.py", "parse", "<app.parser.Parser object at 0x7f>");
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "Parser.parse"));
	add_frame(arena, &failure, "app/parser.py", "<listcomp>", NULL);
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "Parser.parse"));
	add_frame(arena, &failure, "app/tokens.py", "Lexer.next", "<app.Lexer object at 0x7f>");
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "Lexer.next"));
	add_frame(arena, &failure, "tests/helpers.py", "run", NULL);
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "Lexer.next"));
	/* What checks found a fault in something else, but may itself be wrong in other ways. */
	add_frame(arena, &failure, "app/utils.py", "check_close", NULL);
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "check_close"));
	failure.error.type = RG_STR("AssertionError");
	assert_true(rg_str_eq_z(rg_operation_of(arena, &failure), "Lexer.next"));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_kind__time_outs_are_performance),
		cmocka_unit_test(trace_kind__missed_bounds_on_time_are_performance),
		cmocka_unit_test(trace_kind__near_misses_are_correctness),
		cmocka_unit_test(trace_kind__memory_crashes_and_hangs_are_resource),
		cmocka_unit_test(trace_kind__the_exceptions_behind_count_too),
		cmocka_unit_test(trace_operation__what_the_failing_line_calls),
		cmocka_unit_test(trace_operation__a_helper_of_the_test_leads_to_the_test_s_line),
		cmocka_unit_test(trace_operation__the_innermost_function_that_is_no_helper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
