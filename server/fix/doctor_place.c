/* SPDX-License-Identifier: MIT */
/* doctor_place.c - this program's parts, git, the repository, its base and its forge. */
#include "fix/doctor_private.h"
#include "fix/workspace/home.h"
#include "os/fs.h"
#include "os/system.h"

static const rg_str nothing = {NULL, 0};

static void check_programs(rg_doctor *doctor, rg_arena *arena)
{
	rg_str git = rg_find_program(arena, "git", nothing);
	rg_str probe = rg_run_find_probe(arena);

	rg_doctor__add(doctor, "redgreen", RG_CHECK_OK, RG_STR(RG_VERSION), nothing);
	if (probe.ptr)
		rg_doctor__add(doctor, "probe", RG_CHECK_OK, probe, nothing);
	else
		rg_doctor__add(doctor, "probe", RG_CHECK_WARNING,
			       RG_STR("share/redgreen/pytest is missing beside this program: runs "
				      "are read from pytest's text alone, without values, and "
				      "nothing shows whose code ran"),
			       RG_STR("cmake --install build/release"));
	if (git.ptr)
		rg_doctor__add(doctor, "git", RG_CHECK_OK, git, nothing);
	else
		rg_doctor__add(doctor, "git", RG_CHECK_ERROR, RG_STR("there is no git on PATH"),
			       RG_STR("apt-get install git"));
}

/*
 * By name only: nothing is asked, because gh and credential helpers may ask back. The editor may
 * hand over a token as well, which nobody knows before.
 */
static void check_token(rg_doctor *doctor, rg_arena *arena, const rg_forge_target *forge)
{
	rg_str variable = rg_forge_token_variable(forge);
	const char *program = rg_forge_program(forge);

	if (!forge->api.len)
		return; /* local: no pull request is made, and nothing needs a token */
	if (variable.len)
		rg_doctor__add(doctor, "token", RG_CHECK_OK,
			       rg_arena_printf(arena, "%.*s; no test sees it", RG_FMT(variable)),
			       nothing);
	else if (program && rg_find_program(arena, program, nothing).ptr)
		rg_doctor__add(doctor, "token", RG_CHECK_OK,
			       rg_arena_printf(arena,
					       "%s is asked for one when a pull request is made",
					       program),
			       nothing);
	else
		rg_doctor__add(
			doctor, "token", RG_CHECK_WARNING,
			rg_arena_printf(arena,
					"no variable has one%s%s: unless the editor or git's "
					"credential helper has one, the pull request's text stays "
					"a file",
					program ? " and there is no " : "", program ? program : ""),
			rg_arena_printf(arena, "%s%sgit credential approve", program ? program : "",
					program ? " auth login, or " : ""));
}

/* "refs/remotes/origin/main" as people say it. */
static rg_str short_name(rg_str ref)
{
	rg_str name = ref;

	if (!rg_str_skip(&name, RG_STR("refs/remotes/")))
		(void)rg_str_skip(&name, RG_STR("refs/heads/"));
	return name;
}

static void check_base(rg_doctor *doctor, rg_arena *arena, rg_repo *repo)
{
	const rg_settings *settings = &doctor->ground.settings;
	rg_forge_target forge;
	rg_base base;
	rg_err why;

	if (rg_base_find(&base, arena, repo, settings->base, settings->remote, &why) < 0) {
		rg_doctor__add(doctor, "base", RG_CHECK_ERROR,
			       rg_arena_dup(arena, rg_str_of(why.message)),
			       RG_STR("set \"base\" in .redgreen.json"));
		return;
	}
	rg_doctor__add(doctor, "base", RG_CHECK_OK,
		       rg_arena_printf(arena, "%.*s at %.*s", RG_FMT(short_name(base.ref)),
				       RG_FMT(rg_str_sub(base.oid, 0, 10))),
		       nothing);
	if (!base.remote.ptr)
		return;
	if (rg_forge_choose(&forge, arena, settings->forge.kind, settings->forge.url,
			    settings->forge.project, rg_remote_url(arena, repo, base.remote),
			    &why) < 0) {
		rg_doctor__add(doctor, "forge", RG_CHECK_ERROR,
			       rg_arena_dup(arena, rg_str_of(why.message)),
			       RG_STR("mend \"forge\" in .redgreen.json"));
		return;
	}
	rg_doctor__add(doctor, "forge", RG_CHECK_OK,
		       rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(forge.kind),
				       forge.project.ptr ? ", " : "", RG_FMT(forge.project)),
		       nothing);
	check_token(doctor, arena, &forge);
}

static void check_settings(rg_doctor *doctor, rg_arena *arena)
{
	rg_str path = rg_str_of(rg_path_join(arena, doctor->ground.root, RG_STR(RG_SETTINGS_FILE)));

	if (!rg_fs_is_file(path.ptr))
		return;
	rg_doctor__add(doctor, "settings", RG_CHECK_OK,
		       doctor->ground.settings.executes.ptr
			       ? rg_arena_printf(arena, "%.*s, which names what is to be executed",
						 RG_FMT(path))
			       : path,
		       nothing);
}

void rg_doctor__look_at_place(rg_doctor *doctor, rg_arena *arena)
{
	rg_ground *ground = &doctor->ground;
	const rg_repo_facts *facts = &ground->facts;
	rg_repo *repo = NULL;
	rg_err why;

	check_programs(doctor, arena);
	check_settings(doctor, arena);
	if (rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), &why) < 0 ||
	    rg_repo_facts_read(&ground->facts, arena, repo, &why) < 0) {
		bool is_library = rg_str_has(rg_str_of(why.message), RG_STR("libgit2"));

		rg_doctor__add(doctor, is_library ? "libgit2" : "repository", RG_CHECK_ERROR,
			       rg_arena_dup(arena, rg_str_of(why.message)),
			       is_library ? RG_STR("apt-get install --reinstall the package of "
						   "libgit2 that redgreen was built with")
					  : RG_STR("git init, or open the folder of a repository"));
		rg_repo_close(repo);
		return;
	}
	ground->has_repo = true;
	ground->root = facts->root;
	ground->home = rg_home_of(arena, ground->root);
	rg_doctor__add(
		doctor, "repository", facts->head_oid.ptr ? RG_CHECK_OK : RG_CHECK_ERROR,
		rg_arena_printf(arena, "%.*s, %s%.*s", RG_FMT(facts->root),
				facts->branch.ptr ? "on " : "HEAD detached", RG_FMT(facts->branch)),
		facts->head_oid.ptr ? nothing
				    : RG_STR("git add -A && git commit: there is no commit"));
	if (facts->user_name.ptr && facts->user_email.ptr)
		rg_doctor__add(doctor, "identity", RG_CHECK_OK,
			       rg_arena_printf(arena, "%.*s <%.*s>", RG_FMT(facts->user_name),
					       RG_FMT(facts->user_email)),
			       nothing);
	else
		rg_doctor__add(
			doctor, "identity", RG_CHECK_ERROR,
			RG_STR("git knows no name and address of yours"),
			RG_STR("git config user.name NAME && git config user.email ADDRESS"));
	if (facts->head_oid.ptr)
		check_base(doctor, arena, repo);
	rg_repo_close(repo);
}
