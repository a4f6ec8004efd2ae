/* SPDX-License-Identifier: MIT */
/*
 * query.c - the failing tests' bodies, what they use of their own file (helpers and fixtures, one
 * step), the lines that the traceback shows, and the errors. A test that is not found, as one that
 * is not written yet or that a plug-in makes, gives its whole file.
 */
#include "locate/query.h"

#include "locate/mention.h"
#include "locate/tokens.h"

#define TESTS_MAX   20
#define ERROR_BYTES 4096
#define PART_BYTES  32768

/* Fitted on the development cases together with the signals' weights. */
static const double weight_code = 1.0, weight_string = 1.0, weight_helper = 0.25, weight_line = 0.3,
		    weight_error = 0.5, weight_word = 0.3;

static void add_term(rg_query *q, rg_arena *arena, rg_str text, uint32_t flags)
{
	uint32_t idx = rg_str_map_add(&q->by_text, text, (uint32_t)q->terms.n);

	if (idx == q->terms.n)
		RG_PUSH(arena, &q->terms, (rg_term){.text = text});
	q->terms.items[idx].flags |= flags;
}

static void add_text(rg_query *q, rg_arena *arena, rg_str text, uint32_t flags)
{
	const char *at = text.ptr;
	rg_str token;

	while (rg_token__next(&token, &at, text.ptr + text.len))
		if (!rg_mention_is_plain(token))
			add_term(q, arena, token, flags);
}

static void add_code(rg_query *q, rg_arena *arena, rg_str text, uint32_t where)
{
	rg_mentions mentions;
	rg_mention m;

	rg_mentions_init(&mentions, text);
	while (rg_mentions_next(&m, &mentions)) {
		uint32_t flags = where;

		if (m.place == RG_IN_CODE && rg_mention_is_plain(m.name))
			continue;
		if (flags != RG_TERM_HELPER)
			flags |= (m.place == RG_IN_CODE ? RG_TERM_CODE : RG_TERM_STRING) |
				 (m.is_called ? RG_TERM_CALLED : 0);
		add_term(q, arena, m.name, flags);
	}
}

/* ---- tests ---------------------------------------------------------------------------------- */

static rg_test_file *test_file_of(rg_query *q, rg_arena *arena, const rg_locate_input *input,
				  rg_source_cache *sources, rg_str path)
{
	rg_test_file *file;

	for (size_t i = 0; i < q->test_files.n; i++)
		if (rg_str_eq(q->test_files.items[i].path, path))
			return &q->test_files.items[i];
	file = RG_PUSH_NEW(arena, &q->test_files);
	file->path = path;
	if (input->source)
		file->source = input->source(input->source_self, arena, path);
	file->outline = rg_source_cache_outline(sources, path, file->source);
	return file;
}

static void add_part(rg_test_file *file, rg_arena *arena, size_t begin, size_t end, bool is_helper)
{
	for (size_t i = 0; i < file->parts.n; i++)
		if (file->parts.items[i].begin <= begin && end <= file->parts.items[i].end)
			return;
	if (end - begin > PART_BYTES)
		end = begin + PART_BYTES;
	RG_PUSH(arena, &file->parts, (rg_test_part){begin, end, is_helper});
}

/* "A::test_b" in the file, by pytest's default naming or as any function of that name. */
static bool find_test(size_t *begin, size_t *end, const rg_outline *outline, rg_str name)
{
	for (size_t i = 0; i < outline->tests.n; i++)
		if (rg_str_eq(outline->tests.items[i].name, name)) {
			*begin = outline->tests.items[i].begin;
			*end = outline->tests.items[i].end;
			return true;
		}
	for (size_t i = 0; i < outline->definitions.n; i++) {
		rg_str qualified = outline->definitions.items[i].name;
		rg_str left, right, rest = name;
		bool is_same = true;

		while (is_same && rest.ptr && rg_str_part(&left, &qualified, '.')) {
			is_same = rg_str_part(&right, &rest, ':') && rg_str_eq(left, right);
			rg_str_skip(&rest, RG_STR(":"));
		}
		if (is_same && !rest.ptr && !qualified.ptr) {
			*begin = outline->definitions.items[i].begin;
			*end = outline->definitions.items[i].end;
			return true;
		}
	}
	return false;
}

static void add_test(rg_query *q, rg_arena *arena, const rg_locate_input *input,
		     rg_source_cache *sources, rg_str nodeid)
{
	size_t colons = rg_str_find(nodeid, RG_STR("::"));
	rg_test_file *file = test_file_of(q, arena, input, sources, rg_str_sub(nodeid, 0, colons));
	rg_str name = {NULL, 0};
	size_t begin, end;

	if (colons != SIZE_MAX) {
		name = rg_str_sub(nodeid, colons + 2, nodeid.len);
		name = rg_str_sub(name, 0, rg_str_find_char(name, '['));
	}
	if (name.len && find_test(&begin, &end, file->outline, name))
		add_part(file, arena, begin, end, false);
}

static rg_str last_part(rg_str qualified)
{
	size_t dot = rg_str_rfind_char(qualified, '.');

	return dot == SIZE_MAX ? qualified : rg_str_sub(qualified, dot + 1, qualified.len);
}

