/* SPDX-License-Identifier: MIT */
/*
 * set_aside.c - renaming a database is only safe while nobody writes to it: its rollback journal
 * is found by name, and a journal that stays behind would be played into the next file of that
 * name (sqlite.org/howtocorrupt.html, section 2.4). So the journal is renamed with it, first, and
 * SQLite refuses to write through a handle whose file has moved (SQLITE_READONLY_DBMOVED).
 */
#include "store/set_aside.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define MAX_KEPT 10000

int rg_store__lock_folder(const char *path)
{
	rg_arena *arena = rg_arena_new();
	const char *folder = rg_arena_cstr(arena, rg_path_folder(rg_str_of(path)));
	int fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = -1;

	rg_arena_free(arena);
	if (fd < 0)
		return -1;
	do
		rc = flock(fd, LOCK_EX);
	while (rc < 0 && errno == EINTR);
	if (rc < 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
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
