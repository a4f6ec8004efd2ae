/* SPDX-License-Identifier: MIT */
/*
 * dossier.c - gathers: the session's row and folder, the working files as a tree, the pull request
 * that they would make. What follows from evidence is in claims.c, what is still open in
 * checklist.c, whom and what to ask in people.c and workflows_for.c.
 */
#include "fix/dossier/dossier.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "fix/dossier/leftovers.h"
#include "fix/dossier/tamper.h"
#include "fix/runs/attempts.h"
#include "fix/session/repro.h"
#include "fix/workspace/moves.h"
#include "fix/session/session_clock.h"
#include "fix/workspace/shapes.h"
#include "git/hooks.h"
#include "git/refs.h"
#include "os/fs.h"
#include "os/system.h"
#include "report/sink.h"

/* Enough to show the change; the whole diff is in git. */
#define DIFF_BYTES (24 * RG_KiB)

/* Values of this process's credential variables: they are nobody's business in a text. */
static rg_str_vec find_secrets(rg_arena *arena)
{
	rg_str_vec all = rg_env_all(arena), out = {0};

	for (size_t i = 0; i < all.n; i++) {
		size_t equals = rg_str_find_char(all.items[i], '=');

		if (equals != SIZE_MAX &&
		    rg_environment_is_credential(rg_str_sub(all.items[i], 0, equals)))
			RG_PUSH(arena, &out,
				rg_str_sub(all.items[i], equals + 1, all.items[i].len));
	}
	return out;
}

static rg_str session_file(rg_arena *arena, const rg_ground *ground, const char *name)
{
	return rg_arena_printf(arena, "%.*s/sessions/%.*s/%s", RG_FMT(ground->facts.private_dir),
			       RG_FMT(ground->session.id), name);
}

static rg_str read_file(rg_arena *arena, rg_str path, size_t max)
{
	rg_str text = {NULL, 0};
	rg_err err;

	return rg_fs_read_ends(&text, arena, rg_arena_cstr(arena, path), max, &err) == RG_OK
		       ? text
		       : (rg_str){NULL, 0};
}

/* "app/prices.py:12 in parse", a line for each frame, and the error below. */
static rg_str render_trace(rg_arena *arena, const rg_failure *failure)
{
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, 16 * RG_KiB);
	for (size_t i = 0; i < failure->error.frames.n; i++) {
		const rg_frame *frame = &failure->error.frames.items[i];

		if (frame->path.ptr)
			rg_buf_printf(&text, "%.*s:%u", RG_FMT(frame->path), frame->line);
		if (frame->function.len)
			rg_buf_printf(&text, "%s%.*s", frame->path.ptr ? " in " : "in ",
				      RG_FMT(frame->function));
		rg_buf_add_char(&text, '\n');
	}
	rg_buf_add(&text, failure->error.type.ptr ? failure->error.type : RG_STR("error"));
	if (failure->error.message.len)
		rg_buf_printf(&text, ": %.*s", RG_FMT(failure->error.message));
	out = rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	return out;
}

static rg_str first_line(rg_str text)
{
	rg_str line = {NULL, 0};

	(void)rg_str_line(&line, &text);
	return rg_str_trim(line);
}

/* The note's issue, the prompt, else what failed. */
static rg_str make_title(rg_arena *arena, const rg_dossier *d, const rg_session_row *session)
{
	rg_str line = first_line(d->note.issue.ptr ? d->note.issue : session->prompt);
	const rg_failure *failure = d->facts.failure;
	rg_str type, operation;

	if (line.len)
		return rg_utf8_cut(line, RG_LIMIT_PR_TITLE_CHARS);
	type = rg_sink_name(failure ? failure->error.type : line);
	operation = rg_sink_name(failure ? failure->operation : line);
	if (type.len)
		return rg_arena_printf(arena, "Fix %.*s in %.*s", RG_FMT(type),
				       RG_FMT(operation.len ? operation : session->name));
	return rg_arena_printf(arena, "Fix %.*s", RG_FMT(session->name));
}

static void take_failure(rg_dossier *d, rg_arena *arena, const rg_session_row *session)
{
	rg_failure_vec failures = rg_shape_parse_failures(arena, session->failures);
	rg_answer *answer = RG_NEW(arena, rg_answer);

	*answer = rg_shape_parse_answer(arena, session->candidates);
	d->facts.answer = answer;
	if (failures.n) {
		d->facts.failure = &failures.items[0];
		d->facts.stack_trace = render_trace(arena, &failures.items[0]);
	}
}

