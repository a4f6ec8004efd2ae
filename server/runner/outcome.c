/* SPDX-License-Identifier: MIT */
/*
 * outcome.c - exit status, probe and text together say how a run went; none of them alone does
 * (pytest's exit status 1 also stands for a time-out without a report, 4 also for an import error
 * in the wanted file, 0 also for "everything was skipped"). What we did ourselves comes first, then
 * a crash, then what the probe counted, then the exit status.
 */
#include "runner/outcome.h"

#include <inttypes.h>
#include <signal.h>

#include "base/limits.h"
#include "runner/lines.h"

static const char *const names[] = {
	[RG_OUTCOME_PASSED] = "passed",	    [RG_OUTCOME_FAILED] = "failed",
	[RG_OUTCOME_ERROR] = "error",	    [RG_OUTCOME_CRASHED] = "crashed",
	[RG_OUTCOME_TIMEOUT] = "timeout",   [RG_OUTCOME_STOPPED] = "stopped",
	[RG_OUTCOME_NO_TESTS] = "no-tests", [RG_OUTCOME_NOT_RUNNABLE] = "not-runnable",
};

const char *rg_outcome_name(rg_outcome outcome)
{
	return names[outcome];
}

rg_outcome rg_outcome_of(rg_str name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rg_str_eq_z(name, names[i]))
			return (rg_outcome)i;
	return RG_OUTCOME_NOT_RUNNABLE;
}

rg_str rg_signal_name(int signal)
{
	static const struct {
		int number;
		const char *name;
	} signals[] = {{SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},
		       {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},   {SIGKILL, "SIGKILL"},
		       {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"},   {SIGHUP, "SIGHUP"},
		       {SIGSYS, "SIGSYS"},   {SIGTRAP, "SIGTRAP"}, {SIGPIPE, "SIGPIPE"},
		       {SIGALRM, "SIGALRM"}, {SIGXCPU, "SIGXCPU"}, {SIGQUIT, "SIGQUIT"}};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signals[i].number == signal)
			return rg_str_of(signals[i].name);
	return (rg_str){NULL, 0};
}

bool rg_outcome_is_probe_missing(rg_str log)
{
	return rg_str_has(log, RG_STR("\"redgreen_probe\"")) ||
	       rg_str_has(log, RG_STR("No module named 'redgreen_probe'"));
}

/* " in test_a.py::test_b", or nothing. */
static rg_str in_test(rg_arena *arena, const rg_outcome_facts *facts)
{
	rg_str test = facts->probe->crashed.ptr ? facts->probe->crashed : facts->probe->unfinished;

	return test.len ? rg_arena_printf(arena, " in %.*s", RG_FMT(test)) : RG_STR("");
}

static rg_str signal_text(rg_arena *arena, const rg_outcome_facts *facts, int number)
{
	rg_str name = rg_signal_name(number);

	if (name.ptr)
		return rg_arena_printf(
			arena, "ended by %.*s%.*s%s", RG_FMT(name), RG_FMT(in_test(arena, facts)),
			number == SIGKILL ? "; the kernel does that when memory runs out" : "");
	return rg_arena_printf(arena, "ended by signal %d%.*s", number,
			       RG_FMT(in_test(arena, facts)));
}

/* An end without pytest's own: os._exit, a signal behind a shell, pytest-timeout's thread. */
static bool is_crash(rg_outcome *out, rg_str *why, rg_arena *arena, const rg_outcome_facts *facts)
{
	rg_str fatal = rg_lines_find(facts->log, RG_STR("Fatal Python error: "));
	bool has_ended = facts->probe->has_finish || facts->text->is_complete;

	*out = RG_OUTCOME_CRASHED;
	if (facts->end == RG_CHILD_SIGNALED) {
		*why = signal_text(arena, facts, facts->signal);
		return true;
	}
	if (facts->probe->crashed.len) {
		*why = rg_arena_printf(arena, "a worker process ended%.*s",
				       RG_FMT(in_test(arena, facts)));
		return true;
	}
	if (has_ended)
		return false;
	if (facts->exit_code > 128 && facts->exit_code < 128 + 65) {
		*why = signal_text(arena, facts, facts->exit_code - 128);
		return true;
	}
	if (fatal.ptr) {
		fatal = rg_str_sub(fatal, rg_str_find(fatal, RG_STR("Fatal Python error: ")),
				   fatal.len);
		*why = rg_arena_printf(arena, "%.*s%.*s", RG_FMT(rg_str_sub(fatal, 0, 300)),
				       RG_FMT(in_test(arena, facts)));
		return true;
	}
	if (facts->exit_code == 1 && rg_str_has(facts->log, RG_STR("+ Timeout +"))) {
		*out = RG_OUTCOME_TIMEOUT;
		*why = rg_arena_printf(arena, "ended by pytest-timeout%.*s",
				       RG_FMT(in_test(arena, facts)));
		return true;
	}
	if (facts->probe->has_session &&
	    (facts->probe->unfinished.len || facts->exit_code == 0 || facts->exit_code > 5)) {
		*why = rg_arena_printf(arena,
				       "the process ended with status %d%.*s without a report",
				       facts->exit_code, RG_FMT(in_test(arena, facts)));
		return true;
	}
	return false;
}

