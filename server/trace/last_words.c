/* SPDX-License-Identifier: MIT */
/*
 * last_words.c - a table of beginnings. The last one before the crash counts: a test may well catch
 * an earlier exception. How far the text goes is told by the blank line behind it, but for a
 * sanitizer's report, which has blank lines inside and ends with its SUMMARY.
 */
#include "trace/last_words.h"

#include "trace/native_stack.h"

#define MAX_REPORT 16384

typedef enum rg_words_kind { WORDS_LINE, WORDS_PARAGRAPH, WORDS_WHAT, WORDS_REPORT } rg_words_kind;

static const struct {
	rg_str mark;
	rg_words_kind kind;
} beginnings[] = {
	{RG_STR_INIT("==ERROR: AddressSanitizer"), WORDS_REPORT},
	{RG_STR_INIT("==ERROR: MemorySanitizer"), WORDS_REPORT},
	{RG_STR_INIT("==WARNING: MemorySanitizer"), WORDS_REPORT},
	{RG_STR_INIT("==ERROR: UndefinedBehaviorSanitizer"), WORDS_REPORT},
	{RG_STR_INIT("WARNING: ThreadSanitizer"), WORDS_REPORT},
	{RG_STR_INIT("terminate called "), WORDS_WHAT},
	{RG_STR_INIT("terminating due to uncaught exception"), WORDS_PARAGRAPH},
	{RG_STR_INIT("terminating with uncaught exception"), WORDS_PARAGRAPH},
	{RG_STR_INIT(": runtime error: "), WORDS_PARAGRAPH},
	{RG_STR_INIT("' panicked at "), WORDS_PARAGRAPH},
	{RG_STR_INIT("] Assertion `"), WORDS_LINE},	     /* of a CUDA kernel */
	{RG_STR_INIT(" received signal SIG"), WORDS_REPORT}, /* gdb */
	{RG_STR_INIT(": Assertion `"), WORDS_LINE},
	{RG_STR_INIT("Assertion failed: "), WORDS_LINE},
	{RG_STR_INIT("] Check failed: "), WORDS_PARAGRAPH},
	{RG_STR_INIT("double free or corruption"), WORDS_LINE},
	{RG_STR_INIT("free(): "), WORDS_LINE},
	{RG_STR_INIT("malloc(): "), WORDS_LINE},
	{RG_STR_INIT("malloc_consolidate(): "), WORDS_LINE},
	{RG_STR_INIT("corrupted size vs. prev_size"), WORDS_LINE},
	{RG_STR_INIT("munmap_chunk(): "), WORDS_LINE},
	{RG_STR_INIT("*** stack smashing detected ***"), WORDS_LINE},
	{RG_STR_INIT("*** buffer overflow detected ***"), WORDS_LINE},
};

/* The beginning of the last mark in text, or SIZE_MAX. */
static size_t find_last(rg_str text, rg_str mark)
{
	size_t found = SIZE_MAX, from = 0, at;

	while ((at = rg_str_find(rg_str_sub(text, from, text.len), mark)) != SIZE_MAX) {
		found = from + at;
		from = found + mark.len;
	}
	return found;
}

static size_t line_begin(rg_str text, size_t at)
{
	size_t lf = rg_str_rfind_char(rg_str_sub(text, 0, at), '\n');

	return lf == SIZE_MAX ? 0 : lf + 1;
}

static rg_str words_at(rg_str text, size_t at, rg_words_kind kind)
{
	rg_str words = rg_str_sub(text, line_begin(text, at), text.len);
	size_t end;

	switch (kind) {
	case WORDS_LINE:
		return rg_str_trim(rg_str_sub(words, 0, rg_str_find_char(words, '\n')));
	case WORDS_WHAT:
		words = rg_str_sub(text, at, text.len);
		end = rg_str_find(words, RG_STR("what():"));
		if (end != SIZE_MAX)
			words = rg_str_sub(words, end + 7, words.len);
		break;
	case WORDS_REPORT:
		end = rg_str_find(words, RG_STR("ERROR: "));
		if (end != SIZE_MAX && end < 40)
			words = rg_str_sub(words, end + 7, words.len);
		words = rg_str_sub(words, 0, MAX_REPORT);
		end = rg_str_find(words, RG_STR("\nSUMMARY: "));
		if (end == SIZE_MAX)
			return rg_str_trim(words);
		at = rg_str_find_char(rg_str_sub(words, end + 1, words.len), '\n');
		return at == SIZE_MAX ? words : rg_str_sub(words, 0, end + 1 + at);
	case WORDS_PARAGRAPH:
		break;
	}
	words = rg_str_sub(words, 0, MAX_REPORT);
	return rg_str_trim(rg_str_sub(words, 0, rg_str_find(words, RG_STR("\n\n"))));
}

