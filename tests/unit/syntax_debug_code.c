/* SPDX-License-Identifier: MIT */
/*
 * syntax_debug_code.c - debug code in added lines: what is one and what is none, and that the edit
 * leaves what was meant to stay. In the tables a line that begins with '+' was added.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "syntax/debug_code.h"

typedef struct row {
	rg_language language;
	const char *source; /* '+' in front of added lines, ' ' in front of others */
	const char *rules;  /* "rule:line" each, a blank between; "" for none */
	const char *fixed;  /* the source after the first finding's edit; NULL: not looked at */
	const char *before; /* the file as it was */
} row;

#define PY  RG_LANG_PYTHON
#define CPP RG_LANG_CPP

static rg_debug_code_vec find(rg_arena *arena, const row *r, rg_str *source, bool is_test)
{
	rg_str rest = rg_str_of(r->source), line;
	rg_debug_input input = {.language = r->language,
				.before = rg_str_of(r->before),
				.is_test = is_test,
				.home = RG_STR("/home/ada")};
	uint32_t *added = RG_NEW_N(arena, uint32_t, 1000), n = 0;
	rg_debug_code_vec out = {0};

	*source = RG_STR("");
	while (rg_str_line(&line, &rest)) {
		n++;
		if (line.len && line.ptr[0] == '+')
			added[input.n_added++] = n;
		*source = rg_arena_printf(arena, "%.*s%.*s\n", RG_FMT(*source),
					  RG_FMT(rg_str_sub(line, 1, line.len)));
	}
	input.source = *source;
	input.added = added;
	rg_debug_code_find(&out, arena, &input);
	return out;
}

static rg_str apply(rg_arena *arena, rg_str source, const rg_debug_code *code)
{
	rg_str rest = source, line, out = RG_STR("");
	uint32_t n = 0;

	while (rg_str_line(&line, &rest)) {
		n++;
		if (n == code->fix_line)
			out = rg_arena_printf(arena, "%.*s%.*s", RG_FMT(out),
					      RG_FMT(code->fix_text));
		if (n < code->fix_line || n > code->fix_end_line)
			out = rg_arena_printf(arena, "%.*s%.*s\n", RG_FMT(out), RG_FMT(line));
	}
	return out;
}

static void check(const row *r, bool is_test)
{
	rg_arena *arena = rg_arena_new();
	rg_str source, said = RG_STR("");
	rg_debug_code_vec found = find(arena, r, &source, is_test);

	for (size_t i = 0; i < found.n; i++)
		said = rg_arena_printf(arena, "%.*s%s%s:%u", RG_FMT(said), i ? " " : "",
				       found.items[i].rule, found.items[i].line);
	if (!rg_str_eq_z(said, r->rules))
		fail_msg("\n%s: found \"%.*s\", not \"%s\"", r->source, RG_FMT(said), r->rules);
	if (r->fixed) {
		assert_true(found.n > 0);
		assert_non_null(found.items[0].fix_title);
		said = apply(arena, source, &found.items[0]);
		if (!rg_str_eq_z(said, r->fixed))
			fail_msg("\n%s: fixed to\n%.*s", r->source, RG_FMT(said));
	}
	rg_arena_free(arena);
}

