/* SPDX-License-Identifier: MIT */
/*
 * syntax_weakened.c - what makes a test say less than before, and what only looks like it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "syntax/weakened.h"

typedef struct row {
	const char *before, *now;
	const char *rules; /* "rule:line" each, a blank between; "" for none */
} row;

static rg_str test_files[] = {RG_STR_INIT("tests/test_a.py"), RG_STR_INIT("tests/more/test_b.py"),
			      RG_STR_INIT("tools/test_c.py")};
static const rg_str_vec with_tests = {.items = test_files, .n = 3};

static void check_as(const char *path, const row *r)
{
	rg_arena *arena = rg_arena_new();
	rg_test_versions one = {rg_str_of(path), rg_str_of(r->before), rg_str_of(r->now)};
	rg_test_versions_vec files = {.items = &one, .n = 1};
	rg_weakening_vec found = {0};
	rg_str said = RG_STR("");

	rg_weakened_find(&found, arena, &files, &with_tests);
	for (size_t i = 0; i < found.n; i++)
		said = rg_arena_printf(arena, "%.*s%s%s:%u", RG_FMT(said), i ? " " : "",
				       rg_weakened_rule_name(found.items[i].rule),
				       found.items[i].line);
	if (!rg_str_eq_z(said, r->rules))
		fail_msg("\n%s---\n%s: found \"%.*s\", not \"%s\"", r->before ? r->before : "",
			 r->now ? r->now : "", RG_FMT(said), r->rules);
	rg_arena_free(arena);
}

#define CHECK(path, rows)                                                                          \
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)                                \
	check_as(path, &rows[i])

#define T "def test_x():\n    "

static void weakened__what_a_test_asserts(void **state)
{
	static const row rows[] = {
		{T "assert f(1) == 2\n", T "assert f(1)\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert f(1) is not None\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert f(1) in (2, 3)\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert f(1) >= 2\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert True\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert f(1) == 2 or True\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert f(1) == approx(2)\n", "weakened-assertion:2"},
		{T "assert f(1) == 2\n", T "assert f(1) == 3\n", "changed-expectation:2"},
		{T "assert f(1) == 2\n", T "pass\n", "deleted-assertion:1"},
		{T "assert f(1) == 2\n    assert g()\n", T "assert g()\n", "deleted-assertion:1"},
		{T "self.assertEqual(f(1), 2)\n", T "self.assertIn(f(1), [2])\n",
		 "weakened-assertion:2"},
		{T "self.assertEqual(f(1), 2)\n", T "self.assertEqual(f(1), 3)\n",
		 "changed-expectation:2"},
		{T "with pytest.raises(KeyError, match='x'):\n        f()\n",
		 T "with pytest.raises(KeyError):\n        f()\n", "weakened-assertion:2"},
		{T "with pytest.raises(KeyError):\n        f()\n",
		 T "with pytest.raises(Exception):\n        f()\n", "weakened-assertion:2"},
		{T "expected = 4\n    assert f() == expected\n",
		 T "expected = 5\n    assert f() == expected\n", "changed-expectation:2"},
		{T "assert f(1) == 2\n", T "return\n    assert f(1) == 2\n", "disabled-test:2"},
		{T "assert f(1) == 2\n",
		 T "try:\n        assert f(1) == 2\n    except AssertionError:\n        pass\n",
		 "swallowed-failure:3"},
		{T "assert f(1) == 2\n",
		 "def test_x(monkeypatch):\n    monkeypatch.setattr(m, 'f', lambda x: 2)\n"
		 "    assert f(1) == 2\n",
		 "mocked-away:2"},
		{T "assert f(1) == 2\n", "def helper():\n    pass\n", "deleted-test:1"},
		{T "assert f(1) == 2\n", "def no_test_x():\n    assert f(1) == 2\n",
		 "deleted-test:1"},
		{T "assert f(1) == 2\n", NULL, "deleted-test:1"},
	};

	(void)state;
	CHECK("tests/test_a.py", rows);
}

