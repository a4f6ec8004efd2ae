/* SPDX-License-Identifier: MIT */
/* What is read by its tokens alone is what the parser makes of it, or is left to the parser. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "syntax/outliner.h"

static void render(rg_buf *buf, const rg_outline *outline)
{
	for (size_t i = 0; i < outline->definitions.n; i++) {
		const rg_definition *d = &outline->definitions.items[i];

		rg_buf_printf(buf, "%s %.*s %zu-%zu %u-%u\n",
			      d->kind == RG_DEF_CLASS ? "class" : "def", RG_FMT(d->name), d->begin,
			      d->end, d->line, d->end_line);
	}
	for (size_t i = 0; i < outline->imports.n; i++) {
		const rg_import *import = &outline->imports.items[i];

		rg_buf_printf(buf, "%u: %u '%.*s' %s '%.*s' as '%.*s'\n", import->line,
			      import->level, RG_FMT(import->module), import->name.ptr ? "." : "",
			      RG_FMT(import->name), RG_FMT(import->alias));
	}
	for (size_t i = 0; i < outline->tests.n; i++) {
		const rg_test *t = &outline->tests.items[i];

		rg_buf_printf(buf, "test %d %.*s %zu-%zu %u-%u\n", t->is_class, RG_FMT(t->name),
			      t->begin, t->end, t->line, t->end_line);
	}
}

static bool scan(rg_outline *out, rg_arena *arena, rg_language language, const char *source)
{
	rg_outliner o = {
		.arena = arena, .out = out, .wrap_begin = SIZE_MAX, .source = rg_str_of(source)};

	return language == RG_LANG_PYTHON ? rg_outline__scan_python(&o)
					  : rg_outline__scan_cpp(&o, language);
}

static void check_same(rg_language language, const char *source)
{
	rg_arena *arena = rg_arena_new();
	rg_outline by_tokens = {0}, by_tree = {0};
	rg_outliner o = {.arena = arena,
			 .out = &by_tree,
			 .wrap_begin = SIZE_MAX,
			 .source = rg_str_of(source)};
	rg_buf found, expected;

	rg_buf_init(&found, RG_MiB);
	rg_buf_init(&expected, RG_MiB);
	if (!scan(&by_tokens, arena, language, source))
		fail_msg("left to the parser:\n%s", source);
	rg_outline__read_tree(&o, language);
	if (by_tree.has_errors)
		fail_msg("the parser finds a mistake:\n%s", source);
	render(&found, &by_tokens);
	render(&expected, &by_tree);
	assert_true(expected.len > 0);
	assert_string_equal(found.ptr, expected.ptr);
	rg_buf_release(&found);
	rg_buf_release(&expected);
	rg_arena_free(arena);
}

static void syntax_outline_scan__what_is_in_order_is_as_the_parser_has_it(void **state)
{
	static const char *const sources[] = {
		/* Blocks, and the comments that belong to them. */
		"def a():\n    pass\n    # in a\n  # not\n# not\n\ndef b():\n    pass  # in b\n",
		"def a():\n    if x:\n        y\n        # in if\n    # in a\n# out\nclass B: pass "
		"# c\n",
		"class A:\n\n  # first\n  def b(self):\n    return 1;\n\n\n  def c(self): return "
		"2; x\n",
		"def a():\n\tif b:\n\t\tc\n\n\tdef d(): pass\ndef e():\n        pass",
		"def a():\r\n    pass\r\n\r\n# c\r\nclass B(object):\r\n    x = 1\r\n",
		"\xef\xbb\xbf# c\n\f\ndef a():\n    '''\n  text\n'''\n\f\ndef b(): pass\n",
		"def a():\n    return (1,\n2, # c\n   [3,\n{4: 5}])\nx = 1\ndef b():\n    y = 1 + "
		"\\\n  2\n",
		/* Colons that begin no block. */
		"def a(b: int = 1, c=lambda x: x) -> {1: 2}[1]:\n    d: int = lambda y: y[1:2]\n",
		"if (x := lambda: 1):\n    def a(): pass\nif lambda: x:\n    def b(): pass\n",
		"class A: x: int; y = {1: 2}\nclass B: import c; from d import e\nelif_ = 1\n",
		"for x in (lambda: y)(): import a\nelse: import b\nwhile 1: import c; import d\n",
		"match = 1\nmatch.x = 2\nmatch: int = 3\ncase = match\nimport a\n",
		"match x:\n    case [1, 2]: import a\n    case {'a': b} if c:\n        import d\n",
		/* Strings. */
		"def a():\n    x = 'def b():'; y = \"\\\"def c(): \\\\\"\n    return r'\\'' "
		"r\"\"\"\n\ndef d():\n\"\"\"\n",
		"def a(): return f'{x!r:>{y}} {{' f\"\"\"{\nz}\"\"\" b'\\'' Rb'\\\\' "
		"u'\xc3\xa9'\nimport a\n",
		"def a():\n    'one \\\n  def b(): \\\r\n'\n    print 'x' % y, z\n",
		/* Definitions and their decorators. */
		"@a\n@b(\n  1)\n# c\nasync def d(): pass\n@e\nclass F(G, metaclass=H):\n  @i\n  "
		"def j(): pass\n",
		"async def a():\n    async with b as c, d: import e\n    async for f in g:\n       "
		" await h\n",
		"def a[T: int](x: T): pass\nclass B[T](C[T], object): pass\n",
		/* Imports. */
		"import a.b.c as d, e . f, g;import h\nfrom a import (b as c, # x\n  d,\n)\n",
		"from . import a\nfrom .. b.c import *\nfrom ...  import d as e\nfrom .f import "
		"(g)\n",
		"from __future__ import annotations, division\ntry: import a\nexcept B: import c\n",
		"def a():\n    yield from b\n    raise C from d\n    import e\n",
		/* Tests. */
		"class A(unittest.TestCase):\n    def test_a(self): pass\nclass TestB:\n    def "
		"b(self): pass\n",
		"class A(x[TestCase], (B, TestCase)):\n    def test_a(self): pass\nclass C(D(), "
		"MyTestCase, ): \n"
		"  class TestE:\n    def test_f(self): pass\n  def test_g(self):\n    def "
		"test_h(): pass\n",
		"if x:\n    def test_a():\n        pass\n    # c\n\n# d\ndef test_b(): pass\n",
		"print >>f, 'x'\nexec 'y' in z\nprint 'a' 'b'\nx <> y\ndef a(b, (c, d)): pass\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		check_same(RG_LANG_PYTHON, sources[i]);
}

