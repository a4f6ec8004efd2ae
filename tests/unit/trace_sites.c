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

		rg_buf_add_z(&got, i ? "; " : "");
		if (frame->path.ptr)
			rg_buf_printf(&got, "%.*s:%u", RG_FMT(frame->path), frame->line);
		if (frame->function.len)
			rg_buf_printf(&got, "%s%.*s", frame->path.ptr ? " " : "",
				      RG_FMT(frame->function));
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
	      "tt::f; /x/impl/buffer.cpp:38");
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
	      "m.cpp:2; k.cpp:1; f.hpp:23 f");
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

/* Innermost last; what every program has, what says nothing and what throws is left out. */
static void trace_sites__backtraces_are_turned_round(void **state)
{
	(void)state;
	check("TT_THROW @ ../b.cpp:141: tt::exception\ninfo:\nOut of Memory\nbacktrace:\n"
	      " --- tt::assert::tt_throw_impl(char const*)\n"
	      " --- tt::BankManager::allocate(unsigned long, CoreRangeSet const&, "
	      "std::optional<unsigned int>)\n"
	      " --- /x/lib.so(_ZN2tt6Buffer6createEPNS_6DeviceE+0x1d) [0x7f80]\n"
	      " --- void ttnn::run<ns::Op<(int)3> >(std::vector<int, std::allocator<int> >)::"
	      "{lambda(int)#1}::operator()(int) const\n"
	      " --- /e/bin/python3.10(_PyEval_EvalFrameDefault+0x56d2) [0x4f3802]\n"
	      " --- /lib/x86_64-linux-gnu/libc.so.6(+0x29d90) [0x7f12]\n",
	      "ttnn::run; tt::Buffer::create; tt::BankManager::allocate; ../b.cpp:141");
	check("bad\nException raised from operator() at ../a/Resize.cpp:35 (most recent call "
	      "first):\nframe #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x57 "
	      "(0x7f in /e/libc10.so)\nframe #1: at::native::resize_(at::Tensor const&) + 0x12 "
	      "(0x7f in /e/libtorch_cpu.so)\nframe #2: <unknown function> + 0xb (0x7f in "
	      "/e/libtorch.so)\nframe #3: THPVariable_resize_(_object*) + 0x1 (0x7f in /e/l.so)\n",
	      "THPVariable_resize_; at::native::resize_; ../a/Resize.cpp:35 operator()");
	check("#0  0x00007ffff in raise () from /lib/x86_64-linux-gnu/libc.so.6\n"
	      "#1  <signal handler called>\n"
	      "#2  0x0000 in ns::Grid::at (this=0x0, x=3, s=\"a.c:3\") at ../src/grid.cpp:33\n"
	      "#3  load (path=<optimized out>) at src/load.c:12\n"
	      "#4  0x00005555556 in _PyEval_EvalFrameDefault (tstate=0x0) at ./Python/ceval.c:4\n",
	      "src/load.c:12 load; ../src/grid.cpp:33 ns::Grid::at");
	check("  * frame #0: 0x0001 _ext.so`ns::f(x=1) at f.cpp:12:3\n"
	      "    frame #1: 0x0002 _ext.so`ns::g() at g.cpp:5:7\n"
	      "    frame #2: 0x0003 Python`PyObject_Call + 20\n",
	      "g.cpp:5 ns::g; f.cpp:12 ns::f");
	check("terminated\n 0# ns::f(int) at /s/f.cpp:7\n 1# ns::g() in ./a.out\n",
	      "ns::g; /s/f.cpp:7 ns::f");
	check("*** Check failure stack trace: ***\n    @     0x7fb  google::LogMessage::Fail()\n"
	      "    @     0x401  ns::Store::put()\n",
	      "ns::Store::put");
	check("InternalError: Traceback (most recent call last):\n  2: 0xffffffffffffffff\n"
	      "  1: tvm::runtime::Call(int, void*)\n        at /w/src/runtime/call.cc:77\n"
	      "  File \"/w/src/te/op.cc\", line 12\nCheck failed: (n > 0) is false: \n",
	      "/w/src/runtime/call.cc:77 tvm::runtime::Call; /w/src/te/op.cc:12");
	check("thread 'main' panicked at src/rows.rs:44:9:\nboom\nstack backtrace:\n"
	      "   0: rust_begin_unwind\n             at /rustc/a/library/std/src/panicking.rs:1:5\n"
	      "   1: core::panicking::panic_fmt\n             at /rustc/a/panicking.rs:2:14\n"
	      "   2: grid::rows::parse\n             at ./src/rows.rs:44:9\n"
	      "   3: grid::load\n             at ./src/lib.rs:10:5\n",
	      "./src/lib.rs:10 grid::load; ./src/rows.rs:44 grid::rows::parse");
}

