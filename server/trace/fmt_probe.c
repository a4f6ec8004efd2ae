/* SPDX-License-Identifier: MIT */
/*
 * fmt_probe.c - one pass over the probe's lines. A node id is relative to pytest's rootdir, which
 * the session record names, and not to the folder where pytest ran: it is resolved here, as an
 * absolute path. With xdist each worker that collects writes its collection errors; one counts.
 *
 * What a live run adds from its text is little on purpose: a crash and pytest's own complaint.
 * Everything else that a log shows was reported already, or belongs to a pytest that a test ran.
 */
#include "trace/fmt_probe.h"

#include "base/json.h"
#include "base/limits.h"
#include "trace/clean.h"
#include "trace/exception.h"
#include "trace/format.h"
#include "trace/nodeid.h"

#define MAX_VALUES 20

/* A test that has begun in a process and has no report of its call yet; null: none. */
typedef struct rg_running {
	rg_str worker; /* "" for pytest's own process */
	rg_str test;
} rg_running;

typedef struct rg_probe_reader {
	rg_reader reader;
	rg_trace_options options; /* cwd is "": ids are made relative to the root here */
	const rg_json *record;
	rg_str worker; /* of the record; "" for pytest's own process */
	rg_str rootdir;
	bool has_session;
	int64_t exit_status;
	rg_str_vec collected; /* ids of collection errors, each once */
	RG_VEC(rg_running) running;
} rg_probe_reader;

static const rg_json *member(const rg_probe_reader *probe, const char *key)
{
	return rg_json_get(probe->record, key);
}

static rg_str text(const rg_probe_reader *probe, const char *key)
{
	return rg_json_str(member(probe, key));
}

/* Under --color=yes pytest colours what it makes of an assertion. */
static rg_str keep(rg_probe_reader *probe, const rg_json *json, size_t max)
{
	rg_str value = rg_trace__without_escapes(probe->reader.arena, rg_json_str(json));

	return rg_trace__keep(&probe->reader, rg_str_sub(value, 0, max));
}

static uint32_t line_of(const rg_json *object)
{
	int64_t line = rg_json_int(rg_json_get(object, "line"), 0);

	return line > 0 && line < INT32_MAX ? (uint32_t)line : 0;
}

static bool read_frame(rg_frame *out, rg_probe_reader *probe, const rg_json *json)
{
	const rg_json *function = rg_json_get(json, "qualname");
	const rg_json *value = rg_json_first(rg_json_get(json, "values"));

	*out = (rg_frame){.path = keep(probe, rg_json_get(json, "path"), RG_TRACE_MAX_PATH),
			  .line = line_of(json),
			  .source = keep(probe, rg_json_get(json, "source"), 400),
			  .statement = keep(probe, rg_json_get(json, "statement"), 4000)};
	out->repeat = (uint32_t)(rg_json_int(rg_json_get(json, "repeat"), 0) & INT32_MAX);
	if (!rg_json_str(function).len)
		function = rg_json_get(json, "function");
	out->function = keep(probe, function, RG_TRACE_MAX_NAME);
	for (; value && out->values.n < MAX_VALUES; value = rg_json_next(value))
		RG_PUSH(probe->reader.arena, &out->values,
			(rg_value){keep(probe, rg_json_at(value, 0), SIZE_MAX),
				   keep(probe, rg_json_at(value, 1), 4096)});
	return out->path.len > 0;
}

static void read_frames(rg_exception *out, rg_probe_reader *probe, const rg_json *error)
{
	const rg_json *frames = rg_json_get(error, "frames"), *crash = rg_json_get(error, "crash");
	rg_frame frame;

	for (const rg_json *at = rg_json_first(frames); at; at = rg_json_next(at))
		if (out->frames.n < RG_LIMIT_FRAMES && read_frame(&frame, probe, at) &&
		    !rg_trace__is_machinery(&frame))
			RG_PUSH(probe->reader.arena, &out->frames, frame);
	if (out->frames.n == 0 && read_frame(&frame, probe, crash))
		RG_PUSH(probe->reader.arena, &out->frames, frame);
}

static rg_exception read_exception(rg_probe_reader *probe, const rg_json *error)
{
	rg_exception out = {
		.type = keep(probe, rg_json_get(error, "type"), SIZE_MAX),
		.message = keep(probe, rg_json_get(error, "message"), RG_LIMIT_ERROR_BYTES)};

	read_frames(&out, probe, error);
	return out;
}

static rg_relation relation_of(rg_str name)
{
	if (rg_str_eq_z(name, "group"))
		return RG_RELATION_GROUP;
	return rg_str_eq_z(name, "context") ? RG_RELATION_CONTEXT : RG_RELATION_CAUSE;
}

