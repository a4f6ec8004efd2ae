/* SPDX-License-Identifier: MIT */
/*
 * unbuilt.c - times first, since a stat of every native file is cheap; contents only where times
 * accuse. What was built is remembered as the contents of the sources, seen in a run whose
 * libraries were newer than all of them, under the names and times of these libraries.
 */
#include "fix/runs/unbuilt.h"

#include "base/hash.h"
#include "base/limits.h"
#include "locate/kernel.h"
#include "os/fs.h"
#include "point/cache.h"

#define FORMAT	  2
#define PREFIX	  "native-"
#define MOST_KEPT 32
#define MOST_HELD 100

static bool has_any(rg_str s, const char *const *endings)
{
	for (; *endings; endings++)
		if (rg_str_ends(s, rg_str_of(*endings)))
			return true;
	return false;
}

bool rg_unbuilt_is_native(rg_str path)
{
	static const char *const extensions[] = {
		".c",	".cc",	".cpp", ".cxx", ".c++", ".h",	".hh",	".hpp",	 ".hxx",
		".cu",	".cuh", ".pyx", ".pxd", ".pxi", ".rs",	".f",	".f90",	 ".f95",
		".f03", ".m",	".mm",	".inl", ".ipp", ".tpp", ".tcc", ".cppm", NULL};
	rg_str own = rg_path_ext(path);

	for (size_t i = 0; extensions[i]; i++)
		if (rg_str_eq_nocase(own, rg_str_of(extensions[i])))
			return !rg_kernel_is_path(path);
	return false;
}

/* Not what a library of the project is made of, as far as folders say it. */
static bool is_aside(rg_str path)
{
	static const char *const folders[] = {"test",	   "tests",	 "testing", "bench",
					      "benchmark", "benchmarks", "example", "examples",
					      "docs",	   "doc",	 "fuzz",    NULL};
	rg_str rest = path, part;

	while (rg_str_has(rest, RG_STR("/"))) {
		part = rg_str_sub(rest, 0, rg_str_find_char(rest, '/'));
		for (size_t i = 0; folders[i]; i++)
			if (rg_str_eq_nocase(part, rg_str_of(folders[i])))
				return true;
		rest = rg_str_sub(rest, part.len + 1, SIZE_MAX);
	}
	return false;
}

/* "/x/core" of "/x/core.cpython-311-x86_64-linux-gnu.so". */
static rg_str stem_of(rg_str path)
{
	rg_str folder = rg_path_folder(path), name = path;

	if (folder.len)
		name = rg_str_sub(path, folder.len + 1, SIZE_MAX);
	return rg_str_sub(path, 0,
			  path.len - name.len +
				  (name.len < rg_str_find_char(name, '.')
					   ? name.len
					   : rg_str_find_char(name, '.')));
}

/* ---- the run's libraries -------------------------------------------------------------------- */

typedef struct holding {
	rg_str path;	/* relative to the root, or as it is */
	rg_str project; /* the folder of its manifest, relative; "" for the root */
	int64_t time_ms;
} holding;
typedef RG_VEC(holding) holding_vec;

/* Folders that hold a project of their own, "" for the root not among them. */
static rg_str_vec projects_of(rg_arena *arena, const rg_str_vec *files)
{
	static const char *const manifests[] = {"/pyproject.toml", "/setup.py", "/Cargo.toml",
						NULL};
	rg_str_vec out = {0};

	for (size_t i = 0; i < files->n; i++)
		if (has_any(files->items[i], manifests))
			RG_PUSH(arena, &out, rg_path_folder(files->items[i]));
	return out;
}

static rg_str project_of(const rg_str_vec *projects, rg_str path)
{
	for (rg_str at = rg_path_folder(path); at.len && at.ptr[0] != '/'; at = rg_path_folder(at))
		if (rg_str_vec_has(projects, at))
			return at;
	return RG_STR("");
}

static holding_vec holdings_of(rg_arena *arena, rg_str root, const rg_native_file_vec *native,
			       const rg_str_vec *files)
{
	rg_str_vec projects = projects_of(arena, files);
	holding_vec out = {0};

	for (size_t i = 0; i < native->n && i < MOST_HELD; i++) {
		rg_str path = native->items[i].path, rest = path;

		if (rg_str_skip(&rest, root) && rg_str_skip(&rest, RG_STR("/")))
			path = rest;
		RG_PUSH(arena, &out,
			(holding){path, project_of(&projects, path), native->items[i].time_ms});
	}
	return out;
}

/*
 * When the file's own library was built: that of its name beside it, else the newest of the nearest
 * project around it; -1 for none. *of: that library.
 */
static int64_t built_at(rg_str *of, const holding_vec *held, rg_str path)
{
	rg_str stem = stem_of(path);
	int64_t time = -1;
	size_t depth = 0;

	for (size_t i = 0; i < held->n; i++)
		if (rg_str_eq(stem_of(held->items[i].path), stem)) {
			*of = held->items[i].path;
			return held->items[i].time_ms;
		}
	if (is_aside(path))
		return -1;
	for (size_t i = 0; i < held->n; i++) {
		const holding *h = &held->items[i];
		rg_str rest = path;

		if (h->project.len &&
		    !(rg_str_skip(&rest, h->project) && rg_str_skip(&rest, RG_STR("/"))))
			continue;
		if (time < 0 || h->project.len > depth ||
		    (h->project.len == depth && h->time_ms > time)) {
			time = h->time_ms;
			depth = h->project.len;
			*of = h->path;
		}
	}
	return time;
}

