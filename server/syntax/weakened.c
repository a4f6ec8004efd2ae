/* SPDX-License-Identifier: MIT */
/*
 * weakened.c - compares what tests check, function by function. What is only written otherwise has
 * to give nothing: so texts are compared without layout, what was taken away is first looked for
 * under another name or in another file, and an assertion that was rewritten counts only when it is
 * about the same thing, or excludes less than before.
 */
#include "syntax/weakened.h"

#include <math.h>
#include <string.h>

#include "syntax/left_out.h"
#include "syntax/outline.h"
#include "syntax/test_checks.h"

#define MAX_DETAIL   80
#define MAX_FINDINGS 200 /* nobody reads more, and looking for what was renamed takes time */

static const struct {
	const char *name, *message;
} rules[] = {
#define RG_RULE(constant, name, message) {name, message},
	RG_WEAKENED_RULES(RG_RULE)
#undef RG_RULE
};

const char *rg_weakened_rule_name(rg_weakened_rule rule)
{
	return rules[rule].name;
}

rg_str rg_weakening_text(rg_arena *arena, const rg_weakening *w)
{
	rg_str text = rg_arena_printf(arena, "%s", rules[w->rule].message);

	if (w->test.len)
		text = rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(text), RG_FMT(w->test));
	if (w->detail.len)
		text = rg_arena_printf(arena, "%.*s (%.*s)", RG_FMT(text), RG_FMT(w->detail));
	return text;
}

typedef struct file {
	const rg_test_versions *versions;
	const rg_test_checks *before, *now;
} file;

typedef struct comparison {
	rg_arena *arena;
	rg_weakening_vec *out;
	const rg_str_vec *tests; /* or NULL */
	RG_VEC(file) files;
	const file *file; /* that is looked at */
	rg_str test;
} comparison;

static rg_str arrow(const comparison *c, rg_str from, rg_str to)
{
	return rg_arena_printf(c->arena, "%.*s \xE2\x86\x92 %.*s",
			       RG_FMT(rg_utf8_cut(from, MAX_DETAIL)),
			       RG_FMT(rg_utf8_cut(to, MAX_DETAIL)));
}

static void say(comparison *c, rg_weakened_rule rule, uint32_t line, rg_str detail)
{
	RG_PUSH(c->arena, c->out,
		(rg_weakening){.rule = rule,
			       .path = c->file->versions->path,
			       .test = c->test,
			       .detail = detail,
			       .line = line ? line : 1});
}

/* ---- lists of texts ------------------------------------------------------------------------- */

static size_t count(const rg_check_text_vec *list, rg_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += rg_str_eq(list->items[i].text, text);
	return n;
}

/* The first entry that one list has more often than the other; NULL: there is none. */
static const rg_check_text *first_surplus(const rg_check_text_vec *list,
					  const rg_check_text_vec *than)
{
	for (size_t i = 0; i < list->n; i++)
		if (count(list, list->items[i].text) > count(than, list->items[i].text))
			return &list->items[i];
	return NULL;
}

/* More entries than before: a mark that only says why in other words is none. */
static void compare_marks(comparison *c, rg_weakened_rule rule, const rg_check_text_vec *before,
			  const rg_check_text_vec *now)
{
	const rg_check_text *one = now->n > before->n ? first_surplus(now, before) : NULL;

	if (one)
		say(c, rule, one->line, rg_utf8_cut(one->text, MAX_DETAIL));
}

/* What is compared in its own way. */
static bool is_ignoring(rg_str key)
{
	return rg_str_starts(key, RG_STR("collect_ignore"));
}

static const rg_check_text *by_key(const rg_check_text_vec *list, rg_str key)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].key.len && rg_str_eq(list->items[i].key, key))
			return &list->items[i];
	return NULL;
}

/* Same inputs (same variable), another value. */
static void compare_values(comparison *c, const rg_check_text_vec *before,
			   const rg_check_text_vec *now)
{
	for (size_t i = 0; i < before->n; i++) {
		const rg_check_text *was = &before->items[i], *is;

		if (!was->key.len || is_ignoring(was->key) || count(now, was->text))
			continue;
		is = by_key(now, was->key);
		if (is && !count(before, is->text))
			say(c, RG_WEAKENED_CHANGED_EXPECTATION, is->line,
			    arrow(c, was->text, is->text));
	}
}

static void compare_cases(comparison *c, const rg_checked_function *before,
			  const rg_checked_function *now)
{
	compare_values(c, &before->cases, &now->cases);
	if (now->cases.n < before->cases.n) {
		const rg_check_text *gone = first_surplus(&before->cases, &now->cases);

		say(c, RG_WEAKENED_REMOVED_CASES, now->line,
		    gone ? rg_utf8_cut(gone->text, MAX_DETAIL) : (rg_str){NULL, 0});
	}
}

