/* SPDX-License-Identifier: MIT */
/* source_path.h - inside locate/: what a fix changes, by its path alone. */
#ifndef RG_LOCATE_SOURCE_PATH_H
#define RG_LOCATE_SOURCE_PATH_H

#include <stdbool.h>

#include "base/str.h"

/* Whether a file is source: neither test nor documentation nor example nor a build's own file. */
bool rg_path_is_source(rg_str path);

/* Whether a file of any kind lies with tests, documentation or examples, or is installed. */
bool rg_path_is_aside(rg_str path);

#endif
