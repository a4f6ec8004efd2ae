/* SPDX-License-Identifier: MIT */
/* gitlab_variables.c - predefined variables as far as the draft decides them, then the files'. */
#include "forge/gitlab_variables.h"

typedef struct row {
	const char *name;
	rg_gitlab_value value;
} row;

static rg_gitlab_value text(rg_str value)
{
	return (rg_gitlab_value){RG_GITLAB_TEXT, value};
}

/* There, and not this. */
static rg_gitlab_value set_but_not(rg_str value)
{
	return (rg_gitlab_value){RG_GITLAB_SET, value};
}

static rg_gitlab_value project(const rg_workflow_input *input)
{
	return input->target && input->target->project.len ? text(input->target->project)
							   : set_but_not((rg_str){0});
}

static rg_str title(const rg_gitlab_place *p)
{
	return rg_arena_printf(p->arena, "%s%.*s", p->scene->is_draft ? "Draft: " : "",
			       RG_FMT(p->scene->input->title));
}

static bool find(const row *rows, size_t n, rg_str name, rg_gitlab_value *out)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_eq_z(name, rows[i].name)) {
			*out = rows[i].value;
			return true;
		}
	return false;
}

/* CI_MERGE_REQUEST_…: none of them is there in another pipeline. */
static rg_gitlab_value of_request(const rg_gitlab_place *p, rg_str name)
{
	const rg_workflow_input *in = p->scene->input;
	const row rows[] = {
		{"CI_MERGE_REQUEST_TITLE", text(title(p))},
		{"CI_MERGE_REQUEST_DRAFT",
		 text(p->scene->is_draft ? RG_STR("true") : RG_STR("false"))},
		{"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", text(in->base)},
		{"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", text(in->branch)},
		{"CI_MERGE_REQUEST_LABELS", {RG_GITLAB_NULL, {0}}},
		{"CI_MERGE_REQUEST_APPROVED", {RG_GITLAB_NULL, {0}}},
		{"CI_MERGE_REQUEST_EVENT_TYPE", set_but_not(RG_STR("merge_train"))},
		{"CI_MERGE_REQUEST_ID", set_but_not((rg_str){0})},
		{"CI_MERGE_REQUEST_IID", set_but_not((rg_str){0})},
		{"CI_MERGE_REQUEST_REF_PATH", set_but_not((rg_str){0})},
		{"CI_MERGE_REQUEST_PROJECT_ID", set_but_not((rg_str){0})},
		{"CI_MERGE_REQUEST_PROJECT_PATH", project(in)},
	};
	rg_gitlab_value out = {RG_GITLAB_NULL, {0}};

	if (p->scene->is_request && !find(rows, sizeof(rows) / sizeof(rows[0]), name, &out))
		out.known = RG_GITLAB_UNKNOWN;
	return out;
}

static bool predefined(const rg_gitlab_place *p, rg_str name, rg_gitlab_value *out)
{
	const rg_workflow_input *in = p->scene->input;
	const rg_gitlab_value some = set_but_not((rg_str){0}), none = {RG_GITLAB_NULL, {0}};
	const row rows[] = {
		{"CI_PIPELINE_SOURCE",
		 text(p->scene->is_request ? RG_STR("merge_request_event") : RG_STR("push"))},
		{"CI_COMMIT_BRANCH", p->scene->is_request ? none : text(in->branch)},
		{"CI_COMMIT_REF_NAME", text(in->branch)},
		{"CI_COMMIT_TAG", none},
		{"CI_OPEN_MERGE_REQUESTS", p->scene->is_request ? some : none},
		{"CI_DEFAULT_BRANCH", set_but_not(in->branch)},
		{"CI_EXTERNAL_PULL_REQUEST_IID", none},
		{"CI_PIPELINE_SCHEDULE_DESCRIPTION", none},
		{"CI_PROJECT_PATH", project(in)},
		{"CI_PROJECT_NAMESPACE", some},
		{"CI_PROJECT_NAME", some},
		{"CI_SERVER_HOST", some},
		{"CI_COMMIT_SHA", some},
		{"CI_COMMIT_MESSAGE", some},
		{"CI_COMMIT_TITLE", some},
		{"CI", text(RG_STR("true"))},
		{"GITLAB_CI", text(RG_STR("true"))},
		{"GITLAB_USER_LOGIN", some},
	};

	if (rg_str_starts(name, RG_STR("CI_MERGE_REQUEST_"))) {
		*out = of_request(p, name);
		return true;
	}
	return find(rows, sizeof(rows) / sizeof(rows[0]), name, out);
}

/* A text, or {value, description}; what refers to other variables is not worked out. */
static rg_gitlab_value of_file(const rg_yaml *node)
{
	rg_str value;

	if (rg_yaml__is(node, RG_YAML_MAP))
		node = rg_yaml__get(node, "value");
	value = rg_yaml__text(node);
	if (!value.ptr || rg_str_find_char(value, '$') != SIZE_MAX)
		return (rg_gitlab_value){RG_GITLAB_UNKNOWN, {0}};
	return text(value);
}

rg_gitlab_value rg_gitlab__variable_value(const void *self, rg_str name)
{
	const rg_gitlab_place *p = self;
	const rg_yaml *node = rg_yaml__find(p->first, name);
	rg_gitlab_value out;

	if (predefined(p, name, &out))
		return out;
	if (!node)
		node = rg_gitlab__variable(p->config, p->job, name);
	return node ? of_file(node) : (rg_gitlab_value){RG_GITLAB_UNKNOWN, {0}};
}
