/* SPDX-License-Identifier: MIT */
/* Whether the source is at fault at all: each kind of evidence, and what looks like it and is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "support/project.h"

static const char test_text[] = "import shop\n"
				"def helper(a, b):\n    return a\n"
				"def test_a(mocker):\n    helper(1)\n    shop.total(missing)\n";

static const project_file files[] = {
	{"src/shop/__init__.py", "def total(rows):\n    return sum(rows)\n"},
	{"src/shop/net.py", "def fetch(url):\n    return None\n"},
	{"tests/helpers.py", "def rows():\n    return []\n"},
	{"tests/test_a.py", test_text},
	{"tests/test_star.py", "from shop import *\ndef test_b():\n    absent()\n"},
};

typedef struct sample {
	rg_phase phase;
	const char *type, *message;
	const char *frames; /* "path:line", outermost first, with blanks between them */
	rg_fault fault;
	const char *text; /* NULL for the source's */
} sample;

static void add_failure(rg_failure_vec *failures, rg_arena *arena, const sample *s)
{
	rg_failure *failure = RG_PUSH_NEW(arena, failures);
	rg_str rest = rg_str_of(s->frames), frame;

	failure->phase = s->phase;
	failure->test = RG_STR("tests/test_a.py::test_a");
	failure->error.type = rg_str_of(s->type);
	failure->error.message = rg_str_of(s->message);
	while (rest.len && rg_str_part(&frame, &rest, ' ')) {
		size_t colon = rg_str_rfind_char(frame, ':');
		uint64_t line = 0;

		assert_true(rg_str_u64(&line, rg_str_sub(frame, colon + 1, frame.len), 10000));
		RG_PUSH(arena, &failure->error.frames,
			(rg_frame){.path = rg_str_sub(frame, 0, colon),
				   .line = (uint32_t)line,
				   .in_workspace = frame.ptr[0] != '/'});
	}
}

static void check(const sample *samples, size_t n, rg_fault fault, const char *text)
{
	const rg_answer *answer;
	rg_locate_input input;
	project p;

	OPEN_PROJECT(&p, files);
	for (size_t i = 0; i < n; i++)
		add_failure(&p.failures, p.arena, &samples[i]);
	input = project_question(&p);
	answer = rg_locate(p.arena, &input);
	if (answer->fault != fault)
		fail_msg("%s: %s is not %s", samples[0].message, rg_fault_name(answer->fault),
			 rg_fault_name(fault));
	if (!text)
		assert_null(answer->fault_text.ptr);
	else if (!rg_str_eq_z(answer->fault_text, text))
		fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(answer->fault_text), text);
	close_project(&p);
}

static void check_each(const sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check(&samples[i], 1, samples[i].fault, samples[i].text);
}

#define CHECK_EACH(samples) check_each((samples), sizeof(samples) / sizeof(*(samples)))

static void locate_fault__the_environment(void **state)
{
	static const sample samples[] = {
		{RG_PHASE_COLLECT, "ModuleNotFoundError", "No module named 'requests.adapters'",
		 "tests/test_a.py:1", RG_FAULT_ENVIRONMENT,
		 "the package `requests` is not installed, and nothing in the workspace is called "
		 "so"},
		{RG_PHASE_COLLECT, "ModuleNotFoundError", "No module named 'numpy'",
		 "tests/test_a.py:1 src/shop/net.py:1", RG_FAULT_ENVIRONMENT,
		 "the package `numpy` is not installed, and nothing in the workspace is called so"},
		{RG_PHASE_CALL, "FileNotFoundError",
		 "[Errno 2] No such file or directory: 'ffmpeg'",
		 "tests/test_a.py:5 /usr/lib/python3.12/subprocess.py:1950", RG_FAULT_ENVIRONMENT,
		 "the program `ffmpeg` is not installed"},
		{RG_PHASE_SETUP, NULL, "fixture 'mocker' not found", "tests/test_a.py:4",
		 RG_FAULT_ENVIRONMENT,
		 "the plug-in pytest-mock, which has the fixture `mocker`, is not installed"},
		{RG_PHASE_CALL, "PermissionError", "[Errno 13] Permission denied: '/dev/fuse'",
		 "tests/test_a.py:5", RG_FAULT_ENVIRONMENT,
		 "`/dev/fuse` may not be used by this user"},
		{RG_PHASE_COLLECT, "ImportError",
		 "libGL.so.1: cannot open shared object file: No such file or directory",
		 "tests/test_a.py:1 src/shop/net.py:1", RG_FAULT_ENVIRONMENT,
		 "a shared library is missing: libGL.so.1: cannot open shared object file: No such "
		 "file or directory"},
		{RG_PHASE_CALL, "OSError", "[Errno 28] No space left on device",
		 "tests/test_a.py:5 src/shop/net.py:2", RG_FAULT_ENVIRONMENT,
		 "the disk is full: [Errno 28] No space left on device"},
		{RG_PHASE_CALL, "socket.gaierror", "[Errno -2] Name or service not known",
		 "tests/test_a.py:5 /usr/lib/python3.12/socket.py:962", RG_FAULT_ENVIRONMENT,
		 "there is no network: [Errno -2] Name or service not known"},
		{RG_PHASE_CALL, "RuntimeError", "No CUDA GPUs are available",
		 "tests/test_a.py:5 /env/site-packages/torch/cuda/__init__.py:3",
		 RG_FAULT_ENVIRONMENT, "there is no device: No CUDA GPUs are available"},
		{RG_PHASE_CALL, "locale.Error", "unsupported locale setting", "tests/test_a.py:5",
		 RG_FAULT_ENVIRONMENT, "the locale is not installed: unsupported locale setting"},
	};

	(void)state;
	CHECK_EACH(samples);
}

