/* SPDX-License-Identifier: MIT */
/*
 * lsp.c - the process: standard input and output, the loop, and how it ends. A client may leave
 * politely (shutdown, exit), by closing its end, or by dying; in each case running tests are ended
 * first, but nobody waits longer than a moment for that: the supervisor of a run ends what is left
 * when this process is gone.
 */
#include "lsp/lsp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "lsp/dispatch.h"
#include "lsp/documents.h"
#include "lsp/executions.h"
#include "lsp/roots.h"
#include "os/process_end.h"
#include "os/system.h"
#include "rpc/record.h"

/* Goal R6: the end of standard input to the end of the process in under a second. */
#define END_GRACE_MS 600
#define FLUSH_MS     200

typedef struct process {
	rg_lsp lsp;
	FILE *recording; /* of --record, or NULL */
	rg_record record;
} process;

/* ---- the end -------------------------------------------------------------------------------- */

static bool is_idle(const rg_lsp *lsp)
{
	return lsp->n_jobs == 0 && rg_roots_are_idle(lsp);
}

static void stop_loop(void *data)
{
	rg_lsp *lsp = data;

	rg_loop_stop(lsp->loop);
}

void rg_lsp_end(rg_lsp *lsp, int status)
{
	if (lsp->is_ending)
		return;
	lsp->is_ending = true;
	lsp->status = status;
	rg_roots_cancel_all(lsp);
	rg_timer_start(lsp->loop, END_GRACE_MS, stop_loop, lsp);
	rg_lsp_check_end(lsp);
}

void rg_lsp_check_end(rg_lsp *lsp)
{
	if (lsp->is_ending && is_idle(lsp))
		rg_loop_stop(lsp->loop);
}

static void end_unasked(void *data)
{
	rg_lsp *lsp = data;

	rg_lsp_end(lsp, lsp->phase == RG_LSP_SHUT_DOWN ? 0 : 1);
}

static void end_with_parent(void *data)
{
	rg_log(RG_LOG_WARNING, "the client's process is gone");
	end_unasked(data);
}

void rg_lsp_watch_parent(rg_lsp *lsp, int64_t pid)
{
	if (pid > 0 && pid <= INT32_MAX && !lsp->parent)
		lsp->parent = rg_process_end_new(lsp->loop, pid, end_with_parent, lsp);
}

/* ---- the wire ------------------------------------------------------------------------------- */

/* At once, for a crash is what one would like to see. */
static void keep(process *p, rg_str body,
		 void (*render)(rg_buf *out, rg_record *record, rg_str body))
{
	rg_buf text;

	if (!p->recording)
		return;
	rg_buf_init(&text, SIZE_MAX / 2);
	render(&text, &p->record, body);
	if (fwrite(text.ptr, 1, text.len, p->recording) < text.len || fflush(p->recording)) {
		rg_log(RG_LOG_ERROR, "the recording ends here: %s", strerror(errno));
		(void)fclose(p->recording);
		p->recording = NULL;
	}
	rg_buf_release(&text);
}

static void on_read(void *data, rg_str bytes)
{
	process *p = data;
	rg_lsp *lsp = &p->lsp;
	rg_frame_kind kind;
	rg_str body;
	rg_err err;

	while (!lsp->is_ending &&
	       (kind = rg_framer_next(&lsp->framer, &bytes, &body, &err)) != RG_FRAME_NONE) {
		if (kind == RG_FRAME_MESSAGE) {
			keep(p, body, rg_record_client);
			rg_lsp_dispatch(lsp, body);
			continue;
		}
		rg_log(RG_LOG_ERROR, "%s", err.message);
		rg_peer_refuse(lsp->peer, (rg_str){NULL, 0}, RG_RPC_PARSE_ERROR,
			       rg_str_of(err.message));
		if (kind == RG_FRAME_LOST)
			rg_lsp_end(lsp, 1);
	}
}

