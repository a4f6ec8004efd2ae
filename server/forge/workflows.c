/* SPDX-License-Identifier: MIT */
/*
 * workflows.c - which workflows to recommend. Sources, in this order: the project's own table,
 * because the mapping of paths to workflows is often in scripts that nobody can read from outside;
 * the triggers of the files; for a change that claims speed, the workflows that say performance in
 * their name and can be started by hand. What neither runs nor is asked for is left out.
 */
#include "forge/workflows.h"

#include "forge/ci.h"
#include "forge/gitlab_config.h"
#include "forge/glob.h"

#define MAX_FILES 300

typedef struct advisor {
	rg_arena *arena;
	const rg_workflow_input *input;
	rg_ci ci;
	bool *is_named; /* the table has it; a part each */
	rg_workflow_advice_vec out;
} advisor;

/* ---- the files ------------------------------------------------------------------------------- */

static bool is_workflow(rg_str path, rg_str folder)
{
	return rg_str_skip(&path, folder) && rg_str_find_char(path, '/') == SIZE_MAX &&
	       (rg_str_ends(path, RG_STR(".yml")) || rg_str_ends(path, RG_STR(".yaml")));
}

static bool reads_folder(rg_str kind, const char *of)
{
	return !kind.len || rg_str_eq_z(kind, "local") || rg_str_eq_z(kind, of);
}

/*
 * Gitea reads .github where it has no folder of its own (app.ini's WORKFLOW_DIRS); Forgejo those of
 * both. GitLab begins with one file.
 */
rg_str_vec rg_workflows_wanted(rg_arena *arena, const rg_forge_target *target,
			       const rg_str_vec *paths, const rg_workflow_file_vec *read)
{
	rg_str kind = target ? target->kind : (rg_str){0};
	bool is_github = reads_folder(kind, "github"), is_gitlab = reads_folder(kind, "gitlab");
	bool is_gitea = reads_folder(kind, "gitea"), is_forgejo = reads_folder(kind, "forgejo");
	bool is_other = is_gitea || is_forgejo;
	const struct {
		bool is_read;
		rg_str folder;
	} folders[] = {{is_github, RG_STR(".github/workflows/")},
		       {is_forgejo, RG_STR(".forgejo/workflows/")},
		       {is_other, RG_STR(".gitea/workflows/")},
		       {is_other, RG_STR(".github/workflows/")}};
	rg_str_vec out = {0};

	if (read->n && rg_str_eq_z(read->items[0].path, RG_GITLAB_FILE))
		return rg_gitlab__includes(arena, paths, read);
	for (size_t f = 0; f < sizeof(folders) / sizeof(folders[0]) && !read->n && !out.n; f++)
		for (size_t i = 0; folders[f].is_read && i < paths->n && out.n < MAX_FILES; i++)
			if (is_workflow(paths->items[i], folders[f].folder))
				RG_PUSH(arena, &out, paths->items[i]);
	if (!out.n && is_gitlab && !read->n && rg_str_vec_has_sorted(paths, RG_STR(RG_GITLAB_FILE)))
		RG_PUSH(arena, &out, RG_STR(RG_GITLAB_FILE));
	return out;
}

/* ---- the project's table --------------------------------------------------------------------- */

/* Why the row concerns this change; null when it does not. */
static rg_str row_reason(const advisor *a, const rg_workflow_path *row)
{
	const rg_str_vec *changed = a->input->changed;

	if (!row->paths.n)
		return RG_STR("always");
	for (size_t i = 0; i < row->paths.n; i++)
		for (size_t k = 0; k < changed->n; k++)
			if (rg_glob_match(row->paths.items[i], changed->items[k]))
				return rg_arena_printf(a->arena, "changes %.*s",
						       RG_FMT(row->paths.items[i]));
	return (rg_str){0};
}

static void advise_row(advisor *a, const rg_workflow_path *row)
{
	rg_str reason = row_reason(a, row);
	size_t at = a->ci.find(&a->ci, row->workflow);
	rg_workflow_advice advice = {0};

	if (rg_str_is_null(reason))
		return;
	for (size_t i = 0; i < a->out.n; i++)
		if (rg_str_eq(a->out.items[i].name, row->workflow)) {
			a->out.items[i].is_required |= row->is_required;
			return;
		}
	if (at == SIZE_MAX) {
		advice.reason = rg_arena_printf(a->arena, "%.*s; %s has no such workflow",
						RG_FMT(reason), a->ci.place);
	} else {
		a->is_named[at] = true;
		a->ci.judge(&a->ci, at, &advice);
		a->ci.start(&a->ci, at, &advice, &row->inputs);
		advice.reason =
			rg_arena_printf(a->arena, "%.*s%.*s%s", RG_FMT(reason),
					RG_FMT(a->ci.doubt(&a->ci, at, row)),
					advice.waits_for_ready ? "; a draft does not run it" : "");
	}
	advice.name = row->workflow;
	advice.is_required = row->is_required;
	RG_PUSH(a->arena, &a->out, advice);
}

/* ---- the parts ------------------------------------------------------------------------------- */

/* Whether a name speaks of performance: "perf-tests.yml", "Model benchmarks". */
static bool is_about_speed(rg_str name)
{
	static const char *const words[] = {"perf", "benchmark", "bench"};

	for (size_t at = 0; at < name.len; at++)
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			rg_str word = rg_str_of(words[i]);
			char before = at ? name.ptr[at - 1] : ' ';

			if (rg_str_eq_nocase(rg_str_sub(name, at, at + word.len), word) &&
			    (before == ' ' || before == '-' || before == '_'))
				return true;
		}
	return false;
}

