/* SPDX-License-Identifier: MIT */
/*
 * progress.c - the line is written over by the next one, which only works while it fits: a terminal
 * that breaks a line keeps its first half. A silent second is a long one: from the second on the
 * line counts how long its message has been true.
 */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limits.h"
#include "cli/printer.h"
#include "os/system.h"

/* What is through by then needs no word in a file or another program's output. */
#define QUIET_NS  500000000u
#define SECOND_NS 1000000000u
#define SECOND_MS 1000
#define SEPARATOR " \xC2\xB7 " /* before the time left, as tasks write it */

enum { MAX_MESSAGE = 4000, PERCENT = 6 /* " 57 % " */, COUNTED_FROM = 2 };

void rg_cli__tell(const char *before, rg_str text, const char *behind)
{
	rg_buf out;
	rg_printer printer = {.out = &out};

	rg_buf_init(&out, 64 * RG_MiB);
	rg_buf_add_z(&out, "");
	rg_cli__safe(&printer, text);
	fprintf(stderr, "%s%.*s%s", before, RG_FMT(rg_buf_str(&out)), behind);
	rg_buf_release(&out);
}

void rg_progress_line_init(rg_progress_line *line, uint64_t started_ns)
{
	*line = (rg_progress_line){.is_terminal = rg_is_terminal(STDERR_FILENO),
				   .start_ns = started_ns};
	rg_buf_init(&line->message, MAX_MESSAGE);
}

static void draw(rg_progress_line *line);

static void on_tick(void *data)
{
	rg_progress_line *line = data;

	line->tick = NULL;
	draw(line);
}

static void draw(rg_progress_line *line)
{
	unsigned columns = rg_terminal_columns(STDERR_FILENO);
	uint64_t seconds = (rg_clock_ns() - line->begun_ns) / SECOND_NS;
	rg_arena *arena = rg_arena_new();
	rg_buf text, fitting;

	rg_buf_init(&text, MAX_MESSAGE);
	rg_buf_init(&fitting, MAX_MESSAGE);
	rg_buf_add(&text, rg_buf_str(&line->message));
	if (seconds >= COUNTED_FROM)
		rg_buf_printf(&text, ", %llu s", (unsigned long long)seconds);
	if (line->workspace && rg_workspace_session(line->workspace)) {
		rg_session_time time = rg_workspace_session_time(line->workspace);

		rg_buf_add_z(&text, SEPARATOR);
		rg_buf_add(&text, rg_session_time_brief(arena, &time));
	}
	rg_cli__fit(&fitting, rg_buf_str(&text), columns > PERCENT ? columns - PERCENT - 1 : 0);
	fprintf(stderr, "\r\033[K%3u %% ", line->percent);
	rg_cli__tell("", rg_buf_str(&fitting), "");
	fflush(stderr);
	line->is_standing = true;
	if (!line->tick && line->loop)
		line->tick = rg_timer_start(line->loop, SECOND_MS, on_tick, line);
	rg_buf_release(&fitting);
	rg_buf_release(&text);
	rg_arena_free(arena);
}

/* In a file, what counts up ("Receiving objects: 12 %") is said once. */
static bool is_said(rg_progress_line *line, rg_str message)
{
	size_t end = rg_str_find(message, RG_STR(": "));
	uint64_t before = line->counted;

	line->counted = end == SIZE_MAX ? 0 : rg_hash(RG_HASH_START, rg_str_sub(message, 0, end));
	return line->counted && line->counted == before;
}

static rg_str without_time_left(const rg_progress_line *line, rg_str message)
{
	rg_str rest = message;
	size_t at, end = 0;

	if (!line->workspace || !rg_workspace_session(line->workspace))
		return message;
	while ((at = rg_str_find(rest, RG_STR(SEPARATOR))) != SIZE_MAX) {
		end = message.len - rest.len + at;
		rest = rg_str_sub(rest, at + sizeof(SEPARATOR) - 1, rest.len);
	}
	return end ? rg_str_sub(message, 0, end) : message;
}

void rg_progress_line_show(rg_progress_line *line, uint32_t percent, rg_str message)
{
	if (line->is_terminal) {
		rg_str text = without_time_left(line, message);

		if (!rg_str_eq(text, rg_buf_str(&line->message)))
			line->begun_ns = rg_clock_ns();
		rg_buf_clear(&line->message);
		rg_buf_add(&line->message, text);
		line->percent = percent;
		draw(line);
	} else if (rg_clock_ns() - line->start_ns >= QUIET_NS && !is_said(line, message)) {
		rg_cli__tell("redgreen: ", message, "\n");
	}
}

void rg_progress_line_clear(rg_progress_line *line)
{
	if (line->is_standing)
		fputs("\r\033[K", stderr);
	line->is_standing = false;
	rg_timer_cancel(line->tick);
	line->tick = NULL;
}

void rg_progress_line_release(rg_progress_line *line)
{
	rg_progress_line_clear(line);
	rg_buf_release(&line->message);
}
