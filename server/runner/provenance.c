/* SPDX-License-Identifier: MIT */
/*
 * provenance.c - the first foreign module decides about the sentence and the next step: whoever
 * mends one cause runs again, and sees the next.
 */
#include "runner/provenance.h"

#include "base/limits.h"

#define MOST_OWN 200
#define MOST	 100

static bool has_module(const rg_foreign_vec *foreign, rg_str module)
{
	for (size_t i = 0; i < foreign->n; i++)
		if (rg_str_eq(foreign->items[i].module, module))
			return true;
	return false;
}

static rg_str kept(rg_arena *arena, const rg_json *object, const char *key)
{
	rg_str text = rg_json_str(rg_json_get(object, key));

	return text.len ? rg_arena_dup(arena, text) : (rg_str){NULL, 0};
}

static void add_own(rg_provenance *out, rg_arena *arena, const rg_json *pair)
{
	const rg_json *path = rg_json_first(pair) ? rg_json_next(rg_json_first(pair)) : NULL;
	rg_str module = rg_json_str(rg_json_first(pair));

	if (out->own.n >= MOST_OWN || !module.len)
		return;
	for (size_t i = 0; i < out->own.n; i++)
		if (rg_str_eq(out->own.items[i].module, module))
			return;
	RG_PUSH(arena, &out->own,
		(rg_own_module){rg_arena_dup(arena, module),
				rg_arena_dup(arena, rg_json_str(path))});
}

static void add_native(rg_provenance *out, rg_arena *arena, const rg_json *file)
{
	rg_str path = rg_json_str(rg_json_get(file, "path"));

	if (out->native.n >= MOST || !path.len)
		return;
	for (size_t i = 0; i < out->native.n; i++)
		if (rg_str_eq(out->native.items[i].path, path))
			return;
	RG_PUSH(arena, &out->native,
		(rg_native_file){rg_arena_dup(arena, path),
				 rg_json_int(rg_json_get(file, "time"), 0)});
}

void rg_provenance_add(rg_provenance *out, rg_arena *arena, const rg_json *record)
{
	const rg_json *list = rg_json_get(record, "foreign");
	int64_t n_own = rg_json_int(rg_json_get(record, "own"), 0);

	out->is_known = true;
	if (n_own > 0 && (uint64_t)n_own > out->n_own)
		out->n_own = (uint64_t)n_own;
	for (const rg_json *at = rg_json_first(list); at; at = rg_json_next(at)) {
		rg_str module = rg_json_str(rg_json_get(at, "module"));

		if (module.len && out->foreign.n < MOST && !has_module(&out->foreign, module))
			RG_PUSH(arena, &out->foreign,
				(rg_foreign){rg_arena_dup(arena, module), kept(arena, at, "path"),
					     kept(arena, at, "kind"), kept(arena, at, "via")});
	}
	list = rg_json_get(record, "modules");
	for (const rg_json *at = rg_json_first(list); at; at = rg_json_next(at))
		add_own(out, arena, at);
	list = rg_json_get(record, "native");
	for (const rg_json *at = rg_json_first(list); at; at = rg_json_next(at))
		add_native(out, arena, at);
}

static int by_module(const void *a, const void *b)
{
	return rg_str_cmp(((const rg_foreign *)a)->module, ((const rg_foreign *)b)->module);
}

static int by_name(const void *a, const void *b)
{
	return rg_str_cmp(((const rg_own_module *)a)->module, ((const rg_own_module *)b)->module);
}

static int by_path(const void *a, const void *b)
{
	return rg_str_cmp(((const rg_native_file *)a)->path, ((const rg_native_file *)b)->path);
}

void rg_provenance_sort(rg_provenance *p)
{
	if (p->foreign.n)
		qsort(p->foreign.items, p->foreign.n, sizeof(rg_foreign), by_module);
	if (p->own.n)
		qsort(p->own.items, p->own.n, sizeof(rg_own_module), by_name);
	if (p->native.n)
		qsort(p->native.items, p->native.n, sizeof(rg_native_file), by_path);
}

/* ---- words ---------------------------------------------------------------------------------- */

/* The path without what the module's name adds to it: the folder that was imported from. */
static rg_str import_folder(rg_str path, rg_str module)
{
	rg_str folder = rg_path_folder(path);

	if (rg_str_has(path, RG_STR("/__init__.")))
		folder = rg_path_folder(folder);
	for (size_t i = 0; i < module.len; i++)
		if (module.ptr[i] == '.' && folder.len)
			folder = rg_path_folder(folder);
	return folder.len ? folder : path;
}

/* "/x/foo-1.0.egg" of "/x/foo-1.0.egg/foo/__init__.py". */
static rg_str archive_of(const rg_foreign *foreign)
{
	static const char *const endings[] = {".egg/", ".pyz/", ".zip/", ".whl/"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t at = rg_str_find(foreign->path, rg_str_of(endings[i]));

		if (at != SIZE_MAX)
			return rg_str_sub(foreign->path, 0, at + 4);
	}
	return import_folder(foreign->path, foreign->module);
}

static rg_str names_of(rg_arena *arena, const rg_provenance *p)
{
	rg_str_vec names = {0};

	for (size_t i = 0; i < p->foreign.n && i < 3; i++)
		RG_PUSH(arena, &names,
			rg_arena_printf(arena, "`%.*s`", RG_FMT(p->foreign.items[i].module)));
	return rg_arena_printf(arena, "%.*s%s",
			       RG_FMT(rg_str_vec_join(arena, &names, RG_STR(", "))),
			       p->foreign.n > 3 ? " and more" : "");
}

