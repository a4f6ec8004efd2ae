/* SPDX-License-Identifier: MIT */
/*
 * ci_actions.c - workflows of GitHub, Gitea and Forgejo: what a draft of this change would run. A
 * draft is opened, which is one of pull_request's default activity types; jobs say by their `if`
 * whether they mind that it is one.
 */
#include "forge/ci.h"
#include "forge/workflow_start.h"

#define MAX_CALLERS 10 /* levels */

typedef struct actions {
	rg_arena *arena;
	const rg_workflow_input *input;
	rg_workflow_vec all;
} actions;

typedef struct verdict {
	bool runs;
	bool waits;	/* it would, once the draft is marked ready */
	bool is_unsure; /* whether any job does is not to be told from the file */
	rg_str reason;	/* null when neither */
} verdict;

/* ---- what is decided by the event ------------------------------------------------------------ */

static rg_scene scene_of(const actions *a, const char *event, bool is_draft)
{
	const rg_workflow_input *in = a->input;
	bool is_request = !rg_str_eq_z(RG_STR("push"), event);
	bool has_project = in->target && in->target->project.len;

	return (rg_scene){
		.event = rg_str_of(event),
		.is_request = is_request,
		.is_draft = is_draft,
		.base = in->base,
		.branch = in->branch,
		.ref = is_request
			       ? RG_STR("refs/pull/0/merge")
			       : rg_arena_printf(a->arena, "refs/heads/%.*s", RG_FMT(in->branch)),
		.ref_name = is_request ? RG_STR("0/merge") : in->branch,
		.repository = has_project ? in->target->project : (rg_str){0},
		.head = !has_project		       ? (rg_str){0}
			: in->target->head_project.len ? in->target->head_project
						       : in->target->project,
	};
}

/* Adds to a verdict, whose event has come, what the jobs do about it. */
static verdict with_jobs(const actions *a, size_t at, const char *event, verdict v)
{
	bool is_push = rg_str_eq_z(RG_STR("push"), event);
	rg_scene draft_scene = scene_of(a, event, true), ready_scene = scene_of(a, event, false);
	rg_job_count draft = rg_workflow__jobs(a->arena, &a->all, at, &draft_scene);
	rg_job_count ready =
		is_push || v.waits ? draft : rg_workflow__jobs(a->arena, &a->all, at, &ready_scene);
	size_t n_skip = 0, n_run = draft.n - draft.n_no - draft.n_maybe;

	if (v.waits)
		return v;
	for (size_t i = 0; i < draft.n; i++)
		n_skip += draft.runs[i] == RG_NO && ready.runs[i] != RG_NO;
	if (draft.n && draft.n == draft.n_no && !n_skip)
		return (verdict){0}; /* its jobs are for other events */
	v.waits = draft.n && draft.n == draft.n_no;
	v.runs = !v.waits;
	if (v.waits)
		v.reason = rg_arena_printf(a->arena, "%.*s, once it is no draft", RG_FMT(v.reason));
	else if (n_skip)
		v.reason = rg_arena_printf(a->arena, "%.*s; %zu of its %zu jobs skip drafts",
					   RG_FMT(v.reason), n_skip, draft.n);
	v.is_unsure = v.runs && draft.n && !n_run;
	if (v.is_unsure)
		v.reason = rg_arena_printf(a->arena,
					   "%.*s; whether any of its jobs does is not to be told "
					   "from the file",
					   RG_FMT(v.reason));
	return v;
}

/* A base that is not known is taken for one that is meant. */
static bool passes_base(const actions *a, const rg_trigger *trigger)
{
	return !a->input->base.len || rg_filter__passes(&trigger->branches, a->input->base);
}