static void advise_part(advisor *a, size_t at)
{
	rg_workflow_advice advice = {0}, started = {0};

	a->ci.judge(&a->ci, at, &advice);
	a->ci.start(&a->ci, at, &started, NULL);
	if (!advice.reason.len && a->input->is_performance && started.command.len &&
	    (is_about_speed(rg_path_name(advice.file)) || is_about_speed(advice.name)))
		advice.reason = RG_STR("the change claims speed");
	if (a->is_named[at] || !advice.reason.len)
		return;
	if (!advice.runs_by_itself) {
		advice.command = started.command;
		advice.start = started.start;
		advice.inputs = started.inputs;
		advice.missing = started.missing;
	}
	RG_PUSH(a->arena, &a->out, advice);
}

/* By name within a group: required, of the table, the others. Few items, and stable. */
static void sort_from(rg_workflow_advice_vec *vec, size_t begin)
{
	for (size_t i = begin + 1; i < vec->n; i++) {
		rg_workflow_advice one = vec->items[i];
		size_t k = i;

		for (; k > begin && rg_str_cmp(vec->items[k - 1].name, one.name) > 0; k--)
			vec->items[k] = vec->items[k - 1];
		vec->items[k] = one;
	}
}

/* ---- what the forge requires ----------------------------------------------------------------- */

/* The advice about a part, made when there is none yet. */
static rg_workflow_advice *advice_of(advisor *a, size_t at)
{
	rg_workflow_advice advice = {0};

	a->ci.judge(&a->ci, at, &advice);
	for (size_t i = 0; i < a->out.n; i++)
		if (rg_str_eq(a->out.items[i].file, advice.file) &&
		    (a->ci.find(&a->ci, a->out.items[i].name) == at))
			return &a->out.items[i];
	if (!advice.runs_by_itself)
		a->ci.start(&a->ci, at, &advice, NULL);
	RG_PUSH(a->arena, &a->out, advice);
	return &a->out.items[a->out.n - 1];
}

static void require(advisor *a, rg_str check)
{
	rg_truth runs = RG_YES;
	size_t at = 0;
	rg_workflow_advice *advice;

	while (at < a->ci.n && !a->ci.has_check(&a->ci, at, check, &runs))
		at++;
	if (at == a->ci.n)
		return; /* of somebody else's: a bot, another CI */
	advice = advice_of(a, at);
	advice->is_required = true;
	advice->reason = rg_arena_printf(
		a->arena, "%.*s%s%.*s is required%s", RG_FMT(advice->reason),
		advice->reason.len ? "; " : "", RG_FMT(check),
		runs == RG_NO	   ? ", and a draft does not run it"
		: runs == RG_MAYBE ? ", and whether a draft runs it is not to be told from the file"
				   : "");
	advice->waits_for_ready |= runs == RG_NO;
}

/* What is included from where nobody can look is said, as its jobs cannot be. */
static void tell_elsewhere(advisor *a)
{
	const rg_str_vec *elsewhere = &a->ci.elsewhere;
	rg_workflow_advice advice = {
		.name = rg_str_of(a->ci.place), .file = rg_str_of(a->ci.place), .is_unsure = true};

	if (!elsewhere->n)
		return;
	advice.reason = rg_arena_printf(
		a->arena,
		"includes %.*s%s, which is not in this repository: the jobs of that are "
		"not known here",
		RG_FMT(elsewhere->items[0]),
		elsewhere->n > 1 ? rg_arena_printf(a->arena, " and %zu more", elsewhere->n - 1).ptr
				 : "");
	RG_PUSH(a->arena, &a->out, advice);
}

static rg_workflow_advice_vec required_first(rg_arena *arena, const rg_workflow_advice_vec *vec)
{
	rg_workflow_advice_vec out = {0};

	for (size_t i = 0; i < vec->n; i++)
		if (vec->items[i].is_required)
			RG_PUSH(arena, &out, vec->items[i]);
	for (size_t i = 0; i < vec->n; i++)
		if (!vec->items[i].is_required)
			RG_PUSH(arena, &out, vec->items[i]);
	return out;
}

rg_workflow_advice_vec rg_workflows_advise(rg_arena *arena, const rg_workflow_input *input)
{
	bool is_gitlab =
		input->files->n && rg_str_eq_z(input->files->items[0].path, RG_GITLAB_FILE);
	advisor a = {.arena = arena,
		     .input = input,
		     .ci = is_gitlab ? rg_ci__gitlab(arena, input) : rg_ci__actions(arena, input)};
	size_t n_rows;

	a.is_named = RG_NEW_N(arena, bool, a.ci.n + 1);
	for (size_t i = 0; input->table && i < input->table->n; i++)
		advise_row(&a, &input->table->items[i]);
	n_rows = a.out.n;
	for (size_t i = 0; i < a.ci.n; i++)
		advise_part(&a, i);
	for (size_t i = 0; input->required && i < input->required->n; i++)
		require(&a, input->required->items[i]);
	tell_elsewhere(&a);
	sort_from(&a.out, n_rows);
	return required_first(arena, &a.out);
}
