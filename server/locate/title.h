/* SPDX-License-Identifier: MIT */
/*
 * title.h - inside locate/: the words of the failing tests' names, which say what is expected:
 * "TestCase::test_trailing_comment_is_kept" → case trailing comment is kept.
 */
#ifndef RG_LOCATE_TITLE_H
#define RG_LOCATE_TITLE_H

#include "locate/scene.h"

typedef struct rg_title {
	rg_str_vec words; /* each once, in lower case */
	rg_str_map by_text;
} rg_title;

void rg_title_make(rg_title *out, const rg_scene *scene);

#endif