/* The last paragraph that has a backtrace of two frames and more in it. */
static rg_str paragraph_with_stack(rg_arena *arena, rg_str text)
{
	rg_str rest = text, line, found = {NULL, 0};
	size_t begin = 0, n_frames = 0;

	while (rg_str_line(&line, &rest)) {
		rg_frame frame;
		size_t end = (size_t)(line.ptr - text.ptr) + line.len;

		if (rg_str_trim(line).len == 0) {
			begin = end;
			n_frames = 0;
			continue;
		}
		n_frames += rg_native_stack_line(&frame, arena, line) != RG_STACK_NONE;
		if (n_frames >= 2)
			found = rg_str_sub(text, begin, end);
	}
	return rg_str_trim(found);
}

rg_str rg_last_words(rg_arena *arena, rg_str text)
{
	size_t last = SIZE_MAX;
	rg_words_kind kind = WORDS_LINE;

	if (text.len > RG_LAST_WORDS_BYTES)
		text = rg_str_sub(text, text.len - RG_LAST_WORDS_BYTES, text.len);
	for (unsigned i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
		size_t at = find_last(text, beginnings[i].mark);

		if (at != SIZE_MAX && (last == SIZE_MAX || at > last)) {
			last = at;
			kind = beginnings[i].kind;
		}
	}
	/* abort() tells what threw; what was said before it says why. */
	if (last != SIZE_MAX)
		return words_at(text, last, kind);
	return paragraph_with_stack(arena, text);
}

static const struct {
	rg_str mark, type;
} ends[] = {
	{RG_STR_INIT("==ERROR: AddressSanitizer"), RG_STR_INIT("AddressSanitizer")},
	{RG_STR_INIT("==ERROR: UndefinedBehaviorSanitizer"),
	 RG_STR_INIT("UndefinedBehaviorSanitizer")},
	{RG_STR_INIT("==WARNING: MemorySanitizer"), RG_STR_INIT("MemorySanitizer")},
	{RG_STR_INIT("terminate called "), RG_STR_INIT("SIGABRT")},
	{RG_STR_INIT("terminating due to uncaught exception"), RG_STR_INIT("SIGABRT")},
	{RG_STR_INIT(" received signal SIGSEGV"), RG_STR_INIT("SIGSEGV")},
	{RG_STR_INIT(" received signal SIGABRT"), RG_STR_INIT("SIGABRT")},
	{RG_STR_INIT(" received signal SIGBUS"), RG_STR_INIT("SIGBUS")},
	{RG_STR_INIT(" received signal SIGFPE"), RG_STR_INIT("SIGFPE")},
	{RG_STR_INIT(" received signal SIGILL"), RG_STR_INIT("SIGILL")},
	{RG_STR_INIT("Segmentation fault (core dumped)"), RG_STR_INIT("SIGSEGV")},
	{RG_STR_INIT("Aborted (core dumped)"), RG_STR_INIT("SIGABRT")},
	{RG_STR_INIT("Bus error (core dumped)"), RG_STR_INIT("SIGBUS")},
	{RG_STR_INIT("Illegal instruction (core dumped)"), RG_STR_INIT("SIGILL")},
	{RG_STR_INIT("Floating point exception (core dumped)"), RG_STR_INIT("SIGFPE")},
};

