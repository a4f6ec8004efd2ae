/* SPDX-License-Identifier: MIT */
/* tests.c - what completions ask for: a file's tests, as the lenses see them. */
#include "base/limits.h"
#include "cli/pages.h"
#include "os/fs.h"
#include "syntax/outline.h"

#define SOURCE_MAX (8 * RG_MiB)

rg_rc rg_cli_print_tests(rg_buf *out, const char *path, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	const rg_outline *outline;
	rg_str source;
	rg_rc rc = rg_fs_read(&source, arena, path, SOURCE_MAX, err);

	if (rc == RG_OK) {
		outline = rg_outline_parse(arena, RG_LANG_PYTHON, source);
		for (size_t i = 0; i < outline->tests.n; i++)
			rg_buf_printf(out, "%s::%.*s\n", path,
				      RG_FMT(outline->tests.items[i].name));
	}
	rg_arena_free(arena);
	return rc;
}
