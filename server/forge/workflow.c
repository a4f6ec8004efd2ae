/* SPDX-License-Identifier: MIT */
/*
 * workflow.c - of a workflow only the parts are read that decide whether and for what it runs:
 * name, on, and each job's name, if, needs and uses.
 */
#include "forge/workflow.h"

#include "forge/glob.h"
#include "forge/yaml_tree.h"

/* GitHub runs at most 256 jobs of a workflow. */
#define MAX_JOBS  300
#define MAX_NEEDS 50

/* ---- triggers -------------------------------------------------------------------------------- */

static rg_filter read_filter(rg_arena *arena, const rg_yaml *event, const char *only,
			     const char *ignore)
{
	return (rg_filter){rg_yaml__texts(arena, rg_yaml__get(event, only)),
			   rg_yaml__texts(arena, rg_yaml__get(event, ignore))};
}

static void read_trigger(rg_arena *arena, rg_trigger *out, const rg_yaml *event)
{
	*out = (rg_trigger){
		.is_there = true,
		.branches = read_filter(arena, event, "branches", "branches-ignore"),
		.paths = read_filter(arena, event, "paths", "paths-ignore"),
		.types = rg_yaml__texts(arena, rg_yaml__get(event, "types")),
	};
	out->only_tags = (rg_yaml__get(event, "tags") || rg_yaml__get(event, "tags-ignore")) &&
			 !out->branches.only.n && !out->branches.ignore.n;
}

static void read_inputs(rg_arena *arena, rg_workflow *out, const rg_yaml *inputs)
{
	for (size_t i = 0; rg_yaml__is(inputs, RG_YAML_MAP) && i < inputs->n; i++) {
		const rg_yaml *input = inputs->items[i];
		rg_dispatch_input one = {.name = rg_yaml__text(inputs->keys[i])};

		one.is_required =
			rg_str_eq_z(rg_yaml__text(rg_yaml__get(input, "required")), "true") &&
			!rg_yaml__get(input, "default");
		if (rg_str_eq_z(rg_yaml__text(rg_yaml__get(input, "type")), "choice"))
			one.options = rg_yaml__texts(arena, rg_yaml__get(input, "options"));
		if (one.name.len)
			RG_PUSH(arena, &out->inputs, one);
	}
}

static void read_event(rg_arena *arena, rg_workflow *out, rg_str name, const rg_yaml *event)
{
	if (rg_str_eq_z(name, "push")) {
		read_trigger(arena, &out->push, event);
	} else if (rg_str_eq_z(name, "pull_request")) {
		read_trigger(arena, &out->pull_request, event);
	} else if (rg_str_eq_z(name, "pull_request_target")) {
		read_trigger(arena, &out->pull_request_target, event);
	} else if (rg_str_eq_z(name, "merge_group")) {
		out->has_merge_group = true;
	} else if (rg_str_eq_z(name, "workflow_dispatch")) {
		out->has_dispatch = true;
		read_inputs(arena, out, rg_yaml__get(event, "inputs"));
	}
}

/* One name, a list of names, or a map from names to what narrows them. */
static void read_events(rg_arena *arena, rg_workflow *out, const rg_yaml *on)
{
	rg_str_vec names = rg_yaml__texts(arena, on);

	for (size_t i = 0; i < names.n; i++)
		read_event(arena, out, names.items[i], NULL);
	for (size_t i = 0; rg_yaml__is(on, RG_YAML_MAP) && i < on->n; i++)
		read_event(arena, out, rg_yaml__text(on->keys[i]), on->items[i]);
}

/* ---- jobs ------------------------------------------------------------------------------------ */

/* "./.github/workflows/x.yml": "the same commit as the caller workflow". */
static rg_str local_workflow(rg_str uses)
{
	return rg_str_skip(&uses, RG_STR("./")) ? uses : (rg_str){0};
}

/* What a job needs, as indices; names that are no job are left out. */
static void read_needs(rg_arena *arena, const rg_workflow *w, rg_workflow_job *out,
		       const rg_yaml *node)
{
	rg_str_vec names = rg_yaml__texts(arena, node);

	out->needs = RG_NEW_N(arena, size_t, MAX_NEEDS);
	for (size_t i = 0; i < names.n && out->n_needs < MAX_NEEDS; i++)
		for (size_t k = 0; k < w->jobs.n; k++)
			if (rg_str_eq(w->jobs.items[k].id, names.items[i])) {
				out->needs[out->n_needs++] = k;
				break;
			}
}

static void read_jobs(rg_arena *arena, rg_workflow *out, const rg_yaml *jobs)
{
	for (size_t i = 0; rg_yaml__is(jobs, RG_YAML_MAP) && i < jobs->n && i < MAX_JOBS; i++) {
		const rg_yaml *job = jobs->items[i];

		RG_PUSH(arena, &out->jobs,
			(rg_workflow_job){
				.id = rg_yaml__text(jobs->keys[i]),
				.name = rg_yaml__text(rg_yaml__get(job, "name")),
				.condition = rg_yaml__text(rg_yaml__get(job, "if")),
				.uses = local_workflow(rg_yaml__text(rg_yaml__get(job, "uses"))),
			});
	}
	for (size_t i = 0; i < out->jobs.n; i++)
		read_needs(arena, out, &out->jobs.items[i], rg_yaml__get(jobs->items[i], "needs"));
}

rg_workflow rg_workflow__read(rg_arena *arena, rg_str path, rg_str text)
{
	rg_workflow out = {.path = path};
	rg_str why;
	rg_yaml_file file = rg_yaml__read(arena, text, &why);

	if (!file.n || !rg_yaml__is(file.documents[0], RG_YAML_MAP)) {
		out.unreadable = file.n ? RG_STR("it is no map") : why;
		return out;
	}
	out.name = rg_yaml__text(rg_yaml__get(file.documents[0], "name"));
	read_events(arena, &out, rg_yaml__get(file.documents[0], "on"));
	read_jobs(arena, &out, rg_yaml__get(file.documents[0], "jobs"));
	return out;
}

/* ---- filters --------------------------------------------------------------------------------- */

bool rg_filter__passes(const rg_filter *filter, rg_str name)
{
	bool passes = filter->only.n == 0;

	for (size_t i = 0; i < filter->only.n; i++) {
		rg_str pattern = filter->only.items[i];
		bool is_negative = rg_str_skip(&pattern, RG_STR("!"));

		if (rg_glob_matches(RG_GLOB_FILTER, pattern, name))
			passes = !is_negative;
	}
	for (size_t i = 0; i < filter->ignore.n; i++)
		if (rg_glob_matches(RG_GLOB_FILTER, filter->ignore.items[i], name))
			return false;
	return passes;
}

bool rg_filter__passes_any(const rg_filter *filter, const rg_str_vec *paths, rg_str *which)
{
	if (!filter->only.n && !filter->ignore.n)
		return true;
	for (size_t i = 0; i < paths->n; i++) {
		if (!rg_filter__passes(filter, paths->items[i]))
			continue;
		if (which)
			*which = paths->items[i];
		return true;
	}
	return false;
}
