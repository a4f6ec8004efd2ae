/* SPDX-License-Identifier: MIT */
/* shapes.h - the protocol's objects (DESIGN section 12) from plain data; the same on both faces. */
#ifndef RG_FIX_SHAPES_H
#define RG_FIX_SHAPES_H

#include "base/json.h"
#include "locate/locate.h"
#include "trace/failure.h"

/* [failure], [candidate]; the caller's to free or to put into a tree. */
rg_json *rg_shape_failures(const rg_failure_vec *failures);
rg_json *rg_shape_candidates(const rg_candidate_vec *candidates);
rg_json *rg_shape_strs(const rg_str_vec *strs);

#endif