/* ---- assertions ----------------------------------------------------------------------------- */

static size_t n_assertions(const rg_checked_function *function, rg_str text)
{
	size_t n = 0;

	for (size_t i = 0; i < function->assertions.n; i++)
		n += rg_str_eq(function->assertions.items[i].text, text);
	return n;
}

typedef RG_VEC(const rg_assertion *) assertion_vec;

/* What `a` has and `b` has not. */
static assertion_vec only_in(comparison *c, const rg_checked_function *a,
			     const rg_checked_function *b)
{
	assertion_vec out = {0};

	for (size_t i = 0; i < a->assertions.n; i++) {
		rg_str text = a->assertions.items[i].text;
		size_t n_before = 0;

		for (size_t j = 0; j < i; j++)
			n_before += rg_str_eq(a->assertions.items[j].text, text);
		if (n_before >= n_assertions(b, text))
			RG_PUSH(c->arena, &out, &a->assertions.items[i]);
	}
	return out;
}

static bool is_same_thing(const rg_assertion *a, const rg_assertion *b)
{
	return a->subject.len && rg_str_eq(a->subject, b->subject);
}

static void compare_pair(comparison *c, const rg_assertion *was, const rg_assertion *is, bool same)
{
	rg_str detail = arrow(c, was->text, is->text);

	if (is->strength < was->strength) {
		say(c, RG_WEAKENED_WEAKENED_ASSERTION, is->line, detail);
	} else if (same && is->strength == was->strength && !isnan(was->bound) &&
		   !isnan(is->bound) && was->is_upper == is->is_upper) {
		if (is->is_upper ? is->bound > was->bound : is->bound < was->bound)
			say(c, RG_WEAKENED_LOOSENED_TOLERANCE, is->line, detail);
	} else if (same && is->strength == was->strength && was->expected.len &&
		   !rg_str_eq(was->expected, is->expected)) {
		say(c, RG_WEAKENED_CHANGED_EXPECTATION, is->line, detail);
	}
}

/* First those about the same thing, then the others in their order; what is left over is gone. */
static void compare_assertions(comparison *c, const rg_checked_function *before,
			       const rg_checked_function *now)
{
	assertion_vec was = only_in(c, before, now), is = only_in(c, now, before);
	size_t at = 0;

	for (size_t i = 0; i < was.n; i++)
		for (size_t j = 0; j < is.n && was.items[i]; j++)
			if (is.items[j] && is_same_thing(was.items[i], is.items[j])) {
				compare_pair(c, was.items[i], is.items[j], true);
				was.items[i] = is.items[j] = NULL;
			}
	for (size_t i = 0; i < was.n; i++) {
		if (!was.items[i])
			continue;
		while (at < is.n && !is.items[at])
			at++;
		if (at < is.n)
			compare_pair(c, was.items[i], is.items[at++], false);
		else
			say(c, RG_WEAKENED_DELETED_ASSERTION, now->line,
			    rg_utf8_cut(was.items[i]->text, MAX_DETAIL));
	}
}

static void compare_tolerances(comparison *c, const rg_checked_function *before,
			       const rg_checked_function *now)
{
	if (before->tolerances.n != now->tolerances.n)
		return;
	for (size_t i = 0; i < before->tolerances.n; i++) {
		const rg_tolerance *was = &before->tolerances.items[i];
		const rg_tolerance *is = &now->tolerances.items[i];

		if (rg_str_eq(was->name, is->name) &&
		    (was->is_digits ? is->value < was->value : is->value > was->value))
			say(c, RG_WEAKENED_LOOSENED_TOLERANCE, is->line,
			    rg_arena_printf(c->arena, "%.*s: %g \xE2\x86\x92 %g", RG_FMT(was->name),
					    was->value, is->value));
	}
}

static void compare_functions(comparison *c, const rg_checked_function *before,
			      const rg_checked_function *now)
{
	c->test = now->name;
	compare_assertions(c, before, now);
	compare_tolerances(c, before, now);
	compare_values(c, &before->expected, &now->expected);
	compare_cases(c, before, now);
	compare_marks(c, RG_WEAKENED_SKIPPED_TEST, &before->skips, &now->skips);
	compare_marks(c, RG_WEAKENED_XFAIL_TEST, &before->xfails, &now->xfails);
	if (now->assertions.n >= before->assertions.n)
		compare_marks(c, RG_WEAKENED_SWALLOWED_FAILURE, &before->swallowed,
			      &now->swallowed);
	if (now->is_test)
		compare_marks(c, RG_WEAKENED_MOCKED_AWAY, &before->patches, &now->patches);
	if (now->early_return && !before->early_return && before->assertions.n)
		say(c, RG_WEAKENED_DISABLED_TEST, now->early_return, (rg_str){NULL, 0});
	c->test = (rg_str){NULL, 0};
}

