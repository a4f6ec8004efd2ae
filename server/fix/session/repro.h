/* SPDX-License-Identifier: MIT */
/* repro.h - the files of the reproduction test, and what is part of no tree of ours. */
#ifndef RG_FIX_SESSION_REPRO_H
#define RG_FIX_SESSION_REPRO_H

#include "fix/session/ground.h"

/* As the session has them: those of its node ids and what was carried; sorted. */
rg_str_vec rg_repro_of_session(rg_arena *arena, const rg_session_row *session);
/* Of these tests, with those of the session, where there is one. */
rg_str_vec rg_repro_files(rg_task *task, const rg_str_vec *tests);
/*
 * What is not part of any tree of ours: those, the settings, the folder of reports, what runs left
 * behind.
 */
rg_str_vec rg_repro_without(rg_arena *arena, const rg_ground *ground, const rg_str_vec *repro);
/* "path blob" a line each, of the files as they are now. Blocking. */
RG_MUST_CHECK rg_rc rg_repro_blobs(rg_str *out, rg_arena *arena, rg_repo *repo,
				   const rg_str_vec *files, rg_err *err);

#endif
