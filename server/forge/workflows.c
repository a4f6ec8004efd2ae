/* SPDX-License-Identifier: MIT */
/*
 * workflows.c - which workflows to recommend, and how to start them. Three sources, in this order:
 * the project's own table, because the mapping of paths to workflows is often in scripts that
 * nobody can read from outside; the triggers of the files; for a change that claims speed, the
 * workflows that say performance in their name and can be started by hand. What neither runs nor is
 * asked for is left out.
 */
#include "forge/workflows.h"

#include "base/buf.h"
#include "forge/glob.h"
#include "forge/workflow.h"

typedef struct advisor {
	rg_arena *arena;
	const rg_workflow_input *input;
	rg_workflow *read; /* one per file */
	bool *is_named;	   /* the table has it */
	rg_workflow_advice_vec out;
} advisor;

/* ---- what a draft of this change would run --------------------------------------------------- */

typedef struct verdict {
	bool runs;
	bool waits;    /* it would, once the draft is marked ready */
	rg_str reason; /* null when neither */
} verdict;

static verdict on_pull_request(const advisor *a, const rg_workflow *w, const rg_trigger *trigger)
{
	verdict v = {0};
	rg_str path = {0};
	bool is_opened = !trigger->types.n || rg_str_vec_has(&trigger->types, RG_STR("opened"));

	if (!trigger->is_there || !rg_filter__passes(&trigger->branches, a->input->base) ||
	    !rg_filter__passes_any(&trigger->paths, a->input->changed, &path))
		return v;
	v.reason = trigger->paths.only.n || trigger->paths.ignore.n
			   ? rg_arena_printf(a->arena, "changes %.*s", RG_FMT(path))
			   : rg_arena_printf(a->arena, "runs on every pull request to %.*s",
					     RG_FMT(a->input->base));
	if (!is_opened && !rg_str_vec_has(&trigger->types, RG_STR("ready_for_review")))
		return (verdict){0};
	v.waits = !is_opened || (w->n_jobs && w->n_jobs == w->n_jobs_without_drafts);
	v.runs = !v.waits;
	if (v.waits)
		v.reason = rg_arena_printf(a->arena, "%.*s, once it is no draft", RG_FMT(v.reason));
	else if (w->n_jobs_without_drafts)
		v.reason = rg_arena_printf(a->arena, "%.*s; %u of its %u jobs skip drafts",
					   RG_FMT(v.reason), w->n_jobs_without_drafts, w->n_jobs);
	return v;
}

static verdict on_push(const advisor *a, const rg_workflow *w)
{
	rg_str path = {0};

	if (!w->push.is_there || w->push.only_tags ||
	    !rg_filter__passes(&w->push.branches, a->input->branch) ||
	    !rg_filter__passes_any(&w->push.paths, a->input->changed, &path))
		return (verdict){0};
	return (verdict){.runs = true,
			 .reason = rg_arena_printf(a->arena, "runs on every push to %.*s",
						   RG_FMT(a->input->branch))};
}

static verdict judge(const advisor *a, const rg_workflow *w)
{
	const rg_trigger *triggers[] = {&w->pull_request, &w->pull_request_target};
	verdict best = {0};

	for (size_t i = 0; i < 2; i++) {
		verdict v = on_pull_request(a, w, triggers[i]);

		if (v.runs)
			return v;
		if (v.waits)
			best = v;
	}
	return on_push(a, w).runs ? on_push(a, w) : best;
}

/* ---- how it is started ----------------------------------------------------------------------- */

/* A word for a POSIX shell. */
static void add_word(rg_buf *out, rg_str word)
{
	static const rg_str plain =
		RG_STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			    "-_./=:,@+%");
	bool is_plain = word.len > 0;

	for (size_t i = 0; i < word.len; i++)
		is_plain &= rg_str_find_char(plain, word.ptr[i]) != SIZE_MAX;
	rg_buf_add_char(out, ' ');
	if (is_plain) {
		rg_buf_add(out, word);
		return;
	}
	rg_buf_add_char(out, '\'');
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] == '\'')
			rg_buf_add_z(out, "'\\''");
		else
			rg_buf_add_char(out, word.ptr[i]);
	}
	rg_buf_add_char(out, '\'');
}

static rg_str input_name(rg_str input)
{
	return rg_str_sub(input, 0, rg_str_find_char(input, '='));
}

static bool has_input(const rg_str_vec *inputs, rg_str name)
{
	for (size_t i = 0; inputs && i < inputs->n; i++)
		if (rg_str_eq(input_name(inputs->items[i]), name))
			return true;
	return false;
}

static bool is_declared(const rg_workflow *w, rg_str name)
{
	for (size_t i = 0; i < w->inputs.n; i++)
		if (rg_str_eq(w->inputs.items[i].name, name))
			return true;
	return false;
}

/*
 * The command; null when the workflow cannot be started by hand. given: "name=value" of the table,
 * or NULL. A required input that nobody gives is left for the user to fill in.
 */
