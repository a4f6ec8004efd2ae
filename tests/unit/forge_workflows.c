/* SPDX-License-Identifier: MIT */
/* forge_workflows.c - which workflows are recommended for a change, over small files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "support/ci_files.h"

static rg_workflow_path *row(ci_files *f, const char *glob, const char *workflow)
{
	rg_workflow_path *r = RG_PUSH_NEW(f->arena, &f->table);

	*r = (rg_workflow_path){.workflow = rg_str_of(workflow)};
	if (glob)
		RG_PUSH(f->arena, &r->paths, rg_str_of(glob));
	return r;
}

static const rg_workflow_advice *only(ci_files *f)
{
	f->out = rg_workflows_advise(f->arena, &f->input);
	if (f->out.n != 1)
		fail_msg("%zu workflows instead of one", f->out.n);
	return &f->out.items[0];
}

/* What one file with these triggers leads to: "runs", "waits" or "nothing". */
static const char *verdict(ci_files *f, const char *on)
{
	f->files = (rg_workflow_file_vec){0};
	put_ci_file(f, ".github/workflows/t.yml",
		    rg_arena_printf(f->arena, "name: T\n%s\njobs: {a: {runs-on: x}}\n", on).ptr);
	f->out = rg_workflows_advise(f->arena, &f->input);
	return !f->out.n ? "nothing" : f->out.items[0].runs_by_itself ? "runs" : "waits";
}

