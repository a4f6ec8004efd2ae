/* SPDX-License-Identifier: MIT */
/*
 * doctor_tests.c - how tests would run here: environment, interpreter with what was passed over
 * for it, pytest, and the configuration that pytest will find for these tests.
 */
#include "fix/doctor_private.h"
#include "fix/runs/where.h"
#include "fix/workspace/workspace.h"
#include "os/fs.h"
#include "os/system.h"
#include "runner/pytest_config.h"
#include "runner/wrapper.h"

static const rg_str nothing = {NULL, 0};

static rg_arena *arena_of(rg_task *task)
{
	return rg_task_arena(task);
}

/* "tests/a" of the root, "." for the root itself. */
static rg_str below_root(const rg_doctor *doctor, rg_str path)
{
	rg_str rest = path;

	if (rg_str_eq(path, doctor->ground.root))
		return RG_STR(".");
	return rg_str_skip(&rest, doctor->ground.root) && rg_str_skip(&rest, RG_STR("/")) ? rest
											  : path;
}

/* ---- pytest's configuration ------------------------------------------------------------------ */

static void check_config(rg_task *task, rg_str pytest_version)
{
	rg_doctor *doctor = rg_task_state(task);
	const rg_settings *settings = &doctor->ground.settings;
	rg_arena *arena = arena_of(task);
	rg_str_vec tests = rg_ground_tests(task);
	rg_str cwd = rg_where_cwd(arena, &doctor->ground, &doctor->python, doctor->ground.root);
	rg_pytest_config_spec spec = {
		.root = doctor->ground.root,
		.cwd = cwd,
		.tests = &tests,
		.pytest_args = &settings->pytest_args,
		.addopts = rg_environment_get(&doctor->environment->vars, "PYTEST_ADDOPTS"),
		.pytest_version = pytest_version};
	rg_pytest_config config = rg_pytest_config_find(arena, &spec);
	rg_str file = config.file.ptr ? below_root(doctor, config.file) : nothing;
	rg_json *notes;

	doctor->config = config;
	notes = rg_doctor__add(doctor, "configuration", RG_CHECK_OK,
			       rg_arena_printf(arena, "%.*s%s%.*s, rootdir %.*s, run in %.*s",
					       RG_FMT(file.ptr ? file : RG_STR("none")),
					       config.table.ptr ? " " : "", RG_FMT(config.table),
					       RG_FMT(below_root(doctor, config.rootdir)),
					       RG_FMT(below_root(doctor, cwd))),
			       nothing);

	if (tests.n)
		rg_doctor__note(notes, rg_arena_printf(arena, "for %.*s%s", RG_FMT(tests.items[0]),
						       tests.n > 1 ? ", …" : ""));
	if (config.addopts.len)
		rg_doctor__note(notes,
				rg_arena_printf(arena, "addopts: %.*s", RG_FMT(config.addopts)));
	if (config.testpaths.len)
		rg_doctor__note(
			notes, rg_arena_printf(arena, "testpaths: %.*s", RG_FMT(config.testpaths)));
	for (size_t i = 0; i < config.ignored.n; i++)
		rg_doctor__note(notes, rg_arena_printf(arena, "pytest passes over %.*s beside it",
						       RG_FMT(config.ignored.items[i])));
}

/* ---- Python ---------------------------------------------------------------------------------- */

static void on_python(void *data, rg_rc rc, const rg_python *python, rg_str next, const rg_err *err)
{
	rg_task *task = data;
	rg_doctor *doctor = rg_task_state(task);
	rg_arena *arena = arena_of(task);
	rg_str message = rg_arena_dup(arena, rg_str_of(rc < 0 ? err->message : ""));

	doctor->python_check = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	doctor->has_pytest = rc == RG_OK;
	if (rc < 0) /* the command is said once */
		rg_doctor__add(doctor, "pytest", RG_CHECK_ERROR,
			       rg_str_sub(message, 0, rg_str_find(message, RG_STR("; run: "))),
			       next.ptr ? next : RG_STR("set \"python\" in .redgreen.json"));
	else
		rg_doctor__add(doctor, "pytest", RG_CHECK_OK,
			       rg_arena_printf(arena, "pytest %.*s on Python %.*s",
					       RG_FMT(python->pytest), RG_FMT(python->version)),
			       nothing);
	if (rc == RG_OK && python->plugins.n)
		rg_doctor__add(doctor, "plug-ins", RG_CHECK_OK,
			       rg_str_vec_join(arena, &python->plugins, RG_STR(", ")), nothing);
	if (!rg_task_is_cancelled(task))
		check_config(task, python ? python->pytest : nothing);
	rg_task_next(task);
}

static void stop_python(void *data)
{
	rg_doctor *doctor = rg_task_state(data);

	rg_python_check_stop(doctor->python_check);
}

