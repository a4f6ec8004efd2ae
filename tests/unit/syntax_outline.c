/* SPDX-License-Identifier: MIT */
/* What source files define, import and hold as tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "syntax/outline.h"

/*
 * The outline as one text: "name 3-5", classes in brackets, then imports, then tests with "t ".
 * A decorated definition shows the first line of its bytes too: "name @2 3-5".
 */
static void render(rg_buf *buf, const rg_outline *outline, rg_str source)
{
	for (size_t i = 0; i < outline->definitions.n; i++) {
		const rg_definition *d = &outline->definitions.items[i];
		uint32_t first = 1;

		for (size_t k = 0; k < d->begin; k++)
			first += source.ptr[k] == '\n';
		rg_buf_printf(buf, d->kind == RG_DEF_CLASS ? "[%.*s]" : "%.*s", RG_FMT(d->name));
		if (first != d->line)
			rg_buf_printf(buf, " @%u", first);
		rg_buf_printf(buf, " %u-%u\n", d->line, d->end_line);
	}
	for (size_t i = 0; i < outline->imports.n; i++) {
		const rg_import *import = &outline->imports.items[i];

		rg_buf_printf(buf, "%u: %u %.*s", import->line, import->level,
			      RG_FMT(import->module));
		if (import->name.ptr)
			rg_buf_printf(buf, " . %.*s", RG_FMT(import->name));
		if (import->alias.ptr)
			rg_buf_printf(buf, " as %.*s", RG_FMT(import->alias));
		rg_buf_add_char(buf, '\n');
	}
	for (size_t i = 0; i < outline->tests.n; i++) {
		const rg_test *t = &outline->tests.items[i];

		rg_buf_printf(buf, "%s%.*s %u-%u\n", t->is_class ? "T " : "t ", RG_FMT(t->name),
			      t->line, t->end_line);
	}
}

static void check(rg_language language, const char *source, const char *expected)
{
	rg_arena *arena = rg_arena_new();
	rg_buf buf;

	rg_buf_init(&buf, RG_MiB);
	render(&buf, rg_outline_parse(arena, language, rg_str_of(source)), rg_str_of(source));
	assert_string_equal(buf.ptr ? buf.ptr : "", expected);
	rg_buf_release(&buf);
	rg_arena_free(arena);
}

static void check_python(const char *source, const char *expected)
{
	check(RG_LANG_PYTHON, source, expected);
}

static void syntax_outline__functions_and_classes_are_qualified(void **state)
{
	(void)state;
	check_python("def a():\n    def b():\n        pass\n    return b\n"
		     "class C(B):\n    async def d(self):\n        pass\n    class E:\n"
		     "        def f(self): pass\n",
		     "a 1-4\na.b 2-3\n[C] 5-9\nC.d 6-7\n[C.E] 8-9\nC.E.f 9-9\n");
}

static void syntax_outline__decorators_belong_to_the_definition(void **state)
{
	(void)state;
	check_python("@one\n@two(3)\ndef a():\n    pass\n\nclass C:\n    @property\n"
		     "    def b(self):\n        pass\n    def c(self): pass\n",
		     "a @1 3-4\n[C] 6-10\nC.b @7 8-9\nC.c 10-10\n");
}

static void syntax_outline__conditional_definitions_count(void **state)
{
	(void)state;
	check_python("try:\n    import a\nexcept ImportError:\n    def f(): pass\nelse:\n"
		     "    if x:\n        def g(): pass\n    elif y:\n        def h(): pass\n"
		     "with z:\n    for i in j:\n        def k(): pass\n",
		     "f 4-4\ng 7-7\nh 9-9\nk 12-12\n2: 0 a as a\n");
}