static void workflows__triggers_are_read_in_all_their_forms(void **state)
{
	static const struct {
		const char *on, *verdict;
	} rows[] = {
		{"on: pull_request", "runs"},
		{"on: push", "runs"},
		{"\"on\": pull_request", "runs"},
		{"on: workflow_dispatch", "nothing"},
		{"on: [push, pull_request]", "runs"},
		{"on: [workflow_dispatch, schedule]", "nothing"},
		{"on:\n  pull_request:\n", "runs"},
		{"on:\n  pull_request_target:\n", "runs"},
		{"on: {pull_request: {branches: [main]}}", "runs"},
		{"on: {pull_request: {branches: main}}", "runs"},
		{"on: {pull_request: {branches: [dev]}}", "nothing"},
		{"on: {pull_request: {branches: ['ma*']}}", "runs"},
		{"on: {pull_request: {branches: ['**', '!main']}}", "nothing"},
		{"on: {pull_request: {branches: ['**', '!m*', 'main']}}", "runs"},
		{"on: {pull_request: {branches-ignore: [main]}}", "nothing"},
		{"on: {pull_request: {branches-ignore: ['release/**']}}", "runs"},
		{"on: {pull_request: {paths: ['src/**']}}", "runs"},
		{"on: {pull_request: {paths: ['**.py']}}", "runs"},
		{"on: {pull_request: {paths: ['docs/**']}}", "nothing"},
		{"on: {pull_request: {paths: ['src/**', '!src/app/**']}}", "nothing"},
		{"on: {pull_request: {paths: ['src/**', '!src/app/**', '**/prices.py']}}", "runs"},
		{"on: {pull_request: {paths-ignore: ['**.md']}}", "runs"},
		{"on: {pull_request: {paths-ignore: ['src/**']}}", "nothing"},
		{"on: {pull_request: {types: [opened, labeled]}}", "runs"},
		{"on: {pull_request: {types: opened}}", "runs"},
		{"on: {pull_request: {types: [ready_for_review, synchronize]}}", "waits"},
		{"on: {pull_request: {types: [labeled]}}", "nothing"},
		{"on: {push: {branches: [main]}}", "nothing"},
		{"on: {push: {branches: ['fix/**']}}", "runs"},
		{"on: {push: {tags: ['v*']}}", "nothing"},
		{"on: {push: {tags: ['v*'], branches: ['fix/*']}}", "runs"},
		{"on: {push: {branches-ignore: ['fix/*']}}", "nothing"},
		{"on: {push: {branches: [main]}, pull_request: {types: [ready_for_review]}}",
		 "waits"},
		{"x: &p {paths: ['src/**']}\non: {pull_request: *p}", "runs"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(verdict(*state, rows[i].on), rows[i].verdict) != 0)
			fail_msg("%s: not \"%s\"", rows[i].on, rows[i].verdict);
}

static void workflows__one_changed_file_that_is_not_ignored_is_enough(void **state)
{
	ci_files *f = *state;

	RG_PUSH(f->arena, &f->changed, RG_STR("README.md"));
	assert_string_equal(verdict(f, "on: {pull_request: {paths-ignore: ['src/**']}}"), "runs");
	assert_string_equal(verdict(f, "on: {pull_request: {paths-ignore: ['**']}}"), "nothing");
}

static void workflows__jobs_that_skip_drafts_are_told(void **state)
{
	ci_files *f = *state;
	const rg_workflow_advice *advice;

	put_ci_file(f, ".github/workflows/gate.yml",
		    "name: Gate\non:\n  pull_request:\n  workflow_dispatch:\njobs:\n"
		    "  build:\n    if: ${{ !github.event.pull_request.draft && true }}\n"
		    "  lint:\n    if: github.event.pull_request.draft == false\n");
	advice = only(f);
	assert_false(advice->runs_by_itself);
	assert_non_null(strstr(advice->reason.ptr, "once it is no draft"));
	assert_true(rg_str_eq_z(advice->command, "gh workflow run gate.yml --ref fix/prices"));

	f->files.items[0].text = RG_STR("on: pull_request\njobs:\n"
					"  a:\n    if: '!github.event.pull_request.draft'\n"
					"  b:\n    runs-on: x\n");
	advice = only(f);
	assert_true(advice->runs_by_itself);
	assert_non_null(strstr(advice->reason.ptr, "1 of its 2 jobs skip drafts"));
	assert_true(rg_str_eq_z(advice->name, "gate.yml"));
}

static void workflows__the_table_comes_first_and_is_checked_against_the_files(void **state)
{
	ci_files *f = *state;
	rg_workflow_path *r;

	put_ci_file(f, ".github/workflows/all-post-commit.yaml",
		    "name: All\non: workflow_dispatch\n");
	put_ci_file(f, ".github/workflows/unit.yml",
		    "name: Unit\non:\n  pull_request:\n  workflow_dispatch:\n    inputs:\n"
		    "      arch: {required: true, type: choice}\n"
		    "      kind: {required: true, default: x}\n"
		    "      note: {}\n");
	put_ci_file(f, ".github/workflows/auto.yml", "name: Auto\non: pull_request\n");
	r = row(f, "src/**", "unit.yml");
	RG_PUSH(f->arena, &r->inputs, RG_STR("note=it's new"));
	RG_PUSH(f->arena, &r->inputs, RG_STR("gone=1"));
	row(f, "docs/**", "docs");
	row(f, "**/*.py", "lost");
	row(f, NULL, "all-post-commit")->is_required = true;
	f->out = rg_workflows_advise(f->arena, &f->input);

	assert_int_equal(f->out.n, 4);
	assert_true(rg_str_eq_z(f->out.items[0].name, "all-post-commit"));
	assert_true(f->out.items[0].is_required);
	assert_true(rg_str_eq_z(f->out.items[0].reason, "always"));
	assert_true(rg_str_eq_z(f->out.items[0].command,
				"gh workflow run all-post-commit.yaml --ref fix/prices"));
	assert_true(rg_str_eq_z(f->out.items[1].name, "unit.yml"));
	assert_true(f->out.items[1].runs_by_itself);
	assert_true(rg_str_eq_z(f->out.items[1].command,
				"gh workflow run unit.yml --ref fix/prices "
				"-f 'note=it'\\''s new' -f arch=VALUE"));
	assert_true(
		rg_str_eq_z(f->out.items[1].reason, "changes src/**; it has no input \"gone\""));
	assert_true(rg_str_eq_z(f->out.items[2].name, "lost"));
	assert_true(rg_str_is_null(f->out.items[2].command));
	assert_non_null(strstr(f->out.items[2].reason.ptr, "no such workflow"));
	assert_true(rg_str_eq_z(f->out.items[3].name, "Auto"));
	assert_true(rg_str_is_null(f->out.items[3].command)); /* nobody has to start it */
}

static void workflows__two_rows_about_one_workflow_are_one_advice(void **state)
{
	ci_files *f = *state;

	row(f, "src/**", "tests");
	row(f, "**/*.py", "tests")->is_required = true;
	assert_true(only(f)->is_required);
}

static void workflows__a_claim_of_speed_asks_for_the_performance_ones(void **state)
{
	ci_files *f = *state;

	put_ci_file(f, ".github/workflows/model-perf.yml", "on: workflow_dispatch\n");
	put_ci_file(f, ".github/workflows/super.yml", "name: Superfluous\non: workflow_dispatch\n");
	f->out = rg_workflows_advise(f->arena, &f->input);
	assert_int_equal(f->out.n, 0);
	f->input.is_performance = true;
	assert_true(rg_str_eq_z(only(f)->reason, "the change claims speed"));
}

static void workflows__names_from_a_repository_cannot_leave_the_command(void **state)
{
	ci_files *f = *state;

	f->input.branch = RG_STR("fix/$(touch x)");
	put_ci_file(f, ".github/workflows/a b';id.yml",
		    "on: {workflow_dispatch: , pull_request: {types: [ready_for_review]}}\n");
	assert_true(rg_str_eq_z(only(f)->command,
				"gh workflow run 'a b'\\'';id.yml' --ref 'fix/$(touch x)'"));
}

static void workflows__files_that_cannot_be_read_have_no_triggers(void **state)
{
	static const char *const texts[] = {
		"",
		"on: [",
		"\xff\xfe",
		"on: &a [*a]",
		"- on: push",
		"on: *nowhere",
		"on:\n\t- x",
		"? [a]\n: b\non: null",
		"on: {pull_request: 3, ? [x] : y, push: {tags: v1}}",
		"jobs: 3\non: 5",
		"on: &a {pull_request: {branches: *a}}",
	};
	ci_files *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		f->files = (rg_workflow_file_vec){0};
		put_ci_file(f, ".github/workflows/x.yml", texts[i]);
		f->out = rg_workflows_advise(f->arena, &f->input);
		assert_true(f->out.n <= 1);
		if (i < 8)
			assert_int_equal(f->out.n, 0);
	}
}

