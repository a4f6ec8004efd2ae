/* SPDX-License-Identifier: MIT */
/*
 * calls.c - each process that ran tests numbers the functions that its records name, from 0, and a
 * record names only those that are new: so there is one table per process, begun anew by each
 * session. A record that does not fit its table (the file was cut in the middle) ends it. All
 * tables lead into one list, which in the end is sorted and holds each function once.
 *
 * Nothing in the file is believed: an index beyond the table is left out, and so is what would
 * make a small file large (ranges).
 */
#include "runner/calls.h"

#include "base/json.h"
#include "runner/calls_private.h"

#define NOT_OURS  UINT32_MAX /* a function of a file that the workspace does not have */
#define MAX_NAME  400
#define MAX_CALLS (8u * 1024 * 1024) /* of all tests together */

/* What one process has named so far. */
typedef struct table {
	rg_str worker; /* "" for pytest's own process */
	bool is_broken;
	RG_VEC(rg_str) files;	    /* resolved; null: not of the workspace */
	RG_VEC(uint32_t) functions; /* indexes into the list, or NOT_OURS */
} table;

typedef struct reader {
	rg_arena *arena;
	rg_calls *out;
	const rg_paths *paths;
	const rg_json *record;
	rg_str rootdir;
	RG_VEC(table) tables;
	size_t n_calls;
} reader;

static table *table_of(reader *r, rg_str worker)
{
	table *t;

	for (size_t i = 0; i < r->tables.n; i++)
		if (rg_str_eq(r->tables.items[i].worker, worker))
			return &r->tables.items[i];
	t = RG_PUSH_NEW(r->arena, &r->tables);
	*t = (table){.worker = rg_arena_dup(r->arena, worker)};
	return t;
}

static void read_session(reader *r, rg_str worker)
{
	table *t = table_of(r, worker);

	*t = (table){.worker = t->worker};
	if (!worker.len)
		r->rootdir = rg_arena_dup(r->arena, rg_json_str(rg_json_get(r->record, "rootdir")));
}

/* A node id relative to the root where its file exists, else as pytest has it. */
static rg_str test_of(reader *r, rg_str id)
{
	rg_str file = rg_str_sub(id, 0, rg_str_find(id, RG_STR("::"))), resolved, full;
	rg_str rest = rg_str_sub(id, file.len, id.len);
	bool is_ambiguous;

	if (!file.len || file.ptr[0] == '/' || !r->rootdir.len)
		return rg_arena_dup(r->arena, id);
	full = rg_arena_printf(r->arena, "%.*s/%.*s", RG_FMT(r->rootdir), RG_FMT(file));
	if (!rg_paths_resolve(&resolved, &is_ambiguous, r->paths, RG_STR(""), full))
		return rg_arena_dup(r->arena, id);
	return rg_arena_printf(r->arena, "%.*s%.*s", RG_FMT(resolved), RG_FMT(rest));
}

static void read_files(reader *r, table *t)
{
	const rg_json *files = rg_json_get(r->record, "files");

	for (const rg_json *at = rg_json_first(files); at; at = rg_json_next(at)) {
		rg_str path = {NULL, 0};
		bool is_ambiguous;

		if (rg_paths_resolve(&path, &is_ambiguous, r->paths, RG_STR(""), rg_json_str(at)))
			path = rg_arena_dup(r->arena, path);
		else
			path = (rg_str){NULL, 0};
		RG_PUSH(r->arena, &t->files, path);
	}
}

/* Without "<locals>": "outer.inner". */
static rg_str name_of(rg_arena *arena, rg_str qualname)
{
	rg_str locals = RG_STR(".<locals>"), part;
	char *text;
	size_t n = 0, at;

	qualname = rg_utf8_cut(qualname, MAX_NAME);
	text = rg_arena_alloc(arena, qualname.len + 1);
	while ((at = rg_str_find(qualname, locals)) != SIZE_MAX) {
		part = rg_str_sub(qualname, 0, at);
		memcpy(text + n, part.ptr, part.len);
		n += part.len;
		qualname = rg_str_sub(qualname, at + locals.len, qualname.len);
	}
	if (qualname.len)
		memcpy(text + n, qualname.ptr, qualname.len);
	return (rg_str){text, n + qualname.len};
}

/* [index of the file, name, line] */
static void read_function(reader *r, table *t, const rg_json *json)
{
	bool is_bare = rg_json_bool(rg_json_get(r->record, "bare"), false);
	bool is_placed = rg_json_bool(rg_json_get(r->record, "placed"), false);
	const rg_json *name = rg_json_next(rg_json_first(json));
	int64_t file = rg_json_int(rg_json_first(json), -1);
	int64_t line = rg_json_int(name ? rg_json_next(name) : NULL, 0);
	rg_str path = {NULL, 0};

	if (file >= 0 && (uint64_t)file < t->files.n)
		path = t->files.items[file];
	if (!path.ptr || !rg_json_str(name).len || line < 1 || line > INT32_MAX) {
		RG_PUSH(r->arena, &t->functions, NOT_OURS);
		return;
	}
	RG_PUSH(r->arena, &t->functions, (uint32_t)r->out->functions.n);
	RG_PUSH(r->arena, &r->out->functions,
		(rg_called){.path = path,
			    .name = name_of(r->arena, rg_json_str(name)),
			    .line = (uint32_t)line,
			    .is_placed = is_placed,
			    .is_bare = is_bare});
}