static verdict on_request(const actions *a, size_t at, const rg_trigger *trigger, const char *event)
{
	verdict v = {0};
	rg_str path = {0};
	bool is_opened = !trigger->types.n || rg_str_vec_has(&trigger->types, RG_STR("opened"));

	if (!trigger->is_there || !passes_base(a, trigger) ||
	    !rg_filter__passes_any(&trigger->paths, a->input->changed, &path) ||
	    (!is_opened && !rg_str_vec_has(&trigger->types, RG_STR("ready_for_review"))))
		return v;
	v.reason = trigger->paths.only.n || trigger->paths.ignore.n
			   ? rg_arena_printf(a->arena, "changes %.*s", RG_FMT(path))
			   : rg_arena_printf(a->arena, "runs on every pull request to %.*s",
					     RG_FMT(a->input->base.len ? a->input->base
								       : RG_STR("the base")));
	v.waits = !is_opened;
	if (v.waits)
		v.reason = rg_arena_printf(a->arena, "%.*s, once it is no draft", RG_FMT(v.reason));
	return with_jobs(a, at, event, v);
}

static verdict on_push(const actions *a, size_t at)
{
	const rg_trigger *push = &a->all.items[at].push;
	verdict v = {0};

	if (!push->is_there || push->only_tags ||
	    !rg_filter__passes(&push->branches, a->input->branch) ||
	    !rg_filter__passes_any(&push->paths, a->input->changed, NULL))
		return v;
	v.reason =
		rg_arena_printf(a->arena, "runs on every push to %.*s", RG_FMT(a->input->branch));
	return with_jobs(a, at, "push", v);
}

static verdict judge_workflow(const actions *a, size_t at)
{
	const rg_workflow *w = &a->all.items[at];
	verdict all[] = {on_request(a, at, &w->pull_request, "pull_request"),
			 on_request(a, at, &w->pull_request_target, "pull_request_target"),
			 on_push(a, at)};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].runs && !all[i].is_unsure)
			return all[i];
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].runs || all[i].waits)
			return all[i];
	return (verdict){0};
}

/* ---- who calls it ---------------------------------------------------------------------------- */

/* The first workflow that calls it and that the change or a person can start; SIZE_MAX for none. */
static size_t caller_of(const actions *a, size_t at)
{
	size_t level = 0, now = at;

	for (; level < MAX_CALLERS; level++) {
		size_t next = SIZE_MAX;

		for (size_t i = 0; i < a->all.n && next == SIZE_MAX; i++)
			for (size_t k = 0; i != at && k < a->all.items[i].jobs.n; k++)
				if (rg_str_eq(a->all.items[i].jobs.items[k].uses,
					      a->all.items[now].path))
					next = i;
		if (next == SIZE_MAX || a->all.items[next].has_dispatch ||
		    judge_workflow(a, next).reason.ptr)
			return next;
		now = next;
	}
	return SIZE_MAX;
}

/* ---- the dialect ----------------------------------------------------------------------------- */

static bool is_called(const rg_workflow *w, rg_str wanted)
{
	rg_str name = rg_path_name(w->path);

	return rg_str_eq(w->path, wanted) || rg_str_eq(name, wanted) ||
	       rg_str_eq(rg_str_sub(name, 0, name.len - rg_path_ext(name).len), wanted) ||
	       rg_str_eq(w->name, wanted);
}

/* A file's own names go before those of jobs. */
static size_t find(const rg_ci *ci, rg_str wanted)
{
	const actions *a = ci->self;

	for (size_t i = 0; i < a->all.n; i++)
		if (is_called(&a->all.items[i], wanted))
			return i;
	for (size_t i = 0; i < a->all.n; i++)
		for (size_t k = 0; k < a->all.items[i].jobs.n; k++)
			if (rg_str_eq(a->all.items[i].jobs.items[k].id, wanted) ||
			    rg_str_eq(a->all.items[i].jobs.items[k].name, wanted))
				return i;
	return SIZE_MAX;
}

static void judge(const rg_ci *ci, size_t at, rg_workflow_advice *out)
{
	const actions *a = ci->self;
	const rg_workflow *w = &a->all.items[at];
	verdict v = judge_workflow(a, at);

	out->name = w->name.len ? w->name : rg_path_name(w->path);
	out->file = w->path;
	out->reason = v.reason;
	out->runs_by_itself = v.runs;
	out->waits_for_ready = v.waits;
	out->is_unsure = v.is_unsure;
}

