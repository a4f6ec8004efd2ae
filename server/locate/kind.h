/* SPDX-License-Identifier: MIT */
/* kind.h - inside locate/: what a candidate is, and with it what an edit of it asks for. */
#ifndef RG_LOCATE_KIND_H
#define RG_LOCATE_KIND_H

#include "locate/scene.h"

/*
 * By the path, and for C and C++ by the index: device code, which is compiled when the test runs,
 * has an entry point that host code has not, or lies in a folder of kernels below one of devices.
 */
rg_candidate_kind rg_kind_of_candidate(const rg_scene *scene, uint32_t file);

#endif
