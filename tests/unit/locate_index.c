/* SPDX-License-Identifier: MIT */
/* The token index: what it counts, and that putting, replacing and removing leave no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "locate/index.h"

/* "count" of a term in a file, with "d" behind it when it is defined there; 0 when it is not in. */
static void check(const rg_index *index, const char *path, const char *term, const char *expected)
{
	uint32_t document = rg_index__document(index, rg_str_of(path));
	rg_postings postings;
	rg_posting posting;
	char got[32] = "0";

	assert_int_not_equal(document, RG_NO_DOCUMENT);
	rg_postings_init(&postings, index, rg_str_of(term));
	while (rg_postings_next(&posting, &postings))
		if (posting.document == document)
			snprintf(got, sizeof(got), "%u%s", posting.count,
				 posting.is_definition ? "d" : "");
	assert_string_equal(got, expected);
}

static size_t n_files_with(const rg_index *index, const char *term)
{
	rg_postings postings;
	rg_posting posting;
	size_t n = 0;

	rg_postings_init(&postings, index, rg_str_of(term));
	while (rg_postings_next(&posting, &postings))
		n++;
	return n;
}

static void put(rg_index *index, const char *path, const char *bytes)
{
	rg_index_put(index, rg_str_of(path), rg_str_of(bytes));
}

static void locate_index__counts_identifiers_and_their_words(void **state)
{
	rg_index *index = rg_index_new();

	(void)state;
	put(index, "a.py", "def gather_all(x):\n    return gather(x) + gather(x)\n");
	check(index, "a.py", "gather_all", "1d");
	check(index, "a.py", "gather", "3"); /* twice by itself, once as a word */
	check(index, "a.py", "all", "1");
	check(index, "a.py", "x", "0"); /* one letter says nothing */
	check(index, "a.py", "other", "0");
	put(index, "b.py", "class HTTPServer2(Base): pass\nclass Ä: pass\n");
	check(index, "b.py", "HTTPServer2", "1d");
	check(index, "b.py", "http", "1");
	check(index, "b.py", "server2", "1");
	check(index, "b.py", "Ä", "1d");
	assert_int_equal(rg_index_files(index), 2);
	rg_index_free(index);
}

static void locate_index__names_bound_for_python_are_definitions(void **state)
{
	rg_index *index = rg_index_new();

	(void)state;
	put(index, "a.cpp",
	    "m.def(\"sort_rows\", &sort);\nauto op = bind_function<\"gather\">(m);\n"
	    "constexpr auto scan = register_operation<\"ns::scan_op\", Scan>();\n"
	    "m.impl(\"add_one\", add);\nlog(\"nothing\");\nclass Device {};\n"
	    "static PyMethodDef methods[] = {\n{\"old_style\", f, METH_VARARGS, 0},\n};\n");
	check(index, "a.cpp", "sort_rows", "1d");
	check(index, "a.cpp", "gather", "1d");
	check(index, "a.cpp", "scan_op", "1d");
	check(index, "a.cpp", "add_one", "1d");
	check(index, "a.cpp", "old_style", "1d");
	check(index, "a.cpp", "nothing", "1");
	check(index, "a.cpp", "Device", "1d");
	put(index, "b.cpp",
	    "extern \"C\" int plain_c(int x) {\n    return helper(x);\n}\n"
	    "static PyObject *\ngnu_style(PyObject *self)\n{\n    called(self);\n}\n"
	    "Tensor ns::Op::method(const Tensor& x) {\n}\nint declared(int x);\n"
	    "PYBIND11_MODULE(_ext, m) {\n    m.def(\n        \"on_two_lines\",\n        &f);\n"
	    "    m.def(\"ns::schema(Tensor x) -> Tensor\");\n}\n"
	    "{\"method_table\",\n    (PyCFunction)gnu_style,\n    METH_FASTCALL, NULL},\n");
	check(index, "b.cpp", "plain_c", "1d");
	check(index, "b.cpp", "helper", "1");
	check(index, "b.cpp", "gnu_style", "2d");
	check(index, "b.cpp", "called", "1");
	check(index, "b.cpp", "method", "2d");
	check(index, "b.cpp", "declared", "1");
	check(index, "b.cpp", "_ext", "1d");
	check(index, "b.cpp", "on_two_lines", "1d");
	check(index, "b.cpp", "schema", "1d");
	check(index, "b.cpp", "method_table", "1d");
	put(index, "c.pyx",
	    "cdef class Engine:\n    cpdef int get_loc(self, key) except -1:\n"
	    "        return place(key)\ncdef inline void fast(int x):\n    pass\n");
	check(index, "c.pyx", "Engine", "1d");
	check(index, "c.pyx", "get_loc", "1d");
	check(index, "c.pyx", "place", "1");
	check(index, "c.pyx", "fast", "1d");
	rg_index_free(index);
}