/* A node id relative to the root where its file exists, else as pytest has it. */
static rg_str test_of(rg_probe_reader *probe, rg_str id)
{
	rg_arena *arena = probe->reader.arena;
	rg_str file = rg_str_sub(id, 0, rg_str_find(id, RG_STR("::")));
	rg_str rest = rg_str_sub(id, file.len, id.len), resolved;
	bool is_ambiguous;

	if (file.len == 0 || file.ptr[0] == '/' || probe->rootdir.len == 0)
		return rg_arena_dup(arena, id);
	file = rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(probe->rootdir), RG_FMT(file));
	if (!rg_paths_resolve(&resolved, &is_ambiguous, probe->options.paths, RG_STR(""), file))
		return rg_arena_dup(arena, id);
	return rg_arena_printf(arena, "%.*s%.*s", RG_FMT(resolved), RG_FMT(rest));
}

static void add(rg_probe_reader *probe, rg_phase phase)
{
	const rg_json *error = member(probe, "error"), *chain = rg_json_get(error, "chain");
	rg_failure failure = {.test = test_of(probe, text(probe, "nodeid")), .phase = phase};

	failure.seconds = rg_json_number(member(probe, "seconds"), -1);
	failure.error = read_exception(probe, error);
	for (const rg_json *at = rg_json_first(chain); at; at = rg_json_next(at)) {
		rg_exception behind = read_exception(probe, at);

		behind.relation = relation_of(rg_json_str(rg_json_get(at, "relation")));
		if (failure.chain.n < RG_TRACE_MAX_CHAIN)
			RG_PUSH(probe->reader.arena, &failure.chain, behind);
	}
	rg_trace__add_with_output(&probe->reader, &failure, text(probe, "stderr"));
}

static void on_session(rg_probe_reader *probe)
{
	probe->has_session = true;
	if (!probe->rootdir.len)
		probe->rootdir = rg_arena_dup(probe->reader.arena, text(probe, "rootdir"));
}

/* The running test's place for the record's process. */
static rg_running *running(rg_probe_reader *probe)
{
	rg_running *place;

	for (size_t i = 0; i < probe->running.n; i++)
		if (rg_str_eq(probe->running.items[i].worker, probe->worker))
			return &probe->running.items[i];
	place = RG_PUSH_NEW(probe->reader.arena, &probe->running);
	place->worker = rg_arena_dup(probe->reader.arena, probe->worker);
	return place;
}

static void on_start(rg_probe_reader *probe)
{
	running(probe)->test = test_of(probe, text(probe, "nodeid"));
}

static void on_report(rg_probe_reader *probe)
{
	rg_trace *trace = probe->reader.trace;
	rg_str when = text(probe, "when"), outcome = text(probe, "outcome");
	bool is_subtest = rg_json_is_object(member(probe, "subtest"));
	bool is_setup = rg_str_eq_z(when, "setup"), is_teardown = rg_str_eq_z(when, "teardown");

	if (!is_subtest)
		running(probe)->test = (rg_str){NULL, 0};
	if (rg_str_eq_z(outcome, "passed")) {
		trace->n_passed += !is_subtest && !member(probe, "wasxfail");
		return;
	}
	if (!rg_str_eq_z(outcome, "failed"))
		return;
	if (is_setup || is_teardown)
		trace->n_errors++;
	else
		trace->n_failed++;
	add(probe, is_setup ? RG_PHASE_SETUP : is_teardown ? RG_PHASE_TEARDOWN : RG_PHASE_CALL);
}

static void on_collect(rg_probe_reader *probe)
{
	rg_str id = text(probe, "nodeid");

	if (rg_str_vec_has(&probe->collected, id))
		return;
	RG_PUSH(probe->reader.arena, &probe->collected, rg_arena_dup(probe->reader.arena, id));
	probe->reader.trace->n_errors++;
	add(probe, RG_PHASE_COLLECT);
}

static void on_internal(rg_probe_reader *probe)
{
	const rg_json *error = member(probe, "error");

	if (probe->reader.trace->usage.ptr)
		return; /* each worker tells of it */
	probe->reader.trace->usage =
		rg_arena_printf(probe->reader.arena, "internal error of pytest: %.*s: %.*s",
				RG_FMT(rg_json_str(rg_json_get(error, "type"))),
				RG_FMT(rg_json_str(rg_json_get(error, "message"))));
	add(probe, RG_PHASE_COLLECT);
}

static void on_finish(rg_probe_reader *probe)
{
	if (probe->worker.len)
		return;
	probe->reader.trace->is_complete = true;
	probe->exit_status = rg_json_int(member(probe, "exitstatus"), -1);
}

