/* SPDX-License-Identifier: MIT */
/*
 * trace_main.c - server/trace from a script, for tests/e2e/test_readings.py and tests/cases/runs:
 *
 *	trace_program ROOT CWD FILES LOG [PROBE]
 *
 * FILES has the workspace's files, a line each. Prints what is read from the log; with the probe's
 * records what a run gives of both. One JSON object: format, usage, failures as docs/results.md.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "trace/fmt_probe.h"
#include "trace/trace.h"

#define MAX_FILE ((size_t)64 << 20)

static rg_str read_file(rg_arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	rg_buf bytes;
	char part[65536];
	size_t n;
	rg_str out;

	if (!file) {
		perror(path);
		exit(2);
	}
	rg_buf_init(&bytes, MAX_FILE);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		rg_buf_add(&bytes, (rg_str){part, n});
	(void)fclose(file);
	out = rg_arena_dup(arena, rg_buf_str(&bytes));
	rg_buf_release(&bytes);
	return out.ptr ? out : RG_STR("");
}

static void add_exception(rg_json *out, const rg_exception *error)
{
	rg_json *frames = rg_json_array();

	rg_json_set_str(out, "type", error->type);
	rg_json_set_str(out, "message", error->message);
	for (size_t i = 0; i < error->frames.n; i++) {
		const rg_frame *frame = &error->frames.items[i];
		rg_json *item = rg_json_push_take(frames, rg_json_object());

		rg_json_set_str(item, "path", frame->path);
		rg_json_set_int(item, "line", frame->line);
		rg_json_set_str(item, "function", frame->function);
		rg_json_set_str(item, "source", frame->source);
		if (frame->statement.len)
			rg_json_set_str(item, "statement", frame->statement);
		if (frame->repeat)
			rg_json_set_int(item, "repeat", frame->repeat);
		rg_json_set_bool(item, "inWorkspace", frame->in_workspace);
	}
	(void)rg_json_set_take(out, "frames", frames);
}

static rg_json *failure_json(const rg_failure *failure)
{
	rg_json *out = rg_json_object(), *chain = rg_json_array();

	rg_json_set_str(out, "test", failure->test);
	rg_json_set_str(out, "phase", rg_str_of(rg_phase_name(failure->phase)));
	rg_json_set_str(out, "kind", rg_str_of(rg_failure_kind_name(failure->kind)));
	rg_json_set_str(out, "operation", failure->operation);
	rg_json_set_str(out, "fingerprint", failure->fingerprint);
	add_exception(out, &failure->error);
	for (size_t i = 0; i < failure->chain.n; i++) {
		rg_json *behind = rg_json_push_take(chain, rg_json_object());

		rg_json_set_str(behind, "relation",
				rg_str_of(rg_relation_name(failure->chain.items[i].relation)));
		add_exception(behind, &failure->chain.items[i]);
	}
	(void)rg_json_set_take(out, "chain", chain);
	return out;
}

int main(int argc, char **argv)
{
	rg_arena *arena = rg_arena_new();
	rg_trace_options options = {NULL, {"", 0}};
	rg_str_vec files;
	const rg_trace *trace;
	rg_json *out, *failures;
	rg_buf text;

	if (argc < 5 || argc > 6) {
		(void)fprintf(stderr, "use: trace_program ROOT CWD FILES LOG [PROBE]\n");
		return 2;
	}
	files = rg_str_vec_of_lines(arena, read_file(arena, argv[3]));
	options.paths = rg_paths_new(arena, rg_str_of(argv[1]), &files);
	options.cwd = rg_str_of(argv[2]);
	trace = argc == 6 ? rg_trace_read_run(arena, read_file(arena, argv[5]),
					      read_file(arena, argv[4]), &options)
			  : rg_trace_parse(arena, read_file(arena, argv[4]), &options);
	out = rg_json_object();
	rg_json_set_str(out, "format", trace->format);
	rg_json_set_str(out, "usage", trace->usage);
	rg_json_set_bool(out, "complete", trace->is_complete);
	failures = rg_json_set_take(out, "failures", rg_json_array());
	for (size_t i = 0; i < trace->failures.n; i++)
		(void)rg_json_push_take(failures, failure_json(&trace->failures.items[i]));
	rg_buf_init(&text, MAX_FILE);
	rg_json_render_pretty(&text, out);
	(void)fwrite(text.ptr, 1, text.len, stdout);
	rg_buf_release(&text);
	rg_json_free(out);
	rg_arena_free(arena);
	return 0;
}
