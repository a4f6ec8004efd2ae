/* SPDX-License-Identifier: MIT */
/* rg_locate on small projects held in memory: who comes first, why, and always the same way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "locate/locate.h"
#include "support/project.h"

static void add_test(project *p, const char *nodeid)
{
	RG_PUSH(p->arena, &p->tests, rg_str_of(nodeid));
}

static rg_failure *add_failure(project *p, const char *nodeid, const char *type,
			       const char *message)
{
	rg_failure *failure = RG_PUSH_NEW(p->arena, &p->failures);

	failure->test = rg_str_of(nodeid);
	failure->phase = RG_PHASE_CALL;
	failure->error.type = rg_str_of(type);
	failure->error.message = rg_str_of(message);
	return failure;
}

static void add_frame(project *p, rg_exception *error, const char *path, uint32_t line,
		      const char *function)
{
	RG_PUSH(p->arena, &error->frames,
		(rg_frame){.path = rg_str_of(path),
			   .function = rg_str_of(function),
			   .line = line,
			   .in_workspace = true});
}

/* paths: with blanks between them, NULL behind the last commit. */
static void add_commit(project *p, int64_t time, const char *paths)
{
	rg_commit_change commit = {.time = time};
	rg_str rest = rg_str_of(paths), path;
	rg_str_vec changed = {0};

	while (rg_str_part(&path, &rest, ' '))
		RG_PUSH(p->arena, &changed, path);
	rg_history_add(&p->history, &commit, &changed);
}

static const rg_candidate_vec *locate(project *p)
{
	rg_locate_input input = project_question(p);

	return &rg_locate(p->arena, &input)->candidates;
}

static const rg_candidate *find(const rg_candidate_vec *candidates, const char *path)
{
	for (size_t i = 0; i < candidates->n; i++)
		if (rg_str_eq_z(candidates->items[i].path, path))
			return &candidates->items[i];
	return NULL;
}

/* The text of the candidate's reason from this signal. */
static rg_str reason(const rg_candidate *candidate, const char *signal)
{
	for (size_t i = 0; candidate && i < candidate->reasons.n; i++)
		if (rg_str_eq_z(candidate->reasons.items[i].signal, signal))
			return candidate->reasons.items[i].text;
	return (rg_str){NULL, 0};
}

static void check_reason(const rg_candidate *candidate, const char *signal, const char *expected)
{
	rg_str text = reason(candidate, signal);

	if (!rg_str_eq_z(text, expected))
		fail_msg("%s: \"%.*s\" is not \"%s\"", signal, RG_FMT(text), expected);
}

static void check_first(const rg_candidate_vec *candidates, const char *path)
{
	assert_true(candidates->n > 0);
	if (!rg_str_eq_z(candidates->items[0].path, path))
		fail_msg("%.*s came first", RG_FMT(candidates->items[0].path));
}

static const project_file shop[] = {
	{"src/shop/__init__.py", "from .prices import total\nfrom .stock import Stock\n"},
	{"src/shop/prices.py", "from .parse import to_cents\n\n\n"
			       "def total(rows):\n"
			       "    return sum(to_cents(row) for row in rows)\n\n\n"
			       "class Discount:\n"
			       "    def apply(self, cents):\n"
			       "        return cents\n"},
	{"src/shop/parse.py", "def to_cents(text):\n    return int(float(text) * 100)\n"},
	{"src/shop/stock.py", "class Stock:\n    def take(self, n):\n        self.n -= n\n"},
	{"src/shop/unrelated.py", "def nothing():\n    return None\n"},
	{"docs/example.py", "from shop import total\ntotal(['1'])\n"},
	{"tests/helpers.py", "def rows():\n    return []\n"},
	{"tests/test_prices.py", "from shop import total\n\n\n"
				 "def test_total():\n"
				 "    assert total(['1', '']) == 100\n"},
};