static void workflows__no_file_takes_long(void **state)
{
	static const struct {
		const char *begin, *piece;
	} rows[] = {
		{"on: push\nx: ", "["},	     {"on: push\nx: ", "{a: "},
		{"on: push\nx: ", "[[], {"}, {"on: push\nx:\n", "- &a b\n"},
		{"", "%TAG !a! x\n"},	     {"#\r", "%TAG !a! x\r"},
	};
	ci_files *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_buf text;

		rg_buf_init(&text, 500000);
		rg_buf_add_z(&text, rows[i].begin);
		while (!text.is_cut)
			rg_buf_add_z(&text, rows[i].piece);
		f->files = (rg_workflow_file_vec){0};
		put_ci_file(f, ".github/workflows/x.yml", text.ptr);
		f->out = rg_workflows_advise(f->arena, &f->input);
		assert_int_equal(f->out.n, 0);
		rg_buf_release(&text);
	}
}

/* What becomes of the only job of a workflow with this `if`, for a draft of fix/prices to main. */
static const char *job_verdict(ci_files *f, const char *on, const char *condition)
{
	f->files = (rg_workflow_file_vec){0};
	put_ci_file(
		f, ".github/workflows/t.yml",
		rg_arena_printf(f->arena, "on: %s\njobs: {a: {if: \"%s\"}}\n", on, condition).ptr);
	f->out = rg_workflows_advise(f->arena, &f->input);
	if (!f->out.n)
		return "nothing";
	return f->out.items[0].is_unsure	 ? "unsure"
	       : f->out.items[0].runs_by_itself	 ? "runs"
	       : f->out.items[0].waits_for_ready ? "waits"
						 : "wrong";
}

