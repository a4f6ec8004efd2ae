/* SPDX-License-Identifier: MIT */
/* path_kind.c - what a path says about its file: where installers and builds put copies. */
#include "trace/paths.h"

static bool is_any(rg_str part, const char *const *names)
{
	for (; *names; names++)
		if (rg_str_eq_z(part, *names))
			return true;
	return false;
}

/* setuptools' "build/lib", "build/lib.linux-x86_64-cpython-311" */
static bool is_build_folder(rg_str previous, rg_str part)
{
	return rg_str_eq_z(previous, "build") && rg_str_starts(part, RG_STR("lib")) &&
	       (part.len == 3 || part.ptr[3] == '.');
}

bool rg_path_is_installed(rg_str path)
{
	static const char *const marks[] = {"site-packages", "dist-packages", ".tox", ".nox",
					    ".eggs",	     "node_modules",  NULL};
	rg_str rest = path, part, previous = {NULL, 0};

	while (rg_str_part(&part, &rest, '/')) {
		if (is_any(part, marks) || is_build_folder(previous, part))
			return true;
		/* /usr/lib/python3.11/ast.py */
		if (rest.ptr && rg_str_starts(part, RG_STR("python3")) &&
		    (rg_str_eq_z(previous, "lib") || rg_str_eq_z(previous, "lib64")))
			return true;
		previous = part;
	}
	return false;
}

rg_str rg_path_in_installation(rg_str path)
{
	static const char *const marks[] = {"site-packages", "dist-packages", NULL};
	rg_str rest = path, part, previous = {NULL, 0}, found = {NULL, 0};

	while (rg_str_part(&part, &rest, '/')) {
		if (rest.ptr && (is_any(part, marks) || is_build_folder(previous, part) ||
				 (found.ptr && rg_str_ends(part, RG_STR(".egg")))))
			found = rest;
		previous = part;
	}
	return found;
}

bool rg_path_is_generated(rg_str path)
{
	static const char *const folders[] = {"CMakeFiles", "__pycache__", "_deps",
					      ".ipynb_checkpoints", NULL};
	static const char *const ends[] = {"_pb2.py",	   "_pb2_grpc.py",   "_pb2.pyi",
					   ".pb.cc",	   ".pb.h",	     ".pb.go",
					   ".generated.h", ".generated.cpp", ".gen.cpp",
					   ".gen.h",	   "_generated.py",  "_generated.h"};
	rg_str rest = path, part;

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (rg_str_ends(path, rg_str_of(ends[i])))
			return true;
	while (rg_str_part(&part, &rest, '/'))
		if (rest.ptr && is_any(part, folders))
			return true;
	return false;
}
