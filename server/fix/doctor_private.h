/* SPDX-License-Identifier: MIT */
/* doctor_private.h - inside fix/: what the parts of the doctor share. */
#ifndef RG_FIX_DOCTOR_PRIVATE_H
#define RG_FIX_DOCTOR_PRIVATE_H

#include "fix/session/ground.h"
#include "runner/importable.h"
#include "runner/pytest_config.h"
#include "runner/python.h"

/* How much a check matters; the words of docs/results.md are "ok", "warning" and "error". */
typedef enum rg_check_level { RG_CHECK_OK, RG_CHECK_WARNING, RG_CHECK_ERROR } rg_check_level;

typedef struct rg_doctor {
	rg_ground ground;
	rg_json *checks; /* owned until it is in the result */
	const rg_environment *environment;
	rg_python python;
	bool has_pytest;
	rg_environment_task *environment_task;
	rg_python_check *python_check;
	rg_pytest_config config; /* where tests can run */
	rg_importable *importable;
	size_t n_errors, n_warnings;
} rg_doctor;

/* One line of the answer; next: what mends it, null when nothing has to be done. Gives the list
 * of its notes, borrowed. */
rg_json *rg_doctor__add(rg_doctor *doctor, const char *item, rg_check_level level, rg_str detail,
			rg_str next);
/* A further line below it. */
void rg_doctor__note(rg_json *notes, rg_str text);

/* This program, git, the repository, the forge; in a job. */
void rg_doctor__look_at_place(rg_doctor *doctor, rg_arena *arena);
/* Step: the tests' environment, their Python, pytest and its configuration. */
void rg_doctor__look_at_tests(rg_task *task);
/* Step, and whether it is possible: whose code Python would import for the tree's packages. */
void rg_doctor__look_at_imports(rg_task *task);
bool rg_doctor__can_import(rg_task *task);

#endif
