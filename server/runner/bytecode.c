/* SPDX-License-Identifier: MIT */
/*
 * bytecode.c - the walk over the private bytecode cache. The cache survives from run to run, since
 * compiling a large repository and its environment anew costs seconds; only what could be stale
 * goes. Below PREFIX lies the absolute path of the source's folder (PEP 304's successor, Python
 * 3.8), files are NAME.TAG.pyc. Installed packages are left out: nobody edits them between runs.
 */
#include "runner/bytecode.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/fs.h"

#define MAX_DEPTH     64
#define SLACK_SECONDS 2 /* more than any file system's or kernel's clock granularity */

static bool is_stale(const char *compiled, const char *source)
{
	struct stat of_compiled, of_source;

	if (stat(compiled, &of_compiled) < 0 || stat(source, &of_source) < 0)
		return true;
	return of_source.st_ctime + SLACK_SECONDS >= of_compiled.st_mtime ||
	       of_source.st_mtime + SLACK_SECONDS >= of_compiled.st_mtime;
}

static size_t purge(rg_arena *arena, rg_str compiled, rg_str sources, unsigned depth)
{
	DIR *folder = opendir(compiled.ptr);
	struct dirent *entry;
	size_t n = 0;

	if (!folder)
		return 0;
	while ((entry = readdir(folder))) {
		rg_str name = rg_str_of(entry->d_name), module;
		rg_str path, source;

		if (rg_str_eq_z(name, ".") || rg_str_eq_z(name, "..") ||
		    rg_str_eq_z(name, "site-packages"))
			continue;
		path = rg_str_of(rg_path_join(arena, compiled, name));
		if (!rg_str_ends(name, RG_STR(".pyc"))) {
			if (depth < MAX_DEPTH)
				n += purge(arena, path,
					   rg_str_of(rg_path_join(arena, sources, name)),
					   depth + 1);
			continue;
		}
		/* The tag begins behind the first dot: "a.cpython-311-pytest-8.4.2.pyc". */
		module = rg_str_sub(name, 0, rg_str_find_char(name, '.'));
		source = rg_arena_printf(arena, "%.*s/%.*s.py", RG_FMT(sources), RG_FMT(module));
		if (is_stale(path.ptr, source.ptr) && unlink(path.ptr) == 0)
			n++;
	}
	closedir(folder);
	return n;
}

size_t rg_bytecode_purge(rg_arena *arena, rg_str prefix, rg_str there_root, rg_str root)
{
	rg_str compiled = rg_arena_printf(arena, "%.*s%.*s", RG_FMT(prefix), RG_FMT(there_root));

	return purge(arena, compiled, root, 0);
}
