/* SPDX-License-Identifier: MIT */
/*
 * gitlab_config.c - nothing is merged: a keyword is looked for where GitLab's merging would take it
 * from, the job itself in the order of files, then the jobs that it extends, the last one first.
 */
#include "forge/gitlab_config.h"

#include <stdlib.h>

#include "forge/glob.h"

#define MAX_JOBS  1000
#define MAX_FILES 150			    /* GitLab's own limit of includes */
#define MAX_LOOKS ((size_t)3 * 1000 * 1000) /* at keys, for all of it */
#define MAX_ITEMS 500

/* ---- includes -------------------------------------------------------------------------------- */

typedef struct includes {
	rg_arena *arena;
	const rg_str_vec *paths;
	const rg_workflow_file_vec *read;
	rg_str_vec wanted, elsewhere;
} includes;

static bool is_read(const includes *in, rg_str path)
{
	for (size_t i = 0; i < in->read->n; i++)
		if (rg_str_eq(in->read->items[i].path, path))
			return true;
	return rg_str_vec_has(&in->wanted, path);
}

static void lose(includes *in, const char *what, rg_str name)
{
	if (in->elsewhere.n < MAX_FILES)
		RG_PUSH(in->arena, &in->elsewhere,
			rg_arena_printf(in->arena, "%s%.*s", what, RG_FMT(name)));
}

static void add_local(includes *in, rg_str path)
{
	(void)rg_str_skip(&path, RG_STR("/"));
	if (rg_str_find_char(path, '$') != SIZE_MAX) {
		lose(in, "", path);
		return;
	}
	for (size_t i = 0; in->paths && i < in->paths->n; i++) {
		rg_str one = in->paths->items[i];

		if (in->wanted.n + in->read->n >= MAX_FILES || !rg_glob_match(path, one))
			continue;
		if (!is_read(in, one))
			RG_PUSH(in->arena, &in->wanted, one);
	}
}