static void locate_fault__the_test_itself(void **state)
{
	static const sample samples[] = {
		{RG_PHASE_COLLECT, "SyntaxError", "invalid syntax",
		 "/usr/lib/python3.11/ast.py:50 tests/test_a.py:3", RG_FAULT_TEST,
		 "tests/test_a.py is not valid Python: invalid syntax, line 3"},
		{RG_PHASE_CALL, "NameError", "name 'missing' is not defined", "tests/test_a.py:6",
		 RG_FAULT_TEST,
		 "tests/test_a.py, line 6, uses `missing`, which it does not define or import"},
		{RG_PHASE_CALL, "UnboundLocalError",
		 "cannot access local variable 'x' where it is not associated with a value",
		 "tests/test_a.py:6", RG_FAULT_TEST,
		 "tests/test_a.py, line 6, uses `x`, which it does not set before"},
		{RG_PHASE_CALL, "TypeError", "helper() missing 1 required positional argument: 'b'",
		 "tests/test_a.py:5", RG_FAULT_TEST,
		 "tests/test_a.py, line 5, calls its own `helper` wrongly: helper() missing 1 "
		 "required positional argument: 'b'"},
		{RG_PHASE_SETUP, NULL, "fixture 'customer' not found", "tests/test_a.py:4",
		 RG_FAULT_TEST, "the test asks for the fixture `customer`, which no file defines"},
		{RG_PHASE_COLLECT, "ImportError",
		 "cannot import name 'columns' from 'helpers' (/home/me/shop/tests/helpers.py)",
		 "tests/test_a.py:1", RG_FAULT_TEST,
		 "tests/helpers.py, a file of the tests, does not define `columns`"},
		{RG_PHASE_COLLECT, "Failed",
		 "tests/test_a.py::test_a: function uses no argument 'n'", "", RG_FAULT_TEST,
		 "pytest refuses the test as it is written: tests/test_a.py::test_a: function uses "
		 "no argument 'n'"},
	};

	(void)state;
	CHECK_EACH(samples);
}

static void locate_fault__what_the_source_lacks_is_the_sources_fault(void **state)
{
	static const sample samples[] = {
		{RG_PHASE_COLLECT, "ModuleNotFoundError", "No module named 'shop.prices'",
		 "tests/test_a.py:1", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_COLLECT, "ModuleNotFoundError", "No module named 'helpers'",
		 "tests/test_a.py:1", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_COLLECT, "ModuleNotFoundError", "No module named 'distutils'",
		 "tests/test_a.py:1 src/shop/net.py:1", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_COLLECT, "ImportError",
		 "cannot import name 'prices' from 'shop' (/home/me/shop/src/shop/__init__.py)",
		 "tests/test_a.py:1", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "AttributeError", "module 'shop' has no attribute 'prices'",
		 "tests/test_a.py:6", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "NameError", "name 'absent' is not defined", "tests/test_star.py:3",
		 RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "NameError", "name 'x' is not defined",
		 "tests/test_a.py:6 src/shop/net.py:2", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "TypeError", "total() got an unexpected keyword argument 'tax'",
		 "tests/test_a.py:6", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "SyntaxError", "invalid syntax",
		 "tests/test_a.py:6 /usr/lib/python3.11/ast.py:50", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "FileNotFoundError",
		 "[Errno 2] No such file or directory: 'data.csv'",
		 "tests/test_a.py:6 src/shop/net.py:2", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "FileNotFoundError", "[Errno 2] No such file or directory: 'shop'",
		 "tests/test_a.py:5 /usr/lib/python3.12/subprocess.py:1950", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "PermissionError", "[Errno 13] Permission denied: 'out/report'",
		 "tests/test_a.py:5", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "ConnectionRefusedError", "[Errno 111] Connection refused",
		 "tests/test_a.py:5 src/shop/net.py:2", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, "AssertionError", "assert 'No space left on device' == 'disk full'",
		 "tests/test_a.py:6", RG_FAULT_SOURCE, NULL},
		{RG_PHASE_CALL, NULL, NULL, "", RG_FAULT_SOURCE, NULL},
	};

	(void)state;
	CHECK_EACH(samples);
}

static void locate_fault__one_failure_of_the_source_is_enough(void **state)
{
	static const sample samples[] = {
		{RG_PHASE_COLLECT, "ModuleNotFoundError", "No module named 'numpy'",
		 "tests/test_a.py:1", RG_FAULT_ENVIRONMENT, NULL},
		{RG_PHASE_CALL, "ValueError", "not a price", "src/shop/net.py:2", RG_FAULT_SOURCE,
		 NULL},
	};

	(void)state;
	check(samples, 2, RG_FAULT_SOURCE, NULL);
}

static void locate_fault__no_failure_no_fault(void **state)
{
	(void)state;
	check(NULL, 0, RG_FAULT_SOURCE, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_fault__the_environment),
		cmocka_unit_test(locate_fault__the_test_itself),
		cmocka_unit_test(locate_fault__what_the_source_lacks_is_the_sources_fault),
		cmocka_unit_test(locate_fault__one_failure_of_the_source_is_enough),
		cmocka_unit_test(locate_fault__no_failure_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