/* ---- tests ---------------------------------------------------------------------------------- */

static const rg_checked_function *named(const rg_test_checks *checks, rg_str name, size_t nth)
{
	for (size_t i = 0; i < checks->functions.n; i++)
		if (rg_str_eq(checks->functions.items[i].name, name) && nth-- == 0)
			return &checks->functions.items[i];
	return NULL;
}

/* How many of the same name stand before it: the later one is the one that runs. */
static size_t nth_of(const rg_test_checks *checks, size_t idx)
{
	size_t n = 0;

	for (size_t i = 0; i < idx; i++)
		n += rg_str_eq(checks->functions.items[i].name, checks->functions.items[idx].name);
	return n;
}

/* Most of what one asserts, the other one asserts as well. */
static bool asserts_the_same(const rg_checked_function *was, const rg_checked_function *is)
{
	size_t n = 0;

	for (size_t i = 0; i < was->assertions.n; i++)
		n += n_assertions(is, was->assertions.items[i].text) > 0;
	return was->assertions.n && n * 2 > was->assertions.n;
}

/* A test that is new in one of the files and is this one under another name. */
static const rg_checked_function *renamed(const comparison *c, const rg_checked_function *was,
					  const file **in)
{
	for (int is_loose = 0; is_loose <= 1; is_loose++) {
		for (size_t i = 0; i < c->files.n; i++) {
			const file *f = &c->files.items[i];

			for (size_t j = 0; f->now && j < f->now->functions.n; j++) {
				const rg_checked_function *is = &f->now->functions.items[j];

				if (!is->is_test || (f->before && named(f->before, is->name, 0)))
					continue;
				*in = f;
				if (is_loose ? asserts_the_same(was, is)
					     : rg_str_eq(was->body, is->body))
					return is;
			}
		}
	}
	return NULL;
}

static void look_at_gone(comparison *c, const rg_checked_function *was)
{
	const file *here = c->file, *in = NULL;
	const rg_checked_function *is = renamed(c, was, &in);

	if (is) {
		c->file = in;
		compare_functions(c, was, is);
		c->file = here;
		return;
	}
	c->test = was->name;
	say(c, RG_WEAKENED_DELETED_TEST, 1, (rg_str){NULL, 0});
	c->test = (rg_str){NULL, 0};
}

static size_t n_marks(const rg_test_checks *checks, const rg_check_text **last)
{
	size_t n = 0;

	for (size_t i = 0; checks && i < checks->functions.n; i++) {
		const rg_checked_function *function = &checks->functions.items[i];

		if (function->is_test)
			continue;
		n += function->skips.n + function->xfails.n;
		if (function->skips.n)
			*last = &function->skips.items[0];
		else if (function->xfails.n)
			*last = &function->xfails.items[0];
	}
	return n;
}

/* Whether it is new, and keeps one of the tests from being run. */
static bool is_left_out(const comparison *c, const rg_left_out *one, rg_str folder,
			const rg_left_out_vec *before)
{
	for (size_t i = 0; i < before->n; i++)
		if (before->items[i].kind == one->kind &&
		    rg_str_eq(before->items[i].what, one->what))
			return false;
	return !c->tests || rg_left_out_has_test(one, folder, c->tests);
}

/* What collect_ignore or collect_ignore_glob is. */
static bool ignores_a_test(const comparison *c, const rg_check_text *is,
			   const rg_check_text_vec *before)
{
	rg_str folder = rg_path_folder(c->file->versions->path);
	bool is_glob = rg_str_eq_z(is->key, "collect_ignore_glob");
	rg_left_out_vec now = {0}, was = {0};

	if (!rg_collect_ignore_parse(&now, c->arena, is->text, is_glob, is->line))
		return true;
	for (size_t i = 0; i < before->n; i++)
		if (rg_str_eq(before->items[i].key, is->key))
			(void)rg_collect_ignore_parse(&was, c->arena, before->items[i].text,
						      is_glob, 0);
	for (size_t i = 0; i < now.n; i++)
		if (is_left_out(c, &now.items[i], folder, &was))
			return true;
	return false;
}

