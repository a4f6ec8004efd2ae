/* SPDX-License-Identifier: MIT */
/*
 * limits.h - every ceiling of redgreen, one table. docs/settings.md is made from it.
 * Use: RG_LIMIT_MESSAGE_BYTES.
 */
#ifndef RG_BASE_LIMITS_H
#define RG_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#define RG_KiB ((size_t)1024)
#define RG_MiB ((size_t)1024 * 1024)

/*       name                value          why this value */
#define RG_LIMITS(RG_LIMIT)                                                                        \
	RG_LIMIT(MESSAGE_BYTES, 64 * RG_MiB, "checked before allocation; editors stay far below")  \
	RG_LIMIT(HEADER_BYTES, 8 * RG_KiB, "a message's header lines; editors send under 100")     \
	RG_LIMIT(JSON_DEPTH, 128, "recursion: a hostile message ends here, not on the stack")      \
	RG_LIMIT(OUT_QUEUE_BYTES, 24 * RG_MiB, "towards a client that does not read")              \
	RG_LIMIT(OUTPUT_HEAD_BYTES, 256 * RG_KiB, "per stream of a run, kept in memory")           \
	RG_LIMIT(OUTPUT_TAIL_BYTES, 1 * RG_MiB, "per stream of a run; the ring keeps the newest")  \
	RG_LIMIT(LOG_FILE_BYTES, 64 * RG_MiB, "of one run's log file: its first and last half")    \
	RG_LIMIT(RUN_LOG_BYTES, 8 * RG_MiB, "of that, read behind a run")                          \
	RG_LIMIT(TRACE_BYTES, 64 * RG_MiB, "of a log that is read for failures")                   \
	RG_LIMIT(SECTION_BYTES, 1 * RG_MiB, "of one failure's report: its first and last half")    \
	RG_LIMIT(ERROR_BYTES, 64 * RG_KiB, "of one exception's message")                           \
	RG_LIMIT(SOURCE_BYTES, 2 * RG_MiB, "a source file above it is generated or data")          \
	RG_LIMIT(CACHE_BYTES, 256 * RG_MiB, "a file of .git/redgreen/cache")                       \
	RG_LIMIT(DOCUMENT_BYTES, 32 * RG_MiB, "a text that an editor opens")                       \
	RG_LIMIT(SETTINGS_BYTES, 1 * RG_MiB, ".redgreen.json")                                     \
	RG_LIMIT(PROBE_BYTES, 32 * RG_MiB, "the probe's JSON Lines of one run")                    \
	RG_LIMIT(PROVENANCE_BYTES, 64 * RG_KiB, "where one run's modules came from, in evidence")  \
	RG_LIMIT(FORGE_ANSWER_BYTES, 8 * RG_MiB, "one answer of a forge")                          \
	RG_LIMIT(PR_BODY_CHARS, 60000, "GitHub refuses more than 65536")                           \
	RG_LIMIT(PR_TITLE_CHARS, 256, "GitHub refuses more")                                       \
	RG_LIMIT(SLUG_CHARS, 60, "a branch name that still fits on a screen")                      \
	RG_LIMIT(FAILURES, 200, "failures of one run that are shown and ranked")                   \
	RG_LIMIT(FRAMES, 200, "frames of one failure; the middle of a recursion is left out")      \
	RG_LIMIT(CANDIDATES, 50, "files in one answer")

enum rg_limit {
#define RG_LIMIT(name, value, why) RG_LIMIT_##name = (value),
	RG_LIMITS(RG_LIMIT)
#undef RG_LIMIT
};

#endif
