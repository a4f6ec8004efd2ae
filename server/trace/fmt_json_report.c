/* SPDX-License-Identifier: MIT */
/*
 * fmt_json_report.c - the single object that pytest-json-report writes: collectors and tests, each
 * phase of a test with its outcome and the report's text; beside it in `crash` the place and the
 * message. The folder that node ids are relative to is `root`.
 */
#include "base/json.h"
#include "trace/import.h"

static rg_str member(const rg_json *object, const char *key)
{
	return rg_json_str(rg_json_get(object, key));
}

/* The node id with its file below `root`, so that it is found in the workspace. */
static rg_str test_of(rg_reader *reader, const rg_json *report, rg_str id)
{
	rg_str root = member(report, "root"),
	       file = rg_str_sub(id, 0, rg_str_find(id, RG_STR("::")));
	rg_str absolute, resolved;
	bool is_ambiguous;

	absolute = rg_arena_printf(reader->arena, "%.*s/%.*s", RG_FMT(root), RG_FMT(file));
	if (!root.len || !rg_paths_resolve(&resolved, &is_ambiguous, reader->options->paths,
					   reader->options->cwd, absolute))
		return id;
	return rg_arena_printf(reader->arena, "%.*s/%.*s", RG_FMT(root), RG_FMT(id));
}

static void add(rg_reader *reader, const rg_json *report, rg_str id, rg_phase phase,
		const rg_json *part)
{
	const rg_json *crash = rg_json_get(part, "crash");
	rg_import import = {
		.test = test_of(reader, report, id),
		.phase = phase,
		.text = member(part, "longrepr"),
		.what = member(crash, "message"),
		.path = member(crash, "path"),
		.line = (uint32_t)(rg_json_int(rg_json_get(crash, "lineno"), 0) & INT32_MAX),
		.printed = member(part, "stderr"),
		.seconds = rg_json_number(rg_json_get(part, "duration"), -1)};

	rg_import_add(reader, &import);
}

static bool has_failed(const rg_json *part)
{
	return rg_str_eq_z(member(part, "outcome"), "failed");
}

static void read_test(rg_reader *reader, const rg_json *report, const rg_json *test)
{
	static const struct {
		const char *key;
		rg_phase phase;
	} parts[] = {{"setup", RG_PHASE_SETUP},
		     {"call", RG_PHASE_CALL},
		     {"teardown", RG_PHASE_TEARDOWN}};

	bool is_read = false;

	if (rg_str_eq_z(member(test, "outcome"), "rerun"))
		return;
	for (unsigned i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const rg_json *part = rg_json_get(test, parts[i].key);

		if (has_failed(part)) {
			add(reader, report, member(test, "nodeid"), parts[i].phase, part);
			is_read = true;
		}
	}
	if (has_failed(test) && !is_read) /* subtests, which it has no room for */
		add(reader, report, member(test, "nodeid"), RG_PHASE_CALL, NULL);
}

static uint32_t count(const rg_json *summary, const char *key)
{
	int64_t n = rg_json_int(rg_json_get(summary, key), 0);

	return n > 0 && n < INT32_MAX ? (uint32_t)n : 0;
}

static bool sniff(rg_str text)
{
	text = rg_str_sub(text, 0, 4096);
	return rg_str_starts(text, RG_STR("{")) && rg_str_has(text, RG_STR("\"exitcode\"")) &&
	       rg_str_has(text, RG_STR("\"root\""));
}

static bool read(rg_reader *reader, rg_str text)
{
	rg_json *report = NULL;
	const rg_json *summary;
	rg_err ignored;

	text = rg_import_mend_json(reader->arena, rg_str_trim(text));
	if (rg_json_parse(&report, text, &ignored) < 0)
		return false;
	for (const rg_json *at = rg_json_first(rg_json_get(report, "collectors")); at;
	     at = rg_json_next(at))
		if (has_failed(at))
			add(reader, report, member(at, "nodeid"), RG_PHASE_COLLECT, at);
	for (const rg_json *at = rg_json_first(rg_json_get(report, "tests")); at;
	     at = rg_json_next(at))
		read_test(reader, report, at);
	summary = rg_json_get(report, "summary");
	reader->trace->n_passed = count(summary, "passed");
	reader->trace->n_failed = count(summary, "failed");
	reader->trace->n_errors = count(summary, "error");
	reader->trace->is_complete = rg_json_is_object(summary);
	rg_json_free(report);
	return reader->trace->is_complete;
}

const rg_trace_format rg_trace_format_json_report = {"json_report", sniff, read};
