/* SPDX-License-Identifier: MIT */
/* nodeid.h - inside trace/: node ids, and the titles that pytest makes of them. */
#ifndef RG_TRACE_NODEID_H
#define RG_TRACE_NODEID_H

#include "trace/failure.h"
#include "trace/paths.h"

/*
 * A node id with its file relative to the root where that file exists, else as printed; without
 * xdist's "@group" (--dist loadgroup). In the arena.
 */
rg_str rg_nodeid_normalise(rg_arena *arena, const rg_paths *paths, rg_str cwd, rg_str printed);

/* Takes "ERROR at setup of " and the like off a title and says which phase it was. */
rg_phase rg_nodeid_phase(rg_str *title, bool is_error);

typedef enum rg_title_match { RG_TITLE_OTHER, RG_TITLE_SAME, RG_TITLE_SUBTEST } rg_title_match;

/*
 * Whether a report titled so ("TestU.test_u[1]", "[doctest] m.f", or a file) can be about this id;
 * RG_TITLE_SUBTEST when it is about a subtest of it ("test_s [msg] (i=1)").
 */
rg_title_match rg_nodeid_match(rg_str nodeid, rg_str title);

/*
 * Where in what ("a.py::A::t[x] - Type: text") the id titled so ends; 0 when it is another one.
 */
size_t rg_nodeid_find_end(rg_str what, rg_str title);

/* "path::A::t[x]" from a file and a title; the file alone for an empty title. In the arena. */
rg_str rg_nodeid_make(rg_arena *arena, rg_str path, rg_str title);

/* The name of the function behind a title or id: "t" of "a.py::A::t[x]" and of "A.t[x]". */
rg_str rg_nodeid_function(rg_str title);

#endif
