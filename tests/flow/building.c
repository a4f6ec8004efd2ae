/* SPDX-License-Identifier: MIT */
/*
 * building.c - the command of the setting `build` in front of the tests: when it runs and when not,
 * what its failure does, and that it ends when the command does.
 */
#include "support/flow.h"

#include "fix/run_test.h"
#include "fix/stability.h"

typedef struct fake_build {
	rg_build_spec spec;
	rg_build_result result;
	bool is_over;
} fake_build;

static struct {
	int n; /* builds that were started */
	bool fails, hangs, has_leash;
	rg_str argv, cwd;
} played;

static void fake_build_end(void *data)
{
	fake_build *build = data;

	if (build->is_over)
		return;
	build->is_over = true;
	build->spec.done(build->spec.data, &build->result);
}

static rg_rc fake_build_start(rg_build **out, rg_loop *loop, const rg_build_spec *spec, rg_err *err)
{
	fake_build *build = RG_NEW(the_flow->arena, fake_build);
	rg_arena *arena = rg_arena_new();

	(void)err;
	played.n++;
	played.argv =
		rg_arena_dup(the_flow->arena, rg_str_vec_join(arena, &spec->argv, RG_STR(" ")));
	played.has_leash = spec->has_leash;
	played.cwd = rg_arena_dup(the_flow->arena, spec->cwd);
	build->spec = *spec;
	build->result.arena = arena;
	if (played.fails) {
		build->result.end = RG_BUILD_FAILED;
		build->result.why = RG_STR("exit status 2");
		build->result.last_words = RG_STR("make: *** [all] Error 2");
	}
	*out = (rg_build *)build;
	if (!played.hangs)
		rg_loop_post(loop, fake_build_end, build);
	return RG_OK;
}

static void fake_build_stop(rg_build *stopped)
{
	fake_build *build = (fake_build *)stopped;

	build->result.end = RG_BUILD_STOPPED;
	if (played.hangs)
		rg_loop_post(the_flow->loop, fake_build_end, build);
}

static rg_ports ports;

static flow *start(const char *settings)
{
	flow *w = flow_new();

	memset(&played, 0, sizeof(played));
	ports = fake_ports;
	ports.build_start = fake_build_start;
	ports.build_stop = fake_build_stop;
	rg_workspace_set_ports(w->workspace, &ports);
	sh(w->f, rg_arena_printf(w->arena,
				 "echo 'int x;' >src/core.c; git add -A; git commit -qm core\n"
				 "echo '%s' >.redgreen.json",
				 settings)
			 .ptr);
	return w;
}

static rg_fix_args about_the_test(void)
{
	static rg_str test = RG_STR_INIT("tests/test_calc.py::test_sum");

	return (rg_fix_args){.tests = {.items = &test, .n = 1}, .runs = 3};
}

static void building__only_when_native_files_changed(void **state)
{
	flow *w = start("{\"build\": [\"make\", \"-C\", \"src\"], \"spectrum\": false}");

	(void)state;
	play(w, rg_fix_run_test, about_the_test());
	assert_int_equal(played.n, 1); /* nobody knows whether it was built */
	assert_true(rg_str_eq_z(played.argv, "make -C src"));
	assert_true(rg_str_eq(played.cwd, w->f->root));
	assert_int_equal(w->n_runs, 1);
	play(w, rg_fix_run_test, about_the_test());
	sh(w->f, "echo '# another' >>src/calc.py; touch src/core.c");
	play(w, rg_fix_run_test, about_the_test());
	assert_int_equal(played.n, 1);
	sh(w->f, "echo 'int y;' >>src/core.c");
	play(w, rg_fix_run_test, about_the_test());
	assert_int_equal(played.n, 2);
	sh(w->f, "echo 'all:' >Makefile"); /* how it is built */
	play(w, rg_fix_run_test, about_the_test());
	assert_int_equal(played.n, 3);
	sh(w->f, "echo 'total = 1' >src/calc.py; echo 'int z;' >>src/core.c");
	play(w, rg_fix_stability, about_the_test());
	assert_int_equal(played.n, 4); /* once before all of the runs */
	flow_free(w);
}

static void building__nothing_runs_behind_one_that_failed(void **state)
{
	flow *w = start("{\"build\": [\"make\"], \"wrapper\": [\"box\"], \"spectrum\": false}");

	(void)state;
	played.fails = true;
	for (int i = 1; i <= 2; i++) { /* it is tried again */
		play(w, rg_fix_run_test, about_the_test());
		assert_int_equal(played.n, i);
		assert_true(rg_str_eq_z(stop_code(w), "build-failed"));
		assert_true(rg_str_has(answered(w, "summary"), RG_STR("exit status 2")));
		assert_true(rg_str_has(answered(w, "summary"), RG_STR("[all] Error 2")));
	}
	assert_true(rg_str_starts(played.argv, RG_STR("box ")));
	assert_true(rg_str_ends(played.argv, RG_STR(" make")));
	assert_true(played.has_leash);
	assert_int_equal(w->n_runs, 0);
	flow_free(w);
}

static void building__ends_with_the_command(void **state)
{
	flow *w = start("{\"build\": [\"make\"], \"spectrum\": false}");
	rg_str before;
	int n;

	(void)state;
	played.hangs = true;
	before = world(w);
	for (n = 1; n < 50; n++) {
		played.n = 0;
		play_to(w, rg_fix_run_test, about_the_test(), n);
		assert_int_equal(w->rc, RG_ECANCELLED);
		assert_int_equal(w->n_runs, 0);
		assert_true(rg_str_eq(world(w), before));
		if (played.n)
			break; /* it hung until it was stopped */
	}
	assert_int_equal(played.n, 1);
	flow_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(building__only_when_native_files_changed),
		cmocka_unit_test(building__nothing_runs_behind_one_that_failed),
		cmocka_unit_test(building__ends_with_the_command),
	};

	return cmocka_run_group_tests(tests, NULL, remove_home);
}
