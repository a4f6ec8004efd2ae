/* SPDX-License-Identifier: MIT */
/* played_helper.h - redgreen-forge played by a shell script, for the unit tests of forge/. */
#ifndef RG_TESTS_PLAYED_HELPER_H
#define RG_TESTS_PLAYED_HELPER_H

#include <sys/stat.h>

#include "forge/forge.h"
#include "os/fs.h"

typedef struct played_helper {
	rg_arena *arena;
	rg_loop *loop;
	rg_str folder, path; /* the script is in the folder, and runs there */
	rg_forge_target target;
	rg_err err;
} played_helper;

static inline int open_played_helper(played_helper *h)
{
	h->arena = rg_arena_new();
	h->loop = rg_loop_new();
	if (rg_fs_make_temp(&h->folder, h->arena, &h->err) < 0)
		return -1;
	h->path = rg_arena_printf(h->arena, "%s/redgreen forge", h->folder.ptr);
	h->target = (rg_forge_target){.kind = RG_STR("github"),
				      .host = RG_STR("github.com"),
				      .api = RG_STR("https://api.github.com"),
				      .project = RG_STR("octo/app")};
	return 0;
}

static inline int close_played_helper(played_helper *h)
{
	rg_rc rc = rg_fs_remove(h->folder.ptr, &h->err);

	rg_loop_free(h->loop);
	rg_arena_free(h->arena);
	return rc;
}

static inline void play(played_helper *h, const char *script)
{
	rg_str whole = rg_arena_printf(h->arena, "#!/bin/sh\ncd '%s'\n%s\n", h->folder.ptr, script);

	assert_int_equal(rg_fs_write(h->path.ptr, whole, true, &h->err), RG_OK);
	assert_int_equal(chmod(h->path.ptr, 0755), 0);
}

/* What the script wrote into that file. */
static inline rg_str written(played_helper *h, const char *name)
{
	rg_str out = {0};

	assert_int_equal(rg_fs_read(&out, h->arena,
				    rg_path_join(h->arena, h->folder, rg_str_of(name)), 1 << 20,
				    &h->err),
			 RG_OK);
	return out;
}

#endif