static void weakened__tolerances(void **state)
{
	static const row rows[] = {
		{T "assert f() == approx(1, rel=1e-6)\n", T "assert f() == approx(1, rel=1e-3)\n",
		 "loosened-tolerance:2"},
		{T "assert f() == approx(1, rel=1e-3)\n", T "assert f() == approx(1, rel=1e-6)\n",
		 ""},
		{T "np.testing.assert_allclose(f(), 1, rtol=1e-6)\n",
		 T "np.testing.assert_allclose(f(), 1, rtol=1)\n", "loosened-tolerance:2"},
		{T "np.testing.assert_allclose(f(), 1, 1e-6)\n",
		 T "np.testing.assert_allclose(f(), 1, 1e-2)\n", "loosened-tolerance:2"},
		{T "self.assertAlmostEqual(f(), 1, places=7)\n",
		 T "self.assertAlmostEqual(f(), 1, places=2)\n", "loosened-tolerance:2"},
		{T "self.assertAlmostEqual(f(), 1, 2)\n", T "self.assertAlmostEqual(f(), 1, 7)\n",
		 ""},
		{T "assert abs(f() - 1) < 1e-6\n", T "assert abs(f() - 1) < 1e-2\n",
		 "loosened-tolerance:2"},
		{T "assert abs(f() - 1) < 1e-2\n", T "assert abs(f() - 1) < 1e-6\n", ""},
		{T "assert f() > 10\n", T "assert f() > 5\n", "loosened-tolerance:2"},
	};

	(void)state;
	CHECK("tests/test_a.py", rows);
}

static void weakened__what_is_run(void **state)
{
	static const row rows[] = {
		{T "assert f()\n", "@pytest.mark.skip\n" T "assert f()\n", "skipped-test:1"},
		{T "assert f()\n", "@pytest.mark.skipif(True, reason='x')\n" T "assert f()\n",
		 "skipped-test:1"},
		{T "assert f()\n", "@pytest.mark.xfail(strict=False)\n" T "assert f()\n",
		 "xfail-test:1"},
		{T "assert f()\n", "@unittest.expectedFailure\n" T "assert f()\n", "xfail-test:1"},
		{T "assert f()\n", T "pytest.skip('flaky')\n    assert f()\n", "skipped-test:2"},
		{"class TestA:\n    def test_x(self):\n        assert f()\n",
		 "@pytest.mark.skip\nclass TestA:\n    def test_x(self):\n        assert f()\n",
		 "skipped-test:1"},
		{T "assert f()\n", "pytestmark = pytest.mark.skip\n" T "assert f()\n",
		 "deselected-tests:1"},
		{T "assert f()\n", "__test__ = False\n" T "assert f()\n", "deselected-tests:1"},
		{"@pytest.mark.parametrize('a, b', [(1, 2), (2, 3)])\ndef test_x(a, b):\n    "
		 "assert f(a) == b\n",
		 "@pytest.mark.parametrize('a, b', [(1, 2)])\ndef test_x(a, b):\n    "
		 "assert f(a) == b\n",
		 "removed-cases:2"},
		{"@pytest.mark.parametrize('a, b', [(1, 2), (2, 3)])\ndef test_x(a, b):\n    "
		 "assert f(a) == b\n",
		 "@pytest.mark.parametrize('a, b', [(1, 2), (2, 4)])\ndef test_x(a, b):\n    "
		 "assert f(a) == b\n",
		 "changed-expectation:1"},
		{"@pytest.mark.parametrize('a', [1, 2])\ndef test_x(a):\n    assert f(a)\n",
		 "@pytest.mark.parametrize('a', [1, pytest.param(2, marks=pytest.mark.xfail)])\n"
		 "def test_x(a):\n    assert f(a)\n",
		 "xfail-test:1"},
	};

	(void)state;
	CHECK("tests/test_a.py", rows);
}

#define I  "[pytest]\n"
#define P  "[tool.pytest.ini_options]\n"
#define D2 "deselected-tests:2"

