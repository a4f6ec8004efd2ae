/* SPDX-License-Identifier: MIT */
/*
 * facts.h - what reports and pull requests are written from, as plain data. fix/ fills it from
 * evidence; nothing in report/ states an outcome that is not in here. Texts that a person, a test
 * or a repository wrote are untrusted: whoever renders one passes it through the sink.
 */
#ifndef RG_REPORT_FACTS_H
#define RG_REPORT_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "locate/locate.h"
#include "report/plot.h"
#include "trace/failure.h"

/* Somebody to ask, with the reason. */
typedef struct rg_person {
	rg_str name;   /* "Ada Lovelace" or "@org/team"; never an e-mail address */
	rg_str role;   /* "code owner", "wrote the changed lines", "changed these files lately" */
	rg_str reason; /* "owns server/git/ (CODEOWNERS line 12)", "14 of 20 changed lines" */
} rg_person;
typedef RG_VEC(rg_person) rg_person_vec;

/* A CI workflow that should run on the change. */
typedef struct rg_workflow_advice {
	rg_str name;	/* "tests" */
	rg_str file;	/* ".github/workflows/tests.yml", or null */
	rg_str reason;	/* "changes src/app.py", "always" */
	rg_str command; /* starts it: "gh workflow run tests.yml --ref fix/x", or null */
	rg_str start;	/* what the forge starts it by: "tests.yml"; null: it cannot be started */
	rg_str_vec inputs;  /* "name=value", for that */
	rg_str_vec missing; /* names of inputs that it requires and nobody gave */
	bool is_required;
	bool runs_by_itself;  /* its triggers match the draft */
	bool waits_for_ready; /* they would, were it no draft */
	bool is_manual;	      /* it is in the pipeline and waits there for somebody to start it */
	bool is_unsure;	      /* the files alone do not tell */
} rg_workflow_advice;
typedef RG_VEC(rg_workflow_advice) rg_workflow_advice_vec;

/* A sentence that follows from evidence; the only way an outcome gets into a text. */
typedef struct rg_claim {
	rg_str text;	 /* "Fails on main at 1a2b3c4 with ValueError" */
	rg_str command;	 /* what was run, or null */
	rg_str_vec runs; /* ids of the evidence */
} rg_claim;
typedef RG_VEC(rg_claim) rg_claim_vec;

typedef struct rg_file_change {
	rg_str path;
	rg_str change; /* "added", "modified", "deleted" */
	rg_str what;   /* from the note, or null: then counts of lines are said */
	uint32_t n_added, n_removed;
} rg_file_change;
typedef RG_VEC(rg_file_change) rg_file_change_vec;

typedef struct rg_attempt_fact {
	uint32_t number;
	rg_str outcome; /* "passed", "failed", … */
	rg_str failure; /* "ValueError: …", or null */
	rg_str_vec changed;
	rg_str log;   /* file name */
	rg_str patch; /* file name of its diff from the base, or null */
} rg_attempt_fact;
typedef RG_VEC(rg_attempt_fact) rg_attempt_fact_vec;

typedef struct rg_check_item {
	rg_str item;
	bool done;
	rg_str evidence; /* why it counts as done, or what is missing; may be null */
} rg_check_item;
typedef RG_VEC(rg_check_item) rg_check_item_vec;

typedef enum rg_status { RG_STATUS_SUCCESS, RG_STATUS_PARTIAL, RG_STATUS_FAILED } rg_status;

typedef struct rg_session_facts {
	rg_str tool;	  /* "redgreen 0.1.0" */
	rg_str title;	  /* short description */
	rg_str generated; /* "2026-11-24 14:05:09", local */
	rg_status status;
	rg_str status_note; /* "Needs expert analysis", "Fix causes regressions", …; may be null */
	int64_t seconds;    /* from the session's start to now */
	int64_t budget_seconds;
	bool went_on; /* the user went on after the time was up */
	rg_str_vec tests;
	rg_str prompt; /* the user's; may be null */
	rg_str dev_branch, branch, base;
	bool keeps_test;	   /* the reproduction test is part of the pull request */
	rg_str reason;		   /* why it was given up, or the STOP that ended it; may be null */
	const rg_failure *failure; /* the first one; NULL: none was seen */
	rg_str stack_trace;	   /* of the log, relevant part; may be null */
	const rg_answer *answer;   /* the candidates, how sure, and where the fault lies; or NULL */
	rg_file_change_vec changes;
	rg_str diff; /* unified, bounded; may be null */
	rg_attempt_fact_vec attempts;
	rg_claim_vec testing;	  /* red on base, green, stability */
	rg_str progress;	  /* a sentence: better than the base, and not there yet; or null */
	rg_claim_vec regressions; /* tests that pass on the base and fail with the fix */
	rg_claim_vec performance; /* empty: nothing was measured */
	rg_str before, after, improvement; /* figures with units, when measured; else null */
	rg_plot_vec plots;		   /* what they are of, the main quantity first */
	rg_str plot_file;      /* name of the picture beside the report, or null: none */
	bool is_about_speed;   /* an optimisation, or a failure of performance: wants measuring */
	bool is_faster;	       /* beyond noise, on this very tree */
	bool is_measured_gain; /* and the test passes with it: faster beyond noise, on this very
				  tree */
	rg_str test_output;    /* of a passing run, bounded; may be null */
	uint32_t stability_passed, stability_runs; /* 0 runs: no check on this tree */
	rg_str stability_text;			   /* the sentence with the bound, or null */
	rg_str varied_text; /* "also passed in its file and under load …", or null */
	rg_workflow_advice_vec workflows;
	rg_person_vec people;
	rg_check_item_vec checklist;
	rg_str pr_title, pr_link; /* null: no PR; the link is a URL or a file */
	bool is_draft_open;	  /* it is the draft's page; else a file with the text for one */
	rg_str passes_on_base;	  /* a sentence: the reproduction test passed there; or null */
	rg_str_vec weakened; /* "tests/test_a.py:3: an assertion was weakened"; none: no test lost
				anything */
	rg_str acknowledged; /* the user's reason for that, "" without one; null: nobody's word */
	rg_str hooks;	     /* "the repository's pre-commit hook was not run", or null */
} rg_session_facts;

#endif