static void syntax_outline_scan__everything_else_is_left_to_the_parser(void **state)
{
	static const char *const sources[] = {
		"def a(:\n    pass\n",
		"def a()\n    pass\n",
		"def a():\npass\n",
		"def a():\n        b\n    c\n",
		"  def a(): pass\n",
		"class A\n",
		"x = foo(\ndef a(): pass\n",
		"x = [1)\n",
		"x = 'a\ny = 1\n",
		"x = '''a\n",
		"@a\nx = 1\n",
		"@a\n",
		"if x:\n",
		"if x:\n# c\n",
		"if x\n    y\n",
		"if x: def a(): pass\n",
		"cdef int x\n",
		"cpdef f(int x): pass\n",
		"from a cimport b\n",
		"import a b\n",
		"from a import\n",
		"from a import (b\n",
		"import\n",
		"x y\n",
		"x = 1 'a'\n",
		"x = f'{a['b']}'\n",
		"x = $a\n",
		"x = `a`\n",
		"x \\ y\n",
		"\xc3\xa9 = 1\n",
		"x = '\xff'\n",
		"x = 1\ry = 2\r",
		"async x\n",
		"x = 1;; y\n",
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		rg_outline outline = {0};

		if (scan(&outline, arena, RG_LANG_PYTHON, sources[i]))
			fail_msg("taken for Python:\n%s", sources[i]);
	}
	rg_arena_free(arena);
}

/* Brackets and blocks have their limits, here and in memory. */
static void syntax_outline_scan__deep_nesting_is_left_to_the_parser(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_outline outline = {0};
	rg_buf brackets, blocks;

	(void)state;
	rg_buf_init(&brackets, RG_MiB);
	rg_buf_init(&blocks, RG_MiB);
	for (int i = 0; i < 1000; i++)
		rg_buf_add_char(&brackets, '(');
	for (int i = 0; i < 200; i++)
		rg_buf_printf(&blocks, "%*sif x:\n", i, "");
	rg_buf_printf(&blocks, "%*sx\n", 200, "");
	assert_false(scan(&outline, arena, RG_LANG_PYTHON, brackets.ptr));
	assert_false(scan(&outline, arena, RG_LANG_PYTHON, blocks.ptr));
	rg_buf_release(&brackets);
	rg_buf_release(&blocks);
	rg_arena_free(arena);
}

