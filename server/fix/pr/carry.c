/* SPDX-License-Identifier: MIT */
/*
 * carry.c - a walk over imports, from the test files outwards. It follows only what lies in test
 * folders or stands beside the test: a source module that differs from the base is the user's
 * change, not the reproduction, and is never taken along unasked. A module that the base does not
 * have at all is followed wherever it lies, because without it the test would fail for another
 * reason; but only beside tests, for the same reason.
 *
 * Files that a test reads are no imports. A file on the test side counts as read when a carried
 * source or a parameter speaks of it: its name, or the name without its ending, stands there as a
 * word; or the name of a folder does that it lies in, and the base has no such file. Modules of
 * other tests never count.
 */
#include "fix/pr/carry.h"

#include "fix/session/test_files.h"
#include "syntax/outline.h"

static rg_str join(rg_arena *arena, rg_str folder, rg_str name)
{
	return folder.len ? rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(folder), RG_FMT(name))
			  : rg_arena_dup(arena, name);
}

/* "a.b.c" as "a/b/c". */
static rg_str module_path(rg_arena *arena, rg_str module)
{
	char *path = rg_arena_cstr(arena, module);

	for (size_t i = 0; i < module.len; i++)
		if (path[i] == '.')
			path[i] = '/';
	return (rg_str){path, module.len};
}

typedef struct walk {
	rg_arena *arena;
	const rg_carry_input *input;
	rg_str_vec tests; /* the tests' own files */
	rg_str_vec found; /* also the queue */
} walk;

static bool has_file(const walk *w, rg_str path)
{
	return rg_str_vec_has_sorted(w->input->files, path);
}

static void add(walk *w, rg_str path)
{
	if (has_file(w, path) && !rg_str_vec_has(&w->found, path))
		RG_PUSH(w->arena, &w->found, path);
}

/*
 * Whether a file stands beside a test in a folder that came with the reproduction: below the root,
 * and the base has no module in it that is not part of its tests.
 */
static bool is_beside(const walk *w, rg_str path)
{
	rg_str folder = rg_path_folder(path);
	bool is_beside_test = false;

	for (size_t i = 0; i < w->tests.n; i++)
		is_beside_test =
			is_beside_test || rg_str_eq(rg_path_folder(w->tests.items[i]), folder);
	if (!is_beside_test || !folder.len)
		return false;
	for (size_t i = 0; i < w->input->files->n; i++) {
		rg_str file = w->input->files->items[i];

		if (rg_str_eq(rg_path_folder(file), folder) &&
		    rg_str_eq_z(rg_path_ext(file), ".py") && !rg_is_test_side(file) &&
		    w->input->has_base(w->input->self, file))
			return false;
	}
	return true;
}

/* The files that an import can mean, seen from a folder upwards: module and package. */
static void add_module(walk *w, rg_str folder, rg_str dotted)
{
	rg_str path = module_path(w->arena, dotted);
	rg_str module = rg_arena_printf(w->arena, "%.*s.py", RG_FMT(path));
	rg_str package = rg_arena_printf(w->arena, "%.*s/__init__.py", RG_FMT(path));

	for (;;) {
		rg_str hit = join(w->arena, folder, module);

		if (!has_file(w, hit))
			hit = join(w->arena, folder, package);
		if (has_file(w, hit)) {
			if (rg_is_test_side(hit) || is_beside(w, hit))
				add(w, hit);
			return;
		}
		if (folder.len == 0)
			return;
		folder = rg_path_folder(folder);
	}
}

static void follow_imports(walk *w, rg_str path)
{
	rg_str source = w->input->source(w->input->self, w->arena, path);
	const rg_outline *outline;

	if (!source.ptr)
		return;
	outline = rg_outline_parse(w->arena, RG_LANG_PYTHON, source);
	for (size_t i = 0; i < outline->imports.n; i++) {
		const rg_import *import = &outline->imports.items[i];
		rg_str folder = rg_path_folder(path);

		for (uint32_t up = 1; up < import->level && folder.len; up++)
			folder = rg_path_folder(folder);
		if (import->module.len)
			add_module(w, folder, import->module);
		if (import->name.len && !rg_str_eq_z(import->name, "*"))
			add_module(w, folder,
				   import->module.len ? rg_arena_printf(w->arena, "%.*s.%.*s",
									RG_FMT(import->module),
									RG_FMT(import->name))
						      : import->name);
	}
}

