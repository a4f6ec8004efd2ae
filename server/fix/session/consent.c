/* SPDX-License-Identifier: MIT */
/* consent.c - a yes is a fact of the store, with what it was said to. */
#include "fix/session/consent.h"

#include "fix/workspace/workspace.h"

/* What a consent is given to: the settings of the repository that execute something. */
static rg_str consent_value(const rg_ground *ground)
{
	return ground->settings.executes.ptr ? ground->settings.executes : RG_STR("tests");
}

static rg_str consent_name(rg_arena *arena, const rg_ground *ground)
{
	return rg_arena_printf(arena, "consent:%.*s", RG_FMT(ground->home));
}

/* A consent to settings that execute includes the tests; not the other way round. */
rg_rc rg_consent_recall(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	rg_str value = {NULL, 0};
	rg_rc rc = rg_fact_get(&value, arena, store, consent_name(arena, ground), err);

	if (rc == RG_OK && value.ptr &&
	    (!ground->settings.executes.ptr || rg_str_eq(value, consent_value(ground))))
		ground->has_consent = true;
	ground->may_start |= ground->asks && ground->has_consent;
	return rc;
}

bool rg_ground_needs_consent(rg_task *task)
{
	rg_trust trust = rg_workspace_trust(rg_task_workspace(task));

	return trust == RG_TRUST_ASK ||
	       (trust == RG_TRUST_TESTS && rg_ground_of(task)->settings.executes.ptr);
}

static rg_rc remember_consent(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	(void)cancel;
	if (rc == RG_OK)
		rc = rg_fact_set(store, consent_name(arena, ground), consent_value(ground), err);
	rg_store_close(store);
	return rc;
}

static void on_consent(rg_task *task, int choice)
{
	rg_ground *ground = rg_ground_of(task);

	if (choice != 1) {
		rg_task_stop(
			task, "untrusted",
			ground->settings.executes.ptr
				? RG_STR("the settings in .redgreen.json run programs, and nobody "
					 "said "
					 "that they may")
				: RG_STR("nobody said that this repository's code may run"),
			RG_STR("Look at the repository; then say yes, or trust it in the editor "
			       "(--trust in the shell)."));
		return;
	}
	ground->may_start = true;
	if (ground->store_path)
		rg_task_job(task, remember_consent, NULL);
	else
		rg_task_next(task);
}

static rg_rc recall_consent(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	(void)cancel;
	if (rc == RG_OK)
		rc = rg_consent_recall(ground, arena, store, err);
	rg_store_close(store);
	return rc;
}

static void ask_consent(rg_task *task)
{
	static const rg_str choices[] = {RG_STR_INIT("Do not run"), RG_STR_INIT("Run")};
	rg_ground *ground = rg_ground_of(task);

	if (ground->has_consent) {
		rg_task_next(task);
		return;
	}
	rg_task_ask(
		task,
		ground->settings.executes.ptr
			? RG_STR(".redgreen.json names programs or an environment for the tests. "
				 "May they, and the code of this repository, run on this machine?")
			: RG_STR("This runs the code of this repository on this machine. Run it?"),
		choices, 2, on_consent);
}

void rg_ground_consent(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);

	if (ground->store_path)
		rg_task_job(task, recall_consent, ask_consent);
	else
		ask_consent(task);
}
