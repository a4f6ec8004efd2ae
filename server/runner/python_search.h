/* SPDX-License-Identifier: MIT */
/*
 * python_search.h - inside runner/: the search for the tests' Python. A source (a line of
 * python_sources.def) is a function that adds what it finds, the best first; the first that has a
 * python is the choice, and all others are kept with the reason why they are not.
 */
#ifndef RG_RUNNER_PYTHON_SEARCH_H
#define RG_RUNNER_PYTHON_SEARCH_H

#include "runner/python.h"

typedef struct rg_search {
	rg_arena *arena;
	const rg_python_spec *spec;
	rg_str cwd;
	rg_str folder;	     /* of a source IN_FOLDERS: the one to look at; else the root */
	bool is_walk;	     /* the source is one IN_FOLDERS */
	rg_python *chosen;   /* path null: nothing yet */
	rg_str_vec prefixes; /* of what was added, so that nothing comes twice */
} rg_search;

/* A variable of the tests' environment; null when unset or empty. */
rg_str rg_search__var(const rg_search *search, const char *name);
/* $variable, else ~/in_home; null without a home. */
rg_str rg_search__home(rg_search *search, const char *variable, const char *in_home);
/* folder/name, as a C string too. */
rg_str rg_search__below(rg_search *search, rg_str folder, const char *name);
/* The folder as the user knows it: "the root", "packages/a", or as it is when it lies elsewhere. */
rg_str rg_search__name(rg_search *search, rg_str folder);
/* A file's text, null when there is none. */
rg_str rg_search__text(rg_search *search, rg_str path);
/* The python of an environment's folder, null when there is none. */
rg_str rg_search__python_in(rg_search *search, rg_str prefix);

/*
 * Something was found. prefix: an environment's folder; when there is no python in it, that is
 * said. tool: rg_python.tool or null.
 */
void rg_search__add(rg_search *search, rg_str prefix, rg_str reason, const char *tool);
/* The same for a program that belongs to no environment. */
void rg_search__add_program(rg_search *search, rg_str path, rg_str reason, const char *tool);
/* Something that was named and cannot be used. */
void rg_search__add_useless(rg_search *search, rg_str path, rg_str reason, rg_str why);
/*
 * Of several environments the best: one with pytest, then the one of the name `favourite` (may be
 * null), then the newest Python, then by name; the others follow with what the first has over them.
 */
void rg_search__add_best(rg_search *search, const rg_str_vec *prefixes, const char *favourite,
			 rg_str reason, const char *tool);

/* The prefix of the version that pyenv would choose, or null. *said: what was asked for, with its
 * source ("pyenv's 3.9 (PYENV_VERSION)"), or null; *version: that alone. */
rg_str rg_search__pyenv(rg_search *search, rg_str *said, rg_str *version, bool with_global);
/* pyenv's folder of shims; null without pyenv. */
rg_str rg_search__pyenv_shims(rg_search *search);

#define RG_PYTHON_SOURCE(function, scope, name, what)                                              \
	void rg_search__by_##function(rg_search *search);
#include "runner/python_sources.def"
#undef RG_PYTHON_SOURCE

#endif
