/* SPDX-License-Identifier: MIT */
/* last_words.h - inside trace/: what native code printed before it took the process down. Pure. */
#ifndef RG_TRACE_LAST_WORDS_H
#define RG_TRACE_LAST_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/* Of the text before a crash: no more than this is looked at. */
#define RG_LAST_WORDS_BYTES 65536

/*
 * The last complaint in text, which ends where the crash was reported: a sanitizer's report, what()
 * of a C++ exception, an assertion, a panic, the allocator's, or a paragraph with a backtrace in
 * it. Borrowed from text; null when nothing of that kind stands there. Linear.
 */
rg_str rg_last_words(rg_arena *arena, rg_str text);

/*
 * Where a process ended without faulthandler's word, at or behind `from`: a sanitizer's report, an
 * uncaught C++ exception, a shell's "(core dumped)" or "Killed", CI's "exit code 137". type:
 * "AddressSanitizer", "SIGABRT", … or null. SIZE_MAX when there is none.
 */
size_t rg_last_words_find(rg_str *type, rg_str text, size_t from);

#endif
