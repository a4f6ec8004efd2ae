/* SPDX-License-Identifier: MIT */
/*
 * workspace.c - what lives as long as a root folder is open. Settings are cached by the bytes of
 * .redgreen.json, so that an edit is seen by the next command without a watcher. Its files are seen
 * through point/sight.h.
 */
#include "fix/workspace/workspace.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/never.h"
#include "fix/workspace/home.h"
#include "fix/workspace/ports.h"
#include "os/fs.h"

#define MAX_TASKS 16

struct rg_workspace {
	rg_loop *loop;
	rg_arena *arena;   /* root */
	rg_str root, home; /* fix/workspace/home.h */
	rg_workspace_hooks hooks;
	const rg_ports *ports;
	rg_trust trust;
	rg_json *editor_settings; /* owned, or NULL */

	rg_arena *settings_arena; /* owned: settings and the bytes that they were read from */
	rg_settings settings;
	rg_str settings_file;
	bool has_settings;

	rg_findings *findings; /* owned, the newest first, never NULL */

	rg_sight *sight; /* owned */

	rg_arena *session_arena; /* owned: session, or NULL */
	rg_open_session session;
	uint32_t past, seen; /* RG_KNOWN_…: of sessions, and of the files */

	struct {
		rg_task *task;
		const char *name;
		bool is_exclusive;
		bool is_waiting;  /* for those before it, which are ending */
		bool is_stopping; /* goes on when those that were cancelled have ended */
	} tasks[MAX_TASKS];
	size_t n_tasks;
};

static void on_rest(void *data)
{
	rg_workspace *workspace = data;

	if (workspace->n_tasks == 0)
		rg_sight_rest(workspace->sight);
	if (workspace->hooks.rested)
		workspace->hooks.rested(workspace->hooks.self, workspace);
}

/* What a command wrote is no news: it says itself what it did. */
static void on_write(void *data, rg_str path)
{
	rg_workspace *workspace = data;

	if (workspace->n_tasks == 0 && workspace->hooks.written)
		workspace->hooks.written(workspace->hooks.self, workspace, path);
}

rg_workspace *rg_workspace_new(rg_loop *loop, rg_str root, const rg_workspace_hooks *hooks)
{
	rg_workspace *workspace = rg_calloc(1, sizeof(*workspace));
	rg_str real;

	workspace->loop = loop;
	workspace->arena = rg_arena_new();
	real = rg_fs_real(workspace->arena, rg_arena_cstr(workspace->arena, root));
	workspace->root = real.ptr ? real : rg_arena_dup(workspace->arena, root);
	workspace->home = rg_home_of(workspace->arena, workspace->root);
	if (hooks)
		workspace->hooks = *hooks;
	workspace->ports = &rg_real_ports;
	workspace->findings = rg_findings_new_take(rg_arena_new());
	workspace->sight = rg_sight_new(
		loop, workspace->root,
		&(rg_sight_hooks){.self = workspace, .written = on_write, .rested = on_rest});
	return workspace;
}

void rg_workspace_free(rg_workspace *workspace)
{
	if (!workspace)
		return;
	if (rg_never(!rg_workspace_is_idle(workspace)))
		return; /* a leak is better than a task without its workspace */
	rg_json_free(workspace->editor_settings);
	rg_arena_free(workspace->settings_arena);
	rg_arena_free(workspace->session_arena);
	while (workspace->findings) {
		rg_findings *older = workspace->findings->older;

		rg_findings_drop(workspace->findings);
		workspace->findings = older;
	}
	rg_sight_free(workspace->sight);
	rg_arena_free(workspace->arena);
	free(workspace);
}

bool rg_workspace_is_idle(const rg_workspace *workspace)
{
	return workspace->n_tasks == 0 && rg_sight_is_idle(workspace->sight);
}

void rg_workspace_open(rg_workspace *workspace)
{
	rg_sight_open(workspace->sight);
}

size_t rg_workspace_cancel_all(rg_workspace *workspace)
{
	size_t n = workspace->n_tasks;

	rg_sight_close(workspace->sight);
	for (size_t i = 0; i < n; i++)
		rg_task_cancel(workspace->tasks[i].task);
	return n;
}

