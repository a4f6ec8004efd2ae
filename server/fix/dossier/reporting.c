/* SPDX-License-Identifier: MIT */
/* reporting.c - the dossier as Markdown, in the user's folder of reports. */
#include "fix/dossier/reporting.h"

#include "base/log.h"
#include "fix/session/acts.h"
#include "fix/session/ground_look.h"
#include "fix/session/session_clock.h"
#include "fix/session/session_over.h"
#include "os/fs.h"
#include "os/system.h"
#include "report/report.h"

/* The folder, made; it must lie in the work tree even when links are followed. Reports are at home:
 * they outlive a worktree. */
static rg_rc output_folder(rg_str *out, rg_arena *arena, const rg_ground *ground, rg_err *err)
{
	const char *path = rg_path_join(arena, ground->home, ground->settings.outputs);
	rg_str real, root = ground->home;
	rg_rc rc = rg_fs_make_folders(path, err);

	if (rc < 0)
		return rc;
	real = rg_fs_real(arena, path);
	root = rg_fs_real(arena, rg_arena_cstr(arena, root));
	if (!rg_str_starts(real, root) || (real.len > root.len && real.ptr[root.len] != '/'))
		return rg_fail(err, RG_EREFUSED,
			       "the folder of reports, %s, leads out of the repository; set "
			       "\"outputs\" to "
			       "a folder inside",
			       path);
	*out = real;
	return RG_OK;
}

static rg_str status_word(rg_status status)
{
	return status == RG_STATUS_SUCCESS   ? RG_STR("success")
	       : status == RG_STATUS_PARTIAL ? RG_STR("partial")
					     : RG_STR("failed");
}

/* What was measured as a picture beside the report; one of an earlier report goes. */
static rg_rc write_plot(rg_str *name, rg_arena *arena, const rg_dossier *dossier, rg_str report,
			rg_err *err)
{
	const rg_session_facts *facts = &dossier->facts;
	rg_str stem = report;
	const char *path;

	(void)rg_str_chop(&stem, RG_STR(".md"));
	path = rg_arena_printf(arena, "%.*s.svg", RG_FMT(stem)).ptr;
	if (!facts->plots.n)
		return rg_fs_is_file(path) ? rg_fs_remove(path, err) : RG_OK;
	*name = rg_path_name(rg_str_of(path));
	return rg_fs_write(
		path,
		rg_plot_svg(arena,
			    rg_arena_printf(arena, "Before and after: %.*s", RG_FMT(facts->title)),
			    &facts->plots, &dossier->secrets),
		false, err);
}

/* Where the session's report goes; the folder is made. */
static rg_rc choose_place(rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_session_row *session = &ground->session;
	rg_str folder = {NULL, 0};
	rg_rc rc = output_folder(&folder, arena, ground, err);

	if (rc == RG_OK && !session->report.ptr)
		session->report =
			rg_arena_printf(arena, "%.*s/%.*s_%.*s.md", RG_FMT(folder),
					RG_FMT(rg_clock_format(arena, session->started, true)),
					RG_FMT(session->name));
	return rc;
}

/* With its picture where there is one and it finds room. */
static rg_rc put(rg_dossier *dossier, rg_arena *arena, rg_str path, rg_err *err)
{
	rg_err no_plot;

	if (write_plot(&dossier->facts.plot_file, arena, dossier, path, &no_plot) < 0) {
		rg_log(RG_LOG_WARNING, "%s", no_plot.message);
		dossier->facts.plot_file = (rg_str){NULL, 0};
	}
	return rg_fs_write(
		rg_arena_cstr(arena, path),
		rg_report_render(arena, &dossier->facts, &dossier->note, &dossier->secrets), false,
		err);
}

/* A full or read-only disk: the text goes to whoever asked, and what can be kept is kept. */
static rg_rc keep_text(rg_dossier *dossier, rg_arena *arena, rg_ground *ground, uint32_t flags,
		       rg_str reason, rg_err *err)
{
	rg_err unsaved;
	rg_rc rc = rg_dossier_collect(dossier, arena, ground, flags, err);

	if (rc < 0)
		return rc;
	dossier->unwritten = reason;
	dossier->report_text =
		rg_report_render(arena, &dossier->facts, &dossier->note, &dossier->secrets);
	if (rg_session_save(arena, ground, &unsaved) < 0)
		rg_log(RG_LOG_WARNING, "%s", unsaved.message);
	return RG_OK;
}

rg_rc rg_report_write(rg_str *path, rg_str *status, rg_dossier *dossier, rg_arena *arena,
		      rg_ground *ground, rg_err *err)
{
	rg_session_row *session = &ground->session;
	uint32_t flags = RG_DOSSIER_PEOPLE | (session->base_oid.ptr ? RG_DOSSIER_PR : 0);
	rg_str known = session->report;
	rg_err why;
	rg_rc put_rc = choose_place(arena, ground, &why), rc = RG_OK;

	if (put_rc == RG_OK) {
		if ((rc = rg_dossier_collect(dossier, arena, ground, flags, err)) < 0)
			return rc;
		put_rc = put(dossier, arena, session->report, &why);
	}
	*path = session->report;
	if (put_rc == RG_EEXTERNAL) {
		session->report = known;
		*path = RG_STR("");
		rc = keep_text(dossier, arena, ground, flags,
			       rg_arena_dup(arena, rg_str_of(why.message)), err);
	} else if (put_rc < 0) {
		*err = why;
		return put_rc;
	} else {
		rc = rg_session_save(arena, ground, err);
		if (rc == RG_OK)
			rc = rg_session_over_note(arena, ground, err);
	}
	*status = status_word(dossier->facts.status);
	return rc;
}