static void weakened__by_configuration(void **state)
{
	static const row ini[] = {
		{I "addopts = -q\n", I "addopts = -q --deselect tests/test_a.py::test_x\n", D2},
		{I "addopts=-q\n", I "addopts=--ignore=tests/more\n", D2},
		{I, I "addopts =\n    -q\n    --ignore ./tests/more/\n", "deselected-tests:4"},
		{I, I "addopts = --ignore-glob=*_b.py\n", D2},
		{I, I "addopts = -k \"not slow\"\n", D2},
		{I, I "addopts = -m 'unit and not slow' -q\n", D2},
		{I, I "addopts = -p no:unittest\n", D2},
		{I, I "norecursedirs = more\n", D2},
		{I, I "norecursedirs =\n  docs\n  mor?\n", "deselected-tests:4"},
		{I, I "norecursedirs = tests/more\n", D2},
		{I "norecursedirs = more\n", I "norecursedirs = more tools\n", D2},
		{I, I "testpaths = tests\n", D2},
		{I "testpaths = tests tools\n", I "testpaths =\n    tests\n", D2},
		{I "xfail_strict = true\n", I "xfail_strict = false\n", D2},
	};
	static const row harmless[] = {
		{I, I "addopts = -ra\nmarkers =\n    slow: skip these\n", ""},
		{I "addopts = --ignore=tests/more\n", I "addopts = -q --ignore=tests/more\n", ""},
		{I "addopts = -k \"not slow\"\n", I "addopts = -ra -k \"not slow\" -q\n", ""},
		{I, I "addopts = -k slow -m unit\n", ""},
		{I, I "addopts = --ignore=setup.py --ignore build --ignore-glob=docs/*\n", ""},
		{I, I "addopts = --deselect tests/test_gone.py::test_x\n", ""},
		{I, I "addopts = -p no:cacheprovider -pno:warnings -p xdist\n", ""},
		{I, I "norecursedirs = build .tox typing\n", ""}, /* no such folders, or defaults */
		{I, I "norecursedirs = test_a.py a\n", ""},	  /* a file, a part of a name */
		{I "norecursedirs = more docs\n", I "norecursedirs = more\n", ""},
		{I, I "norecursedirs = src/more\n", ""},
		{I, I "testpaths = tests tools\n", ""},
		{I "testpaths = tests\n", I "testpaths = tests tools\n", ""},
		{I, I "xfail_strict = false\n", ""}, /* it is the default */
		{I, I "# norecursedirs = more\n", ""},
	};
	static const row tox[] = {
		{I,
		 I "[testenv]\ncommands = flake8 --ignore E501,more src\n"
		   "  pip install --ignore-installed x\n  mypy --ignore-missing-imports\n",
		 ""},
		{I, I "[testenv]\ncommands = python -m pytest --ignore tests/more\n",
		 "deselected-tests:3"},
	};
	static const row toml[] = {
		{P, P "norecursedirs = [\"docs\", \"more\"]\n", D2},
		{P, P "norecursedirs = [\n  \"docs\",\n  \"more\", # of old\n]\nx = 1\n",
		 "deselected-tests:4"},
		{P, P "addopts = [\"-ra\", \"--ignore=tests/more\"]\n", D2},
		{P, P "addopts = \"-ra -k 'not slow'\"\n", D2},
		{P, P "testpaths = [\"tests\"]\n", D2},
		{P, P "norecursedirs = [\n  \"docs\",\n]\n[tool.other]\nskip = [\"more\"]\n", ""},
		{P, P "testpaths = [\"tests\", \"tools\"]\n", ""},
	};
	static const row conftest[] = {
		{"",
		 "def pytest_collection_modifyitems(items):\n    for item in items:\n        "
		 "item.add_marker(pytest.mark.skip)\n",
		 "skipped-test:3"},
		{NULL, "collect_ignore = ['test_a.py']\n", "deselected-tests:1"},
		{"", "collect_ignore = ['setup.py', 'more']\n", "deselected-tests:1"},
		{"", "collect_ignore_glob = ['more/*_b.py']\n", "deselected-tests:1"},
		{"", "collect_ignore = [name for name in names]\n", "deselected-tests:1"},
		{"", "collect_ignore = ['setup.py']\n", ""},
		{"", "collect_ignore_glob = ['data/*']\n", ""},
		{"collect_ignore = ['more']\n", "collect_ignore = ['more', 'x']\n", ""},
		{"", "@pytest.fixture\ndef db():\n    return connect()\n", ""},
	};

	(void)state;
	CHECK("pytest.ini", ini);
	CHECK("setup.cfg", harmless);
	CHECK("tox.ini", tox);
	CHECK("pyproject.toml", toml);
	CHECK("tests/conftest.py", conftest);
}