/* ---- files that the tests read -------------------------------------------------------------- */

#define SHORTEST_NAME 3 /* "a.b" says nothing */

static bool is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* Whether the name stands in one of the texts, and not as a part of a longer word. */
static bool is_spoken_of(const rg_str_vec *texts, rg_str name)
{
	if (name.len < SHORTEST_NAME)
		return false;
	for (size_t i = 0; i < texts->n; i++) {
		rg_str rest = texts->items[i];
		size_t at, before = 0; /* bytes of the text in front of rest */

		while ((at = rg_str_find(rest, name)) != rest.len && at != SIZE_MAX) {
			const char *hit = rest.ptr + at, *end = hit + name.len;

			if ((before + at == 0 || !is_word_char(hit[-1])) &&
			    (end == texts->items[i].ptr + texts->items[i].len ||
			     !is_word_char(*end)))
				return true;
			before += at + 1;
			rest = rg_str_sub(rest, at + 1, rest.len);
		}
	}
	return false;
}

static bool is_test_module(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_eq_z(rg_path_ext(path), ".py") &&
	       (rg_str_starts(name, RG_STR("test_")) || rg_str_ends(name, RG_STR("_test.py")) ||
		rg_str_eq_z(name, "conftest.py"));
}

/* Whether one of the path's folders, but for those that all tests lie in, is spoken of. */
static bool has_folder_spoken_of(const rg_str_vec *texts, rg_str path)
{
	rg_str rest = path, part;

	while (rg_str_part(&part, &rest, '/'))
		if (rest.ptr && !rg_is_test_folder(part) && is_spoken_of(texts, part))
			return true;
	return false;
}

static bool is_read(const walk *w, const rg_str_vec *texts, rg_str path)
{
	rg_str name = rg_path_name(path), ext = rg_path_ext(path);

	if (is_test_module(path))
		return false;
	return is_spoken_of(texts, name) ||
	       is_spoken_of(texts, rg_str_sub(name, 0, name.len - ext.len)) ||
	       (has_folder_spoken_of(texts, path) && !w->input->has_base(w->input->self, path));
}

static void add_read_files(walk *w)
{
	rg_str_vec texts = {0};

	for (size_t i = 0; i < w->input->tests->n; i++) {
		rg_str id = w->input->tests->items[i];
		size_t parameter = rg_str_find_char(id, '[');

		if (parameter != SIZE_MAX)
			RG_PUSH(w->arena, &texts, rg_str_sub(id, parameter, id.len));
	}
	for (size_t i = 0; i < w->found.n; i++) {
		rg_str source = w->input->source(w->input->self, w->arena, w->found.items[i]);

		if (source.ptr)
			RG_PUSH(w->arena, &texts, source);
	}
	for (size_t i = 0; i < w->input->files->n; i++) {
		rg_str path = w->input->files->items[i];

		if (rg_is_test_side(path) && is_read(w, &texts, path))
			add(w, path);
	}
}

rg_str_vec rg_carry_find(rg_arena *arena, const rg_carry_input *input)
{
	rg_str_vec tests = rg_test_files(arena, input->tests), out = {0};
	walk w = {.arena = arena, .input = input, .tests = tests};

	for (size_t i = 0; i < tests.n; i++) {
		rg_str folder = tests.items[i];

		add(&w, tests.items[i]);
		do {
			folder = rg_path_folder(folder);
			add(&w, join(arena, folder, RG_STR("conftest.py")));
			if (folder.len && rg_is_test_side(join(arena, folder, RG_STR("x"))))
				add(&w, join(arena, folder, RG_STR("__init__.py")));
		} while (folder.len);
	}
	for (size_t i = 0; i < w.found.n; i++)
		if (rg_str_eq_z(rg_path_ext(w.found.items[i]), ".py"))
			follow_imports(&w, w.found.items[i]);
	add_read_files(&w);
	for (size_t i = 0; i < w.found.n; i++)
		if (!input->is_on_base(input->self, w.found.items[i]))
			RG_PUSH(arena, &out, w.found.items[i]);
	rg_str_vec_sort(&out);
	return out;
}