static void syntax_outline__imports_of_python(void **state)
{
	(void)state;
	check_python("import a.b\nimport a.b as c, d\nfrom e.f import g, h as i\nfrom . import j\n"
		     "from ..k import (\n    l,\n    m,\n)\nfrom n import *\n"
		     "from __future__ import annotations\ndef f():\n    import o\n",
		     "f 11-12\n"
		     "1: 0 a.b as a\n2: 0 a.b as c\n2: 0 d as d\n3: 0 e.f . g as g\n"
		     "3: 0 e.f . h as i\n4: 1  . j as j\n6: 2 k . l as l\n7: 2 k . m as m\n"
		     "9: 0 n . * as *\n10: 0 __future__ . annotations as annotations\n"
		     "12: 0 o as o\n");
}

static void syntax_outline__tests_by_pytests_naming(void **state)
{
	(void)state;
	check_python("def test_a():\n    def test_inner(): pass\nasync def test_b(): pass\n"
		     "def helper(): pass\nclass TestC:\n    @mark\n    def test_d(self): pass\n"
		     "    def other(self): pass\n    class TestE:\n        def test_f(self): pass\n"
		     "class Helper:\n    def test_no(self): pass\n",
		     "test_a 1-2\ntest_a.test_inner 2-2\ntest_b 3-3\nhelper 4-4\n[TestC] 5-10\n"
		     "TestC.test_d @6 7-7\nTestC.other 8-8\n[TestC.TestE] 9-10\n"
		     "TestC.TestE.test_f 10-10\n[Helper] 11-12\nHelper.test_no 12-12\n"
		     "t test_a 1-2\nt test_b 3-3\nT TestC 5-10\nt TestC::test_d 7-7\n"
		     "T TestC::TestE 9-10\nt TestC::TestE::test_f 10-10\n");
	check_python("class Odd(unittest.TestCase):\n    def test_a(self): pass\n"
		     "class TestNothing:\n    def helper(self): pass\n",
		     "[Odd] 1-2\nOdd.test_a 2-2\n[TestNothing] 3-4\nTestNothing.helper 4-4\n"
		     "T Odd 1-2\nt Odd::test_a 2-2\n");
}

static void syntax_outline__a_file_that_is_being_typed_keeps_its_tests(void **state)
{
	rg_arena *arena = rg_arena_new();

	(void)state;
	assert_true(rg_outline_parse(arena, RG_LANG_PYTHON, RG_STR("def a(:\n"))->has_errors);
	rg_arena_free(arena);
	/* A call, an argument list and a loop without their ends. */
	check_python("import a\n\nclass TestC:\n    def test_a(self):\n        x = foo(\n\n"
		     "    def test_b(self):\n        pass\n\ndef test_d(:\n    pass\n\n"
		     "@mark\n@mark2(1,\n       2)\ndef test_e():\n    for x in\n    assert 2\n",
		     "[TestC] 3-8\nTestC.test_a 4-5\nTestC.test_b 7-8\ntest_d 10-11\n"
		     "test_e @13 16-18\n1: 0 a as a\nT TestC 3-8\nt TestC::test_a 4-5\n"
		     "t TestC::test_b 7-8\nt test_d 10-11\nt test_e 16-18\n");
	/* Strings, comments and brackets over several lines hold no definitions. */
	check_python(
		"x = \"\"\"\ndef no(): pass\n'''\n\"\"\"\n# def no2(): (\ndef a(\n    b='(',\n"
		"):\n    return (\n1)\ny = = 3\nclass U(unittest.TestCase):\n\tdef test_t(self):\n"
		"\t\tpass\n",
		"a 6-10\n[U] 12-14\nU.test_t 13-14\nT U 12-14\nt U::test_t 13-14\n");
	check_python("async def a():\r\n    pass\r\nx = = 1\r\n", "a 1-2\n");
}

static void syntax_outline__cython_is_read_by_lines(void **state)
{
	(void)state;
	check_python("cdef class Tree:\n    cdef int depth\n    cpdef int walk(self, int n):\n"
		     "        return n\n    def plain(self):\n        pass\n"
		     "cdef double add(double a):\n    return a\n",
		     "[Tree] 1-6\nTree.walk 3-4\nTree.plain 5-6\nadd 7-8\n");
}

