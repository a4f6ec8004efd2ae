/* SPDX-License-Identifier: MIT */
/* Python read by its tokens alone is what the parser makes of it, or is left to the parser. */
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

static bool scan(rg_outline *out, rg_arena *arena, const char *source)
{
	rg_outliner o = {
		.arena = arena, .out = out, .wrap_begin = SIZE_MAX, .source = rg_str_of(source)};

	return rg_outline__scan_python(&o);
}

static void check_same(const char *source)
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
	if (!scan(&by_tokens, arena, source))
		fail_msg("left to the parser:\n%s", source);
	rg_outline__read_tree(&o, RG_LANG_PYTHON);
	assert_false(by_tree.has_errors);
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
		check_same(sources[i]);
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

		if (scan(&outline, arena, sources[i]))
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
	assert_false(scan(&outline, arena, brackets.ptr));
	assert_false(scan(&outline, arena, blocks.ptr));
	rg_buf_release(&brackets);
	rg_buf_release(&blocks);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_outline_scan__what_is_in_order_is_as_the_parser_has_it),
		cmocka_unit_test(syntax_outline_scan__everything_else_is_left_to_the_parser),
		cmocka_unit_test(syntax_outline_scan__deep_nesting_is_left_to_the_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
