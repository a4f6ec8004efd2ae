/* SPDX-License-Identifier: MIT */
/* generated.h - inside locate/: files that a program wrote: a fix changes what they are made from.
 */
#ifndef RG_LOCATE_GENERATED_H
#define RG_LOCATE_GENERATED_H

#include <stdbool.h>

#include "base/str.h"

/* By their bytes: a comment near the top says so, or no person writes lines of that length. */
bool rg_source__is_generated(rg_str bytes);

#endif
