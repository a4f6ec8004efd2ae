/* SPDX-License-Identifier: MIT */
/*
 * settings.h - .redgreen.json and the editor's redgreen.* settings, one table (settings.def).
 * The editor's win. Pure: the caller reads the file.
 */
#ifndef RG_FIX_WORKSPACE_SETTINGS_H
#define RG_FIX_WORKSPACE_SETTINGS_H

#include "base/err.h"
#include "base/json.h"
#include "base/vec.h"
#include "forge/workflows.h"

#define RG_SETTINGS_FILE ".redgreen.json" /* in the root; part of no change and no tree of ours */

typedef struct rg_path_map {
	rg_str from, to;
} rg_path_map;
typedef RG_VEC(rg_path_map) rg_path_map_vec;

typedef struct rg_settings {
	rg_str python, env_file, setup, cwd, base, remote, branch_mode, outputs;
	rg_str_vec env; /* "NAME=value" */
	rg_str_vec pytest_args, wrapper, build, measure_patterns;
	rg_path_map_vec path_map;
	int64_t build_timeout_seconds;
	bool build_in_worktrees;
	int64_t budget_minutes, stability_runs, run_timeout_seconds, jobs;
	int64_t memory_limit_megabytes;
	bool neighbours, spectrum, varied_rounds, run_hooks;
	rg_workflow_path_vec workflows;
	struct {
		rg_str kind, url, project;
	} forge;
	struct {
		rg_str template_path;
		bool keeps_commits, keeps_test;
		rg_str_vec trailers;
	} pr;
	/* Hash over the values of .redgreen.json that execute something; null when there are none.
	 */
	rg_str executes;
} rg_settings;

/*
 * file: the bytes of .redgreen.json, null when there is none; path: its name in messages.
 * editor: the client's section, or NULL. RG_EINVAL names file, line and key, or the editor's key.
 */
RG_MUST_CHECK rg_rc rg_settings_read(rg_settings *out, rg_arena *arena, rg_str file, rg_str path,
				     const rg_json *editor, rg_err *err);
/* docs/settings.md and docs/redgreen.schema.json, from the table. */
void rg_settings_render_docs(rg_buf *out);
void rg_settings_render_schema(rg_buf *out);

#endif
