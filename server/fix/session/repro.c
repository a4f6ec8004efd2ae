/* SPDX-License-Identifier: MIT */
/* repro.c - names come from the session's row, blobs from the files as git would store them. */
#include "fix/session/repro.h"

#include "fix/session/test_files.h"
#include "git/tree.h"

rg_str_vec rg_repro_of_session(rg_arena *arena, const rg_session_row *session)
{
	rg_str_vec tests = rg_str_vec_of_lines(arena, session->tests);
	rg_str_vec carried = rg_str_vec_of_lines(arena, session->carried);
	rg_str_vec out = rg_test_files(arena, &tests);

	for (size_t i = 0; i < carried.n; i++) /* "path blob" */
		RG_PUSH(arena, &out,
			rg_str_sub(carried.items[i], 0, rg_str_rfind_char(carried.items[i], ' ')));
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}

rg_str_vec rg_repro_files(rg_task *task, const rg_str_vec *tests)
{
	const rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec files = rg_test_files(arena, tests), out = {0};

	if (!ground->has_session)
		return files;
	out = rg_repro_of_session(arena, &ground->session);
	for (size_t i = 0; i < files.n; i++)
		if (!rg_str_vec_has(&out, files.items[i]))
			RG_PUSH(arena, &out, files.items[i]);
	rg_str_vec_sort(&out);
	return out;
}

rg_str_vec rg_repro_without(rg_arena *arena, const rg_ground *ground, const rg_str_vec *repro)
{
	rg_str_vec out = rg_str_vec_dup(arena, repro);
	rg_str rest = ground->session.products, line;

	RG_PUSH(arena, &out, RG_STR(RG_SETTINGS_FILE));
	if (ground->settings.outputs.len)
		RG_PUSH(arena, &out, ground->settings.outputs);
	while (rg_str_line(&line, &rest))
		RG_PUSH(arena, &out, line);
	return out;
}

rg_rc rg_repro_blobs(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_str_vec *files,
		     rg_err *err)
{
	rg_str_vec lines = {0};

	for (size_t i = 0; i < files->n; i++) {
		rg_str oid = RG_STR("none");
		rg_rc rc = rg_blob_id(&oid, arena, repo, files->items[i], err);

		if (rc < 0 && rc != RG_ENOTFOUND)
			return rc;
		RG_PUSH(arena, &lines,
			rg_arena_printf(arena, "%.*s %.*s", RG_FMT(files->items[i]), RG_FMT(oid)));
	}
	*out = rg_str_vec_lines(arena, &lines);
	return RG_OK;
}
