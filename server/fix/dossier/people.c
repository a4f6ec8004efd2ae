/* SPDX-License-Identifier: MIT */
/*
 * people.c - the question about a session's change, and its answer. Before there is a change the
 * best candidates stand for it; the frames of the failure are asked about in both cases.
 */
#include "fix/dossier/people.h"

#include "fix/dossier/dossier.h"
#include "fix/dossier/old_lines.h"
#include "forge/forge.h"
#include "git/works.h"

#define MAX_COMMITS 3000
/* The history takes a third of a second; only a busy machine needs more, and waits for it. Blame
 * may be of any number of lines. */
#define HISTORY_MS  4000
#define BLAME_MS    1000
#define CANDIDATES  3
#define MAX_FRAMES  12 /* of each exception */
#define FRAME_LINES 2  /* above and below the frame's own: the log may be of an edited file */

rg_rc rg_people_find(rg_people_answer *out, rg_arena *arena, rg_repo *repo,
		     const rg_people_question *question, rg_err *err)
{
	rg_works_input history = {.from = question->commit,
				  .max = MAX_COMMITS,
				  .max_ms = question->max_ms ? question->max_ms : HISTORY_MS};
	rg_owner_vec owners = rg_people_owners(arena, repo, question);
	rg_acquaintance_input input = {.changed = &question->changed, .author = question->author};
	rg_work_vec works;
	rg_wrote_vec wrote;
	rg_rc rc;

	if ((rc = rg_works_read(&works, arena, repo, &history, err)) < 0)
		return rc;
	rc = rg_blame(&wrote, arena, repo, question->commit, &question->lines,
		      question->max_ms ? question->max_ms : BLAME_MS, NULL, err);
	if (rc < 0)
		return rc;
	input.works = &works;
	input.wrote = &wrote;
	out->close = rg_acquaintances_of(arena, &input);
	out->people = rg_people_list(arena, &out->close, &owners);
	return RG_OK;
}

/* ---- of a session ---------------------------------------------------------------------------- */

/* The frames inside of the repository, innermost first; not those of the reproduction test. */
static void add_frames(rg_people_question *question, rg_arena *arena, const rg_dossier *d,
		       const rg_frame_vec *frames)
{
	size_t n = 0;

	for (size_t i = frames->n; i-- > 0 && n < MAX_FRAMES;) {
		const rg_frame *frame = &frames->items[i];

		if (!frame->in_workspace || !frame->line || rg_str_vec_has(&d->repro, frame->path))
			continue;
		RG_PUSH(arena, &question->lines,
			(rg_line_range){
				.path = frame->path,
				.first = frame->line > FRAME_LINES ? frame->line - FRAME_LINES : 1,
				.last = frame->line + FRAME_LINES,
				.is_chain = true});
		n++;
	}
}

static void add_chain(rg_people_question *question, rg_arena *arena, const rg_dossier *d)
{
	const rg_failure *failure = d->facts.failure;

	if (!failure)
		return;
	add_frames(question, arena, d, &failure->error.frames);
	for (size_t i = 0; i < failure->chain.n; i++)
		add_frames(question, arena, d, &failure->chain.items[i].frames);
}

static void add_candidates(rg_people_question *question, rg_arena *arena, const rg_dossier *d)
{
	const rg_answer *answer = d->facts.answer;

	for (size_t i = 0; answer && i < answer->candidates.n && i < CANDIDATES; i++) {
		rg_str path = answer->candidates.items[i].path;

		RG_PUSH(arena, &question->changed, path);
		RG_PUSH(arena, &question->lines,
			(rg_line_range){.path = path, .first = 1, .last = UINT32_MAX});
	}
}

/* CODEOWNERS is read as the forge of the base's remote reads it. */
static rg_owners_dialect dialect_of(rg_arena *arena, const rg_ground *ground, rg_repo *repo)
{
	const rg_settings *settings = &ground->settings;
	rg_str remote = ground->session.base_remote;
	rg_forge_target forge;
	rg_err why;

	if (!remote.ptr ||
	    rg_forge_choose(&forge, arena, settings->forge.kind, settings->forge.url,
			    settings->forge.project, rg_remote_url(arena, repo, remote), &why) < 0)
		return RG_OWNERS_GITHUB;
	return rg_forge_owners(&forge);
}

rg_rc rg_dossier__people(rg_dossier *d, rg_arena *arena, rg_ground *ground, rg_repo *repo,
			 rg_err *err)
{
	rg_people_question question = {
		.commit = ground->session.base_oid.ptr ? ground->session.base_oid
						       : ground->facts.head_oid,
		.lines = rg_old_lines(arena, d->pr.diff),
		.author = {ground->facts.user_name, ground->facts.user_email},
		.dialect = dialect_of(arena, ground, repo)};

	rg_people_answer answer;
	rg_rc rc;

	for (size_t i = 0; i < d->pr.changes.n; i++)
		RG_PUSH(arena, &question.changed, d->pr.changes.items[i].path);
	if (!question.changed.n)
		add_candidates(&question, arena, d);
	if (!question.changed.n || !question.commit.ptr)
		return RG_OK;
	add_chain(&question, arena, d);
	if ((rc = rg_people_find(&answer, arena, repo, &question, err)) == RG_OK)
		d->facts.people = answer.people;
	return rc;
}
