/* SPDX-License-Identifier: MIT */
/* source_path.c - by the customs of Python projects; names compare without case. */
#include "locate/source_path.h"

#include "syntax/outline.h"
#include "trace/paths.h"

static bool is_one_of(rg_str name, const rg_str *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_eq_nocase(name, names[i]))
			return true;
	return false;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof(*(names)))

bool rg_path_is_aside(rg_str path)
{
	static const rg_str folders[] = {
		RG_STR_INIT("test"),	  RG_STR_INIT("tests"),	     RG_STR_INIT("testing"),
		RG_STR_INIT("unittests"), RG_STR_INIT("unit_tests"), RG_STR_INIT("t"),
		RG_STR_INIT("doc"),	  RG_STR_INIT("docs"),	     RG_STR_INIT("example"),
		RG_STR_INIT("examples"),  RG_STR_INIT("benchmark"),  RG_STR_INIT("benchmarks"),
		RG_STR_INIT("asv_bench"), RG_STR_INIT("samples"),    RG_STR_INIT("tutorial"),
		RG_STR_INIT("tutorials"),
	};
	rg_str rest = rg_path_folder(path), folder;

	while (rg_str_part(&folder, &rest, '/'))
		if (IS_ONE_OF(folder, folders))
			return true;
	return rg_path_is_installed(path);
}

bool rg_path_is_source(rg_str path)
{
	static const rg_str files[] = {
		RG_STR_INIT("conftest.py"),   RG_STR_INIT("setup.py"),	 RG_STR_INIT("test.py"),
		RG_STR_INIT("tests.py"),      RG_STR_INIT("noxfile.py"), RG_STR_INIT("tasks.py"),
		RG_STR_INIT("fabfile.py"),    RG_STR_INIT("dodo.py"),	 RG_STR_INIT("_version.py"),
		RG_STR_INIT("versioneer.py"),
	};
	static const rg_str ends[] = {RG_STR_INIT("_test"), RG_STR_INIT("_tests"),
				      RG_STR_INIT("_unittest")};
	rg_str name = rg_path_name(path), stem = name;

	if (rg_language_of(path) == RG_LANG_NONE || rg_path_is_aside(path))
		return false;
	if (IS_ONE_OF(name, files) || rg_str_starts(name, RG_STR("test_")))
		return false;
	rg_str_chop(&stem, rg_path_ext(name));
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (rg_str_ends(stem, ends[i]))
			return false;
	return true;
}