static void workflows__conditions_are_evaluated_as_far_as_the_event_decides_them(void **state)
{
	static const struct {
		const char *condition, *verdict;
	} rows[] = {
		{"!github.event.pull_request.draft", "waits"},
		{"${{ !github.event.pull_request.draft }}", "waits"},
		{"github.event.pull_request.draft == false", "waits"},
		{"false == github.event.pull_request.draft", "waits"},
		{"github.event.pull_request.draft != true", "waits"},
		{"github.event.pull_request.draft", "runs"},
		{"github.event_name != 'pull_request' || !github.event.pull_request.draft",
		 "waits"},
		{"github.event_name == 'push' || !github.event.pull_request.draft", "waits"},
		{"!github.event.pull_request.draft || "
		 "contains(github.event.pull_request.labels.*.name, 'ci')",
		 "waits"},
		{"!(github.event_name == 'pull_request' && github.event.pull_request.draft)",
		 "waits"},
		{"github.event_name == 'push'", "nothing"},
		{"github.event_name == 'PULL_REQUEST'", "runs"},
		{"github.ref == 'refs/heads/main'", "nothing"},
		{"github.base_ref == 'main'", "runs"},
		{"startsWith(github.head_ref, 'fix/')", "runs"},
		{"endsWith(github.head_ref, '/prices')", "runs"},
		{"startsWith(github.ref, 'refs/tags/')", "nothing"},
		{"github.event.action == 'opened'", "runs"},
		{"github.event.label.name == 'ci'", "nothing"},
		{"contains('push pull_request', github.event_name)", "runs"},
		{"always()", "runs"},
		{"failure()", "nothing"},
		{"!cancelled()", "runs"},
		{"success() && true", "runs"},
		{"github.repository == 'o/r'", "unsure"},
		{"vars.CI == 'yes'", "unsure"},
		{"vars.CI == 'yes' || true", "runs"},
		{"vars.CI == 'yes' && false", "nothing"},
		{"needs.x.outputs.y && !github.event.pull_request.draft", "waits"},
		{"inputs.x", "nothing"},
		{"1 == 1", "runs"},
		{"'it''s'", "runs"},
		{"1 < 2", "unsure"},
		{"fromJSON('[1]')[0]", "unsure"},
		{"${{ true }} && x", "unsure"},
		{"(", "unsure"},
		{"'a", "unsure"},
		{"a b", "unsure"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = job_verdict(*state, "pull_request", rows[i].condition);

		if (strcmp(got, rows[i].verdict) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].condition, got, rows[i].verdict);
	}
	/* A push has no pull request, so it is no draft either. */
	assert_string_equal(job_verdict(*state, "push", "!github.event.pull_request.draft"),
			    "runs");
	assert_string_equal(job_verdict(*state, "push", "github.ref == 'refs/heads/fix/prices'"),
			    "runs");
}

static void workflows__the_project_decides_conditions_about_it(void **state)
{
	ci_files *f = *state;
	rg_forge_target target = {.kind = RG_STR("github"),
				  .host = RG_STR("github.com"),
				  .project = RG_STR("o/r"),
				  .head_project = RG_STR("me/r")};

	f->input.target = &target;
	assert_string_equal(job_verdict(f, "pull_request", "github.repository == 'o/r'"), "runs");
	assert_string_equal(job_verdict(f, "pull_request", "github.repository_owner == 'x'"),
			    "nothing");
	assert_string_equal(job_verdict(f, "pull_request",
					"github.event.pull_request.head.repo.full_name == "
					"github.repository"),
			    "nothing");
}

static void workflows__a_job_that_needs_one_that_skips_drafts_skips_them_too(void **state)
{
	ci_files *f = *state;

	put_ci_file(f, ".github/workflows/gate.yml",
		    "on: pull_request\njobs:\n"
		    "  test: {needs: [build]}\n"
		    "  build: {needs: lint}\n"
		    "  lint: {if: '!github.event.pull_request.draft'}\n");
	assert_true(only(f)->waits_for_ready);
	f->files.items[0].text = RG_STR("on: pull_request\njobs:\n"
					"  done: {needs: build, if: always()}\n"
					"  build: {if: '!github.event.pull_request.draft'}\n");
	assert_true(only(f)->runs_by_itself);
	assert_non_null(strstr(only(f)->reason.ptr, "1 of its 2 jobs skip drafts"));
}