static void debug_code__in_python(void **state)
{
	static const row rows[] = {
		{PY, " def f(x):\n+    print(x)\n     return x\n", "debug-print:2",
		 "def f(x):\n    return x\n"},
		{PY, " def f(x):\n+    print(\n+        x,\n+    )\n     return x\n",
		 "debug-print:2", "def f(x):\n    return x\n"},
		{PY, "+def f(x):\n+    print(x)\n", "debug-print:2", "def f(x):\n    pass\n"},
		{PY, " def f(x):\n+    if x: print(x)\n     return x\n", "debug-print:2",
		 "def f(x):\n    if x: pass\n    return x\n"},
		{PY, " def f(x):\n+    print(x); x += 1\n", "debug-print:2",
		 "def f(x):\n    x += 1\n"},
		{PY, " def f(x):\n+    x += 1; print(x)  # now\n", "debug-print:2",
		 "def f(x):\n    x += 1  # now\n"},
		{PY, "+import pdb; pdb.set_trace()\n x = 1\n", "breakpoint:1", "x = 1\n"},
		{PY, "+    breakpoint()\n", "breakpoint:1", NULL},
		{PY, "+from ipdb import set_trace\n+set_trace()\n", "breakpoint:1 breakpoint:2",
		 NULL},
		{PY, " import time\n+time.sleep(3)\n", "debug-sleep:2", "import time\n"},
		{PY, "+if True:\n+    a = 1\n+    b = 2\n", "constant-condition:1",
		 "a = 1\nb = 2\n"},
		{PY, " def f():\n+    if False:\n         a = 1\n     else:\n         b = 2\n",
		 "constant-condition:2", "def f():\n    b = 2\n"},
		{PY, " def f():\n+    if False:\n         a = 1\n", "constant-condition:2",
		 "def f():\n    pass\n"},
		{PY, "+# x = compute(y)\n x = 1\n", "commented-out:1", "x = 1\n"},
		{PY, "+# for row in rows:\n+#     total += row\n x = 1\n", "commented-out:1",
		 "x = 1\n"},
		{PY, "+x = 1  # HACK\n", "temporary:1", "x = 1\n"},
		{PY, "+# XXX temporary\n", "temporary:1", ""},
		{PY, "+p = '/home/ada/data'\n", "home-path:1", NULL},
		{PY, " print(1)\n+print('DEBUG', x)\n", "debug-print:2", "print(1)\n"},
		{PY, " print(1)\n+print(f'{x=}')\n", "debug-print:2", "print(1)\n"},
		{PY, " print(1)\n+print('x:', x)\n", "debug-print:2", "print(1)\n"},
		{PY, "+log.debug('XXX %s', x)\n", "debug-print:1", ""},
		{PY, " def f(x):\n+    return early  # y\n+    # return g(x)\n", "commented-out:3",
		 NULL, "def f(x):\n    return g(x)\n"},
		{PY, "+# width = w\n+# is what counts\n", "commented-out:1", NULL, "width = w\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], false);
}

static void debug_code__in_cpp(void **state)
{
	static const row rows[] = {
		{CPP, " void f(int x) {\n+  std::cout << x << std::endl;\n   g(x);\n }\n",
		 "debug-print:2", "void f(int x) {\n  g(x);\n}\n"},
		{CPP, " void f(int x) {\n   if (x)\n+    printf(\"%d\", x);\n }\n", "debug-print:3",
		 "void f(int x) {\n  if (x)\n    ;\n}\n"},
		{CPP, " void f() {\n+  fprintf(stderr,\n+    \"x\");\n }\n", "debug-print:2",
		 "void f() {\n}\n"},
		{CPP, " void f() {\n+  DPRINT << \"x\" << ENDL();\n }\n", "debug-print:2",
		 "void f() {\n}\n"},
		{CPP, " void f() {\n+  DPRINT_MATH(DPRINT << x);\n }\n", "debug-print:2", NULL},
		{CPP, " int a;\n+#if 0\n+int b\n+#endif\n int c;\n", "commented-out:2",
		 "int a;\nint c;\n"},
		{CPP, "+#if 0\n+int b;\n+#else\n int d;\n+#endif\n", "commented-out:1", "int d;\n"},
		{CPP, "+// copy(a, b);\n int c;\n", "commented-out:1", "int c;\n"},
		{CPP, "+/* int x = 3; */\n int c;\n", "commented-out:1", "int c;\n"},
		{CPP, " void f() {\n+  if (0) { g(); } else { h(); }\n }\n", "constant-condition:2",
		 "void f() {\n  { h(); }\n}\n"},
		{CPP, " void f() {\n+  usleep(100);\n }\n", "debug-sleep:2", "void f() {\n}\n"},
		{CPP, " int x; \n+int y; // DO NOT MERGE\n", "temporary:2", "int x; \nint y;\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], false);
}

static void debug_code__is_not_what_only_looks_like_it(void **state)
{
	static const row rows[] = {
		{PY, "+self.print(x)\n", ""},
		{PY, "+log('print(x)')\n", ""},
		{PY, "+log.debug('reading %s', x)\n", ""},
		{PY, "+# The value is computed lazily.\n", ""},
		{PY, "+# return early\n", ""},
		{PY, "+# import order\n", ""},
		{PY, "+# note: this\n", ""},
		{PY, "+x = f(y)  # type: ignore\n+# type: ignore\n+# fmt: off\n", ""},
		{PY, " # For example:\n+# x = compute(y)\n", ""},
		{PY, " def f(x):\n     print(x)\n+    print(x + 1)\n", ""},
		{PY, "+def main():\n+    print('done')\n", ""},
		{PY, "+if __name__ == '__main__':\n+    print('done')\n", ""},
		{PY, "+print('x', file=out)\n", ""},
		{PY, " print(x)\n y = 1\n", ""},
		{PY, "+p = '/home/{user}/data'\n", ""},
		{PY, "+while True:\n+    work()\n", ""},
		{CPP, "+int main(int argc, char **argv) {\n+  printf(\"done\");\n+}\n", ""},
		{CPP, "+// Copies a to b; see above.\n", ""},
		{CPP, "+/// copy(a, b);\n", ""},
		{CPP, "+#if 0x10 > 3\n+#endif\n", ""},
		{CPP, "+void f() { snprintf(b, 3, \"%d\", x); out << x; }\n", ""},
		{CPP, "+#define F(x) do { x; } while (0)\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], false);
}

static void debug_code__in_a_test_is_a_breakpoint_alone(void **state)
{
	static const row rows[] = {
		{PY, "+def test_x():\n+    print(1)\n+    time.sleep(1)\n", ""},
		{PY, "+def test_x():\n+    breakpoint()\n", "breakpoint:2",
		 "def test_x():\n    pass\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], true);
}

/* Each finding's own edit has to leave a block that is not empty, applied alone or together. */
static void debug_code__a_block_that_goes_as_a_whole_leaves_one_pass(void **state)
{
	rg_arena *arena = rg_arena_new();
	row r = {PY, " def f(x):\n+    print(x)\n+    print(x)\n", NULL};
	rg_str source;
	rg_debug_code_vec found = find(arena, &r, &source, false);

	(void)state;
	assert_int_equal(found.n, 2);
	assert_true(rg_str_eq_z(found.items[0].fix_text, "    pass\n"));
	assert_true(rg_str_eq_z(found.items[1].fix_text, ""));
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(debug_code__in_python),
		cmocka_unit_test(debug_code__in_cpp),
		cmocka_unit_test(debug_code__is_not_what_only_looks_like_it),
		cmocka_unit_test(debug_code__in_a_test_is_a_breakpoint_alone),
		cmocka_unit_test(debug_code__a_block_that_goes_as_a_whole_leaves_one_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