static void locate_locate__a_file_that_the_test_names_comes_first(void **state)
{
	const rg_candidate_vec *candidates;
	const rg_candidate *prices;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	add_test(&p, "tests/test_prices.py::test_total");
	candidates = locate(&p);
	check_first(candidates, "src/shop/prices.py");
	prices = &candidates->items[0];
	check_reason(prices, "kinship", "is named like the test file tests/test_prices.py");
	check_reason(prices, "imports", "gives the test `total`, which it imports");
	check_reason(prices, "definitions", "defines `total`, called in the test");
	assert_true(prices->functions.n >= 1);
	assert_true(rg_str_eq_z(prices->functions.items[0].name, "total"));
	assert_int_equal(prices->functions.items[0].line, 4);
	close_project(&p);
}

static void locate_locate__the_score_is_the_sum_of_its_reasons(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	add_test(&p, "tests/test_prices.py::test_total");
	add_commit(&p, 5000, "src/shop/parse.py tests/test_prices.py");
	candidates = locate(&p);
	for (size_t i = 0; i < candidates->n; i++) {
		const rg_candidate *c = &candidates->items[i];
		int32_t sum = 0;

		for (size_t k = 0; k < c->reasons.n; k++) {
			assert_true(c->reasons.items[k].points > 0);
			assert_true(c->reasons.items[k].text.len > 0);
			if (k)
				assert_true(c->reasons.items[k - 1].points >=
					    c->reasons.items[k].points);
			sum += c->reasons.items[k].points;
		}
		assert_int_equal(sum, c->score);
		if (i)
			assert_true(candidates->items[i - 1].score >= c->score);
	}
	close_project(&p);
}

static void locate_locate__tests_and_docs_are_no_candidates(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	add_test(&p, "tests/test_prices.py::test_total");
	candidates = locate(&p);
	assert_null(find(candidates, "tests/test_prices.py"));
	assert_null(find(candidates, "tests/helpers.py"));
	assert_null(find(candidates, "docs/example.py"));
	close_project(&p);
}

static void locate_locate__without_sources_other_files_stand_in(void **state)
{
	static const project_file files[] = {
		{"tests/helpers.py", "def rows():\n    return [1]\n"},
		{"tests/test_a.py", "from helpers import rows\n\ndef test_a():\n    assert rows() "
				    "== []\n"},
	};
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN_PROJECT(&p, files);
	add_test(&p, "tests/test_a.py::test_a");
	candidates = locate(&p);
	check_first(candidates, "tests/helpers.py");
	assert_null(find(candidates, "tests/test_a.py"));
	close_project(&p);
}

static void locate_locate__frames_and_their_functions(void **state)
{
	const rg_candidate_vec *candidates;
	rg_failure *failure;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	failure = add_failure(&p, "tests/test_prices.py::test_total", "ValueError",
			      "could not convert string to float: ''");
	add_frame(&p, &failure->error, "tests/test_prices.py", 5, "test_total");
	add_frame(&p, &failure->error, "src/shop/prices.py", 5, "total");
	add_frame(&p, &failure->error, "src/shop/parse.py", 2, "to_cents");
	candidates = locate(&p);
	check_reason(find(candidates, "src/shop/parse.py"), "frames",
		     "the innermost source frame: `to_cents`, line 2");
	check_reason(find(candidates, "src/shop/prices.py"), "frames",
		     "in the call chain: `total`, line 5");
	assert_true(rg_str_eq_z(find(candidates, "src/shop/parse.py")->functions.items[0].name,
				"to_cents"));
	close_project(&p);
}

