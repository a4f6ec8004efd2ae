/* SPDX-License-Identifier: MIT */
/* ci_words.c - each workflow with the newest of its runs, then all runs as the forge has them. */
#include "fix/ci_words.h"

const rg_workflow_advice *rg_ci_advice_of(const rg_workflow_advice_vec *all, rg_str name)
{
	for (size_t i = 0; i < all->n; i++)
		if (rg_str_eq(all->items[i].name, name) ||
		    (all->items[i].start.len && rg_str_eq(all->items[i].start, name)))
			return &all->items[i];
	return NULL;
}

/* GitHub has the file, GitLab the job; Gitea's statuses begin with the workflow's name. */
static bool is_of(const rg_workflow_advice *advice, const rg_forge_run *run)
{
	rg_str rest = run->name;

	if (run->file.len)
		return rg_str_eq(rg_path_name(advice->file), run->file);
	return rg_str_skip(&rest, advice->name) &&
	       (!rest.len || rg_str_starts(rest, RG_STR(" / ")));
}

/* Forges list the newest first. */
static const rg_forge_run *newest_of(const rg_workflow_advice *advice, const rg_forge_runs *runs)
{
	for (size_t i = 0; runs && i < runs->runs.n; i++)
		if (is_of(advice, &runs->runs.items[i]))
			return &runs->runs.items[i];
	return NULL;
}

static void set_text(rg_json *object, const char *key, rg_str value)
{
	if (value.len)
		rg_json_set_str(object, key, value);
	else
		rg_json_set_null(object, key);
}

static void set_texts(rg_json *object, const char *key, const rg_str_vec *texts)
{
	rg_json *list = rg_json_set_take(object, key, rg_json_array());

	for (size_t i = 0; i < texts->n; i++)
		rg_json_push_take(list, rg_json_new_str(texts->items[i]));
}

static rg_json *workflow(const rg_workflow_advice *advice, const rg_forge_run *run)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "name", advice->name);
	set_text(out, "file", advice->file);
	rg_json_set_str(out, "reason", advice->reason.ptr ? advice->reason : RG_STR(""));
	set_text(out, "command", advice->command);
	set_text(out, "start", advice->start);
	set_texts(out, "missing", &advice->missing);
	rg_json_set_bool(out, "required", advice->is_required);
	rg_json_set_bool(out, "runsByItself", advice->runs_by_itself);
	rg_json_set_bool(out, "waitsForReady", advice->waits_for_ready);
	rg_json_set_bool(out, "manual", advice->is_manual);
	rg_json_set_bool(out, "unsure", advice->is_unsure);
	set_text(out, "state", run ? run->state : (rg_str){0});
	set_text(out, "url", run ? run->url : (rg_str){0});
	return out;
}

static rg_json *run_of(const rg_forge_run *run)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "name", run->name);
	set_text(out, "file", run->file);
	set_text(out, "event", run->event);
	rg_json_set_str(out, "state", run->state);
	set_text(out, "url", run->url);
	return out;
}

static rg_json *started_of(const rg_forge_started *started)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "name", started->name);
	rg_json_set_bool(out, "started", started->cause == RG_FORGE_OK);
	rg_json_set_str(out, "message", started->message.ptr ? started->message : RG_STR(""));
	return out;
}

void rg_ci_put(rg_json *result, const rg_workflow_advice_vec *all, const rg_forge_runs *runs)
{
	rg_json *list = rg_json_set_take(result, "workflows", rg_json_array());

	for (size_t i = 0; i < all->n; i++)
		rg_json_push_take(list, workflow(&all->items[i], newest_of(&all->items[i], runs)));
	list = rg_json_set_take(result, "runs", rg_json_array());
	for (size_t i = 0; runs && i < runs->runs.n; i++)
		rg_json_push_take(list, run_of(&runs->runs.items[i]));
	if (runs && runs->is_required_known)
		set_texts(result, "required", &runs->required);
	else
		rg_json_set_null(result, "required");
	list = rg_json_set_take(result, "started", rg_json_array());
	for (size_t i = 0; runs && i < runs->started.n; i++)
		rg_json_push_take(list, started_of(&runs->started.items[i]));
}

/* ---- the summary ----------------------------------------------------------------------------- */

static size_t count_state(const rg_forge_runs *runs, const char *state)
{
	size_t n = 0;

	for (size_t i = 0; i < runs->runs.n; i++)
		n += rg_str_eq_z(runs->runs.items[i].state, state);
	return n;
}

/* "2 passed, 1 running" */
static rg_str states(rg_arena *arena, const rg_forge_runs *runs)
{
	static const char *const words[] = {"failed",  "passed",    "running", "queued",
					    "waiting", "cancelled", "skipped"};
	rg_str_vec parts = {0};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (count_state(runs, words[i]))
			RG_PUSH(arena, &parts,
				rg_arena_printf(arena, "%zu %s", count_state(runs, words[i]),
						words[i]));
	return rg_str_vec_join(arena, &parts, RG_STR(", "));
}

static size_t count_started(const rg_forge_runs *runs)
{
	size_t n = 0;

	for (size_t i = 0; i < runs->started.n; i++)
		n += runs->started.items[i].cause == RG_FORGE_OK;
	return n;
}

rg_str rg_ci_summary(rg_arena *arena, const rg_workflow_advice_vec *all, const rg_forge_runs *runs,
		     rg_str host)
{
	size_t n_run = 0, n_wait = 0;
	rg_str out;

	for (size_t i = 0; i < all->n; i++) {
		n_run += all->items[i].runs_by_itself;
		n_wait += all->items[i].waits_for_ready;
	}
	out = rg_arena_printf(arena,
			      "%zu workflow%s the change; a draft runs %zu of them by itself",
			      all->n, all->n == 1 ? " concerns" : "s concern", n_run);
	if (n_wait)
		out = rg_arena_printf(arena, "%.*s, and %zu once it is no draft", RG_FMT(out),
				      n_wait);
	if (!runs)
		return host.len ? rg_arena_printf(
					  arena,
					  "%.*s; nothing was pushed yet, so there are no runs",
					  RG_FMT(out))
				: rg_arena_printf(arena, "%.*s; no forge can be asked about runs",
						  RG_FMT(out));
	if (runs->started.n)
		out = rg_arena_printf(arena, "%.*s; started %zu of %zu", RG_FMT(out),
				      count_started(runs), runs->started.n);
	if (runs->cause != RG_FORGE_OK && !runs->started.n)
		return rg_arena_printf(arena, "%.*s; the runs are not known: %.*s", RG_FMT(out),
				       RG_FMT(runs->message));
	return runs->runs.n ? rg_arena_printf(arena, "%.*s; runs: %.*s", RG_FMT(out),
					      RG_FMT(states(arena, runs)))
			    : rg_arena_printf(arena, "%.*s; no run yet", RG_FMT(out));
}
