/* SPDX-License-Identifier: MIT */
/* language.c - a file's language by its name alone, one table. */
#include "syntax/outline.h"

static const struct {
	const char *extension;
	rg_language language;
	rg_str name;
} languages[] = {
	{".py", RG_LANG_PYTHON, RG_STR_INIT("python")},
	{".pyi", RG_LANG_PYTHON, RG_STR_INIT("python")},
	{".pyx", RG_LANG_PYTHON, RG_STR_INIT("cython")},
	{".pxd", RG_LANG_PYTHON, RG_STR_INIT("cython")},
	{".pxi", RG_LANG_PYTHON, RG_STR_INIT("cython")},
	{".c", RG_LANG_C, RG_STR_INIT("c")},
	{".h", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".cc", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".cpp", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".cxx", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".hh", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".hpp", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".hxx", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".inl", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".ipp", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".tpp", RG_LANG_CPP, RG_STR_INIT("cpp")},
	{".cu", RG_LANG_CPP, RG_STR_INIT("cuda")},
	{".cuh", RG_LANG_CPP, RG_STR_INIT("cuda")},
};

rg_language rg_language_of(rg_str path)
{
	rg_str extension = rg_path_ext(path);

	for (unsigned i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (rg_str_eq_nocase(extension, rg_str_of(languages[i].extension)))
			return languages[i].language;
	return RG_LANG_NONE;
}

rg_str rg_language_name(rg_str path)
{
	rg_str extension = rg_path_ext(path);

	for (unsigned i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (rg_str_eq_nocase(extension, rg_str_of(languages[i].extension)))
			return languages[i].name;
	return (rg_str){NULL, 0};
}
