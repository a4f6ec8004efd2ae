/* SPDX-License-Identifier: MIT */
/*
 * forge_gitlab_ci.c - which jobs of GitLab CI a draft merge request runs. The rows follow the pages
 * "Specify when jobs run with rules", "CI/CD YAML syntax reference" and "Deprecated keywords".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "support/ci_files.h"

static int set_up(void **state)
{
	static const char *const paths[] = {".gitlab-ci.yml", "Dockerfile", "ci/lint.yml",
					    "ci/more/test.yml"};
	ci_files *f;

	open_ci_files(state);
	f = *state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		RG_PUSH(f->arena, &f->paths, rg_str_of(paths[i]));
	f->input.paths = &f->paths;
	f->input.title = RG_STR("Round prices");
	return 0;
}

static const rg_workflow_advice *advice_of(ci_files *f, const char *name)
{
	for (size_t i = 0; i < f->out.n; i++)
		if (rg_str_eq_z(f->out.items[i].name, name))
			return &f->out.items[i];
	return NULL;
}

/* What becomes of the job "t" of this file. */
static const char *verdict(ci_files *f, const char *text)
{
	const rg_workflow_advice *advice;

	f->files = (rg_workflow_file_vec){0};
	put_ci_file(f, ".gitlab-ci.yml", text);
	f->out = rg_workflows_advise(f->arena, &f->input);
	advice = advice_of(f, "t");
	if (!advice)
		return "nothing";
	if (advice->runs_by_itself)
		return rg_str_has(advice->reason, RG_STR("push")) ? "push" : "runs";
	return advice->is_manual	 ? "manual"
	       : advice->waits_for_ready ? "waits"
	       : advice->is_unsure	 ? "unsure"
					 : "wrong";
}

#define MR "$CI_PIPELINE_SOURCE == \"merge_request_event\""

