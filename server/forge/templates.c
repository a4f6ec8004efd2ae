/* SPDX-License-Identifier: MIT */
/*
 * templates.c - pull request templates among the names of a repository's files. A place is a
 * folder and either one name or "every file in here"; the table's order is the order of the
 * answer. Sources: GitHub Docs, "Creating a pull request template for your repository" (root, docs,
 * .github; several in PULL_REQUEST_TEMPLATE/); GitLab Docs, "Description templates"
 * (.gitlab/merge_request_templates, Default.md); Gitea Docs, "Issue and pull request templates".
 */
#include "forge/templates.h"

typedef struct place {
	rg_str folder; /* without case, as are names */
	rg_str name;   /* without extension; null: every file */
} place;

#define NAME RG_STR_INIT("pull_request_template")
static const place places[] = {
	{RG_STR_INIT(".github"), NAME},
	{RG_STR_INIT(""), NAME},
	{RG_STR_INIT("docs"), NAME},
	{RG_STR_INIT(".gitlab/merge_request_templates"), RG_STR_INIT("default")},
	{RG_STR_INIT(".forgejo"), NAME},
	{RG_STR_INIT(".gitea"), NAME},
	{RG_STR_INIT(".github/pull_request_template"), {NULL, 0}},
	{RG_STR_INIT("pull_request_template"), {NULL, 0}},
	{RG_STR_INIT("docs/pull_request_template"), {NULL, 0}},
	{RG_STR_INIT(".gitlab/merge_request_templates"), {NULL, 0}},
};

/* Templates are text; Gitea's forms in YAML are something else. */
static bool is_text(rg_str ext)
{
	return !ext.len || rg_str_eq_nocase(ext, RG_STR(".md")) ||
	       rg_str_eq_nocase(ext, RG_STR(".markdown")) || rg_str_eq_nocase(ext, RG_STR(".txt"));
}

static bool is_at(const place *p, rg_str file)
{
	rg_str name = rg_path_name(file), ext = rg_path_ext(file);

	return is_text(ext) && rg_str_eq_nocase(rg_path_folder(file), p->folder) &&
	       (rg_str_is_null(p->name) ||
		rg_str_eq_nocase(rg_str_sub(name, 0, name.len - ext.len), p->name));
}

/* ".gitlab" and what is in it, for "gitlab". */
static bool is_own(const place *p, rg_str forge_kind)
{
	rg_str folder = p->folder;

	return rg_str_skip(&folder, RG_STR(".")) && rg_str_skip(&folder, forge_kind) &&
	       (!folder.len || folder.ptr[0] == '/');
}

static void add_from(rg_str_vec *out, rg_arena *arena, const place *p, const rg_str_vec *files)
{
	rg_str_vec here = {0};

	for (size_t i = 0; i < files->n; i++)
		if (is_at(p, files->items[i]) && !rg_str_vec_has(out, files->items[i]))
			RG_PUSH(arena, &here, files->items[i]);
	rg_str_vec_sort(&here);
	for (size_t i = 0; i < here.n; i++)
		RG_PUSH(arena, out, here.items[i]);
}

rg_str_vec rg_templates_find(rg_arena *arena, const rg_str_vec *files, rg_str forge_kind)
{
	rg_str_vec out = {0};

	for (int is_rest = 0; is_rest < 2; is_rest++)
		for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
			if (is_rest || is_own(&places[i], forge_kind))
				add_from(&out, arena, &places[i], files);
	return out;
}
