/* SPDX-License-Identifier: MIT */
/*
 * kind.c - extensions in tables. A kernel is told from host code by what only kernels have: the
 * extensions of OpenCL and Metal, `kernel_main` and `__kernel`, or its place (device/kernels/).
 * CUDA is built beforehand unless it says otherwise.
 */
#include "locate/kind.h"

#include "locate/kernel.h"

static bool has_extension(rg_str path, const char *const *extensions)
{
	rg_str extension = rg_path_ext(path);

	for (; *extensions; extensions++)
		if (rg_str_eq_nocase(extension, rg_str_of(*extensions)))
			return true;
	return false;
}

static bool has_entry_point(const rg_scene *scene, uint32_t file)
{
	const char *const *name = rg_kernel_entry_points;
	uint32_t document = scene->documents[file];

	for (; document != RG_NO_DOCUMENT && *name; name++) {
		rg_postings postings;
		rg_posting posting;

		rg_postings_init(&postings, scene->index, rg_str_of(*name));
		while (rg_postings_next(&posting, &postings))
			if (posting.document == document)
				return true;
	}
	return false;
}

rg_candidate_kind rg_kind_of_candidate(const rg_scene *scene, uint32_t file)
{
	static const char *const configs[] = {".toml", ".ini",	      ".cfg",
					      ".conf", ".properties", NULL};
	static const char *const stubs[] = {".pyi", NULL};
	rg_str path = scene->files.items[file], name = rg_language_name(path);

	if (has_extension(path, stubs))
		return RG_CANDIDATE_STUB;
	switch (rg_language_of(path)) {
	case RG_LANG_PYTHON:
		return rg_str_eq_z(name, "cython") ? RG_CANDIDATE_NATIVE : RG_CANDIDATE_PYTHON;
	case RG_LANG_C:
	case RG_LANG_CPP:
		if (rg_kernel_is_path(path) || has_entry_point(scene, file))
			return RG_CANDIDATE_KERNEL;
		return RG_CANDIDATE_NATIVE;
	case RG_LANG_NONE:
		break;
	}
	return has_extension(path, configs) ? RG_CANDIDATE_CONFIG : RG_CANDIDATE_DATA;
}
