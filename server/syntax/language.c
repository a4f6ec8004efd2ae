/* SPDX-License-Identifier: MIT */
/*
 * language.c - a file's language by its name alone, one table. A template ("loops.c.src",
 * "algos.pyx.in") is of the language that it becomes: what a fix changes is the template.
 */
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
	{RG_STR_INIT(".cl"), RG_LANG_C, RG_STR_INIT("opencl")},
	{RG_STR_INIT(".metal"), RG_LANG_CPP, RG_STR_INIT("metal")},
};
#define N_LANGUAGES (sizeof(languages) / sizeof(*languages))

/* The entry of a path; N_LANGUAGES for none. */
static size_t find(rg_str path)
{
	static const rg_str templates[] = {RG_STR_INIT(".in"), RG_STR_INIT(".src"),
					   RG_STR_INIT(".tp"), RG_STR_INIT(".tmpl")};
	rg_str extension = rg_path_ext(path);
	size_t i = 0;

	for (; i < sizeof(templates) / sizeof(*templates); i++)
		if (rg_str_eq(extension, templates[i])) {
			(void)rg_str_chop(&path, extension);
			extension = rg_path_ext(path);
			break;
		}
	for (i = 0; i < N_LANGUAGES; i++)
		if (rg_str_eq_nocase(extension, languages[i].extension))
			break;
	return i;
}

rg_language rg_language_of(rg_str path)
{
	size_t i = find(path);

	return i < N_LANGUAGES ? languages[i].language : RG_LANG_NONE;
}

rg_str rg_language_name(rg_str path)
{
	size_t i = find(path);

	return i < N_LANGUAGES ? languages[i].name : (rg_str){NULL, 0};
}