static void locate_index__a_file_that_is_put_again_replaces_the_old_one(void **state)
{
	rg_index *index = rg_index_new();

	(void)state;
	put(index, "a.py", "alpha alpha");
	put(index, "b.py", "alpha beta");
	put(index, "a.py", "gamma");
	assert_int_equal(rg_index_files(index), 2);
	assert_int_equal(n_files_with(index, "alpha"), 1);
	check(index, "a.py", "alpha", "0");
	check(index, "a.py", "gamma", "1");
	assert_int_equal(rg_index__length(index, rg_index__document(index, RG_STR("a.py"))), 1);
	rg_index_free(index);
}

static void locate_index__removed_files_are_gone(void **state)
{
	rg_index *index = rg_index_new();

	(void)state;
	put(index, "a.py", "alpha");
	rg_index_remove(index, RG_STR("a.py"));
	rg_index_remove(index, RG_STR("a.py"));
	rg_index_remove(index, RG_STR("never.py"));
	assert_int_equal(rg_index_files(index), 0);
	assert_int_equal(n_files_with(index, "alpha"), 0);
	assert_int_equal(rg_index__document(index, RG_STR("a.py")), RG_NO_DOCUMENT);
	put(index, "a.py", "beta");
	check(index, "a.py", "beta", "1");
	rg_index_free(index);
	rg_index_free(NULL);
}

static void locate_index__thousands_of_saves_keep_it_small_and_right(void **state)
{
	rg_index *index = rg_index_new();
	char path[32], bytes[64];

	(void)state;
	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof(path), "f%d.py", i);
		snprintf(bytes, sizeof(bytes), "common only%d", i);
		put(index, path, bytes);
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(bytes, sizeof(bytes), "common edit%d edit%d", i % 7, i % 7);
		put(index, "f5.py", bytes);
	}
	assert_int_equal(rg_index_files(index), 300);
	assert_int_equal(n_files_with(index, "common"), 300);
	assert_true(rg_index__documents(index) < 600);
	check(index, "f5.py", "edit1", "2"); /* 4999 % 7 */
	check(index, "f5.py", "only5", "0");
	check(index, "f299.py", "only299", "1");
	rg_index_free(index);
}

static void locate_index__takes_sources_alone(void **state)
{
	rg_index *index = rg_index_new();
	char *big = malloc(RG_LIMIT_SOURCE_BYTES + 1);

	(void)state;
	assert_non_null(big);
	memset(big, 'a', RG_LIMIT_SOURCE_BYTES + 1);
	put(index, "README.md", "alpha");
	rg_index_put(index, RG_STR("big.py"), (rg_str){big, RG_LIMIT_SOURCE_BYTES + 1});
	assert_int_equal(rg_index_files(index), 0);
	rg_index_put(index, RG_STR("binary.py"), RG_STR("alpha\0beta"));
	assert_int_equal(rg_index_files(index), 0);
	rg_index_put(index, RG_STR("empty.py"), (rg_str){NULL, 0});
	rg_index_put(index, RG_STR("latin1.py"), RG_STR("alpha \xff\xfe b\xe4ta"));
	assert_int_equal(rg_index_files(index), 2);
	check(index, "latin1.py", "alpha", "1");
	check(index, "latin1.py", "b\xe4ta", "1");
	free(big);
	rg_index_free(index);
}

/* ---- many at once, and as bytes ------------------------------------------------------------- */

#define MANY 60

static rg_str many_path(rg_arena *arena, size_t i)
{
	return rg_arena_printf(arena, "pkg%zu/m%zu.%s", i % 3, i, i % 5 ? "py" : "cpp");
}

static rg_str many_bytes(rg_arena *arena, size_t i)
{
	if (i == 7)
		return (rg_str){NULL, 0}; /* cannot be read */
	return rg_arena_printf(arena,
			       "def f%zu(common): pass\nshared_%zu = getHTTP%zu(common, common)\n",
			       i, i % 4, i);
}

/* All of an index that was filled in slices of so many files. */
static rg_buf rendered(rg_arena *arena, size_t slice)
{
	rg_index *index = rg_index_new();
	rg_index_part *parts[MANY];
	rg_str paths[MANY];
	size_t n = 0;
	rg_buf buf;

	for (size_t begin = 0; begin < MANY; begin += slice) {
		parts[n] = rg_index_part_new(begin, NULL);
		for (size_t i = begin; i < begin + slice && i < MANY; i++) {
			paths[i] = many_path(arena, i);
			rg_index_part_add(parts[n], paths[i], many_bytes(arena, i), i + 1);
		}
		rg_index_part_finish(parts[n++]);
	}
	rg_index_put_parts(index, paths, parts, n);
	for (size_t i = 0; i < n; i++)
		rg_index_part_free(parts[i]);
	rg_buf_init(&buf, RG_LIMIT_CACHE_BYTES);
	rg_index_render(&buf, index);
	rg_index_free(index);
	return buf;
}

static rg_index *parsed(rg_str bytes)
{
	rg_arena *arena = rg_arena_new();

	return rg_index_parse_take(arena, rg_arena_dup(arena, bytes));
}

