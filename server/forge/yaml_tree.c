/* SPDX-License-Identifier: MIT */
/* yaml_tree.c - libyaml's document, copied into an arena node by node; nothing recurs. */
#include "forge/yaml_tree.h"

#include <string.h>
#include <yaml.h>

/* No real file comes near any of these; what is above one is as good as unreadable. */
#define MAX_FILE_BYTES ((size_t)1024 * 1024)
#define MAX_DEPTH      64 /* a matrix in a job is at about ten */
#define MAX_ANCHORS    1000
#define MAX_TEXTS      1000 /* in one list */

/* ---- tame ------------------------------------------------------------------------------------ */

/*
 * libyaml looks at every %TAG for every other one, and a directive yields no event at which it
 * could be broken off. One stands at the beginning of a line, whose ends are those of YAML 1.1 (the
 * last bytes of NEL, LS and PS among them). No workflow has one.
 */
static bool has_tag_directive(rg_str text)
{
	for (size_t at; (at = rg_str_find(text, RG_STR("%TAG"))) != SIZE_MAX;
	     text = rg_str_sub(text, at + 4, text.len))
		if (at == 0 || strchr("\n\r\x85\xa8\xa9\xbf", text.ptr[at - 1]))
			return true;
	return false;
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

static rg_str problem_of(rg_arena *arena, const yaml_parser_t *parser)
{
	return rg_arena_printf(arena, "line %zu: %s", parser->problem_mark.line + 1,
			       parser->problem ? parser->problem : "no YAML");
}

/*
 * Whether the file is well-formed and no larger than any real one. libyaml looks at every open
 * bracket for every token, and at every anchor for every other one: a megabyte of either takes
 * minutes to hours. Events come one by one and can be broken off.
 */
static bool is_tame(rg_arena *arena, rg_str text, rg_str *why)
{
	yaml_parser_t parser;
	yaml_event_t event;
	int depth = 0, n_anchors = 0;
	bool is_good = true, is_end = false;

	*why = RG_STR("it is larger or deeper than any real one");
	if (text.len > MAX_FILE_BYTES || has_tag_directive(text) ||
	    !yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
	while (is_good && !is_end) {
		if (!yaml_parser_parse(&parser, &event)) {
			*why = problem_of(arena, &parser);
			is_good = false;
			break;
		}
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

/* ---- the copy -------------------------------------------------------------------------------- */

static rg_str copy(rg_arena *arena, const yaml_char_t *text, size_t len)
{
	return rg_arena_dup(arena, (rg_str){(const char *)text, len});
}

static rg_str tag_of(rg_arena *arena, const yaml_node_t *node)
{
	rg_str tag = rg_str_of((const char *)node->tag);

	return rg_str_starts(tag, RG_STR("!")) ? rg_arena_dup(arena, tag) : (rg_str){0};
}

static void copy_node(rg_arena *arena, rg_yaml *nodes, size_t at, const yaml_node_t *from)
{
	rg_yaml *to = &nodes[at];

	*to = (rg_yaml){.tag = tag_of(arena, from)};
	if (from->type == YAML_SEQUENCE_NODE) {
		const yaml_node_item_t *item = from->data.sequence.items.start;

		to->kind = RG_YAML_LIST;
		to->n = (size_t)(from->data.sequence.items.top - item);
		to->items = RG_NEW_N(arena, const rg_yaml *, to->n + 1);
		for (size_t i = 0; i < to->n; i++)
			to->items[i] = &nodes[item[i] - 1];
	} else if (from->type == YAML_MAPPING_NODE) {
		const yaml_node_pair_t *pair = from->data.mapping.pairs.start;

		to->kind = RG_YAML_MAP;
		to->n = (size_t)(from->data.mapping.pairs.top - pair);
		to->items = RG_NEW_N(arena, const rg_yaml *, to->n + 1);
		to->keys = RG_NEW_N(arena, const rg_yaml *, to->n + 1);
		for (size_t i = 0; i < to->n; i++) {
			to->keys[i] = &nodes[pair[i].key - 1];
			to->items[i] = &nodes[pair[i].value - 1];
		}
	} else {
		to->text = copy(arena, from->data.scalar.value, from->data.scalar.length);
		to->is_plain = from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	}
}

static const rg_yaml *copy_document(rg_arena *arena, yaml_document_t *document)
{
	size_t n = (size_t)(document->nodes.top - document->nodes.start);
	rg_yaml *nodes = RG_NEW_N(arena, rg_yaml, n + 1);

	for (size_t i = 0; i < n; i++)
		copy_node(arena, nodes, i, &document->nodes.start[i]);
	return n ? nodes : NULL; /* the root is the first */
}

rg_yaml_file rg_yaml__read(rg_arena *arena, rg_str text, rg_str *why)
{
	rg_yaml_file out = {0};
	yaml_parser_t parser;

	*why = RG_STR("it is empty");
	if (!text.len || !is_tame(arena, text, why) || !yaml_parser_initialize(&parser))
		return out;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
	*why = RG_STR("it is empty");
	while (out.n < 2) {
		yaml_document_t document;
		const rg_yaml *root;

		if (!yaml_parser_load(&parser, &document)) {
			*why = problem_of(arena, &parser);
			out.n = 0;
			break;
		}
		root = copy_document(arena, &document);
		yaml_document_delete(&document);
		if (!root)
			break;
		out.documents[out.n++] = root;
	}
	yaml_parser_delete(&parser);
	return out;
}

/* ---- looking --------------------------------------------------------------------------------- */

bool rg_yaml__is(const rg_yaml *node, rg_yaml_kind kind)
{
	return node && node->kind == kind;
}

rg_str rg_yaml__text(const rg_yaml *node)
{
	return rg_yaml__is(node, RG_YAML_TEXT) ? node->text : (rg_str){0};
}

const rg_yaml *rg_yaml__find(const rg_yaml *map, rg_str key)
{
	if (!rg_yaml__is(map, RG_YAML_MAP))
		return NULL;
	for (size_t i = map->n; i > 0; i--)
		if (rg_yaml__is(map->keys[i - 1], RG_YAML_TEXT) &&
		    rg_str_eq(map->keys[i - 1]->text, key))
			return map->items[i - 1];
	return NULL;
}

const rg_yaml *rg_yaml__get(const rg_yaml *map, const char *key)
{
	return rg_yaml__find(map, rg_str_of(key));
}

rg_str_vec rg_yaml__texts(rg_arena *arena, const rg_yaml *node)
{
	rg_str_vec out = {0};

	if (rg_yaml__text(node).len)
		RG_PUSH(arena, &out, node->text);
	if (!rg_yaml__is(node, RG_YAML_LIST))
		return out;
	for (size_t i = 0; i < node->n && out.n < MAX_TEXTS; i++)
		if (rg_yaml__is(node->items[i], RG_YAML_TEXT))
			RG_PUSH(arena, &out, node->items[i]->text);
	return out;
}