/* Those that stop others wait for no one of their kind: two could wait for each other. */
static void go_on_when_stopped(rg_workspace *workspace)
{
	for (size_t i = 0; i < workspace->n_tasks; i++)
		if (!workspace->tasks[i].is_stopping &&
		    rg_task_is_cancelled(workspace->tasks[i].task))
			return;
	for (size_t i = 0; i < workspace->n_tasks; i++)
		if (workspace->tasks[i].is_stopping) {
			workspace->tasks[i].is_stopping = false;
			rg_task_next(workspace->tasks[i].task);
		}
}

rg_str rg_workspace_cancel_others(rg_workspace *workspace, rg_task *task, rg_arena *arena,
				  rg_json *ended)
{
	rg_str_vec names = {0};

	for (size_t i = 0; i < workspace->n_tasks; i++) {
		rg_task *other = workspace->tasks[i].task;
		rg_str ids = rg_task_run(other), id;

		if (other == task)
			workspace->tasks[i].is_stopping = true;
		if (workspace->tasks[i].is_stopping)
			continue;
		while (rg_str_line(&id, &ids))
			rg_json_push_take(ended, rg_json_new_str(id));
		RG_PUSH(arena, &names, rg_str_of(workspace->tasks[i].name));
		rg_task_cancel(other);
	}
	go_on_when_stopped(workspace);
	return names.n ? rg_str_vec_join(arena, &names, RG_STR(", ")) : (rg_str){NULL, 0};
}

rg_task *rg_workspace_asking(const rg_workspace *workspace)
{
	for (size_t i = 0; i < workspace->n_tasks; i++)
		if (rg_task_question(workspace->tasks[i].task))
			return workspace->tasks[i].task;
	return NULL;
}

rg_str rg_workspace_root(const rg_workspace *workspace)
{
	return workspace->root;
}

rg_loop *rg_workspace_loop(const rg_workspace *workspace)
{
	return workspace->loop;
}

void rg_workspace_set_trust(rg_workspace *workspace, rg_trust trust)
{
	workspace->trust = trust;
}

rg_trust rg_workspace_trust(const rg_workspace *workspace)
{
	return workspace->trust;
}

void rg_workspace_set_editor_settings(rg_workspace *workspace, const rg_json *settings)
{
	rg_json_free(workspace->editor_settings);
	workspace->editor_settings = settings ? rg_json_copy(settings) : NULL;
	workspace->has_settings = false;
}

/* .redgreen.json, or that of the home of a worktree that has none; null: there is none. */
static rg_rc read_settings_file(rg_str *out, rg_arena *arena, const rg_workspace *workspace,
				rg_err *err)
{
	rg_rc rc = RG_ENOTFOUND;

	*out = (rg_str){NULL, 0};
	for (int i = 0; i < 2 && rc == RG_ENOTFOUND; i++)
		rc = rg_fs_read(out, arena,
				rg_path_join(arena, i ? workspace->home : workspace->root,
					     RG_STR(RG_SETTINGS_FILE)),
				RG_LIMIT_SETTINGS_BYTES, err);
	return rc < 0 && rc != RG_ENOTFOUND ? rg_err_prefix(err, RG_SETTINGS_FILE) : RG_OK;
}

rg_rc rg_workspace_settings_copy(rg_settings *out, rg_arena *arena, rg_workspace *workspace,
				 rg_err *err)
{
	rg_str file;
	rg_rc rc = read_settings_file(&file, arena, workspace, err);

	if (rc < 0)
		return rc;
	return rg_settings_read(out, arena, file, RG_STR(RG_SETTINGS_FILE),
				workspace->editor_settings, err);
}