/* ---- what was seen behind the build --------------------------------------------------------- */

/* A name for the libraries in the first line, "= PATH" for each of these, then "CONTENT PATH" a
 * line each. */
static rg_str name_of(rg_arena *arena, rg_str root)
{
	return rg_arena_printf(arena, PREFIX "%.*s",
			       RG_FMT(rg_hash_hex(arena, rg_hash_field(RG_HASH_START, root))));
}

static uint64_t hash_number(uint64_t hash, int64_t number)
{
	return rg_hash_field(hash, (rg_str){(const char *)&number, sizeof(number)});
}

static rg_str signature_of(rg_arena *arena, const holding_vec *held)
{
	uint64_t hash = RG_HASH_START;

	for (size_t i = 0; i < held->n; i++) {
		hash = rg_hash_field(hash, held->items[i].path);
		hash = hash_number(hash, held->items[i].time_ms);
	}
	return rg_hash_hex(arena, hash);
}

/* Null when it cannot be read. */
static rg_str content_of(rg_arena *arena, rg_fs_reader *reader, rg_str root, rg_str path)
{
	rg_str bytes;
	rg_fs_stamp stamp;

	if (!rg_fs_reader_read(&bytes, &stamp, reader, rg_path_join(arena, root, path)) ||
	    !bytes.ptr)
		return (rg_str){NULL, 0};
	return rg_hash_hex(arena, rg_hash_field(RG_HASH_START, bytes));
}

/* Whether the file's content is what was seen. seen: sorted lines, borrowed. */
static bool is_as_seen(rg_arena *arena, rg_fs_reader *reader, rg_str root, rg_str path, rg_str seen)
{
	rg_str content = content_of(arena, reader, root, path);
	rg_str line = rg_arena_printf(arena, "\n%.*s %.*s\n", RG_FMT(content), RG_FMT(path));

	return content.ptr && rg_str_has(seen, line);
}

/* Of a run that ended before the probe could speak, a crash: what an earlier one held, as it is
 * now.
 */
static rg_native_file_vec held_before(rg_arena *arena, rg_str kept)
{
	rg_native_file_vec out = {0};
	rg_str line;

	while (rg_str_line(&line, &kept)) {
		rg_fs_stamp stamp;

		if (rg_str_skip(&line, RG_STR("= ")) &&
		    rg_fs_stat(&stamp, rg_arena_cstr(arena, line)))
			RG_PUSH(arena, &out, (rg_native_file){line, stamp.mtime_ns / 1000000});
	}
	return out;
}

static void keep(rg_arena *arena, const rg_ground *ground, rg_str root, rg_fs_reader *reader,
		 rg_str signature, const rg_native_file_vec *native, const rg_str_vec *sources)
{
	rg_str_vec lines = {0};

	RG_PUSH(arena, &lines, signature);
	for (size_t i = 0; i < native->n && i < MOST_HELD; i++)
		RG_PUSH(arena, &lines,
			rg_arena_printf(arena, "= %.*s", RG_FMT(native->items[i].path)));
	for (size_t i = 0; i < sources->n; i++) {
		rg_str content = content_of(arena, reader, root, sources->items[i]);

		if (content.ptr)
			RG_PUSH(arena, &lines,
				rg_arena_printf(arena, "%.*s %.*s", RG_FMT(content),
						RG_FMT(sources->items[i])));
	}
	RG_PUSH(arena, &lines, RG_STR("")); /* so that every line has an end */
	if (rg_cache_write(ground->facts.private_dir, name_of(arena, root), FORMAT,
			   rg_str_vec_join(arena, &lines, RG_STR("\n"))))
		rg_cache_trim(ground->facts.private_dir, RG_STR(PREFIX), MOST_KEPT);
}

/* ---- the question --------------------------------------------------------------------------- */

/* C that Cython writes: a build makes it anew, and its time says nothing. */
static bool is_made_from_cython(rg_arena *arena, const rg_str_vec *files, rg_str path)
{
	static const char *const made[] = {".c", ".cpp", ".cc", NULL};

	return has_any(path, made) &&
	       rg_str_vec_has(files, rg_arena_printf(arena, "%.*s.pyx", RG_FMT(stem_of(path))));
}

static bool is_kernel(rg_arena *arena, rg_str root, rg_str path)
{
	rg_str text;
	rg_err ignored;

	return rg_fs_read(&text, arena, rg_path_join(arena, root, path), RG_LIMIT_SOURCE_BYTES,
			  &ignored) == RG_OK &&
	       rg_kernel_has_entry_point(text);
}

