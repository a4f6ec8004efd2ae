/* SPDX-License-Identifier: MIT */
/*
 * pytest_config.h - which configuration file and which rootdir pytest will find for given tests,
 * by the rules of _pytest/config/findpaths.py (6.2 to 9.1; docs: "Initialization: determining
 * rootdir and configfile"). In a repository of several projects the file nearest to the tests
 * counts, and node ids are printed relative to its folder. Files only; blocking.
 */
#ifndef RG_RUNNER_PYTEST_CONFIG_H
#define RG_RUNNER_PYTEST_CONFIG_H

#include "base/vec.h"

typedef struct rg_pytest_config_spec {
	rg_str root, cwd;	       /* absolute; cwd null: root */
	const rg_str_vec *tests;       /* node ids, relative to root or absolute; may be empty */
	const rg_str_vec *pytest_args; /* the user's: -c FILE and --rootdir are followed; or NULL */
	rg_str addopts;		       /* PYTEST_ADDOPTS, or null */
	rg_str pytest_version;	       /* "8.4.2"; null: the newest rules */
} rg_pytest_config_spec;

/* All text lies in the caller's arena. */
typedef struct rg_pytest_config {
	rg_str rootdir; /* absolute */
	rg_str file;	/* absolute; null: there is none */
	rg_str table;	/* "[tool.pytest.ini_options]"; null: the file says nothing of pytest */
	rg_str addopts, testpaths, pythonpath; /* in one line; null: not set */
	rg_str_vec ignored; /* names of files beside it that pytest passes over, "tox.ini" */
} rg_pytest_config;

rg_pytest_config rg_pytest_config_find(rg_arena *arena, const rg_pytest_config_spec *spec);

/* The folder that all the tests' files share, absolute, at or below root; root without tests. */
rg_str rg_pytest_common_folder(rg_arena *arena, rg_str root, const rg_str_vec *tests);

#endif
