/* SPDX-License-Identifier: MIT */
/* test_files.c - pytest's own patterns for names (python_files), and the folders that people use.
 */
#include "fix/session/test_files.h"

bool rg_is_test_folder(rg_str name)
{
	return rg_str_eq_z(name, "test") || rg_str_eq_z(name, "tests") ||
	       rg_str_eq_z(name, "testing");
}

bool rg_is_test_side(rg_str path)
{
	rg_str rest = path, part, name = rg_path_name(path);

	if (rg_str_starts(name, RG_STR("test_")) || rg_str_eq_z(name, "conftest.py") ||
	    rg_str_ends(name, RG_STR("_test.py")))
		return true;
	while (rg_str_part(&part, &rest, '/'))
		if (rest.ptr && rg_is_test_folder(part))
			return true;
	return false;
}

rg_str_vec rg_test_files(rg_arena *arena, const rg_str_vec *tests)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < tests->n; i++) {
		rg_str file =
			rg_str_sub(tests->items[i], 0, rg_str_find(tests->items[i], RG_STR("::")));

		if (file.len)
			RG_PUSH(arena, &out, file);
	}
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}
