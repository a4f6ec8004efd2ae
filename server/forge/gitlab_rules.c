/* SPDX-License-Identifier: MIT */
/*
 * gitlab_rules.c - workflow:rules, rules, only and except. The first rule that matches decides; of
 * rules that may match all outcomes are kept (ci_gitlab.c). In the pipeline of a branch that is new
 * `changes` is always true; in that of a merge request it looks at what the request changes.
 */
#include "forge/gitlab_rules.h"

#include "forge/gitlab_if.h"
#include "forge/gitlab_variables.h"
#include "forge/glob.h"

typedef struct judge {
	rg_arena *arena;
	const rg_gitlab_config *config;
	const rg_gitlab_scene *scene;
	rg_gitlab_place place; /* where variables are looked for */
	rg_gitlab_outcome out;
} judge;

/* ---- conditions ------------------------------------------------------------------------------ */

static rg_truth condition(judge *j, rg_str text)
{
	rg_gitlab_variables variables = {rg_gitlab__variable_value, &j->place};
	rg_str name = {0};
	rg_truth truth = rg_gitlab__if(j->arena, text, &variables, &name);

	if (truth == RG_MAYBE && !j->out.unknown.len)
		j->out.unknown = name.len ? rg_arena_printf(j->arena, "$%.*s", RG_FMT(name))
					  : rg_arena_printf(j->arena, "\"%.*s\"",
							    RG_FMT(rg_str_sub(text, 0, 200)));
	return truth;
}

/* Ruby's fnmatch with EXTGLOB: {a,b} is either, one pair at a time. */
static bool matches(judge *j, rg_str pattern, rg_str path, int depth)
{
	size_t open = rg_str_find_char(pattern, '{');
	size_t close = rg_str_find_char(rg_str_sub(pattern, open, SIZE_MAX), '}');
	rg_str rest, choice;

	if (open == SIZE_MAX || close == SIZE_MAX || depth > 3)
		return rg_glob_matches(RG_GLOB_FNMATCH, pattern, path);
	close += open;
	rest = rg_str_sub(pattern, open + 1, close);
	while (rg_str_part(&choice, &rest, ',')) {
		rg_str one = rg_arena_printf(j->arena, "%.*s%.*s%.*s",
					     RG_FMT(rg_str_sub(pattern, 0, open)), RG_FMT(choice),
					     RG_FMT(rg_str_sub(pattern, close + 1, pattern.len)));

		if (matches(j, one, path, depth + 1))
			return true;
	}
	return false;
}

/* Whether a pattern of the list matches a path; the path goes to *which. */
static rg_truth any_path(judge *j, const rg_yaml *node, const rg_str_vec *paths, rg_str *which)
{
	rg_yaml_vec patterns = rg_gitlab__flat(j->arena, j->config, node);
	rg_truth truth = RG_NO;

	for (size_t i = 0; i < patterns.n; i++) {
		rg_str pattern = rg_yaml__text(patterns.items[i]);

		if (!pattern.len || rg_str_find_char(pattern, '$') != SIZE_MAX) {
			truth = RG_MAYBE;
			if (!j->out.unknown.len && pattern.len)
				j->out.unknown = pattern;
			continue;
		}
		for (size_t k = 0; k < paths->n; k++)
			if (matches(j, pattern, paths->items[k], 0)) {
				*which = paths->items[k];
				return RG_YES;
			}
	}
	return truth;
}

/* A list, or {paths, compare_to}. */
static rg_truth changes(judge *j, const rg_yaml *node)
{
	const rg_yaml *paths = rg_yaml__is(node, RG_YAML_MAP) ? rg_yaml__get(node, "paths") : node;
	rg_str compare_to = rg_yaml__text(rg_yaml__get(node, "compare_to"));
	rg_str base = j->scene->input->base;

	(void)rg_str_skip(&compare_to, RG_STR("refs/heads/"));
	if (!j->scene->is_request && !compare_to.len)
		return RG_YES;
	if (compare_to.len && !rg_str_eq(compare_to, base)) {
		if (!j->out.unknown.len)
			j->out.unknown = RG_STR("what changed since another commit than the base");
		return RG_MAYBE;
	}
	return any_path(j, paths, j->scene->input->changed, &j->out.path);
}