/* As a person would name the place that it came from. */
static rg_str place_of(const rg_foreign *foreign)
{
	if (rg_str_eq_z(foreign->kind, "archive"))
		return archive_of(foreign);
	if (rg_str_has(foreign->path, RG_STR("/site-packages/")))
		return RG_STR("site-packages");
	return rg_str_has(foreign->path, RG_STR("/dist-packages/"))
		       ? RG_STR("dist-packages")
		       : import_folder(foreign->path, foreign->module);
}

rg_str rg_provenance_text(rg_arena *arena, const rg_provenance *p)
{
	const rg_foreign *first = p->foreign.items;
	rg_str names;

	if (!p->foreign.n)
		return (rg_str){NULL, 0};
	names = names_of(arena, p);
	if (rg_str_eq_z(first->kind, "bytecode"))
		return rg_arena_printf(arena,
				       "the tests ran %.*s from compiled code %s: %.*s; your edits "
				       "have no effect",
				       RG_FMT(names),
				       rg_str_eq_z(first->via, "sourceless")
					       ? "without a source"
					       : "that is not of its source",
				       RG_FMT(first->path));
	if (rg_str_eq_z(first->kind, "link"))
		return rg_arena_printf(arena,
				       "the tests import %.*s through a link that leads out of "
				       "this tree, to %.*s, whose content no tree of this "
				       "repository holds",
				       RG_FMT(names), RG_FMT(rg_path_folder(first->path)));
	return rg_arena_printf(arena,
			       "the tests import %.*s from %.*s, not from this tree; your edits "
			       "have no effect",
			       RG_FMT(names), RG_FMT(place_of(first)));
}

rg_str rg_provenance_outlook(rg_arena *arena, const rg_provenance *p)
{
	if (!p->foreign.n)
		return (rg_str){NULL, 0};
	return rg_arena_printf(arena,
			       "Python has %.*s from %.*s, not from this tree: unless a "
			       "conftest.py leads here, your edits have no effect",
			       RG_FMT(names_of(arena, p)), RG_FMT(place_of(p->foreign.items)));
}

rg_str rg_provenance_next(rg_arena *arena, const rg_provenance *p, rg_str python, rg_str root)
{
	const rg_foreign *first = p->foreign.items;
	rg_str from, command;

	if (!p->foreign.n)
		return (rg_str){NULL, 0};
	from = rg_str_eq_z(first->kind, "archive") ? archive_of(first)
						   : import_folder(first->path, first->module);
	command = rg_arena_printf(arena, "%.*s -m pip install -e '%.*s'", RG_FMT(python),
				  RG_FMT(root));
	if (rg_str_eq_z(first->kind, "bytecode"))
		return rg_arena_printf(arena, "Remove %.*s, then run it again.",
				       RG_FMT(first->path));
	if (rg_str_eq_z(first->kind, "link"))
		return RG_STR("Run redgreen in the repository that the link leads to, or put the "
			      "files themselves into this one.");
	if (rg_str_eq_z(first->via, "PYTHONPATH"))
		return rg_arena_printf(arena, "Take %.*s out of PYTHONPATH, then run it again.",
				       RG_FMT(from));
	if (rg_str_eq_z(first->via, "editable"))
		return rg_arena_printf(arena,
				       "The environment has another checkout in development mode; "
				       "%.*s puts this one in its place.",
				       RG_FMT(command));
	if (rg_str_eq_z(first->kind, "build"))
		return rg_arena_printf(arena, "Remove %.*s, or take it off Python's path.",
				       RG_FMT(from));
	if (rg_str_eq_z(first->kind, "checkout") || rg_str_eq_z(first->kind, "archive"))
		return rg_arena_printf(arena,
				       "See what puts %.*s on Python's path (conftest.py, the "
				       "option pythonpath, a .pth file), or install this tree in "
				       "development mode: %.*s",
				       RG_FMT(from), RG_FMT(command));
	return rg_arena_printf(arena,
			       "Install this tree in development mode (%.*s), or take the other "
			       "copy out of the environment.",
			       RG_FMT(command));
}

/* ---- what evidence keeps -------------------------------------------------------------------- */

static void set(rg_json *object, const char *key, rg_str value)
{
	if (value.len)
		rg_json_set_str(object, key, value);
}

rg_str rg_provenance_json(rg_arena *arena, const rg_provenance *p)
{
	rg_json *all, *list;
	rg_buf text;
	rg_str out = {NULL, 0};

	if (!p->is_known)
		return out;
	all = rg_json_object();
	rg_json_set_int(all, "own", (int64_t)p->n_own);
	list = rg_json_set_take(all, "elsewhere", rg_json_array());
	for (size_t i = 0; i < p->foreign.n; i++) {
		rg_json *one = rg_json_push_take(list, rg_json_object());

		set(one, "module", p->foreign.items[i].module);
		set(one, "path", p->foreign.items[i].path);
		set(one, "kind", p->foreign.items[i].kind);
		set(one, "via", p->foreign.items[i].via);
	}
	list = rg_json_set_take(all, "native", rg_json_array());
	for (size_t i = 0; i < p->native.n; i++) {
		rg_json *one = rg_json_push_take(list, rg_json_object());

		set(one, "path", p->native.items[i].path);
		rg_json_set_int(one, "time", p->native.items[i].time_ms);
	}
	list = rg_json_set_take(all, "modules", rg_json_array());
	for (size_t i = 0; i < p->own.n; i++) {
		rg_json *pair = rg_json_push_take(list, rg_json_array());

		rg_json_push_take(pair, rg_json_new_str(p->own.items[i].module));
		rg_json_push_take(pair, rg_json_new_str(p->own.items[i].path));
	}
	rg_buf_init(&text, RG_LIMIT_PROVENANCE_BYTES);
	rg_json_render(&text, all);
	if (!text.is_cut)
		out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	rg_json_free(all);
	return out;
}