static void gitlab__rules_are_followed_as_documented(void **state)
{
	static const struct {
		const char *text, *verdict;
	} rows[] = {
		/* Neither rules nor only: branches and tags. */
		{"t: {script: x}", "push"},
		{"t: {script: x, when: manual}", "manual"},
		{"t: {script: x, when: on_failure}", "nothing"},
		{".t: {script: x}", "nothing"},
		/* With workflow:rules such a job is in every pipeline. */
		{"workflow: {rules: [{if: '" MR "'}]}\nt: {script: x}", "runs"},
		{"workflow: {rules: [{if: '" MR "', when: never}, {when: always}]}\n"
		 "t: {script: x}",
		 "push"},
		{"workflow: {rules: [{if: $CI_COMMIT_TAG}]}\nt: {script: x}", "nothing"},
		{"workflow: {rules: [{if: $RUN_IT}]}\nt: {script: x}", "unsure"},
		/* rules:if */
		{"t: {rules: [{if: '" MR "'}]}", "runs"},
		{"t: {rules: [{if: '" MR "', when: manual}]}", "manual"},
		{"t: {rules: [{if: '" MR "', when: never}, {when: on_success}]}", "push"},
		{"t: {rules: [{if: '" MR "'}], when: manual}", "manual"},
		{"t: {rules: [{if: $CI_MERGE_REQUEST_IID}]}", "runs"},
		{"t: {rules: [{if: $CI_COMMIT_BRANCH}]}", "push"},
		{"t: {rules: [{if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'}]}", "nothing"},
		{"t: {rules: [{if: '$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH'}]}", "runs"},
		{"t: {rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]}", "nothing"},
		{"t: {rules: [{if: '$CI_COMMIT_BRANCH =~ /^fix\\//'}]}", "push"},
		{"t: {rules: [{if: '$CI_COMMIT_REF_NAME =~ /^FIX/i'}]}", "runs"},
		{"t: {rules: [{if: '$CI_COMMIT_REF_NAME !~ /^fix/'}]}", "nothing"},
		{"t: {rules: [{if: '$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == \"main\"'}]}", "runs"},
		{"t: {rules: [{if: $CI_COMMIT_TAG}, {if: '$CI_PIPELINE_SOURCE == \"schedule\"'}]}",
		 "nothing"},
		{"t: {rules: [{if: '($CI_COMMIT_TAG || " MR ") && $CI == \"true\"'}]}", "runs"},
		{"t: {rules: [{if: '$CI_COMMIT_TAG == null && " MR "'}]}", "runs"},
		{"t: {rules: [{if: '$CI_MERGE_REQUEST_LABELS =~ /perf/'}]}", "nothing"},
		{"t: {rules: []}", "nothing"},
		{"t: {rules: [{when: always}]}", "runs"},
		/* What nobody can know. */
		{"t: {rules: [{if: $DEPLOY}]}", "unsure"},
		{"t: {rules: [{if: $DEPLOY, when: never}, {if: '" MR "'}]}", "unsure"},
		{"t: {rules: [{if: $DEPLOY, when: always}, {when: on_success}]}", "runs"},
		{"t: {rules: [{if: '$DEPLOY && " MR "', when: never}, {if: '$X == \"'}]}",
		 "unsure"},
		{"t: {rules: [{if: '!$X'}]}", "unsure"},
		/* Variables of the file. */
		{"variables: {DEPLOY: \"yes\"}\nt: {rules: [{if: '$DEPLOY == \"yes\"'}]}", "runs"},
		{"variables: {DEPLOY: {value: \"no\", description: d}}\n"
		 "t: {rules: [{if: '$DEPLOY == \"yes\"'}]}",
		 "nothing"},
		{"variables: {D: a}\nt: {variables: {D: b}, rules: [{if: '$D == \"b\"'}]}", "runs"},
		{"workflow: {rules: [{if: '" MR "', variables: {D: b}}]}\nvariables: {D: a}\n"
		 "t: {rules: [{if: '$D == \"b\"'}]}",
		 "runs"},
		/* changes and exists */
		{"t: {rules: [{if: '" MR "', changes: [src/**/*]}]}", "runs"},
		{"t: {rules: [{if: '" MR "', changes: [docs/**/*]}]}", "nothing"},
		{"t: {rules: [{if: '" MR "', changes: ['src/**/*.{py,pyi}']}]}", "runs"},
		{"t: {rules: [{if: '" MR "', changes: ['*.py']}]}", "nothing"},
		{"t: {rules: [{if: '" MR "', changes: {paths: [src/**/*], compare_to: main}}]}",
		 "runs"},
		{"t: {rules: [{if: '" MR "', changes: {paths: [src/**/*], compare_to: "
		 "refs/heads/dev}}]}",
		 "unsure"},
		{"t: {rules: [{if: '" MR "', changes: ['$DIR/*']}]}", "unsure"},
		{"t: {rules: [{changes: [docs/*]}]}", "push"}, /* a new branch: always true */
		{"t: {rules: [{if: '" MR "', exists: [Dockerfile]}]}", "runs"},
		{"t: {rules: [{if: '" MR "', exists: [Gemfile]}]}", "nothing"},
		/* only and except */
		{"t: {only: [merge_requests]}", "runs"},
		{"t: {only: merge_requests}", "runs"},
		{"t: {only: [main]}", "nothing"},
		{"t: {only: [/^fix\\/.*$/]}", "push"},
		{"t: {only: [branches]}", "push"},
		{"t: {only: [tags, schedules]}", "nothing"},
		{"t: {except: [branches]}", "nothing"},
		{"t: {except: [main]}", "push"},
		{"t: {only: {refs: [merge_requests], changes: [src/**/*]}}", "runs"},
		{"t: {only: {refs: [merge_requests], changes: [docs/*]}}", "nothing"},
		{"t: {only: {refs: [merge_requests], variables: ['$X == \"1\"']}}", "unsure"},
		{"t: {only: {changes: [docs/*]}}", "push"},
		{"t: {only: [merge_requests], except: {variables: ['$CI == \"true\"']}}",
		 "nothing"},
		{"t: {only: [merge_requests], when: manual}", "manual"},
		/* Drafts. */
		{"t: {rules: [{if: '$CI_MERGE_REQUEST_TITLE =~ /^Draft:/', when: never}, {if: '" MR
		 "'}]}",
		 "waits"},
		{"t: {rules: [{if: '$CI_MERGE_REQUEST_DRAFT == \"true\"', when: never}, {if: '" MR
		 "', when: manual}]}",
		 "nothing"},
		/* extends, anchors, !reference */
		{".b: {rules: [{if: '" MR "'}]}\nt: {extends: .b, script: x}", "runs"},
		{".a: {rules: [{when: never}]}\n.b: {rules: [{if: '" MR "'}]}\n"
		 "t: {extends: [.a, .b]}",
		 "runs"},
		{".a: {extends: .b}\n.b: {rules: [{if: '" MR "'}]}\nt: {extends: .a}", "runs"},
		{".b: &b {rules: [{if: '" MR "'}]}\nt: {<<: *b, script: x}", "runs"},
		{".b: &b {rules: [{if: '" MR "'}]}\nt: {<<: [*b], script: x}", "runs"},
		{".b: {rules: [{if: '" MR "', when: never}]}\n"
		 "t: {rules: [!reference [.b, rules], {when: always}]}",
		 "push"},
		{"t: {extends: .lost, script: x}", "unsure"},
		{"t: {extends: t}", "unsure"},
		/* A header of inputs. */
		{"spec: {inputs: {a: {}}}\n---\nt: {only: [merge_requests]}", "runs"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = verdict(*state, rows[i].text);

		if (strcmp(got, rows[i].verdict) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", rows[i].text, got, rows[i].verdict);
	}
}

static void gitlab__what_a_job_waits_for_is_said(void **state)
{
	ci_files *f = *state;

	assert_string_equal(verdict(f, "t: {rules: [{if: '" MR " && $DEPLOY_ENV == \"qa\"'}]}"),
			    "unsure");
	assert_true(rg_str_eq_z(f->out.items[0].reason,
				"whether the merge request runs it depends on $DEPLOY_ENV"));
	assert_true(rg_str_is_null(f->out.items[0].command));
	assert_string_equal(verdict(f, "t: {rules: [{if: '" MR "', when: manual}]}"), "manual");
	assert_true(rg_str_eq_z(f->out.items[0].command, "glab ci trigger t --branch fix/prices"));
	assert_true(rg_str_eq_z(f->out.items[0].start, "t"));
	assert_string_equal(verdict(f, "t: {rules: [{changes: [src/**/*]}]}"), "runs");
	assert_true(rg_str_eq_z(f->out.items[0].reason, "changes src/app/prices.py"));
}

/* Reads as a caller does: what is wanted, until nothing is. */
static void gitlab__local_includes_are_read_and_others_named(void **state)
{
	ci_files *f = *state;
	const rg_workflow_advice *advice;
	rg_str_vec wanted = rg_workflows_wanted(f->arena, NULL, &f->paths, &f->files);

	assert_int_equal(wanted.n, 1);
	assert_true(rg_str_eq_z(wanted.items[0], ".gitlab-ci.yml"));
	put_ci_file(f, ".gitlab-ci.yml",
		    "include:\n- /ci/lint.yml\n- local: 'ci/**.yml'\n- template: Jobs/SAST.yml\n"
		    "- {project: g/p, file: /a.yml}\n- https://example.com/a.yml\n"
		    "t: {extends: .requests}\n");
	wanted = rg_workflows_wanted(f->arena, NULL, &f->paths, &f->files);
	assert_int_equal(wanted.n, 2);
	assert_true(rg_str_eq_z(wanted.items[0], "ci/lint.yml"));
	assert_true(rg_str_eq_z(wanted.items[1], "ci/more/test.yml"));
	put_ci_file(f, "ci/lint.yml",
		    ".requests: {only: [merge_requests]}\nlint: {only: [tags]}\n");
	put_ci_file(f, "ci/more/test.yml",
		    "include: ci/lint.yml\nlint: {only: [merge_requests]}\n");
	assert_int_equal(rg_workflows_wanted(f->arena, NULL, &f->paths, &f->files).n, 0);

	f->out = rg_workflows_advise(f->arena, &f->input);
	assert_int_equal(f->out.n, 3);
	assert_true(advice_of(f, "t")->runs_by_itself);
	assert_true(advice_of(f, "lint")->runs_by_itself); /* what is included last counts */
	assert_true(rg_str_eq_z(advice_of(f, "lint")->file, "ci/more/test.yml"));
	advice = advice_of(f, ".gitlab-ci.yml");
	assert_true(advice->is_unsure);
	assert_true(rg_str_eq_z(advice->reason,
				"includes template Jobs/SAST.yml and 2 more, which is not in this "
				"repository: the jobs of that are not known here"));
}

static void gitlab__the_table_names_jobs(void **state)
{
	ci_files *f = *state;
	rg_workflow_path_vec table = {0};
	rg_workflow_path row = {.workflow = RG_STR("t"), .is_required = true};

	RG_PUSH(f->arena, &table, row);
	row.workflow = RG_STR("gone");
	RG_PUSH(f->arena, &table, row);
	row.workflow = RG_STR("release");
	RG_PUSH(f->arena, &table, row);
	f->input.table = &table;
	put_ci_file(f, ".gitlab-ci.yml", "t: {when: manual}\nrelease: {only: [tags]}\n");
	f->out = rg_workflows_advise(f->arena, &f->input);
	assert_int_equal(f->out.n, 3);
	assert_true(
		rg_str_eq_z(advice_of(f, "t")->command, "glab ci trigger t --branch fix/prices"));
	assert_true(rg_str_eq_z(advice_of(f, "gone")->reason,
				"always; .gitlab-ci.yml has no such workflow"));
	assert_true(rg_str_eq_z(advice_of(f, "release")->reason,
				"always; no pipeline of this change has it"));
}

static void gitlab__no_file_takes_long(void **state)
{
	static const struct {
		const char *begin, *piece;
	} rows[] = {
		{"t:\n  extends:\n", "  - t\n"},
		{"t: &t\n  <<:\n", "  - *t\n"},
		{"t:\n  rules: &r\n", "  - *r\n"},
		{"t:\n  rules:\n", "  - !reference [t, rules]\n"},
		{"t: {rules: [{if: '", "("},
		{"t: {only: [/", "(a*)*"},
		{"t: {rules: [{changes: ['", "{a,"},
	};
	ci_files *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rg_buf text;

		rg_buf_init(&text, 200000);
		rg_buf_add_z(&text, rows[i].begin);
		while (!text.is_cut)
			rg_buf_add_z(&text, rows[i].piece);
		f->files = (rg_workflow_file_vec){0};
		put_ci_file(f, ".gitlab-ci.yml", text.ptr);
		f->out = rg_workflows_advise(f->arena, &f->input);
		assert_true(f->out.n <= 1);
		rg_buf_release(&text);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, close_ci_files)
	const struct CMUnitTest tests[] = {
		TEST(gitlab__rules_are_followed_as_documented),
		TEST(gitlab__what_a_job_waits_for_is_said),
		TEST(gitlab__local_includes_are_read_and_others_named),
		TEST(gitlab__the_table_names_jobs),
		TEST(gitlab__no_file_takes_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
