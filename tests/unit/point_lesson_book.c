/* SPDX-License-Identifier: MIT */
/* Lessons of a real history: what commits added to tests, read once and kept in the cache. */
#include "support/git_repo.h"

#include "point/lesson_book.h"
#include "git/added.h"
#include "git/history.h"
#include "locate/lessons.h"

/* An hour after the one before, so that their order is known. */
#define COMMIT                                                                                     \
	"commit() { git add -A; n=$(git rev-list --all --count);"                                  \
	" GIT_COMMITTER_DATE=@$((1700000000+n*3600)) git commit -qm \"$1\"; }\n"
#define START                                                                                      \
	COMMIT "mkdir app tests; echo 'def f(): pass' >app/a.py; echo 'def test_a(): pass' "       \
	       ">tests/test_a.py; commit 'Add a'\n"                                                \
	       "printf 'def g(): 2\\ndef h(): 2\\n' >>app/a.py; echo 'def k(): 1' >app/b.py; "     \
	       "printf 'def test_b():\\n    only_here()\\n' "                                      \
	       ">>tests/test_a.py; commit 'Fix é'\n"                                              \
	       "echo 'z = 3' >>app/a.py; commit 'No test'\n"                                       \
	       "echo '# more' >>tests/test_a.py; commit 'No source'\n"

static rg_history history_of(fixture *f, rg_str head)
{
	rg_history_input input = {.from = head, .max = 100, .max_ms = 10000};
	rg_history history;

	ok(f, rg_history_read(&history, f->arena, opened(f), &input, &f->err));
	return history;
}

static rg_str head(fixture *f)
{
	return sh(f, "git rev-parse HEAD");
}

static void check_added(fixture *f, const rg_commit_change *commit, const rg_str_vec *tests,
			const char *subject, const char *added)
{
	rg_added_input input = {commit->id, tests, LIST(S("app/a.py"))};
	rg_added read;
	rg_buf lines;

	rg_buf_init(&lines, RG_MiB);
	ok(f, rg_added_read(&read, &lines, f->arena, f->repo, &input, &f->err));
	same(read.subject, rg_str_of(subject));
	same(rg_buf_str(&lines), rg_str_of(added));
	rg_buf_release(&lines);
}

static void what_a_commit_adds(void **state)
{
	fixture *f = *state;
	rg_added_input none = {(const uint8_t[RG_COMMIT_ID_BYTES]){1}, LIST(S("a")), LIST(S("b"))};
	rg_history history;
	rg_added read;

	sh(f, START);
	history = history_of(f, head(f));
	check_added(f, &history.commits.items[2], LIST(S("tests/test_a.py"), S("tests/none.py")),
		    "Fix é", "def test_b():\n    only_here()\n");
	check_added(f, &history.commits.items[3], LIST(S("tests/test_a.py")), "Add a",
		    "def test_a(): pass\n");
	refused(f, rg_added_read(&read, NULL, f->arena, f->repo, &none, &f->err), RG_ENOTFOUND,
		"cannot read what a commit adds");
}

/* Of app/a.py in the newest commit. */
static rg_str functions_changed(fixture *f)
{
	rg_history history = history_of(f, head(f));
	rg_added_input input = {history.commits.items[0].id, LIST(S("tests/none.py")),
				LIST(S("app/a.c"), S("app/none.py"), S("app/a.py"))};
	rg_added read;
	rg_buf lines;

	rg_buf_init(&lines, RG_MiB);
	ok(f, rg_added_read(&read, &lines, f->arena, f->repo, &input, &f->err));
	rg_buf_release(&lines);
	assert_int_equal(read.functions[0].n + read.functions[1].n, 0);
	return rg_str_vec_join(f->arena, &read.functions[2], S(" "));
}

static void where_a_commit_changes_a_source(void **state)
{
	fixture *f = *state;

	sh(f, COMMIT "mkdir app; echo 'int f(void) { return 1; }' >app/a.c; printf '%s\n' 'x = 1' "
		     "'class A:' '    y = 1' '    def f(self):' '        def inner():' "
		     "'            return 1' '        return inner' '    def g(self):' "
		     "'        a = 1' '        return 2' 'def h():' '    return 3' >app/a.py; "
		     "commit New");
	same(functions_changed(f), S("A.f A.f.inner A.g h"));
	sh(f, COMMIT "sed -i 's/return 1/return 4/' app/a.py app/a.c; commit Inner");
	same(functions_changed(f), S("A.f.inner"));
	sh(f, COMMIT "sed -i '/a = 1/d; s/return 3/return 5/' app/a.py; commit 'Line gone'");
	same(functions_changed(f), S("A.g h"));
	sh(f, COMMIT "sed -i 's/[xy] = 1/z = 2/' app/a.py; commit 'No function'");
	same(functions_changed(f), S(""));
}