static rg_str command(const advisor *a, const rg_workflow *w, rg_str file, const rg_str_vec *given)
{
	rg_buf buf;
	rg_str out;

	if (!w->has_dispatch)
		return (rg_str){0};
	rg_buf_init(&buf, 4096);
	rg_buf_add_z(&buf, "gh workflow run");
	add_word(&buf, rg_path_name(file));
	rg_buf_add_z(&buf, " --ref");
	add_word(&buf, a->input->branch);
	for (size_t i = 0; given && i < given->n; i++) {
		if (!is_declared(w, input_name(given->items[i])))
			continue;
		rg_buf_add_z(&buf, " -f");
		add_word(&buf, given->items[i]);
	}
	for (size_t i = 0; i < w->inputs.n; i++) {
		const rg_dispatch_input *input = &w->inputs.items[i];

		if (!input->is_required || has_input(given, input->name))
			continue;
		rg_buf_add_z(&buf, " -f");
		add_word(&buf, rg_arena_printf(a->arena, "%.*s=VALUE", RG_FMT(input->name)));
	}
	out = buf.is_cut ? (rg_str){0} : rg_arena_dup(a->arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* ---- the project's table --------------------------------------------------------------------- */

/* The table names a workflow by its file, the file's stem, its path or its title. */
static size_t find_file(const advisor *a, rg_str wanted)
{
	const rg_workflow_file_vec *files = a->input->files;

	for (size_t i = 0; i < files->n; i++) {
		rg_str path = files->items[i].path, name = rg_path_name(path);

		if (rg_str_eq(path, wanted) || rg_str_eq(name, wanted) ||
		    rg_str_eq(rg_str_sub(name, 0, name.len - rg_path_ext(name).len), wanted) ||
		    rg_str_eq(a->read[i].name, wanted))
			return i;
	}
	return SIZE_MAX;
}

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

/* What the table says and the file does not bear out. */
static rg_str row_doubt(const advisor *a, const rg_workflow_path *row, const rg_workflow *w)
{
	if (!w)
		return RG_STR("; .github/workflows has no such workflow");
	if (!row->inputs.n)
		return RG_STR("");
	if (!w->has_dispatch)
		return RG_STR("; it cannot be started by hand, so its inputs are not used");
	for (size_t i = 0; i < row->inputs.n; i++)
		if (!is_declared(w, input_name(row->inputs.items[i])))
			return rg_arena_printf(a->arena, "; it has no input \"%.*s\"",
					       RG_FMT(input_name(row->inputs.items[i])));
	return RG_STR("");
}

static void advise_row(advisor *a, const rg_workflow_path *row)
{
	rg_str reason = row_reason(a, row);
	size_t at = find_file(a, row->workflow);
	const rg_workflow *w = at == SIZE_MAX ? NULL : &a->read[at];
	rg_workflow_advice advice = {.name = row->workflow, .is_required = row->is_required};

	if (rg_str_is_null(reason))
		return;
	for (size_t i = 0; i < a->out.n; i++)
		if (rg_str_eq(a->out.items[i].name, row->workflow)) {
			a->out.items[i].is_required |= row->is_required;
			return;
		}
	advice.reason =
		rg_arena_printf(a->arena, "%.*s%.*s", RG_FMT(reason), RG_FMT(row_doubt(a, row, w)));
	if (w) {
		a->is_named[at] = true;
		advice.file = a->input->files->items[at].path;
		advice.command = command(a, w, advice.file, &row->inputs);
		advice.runs_by_itself = judge(a, w).runs;
	}
	RG_PUSH(a->arena, &a->out, advice);
}

/* ---- the files ------------------------------------------------------------------------------- */

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

static void advise_file(advisor *a, size_t at)
{
	const rg_workflow *w = &a->read[at];
	rg_str path = a->input->files->items[at].path;
	verdict v = judge(a, w);
	rg_workflow_advice advice = {.name = w->name.len ? w->name : rg_path_name(path),
				     .file = path,
				     .runs_by_itself = v.runs};
	bool is_for_speed = a->input->is_performance && w->has_dispatch && !v.runs &&
			    (is_about_speed(rg_path_name(path)) || is_about_speed(w->name));

	if (a->is_named[at] || !(v.runs || v.waits || is_for_speed))
		return;
	advice.reason = v.reason.len ? v.reason : RG_STR("the change claims speed");
	if (!v.runs)
		advice.command = command(a, w, path, NULL);
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
	size_t n = input->files->n, n_rows;
	advisor a = {
		.arena = arena,
		.input = input,
		.read = RG_NEW_N(arena, rg_workflow, n + 1),
		.is_named = RG_NEW_N(arena, bool, n + 1),
	};

	for (size_t i = 0; i < n; i++)
		a.read[i] = rg_workflow__read(arena, input->files->items[i].text);
	for (size_t i = 0; input->table && i < input->table->n; i++)
		advise_row(&a, &input->table->items[i]);
	n_rows = a.out.n;
	for (size_t i = 0; i < n; i++)
		advise_file(&a, i);
	sort_from(&a.out, n_rows);
	return required_first(arena, &a.out);
}
