/* SPDX-License-Identifier: MIT */
/*
 * native_name.h - inside trace/: a function of C, C++ or Rust as a backtrace spells it, made into
 * the name that its source gives it. Pure.
 */
#ifndef RG_TRACE_NATIVE_NAME_H
#define RG_TRACE_NATIVE_NAME_H

#include "base/arena.h"
#include "base/str.h"

/*
 * "int ns::A<int>::f<T>(int) const [with T = int]" → "ns::A::f": without what it returns, template
 * arguments, parameters and unnamed namespaces; of a lambda the function around it. Nested names of
 * the Itanium C++ ABI ("_ZN2ns1fEv") are read as well. Null when nothing is left. In the arena.
 */
rg_str rg_native_name(rg_arena *arena, rg_str symbol);

/* Whether a name belongs to what every program has: interpreter, C and C++ libraries, binders. */
bool rg_native_name_is_plumbing(rg_str name);

#endif
