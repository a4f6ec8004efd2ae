/* SPDX-License-Identifier: MIT */
/* kernel.c - CUDA is built beforehand unless it says otherwise. */
#include "locate/kernel.h"

const char *const rg_kernel_entry_points[] = {"kernel_main", "__kernel", NULL};

bool rg_kernel_is_path(rg_str path)
{
	rg_str extension = rg_path_ext(path);

	return rg_str_eq_nocase(extension, RG_STR(".cl")) ||
	       rg_str_eq_nocase(extension, RG_STR(".metal")) ||
	       rg_str_has(path, RG_STR("device/kernels/"));
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

bool rg_kernel_has_entry_point(rg_str text)
{
	for (size_t i = 0; rg_kernel_entry_points[i]; i++) {
		rg_str name = rg_str_of(rg_kernel_entry_points[i]), rest = text;
		size_t at;

		while ((at = rg_str_find(rest, name)) != SIZE_MAX) {
			size_t end = at + name.len;

			if ((at == 0 || !is_word(rest.ptr[at - 1])) &&
			    (end == rest.len || !is_word(rest.ptr[end])))
				return true;
			rest = rg_str_sub(rest, end, SIZE_MAX);
		}
	}
	return false;
}