static rg_truth exists(judge *j, const rg_yaml *node)
{
	rg_str which;

	if (!j->scene->input->paths || rg_yaml__get(node, "project"))
		return RG_MAYBE;
	return any_path(j, rg_yaml__is(node, RG_YAML_MAP) ? rg_yaml__get(node, "paths") : node,
			j->scene->input->paths, &which);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static unsigned outcome_of(rg_str when)
{
	if (rg_str_eq_z(when, "never") || rg_str_eq_z(when, "on_failure"))
		return RG_GITLAB_NOT;
	return rg_str_eq_z(when, "manual") ? RG_GITLAB_MANUAL : RG_GITLAB_RUNS;
}

static rg_truth rule_matches(judge *j, const rg_yaml *rule)
{
	const rg_yaml *node;
	rg_truth truth = RG_YES;

	if ((node = rg_yaml__get(rule, "if")))
		truth = condition(j, rg_yaml__text(node));
	if (truth != RG_NO && (node = rg_yaml__get(rule, "changes")))
		truth = rg_truth_and(truth, changes(j, node));
	if (truth != RG_NO && (node = rg_yaml__get(rule, "exists")))
		truth = rg_truth_and(truth, exists(j, node));
	return truth;
}

/* The set of what the rules may come to. otherwise: the `when` of rules that have none. */
static unsigned apply(judge *j, const rg_yaml *rules, rg_str otherwise, const rg_yaml **chosen)
{
	rg_yaml_vec list = rg_gitlab__flat(j->arena, j->config, rules);
	unsigned set = 0;

	for (size_t i = 0; i < list.n; i++) {
		const rg_yaml *rule = list.items[i];
		rg_str when = rg_yaml__text(rg_yaml__get(rule, "when"));
		rg_truth truth;

		j->out.path = (rg_str){0};
		truth = rg_yaml__is(rule, RG_YAML_MAP) ? rule_matches(j, rule) : RG_MAYBE;
		if (truth == RG_NO)
			continue;
		set |= outcome_of(when.len ? when : otherwise);
		if (truth == RG_YES) {
			*chosen = rule;
			return set;
		}
	}
	return set | RG_GITLAB_NOT;
}

/* ---- only and except ------------------------------------------------------------------------- */

static rg_truth ref_matches(judge *j, rg_str ref)
{
	static const char *const others[] = {"tags",	      "schedules", "triggers",
					     "web",	      "api",	   "pipelines",
					     "chat",	      "external",  "external_pull_requests",
					     "merge_requests"};

	if (j->scene->is_request) /* "the pattern matching does not work for merge requests" */
		return rg_truth_of(rg_str_eq_z(ref, "merge_requests"));
	if (rg_str_eq_z(ref, "branches") || rg_str_eq_z(ref, "pushes"))
		return RG_YES;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (rg_str_eq_z(ref, others[i]))
			return RG_NO;
	if (rg_str_find_char(ref, '@') != SIZE_MAX || !ref.len)
		return RG_MAYBE;
	if (ref.ptr[0] == '/')
		return rg_gitlab__pattern(j->arena, ref, j->scene->input->branch);
	return rg_truth_of(rg_str_eq(ref, j->scene->input->branch));
}

static rg_truth any_ref(judge *j, const rg_yaml *node)
{
	rg_yaml_vec refs = rg_gitlab__flat(j->arena, j->config, node);
	rg_truth truth = RG_NO;

	for (size_t i = 0; i < refs.n; i++)
		truth = rg_truth_or(truth, ref_matches(j, rg_yaml__text(refs.items[i])));
	return truth;
}

static rg_truth any_condition(judge *j, const rg_yaml *node)
{
	rg_yaml_vec list = rg_gitlab__flat(j->arena, j->config, node);
	rg_truth truth = RG_NO;

	for (size_t i = 0; i < list.n; i++)
		truth = rg_truth_or(truth, condition(j, rg_yaml__text(list.items[i])));
	return truth;
}

/* `only` wants all that it names, `except` any of it. */
static rg_truth policy(judge *j, const rg_yaml *node, bool wants_all)
{
	const rg_yaml *part;
	rg_truth truth = rg_truth_of(wants_all);
	rg_truth (*join)(rg_truth, rg_truth) = wants_all ? rg_truth_and : rg_truth_or;

	if (!rg_yaml__is(node, RG_YAML_MAP))
		return any_ref(j, node);
	if ((part = rg_yaml__get(node, "refs")))
		truth = join(truth, any_ref(j, part));
	if ((part = rg_yaml__get(node, "variables")))
		truth = join(truth, any_condition(j, part));
	if ((part = rg_yaml__get(node, "changes")))
		truth = join(truth, changes(j, part));
	if (rg_yaml__get(node, "kubernetes"))
		truth = join(truth, RG_MAYBE);
	return truth;
}

static bool has_refs(const rg_yaml *only)
{
	return only && (!rg_yaml__is(only, RG_YAML_MAP) || rg_yaml__get(only, "refs"));
}

static rg_truth passes(judge *j, const rg_yaml *only, const rg_yaml *except, bool has_workflow)
{
	rg_truth truth = RG_YES;

	/* Neither, or an `only` without refs: for branches and tags. */
	if (!has_refs(only) && !(has_workflow && !only))
		truth = rg_truth_of(!j->scene->is_request);
	if (only)
		truth = rg_truth_and(truth, policy(j, only, true));
	if (except)
		truth = rg_truth_and(truth, rg_truth_not(policy(j, except, false)));
	return truth;
}

/* ---- a job ----------------------------------------------------------------------------------- */

static unsigned job_outcome(judge *j, rg_str job, bool has_workflow)
{
	bool is_lost = false, lost;
	const rg_yaml *rules = rg_gitlab__keyword(j->config, job, "rules", &lost), *chosen;
	const rg_yaml *when, *only, *except;
	rg_truth truth;
	unsigned set;

	is_lost |= lost;
	when = rg_gitlab__keyword(j->config, job, "when", &lost);
	if (rules)
		return apply(j, rules, rg_yaml__text(when), &chosen);
	only = rg_gitlab__keyword(j->config, job, "only", &lost);
	is_lost |= lost;
	except = rg_gitlab__keyword(j->config, job, "except", &lost);
	is_lost |= lost;
	if (is_lost && !only && !except) {
		j->out.unknown = RG_STR("a job that it extends and that is not in this repository");
		return RG_GITLAB_NOT | RG_GITLAB_RUNS | RG_GITLAB_MANUAL;
	}
	truth = passes(j, only, except, has_workflow);
	set = truth == RG_NO ? 0 : outcome_of(rg_yaml__text(when));
	return truth == RG_YES ? set : set | RG_GITLAB_NOT;
}

rg_gitlab_outcome rg_gitlab__outcome(rg_arena *arena, const rg_gitlab_config *config, rg_str job,
				     const rg_gitlab_scene *scene)
{
	const rg_yaml *workflow = rg_gitlab__global(config, "workflow");
	const rg_yaml *rules = rg_yaml__get(workflow, "rules"), *chosen = NULL;
	judge j = {.arena = arena,
		   .config = config,
		   .scene = scene,
		   .place = {.config = config, .scene = scene, .arena = arena}};
	unsigned pipeline = rules ? apply(&j, rules, (rg_str){0}, &chosen) : RG_GITLAB_RUNS;

	if (pipeline == RG_GITLAB_NOT) {
		j.out.may_be = RG_GITLAB_NOT;
		return j.out;
	}
	j.place.job = job;
	j.place.first = rg_yaml__get(chosen, "variables");
	j.out.path = (rg_str){0};
	if (pipeline == RG_GITLAB_RUNS)
		j.out.unknown = (rg_str){0};
	j.out.may_be = job_outcome(&j, job, rules != NULL) | (pipeline & RG_GITLAB_NOT);
	return j.out;
}
