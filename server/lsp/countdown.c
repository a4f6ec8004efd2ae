/* SPDX-License-Identifier: MIT */
/*
 * countdown.c - one timer a root, for whatever comes first: a warning, or other words of a lens
 * that the client shows. A client that does not ask for lenses any more (the file is hidden) is not
 * counted down for. When the timer fires the session is looked at anew: it may have ended or gone
 * on in a shell. Neither a closed lid nor a wall clock that is set moves its time
 * (fix/session/session_clock.h). A command that is under way at the end stops and writes the report
 * itself; where none is, or where it does not, the countdown does so.
 */
#include "lsp/countdown.h"

#include <stdio.h>

#include "fix/dossier/session_end.h"
#include "fix/glance.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/ports.h"
#include "lsp/dispatch.h"
#include "lsp/roots.h"
#include "lsp/tell.h"

static void on_time(void *data)
{
	rg_root *root = data;

	root->countdown.timer = NULL;
	rg_countdown_look(root);
}

/* The next time that something is to be said or shown, from what is known. */
static void set_timer(rg_root *root)
{
	rg_countdown *countdown = &root->countdown;
	rg_session_time time;
	int64_t wait;

	rg_countdown_stop(countdown);
	if (!rg_workspace_session(root->workspace) || root->is_leaving || root->lsp->is_ending)
		return;
	time = rg_workspace_session_time(root->workspace);
	wait = time.until_warning;
	if ((countdown->shown[0] || root->lsp->client.has_status) && time.until_words &&
	    (!wait || time.until_words < wait))
		wait = time.until_words;
	if (wait)
		countdown->timer =
			rg_timer_start(root->lsp->loop, (uint64_t)wait * 1000, on_time, root);
}

void rg_countdown_stop(rg_countdown *countdown)
{
	rg_timer_cancel(countdown->timer);
	countdown->timer = NULL;
}

void rg_countdown_shown(rg_root *root, rg_str words)
{
	snprintf(root->countdown.shown, sizeof(root->countdown.shown), "%.*s", RG_FMT(words));
	set_timer(root);
}

/* ---- looking -------------------------------------------------------------------------------- */

typedef struct look {
	rg_root *root;
	rg_ground ground;
	rg_str warning;
	rg_rc rc;
} look;

static void run(rg_lsp_work *work, const rg_cancel *cancel)
{
	look *l = work->data;
	rg_err err; /* whatever it is, the next command will say it */

	(void)cancel;
	l->rc = rg_glance(&l->warning, &l->ground, work->arena, &err);
}

/* Whether lenses that the client shows say something else by now, or there is one to come. */
static bool is_outdated(const rg_root *root, rg_arena *arena, bool had_session)
{
	const char *shown = root->countdown.shown;
	rg_session_time time;

	if (!rg_workspace_session(root->workspace))
		return had_session;
	time = rg_workspace_session_time(root->workspace);
	return !had_session ||
	       (shown[0] && !rg_str_eq_z(rg_session_time_lens(arena, &time), shown));
}

/* ---- the end -------------------------------------------------------------------------------- */

static void sweep(void *data)
{
	rg_lsp *lsp = data;

	rg_roots_sweep(lsp);
	rg_lsp_check_end(lsp);
}

static void on_end_reported(void *self, rg_rc rc, const rg_err *err, const rg_json *result)
{
	rg_root *root = self;

	rg_lsp_refresh_lenses(root->lsp); /* a Stop lens may have come meanwhile */
	rg_status_line_tell(root);
	if (rc == RG_OK)
		rg_lsp_tell_result(root->lsp, result);
	else if (rc != RG_ECANCELLED)
		rg_lsp_tell(root->lsp, RG_LSP_WARNING, rg_str_of(err->message));
	rg_loop_post(root->lsp->loop, sweep, root->lsp);
}

/* One that could not be written is not tried again each time that somebody looks. */
static void report_end(rg_root *root, bool is_owed)
{
	rg_observer observer = {.self = root, .done = on_end_reported};
	rg_task *task;
	rg_err err;

	if (!is_owed || root->countdown.has_ended) {
		root->countdown.has_ended = is_owed;
		return;
	}
	task = rg_task_new(root->workspace, &observer);
	root->countdown.has_ended = rg_fix_session_end(task, &err) == RG_OK;
	if (!root->countdown.has_ended)
		rg_task_discard(task); /* a command is under way: behind it is looked again */
}

/* ---- what was seen -------------------------------------------------------------------------- */

static rg_json *answer(rg_lsp_work *work)
{
	look *l = work->data;
	rg_root *root = l->root;
	rg_countdown *countdown = &root->countdown;
	bool had_session = rg_workspace_session(root->workspace) != NULL;

	countdown->is_looking = false;
	if (root->is_leaving) {
		rg_roots_sweep(work->lsp);
		return NULL;
	}
	if (l->rc == RG_OK)
		rg_session_show(root->workspace, &l->ground);
	if (l->warning.ptr)
		rg_lsp_tell(root->lsp, RG_LSP_WARNING, l->warning);
	if (is_outdated(root, work->arena, had_session)) {
		countdown->shown[0] = '\0'; /* until the client asks */
		rg_lsp_refresh_lenses(root->lsp);
	}
	set_timer(root);
	if (rg_workspace_session(root->workspace))
		rg_status_line_renew(root);
	else
		rg_status_line_tell(root);
	if (l->rc == RG_OK && !root->lsp->is_ending)
		report_end(root, l->ground.owes_report);
	if (countdown->looks_again)
		rg_countdown_look(root);
	return NULL;
}

void rg_countdown_look(rg_root *root)
{
	const rg_ports *ports = rg_workspace_ports(root->workspace);
	rg_lsp_work *work;
	look *l;

	if (root->is_leaving || root->lsp->is_ending)
		return;
	root->countdown.looks_again = root->countdown.is_looking;
	if (root->countdown.is_looking)
		return;
	root->countdown.is_looking = true;
	work = rg_lsp_work_new(root->lsp);
	l = RG_NEW(work->arena, look);
	l->root = root;
	l->ground.root = rg_workspace_root(root->workspace);
	l->ground.now = ports->now();
	l->ground.uptime = ports->uptime();
	l->ground.boot_id = ports->boot_id();
	work->data = l;
	work->run = run;
	work->answer = answer;
	rg_lsp_work_start(work);
}
