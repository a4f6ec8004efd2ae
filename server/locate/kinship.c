/* SPDX-License-Identifier: MIT */
/* kinship.c - by the customs of pytest and unittest, and of those who name files after files. */
#include "locate/kinship.h"

static const rg_str before[] = {RG_STR_INIT("test_"), RG_STR_INIT("tests_"),
				RG_STR_INIT("unittest_")};
static const rg_str behind[] = {RG_STR_INIT("_test"), RG_STR_INIT("_tests"),
				RG_STR_INIT("_unittest")};

#define N(list) (sizeof(list) / sizeof(*(list)))

/* Takes one mark of a test off the name. */
static bool chop_test(rg_str *name)
{
	for (size_t i = 0; i < N(before); i++)
		if (rg_str_skip(name, before[i]))
			return true;
	for (size_t i = 0; i < N(behind); i++)
		if (rg_str_chop(name, behind[i]))
			return true;
	return false;
}

bool rg_kinship__is_test(rg_str path)
{
	rg_str name = rg_path_name(path);

	return rg_str_chop(&name, RG_STR(".py")) && chop_test(&name);
}

rg_str rg_kinship__stem(rg_str path)
{
	rg_str name = rg_path_name(path);

	if (rg_str_eq_z(name, "__init__.py"))
		name = rg_path_name(rg_path_folder(path));
	else
		rg_str_chop(&name, rg_path_ext(name));
	(void)chop_test(&name);
	while (rg_str_skip(&name, RG_STR("_")))
		;
	return name;
}

/* Of all pairs of names that are compared, nearly all differ in length or in the first letter. */
static bool may_be_same(rg_str a, rg_str b)
{
	size_t n = a.len > b.len ? a.len - b.len : b.len - a.len;

	return n <= 1 && (!a.len || !b.len || ((a.ptr[0] ^ b.ptr[0]) & ~0x20) == 0);
}

bool rg_kinship__is_same(rg_str a, rg_str b)
{
	if (!may_be_same(a, b))
		return false;
	if (a.len > b.len && a.len > 3)
		rg_str_chop(&a, RG_STR("s"));
	else if (b.len > a.len && b.len > 3)
		rg_str_chop(&b, RG_STR("s"));
	return rg_str_eq_nocase(a, b);
}
