/* SPDX-License-Identifier: MIT */
/* read_log.c - a log of any size: of what tests printed only the ends are kept (trace/thin.h). */
#include "fix/read_log.h"

#include "fix/log_text.h"
#include "os/fs.h"
#include "trace/trace.h"

static rg_rc read_file(rg_str *text, rg_arena *arena, const rg_ground *ground, rg_str path,
		       rg_err *err)
{
	const char *full = rg_path_join(arena, ground->root, path);

	if (!rg_fs_is_file(full))
		return rg_fail(err, RG_EINVAL,
			       "there is no log %.*s; name a file, or - for standard input",
			       RG_FMT(path));
	return rg_log_text_read(text, arena, full, err);
}

rg_rc rg_log_read(rg_analysis *out, rg_str *complaint, const rg_ground *ground, rg_str path,
		  rg_err *err)
{
	rg_trace_options options = {.paths = ground->paths, .cwd = ground->settings.cwd};
	const rg_trace *trace;
	rg_str text = ground->args->log_text;
	rg_rc rc;

	rg_arena_free(out->arena);
	out->arena = rg_arena_new();
	if (!text.ptr && (rc = read_file(&text, out->arena, ground, path, err)) < 0)
		return rc;
	trace = rg_trace_parse(out->arena, text, &options);
	out->failures = trace->failures;
	out->tests = (rg_str_vec){0};
	for (size_t i = 0; i < trace->failures.n; i++)
		if (trace->failures.items[i].test.len &&
		    !rg_str_vec_has(&out->tests, trace->failures.items[i].test))
			RG_PUSH(out->arena, &out->tests, trace->failures.items[i].test);
	*complaint = trace->usage;
	return RG_OK;
}
