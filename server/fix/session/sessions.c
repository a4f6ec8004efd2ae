/* SPDX-License-Identifier: MIT */
/* sessions.c - a session's id is its time and its slug: sorted, readable, and the folder's name. */
#include "fix/session/sessions.h"

#include "fix/session/slug.h"
#include "fix/workspace/budget.h"
#include "fix/workspace/moves.h"
#include "fix/workspace/shapes.h"
#include "os/system.h"

void rg_session_new(rg_ground *ground, rg_arena *arena, const rg_str_vec *tests)
{
	const rg_fix_args *args = ground->args;
	rg_str slug = rg_slug(arena, args->name, args->prompt, tests->items[0]);

	ground->session = (rg_session_row){
		.id = rg_arena_printf(arena, "%.*s_%.*s",
				      RG_FMT(rg_clock_format(arena, ground->now, true)),
				      RG_FMT(slug)),
		.state = RG_STR("active"),
		.phase = rg_str_of(rg_session_phase_name(RG_SESSION_ANALYSE)),
		.root = ground->root,
		.tests = rg_str_vec_lines(arena, tests),
		.prompt = args->prompt,
		.kind = args->kind.len ? args->kind : RG_STR("fix"),
		.name = slug,
		.dev_branch = ground->facts.branch,
		.dev_oid = ground->facts.head_oid,
		.base_branch = args->base,
		.started = ground->now,
		.budget_seconds = ground->settings.budget_minutes * 60,
	};
	ground->has_session = true;
}

bool rg_session_promises_gain(const rg_session_row *session)
{
	return rg_str_eq_z(session->kind, "opt");
}

bool rg_session_is_about_speed(rg_arena *arena, const rg_session_row *session)
{
	rg_failure_vec failures = rg_shape_parse_failures(arena, session->failures);

	return rg_session_promises_gain(session) ||
	       (failures.n && failures.items[0].kind == RG_KIND_PERFORMANCE);
}

uint32_t rg_session_past(const rg_session_row *session)
{
	bool is_undone = rg_str_eq_z(session->state, "undone");

	return RG_KNOWN_PAST | (session->branch.ptr && !is_undone ? RG_KNOWN_UNDOABLE : 0);
}

rg_rc rg_session_look_past(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	rg_session_row newest;
	bool has_one = false;
	rg_rc rc = rg_session_newest(&newest, &has_one, arena, store, ground->root, err);

	ground->past = rc == RG_OK && has_one ? rg_session_past(&newest) : 0;
	return rc;
}

rg_str rg_session_branch_name(rg_arena *arena, const rg_session_row *session)
{
	return rg_arena_printf(arena, "%.*s/%.*s", RG_FMT(session->kind), RG_FMT(session->name));
}

void rg_session_enter(rg_session_row *session, rg_str phase)
{
	if (rg_session_phase_of(phase) > rg_session_phase_of(session->phase))
		session->phase = phase;
}