static const struct {
	const char *kind;
	void (*read)(rg_probe_reader *probe);
} readers[] = {
	{"session", on_session}, {"start", on_start},	    {"report", on_report},
	{"collect", on_collect}, {"internal", on_internal}, {"finish", on_finish},
};

static void read_lines(rg_probe_reader *probe, rg_arena *arena, rg_str lines,
		       const rg_trace_options *options)
{
	rg_trace *trace = RG_NEW(arena, rg_trace);
	rg_str line;

	*probe = (rg_probe_reader){.exit_status = -1};
	probe->options.paths = options ? options->paths : NULL;
	probe->options.cwd = RG_STR("");
	probe->reader = (rg_reader){arena, &probe->options, trace, 0};
	trace->format = RG_STR("probe");
	while (rg_str_line(&line, &lines)) {
		rg_json *record = NULL;
		rg_err ignored;

		if (rg_str_starts(line, RG_STR("{\"kind\":\"calls\"")) || /* no failure in it */
		    rg_json_parse(&record, line, &ignored) < 0)
			continue;
		probe->record = record;
		probe->worker = text(probe, "worker");
		for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
			if (rg_str_eq_z(text(probe, "kind"), readers[i].kind))
				readers[i].read(probe);
		rg_json_free(record);
	}
	probe->record = NULL;
}

const rg_trace *rg_trace_read_probe(rg_arena *arena, rg_str jsonl, const rg_trace_options *options)
{
	rg_probe_reader probe;

	read_lines(&probe, arena, jsonl, options);
	return probe.has_session ? probe.reader.trace : NULL;
}

/* A process that died: what crash.c makes of it. */
static bool is_crash(const rg_failure *failure)
{
	return rg_str_starts(failure->error.type, RG_STR("SIG")) ||
	       rg_str_eq_z(failure->error.type, "Fatal Python error") ||
	       rg_str_eq_z(failure->error.type, "Timeout");
}

/* The test that was running when this crash came: the only one, or the one it names. */
static rg_str crashed_test(const rg_probe_reader *probe, const rg_failure *crash)
{
	rg_str only = {NULL, 0}, function = rg_nodeid_function(crash->test);
	size_t n = 0;

	for (size_t i = 0; i < probe->running.n; i++) {
		rg_str test = probe->running.items[i].test;

		if (!test.ptr)
			continue;
		n++;
		only = test;
		if (function.len && rg_str_eq(rg_nodeid_function(test), function))
			return test;
	}
	return n == 1 ? only : crash->test;
}

/* A worker's crash was reported without a reason: the signal and frames stand in the text. */
static bool complete_report(rg_trace *trace, const rg_failure *crash)
{
	for (size_t i = 0; i < trace->failures.n; i++) {
		rg_failure *failure = &trace->failures.items[i];

		if (failure->error.type.ptr || failure->error.frames.n ||
		    !rg_str_has(failure->error.message, RG_STR("crashed while running")) ||
		    !rg_str_eq(rg_nodeid_function(failure->test), rg_nodeid_function(crash->test)))
			continue;
		failure->error.type = crash->error.type;
		failure->error.frames = crash->error.frames;
		failure->kind = crash->kind;
		failure->operation = crash->operation;
		failure->fingerprint = crash->fingerprint;
		return true;
	}
	return false;
}

/* Whether the text can tell more than the probe did. */
static bool needs_text(const rg_probe_reader *probe)
{
	const rg_failure_vec *failures = &probe->reader.trace->failures;

	if (!probe->reader.trace->is_complete || (failures->n == 0 && probe->exit_status != 0))
		return true;
	for (size_t i = 0; i < failures->n; i++)
		if (!failures->items[i].error.type.ptr && !failures->items[i].error.frames.n)
			return true;
	return false;
}

const rg_trace *rg_trace_read_run(rg_arena *arena, rg_str jsonl, rg_str log,
				  const rg_trace_options *options)
{
	rg_probe_reader probe;
	const rg_trace *from_text;
	rg_trace *trace;

	read_lines(&probe, arena, jsonl, options);
	if (!probe.has_session)
		return rg_trace_parse(arena, log, options);
	trace = probe.reader.trace;
	if (!needs_text(&probe))
		return trace;
	from_text = rg_trace_parse(arena, log, options);
	for (size_t i = 0; i < from_text->failures.n; i++) {
		rg_failure failure = from_text->failures.items[i];

		if (!is_crash(&failure) || complete_report(trace, &failure) || trace->is_complete)
			continue;
		failure.test = crashed_test(&probe, &failure);
		if (trace->failures.n < RG_LIMIT_FAILURES)
			RG_PUSH(arena, &trace->failures, failure);
	}
	if (!trace->usage.ptr && trace->failures.n == 0)
		trace->usage = from_text->usage;
	return trace;
}
