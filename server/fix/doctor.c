/* SPDX-License-Identifier: MIT */
/*
 * doctor.c - what redgreen decided about this place and why, and for everything that is missing the
 * command that mends it. Answers also where other commands would stop.
 */
#include "fix/doctor.h"

#include "fix/ground.h"
#include "fix/workspace.h"
#include "os/fs.h"
#include "os/system.h"
#include "runner/python.h"

typedef struct doctor_state {
	rg_ground ground;
	rg_json *checks; /* owned until it is in the result */
	rg_python python;
	rg_environment_task *environment_task;
	rg_python_check *python_check;
	size_t n_bad;
} doctor_state;

/* next: null when nothing has to be done. */
static void add(doctor_state *state, const char *item, bool ok, rg_str detail, rg_str next)
{
	rg_json *one = rg_json_push_take(state->checks, rg_json_object());

	rg_json_set_str(one, "item", rg_str_of(item));
	rg_json_set_bool(one, "ok", ok);
	rg_json_set_str(one, "detail", detail);
	rg_json_set_str(one, "next", next);
	state->n_bad += !ok;
}

/* ---- this program, git, repository ---------------------------------------------------------- */

static void check_programs(doctor_state *state, rg_arena *arena)
{
	rg_str git = rg_find_program(arena, "git", (rg_str){NULL, 0});
	rg_str probe = rg_run_find_probe(arena);

	add(state, "redgreen", true, RG_STR(RG_VERSION), (rg_str){NULL, 0});
	add(state, "probe", probe.ptr != NULL,
	    probe.ptr ? probe : RG_STR("the pytest plug-in was not found beside this program"),
	    probe.ptr ? (rg_str){NULL, 0}
		      : RG_STR("Install redgreen again: cmake --install build/release"));
	add(state, "git", git.ptr != NULL, git.ptr ? git : RG_STR("there is no git on PATH"),
	    git.ptr ? (rg_str){NULL, 0} : RG_STR("apt-get install git"));
}

static rg_rc look(rg_task *task, const rg_cancel *cancel, rg_err *err)
{
	doctor_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_arena *arena = rg_task_arena(task);
	rg_repo *repo = NULL;
	rg_base base;
	rg_err why;

	(void)cancel;
	(void)err;
	check_programs(state, arena);
	if (rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), &why) < 0 ||
	    rg_repo_facts_read(&ground->facts, arena, repo, &why) < 0) {
		add(state, "repository", false, rg_arena_dup(arena, rg_str_of(why.message)),
		    RG_STR("git init, or open the folder of a repository"));
		rg_repo_close(repo);
		return RG_OK;
	}
	ground->root = ground->facts.root;
	add(state, "repository", ground->facts.head_oid.ptr != NULL,
	    rg_arena_printf(arena, "%.*s, %s%.*s", RG_FMT(ground->facts.root),
			    ground->facts.branch.ptr ? "on " : "HEAD detached",
			    RG_FMT(ground->facts.branch)),
	    ground->facts.head_oid.ptr ? (rg_str){NULL, 0}
				       : RG_STR("git commit: there is none yet"));
	add(state, "identity", ground->facts.user_name.ptr && ground->facts.user_email.ptr,
	    ground->facts.user_name.ptr && ground->facts.user_email.ptr
		    ? rg_arena_printf(arena, "%.*s <%.*s>", RG_FMT(ground->facts.user_name),
				      RG_FMT(ground->facts.user_email))
		    : RG_STR("git knows no name and address of yours"),
	    ground->facts.user_name.ptr && ground->facts.user_email.ptr
		    ? (rg_str){NULL, 0}
		    : RG_STR("git config user.name NAME && git config user.email ADDRESS"));
	if (ground->facts.head_oid.ptr) {
		bool ok = rg_base_find(&base, arena, repo, ground->settings.base,
				       ground->settings.remote, &why) == RG_OK;

		add(state, "base", ok,
		    ok ? rg_arena_printf(arena, "%.*s at %.*s", RG_FMT(base.ref),
					 RG_FMT(rg_str_sub(base.oid, 0, 10)))
		       : rg_arena_dup(arena, rg_str_of(why.message)),
		    ok ? (rg_str){NULL, 0} : RG_STR("set \"base\" in .redgreen.json"));
		if (ok && base.remote.ptr) {
			rg_forge_target forge;
			bool knows = rg_forge_choose(&forge, arena, ground->settings.forge.kind,
						     ground->settings.forge.url,
						     ground->settings.forge.project,
						     rg_remote_url(arena, repo, base.remote),
						     &why) == RG_OK;

			add(state, "forge", knows,
			    knows ? rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(forge.kind),
						    forge.project.ptr ? ", " : "",
						    RG_FMT(forge.project))
				  : rg_arena_dup(arena, rg_str_of(why.message)),
			    knows ? (rg_str){NULL, 0} : RG_STR("mend \"forge\" in .redgreen.json"));
		}
	}
	rg_repo_close(repo);
	return RG_OK;
}

/* ---- environment and Python ----------------------------------------------------------------- */

static void on_python(void *data, rg_rc rc, const rg_python *python, rg_str next, const rg_err *err)
{
	rg_task *task = data;
	doctor_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_str message = rg_arena_dup(arena, rg_str_of(rc < 0 ? err->message : ""));

	state->python_check = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rc < 0) {
		add(state, "pytest", false, message,
		    next.ptr ? next : RG_STR("set python in .redgreen.json"));
	} else {
		add(state, "pytest", true,
		    rg_arena_printf(arena, "pytest %.*s on Python %.*s", RG_FMT(python->pytest),
				    RG_FMT(python->version)),
		    (rg_str){NULL, 0});
		if (python->plugins.n)
			add(state, "plug-ins", true,
			    rg_str_vec_join(arena, &python->plugins, RG_STR(", ")),
			    (rg_str){NULL, 0});
	}
	rg_task_next(task);
}

