/* SPDX-License-Identifier: MIT */
/*
 * reading.c - the result of a run from what it left: the log, which always exists, and the probe's
 * file, which may be missing or end early. The probe is believed first; the text fills in what a
 * process that died could not report.
 */
#include "runner/reading.h"

#include "base/limits.h"
#include "os/fs.h"
#include "runner/outcome.h"
#include "runner/probe_log.h"
#include "trace/fingerprint.h"
#include "trace/fmt_probe.h"
#include "trace/thin.h"

bool rg_reading_is_probe_missing(rg_str output)
{
	return rg_outcome_is_probe_missing(output);
}

/* Empty when there is no such file: nothing was written then. */
static rg_str read_ends(rg_arena *arena, rg_str path, size_t max)
{
	rg_str bytes;
	rg_err ignored;

	if (!path.len || rg_fs_read_ends(&bytes, arena, path.ptr, max, &ignored) < 0)
		return RG_STR("");
	return bytes;
}

static void add_part(void *self, rg_str part)
{
	rg_thinner_add(self, part);
}

/* The log; of a large one without the middle of captured output, and at most its ends. */
static rg_str read_log(rg_arena *arena, rg_str path)
{
	rg_thinner *thinner;
	rg_str bytes;
	rg_err ignored;

	if (!path.len)
		return RG_STR("");
	if (rg_fs_read(&bytes, arena, path.ptr, RG_LIMIT_RUN_LOG_BYTES, &ignored) == RG_OK)
		return bytes;
	if (ignored.code != RG_ETOOBIG)
		return RG_STR("");
	thinner = rg_thinner_new(arena, RG_LIMIT_RUN_LOG_BYTES);
	return rg_fs_read_parts(path.ptr, add_part, thinner, &ignored) == RG_OK
		       ? rg_thinner_finish(thinner)
		       : RG_STR("");
}

/* The folder relative to the root, "" for the root itself. */
static rg_str relative(rg_str root, rg_str folder)
{
	if (rg_str_skip(&folder, root) && rg_str_skip(&folder, RG_STR("/")))
		return folder;
	return RG_STR("");
}

/* A wanted test that nothing was reported of, or null. */
static rg_str find_not_run(const rg_run_spec *spec, const rg_probe_log *probe)
{
	rg_str rootdir = probe->rootdir;

	for (size_t i = 0; i < spec->path_map.n; i++) {
		rg_str rest = rootdir;

		if (rg_str_skip(&rest, spec->path_map.items[i].to))
			return (rg_str){NULL, 0}; /* folders there and here do not compare */
	}
	for (size_t i = 0; i < spec->tests.n; i++) {
		bool is_found = false;

		for (size_t j = 0; j < probe->reported.n && !is_found; j++)
			is_found = rg_probe_log_is_of(probe->reported.items[j], rootdir,
						      spec->tests.items[i], spec->root);
		if (!is_found)
			return spec->tests.items[i];
	}
	return (rg_str){NULL, 0};
}

static void copy_counts(rg_run_result *out, const rg_probe_log *probe, const rg_trace *text)
{
	out->test_seconds = -1;
	if (!probe->has_session) {
		out->n_passed = text->n_passed;
		out->n_failed = text->n_failed;
		out->n_errors = text->n_errors;
		out->test_seconds = rg_numbers_call_seconds(out->log);
		return;
	}
	out->n_passed = probe->n_passed;
	out->n_failed = probe->n_failed;
	out->n_errors = probe->n_errors;
	out->n_skipped = probe->n_skipped;
	out->n_reruns = probe->n_reruns;
	out->times = probe->times;
	out->test_seconds = probe->test_seconds;
	out->python_version = probe->python;
	out->pytest_version = probe->pytest;
	out->plugins = probe->plugins;
	out->rootdir = probe->rootdir;
	out->provenance = probe->provenance;
}

/*
 * A test that the process ended in, when neither probe nor log says anything about it: it failed,
 * and whoever asks for failures has to see that.
 */