static void locate_locate__frames_in_an_installed_copy(void **state)
{
	const rg_candidate_vec *candidates;
	rg_failure *failure;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	failure = add_failure(&p, "tests/test_prices.py::test_total", "ValueError", "");
	add_frame(&p, &failure->error, "/env/lib/python3.12/site-packages/shop/parse.py", 2,
		  "to_cents");
	add_frame(&p, &failure->error, "/env/lib/python3.12/site-packages/other/a.py", 2, "f");
	failure->error.frames.items[0].in_workspace = false;
	failure->error.frames.items[1].in_workspace = false;
	candidates = locate(&p);
	check_reason(find(candidates, "src/shop/parse.py"), "frames",
		     "the innermost source frame: `to_cents`, line 2");
	close_project(&p);
}

static void locate_locate__what_changed_together_with_the_test(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	add_test(&p, "tests/test_prices.py::test_total");
	add_commit(&p, 9000, "tests/test_prices.py");
	add_commit(&p, 8000, "src/shop/unrelated.py tests/test_prices.py");
	add_commit(&p, 7000, "src/shop/unrelated.py tests/test_prices.py src/shop/stock.py");
	add_commit(&p, 6000, "src/shop/stock.py");
	candidates = locate(&p);
	check_reason(find(candidates, "src/shop/unrelated.py"), "cochange",
		     "changed together with tests/test_prices.py in 2 of its 3 commits");
	check_reason(find(candidates, "src/shop/stock.py"), "cochange",
		     "changed together with tests/test_prices.py in 1 of its 3 commits");
	assert_true(rg_str_is_null(reason(find(candidates, "src/shop/parse.py"), "cochange")));
	close_project(&p);
}

static void locate_locate__what_the_error_names(void **state)
{
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN_PROJECT(&p, shop);
	(void)add_failure(&p, "tests/test_prices.py::test_total", "AttributeError",
			  "'Stock' object has no attribute 'total'");
	candidates = locate(&p);
	check_reason(find(candidates, "src/shop/stock.py"), "error",
		     "defines `Stock`, named in the error");
	close_project(&p);
}

static void render(rg_buf *out, const rg_candidate_vec *candidates)
{
	for (size_t i = 0; i < candidates->n; i++) {
		const rg_candidate *c = &candidates->items[i];

		rg_buf_printf(out, "%.*s %d\n", RG_FMT(c->path), c->score);
		for (size_t k = 0; k < c->reasons.n; k++)
			rg_buf_printf(out, "  %d %.*s\n", c->reasons.items[k].points,
				      RG_FMT(c->reasons.items[k].text));
		for (size_t k = 0; k < c->functions.n; k++)
			rg_buf_printf(out, "  %.*s:%u %d\n", RG_FMT(c->functions.items[k].name),
				      c->functions.items[k].line, c->functions.items[k].score);
	}
}

static void locate_locate__any_order_of_files_gives_the_same_bytes(void **state)
{
	static const size_t steps[] = {1, 3, 5, 7};
	rg_buf first, other;

	(void)state;
	rg_buf_init(&first, RG_MiB);
	rg_buf_init(&other, RG_MiB);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		rg_failure *failure;
		project p;

		open_project_in_steps(&p, shop, sizeof(shop) / sizeof(*shop), steps[i]);
		failure = add_failure(&p, "tests/test_prices.py::test_total", "ValueError",
				      "Stock take Discount apply total");
		add_frame(&p, &failure->error, "src/shop/parse.py", 2, "to_cents");
		add_commit(&p, 9000, "src/shop/stock.py tests/test_prices.py src/shop/parse.py");
		/* What was in the index before must not show either. */
		rg_index_put(p.index, RG_STR("gone.py"), RG_STR("total Stock Discount"));
		rg_index_remove(p.index, RG_STR("gone.py"));
		render(i ? &other : &first, locate(&p));
		if (i)
			assert_string_equal(other.ptr, first.ptr);
		rg_buf_clear(&other);
		close_project(&p);
	}
	assert_true(first.len > 200);
	rg_buf_release(&first);
	rg_buf_release(&other);
}

