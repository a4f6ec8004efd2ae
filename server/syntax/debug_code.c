/* SPDX-License-Identifier: MIT */
/*
 * debug_code.c - one walk over the tree of the new file. Everything that looks like debug code is
 * collected, added or not; then what the file does as a matter of course (its other lines do it,
 * too) is left out, and each finding gets an edit of whole lines. The walk goes by a cursor, never
 * by recursion; it costs a fraction of the parsing.
 */
#include "syntax/debug_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/never.h"

/* Of one file; who sees these will not look for more. */
#define MAX_FINDINGS 1000

const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_cpp(void);

bool rg_debug__is(TSNode node, const char *type)
{
	return !ts_node_is_null(node) && strcmp(ts_node_type(node), type) == 0;
}

rg_str rg_debug__text(const rg_debug_finder *f, TSNode node)
{
	if (ts_node_is_null(node))
		return (rg_str){NULL, 0};
	return rg_str_sub(f->source, ts_node_start_byte(node), ts_node_end_byte(node));
}

TSNode rg_debug__field(TSNode node, const char *name)
{
	return ts_node_child_by_field_name(node, name, (uint32_t)strlen(name));
}

size_t rg_debug__line_begin(rg_str source, size_t at)
{
	while (at > 0 && source.ptr[at - 1] != '\n')
		at--;
	return at;
}

size_t rg_debug__line_end(rg_str source, size_t at)
{
	while (at < source.len && source.ptr[at] != '\n')
		at++;
	return at;
}

