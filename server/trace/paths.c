/* SPDX-License-Identifier: MIT */
/*
 * paths.c - printed paths to files of the workspace. The files are sorted by their names read from
 * the end, so that all files ending in the same components stand together: the longest common
 * suffix of a printed path is found by two binary searches for each of its components.
 *
 * A path from another machine is only believed when at least its folder agrees too, or when the
 * whole of a workspace path stands at its end: a lone `ast.py` in some library is not ours. What
 * is installed is a library's, unless it is a copy of the workspace's own package.
 */
#include "trace/paths.h"

#include <stdlib.h>
#include <string.h>

#include "trace/kind.h"

/* Components of a path that are looked at; deeper ones are not told apart. */
#define MAX_COMPONENTS 64

struct rg_paths {
	rg_str root;
	rg_str *files; /* sorted by compare_ends */
	size_t n;
};

/* '/' before every other byte, so that "b.py" < "a/b.py" < "ab.py". */
static int rank(char c)
{
	return c == '/' ? 0 : (unsigned char)c + 1;
}

static int compare_ends(rg_str a, rg_str b)
{
	size_t n = a.len < b.len ? a.len : b.len;

	for (size_t i = 1; i <= n; i++) {
		int difference = rank(a.ptr[a.len - i]) - rank(b.ptr[b.len - i]);

		if (difference)
			return difference;
	}
	return a.len < b.len ? -1 : a.len > b.len;
}

static int compare_files(const void *a, const void *b)
{
	return compare_ends(*(const rg_str *)a, *(const rg_str *)b);
}

rg_paths *rg_paths_new(rg_arena *arena, rg_str root, const rg_str_vec *files)
{
	rg_paths *paths = RG_NEW(arena, rg_paths);

	paths->root = rg_arena_dup(arena, root);
	paths->files = RG_NEW_N(arena, rg_str, files->n ? files->n : 1);
	for (size_t i = 0; i < files->n; i++)
		if (files->items[i].len > 0)
			paths->files[paths->n++] = rg_arena_dup(arena, files->items[i]);
	qsort(paths->files, paths->n, sizeof(*paths->files), compare_files);
	return paths;
}

/* The first file that is not before s; with `after`, the first that does not end in /s. */
static size_t bound(const rg_paths *paths, rg_str s, bool is_after)
{
	size_t low = 0, high = paths->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		rg_str file = paths->files[mid];
		bool is_before;

		if (is_after && file.len > s.len && rg_str_ends(file, s))
			is_before = file.ptr[file.len - s.len - 1] == '/';
		else if (is_after && file.len == s.len)
			is_before = compare_ends(file, s) <= 0;
		else
			is_before = compare_ends(file, s) < 0;
		if (is_before)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool rg_paths_has(const rg_paths *paths, rg_str path)
{
	size_t at = paths ? bound(paths, path, false) : 0;

	return paths && at < paths->n && rg_str_eq(paths->files[at], path);
}

/* Without "." and "..", with '/' for '\'; false when ".." leads out of it. */
static bool normalise(rg_str *out, rg_arena *arena, rg_str path)
{
	char *text = rg_arena_alloc(arena, path.len + 2);
	size_t n = 0;

	for (size_t i = 0; i < path.len;) {
		size_t end = i;

		while (end < path.len && path.ptr[end] != '/' && path.ptr[end] != '\\')
			end++;
		if (end - i == 2 && path.ptr[i] == '.' && path.ptr[i + 1] == '.') {
			if (n == 0)
				return false;
			while (n > 0 && text[--n] != '/')
				;
		} else if (end > i && !(end - i == 1 && path.ptr[i] == '.')) {
			if (n > 0)
				text[n++] = '/';
			memcpy(text + n, path.ptr + i, end - i);
			n += end - i;
		}
		i = end + 1;
	}
	*out = (rg_str){text, n};
	return true;
}

/* The longest suffix of path that ends workspace paths; see the head of this file. */
static bool resolve_suffix(rg_str *out, bool *is_ambiguous, const rg_paths *paths, rg_str path)
{
	size_t starts[MAX_COMPONENTS], n = 0;

	for (size_t i = path.len; n < MAX_COMPONENTS; i--) {
		if (i == 0 || path.ptr[i - 1] == '/')
			starts[n++] = i;
		if (i == 0)
			break;
	}
	for (size_t k = n; k-- > 0;) {
		rg_str suffix = rg_str_sub(path, starts[k], path.len);
		size_t first = bound(paths, suffix, false), last = bound(paths, suffix, true);

		if (first >= last)
			continue;
		if (paths->files[first].len == suffix.len) { /* the whole of a workspace path */
			*out = paths->files[first];
			return true;
		}
		if (k == 0 && n > 1)
			return false; /* only the name agrees */
		if (last - first > 1) {
			*is_ambiguous = true;
			return false;
		}
		*out = paths->files[first];
		return true;
	}
	return false;
}

static rg_str join(rg_arena *arena, rg_str folder, rg_str path)
{
	return folder.len ? rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(folder), RG_FMT(path))
			  : path;
}