static void locate_locate__any_part_may_be_missing(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_locate_input nothing = {0};
	const rg_candidate_vec *candidates;
	rg_failure *failure;
	rg_str_vec files;
	project p;

	(void)state;
	assert_int_equal(rg_locate(arena, &nothing)->candidates.n, 0);
	rg_arena_free(arena);

	/* No index, no history, no sources: names and frames answer. */
	OPEN_PROJECT(&p, shop);
	failure = add_failure(&p, "tests/test_prices.py::test_total", "ValueError", "");
	add_frame(&p, &failure->error, "src/shop/parse.py", 2, "to_cents");
	files = p.paths;
	candidates =
		&rg_locate(p.arena, &(rg_locate_input){.failures = &p.failures, .files = &files})
			 ->candidates;
	assert_non_null(find(candidates, "src/shop/parse.py"));
	assert_non_null(find(candidates, "src/shop/prices.py"));
	close_project(&p);
}

static void locate_locate__odd_tests_and_paths(void **state)
{
	static const char *const ids[] = {"",
					  "::",
					  "tests/test_prices.py",
					  "tests/test_prices.py::",
					  "tests/test_prices.py::test_none[a::b]",
					  "gone/test_x.py::test_y",
					  "/absolute/test_x.py::T::test_y",
					  "tests/\xff\xfe.py::test"};
	project p;

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		OPEN_PROJECT(&p, shop);
		add_test(&p, ids[i]);
		assert_true(locate(&p)->n <= RG_LIMIT_CANDIDATES);
		close_project(&p);
	}
}

static void locate_locate__functions_are_methods_with_their_class(void **state)
{
	static const project_file files[] = {
		{"bag.py", "class Bag:\n    def __init__(self):\n        self.items = []\n\n"
			   "    def add(self, item):\n        self.items.append(item)\n\n"
			   "    def drain(self):\n        return self.items\n"},
		{"test_bag.py", "from bag import Bag\n\n\ndef test_drain():\n"
				"    bag = Bag()\n    bag.add(1)\n    assert bag.drain() == [1]\n"
				"    assert bag.drain() == []\n"},
	};
	const rg_candidate_vec *candidates;
	bool has_drain = false;
	project p;

	(void)state;
	OPEN_PROJECT(&p, files);
	add_test(&p, "test_bag.py::test_drain");
	candidates = locate(&p);
	check_first(candidates, "bag.py");
	assert_int_equal(candidates->items[0].functions.n, 3);
	for (size_t i = 0; i < 2; i++)
		has_drain |= rg_str_eq_z(candidates->items[0].functions.items[i].name, "Bag.drain");
	assert_true(has_drain);
	close_project(&p);
}

static void locate_locate__a_name_bound_in_cpp_leads_to_its_folder(void **state)
{
	static const project_file files[] = {
		{"ops/gather/gather_nanobind.cpp",
		 "void bind(module& m) {\n"
		 "    bind_function<\"gather\">(m, doc, &ops::gather);\n}\n"},
		{"ops/gather/gather.cpp", "Tensor gather(const Tensor& x) { return run(x); }\n"},
		{"ops/gather/device/kernels/gather_reader.cpp", "void kernel_main() {}\n"},
		{"ops/gather/device/program.cpp", "Program make() { return {}; }\n"},
		{"ops/sort/sort.cpp", "Tensor sort(const Tensor& x) { return x; }\n"},
		{"lib/__init__.py", "from ._lib import *\n"},
		{"tests/test_ops.py",
		 "import lib\n\n\ndef test_g():\n    assert lib.gather([1]) == [1]\n"},
	};
	const rg_candidate_vec *candidates;
	project p;

	(void)state;
	OPEN_PROJECT(&p, files);
	add_test(&p, "tests/test_ops.py::test_g");
	candidates = locate(&p);
	check_reason(find(candidates, "ops/gather/gather_nanobind.cpp"), "bindings",
		     "gives Python `gather`, named in the test");
	check_reason(find(candidates, "ops/gather/gather.cpp"), "bindings",
		     "lies with gather_nanobind.cpp, which gives Python `gather`");
	check_reason(find(candidates, "ops/gather/device/kernels/gather_reader.cpp"), "bindings",
		     "lies with gather_nanobind.cpp, which gives Python `gather`");
	assert_non_null(find(candidates, "ops/gather/device/program.cpp"));
	assert_true(rg_str_is_null(reason(find(candidates, "ops/sort/sort.cpp"), "bindings")));
	close_project(&p);
}