/* What the tests use of their own file: helpers, fixtures (by the names of arguments), constants.
 */
static void add_helpers(rg_query *q, rg_arena *arena, rg_test_file *file)
{
	size_t n_parts = file->parts.n;

	for (size_t i = 0; i < file->outline->definitions.n; i++) {
		const rg_definition *d = &file->outline->definitions.items[i];
		rg_str name = last_part(d->name);

		if (d->kind != RG_DEF_FUNCTION || rg_str_starts(name, RG_STR("test")))
			continue;
		if (rg_query_flags(q, name) & RG_TERM_CODE)
			add_part(file, arena, d->begin, d->end, true);
	}
	for (size_t i = n_parts; i < file->parts.n; i++)
		add_code(q, arena,
			 rg_str_sub(file->source, file->parts.items[i].begin,
				    file->parts.items[i].end),
			 RG_TERM_HELPER);
}

static void add_lines(rg_query *q, rg_arena *arena, const rg_test_file *file)
{
	rg_str rest = file->source, line;

	for (uint32_t number = 1; rg_str_line(&line, &rest); number++)
		for (size_t i = 0; i < file->lines.n; i++)
			if (file->lines.items[i] == number) {
				add_code(q, arena, line, RG_TERM_LINE);
				break;
			}
}

static void read_test_file(rg_query *q, rg_arena *arena, rg_test_file *file)
{
	if (!file->parts.n)
		add_part(file, arena, 0, file->source.len, false);
	for (size_t i = 0; i < file->parts.n; i++)
		add_code(q, arena,
			 rg_str_sub(file->source, file->parts.items[i].begin,
				    file->parts.items[i].end),
			 0);
	add_helpers(q, arena, file);
	add_lines(q, arena, file);
}

/* ---- errors --------------------------------------------------------------------------------- */

static void add_error(rg_query *q, rg_arena *arena, const rg_exception *error)
{
	add_text(q, arena, error->type, RG_TERM_ERROR);
	add_text(q, arena, rg_str_sub(error->message, 0, ERROR_BYTES), RG_TERM_ERROR);
	for (size_t i = 0; i < error->frames.n; i++) {
		const rg_frame *frame = &error->frames.items[i];

		for (size_t k = 0; k < q->test_files.n; k++)
			if (rg_str_eq(frame->path, q->test_files.items[k].path))
				RG_PUSH(arena, &q->test_files.items[k].lines, frame->line);
	}
}

static double weight_of(uint32_t flags)
{
	double weight = flags & RG_TERM_CODE	 ? weight_code
			: flags & RG_TERM_STRING ? weight_string
			: flags & RG_TERM_HELPER ? weight_helper
						 : 0;

	if (flags & RG_TERM_LINE)
		weight += weight_line;
	if (flags & RG_TERM_ERROR)
		weight += weight_error;
	return weight;
}

/* Behind the terms as written, so that these keep their own weight. */
static void add_words(rg_query *q, rg_arena *arena)
{
	size_t n = q->terms.n;

	for (size_t i = 0; i < n; i++)
		q->terms.items[i].weight = weight_of(q->terms.items[i].flags);
	for (size_t i = 0; i < n; i++) {
		rg_words words;

		rg_token__words(&words, q->terms.items[i].text);
		for (size_t k = 0; k < words.n; k++) {
			rg_str word = {words.items[k].text, words.items[k].len};
			double weight = q->terms.items[i].weight * weight_word;
			uint32_t idx = rg_str_map_find(&q->by_text, word);

			if (idx == RG_STR_MAP_NONE) {
				idx = (uint32_t)q->terms.n;
				add_term(q, arena, rg_arena_dup(arena, word), RG_TERM_WORD);
			}
			if (q->terms.items[idx].weight < weight)
				q->terms.items[idx].weight = weight;
		}
	}
}

void rg_query_make(rg_query *out, rg_arena *arena, const rg_locate_input *input,
		   rg_source_cache *sources)
{
	size_t n_failures = input->failures ? input->failures->n : 0;
	size_t n_tests = input->tests ? input->tests->n : 0;

	*out = (rg_query){0};
	rg_str_map_init(&out->by_text, arena, 256);
	for (size_t i = 0; i < n_failures && i < TESTS_MAX; i++)
		if (input->failures->items[i].test.len)
			add_test(out, arena, input, sources, input->failures->items[i].test);
	for (size_t i = 0; i < n_tests && i < TESTS_MAX; i++)
		add_test(out, arena, input, sources, input->tests->items[i]);
	for (size_t i = 0; i < n_failures && i < TESTS_MAX; i++) {
		const rg_failure *failure = &input->failures->items[i];

		add_error(out, arena, &failure->error);
		for (size_t k = 0; k < failure->chain.n; k++)
			add_error(out, arena, &failure->chain.items[k]);
	}
	for (size_t i = 0; i < out->test_files.n; i++)
		read_test_file(out, arena, &out->test_files.items[i]);
	add_words(out, arena);
}

uint32_t rg_query_flags(const rg_query *query, rg_str text)
{
	uint32_t idx = rg_str_map_find(&query->by_text, text);

	return idx == RG_STR_MAP_NONE ? 0 : query->terms.items[idx].flags;
}