static void stop_python(void *data)
{
	doctor_state *state = rg_task_state(data);

	rg_python_check_stop(state->python_check);
}

static rg_python_spec python_spec(const doctor_state *state, const rg_environment *environment)
{
	return (rg_python_spec){.root = state->ground.root,
				.setting = state->ground.settings.python,
				.env = &environment->vars,
				.wrapper = &state->ground.settings.wrapper};
}

static void on_environment(void *data, rg_rc rc, const rg_environment *environment,
			   const rg_err *err)
{
	rg_task *task = data;
	doctor_state *state = rg_task_state(task);
	rg_arena *arena = rg_task_arena(task);
	rg_python_spec spec;
	rg_err why;

	state->environment_task = NULL;
	rg_task_on_cancel(task, NULL, NULL);
	if (rg_task_is_cancelled(task)) {
		rg_task_next(task);
		return;
	}
	if (rc < 0) {
		add(state, "environment", false, rg_arena_dup(arena, rg_str_of(err->message)),
		    RG_STR("mend the setup script or the env file that .redgreen.json names"));
		rg_task_next(task);
		return;
	}
	add(state, "environment", true,
	    rg_arena_printf(
		    arena, "%zu variables, %zu withheld as credentials, %zu from the setup script",
		    environment->vars.n, environment->withheld.n, environment->from_setup.n),
	    (rg_str){NULL, 0});
	spec = python_spec(state, environment);
	if (rg_python_choose(&state->python, arena, &spec, &why) < 0) {
		add(state, "python", false, rg_arena_dup(arena, rg_str_of(why.message)),
		    RG_STR("python3 -m venv .venv && .venv/bin/pip install pytest"));
		rg_task_next(task);
		return;
	}
	add(state, "python", true,
	    rg_arena_printf(arena, "%.*s (%.*s)", RG_FMT(state->python.path),
			    RG_FMT(state->python.reason)),
	    (rg_str){NULL, 0});
	state->python_check = rg_python_check_start(rg_workspace_loop(rg_task_workspace(task)),
						    arena, &state->python, &spec, on_python, task);
	rg_task_on_cancel(task, stop_python, task);
}

static void stop_environment(void *data)
{
	doctor_state *state = rg_task_state(data);

	rg_environment_stop(state->environment_task);
}

static void check_python(rg_task *task)
{
	doctor_state *state = rg_task_state(task);
	rg_ground *ground = &state->ground;
	rg_environment_spec spec = {.root = ground->root,
				    .env = &ground->settings.env,
				    .env_file = ground->settings.env_file,
				    .setup = ground->settings.setup};

	if (rg_workspace_trust(rg_task_workspace(task)) == RG_TRUST_DENIED) {
		add(state, "trust", false,
		    RG_STR("the workspace is not trusted: nothing of it is run"),
		    RG_STR("trust it in the editor"));
		rg_task_next(task);
		return;
	}
	state->environment_task =
		rg_environment_start(rg_workspace_loop(rg_task_workspace(task)),
				     rg_task_arena(task), &spec, on_environment, task);
	rg_task_on_cancel(task, stop_environment, task);
}

/* ---- the steps ------------------------------------------------------------------------------ */

static void look_around(rg_task *task)
{
	doctor_state *state = rg_task_state(task);
	rg_err err;

	state->checks = rg_json_array();
	state->ground.root = rg_workspace_root(rg_task_workspace(task));
	if (rg_workspace_settings_copy(&state->ground.settings, rg_task_arena(task),
				       rg_task_workspace(task), &err) < 0) {
		add(state, "settings", false,
		    rg_arena_dup(rg_task_arena(task), rg_str_of(err.message)),
		    RG_STR("mend that line"));
		rg_task_finish(task);
		rg_json_set_take(rg_task_result(task), "checks", state->checks);
		state->checks = NULL;
		rg_task_say(task, "the settings cannot be used");
		return;
	}
	rg_task_job(task, look, NULL);
}

static void answer(rg_task *task)
{
	doctor_state *state = rg_task_state(task);

	rg_json_set_take(rg_task_result(task), "checks", state->checks);
	state->checks = NULL;
	if (state->n_bad)
		rg_task_say(task, "%zu thing%s to mend", state->n_bad,
			    state->n_bad == 1 ? "" : "s");
	else
		rg_task_say(task, "everything is there");
	rg_task_next(task);
}

static void release(rg_task *task)
{
	doctor_state *state = rg_task_state(task);

	rg_json_free(state->checks);
}

static const rg_step steps[] = {
	{"looking at the repository", look_around},
	{"asking whether its code may run", rg_ground_consent, rg_ground_needs_consent},
	{"asking Python", check_python},
	{"answering", answer},
};
static const rg_use_case use_case = {.name = "check set-up",
				     .steps = steps,
				     .n_steps = sizeof(steps) / sizeof(steps[0]),
				     .release = release};

rg_rc rg_fix_doctor(rg_task *task, const rg_fix_args *args, rg_err *err)
{
	doctor_state *state = RG_NEW(rg_task_arena(task), doctor_state);

	state->ground.args = args;
	return rg_task_start(task, &use_case, state, err);
}