static void workflows__a_called_workflow_is_what_its_callers_run(void **state)
{
	ci_files *f = *state;

	put_ci_file(f, ".github/workflows/all.yml",
		    "on: [pull_request, workflow_dispatch]\n"
		    "jobs: {unit-tests: {uses: ./.github/workflows/unit.yml}}\n");
	put_ci_file(f, ".github/workflows/unit.yml",
		    "on: workflow_call\njobs: {a: {if: '!github.event.pull_request.draft'}}\n");
	assert_true(only(f)->waits_for_ready); /* through the file that it calls */
	row(f, NULL, "unit");
	f->out = rg_workflows_advise(f->arena, &f->input);
	assert_int_equal(f->out.n, 2);
	assert_true(rg_str_eq_z(f->out.items[0].reason, "always; all.yml calls it"));
	assert_true(
		rg_str_eq_z(f->out.items[0].command, "gh workflow run all.yml --ref fix/prices"));
	assert_true(rg_str_eq_z(f->out.items[0].start, "all.yml"));

	/* The table may also name a job. */
	f->table = (rg_workflow_path_vec){0};
	row(f, NULL, "unit-tests");
	f->out = rg_workflows_advise(f->arena, &f->input);
	assert_int_equal(f->out.n, 1);
	assert_true(rg_str_eq_z(f->out.items[0].reason,
				"always; it is a job of all.yml; a draft does not run it"));

	/* Files that call each other in a circle end. */
	f->files.items[1].text = RG_STR("on: workflow_call\n"
					"jobs: {b: {uses: ./.github/workflows/unit.yml}}\n");
	assert_true(only(f)->is_unsure);
}

static void workflows__what_the_forge_requires_is_told_with_what_a_draft_does(void **state)
{
	ci_files *f = *state;
	rg_str_vec required = {0};

	RG_PUSH(f->arena, &required, RG_STR("Unit tests (3.12)"));
	RG_PUSH(f->arena, &required, RG_STR("lint"));
	RG_PUSH(f->arena, &required, RG_STR("some-bot"));
	f->input.required = &required;
	put_ci_file(
		f, ".github/workflows/gate.yml",
		"name: Gate\non: pull_request\njobs:\n"
		"  t: {name: Unit tests, if: '!github.event.pull_request.draft'}\n  other: {}\n");
	put_ci_file(f, ".github/workflows/lint.yml", "on: pull_request\njobs: {lint: {}}\n");
	f->out = rg_workflows_advise(f->arena, &f->input);
	assert_int_equal(f->out.n, 2);
	assert_true(rg_str_eq_z(f->out.items[0].name, "Gate"));
	assert_true(f->out.items[0].is_required);
	assert_true(f->out.items[0].waits_for_ready);
	assert_non_null(strstr(f->out.items[0].reason.ptr,
			       "Unit tests (3.12) is required, and a draft does not run it"));
	assert_true(f->out.items[1].is_required);
	assert_false(f->out.items[1].waits_for_ready);
}