static uint32_t line_of(rg_str source, size_t at)
{
	uint32_t line = 1;

	for (const char *p = source.ptr, *end = source.ptr + (at < source.len ? at : source.len);
	     (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		line++;
	return line;
}

bool rg_debug__is_added(const rg_debug_finder *f, uint32_t line, uint32_t end_line)
{
	size_t low = 0, high = f->in->n_added;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->in->added[middle] < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->in->n_added && f->in->added[low] <= end_line;
}

rg_debug_site *rg_debug__add_bytes(rg_debug_finder *f, const char *rule, const char *message,
				   size_t begin, size_t end)
{
	rg_debug_site *site = RG_PUSH_NEW(f->arena, &f->sites);

	*site = (rg_debug_site){.rule = rule,
				.message = message,
				.begin = begin,
				.end = end,
				.line = line_of(f->source, begin),
				.may_be_normal = true,
				.n_statements = 1,
				.fix_text = RG_STR("")};
	site->end_line = site->line + line_of(rg_str_sub(f->source, begin, end), end - begin) - 1;
	return site;
}

rg_debug_site *rg_debug__add(rg_debug_finder *f, const char *rule, const char *message, TSNode node)
{
	rg_debug_site *site = RG_PUSH_NEW(f->arena, &f->sites);

	*site = (rg_debug_site){.rule = rule,
				.message = message,
				.begin = ts_node_start_byte(node),
				.end = ts_node_end_byte(node),
				.line = ts_node_start_point(node).row + 1,
				.end_line = ts_node_end_point(node).row + 1,
				.may_be_normal = true,
				.n_statements = 1,
				.fix_text = RG_STR("")};
	return site;
}

bool rg_debug__is_mark(rg_str text)
{
	static const char *const words[] = {"xxx", "debug", "dbg",  "here", "temp",
					    "tmp", "fixme", "hack", "todo", "got here",
					    "wtf", "test",  "asdf"};
	static const char *const signs[] = {">>>", "***", "###", "!!!", "===", "---", "@@@", "$$$"};
	size_t end = 0;
	rg_str word;

	text = rg_str_trim(text);
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (rg_str_starts(text, rg_str_of(signs[i])))
			return true;
	while (text.len && (text.ptr[0] == '[' || text.ptr[0] == '('))
		text = rg_str_sub(text, 1, text.len);
	while (end < text.len && (isalpha((unsigned char)text.ptr[end]) || text.ptr[end] == ' '))
		end++;
	word = rg_str_trim(rg_str_sub(text, 0, end));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (rg_str_eq_nocase(word, rg_str_of(words[i])))
			return true;
	word = rg_str_sub(word, 0, rg_str_find_char(word, ' '));
	return rg_str_eq_nocase(word, RG_STR("debug")) || rg_str_eq_nocase(word, RG_STR("xxx"));
}

/* ---- strings that name somebody's home ------------------------------------------------------ */

/* What stands for a person in an example. */
static bool is_nobody(rg_str name)
{
	static const char *const names[] = {"user",  "username", "user_name", "me",	  "you",
					    "name",  "foo",	 "bar",	      "runner",	  "app",
					    "docs",  "someone",	 "vsts",      "Shared",	  "Public",
					    "john",  "joe",	 "jdoe",      "johndoe",  "jane",
					    "alice", "bob",	 "test",      "linuxbrew"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_eq_nocase(name, rg_str_of(names[i])))
			return true;
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum((unsigned char)name.ptr[i]) && !memchr("._-", name.ptr[i], 3))
			return true; /* "{name}", "$USER", "%s", "*" */
	return name.len == 0;
}

void rg_debug__home(rg_debug_finder *f, TSNode string)
{
	static const char *const places[] = {"/"
					     "home/",
					     "/"
					     "Users/"};
	rg_str text = rg_debug__text(f, string), home = f->in->home;
	bool is_home =
		home.len > 1 && rg_str_has(text, rg_arena_printf(f->arena, "%.*s/", RG_FMT(home)));
	rg_debug_site *site;

	if (text.len > 4096) /* a text, no path */
		return;
	for (size_t i = 0; !is_home && i < sizeof(places) / sizeof(*places); i++) {
		size_t at = rg_str_find(text, rg_str_of(places[i]));
		rg_str name;

		/* At the string's beginning: not a part of another path, nor of prose. */
		if (at == SIZE_MAX || at > 4 || (at && !memchr("\"'", text.ptr[at - 1], 2)))
			continue;
		name = rg_str_sub(text, at + strlen(places[i]), text.len);
		if (rg_str_find_char(name, '/') == SIZE_MAX)
			continue;
		is_home = !is_nobody(rg_str_sub(name, 0, rg_str_find_char(name, '/')));
	}
	if (!is_home)
		return;
	site = rg_debug__add(f, "home-path", "a path of somebody's home folder was added", string);
	site->may_be_normal = false;
}

/* ---- the walk ------------------------------------------------------------------------------- */

static void take_comment(rg_debug_finder *f, TSNode node)
{
	rg_debug_comment *comment = RG_PUSH_NEW(f->arena, &f->comments);
	rg_str text = rg_str_trim(rg_debug__text(f, node));
	size_t begin = ts_node_start_byte(node), end = begin + text.len;
	size_t line_begin = rg_debug__line_begin(f->source, begin);
	size_t line_end = rg_debug__line_end(f->source, end);

	*comment = (rg_debug_comment){.begin = begin, .end = end};
	comment->line = ts_node_start_point(node).row + 1;
	comment->end_line = comment->line;
	for (size_t i = 0; i < text.len; i++)
		comment->end_line += text.ptr[i] == '\n';
	comment->is_alone = !rg_str_trim(rg_str_sub(f->source, line_begin, begin)).len &&
			    !rg_str_trim(rg_str_sub(f->source, end, line_end)).len;
	if (rg_str_skip(&text, RG_STR("#"))) {
		comment->is_doc =
			rg_str_starts(text, RG_STR("!")) || rg_str_starts(text, RG_STR(":"));
	} else if (rg_str_skip(&text, RG_STR("//"))) {
		comment->is_doc =
			rg_str_starts(text, RG_STR("/")) || rg_str_starts(text, RG_STR("!"));
	} else if (rg_str_skip(&text, RG_STR("/*"))) {
		comment->is_doc =
			rg_str_starts(text, RG_STR("*")) || rg_str_starts(text, RG_STR("!"));
		(void)rg_str_chop(&text, RG_STR("*/"));
	}
	comment->text = text;
}

static void walk(rg_debug_finder *f, TSNode root, bool is_python)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);

	for (;;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);

		if (ts_node_is_named(node)) {
			if (rg_debug__is(node, "comment"))
				take_comment(f, node);
			else if (is_python)
				rg_debug__python(f, node);
			else
				rg_debug__cpp(f, node);
		}
		if (ts_tree_cursor_goto_first_child(&cursor))
			continue;
		while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
			if (!ts_tree_cursor_goto_parent(&cursor)) {
				ts_tree_cursor_delete(&cursor);
				return;
			}
		}
	}
}