rg_rc rg_workspace_settings(const rg_settings **out, rg_workspace *workspace, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	rg_str file;
	rg_settings settings;
	rg_rc rc = read_settings_file(&file, arena, workspace, err);

	if (rc < 0)
		goto fail;
	if (workspace->has_settings && rg_str_eq(file, workspace->settings_file) &&
	    rg_str_is_null(file) == rg_str_is_null(workspace->settings_file)) {
		rg_arena_free(arena);
		*out = &workspace->settings;
		return RG_OK;
	}
	if ((rc = rg_settings_read(&settings, arena, file, RG_STR(RG_SETTINGS_FILE),
				   workspace->editor_settings, err)) < 0)
		goto fail;
	rg_arena_free(workspace->settings_arena);
	workspace->settings_arena = arena;
	workspace->settings = settings;
	workspace->settings_file = file;
	workspace->has_settings = true;
	*out = &workspace->settings;
	return RG_OK;
fail:
	rg_arena_free(arena);
	return rc;
}

rg_findings *rg_workspace_findings(const rg_workspace *workspace)
{
	return workspace->findings;
}

/* Takes those of a run (null) or of that log out of the list. The face still borrows them. */
static rg_findings *take_out(rg_workspace *workspace, rg_str log)
{
	for (rg_findings **at = &workspace->findings; *at; at = &(*at)->older) {
		rg_findings *found = *at;

		if (found->is_log != !rg_str_is_null(log) ||
		    (found->is_log && !rg_str_eq(found->log, log)))
			continue;
		*at = found->older;
		found->older = NULL;
		return found;
	}
	return NULL;
}

static void tell_face(rg_workspace *workspace)
{
	if (workspace->hooks.failures_changed)
		workspace->hooks.failures_changed(workspace->hooks.self, workspace);
}

/* While a session is open, only its own tests say how far it is. */
static bool counts(const rg_workspace *workspace, const rg_findings *findings)
{
	const rg_open_session *session = rg_workspace_session(workspace);
	bool is_covered = !session;

	for (size_t i = 0; session && i < session->tests.n; i++)
		is_covered |= rg_findings_cover(findings, session->tests.items[i]);
	return is_covered && !findings->is_log;
}

static uint32_t shown_by(const rg_findings *findings)
{
	return findings->unsound.len  ? 0
	       : findings->failures.n ? RG_KNOWN_RED
	       : findings->has_passed ? RG_KNOWN_GREEN
				      : 0;
}

void rg_workspace_set_findings_take(rg_workspace *workspace, rg_findings *findings)
{
	rg_findings *replaced =
		take_out(workspace, findings->is_log ? findings->log : (rg_str){NULL, 0});

	if (counts(workspace, findings))
		workspace->seen = shown_by(findings);
	findings->older = workspace->findings;
	workspace->findings = findings;
	tell_face(workspace);
	rg_findings_drop(replaced);
}

void rg_workspace_update_findings(rg_workspace *workspace, const rg_findings *findings)
{
	const rg_findings *f = workspace->findings;

	while (f && f != findings)
		f = f->older;
	if (f)
		tell_face(workspace);
}

void rg_workspace_forget_log(rg_workspace *workspace, rg_str log)
{
	rg_findings *gone = rg_str_is_null(log) ? NULL : take_out(workspace, log);

	if (!gone)
		return;
	if (!workspace->findings)
		workspace->findings = rg_findings_new_take(rg_arena_new());
	tell_face(workspace);
	rg_findings_drop(gone);
}

const rg_open_session *rg_workspace_session(const rg_workspace *workspace)
{
	return workspace->session_arena ? &workspace->session : NULL;
}

rg_session_time rg_workspace_session_time(const rg_workspace *workspace)
{
	return rg_session_time_of(&workspace->session.clock, workspace->ports->uptime());
}

void rg_workspace_set_session(rg_workspace *workspace, const rg_open_session *session,
			      uint32_t past)
{
	rg_arena *arena = session ? rg_arena_new() : NULL;

	if (workspace->session_arena && !session)
		workspace->seen = 0; /* its branch may be left, or gone */
	workspace->past = past;
	if (session)
		workspace->session = (rg_open_session){
			.id = rg_arena_dup(arena, session->id),
			.tests = rg_str_vec_dup(arena, &session->tests),
			.has_branch = session->has_branch,
			.is_about_speed = session->is_about_speed,
			.clock = session->clock,
		};
	rg_arena_free(workspace->session_arena);
	workspace->session_arena = arena;
}

static bool has_failure(const rg_workspace *workspace)
{
	const rg_findings *findings = workspace->findings;

	while (findings && !findings->failures.n)
		findings = findings->older;
	return findings != NULL;
}