static void add_include(includes *in, const rg_yaml *node)
{
	static const char *const others[] = {"project", "remote", "template", "component",
					     "artifact"};
	rg_str text = rg_yaml__text(node);
	rg_str_vec locals = rg_yaml__texts(in->arena, rg_yaml__get(node, "local"));

	if (rg_str_starts(text, RG_STR("https://")) || rg_str_starts(text, RG_STR("http://")))
		lose(in, "", text);
	else if (text.len)
		add_local(in, text);
	for (size_t i = 0; i < locals.n; i++)
		add_local(in, locals.items[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (rg_yaml__get(node, others[i]))
			lose(in, rg_arena_printf(in->arena, "%s ", others[i]).ptr,
			     rg_yaml__text(rg_yaml__get(node, others[i])));
}

static void add_includes(includes *in, const rg_yaml *root)
{
	const rg_yaml *node = rg_yaml__get(root, "include");

	if (!rg_yaml__is(node, RG_YAML_LIST)) {
		add_include(in, node);
		return;
	}
	for (size_t i = 0; i < node->n && i < MAX_FILES; i++)
		add_include(in, node->items[i]);
}

/* With a header (`spec`) the configuration is the second document. */
static const rg_yaml *read_root(rg_arena *arena, rg_str text)
{
	rg_str why;
	rg_yaml_file file = rg_yaml__read(arena, text, &why);

	if (file.n == 2 && rg_yaml__get(file.documents[0], "spec"))
		return file.documents[1];
	return file.n ? file.documents[0] : NULL;
}

rg_str_vec rg_gitlab__includes(rg_arena *arena, const rg_str_vec *paths,
			       const rg_workflow_file_vec *read)
{
	includes in = {.arena = arena, .paths = paths, .read = read};

	for (size_t i = 0; i < read->n; i++)
		add_includes(&in, read_root(arena, read->items[i].text));
	return in.wanted;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_job(rg_str name, const rg_yaml *node)
{
	static const char *const keywords[] = {
		"default",  "include", "stages", "variables",	  "workflow",	  "image",
		"services", "spec",    "cache",	 "before_script", "after_script", "types"};

	if (!name.len || name.ptr[0] == '.' || !rg_yaml__is(node, RG_YAML_MAP))
		return false;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (rg_str_eq_z(name, keywords[i]))
			return false;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const rg_gitlab_definition *x = a, *y = b;
	int order = rg_str_cmp(x->name, y->name);

	return order ? order : x->file < y->file ? -1 : x->file > y->file;
}

/* The definitions of a name; n of them from *first on. */
static size_t definitions(const rg_gitlab_config *config, rg_str name,
			  const rg_gitlab_definition **first)
{
	size_t low = 0, high = config->definitions.n, n = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rg_str_cmp(config->definitions.items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = config->definitions.items + low;
	while (low + n < config->definitions.n &&
	       rg_str_eq(config->definitions.items[low + n].name, name))
		n++;
	return n;
}

static void add_file(rg_gitlab_config *out, rg_arena *arena, const rg_yaml *root, rg_str path)
{
	for (size_t i = 0; root->kind == RG_YAML_MAP && i < root->n; i++) {
		rg_str name = rg_yaml__text(root->keys[i]);

		if (!name.len)
			continue;
		RG_PUSH(arena, &out->definitions,
			(rg_gitlab_definition){name, out->files.n, root->items[i]});
		if (!is_job(name, root->items[i]) || out->jobs.n >= MAX_JOBS ||
		    rg_str_vec_has(&out->jobs, name))
			continue;
		RG_PUSH(arena, &out->jobs, name);
		RG_PUSH(arena, &out->job_paths, path);
	}
	RG_PUSH(arena, &out->files, root);
}

rg_gitlab_config rg_gitlab__config(rg_arena *arena, const rg_workflow_file_vec *files)
{
	rg_gitlab_config out = {0};
	includes in = {.arena = arena, .read = files};

	for (size_t i = 0; i < files->n; i++) {
		/* The file itself, then what was included last: it goes over what came before. */
		const rg_workflow_file *file = &files->items[i ? files->n - i : 0];
		const rg_yaml *root = read_root(arena, file->text);

		if (!root)
			continue;
		add_includes(&in, root);
		add_file(&out, arena, root, file->path);
	}
	if (out.definitions.n)
		qsort(out.definitions.items, out.definitions.n, sizeof(*out.definitions.items),
		      by_name);
	out.budget = RG_NEW(arena, size_t);
	*out.budget = MAX_LOOKS;
	out.elsewhere = in.elsewhere;
	return out;
}

/* ---- keywords -------------------------------------------------------------------------------- */

typedef struct search {
	const rg_gitlab_config *config;
	bool is_lost;
} search;

/* Takes from what may still be looked at; false when it is used up. */
static bool pay(search *s, size_t cost)
{
	bool can = *s->config->budget >= cost;

	*s->config->budget = can ? *s->config->budget - cost : 0;
	s->is_lost |= !can;
	return can;
}

static const rg_yaml *look(search *s, const rg_yaml *map, rg_str key)
{
	return pay(s, map ? map->n + 1 : 1) ? rg_yaml__find(map, key) : NULL;
}

/* In the map or in what "<<" puts into it. */
static const rg_yaml *in_map(search *s, const rg_yaml *map, rg_str key, int depth)
{
	const rg_yaml *found = look(s, map, key), *merged;

	if (found || depth > 10)
		return found;
	merged = look(s, map, RG_STR("<<"));
	if (rg_yaml__is(merged, RG_YAML_MAP))
		return in_map(s, merged, key, depth + 1);
	for (size_t i = 0;
	     rg_yaml__is(merged, RG_YAML_LIST) && i < merged->n && !found && *s->config->budget;
	     i++)
		found = in_map(s, merged->items[i], key, depth + 1);
	return found;
}

static const rg_yaml *in_job(search *s, rg_str job, rg_str key, rg_str inner, int level);

static const rg_yaml *in_parents(search *s, const rg_yaml *definition, rg_str key, rg_str inner,
				 int level)
{
	const rg_yaml *parents = in_map(s, definition, RG_STR("extends"), 0), *found = NULL;

	if (rg_yaml__is(parents, RG_YAML_TEXT))
		return in_job(s, parents->text, key, inner, level + 1);
	for (size_t i = rg_yaml__is(parents, RG_YAML_LIST) ? parents->n : 0;
	     i > 0 && !found && *s->config->budget; i--)
		found = in_job(s, rg_yaml__text(parents->items[i - 1]), key, inner, level + 1);
	return found;
}

/* inner: a key below key, when it is not null; maps are merged key by key. */
static const rg_yaml *in_job(search *s, rg_str job, rg_str key, rg_str inner, int level)
{
	const rg_gitlab_definition *all;
	size_t n = definitions(s->config, job, &all);
	const rg_yaml *found = NULL;

	if (!pay(s, 1) || level > 11 || !n) { /* "up to eleven levels of inheritance" */
		s->is_lost = true;
		return NULL;
	}
	for (size_t i = 0; i < n && !found; i++) {
		found = in_map(s, all[i].node, key, 0);
		if (found && inner.ptr)
			found = in_map(s, found, inner, 0);
	}
	for (size_t i = 0; i < n && !found; i++)
		found = in_parents(s, all[i].node, key, inner, level);
	return found;
}

const rg_yaml *rg_gitlab__global(const rg_gitlab_config *config, const char *key)
{
	for (size_t i = 0; i < config->files.n; i++)
		if (rg_yaml__get(config->files.items[i], key))
			return rg_yaml__get(config->files.items[i], key);
	return NULL;
}

const rg_yaml *rg_gitlab__keyword(const rg_gitlab_config *config, rg_str job, const char *key,
				  bool *is_lost)
{
	search s = {.config = config};
	const rg_yaml *found = in_job(&s, job, rg_str_of(key), (rg_str){0}, 0);

	*is_lost = s.is_lost && !found;
	return found;
}

const rg_yaml *rg_gitlab__variable(const rg_gitlab_config *config, rg_str job, rg_str name)
{
	search s = {.config = config};
	const rg_yaml *found = job.len ? in_job(&s, job, RG_STR("variables"), name, 0) : NULL;

	for (size_t i = 0; i < config->files.n && !found; i++)
		found = in_map(&s, rg_yaml__get(config->files.items[i], "variables"), name, 0);
	return found;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void flatten(rg_arena *arena, rg_yaml_vec *out, const rg_gitlab_config *config,
		    const rg_yaml *node, int depth);

static void follow(rg_arena *arena, rg_yaml_vec *out, const rg_gitlab_config *config,
		   const rg_yaml *reference, int depth)
{
	const rg_yaml *target = NULL;
	bool is_lost;

	if (reference->n >= 2)
		target = rg_gitlab__keyword(
			config, rg_yaml__text(reference->items[0]),
			rg_arena_cstr(arena, rg_yaml__text(reference->items[1])), &is_lost);
	for (size_t i = 2; i < reference->n && i < 5; i++)
		target = rg_yaml__find(target, rg_yaml__text(reference->items[i]));
	flatten(arena, out, config, target, depth + 1);
}

static void flatten(rg_arena *arena, rg_yaml_vec *out, const rg_gitlab_config *config,
		    const rg_yaml *node, int depth)
{
	bool is_list = rg_yaml__is(node, RG_YAML_LIST);

	if (out->n >= MAX_ITEMS || !*config->budget)
		return;
	--*config->budget;
	if (depth > 10 || !is_list)
		RG_PUSH(arena, out, is_list ? NULL : node);
	else if (rg_str_eq_z(node->tag, "!reference"))
		follow(arena, out, config, node, depth);
	else
		for (size_t i = 0; i < node->n && *config->budget; i++)
			flatten(arena, out, config, node->items[i], depth + 1);
}

rg_yaml_vec rg_gitlab__flat(rg_arena *arena, const rg_gitlab_config *config, const rg_yaml *node)
{
	rg_yaml_vec out = {0};

	if (node)
		flatten(arena, &out, config, node, 0);
	return out;
}