/* A table that a function of the call chain reads is a candidate, though it is no source. */
static void locate_locate__data_that_the_failing_code_reads_is_a_candidate(void **state)
{
	static const project_file files[] = {
		{"app/__init__.py", ""},
		{"app/tables.py", "import json\nfrom pathlib import Path\n\n\n"
				  "def load_table(name):\n"
				  "    path = Path(__file__).parent / \"data\" / \"units.json\"\n"
				  "    return json.loads(path.read_text())[name]\n"},
		{"app/data/units.json", "{\"m\": 1}\n"},
		{"app/data/colours.json", "{}\n"},
		{"pyproject.toml", "[project]\n"},
		{"tests/data/units.json", "{}\n"},
		{"tests/test_tables.py",
		 "from app.tables import load_table\n\n\n"
		 "def test_foot():\n"
		 "    assert load_table(\"ft\") == 0.3  # pyproject.toml\n"},
	};
	project p;
	const rg_candidate_vec *candidates;
	rg_failure *failure;

	(void)state;
	OPEN_PROJECT(&p, files);
	failure = add_failure(&p, "tests/test_tables.py::test_foot", "KeyError", "'ft'");
	add_frame(&p, &failure->error, "tests/test_tables.py", 5, "test_foot");
	add_frame(&p, &failure->error, "app/tables.py", 7, "load_table");
	candidates = locate(&p);
	check_first(candidates, "app/tables.py");
	check_reason(find(candidates, "app/data/units.json"), "data",
		     "read by `load_table` (app/tables.py:5)");
	assert_int_equal(find(candidates, "app/data/units.json")->kind, RG_CANDIDATE_DATA);
	assert_null(find(candidates, "app/data/colours.json"));
	assert_null(find(candidates, "tests/data/units.json"));
	assert_null(find(candidates, "pyproject.toml"));
	close_project(&p);
	OPEN_PROJECT(&p, files);
	add_failure(&p, "tests/test_tables.py::test_foot", "ValueError",
		    "pyproject.toml: no table [tool.app]");
	candidates = locate(&p);
	check_reason(find(candidates, "pyproject.toml"), "data", "named in the error");
	assert_int_equal(find(candidates, "pyproject.toml")->kind, RG_CANDIDATE_CONFIG);
	close_project(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_locate__a_file_that_the_test_names_comes_first),
		cmocka_unit_test(locate_locate__the_score_is_the_sum_of_its_reasons),
		cmocka_unit_test(locate_locate__tests_and_docs_are_no_candidates),
		cmocka_unit_test(locate_locate__without_sources_other_files_stand_in),
		cmocka_unit_test(locate_locate__frames_and_their_functions),
		cmocka_unit_test(locate_locate__frames_in_an_installed_copy),
		cmocka_unit_test(locate_locate__what_changed_together_with_the_test),
		cmocka_unit_test(locate_locate__what_the_error_names),
		cmocka_unit_test(locate_locate__any_order_of_files_gives_the_same_bytes),
		cmocka_unit_test(locate_locate__any_part_may_be_missing),
		cmocka_unit_test(locate_locate__odd_tests_and_paths),
		cmocka_unit_test(locate_locate__functions_are_methods_with_their_class),
		cmocka_unit_test(locate_locate__a_name_bound_in_cpp_leads_to_its_folder),
		cmocka_unit_test(locate_locate__data_that_the_failing_code_reads_is_a_candidate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
