/* SPDX-License-Identifier: MIT */
/*
 * workflow.c - reads one workflow file with libyaml's document tree. Only the parts that decide
 * whether and for what it runs are looked at: name, on, and each job's `if`. libyaml gives plain
 * scalars as text, so the key `on` is what it looks like and never the boolean that YAML 1.1 makes
 * of it. Anchors make the tree a graph: nothing here descends further than the few levels it knows.
 */
#include "forge/workflow.h"

#include <yaml.h>

#include "forge/glob.h"

/* No real file comes near any of these; what is above one is as good as unreadable. */
#define MAX_FILE_BYTES ((size_t)512 * 1024)
#define MAX_DEPTH      64 /* a matrix in a job is at about ten */
#define MAX_ANCHORS    1000
#define MAX_TEXTS      1000 /* in one list */

typedef struct reader {
	rg_arena *arena;
	yaml_document_t document;
} reader;

/* ---- the tree -------------------------------------------------------------------------------- */

static rg_str scalar(const yaml_node_t *node)
{
	if (!node || node->type != YAML_SCALAR_NODE)
		return (rg_str){0};
	return (rg_str){(const char *)node->data.scalar.value, node->data.scalar.length};
}

static size_t n_pairs(const yaml_node_t *node)
{
	if (!node || node->type != YAML_MAPPING_NODE)
		return 0;
	return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
}

static const yaml_node_t *pair(reader *r, const yaml_node_t *map, size_t idx, rg_str *key)
{
	yaml_node_pair_t p = map->data.mapping.pairs.start[idx];

	*key = scalar(yaml_document_get_node(&r->document, p.key));
	return yaml_document_get_node(&r->document, p.value);
}

static const yaml_node_t *member(reader *r, const yaml_node_t *map, const char *name)
{
	for (size_t i = 0; i < n_pairs(map); i++) {
		rg_str key;
		const yaml_node_t *value = pair(r, map, i, &key);

		if (rg_str_eq_z(key, name))
			return value;
	}
	return NULL;
}

/* A list of texts, or one text. */
static rg_str_vec texts(reader *r, const yaml_node_t *node)
{
	rg_str_vec out = {0};

	if (node && node->type == YAML_SCALAR_NODE && scalar(node).len)
		RG_PUSH(r->arena, &out, rg_arena_dup(r->arena, scalar(node)));
	if (!node || node->type != YAML_SEQUENCE_NODE)
		return out;
	for (yaml_node_item_t *i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top && out.n < MAX_TEXTS; i++) {
		rg_str text = scalar(yaml_document_get_node(&r->document, *i));

		if (!rg_str_is_null(text))
			RG_PUSH(r->arena, &out, rg_arena_dup(r->arena, text));
	}
	return out;
}

/* ---- triggers -------------------------------------------------------------------------------- */

static void read_trigger(reader *r, rg_trigger *out, const yaml_node_t *node)
{
	*out = (rg_trigger){
		.is_there = true,
		.branches = {texts(r, member(r, node, "branches")),
			     texts(r, member(r, node, "branches-ignore"))},
		.paths = {texts(r, member(r, node, "paths")),
			  texts(r, member(r, node, "paths-ignore"))},
		.types = texts(r, member(r, node, "types")),
	};
	out->only_tags = (member(r, node, "tags") || member(r, node, "tags-ignore")) &&
			 !out->branches.only.n && !out->branches.ignore.n;
}

static void read_inputs(reader *r, rg_workflow *out, const yaml_node_t *inputs)
{
	for (size_t i = 0; i < n_pairs(inputs); i++) {
		rg_str key;
		const yaml_node_t *input = pair(r, inputs, i, &key);
		rg_dispatch_input one = {.name = rg_arena_dup(r->arena, key)};

		one.is_required = rg_str_eq_z(scalar(member(r, input, "required")), "true") &&
				  !member(r, input, "default");
		if (!rg_str_is_null(key))
			RG_PUSH(r->arena, &out->inputs, one);
	}
}