static void syntax_outline__odd_input_gives_less(void **state)
{
	(void)state;
	check_python("", "");
	check_python("\xef\xbb\xbf"
		     "def a(): pass\n",
		     "a 1-1\n");
	check_python("def a():\r\n    pass\r\n\r\ndef b():\r\n    pass\r\n", "a 1-2\nb 4-5\n");
	check_python("def \xc3\xa4():\n    pass", "\xc3\xa4 1-2\n");
	check_python("\xff\xfe\x80", "");
	check(RG_LANG_NONE, "def a(): pass", "");
}

static void syntax_outline__deep_nesting_is_walked_without_recursion(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf buf;

	(void)state;
	rg_buf_init(&buf, 16 * RG_MiB);
	for (int i = 0; i < 3000; i++)
		rg_buf_add_z(&buf, "namespace n {\n");
	rg_buf_add_z(&buf, "void f() {}\n");
	assert_int_equal(rg_outline_parse(arena, RG_LANG_CPP, rg_buf_str(&buf))->imports.n, 0);
	rg_buf_release(&buf);
	rg_arena_free(arena);
}

static void syntax_outline__definitions_of_cpp(void **state)
{
	(void)state;
	check(RG_LANG_CPP,
	      "#include <vector>\n#include \"a/b.h\"\nnamespace one::two {\n"
	      "template <typename T>\nclass Box : Base {\npublic:\n    Box() {}\n    ~Box() {}\n"
	      "    int get() const { return 1; }\n    void later();\n    enum class Kind { A };\n"
	      "};\nstatic int *f(int x)\n{\n    return 0;\n}\n}\n"
	      "template <typename T>\nvoid one::two::Box<T>::later() {}\n"
	      "namespace {\nbool operator==(A a, B b) { return true; }\n}\n"
	      "extern \"C\" {\nint g(void) { return 1; }\n}\n#ifdef X\nvoid h() {}\n#else\n"
	      "void i() {}\n#endif\n",
	      "[one::two::Box] @4 5-12\none::two::Box::Box 7-7\none::two::Box::~Box 8-8\n"
	      "one::two::Box::get 9-9\n[one::two::Box::Kind] 11-11\none::two::f 13-16\n"
	      "one::two::Box::later @18 19-19\noperator== 21-21\ng 24-24\nh 27-27\ni 29-29\n"
	      "1: 0 vector\n2: 0 a/b.h\n");
}

static void syntax_outline__definitions_of_c(void **state)
{
	(void)state;
	check(RG_LANG_C,
	      "struct a { int x; };\nstruct b;\ntypedef struct c { int y; } c_t;\n"
	      "static const char *f(int n)\n{\n\treturn 0;\n}\nint g(void);\n",
	      "[a] 1-1\n[c] 3-3\nf 4-7\n");
}

/* What macros and templates of C put around a definition does not hide its name. */
static void syntax_outline__definitions_among_macros(void **state)
{
	(void)state;
	check(RG_LANG_CPP,
	      "API_EXPORT int\nFoo_add(Foo *self, int n)\n{\n    CHECK_ARGS;\n    return n;\n}\n"
	      "ALWAYS_INLINE void reduce(int a) {\n    RUN((go<true>(a)));\n}\n"
	      "void kernel_main() { constexpr int cb = arg(0); }\n"
	      "__global__ void __launch_bounds__(256) kern(float *x) { x[0] = 1; }\n"
	      "template <typename T> __device__ __forceinline__ T dev(T x) { return x; }\n"
	      "struct Op {\n    Op operator+(const Op& o) const { return o; }\n"
	      "    bool operator()(int x) { return [](int y) { return y; }(x); }\n};\n"
	      "template <> Program ns::Op::make<int>(const A& a) { return {}; }\n"
	      "extern \"C\" int foo(int x) { return x; }\n",
	      "Foo_add 1-6\nreduce 7-9\nkernel_main 10-10\nkern 11-11\ndev 12-12\n"
	      "[Op] 13-16\nOp::operator+ 14-14\nOp::operator() 15-15\nns::Op::make 17-17\n"
	      "foo 18-18\n");
	check(RG_LANG_C,
	      "/**begin repeat\n * #type = int, long#\n */\nstatic void\n@type@_dot(char *ip)\n{\n"
	      "    @type@ sum = (@type@)0;\n}\n/**end repeat**/\n"
	      "static int\nscalar_@name@(Obj *m) { return 3; }\n",
	      "@type@_dot 4-8\nscalar_@name@ 10-11\n");
}

