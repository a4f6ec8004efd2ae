/* SPDX-License-Identifier: MIT */
/*
 * session_over.c - a fact of the session has the end, in seconds of the session, that a report was
 * written behind: so neither a restart nor another process writes it again.
 */
#include "fix/session/session_over.h"

#include "fix/session/session_clock.h"

static rg_str fact_name(rg_arena *arena, const rg_ground *ground)
{
	return rg_arena_printf(arena, "ended:%.*s", RG_FMT(ground->session.id));
}

static bool is_over(const rg_ground *ground)
{
	return ground->has_session && rg_str_eq_z(ground->session.state, "active") &&
	       rg_session_remaining(ground, ground->now) == 0;
}

static int64_t end_of(const rg_ground *ground)
{
	return rg_session_time_now(ground, ground->now).total;
}

rg_rc rg_session_over_look(rg_ground *ground, rg_arena *arena, rg_store *store, rg_err *err)
{
	rg_str text;
	uint64_t reported;
	rg_rc rc;

	if (!is_over(ground))
		return RG_OK;
	rc = rg_fact_get(&text, arena, store, fact_name(arena, ground), err);
	ground->owes_report = rc == RG_OK && !(text.ptr && rg_str_u64(&reported, text, INT64_MAX) &&
					       (int64_t)reported == end_of(ground));
	return rc;
}

rg_rc rg_session_over_note(rg_arena *arena, rg_ground *ground, rg_err *err)
{
	rg_store *store = NULL;
	rg_str notice;
	rg_rc rc;

	if (!is_over(ground))
		return RG_OK;
	if ((rc = rg_store_open(&store, arena, ground->store_path, &notice, err)) == RG_OK)
		rc = rg_fact_set(store, fact_name(arena, ground),
				 rg_arena_printf(arena, "%lld", (long long)end_of(ground)), err);
	rg_store_close(store);
	ground->owes_report = false;
	return rc;
}
