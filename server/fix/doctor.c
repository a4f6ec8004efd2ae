/* SPDX-License-Identifier: MIT */
/*
 * doctor.c - what redgreen decided about this place and why, and for everything that is missing the
 * command that mends it. Answers also where other commands would stop.
 */
#include "fix/doctor.h"

#include "fix/doctor_private.h"
#include "fix/session/consent.h"
#include "fix/workspace/workspace.h"

rg_json *rg_doctor__add(rg_doctor *doctor, const char *item, rg_check_level level, rg_str detail,
			rg_str next)
{
	static const char *const words[] = {"ok", "warning", "error"};
	rg_json *one = rg_json_push_take(doctor->checks, rg_json_object());

	rg_json_set_str(one, "item", rg_str_of(item));
	rg_json_set_bool(one, "ok", level != RG_CHECK_ERROR);
	rg_json_set_str(one, "level", rg_str_of(words[level]));
	rg_json_set_str(one, "detail", detail);
	rg_json_set_str(one, "next", next);
	doctor->n_errors += level == RG_CHECK_ERROR;
	doctor->n_warnings += level == RG_CHECK_WARNING;
	return rg_json_set_take(one, "notes", rg_json_array());
}

void rg_doctor__note(rg_json *notes, rg_str text)
{
	rg_json_push_take(notes, rg_json_new_str(text));
}

/* ---- the steps ------------------------------------------------------------------------------ */

static void say_summary(rg_task *task, const rg_doctor *doctor)
{
	rg_str warnings = rg_arena_printf(rg_task_arena(task), "%zu warning%s", doctor->n_warnings,
					  doctor->n_warnings == 1 ? "" : "s");

	if (doctor->n_errors)
		rg_task_say(task, "%zu thing%s to mend%s%.*s", doctor->n_errors,
			    doctor->n_errors == 1 ? "" : "s", doctor->n_warnings ? ", " : "",
			    RG_FMT(doctor->n_warnings ? warnings : RG_STR("")));
	else if (doctor->n_warnings)
		rg_task_say(task, "everything that a fix needs is there, %.*s", RG_FMT(warnings));
	else
		rg_task_say(task, "everything is there");
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	(void)cancel;
	(void)err;
	rg_doctor__look_at_place(rg_task_state(task), rg_task_arena(task));
	return RG_OK;
}

static void look_around(rg_task *task)
{
	rg_doctor *doctor = rg_task_state(task);
	rg_err err;

	doctor->checks = rg_json_array();
	doctor->ground.root = doctor->ground.home = rg_workspace_root(rg_task_workspace(task));
	if (rg_workspace_settings_copy(&doctor->ground.settings, rg_task_arena(task),
				       rg_task_workspace(task), &err) < 0) {
		rg_doctor__add(doctor, "settings", RG_CHECK_ERROR,
			       rg_arena_dup(rg_task_arena(task), rg_str_of(err.message)),
			       RG_STR("mend that line"));
		rg_task_finish(task);
		rg_json_set_take(rg_task_result(task), "checks", doctor->checks);
		doctor->checks = NULL;
		rg_task_say(task, "the settings cannot be used");
		return;
	}
	rg_task_job(task, look, NULL);
}

static void answer(rg_task *task)
{
	rg_doctor *doctor = rg_task_state(task);

	rg_json_set_take(rg_task_result(task), "checks", doctor->checks);
	doctor->checks = NULL;
	say_summary(task, doctor);
	rg_task_next(task);
}

static void release(rg_task *task)
{
	rg_doctor *doctor = rg_task_state(task);

	rg_json_free(doctor->checks);
}

static const rg_step steps[] = {
	{"looking at the repository", look_around},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"asking Python", rg_doctor__look_at_tests},
	{"looking for the packages", rg_doctor__look_at_imports, rg_doctor__can_import},
	{"answering", answer},
};
static const rg_use_case use_case = {.name = "check set-up",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .release = release};

rg_rc rg_fix_doctor(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	rg_doctor *doctor = RG_NEW(rg_task_arena(task), rg_doctor);

	doctor->ground.args = args;
	return rg_task_start(task, &use_case, doctor, err);
}