static void workflows__other_forges_have_folders_and_commands_of_their_own(void **state)
{
	ci_files *f = *state;
	rg_forge_target target = {.kind = RG_STR("forgejo"),
				  .host = RG_STR("codeberg.org"),
				  .api = RG_STR("https://codeberg.org/api/v1"),
				  .project = RG_STR("o/r")};
	const char *const all[] = {".forgejo/workflows/a.yml", ".gitea/workflows/b.yml",
				   ".github/workflows/c.yaml", ".github/workflows/x/d.yml",
				   ".github/workflows/readme.md"};
	static const struct {
		const char *kind;
		size_t first;
		const char *wanted;
	} rows[] = {
		{"github", 0, ".github/workflows/c.yaml"},
		{"gitea", 0, ".gitea/workflows/b.yml"},
		{"gitea", 2, ".github/workflows/c.yaml"},
		{"forgejo", 0, ".forgejo/workflows/a.yml"},
		{"forgejo", 1, ".gitea/workflows/b.yml"},
		{"local", 0, ".github/workflows/c.yaml"},
		{"gitlab", 0, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_forge_target one = {.kind = rg_str_of(rows[i].kind)};
		rg_str_vec paths = {0}, wanted;

		for (size_t k = rows[i].first; k < sizeof(all) / sizeof(all[0]); k++)
			RG_PUSH(f->arena, &paths, rg_str_of(all[k]));
		wanted = rg_workflows_wanted(f->arena, &one, &paths, &f->files);
		assert_int_equal(wanted.n, rows[i].wanted ? 1 : 0);
		assert_true(!wanted.n || rg_str_eq_z(wanted.items[0], rows[i].wanted));
	}
	f->input.target = &target;
	put_ci_file(
		f, ".forgejo/workflows/a.yml",
		"on: {workflow_dispatch: {inputs: {n: {required: true}}}, pull_request: {types: "
		"[ready_for_review]}}\n");
	assert_true(rg_str_eq_z(
		only(f)->command,
		"curl -f -H \"Authorization: token $FORGEJO_TOKEN\" -H 'Content-Type: "
		"application/json' -d '{\"ref\":\"fix/prices\",\"inputs\":{\"n\":\"VALUE\"}}' "
		"https://codeberg.org/api/v1/repos/o/r/actions/workflows/a.yml/dispatches"));
}

static void workflows__a_branch_in_a_fork_is_started_there(void **state)
{
	ci_files *f = *state;
	rg_forge_target target = {.kind = RG_STR("github"),
				  .host = RG_STR("github.com"),
				  .project = RG_STR("o/r"),
				  .head_project = RG_STR("me/r")};
	rg_str_vec added = {0};

	f->input.target = &target;
	put_ci_file(f, ".github/workflows/a.yml",
		    "on: {workflow_dispatch: , pull_request: {types: [ready_for_review]}}\n");
	assert_true(rg_str_eq_z(only(f)->command,
				"gh workflow run a.yml --repo me/r --ref fix/prices"));
	/* One that the change itself adds is not on the default branch: nobody can start it. */
	RG_PUSH(f->arena, &added, RG_STR(".github/workflows/a.yml"));
	f->input.added = &added;
	assert_true(rg_str_is_null(only(f)->command));
}

static void workflows__inputs_of_the_table_are_checked_against_a_choice(void **state)
{
	ci_files *f = *state;
	rg_workflow_path *r;

	put_ci_file(
		f, ".github/workflows/a.yml",
		"on: {workflow_dispatch: {inputs: {arch: {type: choice, required: true, options: "
		"[n150, "
		"n300]}}}}\n");
	r = row(f, NULL, "a");
	RG_PUSH(f->arena, &r->inputs, RG_STR("arch=n100"));
	assert_true(
		rg_str_eq_z(only(f)->reason, "always; its input \"arch\" is one of n150, n300"));
	f->table.items[0].inputs.items[0] = RG_STR("arch=n300");
	assert_true(rg_str_eq_z(only(f)->reason, "always"));
	assert_int_equal(only(f)->missing.n, 0);
	f->table.items[0].inputs.n = 0;
	assert_int_equal(only(f)->missing.n, 1);
}

static void workflows__a_script_that_speaks_of_tags_is_no_directive(void **state)
{
	assert_string_equal(verdict(*state, "on: pull_request\nx: |\n  echo %TAG%\n"), "runs");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_ci_files, close_ci_files)
	const struct CMUnitTest tests[] = {
		TEST(workflows__triggers_are_read_in_all_their_forms),
		TEST(workflows__one_changed_file_that_is_not_ignored_is_enough),
		TEST(workflows__jobs_that_skip_drafts_are_told),
		TEST(workflows__the_table_comes_first_and_is_checked_against_the_files),
		TEST(workflows__two_rows_about_one_workflow_are_one_advice),
		TEST(workflows__a_claim_of_speed_asks_for_the_performance_ones),
		TEST(workflows__names_from_a_repository_cannot_leave_the_command),
		TEST(workflows__files_that_cannot_be_read_have_no_triggers),
		TEST(workflows__no_file_takes_long),
		TEST(workflows__conditions_are_evaluated_as_far_as_the_event_decides_them),
		TEST(workflows__the_project_decides_conditions_about_it),
		TEST(workflows__a_job_that_needs_one_that_skips_drafts_skips_them_too),
		TEST(workflows__a_called_workflow_is_what_its_callers_run),
		TEST(workflows__what_the_forge_requires_is_told_with_what_a_draft_does),
		TEST(workflows__other_forges_have_folders_and_commands_of_their_own),
		TEST(workflows__a_branch_in_a_fork_is_started_there),
		TEST(workflows__inputs_of_the_table_are_checked_against_a_choice),
		TEST(workflows__a_script_that_speaks_of_tags_is_no_directive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
