/* SPDX-License-Identifier: MIT */
/* glance.c - most repositories have no store, and most stores no open session: little is read. */
#include "fix/glance.h"

#include "fix/session/session_clock.h"
#include "fix/session/session_over.h"
#include "fix/session/sessions.h"
#include "os/fs.h"

static rg_rc find_store(const char **out, rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_repo *repo = NULL;
	rg_rc rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err);

	if (rc == RG_OK)
		rc = rg_repo_facts_read(&ground->facts, arena, repo, err);
	rg_repo_close(repo);
	if (rc < 0)
		return rc;
	ground->root = ground->facts.root;
	*out = rg_path_join(arena, ground->facts.private_dir, RG_STR("evidence.db"));
	return RG_OK;
}

rg_rc rg_glance(rg_str *warning, rg_ground *ground, rg_arena *arena, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice = {NULL, 0};
	rg_rc rc = find_store(&ground->store_path, arena, ground, err);

	*warning = (rg_str){NULL, 0};
	if (rc < 0 || !rg_fs_is_file(ground->store_path))
		return rc;
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK &&
	    (rc = rg_session_active(&ground->session, &ground->has_session, arena, store,
				    ground->root, err)) == RG_OK &&
	    ground->has_session && (rc = rg_session_clock_read(ground, arena, store, err)) == RG_OK)
		rc = rg_session_warn(warning, arena, store, ground, err);
	if (rc == RG_OK)
		rc = rg_session_look_past(ground, arena, store, err);
	if (rc == RG_OK)
		rc = rg_session_over_look(ground, arena, store, err);
	rg_store_close(store);
	if (notice.ptr)
		*warning = notice;
	return rc;
}