static void weakened__not_by_what_is_only_written_otherwise(void **state)
{
	static const row rows[] = {
		{T "assert f(1) == 2\n", T "assert (\n        f( 1 ) == 2\n    )\n", ""},
		{T "assert f(1) == 2\n", T "assert f(1) == 2\n\ndef test_y():\n    assert g()\n",
		 ""},
		{T "assert f(1) == 2\n", "def test_better_name():\n    assert f(1) == 2\n", ""},
		{T "assert f(1) == 2\n",
		 "class TestF:\n    def test_x(self):\n        assert f(1) == 2\n", ""},
		{T "assert f(1)\n", T "assert f(1) == 2\n", ""},
		{T "self.assertTrue(f(1) == 2)\n", T "self.assertEqual(f(1), 2)\n", ""},
		{T "assert f(1) == 2\n", T "assert f(1) == 2\n    assert f(2) == 3\n", ""},
		{T "self.assertEqual(f(1), 2)\n", T "assert f(1) == 2\n", ""},
		{T "assert f(1) == 2\n", T "x = f(1)\n    assert x == 2\n", ""},
		{"@pytest.mark.parametrize('a, b', [(1, 2)])\ndef test_x(a, b):\n    assert f(a) "
		 "== b\n",
		 "@pytest.mark.parametrize('a, b', [(1, 2), (2, 3)])\ndef test_x(a, b):\n    "
		 "assert f(a) == b\n",
		 ""},
		{"@pytest.mark.skip(reason='a')\n" T "assert f()\n",
		 "@pytest.mark.skip(reason='b')\n" T "assert f()\n", ""},
		{"@pytest.mark.xfail\n" T "assert f()\n", T "assert f()\n", ""},
		{NULL, "pytestmark = pytest.mark.skipif(x)\n" T "pytest.skip('no')\n", ""},
		{T "with pytest.raises(KeyError):\n        f()\n",
		 T "with pytest.raises(KeyError, match='x'):\n        f()\n", ""},
		{T "try:\n        f()\n    except E:\n        pass\n    assert g() == 1\n",
		 T "try:\n        f()\n    except E:\n        pass\n    assert g() == 1\n", ""},
	};

	(void)state;
	CHECK("tests/test_a.py", rows);
}

static void weakened__a_test_that_moved_to_another_file_is_not_deleted(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_test_versions both[] = {
		{RG_STR("test_a.py"), RG_STR(T "assert f(1) == 2\n"), {NULL, 0}},
		{RG_STR("test_b.py"), {NULL, 0}, RG_STR(T "assert f(1) == 2\n")}};
	rg_test_versions_vec files = {.items = both, .n = 2};
	rg_weakening_vec found = {0};

	(void)state;
	rg_weakened_find(&found, arena, &files, &with_tests);
	assert_int_equal(found.n, 0);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weakened__what_a_test_asserts),
		cmocka_unit_test(weakened__tolerances),
		cmocka_unit_test(weakened__what_is_run),
		cmocka_unit_test(weakened__by_configuration),
		cmocka_unit_test(weakened__not_by_what_is_only_written_otherwise),
		cmocka_unit_test(weakened__a_test_that_moved_to_another_file_is_not_deleted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
