/* SPDX-License-Identifier: MIT */
/*
 * scene.h - inside locate/: what all signals look at while one answer is made. Files that may be
 * candidates have a number, in order of their paths, so that nothing depends on the order of the
 * input.
 */
#ifndef RG_LOCATE_SCENE_H
#define RG_LOCATE_SCENE_H

#include "locate/data_files.h"
#include "locate/index.h"
#include "locate/query.h"

#define RG_NO_FILE UINT32_MAX

typedef struct rg_scene {
	rg_arena *arena;
	const rg_locate_input *input;
	const rg_index *index; /* never NULL */
	rg_source_cache *sources;
	rg_query query;
	rg_data_files data;	       /* that the failing code reads; they are among files */
	const rg_str_vec *all_files;   /* of the workspace, sorted */
	const uint32_t *all_documents; /* of those */
	const bool *is_named_test;     /* of those: rg_kinship__is_test */
	const bool *is_python;	       /* of those: rg_language_of */
	rg_str_vec files;	       /* that may be candidates, sorted */
	const rg_str *stems;	       /* of those (kinship.h) */
	const bool *is_native;	       /* of those: rg_native_is */
	rg_str_map all;		       /* every path of the workspace → a place in numbers */
	uint32_t *numbers;	       /* of files; RG_NO_FILE for what is no candidate */
	uint32_t *documents;	       /* of files; RG_NO_DOCUMENT where the index has none */
	uint32_t *of_document;	       /* document → file; RG_NO_FILE */
	uint32_t *of_path;	       /* path of the history → file; RG_NO_FILE */
	size_t n_documents;
	rg_str *texts;		    /* by place in numbers: what was read for this answer */
	void *executed;		    /* what executed.c has found, once it was asked */
	void *votes;		    /* what votes.c has found, once it was asked */
	const uint32_t *short_list; /* the best files so far, for late signals */
	size_t n_short_list;
} rg_scene;

/*
 * Takes the files of the input that may be candidates; with_all: also tests, documentation and
 * examples. index: the input's, or an empty one.
 */
void rg_scene_make(rg_scene *out, rg_arena *arena, const rg_locate_input *input,
		   const rg_index *index, bool with_all);
/* The file's number, or RG_NO_FILE. */
uint32_t rg_scene_file(const rg_scene *scene, rg_str path);
/*
 * The file of a frame, or RG_NO_FILE: also where the log ran an installed copy, as in
 * "/env/lib/python3.12/site-packages/pkg/a.py" for src/pkg/a.py.
 */
uint32_t rg_scene_frame(const rg_scene *scene, const rg_frame *frame);
/* The bytes of a workspace file; null when it cannot be read. */
rg_str rg_scene_source(const rg_scene *scene, rg_str path);
/* Its outline; an empty one when it cannot be read. */
const rg_outline *rg_scene_outline(const rg_scene *scene, rg_str path);

#endif
