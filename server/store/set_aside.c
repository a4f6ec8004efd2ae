/* SPDX-License-Identifier: MIT */
/*
 * set_aside.c - renaming a database is only safe while nobody has it open. Its rollback journal is
 * found by name: a journal that stays behind would be played into the next file of that name
 * (sqlite.org/howtocorrupt.html, section 2.4), and a handle whose file has moved takes the next
 * file's journal for a hot one of its own, plays it and deletes it. So the journal is renamed with
 * the file, first, and whoever has the file open holds the folder's lock.
 */
#include "store/set_aside.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define MAX_KEPT      10000
#define LOOK_AGAIN_MS 10

rg_rc rg_store__hold(int *fd, const char *path, bool alone)
{
	rg_arena *arena = rg_arena_new();
	const char *folder = rg_arena_cstr(arena, rg_path_folder(rg_str_of(path)));
	int rc = -1;

	*fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rg_arena_free(arena);
	for (int ms = 0; *fd >= 0 && rc < 0 && ms <= RG_STORE_BUSY_MS; ms += LOOK_AGAIN_MS) {
		if (ms)
			(void)usleep(LOOK_AGAIN_MS * 1000);
		rc = flock(*fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB);
		if (rc < 0 && errno != EWOULDBLOCK && errno != EINTR) {
			rg_store__let_go(fd);
			return RG_OK;
		}
	}
	if (*fd < 0 || rc == 0)
		return RG_OK;
	rg_store__let_go(fd);
	return RG_ETIMEOUT;
}

void rg_store__let_go(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

rg_rc rg_store__set_aside(rg_str *out, rg_arena *arena, const char *path, rg_err *err)
{
	const char *journal = rg_arena_printf(arena, "%s-journal", path).ptr;

	for (int i = 1; i <= MAX_KEPT; i++) {
		rg_str kept = rg_arena_printf(arena, "%s.set-aside-%d", path, i);

		if (access(kept.ptr, F_OK) == 0)
			continue;
		if ((rename(journal, rg_arena_printf(arena, "%s-journal", kept.ptr).ptr) < 0 &&
		     errno != ENOENT) ||
		    rename(path, kept.ptr) < 0)
			return rg_fail_errno(err, RG_EEXTERNAL, "cannot set %s aside", path);
		*out = kept;
		return RG_OK;
	}
	return rg_fail(err, RG_EEXTERNAL, "more than %d files beside %s; remove the old ones",
		       MAX_KEPT, path);
}
