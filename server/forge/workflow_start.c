/* SPDX-License-Identifier: MIT */
/*
 * workflow_start.c - the ready command. Sources: the manual of `gh workflow run`; Gitea's swagger
 * (ActionsDispatchWorkflow) and Forgejo's (DispatchWorkflow), where no program of the forge's own
 * can be counted on and curl has to do.
 */
#include "forge/workflow_start.h"

#include "base/json.h"
#include "forge/ci.h"

rg_str rg_workflow__input_name(rg_str input)
{
	return rg_str_sub(input, 0, rg_str_find_char(input, '='));
}

const rg_dispatch_input *rg_workflow__input(const rg_workflow *w, rg_str name)
{
	for (size_t i = 0; i < w->inputs.n; i++)
		if (rg_str_eq(w->inputs.items[i].name, name))
			return &w->inputs.items[i];
	return NULL;
}

void rg_ci__add_word(rg_buf *out, rg_str word)
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

/* ---- inputs ---------------------------------------------------------------------------------- */

static bool has_input(const rg_str_vec *inputs, rg_str name)
{
	for (size_t i = 0; i < inputs->n; i++)
		if (rg_str_eq(rg_workflow__input_name(inputs->items[i]), name))
			return true;
	return false;
}

/* What the table gives and the workflow knows, and what it requires and nobody gives. */
static void choose_inputs(rg_workflow_advice *out, rg_arena *arena, const rg_workflow *w,
			  const rg_str_vec *given)
{
	for (size_t i = 0; given && i < given->n; i++)
		if (rg_workflow__input(w, rg_workflow__input_name(given->items[i])))
			RG_PUSH(arena, &out->inputs, given->items[i]);
	for (size_t i = 0; i < w->inputs.n; i++)
		if (w->inputs.items[i].is_required &&
		    !has_input(&out->inputs, w->inputs.items[i].name))
			RG_PUSH(arena, &out->missing, w->inputs.items[i].name);
}

/* ---- commands -------------------------------------------------------------------------------- */

/* A required input that nobody gives is left for the user to fill in. */
static void add_gh(rg_buf *out, rg_arena *arena, const rg_workflow_input *input,
		   const rg_workflow_advice *advice)
{
	const rg_forge_target *target = input->target;
	bool is_fork = target && target->head_project.len && target->project.len &&
		       !rg_str_eq_nocase(target->head_project, target->project);

	rg_buf_add_z(out, "gh workflow run");
	rg_ci__add_word(out, advice->start);
	if (is_fork) { /* the branch is there alone */
		rg_buf_add_z(out, " --repo");
		rg_ci__add_word(out,
				rg_str_eq_z(target->host, "github.com")
					? target->head_project
					: rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(target->host),
							  RG_FMT(target->head_project)));
	}
	rg_buf_add_z(out, " --ref");
	rg_ci__add_word(out, input->branch);
	for (size_t i = 0; i < advice->inputs.n; i++) {
		rg_buf_add_z(out, " -f");
		rg_ci__add_word(out, advice->inputs.items[i]);
	}
	for (size_t i = 0; i < advice->missing.n; i++) {
		rg_buf_add_z(out, " -f");
		rg_ci__add_word(out, rg_arena_printf(arena, "%.*s=VALUE",
						     RG_FMT(advice->missing.items[i])));
	}
}

static void add_curl(rg_buf *out, rg_arena *arena, const rg_workflow_input *input,
		     const rg_workflow_advice *advice)
{
	const rg_forge_target *target = input->target;
	rg_str project = target->head_project.len ? target->head_project : target->project;
	rg_json *fields = rg_json_object(), *inputs = rg_json_object();
	rg_buf body;

	for (size_t i = 0; i < advice->inputs.n; i++) {
		rg_str one = advice->inputs.items[i], name = rg_workflow__input_name(one);

		rg_json_set_str(inputs, rg_arena_cstr(arena, name),
				rg_str_sub(one, name.len + 1, one.len));
	}
	for (size_t i = 0; i < advice->missing.n; i++)
		rg_json_set_str(inputs, rg_arena_cstr(arena, advice->missing.items[i]),
				RG_STR("VALUE"));
	rg_json_set_str(fields, "ref", input->branch);
	rg_json_set_take(fields, "inputs", inputs);
	rg_buf_init(&body, 4096);
	rg_json_render(&body, fields);
	rg_json_free(fields);
	rg_buf_printf(out, "curl -f -H \"Authorization: token $%s\" -H",
		      rg_str_eq_z(target->kind, "forgejo") ? "FORGEJO_TOKEN" : "GITEA_TOKEN");
	rg_ci__add_word(out, RG_STR("Content-Type: application/json"));
	rg_buf_add_z(out, " -d");
	rg_ci__add_word(out, rg_buf_str(&body));
	rg_ci__add_word(out, rg_arena_printf(arena,
					     "%.*s/repos/%.*s/actions/workflows/%.*s/"
					     "dispatches",
					     RG_FMT(target->api), RG_FMT(project),
					     RG_FMT(advice->start)));
	if (body.is_cut)
		out->is_cut = true;
	rg_buf_release(&body);
}

/* Without a forge, a file of GitHub's is taken for what it is. */
static bool is_github(const rg_forge_target *target, rg_str path)
{
	if (target && !rg_str_eq_z(target->kind, "local"))
		return rg_str_eq_z(target->kind, "github");
	return rg_str_starts(path, RG_STR(".github/"));
}

void rg_workflow__start(rg_workflow_advice *out, rg_arena *arena, const rg_workflow_input *input,
			const rg_workflow *w, const rg_str_vec *given)
{
	rg_buf buf;

	if (!w->has_dispatch || (input->added && rg_str_vec_has(input->added, w->path)))
		return;
	choose_inputs(out, arena, w, given);
	out->start = rg_path_name(w->path);
	rg_buf_init(&buf, 4096);
	if (is_github(input->target, w->path))
		add_gh(&buf, arena, input, out);
	else if (input->target && input->target->project.len)
		add_curl(&buf, arena, input, out);
	if (buf.len && !buf.is_cut)
		out->command = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
}
