/* SPDX-License-Identifier: MIT */
/* log_text.c - a file that fits is read as it is; a larger one passes the thinner in pieces. */
#include "fix/log_text.h"

#include "base/limits.h"
#include "os/fs.h"
#include "trace/thin.h"

static void add(void *self, rg_str piece)
{
	rg_thinner_add(self, piece);
}

rg_rc rg_log_text_read(rg_str *out, rg_arena *arena, const char *path, rg_err *err)
{
	rg_thinner *thinner;
	rg_err whole;
	rg_rc rc = rg_fs_read(out, arena, path, RG_LIMIT_TRACE_BYTES, &whole);

	if (rc != RG_ETOOBIG) {
		if (rc < 0)
			*err = whole;
		return rc;
	}
	thinner = rg_thinner_new(arena, RG_LIMIT_TRACE_BYTES);
	if ((rc = rg_fs_read_parts(path, add, thinner, err)) < 0)
		return rc;
	*out = rg_thinner_finish(thinner);
	return RG_OK;
}