uint32_t rg_workspace_known(const rg_workspace *workspace)
{
	const rg_open_session *session = rg_workspace_session(workspace);
	uint32_t known = workspace->past | workspace->seen;

	if (workspace->trust == RG_TRUST_DENIED)
		known |= RG_KNOWN_UNTRUSTED;
	for (size_t i = 0; i < workspace->n_tasks; i++)
		if (workspace->tasks[i].is_exclusive)
			known |= RG_KNOWN_BUSY;
	if (has_failure(workspace))
		known |= RG_KNOWN_FAILURE;
	if (rg_workspace_asking(workspace))
		known |= RG_KNOWN_ASKED;
	if (!session)
		return known;
	return known | RG_KNOWN_SESSION | (session->has_branch ? RG_KNOWN_BRANCH : 0) |
	       (session->is_about_speed ? RG_KNOWN_SPEED : 0) |
	       (rg_workspace_session_time(workspace).left ? 0 : RG_KNOWN_OVER);
}

void rg_workspace_saw(rg_workspace *workspace, uint32_t known)
{
	workspace->seen |= known & RG_KNOWN_OF_FILES;
}

void rg_workspace_edited(rg_workspace *workspace)
{
	workspace->seen = 0;
}

rg_sight *rg_workspace_sight(const rg_workspace *workspace)
{
	return workspace->sight;
}

const rg_workspace_hooks *rg_workspace_hooks_of(const rg_workspace *workspace)
{
	return &workspace->hooks;
}

const rg_ports *rg_workspace_ports(const rg_workspace *workspace)
{
	return workspace->ports;
}

void rg_workspace_set_ports(rg_workspace *workspace, const rg_ports *ports)
{
	workspace->ports = ports;
}

rg_rc rg_workspace_enter(rg_workspace *workspace, rg_task *task, const char *name,
			 bool is_exclusive, rg_err *err)
{
	bool must_wait = false;

	for (size_t i = 0; is_exclusive && i < workspace->n_tasks; i++) {
		if (!workspace->tasks[i].is_exclusive)
			continue;
		if (!rg_task_is_cancelled(workspace->tasks[i].task))
			return rg_fail(
				err, RG_EREFUSED,
				"%s is under way in this workspace; wait for it or stop it first",
				workspace->tasks[i].name);
		must_wait = true;
	}
	if (workspace->n_tasks == MAX_TASKS)
		return rg_fail(err, RG_EREFUSED, "%d commands are under way; wait for one to end",
			       MAX_TASKS);
	workspace->tasks[workspace->n_tasks].task = task;
	workspace->tasks[workspace->n_tasks].name = name;
	workspace->tasks[workspace->n_tasks].is_exclusive = is_exclusive;
	workspace->tasks[workspace->n_tasks].is_waiting = must_wait;
	workspace->tasks[workspace->n_tasks].is_stopping = false;
	workspace->n_tasks++;
	if (!must_wait)
		rg_task_begin(task);
	return RG_OK;
}

/* One that waits, unless another exclusive one is under way. */
static void begin_waiting(rg_workspace *workspace)
{
	size_t waiting = workspace->n_tasks;

	for (size_t i = 0; i < workspace->n_tasks; i++)
		if (workspace->tasks[i].is_waiting)
			waiting = i;
		else if (workspace->tasks[i].is_exclusive)
			return;
	if (waiting == workspace->n_tasks)
		return;
	workspace->tasks[waiting].is_waiting = false;
	rg_task_begin(workspace->tasks[waiting].task);
}

void rg_workspace_leave(rg_workspace *workspace, rg_task *task)
{
	rg_sight_hear(workspace->sight); /* until now it was the task */
	for (size_t i = 0; i < workspace->n_tasks; i++)
		if (workspace->tasks[i].task == task) {
			workspace->tasks[i] = workspace->tasks[--workspace->n_tasks];
			begin_waiting(workspace);
			go_on_when_stopped(workspace);
			if (workspace->n_tasks == 0)
				rg_sight_rest(workspace->sight);
			return;
		}
	(void)rg_never(true);
}
