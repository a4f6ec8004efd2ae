/* SPDX-License-Identifier: MIT */
/*
 * yaml_tree.h - inside forge/: a YAML file as a tree in an arena, for files that a repository
 * holds, which are untrusted. Scalars stay text: the key `on` is what it looks like and never the
 * boolean that YAML 1.1 makes of it. Anchors make the tree a graph, even one with circles: whoever
 * walks it goes down no further than the levels it knows.
 */
#ifndef RG_FORGE_YAML_TREE_H
#define RG_FORGE_YAML_TREE_H

#include "base/vec.h"

typedef enum rg_yaml_kind { RG_YAML_TEXT, RG_YAML_LIST, RG_YAML_MAP } rg_yaml_kind;

typedef struct rg_yaml rg_yaml;
struct rg_yaml {
	rg_yaml_kind kind;
	rg_str tag;  /* "!reference"; null for none and for those of YAML itself */
	rg_str text; /* of TEXT */
	bool is_plain;
	size_t n; /* of items, and of keys in a map */
	const rg_yaml **items, **keys;
};

/*
 * The documents of a file, at most two; n is 0 when it is empty or not to be read, which *why then
 * says in a few words, with the line. Nothing is borrowed.
 */
typedef struct rg_yaml_file {
	const rg_yaml *documents[2];
	size_t n;
} rg_yaml_file;
rg_yaml_file rg_yaml__read(rg_arena *arena, rg_str text, rg_str *why);

/* Each accepts NULL and a node of another kind. Of keys that come twice the last one counts. */
const rg_yaml *rg_yaml__get(const rg_yaml *map, const char *key);
const rg_yaml *rg_yaml__find(const rg_yaml *map, rg_str key);
rg_str rg_yaml__text(const rg_yaml *node); /* null when it is no text */
bool rg_yaml__is(const rg_yaml *node, rg_yaml_kind kind);
/* A list of texts, or one text; of a list what is no text is left out. */
rg_str_vec rg_yaml__texts(rg_arena *arena, const rg_yaml *node);

#endif
