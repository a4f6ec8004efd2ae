/* SPDX-License-Identifier: MIT */
/* shapes.h - the protocol's objects (docs/results.md) from plain data; the same on both faces. */
#ifndef RG_FIX_WORKSPACE_SHAPES_H
#define RG_FIX_WORKSPACE_SHAPES_H

#include "base/json.h"
#include "locate/locate.h"
#include "trace/failure.h"

/* [failure], [candidate]; the caller's to free or to put into a tree. */
rg_json *rg_shape_failures(const rg_failure_vec *failures);
rg_json *rg_shape_candidates(const rg_candidate_vec *candidates);
/* {"confidence": 0.93 | null, "fault": "source", "text": … | null}: how sure the answer is. */
rg_json *rg_shape_pointing(const rg_answer *answer);
/* Both, as they are stored with a session: {"candidates", "pointing"}. */
rg_json *rg_shape_answer(const rg_answer *answer);
rg_json *rg_shape_strs(const rg_str_vec *strs);
/* An object's text, for the store; takes the object. And the object of such a text ([] for none).
 */
rg_str rg_shape_text(rg_arena *arena, rg_json *take);
rg_json *rg_shape_reparse(rg_str text);
/* What a stored text says, without frames' values: enough for reports. Bad text gives less. */
rg_failure_vec rg_shape_parse_failures(rg_arena *arena, rg_str text);
/* Of rg_shape_answer; candidates alone, as earlier versions stored them, will do. */
rg_answer rg_shape_parse_answer(rg_arena *arena, rg_str text);

#endif
