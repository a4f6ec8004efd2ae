/* SPDX-License-Identifier: MIT */
/*
 * binding.h - inside locate/: what a line of C or C++ that gives a name to Python gives, by the
 * words on it. Pure.
 */
#ifndef RG_LOCATE_BINDING_H
#define RG_LOCATE_BINDING_H

#include <stdbool.h>

#include "base/str.h"

#define RG_BINDING_TARGETS 6

typedef struct rg_binding {
	rg_str targets[RG_BINDING_TARGETS]; /* last parts of names: "gather" of &ns::gather */
	size_t n;
} rg_binding;

/*
 * Whether source gives Python `name`, in any of the ways of scan.h; targets are the identifiers
 * behind it that may be the function or class that is given, borrowed from source.
 */
bool rg_binding_find(rg_binding *out, rg_str source, rg_str name);

#endif