static void end_session(rg_ground *ground, rg_str reason)
{
	rg_session_row *session = &ground->session;

	session->state = RG_STR("given-up");
	session->ended = session->started + rg_session_elapsed(ground, ground->now);
	session->phase = RG_STR("done");
	session->reason = reason;
}

static rg_rc write_hand_over(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_arena *arena = rg_task_arena(task);
	rg_str path, status;

	(void)cancel;
	return rg_report_write(&path, &status, RG_NEW(arena, rg_dossier), arena, rg_ground_of(task),
			       err);
}

void rg_report_give_up(rg_task *task, rg_str reason, rg_task_after after)
{
	end_session(rg_ground_of(task), reason);
	rg_task_job(task, write_hand_over, after);
}

/* An end without a report is none: where there can be none, the sentence says why. */
static rg_rc write_and_tell(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	rg_ground *ground = rg_ground_of(task);
	rg_arena *arena = rg_task_arena(task);
	rg_dossier *dossier = RG_NEW(arena, rg_dossier);
	rg_str path = {NULL, 0}, status, why;
	rg_err unwritten;

	(void)cancel, (void)err;
	if (rg_report_write(&path, &status, dossier, arena, ground, &unwritten) < 0)
		why = rg_arena_dup(arena, rg_str_of(unwritten.message));
	else
		why = dossier->unwritten;
	ground->report_words = rg_arena_printf(
		arena, "the report %s %.*s",
		path.len ? "is" : "could not be written:", RG_FMT(path.len ? path : why));
	return RG_OK;
}

void rg_report_then(rg_task *task, rg_task_after after)
{
	rg_task_job(task, write_and_tell, after);
}

static void stop_behind_report(rg_task *task)
{
	rg_ground *ground = rg_ground_of(task);

	ground->halt_message =
		rg_arena_printf(rg_task_arena(task), "%.*s, and %.*s", RG_FMT(ground->halt_message),
				RG_FMT(ground->report_words));
	rg_ground_proceed(task);
}

void rg_report_then_stop(rg_task *task, const char *code, rg_str message, rg_str next)
{
	rg_ground_halt(rg_ground_of(task), code, message, next);
	rg_report_then(task, stop_behind_report);
}

/* ---- the use case --------------------------------------------------------------------------- */

typedef struct report_state {
	rg_ground ground;
	rg_dossier dossier;
	rg_str path, status;
	const char *what;
	bool gives_up;
} report_state;

static rg_rc write_it(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	report_state *state = rg_task_state(task);

	(void)cancel;
	if (state->gives_up)
		end_session(&state->ground, state->ground.args->reason);
	return rg_report_write(&state->path, &state->status, &state->dossier, rg_task_arena(task),
			       &state->ground, err);
}

static void write_report(rg_task *task)
{
	rg_task_job(task, write_it, NULL);
}

static void answer(rg_task *task)
{
	report_state *state = rg_task_state(task);
	const rg_session_facts *facts = &state->dossier.facts;

	rg_json_set_str(rg_task_result(task), "path", state->path);
	rg_json_set_str(rg_task_result(task), "status", state->status);
	if (state->dossier.unwritten.ptr) {
		rg_json_set_str(rg_task_result(task), "text", state->dossier.report_text);
		rg_task_say(task, "%.*s. The report could not be written (%.*s); its text is here",
			    RG_FMT(rg_status_text(rg_task_arena(task), facts->status,
						  facts->status_note)),
			    RG_FMT(state->dossier.unwritten));
		rg_task_next(task);
		return;
	}
	rg_task_say(task, "%.*s. %s",
		    RG_FMT(rg_status_text(rg_task_arena(task), facts->status, facts->status_note)),
		    state->what);
	rg_task_show(task, state->path);
	rg_task_next(task);
}

static const rg_step steps[] = {
	{"looking at the repository", rg_ground_look},
	{"writing the report", write_report},
	{"answering", answer},
};
static const rg_use_case use_case = {.name = "write report",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .is_exclusive = true};

rg_rc rg_reporting_start(rg_task *task, const rg_fix_args *args, const char *what, bool gives_up,
			 rg_err *err)
{
	report_state *state = RG_NEW(rg_task_arena(task), report_state);

	state->ground.args = args;
	state->ground.needs = RG_GROUND_REPO | RG_GROUND_SESSION | RG_GROUND_WORKTREE |
			      RG_GROUND_FILES | (gives_up ? 0 : (uint32_t)RG_GROUND_LAST);
	state->what = what;
	state->gives_up = gives_up;
	return rg_task_start(task, &use_case, state, err);
}
