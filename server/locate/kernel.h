/* SPDX-License-Identifier: MIT */
/*
 * kernel.h - what tells device code that is compiled when the test runs from host code that is
 * built beforehand. Pure.
 */
#ifndef RG_LOCATE_KERNEL_H
#define RG_LOCATE_KERNEL_H

#include "base/vec.h"

/* By the path alone: OpenCL, Metal, a folder of kernels below one of devices. */
bool rg_kernel_is_path(rg_str path);
/* The names of entry points that only kernels have; NULL behind the last. */
extern const char *const rg_kernel_entry_points[];
/* Whether the text holds one of them as a word. */
bool rg_kernel_has_entry_point(rg_str text);

#endif
