/* SPDX-License-Identifier: MIT */
/*
 * readings.c - the command explainLog, started by the server itself, for every open document that
 * looks like a log. A file is read from disk while the editor holds nothing else, a text without a
 * file from the editor's own snapshot. A paste is a change of the text: after each pause of the
 * typing head and tail are looked at, and a log among them is read anew, one job at a time.
 *
 * What comes of it are findings, like those of a run. A reading says nothing but once: that a log
 * shows no failing test.
 */
#include "lsp/readings.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "commands/command.h"
#include "lsp/documents.h"
#include "lsp/roots.h"
#include "lsp/tell.h"

/* Longer than the gaps in typing and in a terminal's paste, shorter than a look at the margin. */
#define PAUSE_MS 250
/* Too many commands are under way: later. */
#define RETRY_MS 1000

struct rg_reading {
	rg_lsp *lsp;
	rg_document *document; /* NULL once it was closed */
	rg_timer *timer;       /* runs until the next look, or NULL */
	rg_task *task;	       /* under way, or NULL */
	rg_text *text;	       /* what it reads, retained, or NULL: the file */
	bool is_stale;	       /* the text changed since the task began */
	bool has_spoken;
};

static void look(void *data);

static void look_later(rg_reading *reading, uint64_t ms)
{
	rg_timer_cancel(reading->timer);
	reading->timer = rg_timer_start(reading->lsp->loop, ms, look, reading);
}

static void forget(rg_lsp *lsp, const rg_document *document)
{
	for (rg_root *root = lsp->roots; root && !lsp->is_ending; root = root->next)
		rg_workspace_forget_log(root->workspace, rg_document_name(document));
}

/* ---- the end of a task ---------------------------------------------------------------------- */

static void say_once(rg_reading *reading, const rg_json *stopped)
{
	rg_str message = rg_json_str(rg_json_get(stopped, "message"));

	if (!reading->has_spoken && message.len)
		rg_lsp_tell(reading->lsp, RG_LSP_INFORMATION, message);
	reading->has_spoken = true;
}

static void sweep(void *data)
{
	rg_lsp *lsp = data;

	rg_roots_sweep(lsp);
	rg_lsp_check_end(lsp);
}

static void on_progress(void *self, uint32_t percent, rg_str message)
{
	(void)self;
	(void)percent;
	(void)message;
}

static void on_ask(void *self, rg_task *task, const rg_question *question)
{
	(void)self;
	(void)question;
	rg_task_answer(task, -1);
}

static void on_done(void *self, rg_rc rc, const rg_err *err, const rg_json *result)
{
	rg_reading *reading = self;
	rg_lsp *lsp = reading->lsp;
	const rg_json *stopped = rg_json_get(result, "stopped");

	reading->task = NULL;
	rg_text_drop(reading->text);
	reading->text = NULL;
	rg_loop_post(lsp->loop, sweep, lsp);
	if (!reading->document) {
		free(reading);
		return;
	}
	if (reading->is_stale) {
		look_later(reading, PAUSE_MS);
	} else if (rc < 0) {
		rg_log(rc == RG_ECANCELLED ? RG_LOG_INFO : RG_LOG_WARNING, "reading %s: %s",
		       reading->document->uri, err->message);
	} else if (!rg_json_is_null(stopped)) {
		forget(lsp, reading->document);
		say_once(reading, stopped);
	}
}

/* ---- the beginning -------------------------------------------------------------------------- */

static void read_now(rg_reading *reading, rg_root *root)
{
	rg_document *document = reading->document;
	rg_observer observer = {
		.self = reading, .progress = on_progress, .ask = on_ask, .done = on_done};
	rg_command_args args = {.log = rg_document_name(document)};
	rg_err err;

	if (!document->path || document->is_edited) {
		reading->text = rg_text_retain(document->text);
		args.log_text = rg_text_bytes(reading->text);
	}
	reading->is_stale = false;
	if (rg_command_start(&reading->task, &rg_command_explain_log, root->workspace, &args,
			     &observer, &err) == RG_OK)
		return;
	rg_log(RG_LOG_INFO, "reading %s: %s", document->uri, err.message);
	rg_text_drop(reading->text);
	reading->text = NULL;
	look_later(reading, RETRY_MS);
}

/* The log of the last run: the run itself said more than its text does. */
static bool is_of_run(const rg_root *root, const rg_document *document)
{
	const rg_findings *f = rg_reading_findings(root, document);

	return f && !f->is_log;
}

static void look_now(rg_reading *reading)
{
	rg_document *document = reading->document;
	rg_root *root;

	rg_document_judge(document);
	if (!document->is_log)
		forget(reading->lsp, document);
	if (!document->is_read)
		return;
	root = rg_roots_of_document(reading->lsp, document);
	if (root && !is_of_run(root, document))
		read_now(reading, root);
}

static void look(void *data)
{
	rg_reading *reading = data;

	reading->timer = NULL;
	if (reading->task)
		reading->is_stale = true;
	else if (!reading->lsp->is_ending)
		look_now(reading);
}

static rg_reading *get_reading(rg_lsp *lsp, rg_document *document)
{
	if (!document->reading) {
		document->reading = rg_calloc(1, sizeof(*document->reading));
		document->reading->lsp = lsp;
		document->reading->document = document;
	}
	return document->reading;
}

void rg_reading_begin(rg_lsp *lsp, rg_document *document)
{
	if (document->is_read)
		look_now(get_reading(lsp, document));
}

void rg_reading_touch(rg_lsp *lsp, rg_document *document)
{
	if (rg_document_may_be_log(document))
		look_later(get_reading(lsp, document), PAUSE_MS);
}

static bool has_glanced(const rg_root *root, const rg_document *document)
{
	const rg_findings *f = rg_reading_findings(root, document);

	return f && f->is_log && f->is_glance;
}

void rg_readings_refresh(rg_lsp *lsp)
{
	for (rg_document *document = lsp->documents; document; document = document->next)
		for (const rg_root *root = lsp->roots; root && document->reading; root = root->next)
			if (has_glanced(root, document))
				look_later(document->reading, 0);
}

rg_findings *rg_reading_findings(const rg_root *root, const rg_document *document)
{
	rg_findings *f = rg_workspace_findings(root->workspace);

	/* The log of a run that was made here is known without being read. */
	while (f && !(f->log.len && rg_str_eq(f->log, rg_document_name(document))))
		f = f->older;
	return f;
}

void rg_reading_end(rg_document *document)
{
	rg_reading *reading = document->reading;

	if (!reading)
		return;
	document->reading = NULL;
	reading->document = NULL;
	rg_timer_cancel(reading->timer);
	reading->timer = NULL;
	forget(reading->lsp, document);
	if (reading->task)
		rg_task_cancel(reading->task);
	else
		free(reading);
}