static void read_functions(reader *r, table *t)
{
	const rg_json *functions = rg_json_get(r->record, "functions");

	if (!rg_json_count(functions))
		return;
	if (rg_json_int(rg_json_get(r->record, "first"), -1) != (int64_t)t->functions.n) {
		t->is_broken = true;
		return;
	}
	read_files(r, t);
	for (const rg_json *at = rg_json_first(functions); at; at = rg_json_next(at))
		read_function(r, t, at);
}

static void add_call(reader *r, const table *t, rg_calls_of_test *test, int64_t index)
{
	if (index < 0 || (uint64_t)index >= t->functions.n || r->n_calls >= MAX_CALLS ||
	    t->functions.items[index] == NOT_OURS)
		return;
	r->n_calls++;
	RG_PUSH(r->arena, &test->calls, t->functions.items[index]);
}

static void read_calls(reader *r, rg_str worker)
{
	table *t = table_of(r, worker);
	const rg_json *calls = rg_json_get(r->record, "calls");
	rg_calls_of_test test = {0};

	if (!t->is_broken)
		read_functions(r, t);
	if (t->is_broken)
		return;
	for (const rg_json *at = rg_json_first(calls); at; at = rg_json_next(at)) {
		const rg_json *first = rg_json_first(at);
		int64_t from, to;

		if (!rg_json_is_array(at)) {
			add_call(r, t, &test, rg_json_int(at, -1));
			continue;
		}
		from = rg_json_int(first, 0);
		to = rg_json_int(first ? rg_json_next(first) : NULL, -1);
		if (from < 0)
			from = 0;
		if (to >= (int64_t)t->functions.n)
			to = (int64_t)t->functions.n - 1;
		for (; from <= to && r->n_calls < MAX_CALLS; from++)
			add_call(r, t, &test, from);
	}
	if (!test.calls.n)
		return;
	test.test = test_of(r, rg_json_str(rg_json_get(r->record, "nodeid")));
	test.has_passed = rg_str_eq_z(rg_json_str(rg_json_get(r->record, "outcome")), "passed");
	test.is_exact = rg_json_bool(rg_json_get(r->record, "last"), false);
	RG_PUSH(r->arena, &r->out->tests, test);
}

/* ---- each function and each test once ------------------------------------------------------- */

typedef struct numbered {
	const void *item;
	uint32_t number;
} numbered;

static int by_place(const rg_called *a, const rg_called *b)
{
	int order = rg_str_cmp(a->path, b->path);

	if (order == 0 && a->line != b->line)
		order = a->line < b->line ? -1 : 1;
	return order ? order : rg_str_cmp(a->name, b->name);
}

static int compare_functions(const void *a, const void *b)
{
	return by_place(((const numbered *)a)->item, ((const numbered *)b)->item);
}