static void syntax_outline_scan__c_and_cpp_are_as_the_parser_has_them(void **state)
{
	static const struct {
		rg_language language;
		const char *source;
	} cases[] = {
		/* Functions, and what is none. */
		{RG_LANG_C,
		 "static int a(struct b *c)\n{\n\treturn '{' + \"}\\\"\"[0]; /* } */ // }"
		 "\n}\nint d(void);\nint (*e)(int) = 0;\n"},
		{RG_LANG_C,
		 "struct a *b(int c[], ...) { if (c) { d(); } }\r\nint e = 1, f[] = {1, 2};"
		 "\r\n"},
		{RG_LANG_CPP,
		 "A::A(int b) : c(b), d{1}, E<int>(b) {}\nA::~A() { }\nbool A::operator=="
		 "(const A &b) const noexcept { return 1'000; }\n"},
		{RG_LANG_CPP, "auto f(int a = g({1})) -> std::vector<int> { return {}; }\n"
			      "auto h = [](int x) { return x; };\nint i{3};\n"},
		{RG_LANG_CPP,
		 "template <class T, int N = (1 > 2)>\ntemplate <class U>\nvoid A<T>::b(U c)"
		 " { R\"x()\" } )x\"; }\n"},
		{RG_LANG_CPP, "struct A {\n  void a() override;\n  explicit A(int);\n  int "
			      "operator()(int b) { return b; "
			      "}\n  operator bool() const { }\n};\n[[nodiscard]] int c() { }\n"},
		/* Classes and namespaces. */
		{RG_LANG_CPP,
		 "namespace a::b {\nnamespace {\nclass C : public D<int>, E {\npublic:\n"
		 "  C() = default;\n  C(const C &) = delete;\n  virtual void f() = 0;\n"
		 "  struct F { int g() { return 1; } } h;\n  friend void i() {}\n  int j : 3;"
		 "\n};\n}\ninline namespace k { int l() { } }\nnamespace m = n;\n}\n"},
		{RG_LANG_C,
		 "typedef struct { int a; union { int b; }; } c;\nenum d { E, F = (1), };\n"
		 "struct g { int h; } __attribute__((packed)) i = {1};\nstruct j;\n"},
		{RG_LANG_CPP,
		 "enum class A : int { B };\ntemplate <> struct std::hash<C> { int d() {} };"
		 "\nstruct alignas(8) E final {};\nunion F { int g; };\nusing H = I<int>;\n"},
		/* The preprocessor. */
		{RG_LANG_C,
		 "#include <a/b.h> /* c */\n#  include \"d.h\"\n#include E\n#define F(x) \\\n"
		 "\t{ x '\n#ifdef G\nint h(void) { return 1; }\n#else\nint h(void) { }\n"
		 "#endif\n"},
		{RG_LANG_CPP,
		 "extern \"C\" {\nint a() { }\n}\nextern \"C\" int b() { }\nextern int c;\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_same(cases[i].language, cases[i].source);
}

/* Where a tree has errors, and loses its way. */
static void syntax_outline_scan__bodies_of_cpp_need_not_be_in_order(void **state)
{
	static const char source[] =
		"#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
		"class A {\n  void b() { FOR_EACH(x) { if (y->sizeof(x) {) } } }\n"
		"  int c() {\n#if D\n    if (e) {\n#else\n    {\n#endif\n    }\n  }\n"
		"};\n#ifdef __cplusplus\n}\n#endif\n";
	rg_arena *arena = rg_arena_new();
	rg_outline outline = {0};

	(void)state;
	assert_true(scan(&outline, arena, RG_LANG_CPP, source));
	assert_int_equal(outline.definitions.n, 3);
	assert_true(rg_str_eq_z(outline.definitions.items[0].name, "A"));
	assert_int_equal(outline.definitions.items[0].end_line, 14);
	assert_true(rg_str_eq_z(outline.definitions.items[1].name, "A::b"));
	assert_true(rg_str_eq_z(outline.definitions.items[2].name, "A::c"));
	assert_int_equal(outline.definitions.items[2].line, 6);
	assert_int_equal(outline.definitions.items[2].end_line, 13);
	rg_arena_free(arena);
}

static void syntax_outline_scan__what_cpp_may_mean_is_left_to_the_parser(void **state)
{
	static const char *const sources[] = {
		"int a(b) int b; { }\n",     /* parameters in K&R's way */
		"MACRO(x)\nint a() { }\n",   /* a macro, or a function's head */
		"int (a)(int b) { }\n",	     /* a name in brackets */
		"class EXPORT A : B { };\n", /* a macro before the name */
		"struct EXPORT A { };\n",    /* the same */
		"struct { } a() { }\n",	     /* what it returns is defined in its head */
		"int a()\n#if B\n{ }\n#else\n{ }\n#endif\n",
		"#if A\nnamespace b {\n#endif\n}\n",
		"template <class A> requires B<A> void c() { }\n",
		"int a() try { } catch (...) { }\n",
		"class A { Q_OBJECT\npublic:\n};\n",
		"int a() { ( }\n",
		"int a() { \"b\n}\n",
		"int a() { 'b\n}\n",
		"int a() { /* }\n",
		"int a() { R\"b( }\n",
		"int a() {\n",
		"int a\n",
		"}\n",
		"{ }\n",
		"#endif\n",
		"#if A\n",
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		rg_outline outline = {0};

		if (scan(&outline, arena, RG_LANG_CPP, sources[i]))
			fail_msg("not left to the parser:\n%s", sources[i]);
	}
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_outline_scan__what_is_in_order_is_as_the_parser_has_it),
		cmocka_unit_test(syntax_outline_scan__everything_else_is_left_to_the_parser),
		cmocka_unit_test(syntax_outline_scan__c_and_cpp_are_as_the_parser_has_them),
		cmocka_unit_test(syntax_outline_scan__bodies_of_cpp_need_not_be_in_order),
		cmocka_unit_test(syntax_outline_scan__what_cpp_may_mean_is_left_to_the_parser),
		cmocka_unit_test(syntax_outline_scan__deep_nesting_is_left_to_the_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