static void take_attempts(rg_dossier *d, rg_arena *arena)
{
	for (size_t i = 0; i < d->attempts.n; i++) {
		const rg_attempt_row *row = &d->attempts.items[i];
		rg_str patch = rg_attempt_patch(arena, row->log);
		rg_attempt_fact fact = {.number = row->number,
					.outcome = row->outcome,
					.changed = rg_str_vec_of_lines(arena, row->changed),
					.log = rg_path_name(row->log),
					.patch = rg_fs_is_file(patch.ptr) ? rg_path_name(patch)
									  : (rg_str){NULL, 0}};

		RG_PUSH(arena, &d->facts.attempts, fact);
	}
}

/* ---- the change ----------------------------------------------------------------------------- */

/* Counts added and removed lines of each file in a unified diff. */
static void count_lines(rg_file_change_vec *changes, rg_str diff)
{
	rg_file_change *at = NULL;
	rg_str line;
	bool in_hunk = false;

	while (rg_str_line(&line, &diff)) {
		if (rg_str_starts(line, RG_STR("diff --git "))) {
			at = NULL;
			in_hunk = false;
			for (size_t i = 0; i < changes->n; i++)
				if (rg_str_ends(line, changes->items[i].path))
					at = &changes->items[i];
		} else if (rg_str_starts(line, RG_STR("@@"))) {
			in_hunk = true;
		} else if (at && in_hunk && line.len) {
			at->n_added += line.ptr[0] == '+';
			at->n_removed += line.ptr[0] == '-';
		}
	}
}

static rg_rc take_change(rg_dossier *d, rg_arena *arena, rg_repo *repo, const rg_ground *ground,
			 rg_err *err)
{
	rg_err refusal;
	rg_rc rc = rg_pr_tree_make(&d->pr, arena, repo, ground->session.base_oid, &d->without,
				   &d->kept, false, &refusal);

	if (rc == RG_EREFUSED) {
		d->pr_refusal = rg_arena_dup(arena, rg_str_of(refusal.message));
		d->pr = (rg_pr_tree){0};
		return RG_OK;
	}
	if (rc < 0) {
		*err = refusal;
		return rc;
	}
	for (size_t i = 0; i < d->pr.changes.n; i++) {
		const rg_change *change = &d->pr.changes.items[i];
		rg_file_change fact = {.path = change->path,
				       .change = rg_str_of(rg_change_name(change->change)),
				       .what = rg_note_of_file(&d->note, change->path)};

		RG_PUSH(arena, &d->facts.changes, fact);
	}
	count_lines(&d->facts.changes, d->pr.diff);
	d->facts.diff = rg_utf8_cut(d->pr.diff, DIFF_BYTES);
	return RG_OK;
}