/* "TYPE: message" of what pytest or a plug-in raised before there was a session; null: nothing. */
static rg_str raised(rg_arena *arena, const rg_outcome_facts *facts)
{
	const rg_exception *error =
		facts->text->failures.n ? &facts->text->failures.items[0].error : NULL;
	rg_str line = {"", 0}, rest;

	if (facts->probe->internal.len)
		return facts->probe->internal;
	if (!error || !error->type.len)
		return (rg_str){NULL, 0};
	rest = error->message;
	(void)rg_str_line(&line, &rest);
	return rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(error->type), line.len ? ": " : "",
			       RG_FMT(line));
}

/* The same as a sentence. */
static rg_str before_tests(rg_arena *arena, const rg_outcome_facts *facts)
{
	rg_str what = raised(arena, facts);

	return what.len ? rg_arena_printf(arena, "pytest failed before it came to any test: %.*s",
					  RG_FMT(rg_utf8_cut(what, 300)))
			: what;
}

/* Why pytest did not begin. */
static rg_str not_runnable(rg_arena *arena, const rg_outcome_facts *facts)
{
	rg_str last;

	if (rg_str_has(facts->log, RG_STR("No module named pytest")) ||
	    rg_str_has(facts->log, RG_STR("No module named 'pytest'")))
		return rg_arena_printf(arena, "no pytest in %.*s; run: %.*s -m pip install pytest",
				       RG_FMT(facts->python), RG_FMT(facts->python));
	if (facts->text->usage.len)
		return rg_lines_last(arena, facts->text->usage, 6, 600);
	if (rg_str_has(facts->log, RG_STR("while loading conftest")))
		return rg_arena_dup(arena,
				    rg_lines_find(facts->log, RG_STR("while loading conftest")));
	last = rg_lines_find(facts->log, RG_STR("ERROR: "));
	if (rg_str_skip(&last, RG_STR("ERROR: ")))
		return rg_arena_dup(arena, last);
	last = before_tests(arena, facts);
	if (last.len)
		return last;
	last = rg_lines_last(arena, facts->log, 3, 400);
	return rg_arena_printf(arena, "pytest ended with status %d: %.*s", facts->exit_code,
			       RG_FMT(last));
}

/*
 * pytest-cov ends a run with status 1 when it covers less than what is asked of the whole suite
 * (pytest_terminal_summary in pytest_cov/plugin.py). One test always does, and passes all the same.
 */
static bool is_coverage_failure(const rg_outcome_facts *facts)
{
	return rg_str_has(rg_lines_find(facts->log, RG_STR("Required test coverage of ")),
			  RG_STR(" not reached"));
}