/* ---- what is kept --------------------------------------------------------------------------- */

/* Whether lines that were there before do the same. */
static bool is_habit(const rg_debug_finder *f, const rg_debug_site *site, const bool *added)
{
	for (size_t i = 0; i < f->sites.n; i++)
		if (!added[i] && strcmp(f->sites.items[i].rule, site->rule) == 0 &&
		    strcmp(f->sites.items[i].message, site->message) == 0)
			return true;
	return false;
}

static bool is_for_tests(const rg_debug_site *site)
{
	return strcmp(site->rule, "breakpoint") == 0 || strcmp(site->rule, "home-path") == 0;
}

static bool is_kept(const rg_debug_finder *f, size_t i, const bool *added)
{
	const rg_debug_site *site = &f->sites.items[i];

	if (!added[i] || site->is_normal || (f->in->is_test && !is_for_tests(site)))
		return false;
	return !site->may_be_normal || !is_habit(f, site, added);
}

/* ---- edits ---------------------------------------------------------------------------------- */

/* `import pdb; pdb.set_trace()` is one finding: what stands between is white space and ';'. */
static bool is_one_with(const rg_debug_finder *f, const rg_debug_site *a, const rg_debug_site *b)
{
	rg_str between = rg_str_sub(f->source, a->end, b->begin);

	for (size_t i = 0; i < between.len; i++)
		if (!memchr(" \t;", between.ptr[i], 3))
			return false;
	return a->block && a->block == b->block && strcmp(a->rule, b->rule) == 0 &&
	       rg_str_has(between, RG_STR(";")) && a->fix_title && b->fix_title;
}

static void unite(rg_debug_finder *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->sites.n; i++) {
		rg_debug_site *last = n ? &f->sites.items[n - 1] : NULL;

		if (last && is_one_with(f, last, &f->sites.items[i])) {
			last->end = f->sites.items[i].end;
			last->end_line = f->sites.items[i].end_line;
			last->n_statements += f->sites.items[i].n_statements;
		} else {
			f->sites.items[n++] = f->sites.items[i];
		}
	}
	f->sites.n = n;
}

/* Whether this is the finding that stays as a filler: the first of a block that goes as a whole. */
static bool is_filled(const rg_debug_finder *f, size_t idx, const bool *kept)
{
	const rg_debug_site *site = &f->sites.items[idx];
	uint32_t n = 0;

	if (!site->block)
		return false;
	for (size_t i = 0; i < f->sites.n; i++) {
		if (!kept[i] || f->sites.items[i].block != site->block ||
		    !f->sites.items[i].fix_title)
			continue;
		if (n == 0 && i != idx)
			return false;
		n += f->sites.items[i].n_statements;
	}
	return n >= site->n_in_block;
}

static bool is_comment_start(rg_str text, rg_language language)
{
	return rg_str_starts(text, language == RG_LANG_PYTHON ? RG_STR("#") : RG_STR("//"));
}