static void start(const rg_ci *ci, size_t at, rg_workflow_advice *out, const rg_str_vec *given)
{
	const actions *a = ci->self;
	const rg_workflow *w = &a->all.items[at];
	size_t caller;

	if (!w->has_dispatch && !w->push.is_there && !w->pull_request.is_there &&
	    (caller = caller_of(a, at)) != SIZE_MAX) {
		w = &a->all.items[caller];
		given = NULL;
	}
	rg_workflow__start(out, a->arena, a->input, w, given);
}

static rg_str doubt_inputs(const actions *a, const rg_workflow *w, const rg_workflow_path *row)
{
	for (size_t i = 0; i < row->inputs.n; i++) {
		rg_str name = rg_workflow__input_name(row->inputs.items[i]);
		rg_str value = rg_str_sub(row->inputs.items[i], name.len + 1, SIZE_MAX);
		const rg_dispatch_input *input = rg_workflow__input(w, name);

		if (!w->has_dispatch)
			return RG_STR("; it cannot be started by hand, so its inputs are not used");
		if (!input)
			return rg_arena_printf(a->arena, "; it has no input \"%.*s\"",
					       RG_FMT(name));
		if (input->options.n && !rg_str_vec_has(&input->options, value))
			return rg_arena_printf(
				a->arena, "; its input \"%.*s\" is one of %.*s", RG_FMT(name),
				RG_FMT(rg_str_vec_join(a->arena, &input->options, RG_STR(", "))));
	}
	return RG_STR("");
}

static rg_str doubt(const rg_ci *ci, size_t at, const rg_workflow_path *row)
{
	const actions *a = ci->self;
	const rg_workflow *w = &a->all.items[at];
	size_t caller;

	if (w->unreadable.ptr)
		return rg_arena_printf(a->arena, "; it cannot be read (%.*s)",
				       RG_FMT(w->unreadable));
	if (!is_called(w, row->workflow))
		return rg_arena_printf(a->arena, "; it is a job of %.*s",
				       RG_FMT(rg_path_name(w->path)));
	if (!w->has_dispatch && !judge_workflow(a, at).reason.ptr &&
	    (caller = caller_of(a, at)) != SIZE_MAX)
		return rg_arena_printf(a->arena, "; %.*s calls it",
				       RG_FMT(rg_path_name(a->all.items[caller].path)));
	return doubt_inputs(a, w, row);
}

static bool has_check(const rg_ci *ci, size_t at, rg_str check, rg_truth *runs_on_draft)
{
	const actions *a = ci->self;
	const rg_workflow *w = &a->all.items[at];
	rg_scene scene = scene_of(a, w->pull_request.is_there ? "pull_request" : "push", true);
	rg_job_count jobs;

	for (size_t i = 0; i < w->jobs.n; i++) {
		if (!rg_workflow__is_check(&w->jobs.items[i], check))
			continue;
		jobs = rg_workflow__jobs(a->arena, &a->all, at, &scene);
		*runs_on_draft = judge_workflow(a, at).runs ? jobs.runs[i] : RG_NO;
		return true;
	}
	return false;
}

rg_ci rg_ci__actions(rg_arena *arena, const rg_workflow_input *input)
{
	actions *a = RG_NEW(arena, actions);

	*a = (actions){.arena = arena, .input = input};
	for (size_t i = 0; i < input->files->n; i++)
		RG_PUSH(arena, &a->all,
			rg_workflow__read(arena, input->files->items[i].path,
					  input->files->items[i].text));
	return (rg_ci){.self = a,
		       .n = a->all.n,
		       .place = a->all.n
					? rg_arena_cstr(arena, rg_path_folder(a->all.items[0].path))
					: ".github/workflows",
		       .find = find,
		       .judge = judge,
		       .start = start,
		       .doubt = doubt,
		       .has_check = has_check};
}