static rg_outcome by_exit_code(rg_str *why, rg_arena *arena, const rg_outcome_facts *facts,
			       uint32_t n_passed)
{
	const rg_probe_log *probe = facts->probe;
	rg_str skipped = probe->skipped;

	(void)rg_str_skip(&skipped, RG_STR("Skipped: "));
	switch (facts->exit_code) {
	case 0:
		if (n_passed == 0) {
			*why = skipped.len ? rg_arena_printf(arena, "no test ran: skipped, %.*s",
							     RG_FMT(skipped))
					   : RG_STR("no test ran to its end: all were skipped");
			return RG_OUTCOME_NO_TESTS;
		}
		return RG_OUTCOME_PASSED;
	case 1:
		if (n_passed && is_coverage_failure(facts))
			return RG_OUTCOME_PASSED;
		if (probe->has_session || facts->text->format.len) {
			*why = RG_STR("pytest ended with status 1, and no test failed");
			return RG_OUTCOME_FAILED;
		}
		*why = not_runnable(arena, facts);
		return RG_OUTCOME_NOT_RUNNABLE;
	case 2:
		*why = probe->interrupt.len ? rg_arena_printf(arena, "interrupted by %.*s",
							      RG_FMT(probe->interrupt))
					    : rg_lines_last(arena, facts->log, 2, 400);
		return RG_OUTCOME_ERROR;
	case 3:
		/* wrap_session in _pytest/main.py ends no session that did not begin: a plug-in
		 * that cannot be loaded or configured. It says nothing about any test. */
		if (!probe->has_finish && !facts->text->is_complete) {
			*why = before_tests(arena, facts);
			if (!why->len)
				*why = not_runnable(arena, facts);
			return RG_OUTCOME_NOT_RUNNABLE;
		}
		*why = rg_arena_printf(arena, "an error inside pytest or one of its plug-ins%s%.*s",
				       probe->internal.len ? ": " : "", RG_FMT(probe->internal));
		return RG_OUTCOME_ERROR;
	case 5:
		*why = RG_STR("pytest found no tests, or deselected all of them");
		return RG_OUTCOME_NO_TESTS;
	default:
		if (probe->has_finish && facts->exit_code != 4) {
			*why = rg_arena_printf(arena, "pytest ended with status %d%s%.*s",
					       facts->exit_code, probe->interrupt.len ? ": " : "",
					       RG_FMT(probe->interrupt));
			return RG_OUTCOME_ERROR;
		}
		*why = not_runnable(arena, facts);
		return RG_OUTCOME_NOT_RUNNABLE;
	}
}

static rg_outcome by_counts(rg_str *why, rg_arena *arena, const rg_outcome_facts *facts)
{
	const rg_probe_log *probe = facts->probe;
	uint32_t n_failed = probe->has_session ? probe->n_failed : facts->text->n_failed;
	uint32_t n_errors = probe->has_session ? probe->n_errors : facts->text->n_errors;
	uint32_t n_passed = probe->has_session ? probe->n_passed : facts->text->n_passed;

	if (facts->exit_code == 3)
		return by_exit_code(why, arena, facts, n_passed);
	/* A traceback without a session and without a summary line is Python's: pytest never began.
	 */
	if (facts->exit_code == 1 && !probe->has_session && !facts->text->is_complete) {
		*why = not_runnable(arena, facts);
		return RG_OUTCOME_NOT_RUNNABLE;
	}
	if (n_failed)
		return RG_OUTCOME_FAILED;
	if (n_errors)
		return RG_OUTCOME_ERROR;
	if (facts->exit_code <= 1 && n_passed && facts->not_run.len) {
		*why = rg_arena_printf(arena, "%.*s was not run; is it deselected?",
				       RG_FMT(facts->not_run));
		return RG_OUTCOME_NO_TESTS;
	}
	return by_exit_code(why, arena, facts, n_passed);
}

rg_outcome rg_outcome_decide(rg_str *why, rg_arena *arena, const rg_outcome_facts *facts)
{
	rg_outcome outcome;

	*why = (rg_str){NULL, 0};
	if (facts->end == RG_CHILD_STOPPED)
		return RG_OUTCOME_STOPPED;
	if (facts->end == RG_CHILD_TIMEOUT) {
		*why = rg_arena_printf(arena, "still running%.*s after %.1f s; ended",
				       RG_FMT(in_test(arena, facts)),
				       (double)facts->timeout_ms / 1000);
		return RG_OUTCOME_TIMEOUT;
	}
	if (facts->end == RG_CHILD_MEMORY) {
		*why = rg_arena_printf(arena,
				       "ended%.*s: its processes held %" PRIu64
				       " MB, and may hold %" PRIu64
				       " MB (setting memoryLimitMegabytes)",
				       RG_FMT(in_test(arena, facts)), facts->memory_bytes / RG_MiB,
				       facts->memory_limit_bytes / RG_MiB);
		return RG_OUTCOME_CRASHED;
	}
	if (is_crash(&outcome, why, arena, facts))
		return outcome;
	*why = (rg_str){NULL, 0};
	return by_counts(why, arena, facts);
}
