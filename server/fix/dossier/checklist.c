/* SPDX-License-Identifier: MIT */
/*
 * checklist.c - what is done and what is missing, item by item (procedure, sections 2 and 14), and
 * the status that follows (sections 9 and 11). Every tick is a query or a file that is there: edit
 * the tree, and the ticks that spoke of it go.
 */
#include "fix/dossier/dossier.h"

#include "base/limits.h"
#include "fix/session/sessions.h"
#include "os/fs.h"

typedef struct list {
	rg_check_item_vec *items;
	rg_arena *arena;
} list;

static void add(list *l, rg_str item, bool done, rg_str evidence)
{
	RG_PUSH(l->arena, l->items,
		(rg_check_item){.item = item, .done = done, .evidence = evidence});
}

static rg_str green_evidence(rg_arena *arena, const rg_dossier *d, int64_t wanted)
{
	if (d->n_green && d->facts.varied_text.ptr)
		return rg_arena_printf(arena, "%.*s; %.*s", RG_FMT(d->facts.stability_text),
				       RG_FMT(d->facts.varied_text));
	if (d->n_green)
		return d->facts.stability_text;
	if (d->n_failed_before)
		return RG_STR("the newest run on this tree failed");
	return rg_arena_printf(arena, "no run on this tree; check stability (%lld runs)",
			       (long long)wanted);
}

static rg_str red_evidence(rg_arena *arena, const rg_dossier *d, const rg_ground *ground)
{
	if (d->red)
		return rg_arena_printf(arena, "%.*s at %.*s", RG_FMT(d->red->failure),
				       RG_FMT(rg_str_sub(ground->session.base_oid, 0, 10)));
	if (d->other_red)
		return rg_arena_printf(arena, "on the base: %.*s",
				       RG_FMT(d->other_red->failure.ptr ? d->other_red->failure
									: d->other_red->outcome));
	return RG_STR("not run on the base yet; create the fix branch");
}

static void add_analysis(list *l, const rg_dossier *d)
{
	const rg_failure *failure = d->facts.failure;
	const rg_candidate_vec *candidates = d->facts.answer ? &d->facts.answer->candidates : NULL;

	add(l, RG_STR("Reproduction test fails on the development branch"), d->red_here != NULL,
	    d->red_here ? d->red_here->failure : RG_STR("no failing run is recorded"));
	add(l, RG_STR("Failing operation identified"),
	    failure && (failure->operation.len || failure->error.frames.n),
	    failure ? failure->operation : (rg_str){NULL, 0});
	add(l, RG_STR("Files to change known"), candidates && candidates->n,
	    candidates && candidates->n ? candidates->items[0].path : (rg_str){NULL, 0});
	add(l, RG_STR("Hypothesis written down"), d->note.why.ptr != NULL,
	    d->note.why.ptr ? (rg_str){NULL, 0} : RG_STR("fill in NOTE.md"));
}

/* An optimisation has to be one; where a failure was one of speed, it should be known. */
static void add_speed(list *l, const rg_dossier *d, const rg_ground *ground)
{
	rg_str evidence = d->facts.improvement.ptr
				  ? d->facts.improvement
				  : RG_STR("not measured on this tree; measure before and after");

	if (rg_session_promises_gain(&ground->session))
		add(l, RG_STR("Faster than the base, beyond noise"), d->facts.is_measured_gain,
		    evidence);
	else if (d->facts.is_about_speed)
		add(l, RG_STR("Speed measured before and after"), d->facts.improvement.ptr != NULL,
		    evidence);
}

static void add_fix(list *l, const rg_dossier *d, const rg_ground *ground)
{
	int64_t wanted = rg_base_rate_wanted(&d->base, ground);

	add(l, RG_STR("Reproduction test fails on the base for the same reason"), d->red != NULL,
	    red_evidence(l->arena, d, ground));
	add(l,
	    rg_arena_printf(l->arena, "Reproduction test passes %lld of %lld times with the fix",
			    (long long)wanted, (long long)wanted),
	    d->is_green, green_evidence(l->arena, d, wanted));
	add(l, RG_STR("No obvious regressions in neighbouring tests"), d->neighbours.is_clear,
	    d->neighbours.regressions.n ? d->facts.regressions.items[0].text
	    : d->neighbours.run		? d->neighbours.text
					: RG_STR("no neighbouring test was run on this tree"));
	add_speed(l, d, ground);
	add(l, RG_STR("No debug code left"), d->base_tree.ptr && !d->leftovers.n,
	    d->leftovers.n ? d->leftovers.items[0] : (rg_str){NULL, 0});
	if (d->weakened.n)
		add(l, RG_STR("Tests that say less than before are meant"),
		    d->facts.acknowledged.ptr != NULL, d->facts.weakened.items[0]);
}