/* The lines around [begin, end) with that part replaced; "" when nothing is left of them. */
static void make_edit(rg_debug_code *out, rg_debug_finder *f, const rg_debug_site *site,
		      bool needs_filler)
{
	size_t begin = rg_debug__line_begin(f->source, site->begin);
	size_t end = rg_debug__line_end(f->source, site->end);
	rg_str before = rg_str_sub(f->source, begin, site->begin);
	rg_str after = rg_str_sub(f->source, site->end, end);
	rg_str text = needs_filler ? rg_str_of(site->filler) : site->fix_text;
	bool has_end = end < f->source.len, is_empty;
	rg_str rest = rg_str_trim(after);

	out->fix_title = site->fix_title;
	out->fix_line = site->line;
	out->fix_end_line = site->end_line;
	if (!text.len && f->in->language == RG_LANG_PYTHON) {
		if (rg_str_skip(&rest, RG_STR(";")) && rg_str_trim(rest).len) {
			while (rest.ptr[0] == ' ' || rest.ptr[0] == '\t')
				rest = rg_str_sub(rest, 1, rest.len);
			after = rest;
		} else if (rg_str_trim(before).len) {
			before = rg_str_trim(before); /* a; print(b) */
			before =
				(rg_str){f->source.ptr + begin,
					 (size_t)(before.ptr + before.len - f->source.ptr) - begin};
			(void)rg_str_chop(&before, RG_STR(";"));
			after = rest.len && rg_str_eq_z(rest, ";") ? RG_STR("") : after;
		}
	}
	rest = rg_str_trim(after);
	is_empty = !text.len && !rg_str_trim(before).len &&
		   (!rest.len || rg_str_eq_z(rest, ";") || is_comment_start(rest, f->in->language));
	out->fix_text = is_empty
				? RG_STR("")
				: rg_arena_printf(f->arena, "%.*s%.*s%.*s%s", RG_FMT(before),
						  RG_FMT(text), RG_FMT(after), has_end ? "\n" : "");
}

static int by_place(const void *a, const void *b)
{
	const rg_debug_site *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static void choose(rg_debug_code_vec *out, rg_debug_finder *f)
{
	bool *added, *kept;
	size_t n_kept = 0;

	if (!f->sites.n)
		return;
	qsort(f->sites.items, f->sites.n, sizeof(*f->sites.items), by_place);
	unite(f);
	added = RG_NEW_N(f->arena, bool, f->sites.n);
	kept = RG_NEW_N(f->arena, bool, f->sites.n);
	for (size_t i = 0; i < f->sites.n; i++)
		added[i] =
			rg_debug__is_added(f, f->sites.items[i].line, f->sites.items[i].end_line);
	for (size_t i = 0; i < f->sites.n && n_kept < MAX_FINDINGS; i++)
		n_kept += kept[i] = is_kept(f, i, added);
	for (size_t i = 0; i < f->sites.n; i++) {
		const rg_debug_site *site = &f->sites.items[i];
		rg_debug_code *one;

		if (!kept[i])
			continue;
		one = RG_PUSH_NEW(f->arena, out);
		*one = (rg_debug_code){.rule = site->rule,
				       .message = site->message,
				       .line = site->line,
				       .end_line = site->end_line};
		if (site->fix_title)
			make_edit(one, f, site, is_filled(f, i, kept));
	}
}

void rg_debug_code_find(rg_debug_code_vec *out, rg_arena *arena, const rg_debug_input *input)
{
	rg_debug_finder f = {.arena = arena, .in = input, .source = input->source};
	bool is_python = input->language == RG_LANG_PYTHON;
	TSParser *parser;
	TSTree *tree = NULL;

	if (input->language == RG_LANG_NONE || !input->n_added ||
	    input->source.len > RG_LIMIT_SOURCE_BYTES)
		return;
	parser = ts_parser_new();
	if (rg_always(ts_parser_set_language(parser, is_python ? tree_sitter_python()
						     : input->language == RG_LANG_C
							     ? tree_sitter_c()
							     : tree_sitter_cpp())))
		tree = ts_parser_parse_string(parser, NULL, f.source.ptr ? f.source.ptr : "",
					      (uint32_t)f.source.len);
	if (tree) {
		walk(&f, ts_tree_root_node(tree), is_python);
		if (!is_python)
			rg_debug__switched_off(&f);
		rg_debug__comments(&f);
		choose(out, &f);
	}
	ts_tree_delete(tree);
	ts_parser_delete(parser);
}
