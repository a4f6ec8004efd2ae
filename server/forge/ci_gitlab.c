/* SPDX-License-Identifier: MIT */
/*
 * ci_gitlab.c - jobs of GitLab CI: which of them a draft merge request's pipeline runs, which it
 * holds for a person, and which run in the pipeline of the push before it. What a rule may be is
 * carried as a set of outcomes: a rule that cannot be decided adds its own and goes on to the next,
 * and only a set of one is said as a fact.
 *
 * Sources: GitLab Docs, "Specify when jobs run with rules", "CI/CD YAML syntax reference" (rules,
 * workflow, when), "Predefined CI/CD variables reference", "Deprecated keywords" (only, except;
 * patterns of branches match no merge request pipeline). A job with neither is for branches and
 * tags, unless workflow:rules are there (entry/processable.rb).
 */
#include "forge/ci.h"
#include "forge/gitlab_config.h"
#include "forge/gitlab_rules.h"

typedef struct gitlab {
	rg_arena *arena;
	const rg_workflow_input *input;
	rg_gitlab_config config;
	rg_gitlab_scene draft, ready, push;
} gitlab;

static bool is_only(const rg_gitlab_outcome *outcome, unsigned one)
{
	return outcome->may_be == one;
}

static rg_str why(const gitlab *g, const rg_gitlab_outcome *outcome, const char *otherwise)
{
	if (outcome->path.len)
		return rg_arena_printf(g->arena, "changes %.*s", RG_FMT(outcome->path));
	return rg_arena_printf(g->arena, "%s%.*s", otherwise,
			       RG_FMT(rg_str_has(rg_str_of(otherwise), RG_STR("push to "))
					      ? g->input->branch
					      : (rg_str){0}));
}

static rg_str doubtful(const gitlab *g, const rg_gitlab_outcome *outcome)
{
	if (!outcome->unknown.len)
		return RG_STR("whether the merge request runs it is not to be told from the files");
	return rg_arena_printf(g->arena, "whether the merge request runs it depends on %.*s",
			       RG_FMT(outcome->unknown));
}

static void judge(const rg_ci *ci, size_t at, rg_workflow_advice *out)
{
	const gitlab *g = ci->self;
	rg_str job = g->config.jobs.items[at];
	rg_gitlab_outcome draft = rg_gitlab__outcome(g->arena, &g->config, job, &g->draft);
	rg_gitlab_outcome ready = rg_gitlab__outcome(g->arena, &g->config, job, &g->ready);
	rg_gitlab_outcome push = rg_gitlab__outcome(g->arena, &g->config, job, &g->push);

	out->name = job;
	out->file = g->config.job_paths.items[at];
	if (is_only(&draft, RG_GITLAB_RUNS)) {
		out->runs_by_itself = true;
		out->reason = why(g, &draft, "runs for every merge request");
	} else if (is_only(&push, RG_GITLAB_RUNS)) {
		out->runs_by_itself = true;
		out->reason = why(g, &push, "runs on every push to ");
	} else if (is_only(&draft, RG_GITLAB_MANUAL) || is_only(&push, RG_GITLAB_MANUAL)) {
		out->is_manual = true;
		out->reason = RG_STR("waits in the pipeline for somebody to start it");
	} else if (is_only(&draft, RG_GITLAB_NOT) && (ready.may_be & RG_GITLAB_RUNS)) {
		out->waits_for_ready = true;
		out->reason = rg_arena_printf(g->arena, "%.*s, once it is no draft",
					      RG_FMT(why(g, &ready, "runs for a merge request")));
	} else if (!is_only(&draft, RG_GITLAB_NOT) || !is_only(&push, RG_GITLAB_NOT)) {
		out->is_unsure = true;
		out->reason = doubtful(g, is_only(&draft, RG_GITLAB_NOT) ? &push : &draft);
	}
}

static size_t find(const rg_ci *ci, rg_str name)
{
	const gitlab *g = ci->self;

	for (size_t i = 0; i < g->config.jobs.n; i++)
		if (rg_str_eq(g->config.jobs.items[i], name))
			return i;
	return SIZE_MAX;
}

/* A manual job can be started as soon as its pipeline is there: the manual of `glab ci trigger`. */
static void start(const rg_ci *ci, size_t at, rg_workflow_advice *out, const rg_str_vec *given)
{
	const gitlab *g = ci->self;
	rg_workflow_advice about = {0};
	rg_buf buf;

	(void)given;
	judge(ci, at, &about);
	if (!about.is_manual && !about.is_unsure)
		return;
	rg_buf_init(&buf, 4096);
	rg_buf_add_z(&buf, "glab ci trigger");
	rg_ci__add_word(&buf, g->config.jobs.items[at]);
	rg_buf_add_z(&buf, " --branch");
	rg_ci__add_word(&buf, g->input->branch);
	if (!buf.is_cut && about.is_manual) {
		out->start = g->config.jobs.items[at];
		out->command = rg_arena_dup(g->arena, rg_buf_str(&buf));
	}
	rg_buf_release(&buf);
}

static rg_str doubt(const rg_ci *ci, size_t at, const rg_workflow_path *row)
{
	rg_workflow_advice about = {0};

	if (row->inputs.n)
		return RG_STR("; a job of GitLab takes no inputs, so they are not used");
	judge(ci, at, &about);
	return about.reason.len ? RG_STR("") : RG_STR("; no pipeline of this change has it");
}

/* GitLab requires pipelines, not jobs. */
static bool has_check(const rg_ci *ci, size_t at, rg_str check, rg_truth *runs_on_draft)
{
	(void)ci, (void)at, (void)check, (void)runs_on_draft;
	return false;
}

rg_ci rg_ci__gitlab(rg_arena *arena, const rg_workflow_input *input)
{
	gitlab *g = RG_NEW(arena, gitlab);

	*g = (gitlab){.arena = arena,
		      .input = input,
		      .config = rg_gitlab__config(arena, input->files),
		      .draft = {.input = input, .is_request = true, .is_draft = true},
		      .ready = {.input = input, .is_request = true},
		      .push = {.input = input}};
	return (rg_ci){.self = g,
		       .n = g->config.jobs.n,
		       .place = RG_GITLAB_FILE,
		       .elsewhere = g->config.elsewhere,
		       .find = find,
		       .judge = judge,
		       .start = start,
		       .doubt = doubt,
		       .has_check = has_check};
}
