/* SPDX-License-Identifier: MIT */
/* runner_provenance.c - what a user is told about code from elsewhere, and what to do about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/limits.h"
#include "runner/provenance.h"

static rg_provenance read(rg_arena *arena, const char *record)
{
	rg_provenance out = {0};
	rg_json *json = NULL;
	rg_err err;

	assert_int_equal(rg_json_parse(&json, rg_str_of(record), &err), RG_OK);
	rg_provenance_add(&out, arena, json);
	rg_provenance_add(&out, arena, json); /* another worker, which saw the same */
	rg_provenance_sort(&out);
	rg_json_free(json);
	return out;
}

static void provenance_words__say_from_where_and_what_to_do(void **state)
{
	static const struct {
		const char *entry, *text, *next;
	} cases[] = {
		{"{\"module\":\"a.b\",\"path\":\"/v/lib/python3/site-packages/a/b.py\","
		 "\"kind\":\"installed\"}",
		 "`a.b` from site-packages, not from this tree",
		 "/v/bin/python -m pip install -e '/w'"},
		{"{\"module\":\"a\",\"path\":\"/o/src/a/__init__.py\",\"kind\":\"checkout\","
		 "\"via\":\"PYTHONPATH\"}",
		 "`a` from /o/src, not", "Take /o/src out of PYTHONPATH"},
		{"{\"module\":\"a\",\"path\":\"/o/src/a/__init__.py\",\"kind\":\"checkout\","
		 "\"via\":\"editable\"}",
		 "`a` from /o/src, not", "puts this one in its place"},
		{"{\"module\":\"a.b\",\"path\":\"/x/a-1-py3.11.egg/a/b.py\",\"kind\":\"archive\","
		 "\"via\":\"sys.path\"}",
		 "`a.b` from /x/a-1-py3.11.egg, not", "See what puts /x/a-1-py3.11.egg on"},
		{"{\"module\":\"a\",\"path\":\"/w/build/lib/a.py\",\"kind\":\"build\","
		 "\"via\":\"sys.path\"}",
		 "`a` from /w/build/lib, not", "Remove /w/build/lib"},
		{"{\"module\":\"a\",\"path\":\"/shared/a/__init__.py\",\"kind\":\"link\"}",
		 "through a link that leads out of this tree, to /shared/a", "leads to"},
		{"{\"module\":\"a\",\"path\":\"/w/a.pyc\",\"kind\":\"bytecode\","
		 "\"via\":\"sourceless\"}",
		 "compiled code without a source: /w/a.pyc", "Remove /w/a.pyc"},
		{"{\"module\":\"a\",\"path\":\"/w/__pycache__/a.pyc\",\"kind\":\"bytecode\","
		 "\"via\":\"stale\"}",
		 "that is not of its source: /w/__pycache__/a.pyc", "Remove /w/__pycache__/a.pyc"},
		/* of a probe that says less */
		{"{\"module\":\"a\",\"path\":\"/o/a.py\"}", "`a` from /o, not", "development mode"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_arena *arena = rg_arena_new();
		rg_provenance p = read(
			arena, rg_arena_printf(arena, "{\"foreign\":[%s]}", cases[i].entry).ptr);
		rg_str text = rg_provenance_text(arena, &p);
		rg_str next = rg_provenance_next(arena, &p, RG_STR("/v/bin/python"), RG_STR("/w"));

		assert_int_equal(p.foreign.n, 1);
		assert_true(rg_str_has(text, rg_str_of(cases[i].text)));
		assert_true(rg_str_has(next, rg_str_of(cases[i].next)));
		rg_arena_free(arena);
	}
}

static void provenance_words__own_code_needs_none(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_provenance p = read(arena, "{\"foreign\":[],\"own\":3,\"modules\":[[\"a\",\"a.py\"]]}");

	(void)state;
	assert_true(rg_str_is_null(rg_provenance_text(arena, &p)));
	assert_true(rg_str_is_null(rg_provenance_outlook(arena, &p)));
	assert_true(rg_str_is_null(rg_provenance_next(arena, &p, RG_STR("p"), RG_STR("/w"))));
	assert_true(rg_str_eq_z(rg_provenance_json(arena, &p),
				"{\"own\":3,\"elsewhere\":[],\"native\":[],\"modules\":[[\"a\","
				"\"a.py\"]]}"));
	rg_arena_free(arena);
}

static void provenance_json__is_bounded_and_null_when_nothing_is_known(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf record;
	rg_provenance p = {0};
	rg_str json;

	(void)state;
	assert_true(rg_str_is_null(rg_provenance_json(arena, &p)));
	rg_buf_init(&record, 16 * 1024 * 1024);
	rg_buf_add_z(&record, "{\"own\":1000000,\"foreign\":[7,{}],\"native\":[{\"path\":3}],"
			      "\"modules\":[1,[],[2],[\"x\"]");
	for (int i = 0; i < 5000; i++)
		rg_buf_printf(&record, ",[\"module_%d\",\"a/quite/long/path/of/a/module_%d.py\"]",
			      i, i);
	rg_buf_add_z(&record, "]}");
	p = read(arena, rg_arena_cstr(arena, rg_buf_str(&record)));
	json = rg_provenance_json(arena, &p);
	assert_true(json.len > 100 && json.len <= RG_LIMIT_PROVENANCE_BYTES);
	assert_int_equal(p.foreign.n, 0);
	assert_int_equal(p.native.n, 0);
	rg_buf_release(&record);
	rg_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(provenance_words__say_from_where_and_what_to_do),
		cmocka_unit_test(provenance_words__own_code_needs_none),
		cmocka_unit_test(provenance_json__is_bounded_and_null_when_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