static void locate_index__is_the_same_however_the_files_were_shared_out(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf whole = rendered(arena, MANY);

	(void)state;
	for (size_t slice = 1; slice < MANY; slice += 6) {
		rg_buf other = rendered(arena, slice);

		assert_true(rg_str_eq(rg_buf_str(&whole), rg_buf_str(&other)));
		rg_buf_release(&other);
	}
	rg_buf_release(&whole);
	rg_arena_free(arena);
}

static void locate_index__comes_back_from_bytes_and_goes_on(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf whole = rendered(arena, 10), again;
	rg_index *index = parsed(rg_buf_str(&whole));

	(void)state;
	assert_non_null(index);
	assert_int_equal(rg_index_files(index), MANY - 1);
	assert_int_equal(n_files_with(index, "common"), MANY - 1);
	assert_int_equal(n_files_with(index, "get"), MANY - 1);
	check(index, "pkg0/m3.py", "common", "3");
	check(index, "pkg0/m3.py", "f3", "1d");
	assert_int_equal(rg_index_stamp(index, RG_STR("pkg0/m3.py")), 4);
	assert_int_equal(rg_index_stamp(index, RG_STR("pkg1/m7.py")), 8);
	assert_int_equal(rg_index_stamp(index, RG_STR("none.py")), 0);
	rg_buf_init(&again, RG_LIMIT_CACHE_BYTES);
	rg_index_render(&again, index);
	assert_true(rg_str_eq(rg_buf_str(&whole), rg_buf_str(&again)));
	rg_buf_release(&again);
	for (int i = 0; i < 200; i++)
		put(index, "pkg0/m3.py", "def f3(other): pass\n");
	check(index, "pkg0/m3.py", "common", "0");
	check(index, "pkg0/m3.py", "f3", "1d");
	check(index, "pkg1/m4.py", "common", "3");
	assert_int_equal(n_files_with(index, "common"), MANY - 2);
	rg_index_free(index);
	rg_buf_release(&whole);
	rg_arena_free(arena);
}

static void locate_index__no_bytes_do_harm(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf whole = rendered(arena, 10);
	rg_str bytes = rg_buf_str(&whole);
	uint32_t chance = 1;

	(void)state;
	for (size_t n = 0; n < bytes.len; n += n < 4096 ? 8 : 1024) {
		rg_index *index = parsed(rg_str_sub(bytes, 0, n));

		assert_null(index);
	}
	for (int i = 0; i < 2000; i++) {
		rg_index *index;

		for (int k = 0; k < 3; k++) {
			chance = chance * 1664525u + 1013904223u;
			/* The first words, and the postings at the end, hold most of what is read.
			 */
			whole.ptr[k ? bytes.len - 1 - chance / 7 % 4096 : chance / 7 % bytes.len] =
				(char)(chance >> 24);
		}
		index = parsed(bytes);
		if (index) {
			rg_buf again;

			n_files_with(index, "common");
			put(index, "pkg0/m3.py", "def f3(common): pass\n");
			n_files_with(index, "common");
			rg_buf_init(&again, RG_LIMIT_CACHE_BYTES);
			rg_index_render(&again, index);
			rg_buf_release(&again);
		}
		rg_index_free(index);
	}
	rg_buf_release(&whole);
	rg_arena_free(arena);
}

static void locate_index__generated_files_are_no_candidates(void **state)
{
	static const struct {
		const char *bytes;
		bool is_source;
	} cases[] = {
		{"# Generated by the protocol buffer compiler.  DO NOT EDIT!\nx = alpha\n", false},
		{"// Code generated by x. DO NOT EDIT.\nint alpha;\n", false},
		{"/*\n * @generated\n */\nint alpha;\n", false},
		{"# An editor of texts.\nalpha = 1\n", true},
		{"MARK = 'generated by us, do not edit'\nalpha = 1\n", true},
	};
	rg_index *index = rg_index_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(index, "pkg/a.py", cases[i].bytes);
		check(index, "pkg/a.py", "alpha", "1");
		assert_int_equal(
			rg_index__is_source(index, rg_index__document(index, RG_STR("pkg/a.py"))),
			cases[i].is_source);
	}
	rg_index_free(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_index__counts_identifiers_and_their_words),
		cmocka_unit_test(locate_index__names_bound_for_python_are_definitions),
		cmocka_unit_test(locate_index__a_file_that_is_put_again_replaces_the_old_one),
		cmocka_unit_test(locate_index__removed_files_are_gone),
		cmocka_unit_test(locate_index__thousands_of_saves_keep_it_small_and_right),
		cmocka_unit_test(locate_index__takes_sources_alone),
		cmocka_unit_test(locate_index__is_the_same_however_the_files_were_shared_out),
		cmocka_unit_test(locate_index__comes_back_from_bytes_and_goes_on),
		cmocka_unit_test(locate_index__no_bytes_do_harm),
		cmocka_unit_test(locate_index__generated_files_are_no_candidates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