static void read_event(reader *r, rg_workflow *out, rg_str name, const yaml_node_t *node)
{
	if (rg_str_eq_z(name, "push")) {
		read_trigger(r, &out->push, node);
	} else if (rg_str_eq_z(name, "pull_request")) {
		read_trigger(r, &out->pull_request, node);
	} else if (rg_str_eq_z(name, "pull_request_target")) {
		read_trigger(r, &out->pull_request_target, node);
	} else if (rg_str_eq_z(name, "workflow_dispatch")) {
		out->has_dispatch = true;
		read_inputs(r, out, member(r, node, "inputs"));
	}
}

/* One name, a list of names, or a map from names to what narrows them. */
static void read_events(reader *r, rg_workflow *out, const yaml_node_t *on)
{
	rg_str_vec names = texts(r, on);

	for (size_t i = 0; i < names.n; i++)
		read_event(r, out, names.items[i], NULL);
	for (size_t i = 0; i < n_pairs(on); i++) {
		rg_str key;
		const yaml_node_t *node = pair(r, on, i, &key);

		read_event(r, out, key, node);
	}
}

/* ---- jobs ------------------------------------------------------------------------------------ */

/*
 * Whether an expression asks that the request is no draft: `!github.event.pull_request.draft`, or
 * the same compared with false. Reading more of the expression language would promise too much.
 */
static bool excludes_drafts(rg_arena *arena, rg_str expression)
{
	static const char *const forms[] = {"!github.event.pull_request.draft",
					    "github.event.pull_request.draft==false",
					    "github.event.pull_request.draft!=true"};
	char *squeezed = RG_NEW_N(arena, char, expression.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < expression.len; i++)
		if (expression.ptr[i] != ' ' && expression.ptr[i] != '\n')
			squeezed[n++] = expression.ptr[i];
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (rg_str_has((rg_str){squeezed, n}, rg_str_of(forms[i])))
			return true;
	return false;
}

static void read_jobs(reader *r, rg_workflow *out, const yaml_node_t *jobs)
{
	for (size_t i = 0; i < n_pairs(jobs); i++) {
		rg_str key;
		const yaml_node_t *job = pair(r, jobs, i, &key);

		out->n_jobs++;
		if (excludes_drafts(r->arena, scalar(member(r, job, "if"))))
			out->n_jobs_without_drafts++;
	}
}

static bool has_anchor(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor;
	default:
		return false;
	}
}

/*
 * Whether the file is well-formed and no larger than any real one. libyaml looks at every open
 * bracket for every token, at every anchor for every other one, and at every %TAG for every other
 * one: a megabyte of any of them takes minutes to hours. Events come one by one and can be broken
 * off; directives do not, and no workflow has one.
 */
static bool is_tame(rg_str text)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int depth = 0, n_anchors = 0;
	bool is_good = true, is_end = false;

	if (rg_str_has(text, RG_STR("%TAG")) || !yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
	while (is_good && !is_end && (is_good = yaml_parser_parse(&parser, &event))) {
		depth += event.type == YAML_SEQUENCE_START_EVENT ||
			 event.type == YAML_MAPPING_START_EVENT;
		depth -= event.type == YAML_SEQUENCE_END_EVENT ||
			 event.type == YAML_MAPPING_END_EVENT;
		n_anchors += has_anchor(&event);
		is_good = depth <= MAX_DEPTH && n_anchors <= MAX_ANCHORS;
		is_end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return is_good;
}

rg_workflow rg_workflow__read(rg_arena *arena, rg_str text)
{
	reader r = {.arena = arena};
	rg_workflow out = {0};
	yaml_parser_t parser;
	const yaml_node_t *root;

	if (!text.len || text.len > MAX_FILE_BYTES || !is_tame(text) ||
	    !yaml_parser_initialize(&parser))
		return out;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
	if (!yaml_parser_load(&parser, &r.document)) {
		yaml_parser_delete(&parser);
		return out;
	}
	root = yaml_document_get_root_node(&r.document);
	out.name = rg_arena_dup(arena, scalar(member(&r, root, "name")));
	read_events(&r, &out, member(&r, root, "on"));
	read_jobs(&r, &out, member(&r, root, "jobs"));
	yaml_document_delete(&r.document);
	yaml_parser_delete(&parser);
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
