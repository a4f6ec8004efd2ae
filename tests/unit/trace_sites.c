/* SPDX-License-Identifier: MIT */
/* trace_sites.c - places in other languages that an exception's text names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "trace/sites.h"

/* want: "path:line function; …", callers first. */
static void check(const char *message, const char *want)
{
	rg_arena *arena = rg_arena_new();
	rg_frame_vec frames = {NULL, 0, 0};
	rg_buf got;

	rg_buf_init(&got, 100000);
	rg_sites_find(&frames, arena, rg_str_of(message));
	for (size_t i = 0; i < frames.n; i++) {
		const rg_frame *frame = &frames.items[i];

		rg_buf_printf(&got, "%s%.*s:%u", i ? "; " : "", RG_FMT(frame->path), frame->line);
		if (frame->function.len)
			rg_buf_printf(&got, " %.*s", RG_FMT(frame->function));
	}
	if (!rg_str_eq_z(rg_buf_str(&got), want))
		fail_msg("%s\n  want \"%s\"\n  got  \"%.*s\"", message, want,
			 RG_FMT(rg_buf_str(&got)));
	rg_buf_release(&got);
	rg_arena_free(arena);
}

static void trace_sites__throw_sites_of_cpp(void **state)
{
	(void)state;
	check("TT_FATAL @ /x/impl/buffer.cpp:38: valid_page_size\ninfo:\nbad page\nbacktrace:\n"
	      " --- tt::f(int)\n --- /x/_ttnn.so(+0x16eb26) [0x7f80]",
	      "/x/impl/buffer.cpp:38");
	/* nested: the root is the inner one, and stands last */
	check("TT_THROW @ /x/a.cpp:1: tt::exception\ninfo:\nTT_THROW @ /x/b.cpp:2: tt::exception",
	      "/x/a.cpp:1; /x/b.cpp:2");
	check("THROW at src\\win\\a.cc(12): no", "src\\win\\a.cc:12");
	check("C:\\w\\a.cpp:7: no", "C:\\w\\a.cpp:7");
}

static void trace_sites__torch(void **state)
{
	(void)state;
	check("bad shape\nException raised from check at ../aten/src/ATen/ops.cpp:12 (most recent "
	      "call first):\nframe #0: c10::Error + 0x57 (0x7f in libc10.so)",
	      "../aten/src/ATen/ops.cpp:12 check");
	check("INTERNAL ASSERT FAILED at \"../c10/core/x.cpp\":99, please report",
	      "../c10/core/x.cpp:99");
}

static void trace_sites__compilers(void **state)
{
	(void)state;
	check("build failed. Log: In file included from k.cpp:1,\n"
	      "                 from m.cpp:2:\n"
	      "f.hpp: In function 'int f(int)':\n"
	      "f.hpp:23:22: error: 'x' was not declared\nf.hpp:30:1: error: expected '}'\n"
	      "f.hpp:5:1: note: here",
	      "m.cpp:2; k.cpp:1; f.hpp:23 int f");
	check("a.c:3:1: warning: unused\n", "");
}

static void trace_sites__cuda_says_it_once(void **state)
{
	(void)state;
	check("idx.cu:53: gather: block: [0,0,0], thread: [1,0,0] Assertion `i < n` failed.\n"
	      "idx.cu:53: gather: block: [0,0,0], thread: [2,0,0] Assertion `i < n` failed.",
	      "idx.cu:53 gather");
}

static void trace_sites__cython_and_gtest(void **state)
{
	(void)state;
	check("File \"pandas/index.pyx\", line 138, in pandas.get_loc (index.c:99)",
	      "pandas/index.pyx:138 pandas.get_loc");
	check("t/f.cpp:4: Failure\nExpected equality", "t/f.cpp:4");
	check("unknown file: Failure\nC++ exception with description \"TT_FATAL @ g.cpp:85: x\"",
	      "g.cpp:85");
}

static void trace_sites__other_texts_name_none(void **state)
{
	(void)state;
	check("", "");
	check("assert 'a:1' == 'b.txt:2'", "");
	check("see app/core.py:12", ""); /* Python has a traceback of its own */
	check("http://host:80/a.html 12:30:45 x:1 .c:3 f.cpp:0 f.cpp:", "");
	check("f.cpp:99999999999999999999", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_sites__throw_sites_of_cpp),
		cmocka_unit_test(trace_sites__torch),
		cmocka_unit_test(trace_sites__compilers),
		cmocka_unit_test(trace_sites__cuda_says_it_once),
		cmocka_unit_test(trace_sites__cython_and_gtest),
		cmocka_unit_test(trace_sites__other_texts_name_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
