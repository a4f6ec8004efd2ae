/* SPDX-License-Identifier: MIT */
/*
 * workspace.h - one root folder with everything that redgreen knows about it: settings, trust,
 * the index, the last failures. Faces make one per root and hand tasks to it. Loop's thread only.
 */
#ifndef RG_FIX_WORKSPACE_WORKSPACE_H
#define RG_FIX_WORKSPACE_WORKSPACE_H

#include "base/json.h"
#include "fix/workspace/findings.h"
#include "fix/workspace/moves.h"
#include "fix/workspace/session_time.h"
#include "fix/workspace/settings.h"
#include "fix/workspace/task.h"
#include "point/sight.h"

/* What a face knows and a workspace must ask or tell; functions may be NULL. */
typedef struct rg_workspace_hooks {
	void *self;
	/* Files (relative) that the editor holds unsaved; names in arena. */
	rg_str_vec (*unsaved)(void *self, rg_workspace *workspace, rg_arena *arena);
	/* The failures changed: publish diagnostics anew. */
	void (*failures_changed)(void *self, rg_workspace *workspace);
	/* Somebody else than a command of ours wrote or removed a file (relative) of an open one.
	 */
	void (*written)(void *self, rg_workspace *workspace, rg_str path);
	/* Work in the background has ended; the workspace may be freed from inside of it. */
	void (*rested)(void *self, rg_workspace *workspace);
} rg_workspace_hooks;

/*
 * root: absolute, existing; links are resolved. editor_settings: the client's section or NULL,
 * copied. Nothing is read or run yet.
 */
rg_workspace *rg_workspace_new(rg_loop *loop, rg_str root, const rg_workspace_hooks *hooks);
/* Cancels its tasks first; free it from done of the last one or when rg_workspace_is_idle. */
void rg_workspace_free(rg_workspace *workspace);
bool rg_workspace_is_idle(const rg_workspace *workspace);
/* From now on it keeps an eye on its files: for a process that stays. Begins at once. */
void rg_workspace_open(rg_workspace *workspace);
/* Cancels all its tasks, and that; their done comes. Returns how many tasks there were. */
size_t rg_workspace_cancel_all(rg_workspace *workspace);

/*
 * Cancels all but this task, which goes on (next step) when they have come to their end. Returns
 * what was under way, as one text in arena, null: nothing; `ended` gets the ids of the runs.
 */
rg_str rg_workspace_cancel_others(rg_workspace *workspace, rg_task *task, rg_arena *arena,
				  rg_json *ended);
/* One that waits for the user's answer; NULL: none does. */
rg_task *rg_workspace_asking(const rg_workspace *workspace);

rg_str rg_workspace_root(const rg_workspace *workspace);
rg_loop *rg_workspace_loop(const rg_workspace *workspace);

/* Whether the workspace's code may run. */
typedef enum rg_trust {
	RG_TRUST_ASK, /* at first: the user is asked, and a yes is remembered */
	RG_TRUST_DENIED,
	RG_TRUST_TESTS, /* tests may, as in a shell where somebody typed the command; what
			 * .redgreen.json executes is asked about */
	RG_TRUST_GRANTED
} rg_trust;
void rg_workspace_set_trust(rg_workspace *workspace, rg_trust trust);
rg_trust rg_workspace_trust(const rg_workspace *workspace);

void rg_workspace_set_editor_settings(rg_workspace *workspace, const rg_json *settings);
/*
 * The effective settings: .redgreen.json under the editor's. Read anew when the file changed.
 * RG_EINVAL with file, line and key. Borrowed until the next call.
 */
RG_MUST_CHECK rg_rc rg_workspace_settings(const rg_settings **out, rg_workspace *workspace,
					  rg_err *err);
/* The same, read into the caller's arena: for a task, which outlives the next call. */
RG_MUST_CHECK rg_rc rg_workspace_settings_copy(rg_settings *out, rg_arena *arena,
					       rg_workspace *workspace, rg_err *err);
/*
 * The newest findings; older ones that still hold follow through `older`. Never NULL; borrowed
 * until the next change.
 */
rg_findings *rg_workspace_findings(const rg_workspace *workspace);
/*
 * Takes over the findings and tells the face. They are the newest then; those of the last run go
 * when they are a run's, those of the same log when they are a log's.
 */
void rg_workspace_set_findings_take(rg_workspace *workspace, rg_findings *findings);
/* They got an answer: tells the face, unless they are shown no more. */
void rg_workspace_update_findings(rg_workspace *workspace, const rg_findings *findings);
/* Forgets what a log showed, and tells the face when there was something. */
void rg_workspace_forget_log(rg_workspace *workspace, rg_str log);

/* The fix session that is open, as it was last seen. */
typedef struct rg_open_session {
	rg_str id;
	rg_str_vec tests; /* that were red when it began; functions, without parameters */
	bool has_branch;  /* the fix branch was made, and is red for the same reason */
	bool is_about_speed;
	rg_session_clock clock; /* on the clock of the machine's start */
} rg_open_session;
/* NULL: none is open, or nobody looked yet. Borrowed until the loop's next turn. */
const rg_open_session *rg_workspace_session(const rg_workspace *workspace);
/* How far it is just now; there must be one. */
rg_session_time rg_workspace_session_time(const rg_workspace *workspace);
/* Copies it; NULL: none is open. past: RG_KNOWN_PAST, RG_KNOWN_UNDOABLE, where they hold. */
void rg_workspace_set_session(rg_workspace *workspace, const rg_open_session *session,
			      uint32_t past);

/* RG_KNOWN_…: all that is known, for fix/workspace/moves.h. */
uint32_t rg_workspace_known(const rg_workspace *workspace);
/* Runs of the files as they are showed that as well (RG_KNOWN_OF_FILES). */
void rg_workspace_saw(rg_workspace *workspace, uint32_t known);
/* A file was saved with another text: what runs showed is of older files. */
void rg_workspace_edited(rg_workspace *workspace);

/* ---- for fix/ ------------------------------------------------------------------------------- */

struct rg_ports;
const rg_workspace_hooks *rg_workspace_hooks_of(const rg_workspace *workspace);
const struct rg_ports *rg_workspace_ports(const rg_workspace *workspace);
void rg_workspace_set_ports(rg_workspace *workspace, const struct rg_ports *ports);
/*
 * A task enters and leaves. It begins at once; an exclusive one (one at a time) once those that
 * were cancelled have come to their end. RG_EREFUSED while one is there that was not.
 */
RG_MUST_CHECK rg_rc rg_workspace_enter(rg_workspace *workspace, rg_task *task, const char *name,
				       bool is_exclusive, rg_err *err);
void rg_workspace_leave(rg_workspace *workspace, rg_task *task);
/* What it sees of its files between commands. */
rg_sight *rg_workspace_sight(const rg_workspace *workspace);

#endif