/* May come from inside of a send, that is, from anywhere: what follows is posted. */
static void on_end(void *data)
{
	rg_lsp *lsp = &((process *)data)->lsp;

	if (rg_framer_is_inside(&lsp->framer))
		rg_log(RG_LOG_WARNING, "the input ended inside of a message");
	rg_loop_post(lsp->loop, end_unasked, lsp);
}

static void on_send(void *self, rg_str bytes, uint64_t droppable_key)
{
	process *p = self;
	size_t end = rg_str_find(bytes, RG_STR("\r\n\r\n"));

	keep(p, rg_str_sub(bytes, end + strlen("\r\n\r\n"), bytes.len), rg_record_server);
	(void)rg_wire_send(p->lsp.wire, bytes, droppable_key);
}

/* ---- the process ---------------------------------------------------------------------------- */

static int usage(const char *wrong)
{
	fprintf(stderr,
		"redgreen: the language server takes no argument \"%s\"\n"
		"usage: redgreen lsp [--stdio] [--verbose] [--record FILE] "
		"[--clientProcessId=PID]\n",
		wrong);
	return 2;
}

/* A new file, for the user alone: what stood in an older one is not lost. */
static int start_recording(process *p, const char *path)
{
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
	rg_buf text;

	if (fd < 0 || !(p->recording = fdopen(fd, "w"))) {
		fprintf(stderr, "redgreen: --record needs a file that can be made: %s\n",
			path ? strerror(errno) : "none is named");
		return 2;
	}
	rg_buf_init(&text, SIZE_MAX / 2);
	rg_record_begin(&text);
	fwrite(text.ptr, 1, text.len, p->recording);
	rg_buf_release(&text);
	return 0;
}

static int run(process *p, int64_t parent_pid)
{
	rg_lsp *lsp = &p->lsp;

	lsp->loop = rg_loop_new();
	rg_framer_init(&lsp->framer);
	lsp->peer = rg_peer_new(on_send, p);
	lsp->wire = rg_wire_new(lsp->loop, on_read, on_end, p);
	rg_loop_on_interrupt(lsp->loop, end_unasked, lsp);
	rg_lsp_watch_parent(lsp, parent_pid);
	rg_loop_run(lsp->loop);
	rg_wire_flush(lsp->wire, FLUSH_MS);
	if (!is_idle(lsp))
		_exit(lsp->status); /* a worker or a child still uses what would be freed */
	rg_executions_free(lsp);
	rg_documents_free(lsp);
	rg_roots_free(lsp);
	rg_json_free(lsp->settings);
	rg_peer_free(lsp->peer);
	rg_framer_release(&lsp->framer);
	rg_process_end_free(lsp->parent);
	rg_wire_free(lsp->wire);
	rg_loop_free(lsp->loop);
	return lsp->status;
}

int rg_lsp_main(int argc, char **argv)
{
	process p = {.lsp = {.status = 1, .client.encoding = RG_UTF16}};
	uint64_t parent_pid = 0;
	int status = 0;

	rg_record_init(&p.record);
	for (int i = 1; i < argc && status == 0; i++) {
		rg_str word = rg_str_of(argv[i]);

		if (rg_str_eq_z(word, "--stdio"))
			continue;
		if (rg_str_eq_z(word, "--verbose"))
			rg_log_set_level(RG_LOG_DEBUG);
		else if (rg_str_eq_z(word, "--record") && !p.recording)
			status = start_recording(&p, i + 1 < argc ? argv[++i] : NULL);
		else if (!rg_str_skip(&word, RG_STR("--clientProcessId=")) ||
			 !rg_str_u64(&parent_pid, word, INT32_MAX))
			status = usage(argv[i]);
	}
	rg_memory_share();
	if (status == 0)
		status = run(&p, (int64_t)parent_pid);
	if (p.recording)
		(void)fclose(p.recording);
	rg_record_release(&p.record);
	return status;
}
