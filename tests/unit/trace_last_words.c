/* SPDX-License-Identifier: MIT */
/* trace_last_words.c - what native code said before it took the process down. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "trace/last_words.h"
#include "trace/native_name.h"

/* want: NULL for nothing. */
static void check(const char *text, const char *want)
{
	rg_arena *arena = rg_arena_new();
	rg_str got = rg_last_words(arena, rg_str_of(text));

	if (want ? !rg_str_eq_z(got, want) : got.len > 0)
		fail_msg("%s\n  want \"%s\"\n  got  \"%.*s\"", text, want ? want : "", RG_FMT(got));
	rg_arena_free(arena);
}

static void last_words__each_kind_ends_where_it_should(void **state)
{
	(void)state;
	check("terminate called after throwing an instance of 'std::runtime_error'\n"
	      "  what():  FATAL @ a.cpp:1: x\ninfo:\nbad\n\n",
	      "FATAL @ a.cpp:1: x\ninfo:\nbad");
	check("terminate called without an active exception\n",
	      "terminate called without an active exception");
	check("noise\npython: a.c:3: f: Assertion `n' failed.\nmore\n",
	      "python: a.c:3: f: Assertion `n' failed.");
	check("double free or corruption (out)\n", "double free or corruption (out)");
	check("a.c:3:1: runtime error: shift exponent 64\n    #0 0x1 in f a.c:3\n\nother\n",
	      "a.c:3:1: runtime error: shift exponent 64\n    #0 0x1 in f a.c:3");
	check("==9==ERROR: AddressSanitizer: SEGV on 0x0\n    #0 0x1 in f a.c:3\n\nregion\n"
	      "SUMMARY: AddressSanitizer: SEGV a.c:3 in f\n==9==ABORTING\n",
	      "AddressSanitizer: SEGV on 0x0\n    #0 0x1 in f a.c:3\n\nregion\n"
	      "SUMMARY: AddressSanitizer: SEGV a.c:3 in f");
}

static void last_words__the_last_complaint_counts(void **state)
{
	(void)state;
	check("a.c:3: f: Assertion `x' failed.\nb.c:4: g: Assertion `y' failed.\n",
	      "b.c:4: g: Assertion `y' failed.");
	check("loaded\n\nFATAL @ a.cpp:1: x\nbacktrace:\n --- ns::f(int)\n --- ns::g()\n\ndone\n",
	      "FATAL @ a.cpp:1: x\nbacktrace:\n --- ns::f(int)\n --- ns::g()");
	check("nothing wrong\nhere\n", NULL);
	check("", NULL);
}

static void last_words__a_process_that_ended_without_a_word(void **state)
{
	static const struct {
		const char *text, *type; /* NULL: none */
	} cases[] = {
		{"x\n==9==ERROR: AddressSanitizer: SEGV\n", "AddressSanitizer"},
		{"terminate called after throwing\n", "SIGABRT"},
		{"Program received signal SIGSEGV, Segmentation fault.\n", "SIGSEGV"},
		{"Segmentation fault (core dumped)\n", "SIGSEGV"},
		{"t.sh: line 1:  4077 Aborted                 python -m pytest\n", "SIGABRT"},
		{"t.sh: line 1:  4077 Killed                  python -m pytest\n", "SIGKILL"},
		{"it was Aborted by hand\n", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str type = {NULL, 0};
		size_t at = rg_last_words_find(&type, rg_str_of(cases[i].text), 0);

		if (cases[i].type ? !rg_str_eq_z(type, cases[i].type) : at != SIZE_MAX)
			fail_msg("%s: %.*s", cases[i].text, RG_FMT(type));
	}
}

static void native_name__is_the_name_of_the_source(void **state)
{
	static const char *const cases[][2] = {
		{"ns::f(int)", "ns::f"},
		{"int ns::A<int, std::vector<int> >::f<T>(int) const [with T = int]", "ns::A::f"},
		{"void (anonymous namespace)::run(A*)", "run"},
		{"std::vector<int> const& ns::get()", "ns::get"},
		{"ns::f(int)::{lambda(int)#1}::operator()(int) const", "ns::f"},
		{"ns::Op::operator()(int)", "ns::Op::operator()"},
		{"ns::operator<<(std::ostream&, ns::A const&)", "ns::operator<<"},
		{"ns::Op::operator bool() const", "ns::Op::operator bool"},
		{"f [clone .isra.0]", "f"},
		{"f (x=1, s=\"a(b\")", "f"},
		{"_ZN2tt6Buffer6createEPNS_6DeviceE+0x1d", "tt::Buffer::create"},
		{"_ZNK2tt1A3getEv", "tt::A::get"},
		{"_Z3fooi", "foo"},
		{"__pyx_pw_5index_6Engine_3get_loc(_object*, _object*)", "index.Engine.get_loc"},
		{"__pyx_f_3pkg_5index_place", "pkg.index.place"},
		{"__pyx_pf_7pyarrow_3lib_6_asan_sanity", "pyarrow.lib._asan_sanity"},
		{"__Pyx_PyObject_Call", "__Pyx_PyObject_Call"},
		{"_ZN9999999foo", NULL},
		{"_Z", NULL},
		{"<unknown function>", NULL},
		{"(((((", NULL},
		{"+0x8e", NULL},
		{"", NULL},
	};
	rg_arena *arena = rg_arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		rg_str got = rg_native_name(arena, rg_str_of(cases[i][0]));

		if (cases[i][1] ? !rg_str_eq_z(got, cases[i][1]) : got.len > 0)
			fail_msg("%s: %.*s", cases[i][0], RG_FMT(got));
	}
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(last_words__each_kind_ends_where_it_should),
		cmocka_unit_test(last_words__the_last_complaint_counts),
		cmocka_unit_test(last_words__a_process_that_ended_without_a_word),
		cmocka_unit_test(native_name__is_the_name_of_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