/* The best record of a test first. */
static int compare_tests(const void *left, const void *right)
{
	const numbered *x = left, *y = right;
	const rg_calls_of_test *a = x->item, *b = y->item;
	int order = rg_str_cmp(a->test, b->test);

	if (order)
		return order;
	if (a->has_passed != b->has_passed)
		return a->has_passed ? 1 : -1;
	if (a->is_exact != b->is_exact)
		return a->is_exact ? -1 : 1;
	return x->number > y->number ? -1 : x->number < y->number;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void unify_functions(rg_calls *calls, rg_arena *arena)
{
	size_t n = calls->functions.n;
	numbered *order = RG_NEW_N(arena, numbered, n + 1);
	uint32_t *places = RG_NEW_N(arena, uint32_t, n + 1); /* old index → new one */
	rg_called_vec sorted = {0};

	for (size_t i = 0; i < n; i++)
		order[i] = (numbered){&calls->functions.items[i], (uint32_t)i};
	if (n)
		qsort(order, n, sizeof(*order), compare_functions);
	for (size_t i = 0; i < n; i++) {
		const rg_called *function = order[i].item;

		if (!sorted.n || by_place(&sorted.items[sorted.n - 1], function) != 0)
			RG_PUSH(arena, &sorted, *function);
		places[order[i].number] = (uint32_t)sorted.n - 1;
	}
	calls->functions = sorted;
	for (size_t i = 0; i < calls->tests.n; i++) {
		rg_calls_of_test *test = &calls->tests.items[i];

		for (size_t j = 0; j < test->calls.n; j++)
			test->calls.items[j] = places[test->calls.items[j]];
		if (test->has_passed && test->calls.n) /* in no order: so that ranges are long */
			qsort(test->calls.items, test->calls.n, sizeof(uint32_t), by_number);
	}
}

static void unify_tests(rg_calls *calls, rg_arena *arena)
{
	size_t n = calls->tests.n;
	numbered *order = RG_NEW_N(arena, numbered, n + 1);
	rg_calls_of_test_vec sorted = {0};

	for (size_t i = 0; i < n; i++)
		order[i] = (numbered){&calls->tests.items[i], (uint32_t)i};
	if (n)
		qsort(order, n, sizeof(*order), compare_tests);
	for (size_t i = 0; i < n; i++) {
		const rg_calls_of_test *test = order[i].item;

		if (!sorted.n || !rg_str_eq(sorted.items[sorted.n - 1].test, test->test))
			RG_PUSH(arena, &sorted, *test);
	}
	calls->tests = sorted;
}

void rg_calls__unify(rg_calls *calls, rg_arena *arena)
{
	unify_tests(calls, arena);
	unify_functions(calls, arena);
}

void rg_calls_read(rg_calls *out, rg_arena *arena, rg_str jsonl, const rg_paths *paths)
{
	reader r = {.arena = arena, .out = out, .paths = paths};
	rg_str line;

	*out = (rg_calls){0};
	while (rg_str_line(&line, &jsonl)) {
		bool is_session = rg_str_starts(line, RG_STR("{\"kind\":\"session\""));
		rg_json *record = NULL;
		rg_str worker;
		rg_err ignored;

		if ((!is_session && !rg_str_starts(line, RG_STR("{\"kind\":\"calls\""))) ||
		    rg_json_parse(&record, line, &ignored) < 0)
			continue;
		r.record = record;
		worker = rg_json_str(rg_json_get(record, "worker"));
		if (is_session)
			read_session(&r, worker);
		else
			read_calls(&r, worker);
		rg_json_free(record);
	}
	rg_calls__unify(out, arena);
}

static void append(rg_calls *out, rg_arena *arena, const rg_calls *from)
{
	uint32_t base = (uint32_t)out->functions.n;

	for (size_t i = 0; i < from->functions.n; i++)
		RG_PUSH(arena, &out->functions, from->functions.items[i]);
	for (size_t i = 0; i < from->tests.n; i++) {
		const rg_calls_of_test *test = &from->tests.items[i];
		rg_calls_of_test copy = *test;

		copy.calls.items = NULL;
		copy.calls.n = copy.calls.cap = 0;
		for (size_t j = 0; j < test->calls.n; j++)
			RG_PUSH(arena, &copy.calls, test->calls.items[j] + base);
		RG_PUSH(arena, &out->tests, copy);
	}
}

void rg_calls_merge(rg_calls *out, rg_arena *arena, const rg_calls *a, const rg_calls *b)
{
	*out = (rg_calls){0};
	append(out, arena, a);
	append(out, arena, b);
	rg_calls__unify(out, arena);
}

/* ---- written again -------------------------------------------------------------------------- */

/* Files and functions, all of them, as the first record has them. */
static void render_table(rg_buf *out, const rg_called_vec *functions)
{
	size_t n_files = 0;

	rg_buf_add_z(out, ",\"placed\":true,\"first\":0,\"files\":[");
	for (size_t i = 0; i < functions->n; i++)
		if (!i || !rg_str_eq(functions->items[i].path, functions->items[i - 1].path)) {
			if (n_files++)
				rg_buf_add_char(out, ',');
			rg_json_render_str(out, functions->items[i].path);
		}
	rg_buf_add_z(out, "],\"functions\":[");
	n_files = 0;
	for (size_t i = 0; i < functions->n; i++) {
		const rg_called *function = &functions->items[i];

		if (!i || !rg_str_eq(function->path, functions->items[i - 1].path))
			n_files++;
		rg_buf_printf(out, "%s[%zu,", i ? "," : "", n_files - 1);
		rg_json_render_str(out, function->name);
		rg_buf_printf(out, ",%u]", function->line);
	}
	rg_buf_add_char(out, ']');
}

/* Ascending neighbours as ranges, whatever the order of the rest. */
static void render_calls(rg_buf *out, const rg_calls_of_test *test)
{
	for (size_t i = 0; i < test->calls.n;) {
		const uint32_t *calls = test->calls.items;
		size_t end = i;

		while (end + 1 < test->calls.n && calls[end + 1] == calls[end] + 1)
			end++;
		if (i)
			rg_buf_add_char(out, ',');
		if (end > i)
			rg_buf_printf(out, "[%u,%u]", calls[i], calls[end]);
		else
			rg_buf_printf(out, "%u", calls[i]);
		i = end + 1;
	}
}

void rg_calls_render(rg_buf *out, const rg_calls *calls)
{
	for (size_t i = 0; i < calls->tests.n; i++) {
		const rg_calls_of_test *test = &calls->tests.items[i];

		rg_buf_add_z(out, "{\"kind\":\"calls\",\"nodeid\":");
		rg_json_render_str(out, test->test);
		if (test->has_passed)
			rg_buf_add_z(out, ",\"outcome\":\"passed\"");
		if (test->is_exact)
			rg_buf_add_z(out, ",\"last\":true");
		if (i == 0)
			render_table(out, &calls->functions);
		rg_buf_add_z(out, ",\"calls\":[");
		render_calls(out, test);
		rg_buf_add_z(out, "]}\n");
	}
}