static void syntax_outline__the_innermost_definition_at_a_line(void **state)
{
	static const struct {
		uint32_t line;
		const char *name; /* NULL: module level */
	} cases[] = {{1, NULL}, {2, "C"}, {3, "C.a"}, {4, "C.a"}, {5, "C"}, {6, "C.b"}, {8, NULL}};
	rg_arena *arena = rg_arena_new();
	const rg_outline *outline = rg_outline_parse(
		arena, RG_LANG_PYTHON,
		RG_STR("x = 1\nclass C:\n    def a(self):\n        pass\n    y = 2\n"
		       "    def b(self): pass\n\nz = 3\n"));

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const rg_definition *d = rg_outline_at_line(outline, cases[i].line);

		if (!cases[i].name)
			assert_null(d);
		else
			assert_true(d && rg_str_eq_z(d->name, cases[i].name));
	}
	rg_arena_free(arena);
}

static void syntax_language__by_extension(void **state)
{
	(void)state;
	assert_int_equal(rg_language_of(RG_STR("a/b.py")), RG_LANG_PYTHON);
	assert_int_equal(rg_language_of(RG_STR("b.cu")), RG_LANG_CPP);
	assert_int_equal(rg_language_of(RG_STR("a/loops.c.src")), RG_LANG_C);
	assert_int_equal(rg_language_of(RG_STR("algos.pyx.in")), RG_LANG_PYTHON);
	assert_int_equal(rg_language_of(RG_STR("MANIFEST.in")), RG_LANG_NONE);
	assert_int_equal(rg_language_of(RG_STR("k.cl")), RG_LANG_C);
	assert_int_equal(rg_language_of(RG_STR("b.c")), RG_LANG_C);
	assert_int_equal(rg_language_of(RG_STR("Makefile")), RG_LANG_NONE);
	assert_true(rg_str_eq_z(rg_language_name(RG_STR("b.cu")), "cuda"));
	assert_true(rg_str_eq_z(rg_language_name(RG_STR("b.pyx")), "cython"));
	assert_true(rg_str_is_null(rg_language_name(RG_STR("README"))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_outline__functions_and_classes_are_qualified),
		cmocka_unit_test(syntax_outline__decorators_belong_to_the_definition),
		cmocka_unit_test(syntax_outline__conditional_definitions_count),
		cmocka_unit_test(syntax_outline__imports_of_python),
		cmocka_unit_test(syntax_outline__tests_by_pytests_naming),
		cmocka_unit_test(syntax_outline__a_file_that_is_being_typed_keeps_its_tests),
		cmocka_unit_test(syntax_outline__cython_is_read_by_lines),
		cmocka_unit_test(syntax_outline__odd_input_gives_less),
		cmocka_unit_test(syntax_outline__deep_nesting_is_walked_without_recursion),
		cmocka_unit_test(syntax_outline__definitions_of_cpp),
		cmocka_unit_test(syntax_outline__definitions_among_macros),
		cmocka_unit_test(syntax_outline__definitions_of_c),
		cmocka_unit_test(syntax_outline__the_innermost_definition_at_a_line),
		cmocka_unit_test(syntax_language__by_extension),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