static const rg_trace *with_silent_end(rg_arena *arena, const rg_trace *trace,
				       const rg_run_result *result, const rg_probe_log *probe,
				       const rg_child_result *end)
{
	bool is_timeout = result->outcome == RG_OUTCOME_TIMEOUT;
	rg_str test = probe->crashed.ptr ? probe->crashed : probe->unfinished;
	rg_trace *copy;
	rg_failure *failure;
	int number;

	if ((!is_timeout && result->outcome != RG_OUTCOME_CRASHED) || trace->failures.n ||
	    !test.len)
		return trace;
	copy = RG_NEW(arena, rg_trace);
	*copy = *trace;
	copy->failures = (rg_failure_vec){0};
	failure = RG_PUSH_NEW(arena, &copy->failures);
	*failure = (rg_failure){.test = test,
				.phase = RG_PHASE_CALL,
				.kind = is_timeout ? RG_KIND_PERFORMANCE : RG_KIND_RESOURCE,
				.kind_words = result->why,
				.seconds = -1};
	/* Behind a shell a signal is an exit status. */
	number = result->signal ? result->signal : result->exit_code - 128;
	failure->error.type = is_timeout		    ? RG_STR("Timeout")
			      : end->end == RG_CHILD_MEMORY ? RG_STR("MemoryLimit")
							    : rg_signal_name(number);
	failure->error.message = result->why;
	failure->fingerprint = rg_fingerprint(arena, failure);
	return copy;
}

static rg_str read_source(void *self, rg_arena *arena, rg_str path)
{
	const rg_run_spec *spec = self;
	rg_str bytes;
	rg_err ignored;

	if (rg_fs_read(&bytes, arena, rg_path_join(arena, spec->root, path), RG_LIMIT_SOURCE_BYTES,
		       &ignored) < 0)
		return (rg_str){NULL, 0};
	return bytes;
}

static const rg_calls *read_calls(rg_arena *arena, const rg_run_spec *spec, rg_str lines)
{
	rg_calls *calls = RG_NEW(arena, rg_calls);

	rg_calls_read(calls, arena, lines, spec->paths);
	if (!calls->tests.n)
		return NULL;
	rg_calls_place(calls, arena, read_source, (void *)spec);
	return calls;
}

void rg_reading_fill(rg_run_result *out, rg_arena *arena, const rg_run_spec *spec,
		     const rg_command_line *command, const rg_child_result *end)
{
	rg_trace_options options = {spec->paths, relative(spec->root, spec->cwd)};
	rg_str log, lines;
	rg_probe_log probe;
	rg_outcome_facts facts;

	log = read_log(arena, spec->log_path);
	lines = read_ends(arena, command->probe_file, RG_LIMIT_PROBE_BYTES);
	rg_probe_log_read(&probe, arena, lines);
	out->id = spec->id;
	out->exit_code = end->end == RG_CHILD_EXITED ? end->exit_code : -1;
	out->signal = end->end == RG_CHILD_EXITED ? 0 : end->signal;
	out->seconds = end->seconds;
	out->argv = command->argv;
	out->log_path = spec->log_path;
	out->log = log;
	out->hash_seed = command->hash_seed;
	out->has_probe = probe.has_session;
	out->may_be_cut = end->out_bytes > log.len;
	out->n_descendants_ended = end->n_descendants_ended;
	out->trace = rg_trace_read_run(arena, lines, log, &options);
	out->is_complete = end->end == RG_CHILD_EXITED &&
			   (probe.has_session ? probe.has_finish : out->trace->is_complete);
	copy_counts(out, &probe, out->trace);
	facts = (rg_outcome_facts){.end = end->end,
				   .exit_code = end->exit_code,
				   .signal = end->signal,
				   .timeout_ms = spec->timeout_ms,
				   .memory_bytes = end->memory_bytes,
				   .memory_limit_bytes = spec->memory_limit_bytes,
				   .probe = &probe,
				   .text = out->trace,
				   .log = log,
				   .python = spec->python};
	if (probe.has_finish)
		facts.not_run = find_not_run(spec, &probe);
	out->outcome = rg_outcome_decide(&out->why, arena, &facts);
	out->trace = with_silent_end(arena, out->trace, out, &probe, end);
	out->foreign_text = rg_provenance_text(arena, &out->provenance);
	out->foreign_next = rg_provenance_next(arena, &out->provenance, spec->python, spec->root);
	out->numbers = rg_numbers_of_run(arena, &probe.printed, log, spec->patterns);
	if (spec->watch != RG_WATCH_NOTHING)
		out->calls = read_calls(arena, spec, lines);
}