/* bash: `t.sh: line 1:  4077 Segmentation fault      python -m pytest`, near the log's end. */
static size_t find_job_report(rg_str *type, rg_str text)
{
	static const struct {
		rg_str mark, type;
	} reports[] = {
		{RG_STR_INIT(" Segmentation fault "), RG_STR_INIT("SIGSEGV")},
		{RG_STR_INIT(" Aborted "), RG_STR_INIT("SIGABRT")},
		{RG_STR_INIT(" Bus error "), RG_STR_INIT("SIGBUS")},
		{RG_STR_INIT(" Killed "), RG_STR_INIT("SIGKILL")},
	};
	size_t from = text.len > 4096 ? text.len - 4096 : 0;

	for (unsigned i = 0; i < sizeof(reports) / sizeof(*reports); i++) {
		size_t at = rg_str_find(rg_str_sub(text, from, text.len), reports[i].mark);

		if (at == SIZE_MAX || from + at == 0 || text.ptr[from + at - 1] < '0' ||
		    text.ptr[from + at - 1] > '9')
			continue;
		*type = reports[i].type;
		return from + at + 1;
	}
	return SIZE_MAX;
}

/* Of a log's end, where a shell and CI say how a process ended. */
#define END_LINES 8
#define END_BYTES ((size_t)4096)

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "Killed", alone or at the end of a line of progress: "test_a.py .Killed". */
static bool says_end(rg_str *type, rg_str line, size_t *at)
{
	static const struct {
		rg_str mark, type;
	} words[] = {
		{RG_STR_INIT("Killed"), RG_STR_INIT("SIGKILL")},
		{RG_STR_INIT("Segmentation fault"), RG_STR_INIT("SIGSEGV")},
		{RG_STR_INIT("Aborted"), RG_STR_INIT("SIGABRT")},
		{RG_STR_INIT("Bus error"), RG_STR_INIT("SIGBUS")},
	};

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		*at = line.len - words[i].mark.len;
		if (rg_str_ends(line, words[i].mark) &&
		    (*at == 0 || (!is_letter(line.ptr[*at - 1]) &&
				  rg_str_has(rg_str_sub(line, 0, *at), RG_STR(".py"))))) {
			*type = words[i].type;
			return true;
		}
	}
	return false;
}

/* "exit code 137": 128 and a signal, as shells and containers have it. */
static bool says_status(rg_str *type, rg_str line)
{
	static const char *const phrases[] = {"exit code ", "exit code: ", "exit status ",
					      "exited with code ", "Error "};
	static const struct {
		const char *status;
		rg_str type;
	} statuses[] = {{"137", RG_STR_INIT("SIGKILL")},
			{"139", RG_STR_INIT("SIGSEGV")},
			{"134", RG_STR_INIT("SIGABRT")}};

	(void)rg_str_chop(&line, RG_STR("."));
	for (unsigned i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
		size_t at = rg_str_find(line, rg_str_of(phrases[i]));
		rg_str number;

		if (at == SIZE_MAX)
			continue;
		number = rg_str_sub(line, at + rg_str_of(phrases[i]).len, line.len);
		for (unsigned k = 0; k < sizeof(statuses) / sizeof(*statuses); k++)
			if (rg_str_eq_z(rg_str_trim(number), statuses[k].status)) {
				*type = statuses[k].type;
				return true;
			}
	}
	return false;
}

/* The kernel ends a process that has no memory left without a word of its own. */
static size_t find_silent_end(rg_str *type, rg_str text)
{
	size_t end = text.len, at, status = SIZE_MAX;

	for (int i = 0; i < END_LINES && end > 0 && text.len - end < END_BYTES; i++) {
		size_t begin = line_begin(text, end);
		rg_str line = rg_str_trim(rg_str_sub(text, begin, end));
		rg_str kind;

		if (line.len && says_end(&kind, line, &at)) {
			*type = kind;
			return begin + rg_str_find(rg_str_sub(text, begin, end),
						   rg_str_sub(line, at, line.len));
		}
		if (says_status(&kind, line)) {
			*type = kind;
			status = begin;
		}
		end = begin > 0 ? begin - 1 : 0;
	}
	return status;
}

size_t rg_last_words_find(rg_str *type, rg_str text, size_t from)
{
	size_t first = SIZE_MAX;

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t at = rg_str_find(rg_str_sub(text, from, text.len), ends[i].mark);

		if (at != SIZE_MAX && (first == SIZE_MAX || from + at < first)) {
			first = from + at;
			*type = ends[i].type;
		}
	}
	if (first == SIZE_MAX)
		first = find_job_report(type, text);
	if (first == SIZE_MAX)
		first = find_silent_end(type, text);
	return first >= from ? first : SIZE_MAX;
}