static rg_str sentence(rg_arena *arena, const rg_str_vec *changed, rg_str library)
{
	rg_str folder = rg_path_folder(library);
	rg_str name = folder.len ? rg_str_sub(library, folder.len + 1, SIZE_MAX) : library;
	rg_str more = RG_STR("");

	if (changed->n > 1)
		more = rg_arena_printf(arena, " and %zu more native file%s", changed->n - 1,
				       changed->n > 2 ? "s" : "");
	return rg_arena_printf(arena,
			       "not rebuilt: %.*s%.*s changed after %.*s was built, so the run did "
			       "not run %s",
			       RG_FMT(changed->items[0]), RG_FMT(more), RG_FMT(name),
			       changed->n > 1 ? "them" : "it");
}

rg_str rg_unbuilt_find(rg_arena *arena, const rg_ground *ground, rg_str root,
		       const rg_run_result *result, const rg_str_vec *files)
{
	rg_native_file_vec native = result->provenance.native;
	holding_vec held;
	rg_str_vec sources = {0}, changed = {0};
	rg_str library = {NULL, 0}, kept, line = {NULL, 0}, signature;
	rg_fs_reader *reader;
	bool is_same_build;

	if (!native.n && result->provenance.is_known)
		return (rg_str){NULL, 0};
	kept = rg_cache_read(arena, ground->facts.private_dir, name_of(arena, root), FORMAT);
	if (!native.n && !(native = held_before(arena, kept)).n)
		return (rg_str){NULL, 0};
	held = holdings_of(arena, root, &native, files);
	signature = signature_of(arena, &held);
	is_same_build = rg_str_line(&line, &kept) && rg_str_eq(line, signature);
	if (is_same_build)
		kept = (rg_str){kept.ptr - 1, kept.len + 1}; /* the line's end is before it */
	reader = rg_fs_reader_new(RG_LIMIT_DOCUMENT_BYTES);
	for (size_t i = 0; i < files->n; i++) {
		rg_str path = files->items[i], of = {NULL, 0};
		rg_fs_stamp stamp;
		int64_t built;

		if (!rg_unbuilt_is_native(path) || (built = built_at(&of, &held, path)) < 0)
			continue;
		RG_PUSH(arena, &sources, path);
		if (!rg_fs_stat(&stamp, rg_path_join(arena, root, path)) ||
		    stamp.mtime_ns / 1000000 <= built || is_made_from_cython(arena, files, path) ||
		    is_kernel(arena, root, path) ||
		    (is_same_build && is_as_seen(arena, reader, root, path, kept)))
			continue;
		RG_PUSH(arena, &changed, path);
		if (!library.ptr)
			library = of;
	}
	if (!changed.n && !is_same_build)
		keep(arena, ground, root, reader, signature, &native, &sources);
	rg_fs_reader_free(reader);
	return changed.n ? sentence(arena, &changed, library) : (rg_str){NULL, 0};
}

rg_str rg_unbuilt_next(const rg_ground *ground)
{
	if (ground->settings.build.n)
		return RG_STR("The setting `build` does not bring it up to date: mend that "
			      "command, or build by hand, then run it again.");
	return RG_STR("Build it, then run it again; with the setting `build`, such as [\"cmake\", "
		      "\"--build\", \"build\"] or [\"pip\", \"install\", \"-e\", \".\"], redgreen "
		      "does that before each run that needs it.");
}

/* ---- the state of all sources --------------------------------------------------------------- */

/* Files that say how the native code is built. */
static bool is_recipe(rg_str path)
{
	static const char *const names[] = {
		"CMakeLists.txt", ".cmake",    "meson.build",	    "meson_options.txt",
		"setup.py",	  "setup.cfg", "pyproject.toml",    "Cargo.toml",
		"Cargo.lock",	  "Makefile",  "CMakePresets.json", NULL};

	return has_any(path, names);
}

rg_native_state rg_unbuilt_state(rg_arena *arena, rg_str root, const rg_str_vec *files,
				 const rg_native_state *known)
{
	uint64_t times = RG_HASH_START, content = RG_HASH_START;
	rg_str_vec sources = {0};
	rg_native_state out;
	rg_fs_reader *reader;

	for (size_t i = 0; i < files->n; i++) {
		rg_fs_stamp stamp;

		if ((!rg_unbuilt_is_native(files->items[i]) && !is_recipe(files->items[i])) ||
		    !rg_fs_stat(&stamp, rg_path_join(arena, root, files->items[i])))
			continue;
		RG_PUSH(arena, &sources, files->items[i]);
		times = rg_hash_field(times, files->items[i]);
		times = hash_number(
			hash_number(hash_number(times, (int64_t)stamp.size), stamp.mtime_ns),
			stamp.ctime_ns);
	}
	out.times = rg_hash_hex(arena, times);
	if (known && rg_str_eq(known->times, out.times)) {
		out.content = known->content;
		return out;
	}
	reader = rg_fs_reader_new(RG_LIMIT_DOCUMENT_BYTES);
	for (size_t i = 0; i < sources.n; i++) {
		content = rg_hash_field(content, sources.items[i]);
		content = rg_hash_field(content, content_of(arena, reader, root, sources.items[i]));
	}
	rg_fs_reader_free(reader);
	out.content = rg_hash_hex(arena, content);
	return out;
}