static void add_delivery(list *l, const rg_dossier *d, const rg_ground *ground)
{
	const rg_session_row *session = &ground->session;
	bool is_current = session->pr_tree.ptr && d->pr.tree.ptr
				  ? rg_str_eq(session->pr_tree, d->pr.tree)
				  : session->pr_commit.ptr != NULL;

	add(l,
	    d->facts.keeps_test ? RG_STR("Commit with the reproduction test, as wished")
				: RG_STR("Commit without the reproduction test"),
	    session->pr_commit.ptr && is_current,
	    !session->pr_commit.ptr ? RG_STR("not made yet")
	    : is_current	    ? rg_str_sub(session->pr_commit, 0, 10)
				    : RG_STR("files changed since the commit was made"));
	add(l,
	    d->facts.pr_link.ptr && !d->facts.is_draft_open
		    ? RG_STR("Text of the draft pull request written, for whoever opens it")
		    : RG_STR("Draft pull request created"),
	    d->facts.pr_link.ptr != NULL, d->facts.pr_link);
	add(l, RG_STR("Execution report written"), session->report.ptr != NULL, session->report);
	add(l,
	    rg_arena_printf(l->arena, "Within %lld minutes",
			    (long long)(session->budget_seconds / 60)),
	    d->facts.seconds <= session->budget_seconds,
	    d->facts.went_on ? RG_STR("the session went on after its time was up")
			     : (rg_str){NULL, 0});
}

void rg_dossier__checklist(rg_dossier *d, rg_arena *arena, const rg_ground *ground)
{
	list l = {&d->facts.checklist, arena};

	add_analysis(&l, d);
	add_fix(&l, d, ground);
	add_delivery(&l, d, ground);
}

void rg_dossier_judge(rg_dossier *d, const rg_ground *ground)
{
	rg_session_facts *facts = &d->facts;
	const rg_session_row *session = &ground->session;
	bool was_given_up = rg_str_eq_z(session->state, "given-up");

	if (facts->passes_on_base.ptr) { /* S61 */
		facts->status = RG_STATUS_FAILED;
		return;
	}
	if (d->passes_here && d->neighbours.regressions.n) { /* S64, given up or not */
		facts->status = RG_STATUS_PARTIAL;
		facts->status_note = RG_STR("Fix causes regressions");
		return;
	}
	if (facts->progress.ptr) { /* S65 */
		facts->status = RG_STATUS_PARTIAL;
		facts->status_note = RG_STR("Improvement but not complete");
		return;
	}
	if (was_given_up || !d->passes_here) {
		facts->status = RG_STATUS_FAILED;
		facts->status_note = d->passes_here   ? RG_STR("Given up")
				     : !d->attempts.n ? RG_STR("Needs expert analysis") /* S62 */
						      : RG_STR("Could not fix");	/* S63 */
		return;
	}
	if (d->neighbours.is_open) {
		facts->status = RG_STATUS_PARTIAL;
		facts->status_note = RG_STR("Neighbouring tests fail, not run on the base");
		return;
	}
	if (d->red && d->is_green && session->pr_commit.ptr &&
	    (!rg_session_promises_gain(&ground->session) || facts->is_measured_gain)) {
		facts->status = RG_STATUS_SUCCESS;
		return;
	}
	facts->status = RG_STATUS_PARTIAL;
	facts->status_note =
		!d->n_green    ? RG_STR("Passes, not checked for stability")
		: !d->red      ? RG_STR("Not shown to fail on the base")
		: !d->is_green ? RG_STR("Improvement but not complete")
		: !rg_session_promises_gain(&ground->session) || facts->is_measured_gain
			? RG_STR("No pull request yet")
		: facts->improvement.ptr ? RG_STR("Improvement but not complete")
					 : RG_STR("Speed not measured");
}