static void check_python(rg_task *task)
{
	rg_doctor *doctor = rg_task_state(task);
	rg_arena *arena = arena_of(task);
	rg_str_vec tests = rg_ground_tests(task);
	rg_python_spec spec =
		rg_where_python(arena, &doctor->ground, &doctor->environment->vars, &tests);
	rg_json *notes;
	rg_err why;

	spec.wants_all = true;
	if (rg_python_choose(&doctor->python, arena, &spec, &why) < 0) {
		rg_doctor__add(doctor, "python", RG_CHECK_ERROR,
			       rg_arena_dup(arena, rg_str_of(why.message)),
			       RG_STR("python3 -m venv .venv && .venv/bin/python -m pip install "
				      "pytest"));
		rg_task_next(task);
		return;
	}
	notes = rg_doctor__add(doctor, "python", RG_CHECK_OK,
			       rg_arena_printf(arena, "%.*s (%.*s)", RG_FMT(doctor->python.path),
					       RG_FMT(doctor->python.reason)),
			       nothing);
	for (size_t i = 0; i < doctor->python.passed_over.n; i++) {
		const rg_python_other *other = &doctor->python.passed_over.items[i];

		rg_doctor__note(notes,
				rg_arena_printf(arena, "not %.*s (%.*s): %.*s", RG_FMT(other->path),
						RG_FMT(other->reason), RG_FMT(other->why)));
	}
	doctor->python_check =
		rg_python_check_start(rg_workspace_loop(rg_task_workspace(task)), arena,
				      &doctor->python, &spec, on_python, task);
	rg_task_on_cancel(task, stop_python, task);
}

/* ---- environment ----------------------------------------------------------------------------- */

static void check_wrapper(rg_doctor *doctor, rg_arena *arena)
{
	const rg_settings *settings = &doctor->ground.settings;
	rg_json *notes;

	if (!settings->wrapper.n)
		return;
	notes = rg_doctor__add(doctor, "wrapper", RG_CHECK_OK,
			       rg_shell_line(arena, &settings->wrapper), nothing);
	if (rg_str_eq_z(rg_path_name(settings->wrapper.items[0]), "ssh") &&
	    rg_str_vec_has(&doctor->environment->withheld, RG_STR("SSH_AUTH_SOCK")))
		rg_doctor__note(notes, RG_STR("ssh does not see your agent, unless \"env\" has "
					      "\"SSH_AUTH_SOCK\": \"${env:SSH_AUTH_SOCK}\""));
	for (size_t i = 0; i < settings->path_map.n; i++) {
		const rg_path_map *map = &settings->path_map.items[i];
		const char *here = rg_path_join(arena, doctor->ground.root, map->to);

		rg_doctor__note(
			notes,
			rg_arena_printf(arena, "%.*s there is %.*s here%s", RG_FMT(map->from),
					RG_FMT(map->to),
					rg_fs_is_folder(here) ? "" : ", which is no folder"));
	}
}

static void add_environment(rg_doctor *doctor, rg_arena *arena)
{
	const rg_environment *environment = doctor->environment;
	rg_json *notes = rg_doctor__add(
		doctor, "environment", RG_CHECK_OK,
		rg_arena_printf(arena, "%zu variables, %zu of them from the setup script",
				environment->vars.n, environment->from_setup.n),
		nothing);

	if (environment->from_setup.n)
		rg_doctor__note(notes,
				rg_str_vec_join(arena, &environment->from_setup, RG_STR(", ")));
	if (!environment->withheld.n)
		return;
	notes = rg_doctor__add(doctor, "credentials", RG_CHECK_OK,
			       rg_arena_printf(arena, "withheld from tests: %.*s",
					       RG_FMT(rg_str_vec_join(arena, &environment->withheld,
								      RG_STR(", ")))),
			       nothing);
	rg_doctor__note(notes, rg_arena_printf(arena,
					       "a test that needs one: \"env\": {\"%.*s\": "
					       "\"${env:%.*s}\"} in .redgreen.json",
					       RG_FMT(environment->withheld.items[0]),
					       RG_FMT(environment->withheld.items[0])));
}

static void on_environment(void *data, rg_rc rc, const rg_environment *environment,
			   const rg_err *err)
{
	rg_task *task = data;
	rg_doctor *doctor = rg_task_state(task);

	doctor->environment_task = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task);
		return;
	}
	if (rc < 0) {
		rg_doctor__add(
			doctor, "environment", RG_CHECK_ERROR,
			rg_arena_dup(arena_of(task), rg_str_of(err->message)),
			rg_str_has(rg_str_of(err->message), RG_STR("bash, and there is none"))
				? RG_STR("apt-get install bash")
				: RG_STR("mend the setup script or the env file that "
					 ".redgreen.json names"));
		rg_task_next(task);
		return;
	}
	doctor->environment = environment;
	add_environment(doctor, arena_of(task));
	check_wrapper(doctor, arena_of(task));
	check_python(task);
}

static void stop_environment(void *data)
{
	rg_doctor *doctor = rg_task_state(data);

	rg_environment_stop(doctor->environment_task);
}

void rg_doctor__look_at_tests(rg_task *task)
{
	rg_doctor *doctor = rg_task_state(task);
	rg_environment_spec spec = rg_where_environment(arena_of(task), &doctor->ground);

	if (rg_workspace_trust(rg_task_workspace(task)) == RG_TRUST_DENIED) {
		rg_doctor__add(doctor, "trust", RG_CHECK_ERROR,
			       RG_STR("the workspace is not trusted: nothing of it is run"),
			       RG_STR("trust it in the editor"));
		rg_task_next(task);
		return;
	}
	doctor->environment_task =
		rg_environment_start(rg_workspace_loop(rg_task_workspace(task)), arena_of(task),
				     &spec, on_environment, task);
	rg_task_on_cancel(task, stop_environment, task);
}
