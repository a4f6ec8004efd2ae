/* SPDX-License-Identifier: MIT */
/*
 * environment.h - the environment that tests run in: the user's, without credentials; variables
 * that make pytest's output plain and stable; those of `envFile`; the setting `env`; and what the
 * `setup` script makes of all that. Later ones win. In values of `env` and `envFile`,
 * ${workspaceFolder} is the tree, ${NAME} and ${env:NAME} a variable as it is so far, or a
 * credential that was taken out: {"GH_TOKEN": "${env:GH_TOKEN}"} gives the tests that one.
 *
 * What belongs to a single run (hash seed, probe, bytecode folder) is added by run.c.
 */
#ifndef RG_RUNNER_ENVIRONMENT_H
#define RG_RUNNER_ENVIRONMENT_H

#include "base/err.h"
#include "base/vec.h"
#include "os/loop.h"

typedef struct rg_environment_spec {
	rg_str root;		/* absolute */
	rg_str tree;		/* what ${workspaceFolder} stands for; null: root */
	rg_str cwd;		/* absolute; where setup is sourced; null: root */
	const rg_str_vec *base; /* "K=V"; NULL: this process's own environment */
	const rg_str_vec *env;	/* the setting `env`, "K=V"; NULL: none */
	rg_str env_file;	/* the setting `envFile`, relative to root; null or empty: none */
	rg_str setup;		/* the setting `setup`, relative to root; null or empty: none */
	uint64_t setup_timeout_ms; /* 0: 60 s */
} rg_environment_spec;

/* It and all its memory lie in the arena that was given to rg_environment_start. */
typedef struct rg_environment {
	rg_str_vec vars;       /* "K=V", sorted by name, each name once */
	rg_str_vec withheld;   /* names of credentials that were taken out, sorted */
	rg_str_vec from_setup; /* names that the setup script set or changed, sorted */
	/* 16 hexadecimal digits over vars, without those that say nothing about the tests (shell
	 * level, terminal and session ids). Equal values: runs had the same environment. */
	rg_str fingerprint;
} rg_environment;

typedef struct rg_environment_task rg_environment_task;
/*
 * rc: RG_OK, or RG_EINVAL (a line of envFile is wrong: file and line are named), RG_ENOTFOUND
 * (envFile or setup is missing, no bash), RG_EEXTERNAL (setup failed: its exit status and last
 * lines), RG_ETIMEOUT, RG_ECANCELLED. environment is NULL then.
 */
typedef void (*rg_environment_done)(void *data, rg_rc rc, const rg_environment *environment,
				    const rg_err *err);

/*
 * Builds it; done comes later on the loop, exactly once. arena: kept until done, and used from
 * the loop only; what spec points to is copied.
 */
rg_environment_task *rg_environment_start(rg_loop *loop, rg_arena *arena,
					  const rg_environment_spec *spec, rg_environment_done done,
					  void *data);
/* Ends a setup script; done comes with RG_ECANCELLED. */
void rg_environment_stop(rg_environment_task *task);

/* Whether the variable of this name may hold a credential: *_TOKEN, SSH_AUTH_SOCK, … Pure. */
bool rg_environment_is_credential(rg_str name);
/* The value of a variable in a list of "K=V", null when it is not there. Borrowed. */
rg_str rg_environment_get(const rg_str_vec *vars, const char *name);
/* Sets or replaces a variable in a list of "K=V"; copies. */
void rg_environment_set(rg_arena *arena, rg_str_vec *vars, const char *name, rg_str value);

#endif
