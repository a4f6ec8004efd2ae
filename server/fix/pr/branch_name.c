/* SPDX-License-Identifier: MIT */
/* branch_name.c - looks at the refs that are there, and at the base's version of each file. */
#include "fix/pr/branch_name.h"

#include "base/limits.h"
#include "fix/pr/carry.h"
#include "fix/session/sessions.h"
#include "fix/session/test_files.h"
#include "git/refs.h"
#include "git/tree.h"
#include "os/fs.h"

typedef struct carrying {
	rg_ground *ground;
	rg_repo *repo;
	rg_str base;
	rg_str merge_base; /* null: the branches have none */
	rg_arena *arena;
} carrying;

/* The base's own version will do: the user has the same, or has not changed it since they left. */
static bool is_on_base(void *self, rg_str path)
{
	const carrying *c = self;
	rg_str here, there, before;
	rg_err err;

	if (rg_blob_in(&there, NULL, c->arena, c->repo, c->base, path, &err) < 0 ||
	    rg_blob_id(&here, c->arena, c->repo, path, &err) < 0)
		return false;
	return rg_str_eq(here, there) ||
	       (c->merge_base.ptr &&
		rg_blob_in(&before, NULL, c->arena, c->repo, c->merge_base, path, &err) == RG_OK &&
		rg_str_eq(here, before));
}

static bool has_base(void *self, rg_str path)
{
	const carrying *c = self;
	rg_str there;
	rg_err err;

	return rg_blob_in(&there, NULL, c->arena, c->repo, c->base, path, &err) == RG_OK;
}

static rg_str read_source(void *self, rg_arena *arena, rg_str path)
{
	const carrying *c = self;
	rg_str bytes = {NULL, 0};
	rg_err err;

	return rg_fs_read(&bytes, arena, rg_path_join(arena, c->ground->root, path),
			  RG_LIMIT_SOURCE_BYTES, &err) == RG_OK
		       ? bytes
		       : (rg_str){NULL, 0};
}

rg_rc rg_branch_carried(rg_str_vec *out, rg_arena *arena, rg_ground *ground, rg_repo *repo,
			rg_str base, rg_err *err)
{
	carrying c = {.ground = ground, .repo = repo, .base = base, .arena = arena};
	rg_str_vec tests = rg_str_vec_of_lines(arena, ground->session.tests);
	rg_carry_input input = {.tests = &tests,
				.files = &ground->files,
				.is_on_base = is_on_base,
				.has_base = has_base,
				.source = read_source,
				.self = &c};
	rg_str_vec files = rg_test_files(arena, &tests);
	rg_rc rc =
		rg_merge_base_find(&c.merge_base, arena, repo, ground->facts.head_oid, base, err);

	if (rc < 0 && rc != RG_EREFUSED)
		return rc;
	*out = rg_carry_find(arena, &input);
	for (size_t i = 0; i < files.n; i++)
		if (!rg_str_vec_has(out, files.items[i]))
			RG_PUSH(arena, out, files.items[i]);
	rg_str_vec_sort(out);
	return RG_OK;
}

rg_rc rg_branch_name_choose(rg_str *out, rg_arena *arena, rg_ground *ground, rg_repo *repo,
			    rg_err *err)
{
	rg_str name = rg_session_branch_name(arena, &ground->session), tip = {NULL, 0};

	for (int number = 2; number < 100; number++) {
		rg_rc rc =
			rg_ref_read(&tip, arena, repo,
				    rg_arena_printf(arena, "refs/heads/%.*s", RG_FMT(name)), err);

		if (rc < 0)
			return rc;
		if (!tip.ptr) {
			*out = name;
			return RG_OK;
		}
		if (ground->args->name.len)
			break;
		name = rg_arena_printf(arena, "%.*s-%d",
				       RG_FMT(rg_session_branch_name(arena, &ground->session)),
				       number);
	}
	rg_ground_halt(ground, "branch-exists",
		       rg_arena_printf(arena, "the branch %.*s exists, at %.*s", RG_FMT(name),
				       RG_FMT(rg_str_sub(tip, 0, 10))),
		       RG_STR("Choose another name: --name NAME."));
	return RG_OK;
}
