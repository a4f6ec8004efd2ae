/* SPDX-License-Identifier: MIT */
/* language.c - a file's language by its name alone, one table. */
#include "syntax/outline.h"

static const struct {
	rg_str extension;
	rg_language language;
	rg_str name;
} languages[] = {
	{RG_STR_INIT(".py"), RG_LANG_PYTHON, RG_STR_INIT("python")},
	{RG_STR_INIT(".pyi"), RG_LANG_PYTHON, RG_STR_INIT("python")},
	{RG_STR_INIT(".pyx"), RG_LANG_PYTHON, RG_STR_INIT("cython")},
	{RG_STR_INIT(".pxd"), RG_LANG_PYTHON, RG_STR_INIT("cython")},
	{RG_STR_INIT(".pxi"), RG_LANG_PYTHON, RG_STR_INIT("cython")},
	{RG_STR_INIT(".c"), RG_LANG_C, RG_STR_INIT("c")},
	{RG_STR_INIT(".h"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".cc"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".cpp"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".cxx"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".hh"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".hpp"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".hxx"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".inl"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".ipp"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".tpp"), RG_LANG_CPP, RG_STR_INIT("cpp")},
	{RG_STR_INIT(".cu"), RG_LANG_CPP, RG_STR_INIT("cuda")},
	{RG_STR_INIT(".cuh"), RG_LANG_CPP, RG_STR_INIT("cuda")},
};

rg_language rg_language_of(rg_str path)
{
	rg_str extension = rg_path_ext(path);

	for (unsigned i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (rg_str_eq_nocase(extension, languages[i].extension))
			return languages[i].language;
	return RG_LANG_NONE;
}

rg_str rg_language_name(rg_str path)
{
	rg_str extension = rg_path_ext(path);

	for (unsigned i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (rg_str_eq_nocase(extension, languages[i].extension))
			return languages[i].name;
	return (rg_str){NULL, 0};
}
