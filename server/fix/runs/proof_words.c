/* SPDX-License-Identifier: MIT */
/* proof_words.c - what a run says about the test, and when it says nothing: the STOPs of every run.
 */
#include "fix/runs/proof.h"

#include "fix/runs/unbuilt.h"

bool rg_proof_is_valid(const rg_proof *proof)
{
	return !proof->evidence.is_stale && !proof->evidence.foreign.ptr &&
	       !proof->evidence.unbuilt.ptr;
}

rg_str rg_proof_unsound(const rg_proof *proof)
{
	return proof->evidence.foreign.ptr ? proof->evidence.foreign : proof->evidence.unbuilt;
}

bool rg_proof_stops(rg_task *task, const rg_proof *proof)
{
	const rg_run_result *result = proof->result;
	rg_arena *arena = rg_task_arena(task);
	rg_str why = result->why.ptr ? result->why : RG_STR("pytest did not run the test");
	rg_str log = rg_arena_printf(arena, "The log is %.*s.", RG_FMT(result->log_path));

	if (result->outcome == RG_OUTCOME_NO_TESTS && rg_str_starts(why, RG_STR("no test ran"))) {
		rg_task_stop(
			task, "no-tests", why,
			RG_STR("Take the skip mark away, or meet its condition: a reproduction "
			       "test has to run."));
	} else if (result->outcome == RG_OUTCOME_NOT_RUNNABLE ||
		   result->outcome == RG_OUTCOME_NO_TESTS) {
		bool is_missing = result->outcome == RG_OUTCOME_NO_TESTS ||
				  rg_str_has(why, RG_STR("not found:")) ||
				  rg_str_has(why, RG_STR("file or directory not found")) ||
				  rg_str_has(why, RG_STR("no match in any of"));

		/* pytest's own words leave a parameter out. */
		if (is_missing)
			why = rg_arena_printf(
				arena, "pytest does not find %.*s: %.*s",
				RG_FMT(rg_str_vec_join(arena, &proof->spec.tests, RG_STR(", "))),
				RG_FMT(why));
		rg_task_stop(
			task, is_missing ? "no-such-test" : "not-runnable", why,
			is_missing ? RG_STR("Check the node id: pytest --collect-only -q lists "
					    "what there is.")
			: rg_str_starts(why, RG_STR("pytest failed before"))
				? rg_arena_printf(
					  arena,
					  "Mend that in the environment that redgreen doctor "
					  "shows, or in pytest's configuration. %.*s",
					  RG_FMT(log))
				: RG_STR("redgreen doctor shows what is missing and the command "
					 "that mends it."));
	} else if (proof->evidence.foreign.ptr) {
		rg_task_stop(
			task, "foreign-code", proof->evidence.foreign,
			proof->unheld.ptr
				? RG_STR("Commit them inside the submodule, or take them back.")
				: result->foreign_next);
	} else if (proof->evidence.unbuilt.ptr) {
		rg_task_stop(task, "not-rebuilt", proof->evidence.unbuilt,
			     rg_unbuilt_next(rg_ground_of(task)));
	} else if (proof->evidence.is_stale) {
		rg_task_stop(task, "changed-during-run",
			     RG_STR("files changed while the test ran, so the run proves nothing"),
			     RG_STR("Run it again without editing meanwhile."));
	} else if (result->outcome == RG_OUTCOME_TIMEOUT) {
		rg_task_stop(task, "timeout",
			     rg_arena_printf(arena, "the test did not end within %.0f s: %.*s",
					     result->seconds, RG_FMT(why)),
			     log);
	} else {
		return false;
	}
	return true;
}

rg_json *rg_proof_shape(const rg_proof *proof)
{
	const rg_run_result *result = proof->result;
	const rg_foreign_vec *foreign = &result->provenance.foreign;
	rg_json *run = rg_json_object(), *list;

	rg_json_set_str(run, "id", proof->evidence.id);
	rg_json_set_str(run, "tree", proof->evidence.tree);
	list = rg_json_set_take(run, "tests", rg_json_array());
	for (size_t i = 0; i < proof->spec.tests.n; i++)
		rg_json_push_take(list, rg_json_new_str(proof->spec.tests.items[i]));
	list = rg_json_set_take(run, "argv", rg_json_array());
	for (size_t i = 0; i < result->argv.n; i++)
		rg_json_push_take(list, rg_json_new_str(result->argv.items[i]));
	rg_json_set_str(run, "outcome", proof->evidence.outcome);
	rg_json_set_number(run, "seconds", result->seconds);
	rg_json_set_str(run, "log", result->log_path);
	list = rg_json_set_take(run, "foreign", rg_json_array());
	for (size_t i = 0; i < foreign->n; i++) {
		rg_json *one = rg_json_push_take(list, rg_json_object());

		rg_json_set_str(one, "module", foreign->items[i].module);
		rg_json_set_str(one, "path", foreign->items[i].path);
		if (foreign->items[i].kind.ptr)
			rg_json_set_str(one, "kind", foreign->items[i].kind);
		if (foreign->items[i].via.ptr)
			rg_json_set_str(one, "via", foreign->items[i].via);
	}
	if (proof->evidence.unbuilt.ptr)
		rg_json_set_str(run, "unbuilt", proof->evidence.unbuilt);
	if (result->why.ptr)
		rg_json_set_str(run, "why", result->why);
	return run;
}