static void trace_sites__sanitizers(void **state)
{
	(void)state;
	check("=================================================================\n"
	      "==790==ERROR: AddressSanitizer: heap-use-after-free on address 0x602 at pc 0x1\n"
	      "READ of size 4 at 0x602 thread T0\n"
	      "    #0 0x10 in __asan_memcpy+0x3d4 (libclang_rt.asan_osx_dynamic.dylib:arm64+0x5)\n"
	      "    #1 0x4a4f3b in ns::row(std::vector<int> const&, int) /src/row.cc:12:3\n"
	      "    #2 0x4a in get_row row_module.c:88\n"
	      "    #3 0x7f in PyObject_Call (/usr/lib/libpython3.11.so.1.0+0x123) (BuildId: a)\n\n"
	      "freed by thread T0 here:\n"
	      "    #0 0x4a in free (/x/a+0x1)\n    #1 0x4a in ns::drop() /src/drop.cc:5:1\n\n"
	      "SUMMARY: AddressSanitizer: heap-use-after-free /src/row.cc:12:3 in ns::row(int)\n",
	      "row_module.c:88 get_row; /src/row.cc:12 ns::row");
	check("SUMMARY: AddressSanitizer: SEGV /src/a.c:7 in f", "/src/a.c:7 f");
	check("/src/f.cc:12:3: runtime error: signed integer overflow: 1 + 2\n"
	      "    #0 0x55 in ns::add(int, int) /src/f.cc:12:3\n",
	      "/src/f.cc:12 ns::add");
	check("WARNING: ThreadSanitizer: data race (pid=1)\n  Write of size 8 at 0x7b by thread "
	      "T1:\n"
	      "    #0 ns::f(int) /src/f.cc:12:3 (lib.so+0x4b) (BuildId: 00)\n\n"
	      "  Previous read of size 8 at 0x7b by main thread:\n    #0 g /src/g.cc:3 "
	      "(lib.so+0x1)\n",
	      "/src/f.cc:12 ns::f");
}

static void trace_sites__assertions(void **state)
{
	(void)state;
	check("python: src/a.c:53: fill: Assertion `n > 0' failed.", "src/a.c:53 fill");
	check("python: ../g.cpp:9: int ns::G<T>::at(int) const [with T = int]: Assertion `i' "
	      "failed.",
	      "../g.cpp:9 ns::G::at");
	check("Assertion failed: (n > 0), function fill, file a.c, line 53.", "a.c:53 fill");
	check("F0102 12:34:56.789 1234 store.cc:12] Check failed: a == b (1 vs. 2)", "store.cc:12");
	check("E:\\b\\Indexing.cu:1146: block: [0,0,0], thread: [32,0,0] Assertion `s` failed.",
	      "E:\\b\\Indexing.cu:1146");
}

static void trace_sites__a_call_chain_of_templates_and_includes(void **state)
{
	(void)state;
	check("f.hpp: In instantiation of \xe2\x80\x98void ns::f(T) [with T = int]\xe2\x80\x99:\n"
	      "g.hpp:10:4:   required from \xe2\x80\x98void g(T)\xe2\x80\x99\n"
	      "main.cpp:5:3:   required from here\nf.hpp:3:9: error: no match\n",
	      "main.cpp:5; g.hpp:10; f.hpp:3 ns::f");
	check("f.hpp:3:9: error: no member named 'x'\n    return a.x;\n           ~ ^\n"
	      "g.hpp:10:4: note: in instantiation of function template specialization 'f<int>' "
	      "requested here\n",
	      "g.hpp:10; f.hpp:3");
	check("TT_THROW @ /x/build.cpp:396: tt::exception\ninfo:\ntrisc1 build failed. Log: "
	      "In file included from k.h:28,\n                 from /x/trisc.cc:17:\n"
	      "t.h:3:1: warning: unused\nk/eltwise.cpp:8:10: fatal error: a.hpp: No such file\n",
	      "/x/build.cpp:396; k/eltwise.cpp:8");
	check("k.cu(12): error: identifier \"x\" is undefined\nk.cu(3): warning #177-D: unused\n"
	      "w.cpp(7): error C2065: 'y'",
	      "k.cu:12");
	check("2024-01-01 error: nothing here\nerror: command 'gcc' failed", "");
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
		cmocka_unit_test(trace_sites__backtraces_are_turned_round),
		cmocka_unit_test(trace_sites__sanitizers),
		cmocka_unit_test(trace_sites__assertions),
		cmocka_unit_test(trace_sites__a_call_chain_of_templates_and_includes),
		cmocka_unit_test(trace_sites__other_texts_name_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