static bool is_absolute(rg_str path)
{
	return path.len > 0 && (path.ptr[0] == '/' || path.ptr[0] == '\\' ||
				(path.len > 2 && path.ptr[1] == ':' &&
				 (path.ptr[2] == '\\' || path.ptr[2] == '/')));
}

/* Below the root, as printed or by where the test ran; *is_below: it cannot lie elsewhere. */
static bool resolve_exact(rg_str *out, bool *is_below, rg_arena *arena, const rg_paths *paths,
			  rg_str cwd, rg_str printed)
{
	rg_str path = printed, relative;

	if (is_absolute(printed)) {
		if (!paths->root.len || !rg_str_skip(&path, paths->root) || !path.len ||
		    path.ptr[0] != '/')
			return false;
		*is_below = true;
		return normalise(&relative, arena, path) && rg_paths_has(paths, relative) &&
		       (*out = relative, true);
	}
	if (normalise(&relative, arena, join(arena, cwd, path)) && rg_paths_has(paths, relative)) {
		*out = relative;
		return true;
	}
	if (normalise(&relative, arena, path) && rg_paths_has(paths, relative)) {
		*out = relative;
		return true;
	}
	return false;
}

/*
 * Whether inner stands in file where Python begins to import: no package is around it. A module
 * alone is only looked for where such lie.
 */
static bool is_at_package_root(const rg_paths *paths, rg_arena *arena, rg_str file, rg_str inner)
{
	rg_str folder = rg_str_sub(file, 0, file.len - inner.len);

	if (rg_str_find_char(inner, '/') == SIZE_MAX)
		return folder.len == 0 || rg_str_eq_z(folder, "src/");
	return folder.len == 0 ||
	       !rg_paths_has(paths, join(arena, rg_str_sub(folder, 0, folder.len - 1),
					 RG_STR("__init__.py")));
}

/*
 * A copy of the workspace's own package, as tox and nox install it: "…/site-packages/app/core.py"
 * is app/core.py or src/app/core.py here, if only one file can be meant. A library that the
 * workspace has a copy of inside its package is another one.
 */
static bool resolve_copy(rg_str *out, const rg_paths *paths, rg_arena *arena, rg_str printed)
{
	rg_str inner, found = {NULL, 0};
	size_t first, last;

	inner = rg_path_in_installation(printed);
	if (inner.len == 0 || rg_path_is_test(inner) || rg_str_starts(inner, RG_STR("tests/")) ||
	    rg_str_starts(inner, RG_STR("test/")))
		return false;
	first = bound(paths, inner, false);
	last = bound(paths, inner, true);
	for (size_t i = first; i < last; i++) {
		if (!is_at_package_root(paths, arena, paths->files[i], inner) ||
		    rg_path_is_installed(paths->files[i]))
			continue;
		if (found.ptr)
			return false;
		found = paths->files[i];
	}
	*out = found;
	return found.ptr != NULL;
}

bool rg_paths_resolve(rg_str *out, bool *is_ambiguous, const rg_paths *paths, rg_str cwd,
		      rg_str printed)
{
	rg_arena *arena;
	rg_str path = printed, found = {NULL, 0};
	bool is_below = false, is_found;

	*is_ambiguous = false;
	if (!paths || printed.len == 0 || printed.ptr[0] == '<')
		return false;
	arena = rg_arena_new();
	is_found = resolve_exact(&found, &is_below, arena, paths, cwd, printed) &&
		   !rg_path_is_installed(found);
	while (rg_str_skip(&path, RG_STR("../")) || rg_str_skip(&path, RG_STR("./")))
		;
	if (!is_found && normalise(&path, arena, path)) {
		if (rg_path_is_installed(path))
			is_found = resolve_copy(&found, paths, arena, path);
		else
			is_found = !is_below && resolve_suffix(&found, is_ambiguous, paths, path);
	}
	if (is_found) { /* what the caller gets is the workspace's own text */
		*out = paths->files[bound(paths, found, false)];
		is_found = !rg_path_is_installed(*out) && !rg_path_is_generated(*out);
	}
	rg_arena_free(arena);
	return is_found;
}
