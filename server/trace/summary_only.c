/* SPDX-License-Identifier: MIT */
/*
 * summary_only.c - failures that the summary names and no report shows (--tb=no), or a report of
 * --tb=line, which has a place and a message but no title: message by message, and in order where
 * the summary has none.
 */
#include "trace/exception.h"
#include "trace/nodeid.h"
#include "trace/run_reader.h"

/* Of the progress, where -v's line of a single test is looked for. */
#define MAX_PROGRESS (256 * 1024)

/* Whether text (perhaps cut, "...") is the message's first line. */
static bool is_text_of(rg_str text, const rg_exception *error)
{
	rg_str rest = error->message, line = {NULL, 0};

	(void)rg_str_line(&line, &rest);
	rest = text;
	(void)rg_str_line(&text, &rest);
	if (rg_str_chop(&text, RG_STR("...")))
		return rg_str_starts(line, text);
	return rg_str_eq(rg_str_trim(line), rg_str_trim(text));
}

/* Whether the summary's message (perhaps cut, "...") is this exception. */
static bool is_message_of(rg_str message, const rg_exception *error)
{
	rg_str type, text;

	rg_trace__split(&type, &text, message);
	if (!type.ptr)
		text = message;
	else if (!rg_str_eq(type, error->type))
		return false;
	return is_text_of(text, error);
}

/* The same for a report of --tb=line, whose last line and the summary's say the same. */
static bool is_message_of_line(rg_str message, const rg_traceback *part)
{
	rg_str rest = message;

	if (!part->what.len)
		return is_message_of(message, &part->error);
	(void)rg_str_line(&message, &rest);
	message = rg_str_trim(message);
	if (rg_str_chop(&message, RG_STR("...")))
		return rg_str_starts(part->what, message);
	return rg_str_eq(part->what, message);
}

void rg_run__add_from_line(rg_run_reader *run, rg_exception *error, const rg_outcome_line *line)
{
	rg_str type, message;

	rg_frame place;

	if (!line->message.ptr || error->type.ptr)
		return;
	if (error->frames.n == 0 && rg_trace__native_frame(&place, line->message)) {
		place.path = rg_trace__keep(run->reader, place.path);
		place.function = (rg_str){NULL, 0};
		RG_PUSH(run->reader->arena, &error->frames, place);
	}
	rg_trace__split_line(&type, &message, line->message);
	if (error->message.len == 0)
		error->message = rg_trace__keep(run->reader, message);
	else if (!is_text_of(message, error))
		return;
	error->type = rg_trace__keep(run->reader, type);
}

bool rg_run__is_collected(rg_run_reader *run, rg_str title)
{
	if (rg_str_vec_has(&run->collected, title))
		return true;
	RG_PUSH(run->reader->arena, &run->collected, title);
	return false;
}

/* By the summary alone: a test that failed or passed before its error had been set up. */
static rg_phase phase_of(const rg_run_reader *run, const rg_outcome_line *line)
{
	rg_str progress = rg_str_sub(run->session->progress, 0, MAX_PROGRESS);
	size_t at;

	/* a file is no test; pytest-sugar says FAILED of it, too */
	if (!rg_str_has(line->nodeid, RG_STR("::")))
		return RG_PHASE_COLLECT;
	if (!line->is_error)
		return RG_PHASE_CALL;
	for (size_t i = 0; i < run->lines.n; i++)
		if (!run->lines.items[i].is_error &&
		    rg_str_eq(run->lines.items[i].nodeid, line->nodeid))
			return RG_PHASE_TEARDOWN;
	at = rg_str_find(progress, line->nodeid);
	progress = at == SIZE_MAX ? RG_STR("")
				  : rg_str_sub(progress, at + line->nodeid.len, progress.len);
	return rg_str_starts(progress, RG_STR(" PASSED")) ? RG_PHASE_TEARDOWN : RG_PHASE_SETUP;
}

/* Whether the summary's lines are those of the reports of --tb=line, one by one. */
static bool is_in_order(const rg_run_reader *run, const rg_traceback_vec *parts)
{
	size_t n = 0;

	for (size_t i = 0; i < run->lines.n; i++) {
		const rg_outcome_line *line = &run->lines.items[i];

		if (line->is_error || line->is_used)
			continue;
		if (n >= parts->n ||
		    (line->message.ptr && !is_message_of_line(line->message, &parts->items[n])))
			return false;
		n++;
	}
	return n == parts->n;
}

/* The same for a line of the summary: its file was reported, perhaps by another path. */
static bool is_collected_line(rg_run_reader *run, const rg_outcome_line *line)
{
	for (size_t i = 0; i < run->collected.n; i++)
		if (rg_nodeid_match(line->nodeid, run->collected.items[i]) != RG_TITLE_OTHER)
			return true;
	return rg_run__is_collected(run, line->nodeid);
}

/* Whether the report of --tb=line is that of a line behind this one, by its message. */
static bool is_of_later_line(const rg_run_reader *run, const rg_outcome_line *line,
			     const rg_traceback *part)
{
	for (line++; line < run->lines.items + run->lines.n; line++)
		if (!line->is_error && line->message.ptr && is_message_of_line(line->message, part))
			return true;
	return false;
}

/* Of the reports of --tb=line the one for this line; *next: the first that is not taken. */
static const rg_traceback *find_part(const rg_run_reader *run, const rg_traceback_vec *parts,
				     size_t *next, const rg_outcome_line *line, bool is_in_order)
{
	if (line->is_error)
		return NULL;
	if (!line->message.ptr && !is_in_order) {
		/* a subtest's line has no room for a message when its arguments are long */
		if (!line->is_subtest || *next >= parts->n ||
		    is_of_later_line(run, line, &parts->items[*next]))
			return NULL;
		return &parts->items[(*next)++];
	}
	for (size_t k = *next; k < parts->n; k++) {
		if (!is_in_order && !is_message_of_line(line->message, &parts->items[k]))
			continue;
		*next = k + 1;
		return &parts->items[k];
	}
	return NULL;
}

void rg_run__read_rest(rg_run_reader *run, const rg_traceback_vec *parts)
{
	bool has_order = is_in_order(run, parts);
	size_t next = 0;

	for (size_t i = 0; i < run->lines.n; i++) {
		const rg_outcome_line *line = &run->lines.items[i];
		rg_failure failure = {.seconds = -1, .test = line->nodeid};
		const rg_traceback *part;

		if (line->is_used)
			continue;
		failure.phase = phase_of(run, line);
		if (failure.phase == RG_PHASE_COLLECT && is_collected_line(run, line))
			continue;
		part = find_part(run, parts, &next, line, has_order);
		if (part) {
			failure.error = part->error;
			failure.chain = part->chain;
		}
		rg_run__add_from_line(run, &failure.error, line);
		rg_trace__add(run->reader, &failure);
	}
	for (size_t k = 0; k < parts->n && run->lines.n == 0; k++) {
		rg_failure failure = {.phase = RG_PHASE_CALL,
				      .error = parts->items[k].error,
				      .chain = parts->items[k].chain,
				      .seconds = -1,
				      .test = {"", 0}};

		if (parts->items[k].error.frames.n > 0 ||
		    rg_traceback_is_unexpected_pass(&parts->items[k]))
			rg_trace__add(run->reader, &failure);
	}
}