/* Subjects, paths and functions of the lessons, newest first. */
static rg_str all_of(fixture *f, const rg_lesson_book *book)
{
	const rg_lessons *lessons = rg_lesson_book_lessons(book);
	rg_str out = S("");

	for (size_t i = 0; i < lessons->items.n; i++) {
		const rg_lesson *lesson = &lessons->items.items[i];

		out = rg_arena_printf(f->arena, "%.*s%.*s:", RG_FMT(out), RG_FMT(lesson->subject));
		for (size_t k = 0; k < lesson->paths.n; k++)
			out = rg_arena_printf(
				f->arena, "%.*s %.*s(%.*s)", RG_FMT(out),
				RG_FMT(lesson->paths.items[k]),
				RG_FMT(rg_str_vec_join(f->arena, &lesson->functions[k], S(" "))));
		out = rg_arena_printf(f->arena, "%.*s\n", RG_FMT(out));
	}
	return rg_str_trim(out);
}

static void refresh(fixture *f, rg_lesson_book *book)
{
	rg_str at = head(f);
	rg_history history = history_of(f, at);

	rg_lesson_book_refresh(book, f->root, f->folder, at, &history, NULL);
}

static void lessons_follow_the_head(void **state)
{
	fixture *f = *state;
	rg_lesson_book *book = rg_lesson_book_new();

	sh(f, START);
	refresh(f, book);
	same(all_of(f, book), S("Fix é: app/a.py(g h) app/b.py(k)\nAdd a: app/a.py(f)"));
	assert_int_equal(rg_index_files(rg_lesson_book_lessons(book)->index), 2);
	sh(f, COMMIT "echo 1 >app/b.py; echo 1 >tests/test_b.py; commit New");
	refresh(f, book);
	same(all_of(f, book),
	     S("New: app/b.py()\nFix é: app/a.py(g h) app/b.py(k)\nAdd a: app/a.py(f)"));
	sh(f, "git checkout -q --detach HEAD~3");
	refresh(f, book);
	same(all_of(f, book), S("Fix é: app/a.py(g h) app/b.py(k)\nAdd a: app/a.py(f)"));
	assert_int_equal(rg_index_files(rg_lesson_book_lessons(book)->index), 2);
	rg_lesson_book_free(book);
}

static void the_cache_keeps_them(void **state)
{
	fixture *f = *state;
	rg_lesson_book *book = rg_lesson_book_new();
	rg_str before, after;

	sh(f, START);
	refresh(f, book);
	before = all_of(f, book);
	rg_lesson_book_keep(book, f->folder);
	rg_lesson_book_free(book);
	sh_in(f, f->folder, "test -s cache/lessons; cp cache/lessons kept");
	book = rg_lesson_book_new();
	refresh(f, book);
	after = all_of(f, book);
	same(after, before);
	assert_int_equal(rg_index_files(rg_lesson_book_lessons(book)->index), 2);
	rg_lesson_book_free(book);

	sh_in(f, f->folder, "echo damaged >cache/lessons");
	book = rg_lesson_book_new();
	refresh(f, book);
	same(all_of(f, book), before);
	rg_lesson_book_keep(book, f->folder);
	rg_lesson_book_free(book);
	sh_in(f, f->folder, "cmp cache/lessons kept");
}

static void a_shallow_clone_has_none(void **state)
{
	fixture *f = *state;
	rg_lesson_book *book = rg_lesson_book_new();

	sh(f, START "git clone -q --depth 1 \"file://$PWD\" ../clone");
	f->root = rg_arena_printf(f->arena, "%.*s/clone", RG_FMT(f->folder));
	refresh(f, book);
	assert_int_equal(rg_lesson_book_lessons(book)->items.n, 0);
	rg_lesson_book_free(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_commit_adds),	TEST(where_a_commit_changes_a_source),
		TEST(lessons_follow_the_head),	TEST(the_cache_keeps_them),
		TEST(a_shallow_clone_has_none),
	};

	return RUN_TESTS(tests);
}