static rg_rc take_leftovers(rg_dossier *d, rg_arena *arena, rg_repo *repo, const rg_ground *ground,
			    rg_err *err)
{
	rg_leftover_vec found;
	rg_rc rc = rg_leftovers_find(&found, arena, repo, ground->root, ground->session.base_oid,
				     &d->without, err);

	for (size_t i = 0; rc == RG_OK && i < found.n; i++)
		RG_PUSH(arena, &d->leftovers,
			rg_arena_printf(arena, "%.*s:%u: %s", RG_FMT(found.items[i].path),
					found.items[i].code.line, found.items[i].code.message));
	return rc;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static rg_rc look_at_git(rg_dossier *d, rg_arena *arena, rg_ground *ground, rg_repo *repo,
			 uint32_t flags, rg_err *err)
{
	rg_str base = ground->session.base_oid;
	rg_rc rc;

	if ((rc = rg_repro_blobs(&d->repro_blobs, arena, repo, &d->repro, err)) < 0)
		return rc;
	if (base.ptr &&
	    ((rc = rg_tree_without(&d->base_tree, arena, repo, base, &d->without, err)) < 0 ||
	     (rc = take_leftovers(d, arena, repo, ground, err)) < 0 ||
	     (rc = rg_tamper_find(&d->weakened, arena, repo, ground->root, base, &d->without,
				  err)) < 0))
		return rc;
	/* In a shallow clone it is git that knows where the branches part: not unasked. */
	if (base.ptr && (flags & RG_DOSSIER_PR) &&
	    (ground->may_start || !ground->facts.is_shallow) &&
	    (rc = take_change(d, arena, repo, ground, err)) < 0)
		return rc;
	if (!d->pr.tree.ptr)
		return rg_tree_snapshot(&d->tree, arena, repo, &d->without, err);
	d->is_pr_tree_here = rg_str_eq(d->pr.without, d->pr.snapshot);
	d->tree = d->pr.without;
	return RG_OK;
}

static rg_rc take_weakened(rg_dossier *d, rg_arena *arena, const rg_ground *ground, rg_store *store,
			   rg_err *err)
{
	rg_tamper_repro(&d->weakened, arena, ground, d->red_repro, d->repro_blobs);
	for (size_t i = 0; i < d->weakened.n; i++)
		RG_PUSH(arena, &d->facts.weakened,
			rg_arena_printf(arena, "%.*s:%u: %.*s", RG_FMT(d->weakened.items[i].path),
					d->weakened.items[i].line,
					RG_FMT(rg_weakening_text(arena, &d->weakened.items[i]))));
	return rg_tamper_word(&d->facts.acknowledged, arena, store, ground->session.id,
			      &d->weakened, err);
}

static rg_str base_fact(rg_arena *arena, const rg_session_row *session)
{
	return rg_arena_printf(arena, "passes-on-base:%.*s", RG_FMT(session->id));
}

rg_rc rg_dossier_remember_base(rg_arena *arena, const rg_ground *ground, rg_str message,
			       rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	if (rc == RG_OK)
		rc = rg_fact_set(store, base_fact(arena, &ground->session), message, err);
	rg_store_close(store);
	return rc;
}

static rg_rc look_at_store(rg_dossier *d, rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc = rg_store_open(&store, arena, ground->store_path, &notice, err);

	if (rc == RG_OK)
		rc = rg_attempt_list(&d->attempts, arena, store, ground->session.id, err);
	take_attempts(d, arena);
	if (rc == RG_OK)
		rc = rg_dossier__claims(d, arena, ground, store, err);
	if (rc == RG_OK)
		rc = take_weakened(d, arena, ground, store, err);
	if (rc == RG_OK && !d->red)
		rc = rg_fact_get(&d->facts.passes_on_base, arena, store,
				 base_fact(arena, &ground->session), err);
	rg_store_close(store);
	return rc;
}

/* A hook that git commit would have run, and that nobody ran here. */
static rg_str find_hooks(rg_arena *arena, const rg_ground *ground)
{
	rg_str_vec found = rg_hooks_of_commit(arena, ground->facts.hooks_dir);

	if (rg_fs_is_executable(rg_path_join(arena, ground->facts.hooks_dir, RG_STR("pre-push"))))
		RG_PUSH(arena, &found, RG_STR("pre-push"));
	if (!found.n || ground->settings.run_hooks)
		return (rg_str){NULL, 0};
	return rg_arena_printf(arena, "the repository's %.*s hook%s not run",
			       RG_FMT(rg_str_vec_join(arena, &found, RG_STR(" and "))),
			       found.n == 1 ? " was" : "s were");
}

static void fill_facts(rg_dossier *d, rg_arena *arena, const rg_ground *ground)
{
	const rg_session_row *session = &ground->session;
	rg_session_facts *facts = &d->facts;
	int64_t now = rg_clock_wall();

	facts->tool = RG_STR("redgreen " RG_VERSION);
	facts->generated = rg_clock_format(arena, now, false);
	facts->seconds = rg_session_elapsed(ground, now);
	facts->budget_seconds = session->budget_seconds;
	facts->went_on = session->extended_seconds > 0;
	facts->tests = rg_str_vec_of_lines(arena, session->tests);
	facts->prompt = session->prompt;
	facts->dev_branch = session->dev_branch;
	facts->branch = session->branch;
	facts->base = session->base_branch;
	facts->reason = session->reason;
	facts->pr_link = session->pr_url.ptr ? session->pr_url : session->pr_file;
	facts->is_draft_open = session->pr_url.ptr != NULL;
	facts->keeps_test = ground->settings.pr.keeps_test;
	facts->hooks = find_hooks(arena, ground);
	facts->title = make_title(arena, d, session);
	if (facts->pr_link.ptr)
		facts->pr_title = facts->title;
}

rg_rc rg_dossier_collect(rg_dossier *out, rg_arena *arena, rg_ground *ground, uint32_t flags,
			 rg_err *err)
{
	rg_repo *repo = NULL;
	rg_rc rc;

	*out = (rg_dossier){0};
	out->secrets = find_secrets(arena);
	out->note = rg_note_parse(arena,
				  read_file(arena, session_file(arena, ground, "NOTE.md"), RG_MiB));
	take_failure(out, arena, &ground->session);
	out->repro = rg_repro_of_session(arena, &ground->session);
	out->without = rg_repro_without(arena, ground, &out->repro);
	if (ground->settings.pr.keeps_test)
		out->kept = out->repro;
	fill_facts(out, arena, ground);
	if ((rc = rg_repo_open(&repo, rg_arena_cstr(arena, ground->root), err)) < 0)
		return rc;
	if ((flags & RG_DOSSIER_PR) && ground->may_start)
		rg_repo_let_fetch(repo);
	if ((rc = look_at_git(out, arena, ground, repo, flags, err)) < 0 ||
	    (rc = look_at_store(out, arena, ground, err)) < 0)
		goto done;
	if (flags & RG_DOSSIER_PEOPLE) {
		if (ground->may_start &&
		    (rc = rg_dossier__people(out, arena, ground, repo, err)) < 0)
			goto done;
		rg_dossier__workflows(out, arena, ground);
	}
	rg_dossier_judge(out, ground);
	rg_dossier__checklist(out, arena, ground);
done:
	rg_repo_close(repo);
	return rc;
}

uint32_t rg_dossier_known(const rg_dossier *d)
{
	if (!d->n_runs_here || (d->pr.tree.ptr && !d->is_pr_tree_here))
		return 0;
	if (!d->passes_here)
		return RG_KNOWN_RED;
	return RG_KNOWN_GREEN | (d->is_green ? RG_KNOWN_STABLE : 0) |
	       (d->facts.improvement.ptr ? RG_KNOWN_MEASURED : 0);
}

rg_json *rg_dossier_shape(const rg_dossier *d, const rg_ground *ground, int64_t now)
{
	const rg_session_row *session = &ground->session;
	rg_json *out = rg_json_object(), *list;
	rg_arena *arena = rg_arena_new();
	rg_str_vec tests = rg_str_vec_of_lines(arena, session->tests);

	rg_json_set_str(out, "id", session->id);
	rg_json_set_str(out, "phase", session->phase);
	rg_json_set_int(out, "elapsedSeconds", rg_session_elapsed(ground, now));
	rg_json_set_int(out, "remainingSeconds", rg_session_remaining(ground, now));
	rg_json_set_take(out, "tests", rg_shape_strs(&tests));
	rg_json_set_str(out, "prompt", session->prompt);
	rg_json_set_str(out, "worktree", session->worktree);
	list = rg_json_set_take(out, "attempts", rg_json_array());
	for (size_t i = 0; i < d->attempts.n; i++) {
		const rg_attempt_row *row = &d->attempts.items[i];
		rg_json *one = rg_json_push_take(list, rg_json_object());
		rg_str_vec changed = rg_str_vec_of_lines(arena, row->changed);

		rg_json_set_int(one, "number", row->number);
		rg_json_set_str(one, "tree", row->tree);
		rg_json_set_str(one, "outcome", row->outcome);
		rg_json_set_take(one, "changed", rg_shape_strs(&changed));
		rg_json_set_str(one, "log", row->log);
		rg_json_set_str(one, "patch",
				d->facts.attempts.items[i].patch.ptr
					? rg_attempt_patch(arena, row->log)
					: (rg_str){NULL, 0});
	}
	list = rg_json_set_take(out, "checklist", rg_json_array());
	for (size_t i = 0; i < d->facts.checklist.n; i++) {
		const rg_check_item *item = &d->facts.checklist.items[i];
		rg_json *one = rg_json_push_take(list, rg_json_object());

		rg_json_set_str(one, "item", item->item);
		rg_json_set_bool(one, "done", item->done);
		rg_json_set_str(one, "evidence", item->evidence);
	}
	rg_arena_free(arena);
	return out;
}