/* What a hook or a fixture skips, and what the module says of itself. */
static void compare_modules(comparison *c, const file *f)
{
	static const rg_test_checks nothing;
	const rg_test_checks *before = f->before ? f->before : &nothing;
	const rg_check_text *mark = NULL, *unused = NULL;
	bool is_conftest = rg_str_eq_z(rg_path_name(f->versions->path), "conftest.py");

	/* What a new test file says of itself takes nothing away. */
	if (!f->before && !is_conftest)
		return;
	if (n_marks(f->now, &mark) > n_marks(f->before, &unused) && mark)
		say(c, RG_WEAKENED_SKIPPED_TEST, mark->line, rg_utf8_cut(mark->text, MAX_DETAIL));
	for (size_t i = 0; i < f->now->module.n; i++) {
		const rg_check_text *is = &f->now->module.items[i];

		if (count(&before->module, is->text))
			continue;
		if (rg_str_eq_z(is->key, "skip"))
			say(c, RG_WEAKENED_SKIPPED_TEST, is->line,
			    rg_utf8_cut(is->text, MAX_DETAIL));
		else if (is_ignoring(is->key) ? ignores_a_test(c, is, &before->module)
					      : rg_str_eq_z(is->key, "pytestmark") ||
							rg_str_eq_z(is->key, "__test__"))
			say(c, RG_WEAKENED_DESELECTED_TESTS, is->line,
			    rg_utf8_cut(is->text, MAX_DETAIL));
	}
	compare_values(c, &before->module, &f->now->module);
}

static void compare_files(comparison *c, const file *f)
{
	c->file = f;
	for (size_t i = 0; f->before && i < f->before->functions.n; i++) {
		const rg_checked_function *was = &f->before->functions.items[i];
		const rg_checked_function *is =
			f->now ? named(f->now, was->name, nth_of(f->before, i)) : NULL;

		if (is)
			compare_functions(c, was, is);
		else if (was->is_test && c->out->n < MAX_FINDINGS)
			look_at_gone(c, was);
	}
	if (f->now)
		compare_modules(c, f);
}

/* ---- configuration -------------------------------------------------------------------------- */

bool rg_is_pytest_configuration(rg_str path)
{
	static const char *const names[] = {"pytest.ini", ".pytest.ini", "pytest.toml",
					    "tox.ini",	  "setup.cfg",	 "pyproject.toml",
					    "conftest.py"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (rg_str_eq_z(rg_path_name(path), names[i]))
			return true;
	return false;
}

static void compare_configuration(comparison *c, const rg_test_versions *versions)
{
	static const rg_str_vec none;
	rg_str folder = rg_path_folder(versions->path);
	file f = {.versions = versions};
	rg_collection before, now;

	c->file = &f;
	rg_collection_parse(&before, c->arena, versions->before);
	rg_collection_parse(&now, c->arena, versions->now);
	for (size_t i = 0; i < now.left_out.n; i++) {
		const rg_left_out *one = &now.left_out.items[i];

		if (is_left_out(c, one, folder, &before.left_out))
			say(c, RG_WEAKENED_DESELECTED_TESTS, one->line,
			    rg_utf8_cut(one->what, MAX_DETAIL));
	}
	if (rg_collection_misses_test(&before, &now, folder, c->tests ? c->tests : &none))
		say(c, RG_WEAKENED_DESELECTED_TESTS, now.paths_line, RG_STR("testpaths"));
	if (before.is_strict && !now.is_strict)
		say(c, RG_WEAKENED_DESELECTED_TESTS, now.strict_line, RG_STR("xfail_strict"));
}

void rg_weakened_find(rg_weakening_vec *out, rg_arena *arena, const rg_test_versions_vec *files,
		      const rg_str_vec *tests)
{
	comparison c = {.arena = arena, .out = out, .tests = tests};

	for (size_t i = 0; i < files->n; i++) {
		const rg_test_versions *one = &files->items[i];
		file *f;

		if (rg_language_of(one->path) != RG_LANG_PYTHON)
			continue;
		f = RG_PUSH_NEW(arena, &c.files);
		*f = (file){.versions = one};
		if (one->before.ptr)
			f->before = rg_test_checks_parse(arena, one->before);
		if (one->now.ptr)
			f->now = rg_test_checks_parse(arena, one->now);
	}
	for (size_t i = 0; i < c.files.n; i++)
		compare_files(&c, &c.files.items[i]);
	for (size_t i = 0; i < files->n; i++)
		if (rg_is_pytest_configuration(files->items[i].path) &&
		    rg_language_of(files->items[i].path) == RG_LANG_NONE)
			compare_configuration(&c, &files->items[i]);
}
