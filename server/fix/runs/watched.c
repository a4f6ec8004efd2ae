/* SPDX-License-Identifier: MIT */
/*
 * watched.c - a line about the state, then the calls as the probe writes them: one format, one
 * reader, which believes nothing.
 */
#include "fix/runs/watched.h"

#include "base/hash.h"
#include "base/limits.h"
#include "point/cache.h"

#define FORMAT	   1
#define PREFIX	   "calls-"
#define MOST_FILES 32

static rg_str file_of(rg_str test)
{
	return rg_str_sub(test, 0, rg_str_find(test, RG_STR("::")));
}

rg_str_vec rg_watched_failing(rg_arena *arena, const rg_failure_vec *failures)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < failures->n; i++)
		if (failures->items[i].phase != RG_PHASE_COLLECT && failures->items[i].test.len)
			RG_PUSH(arena, &out, failures->items[i].test);
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}

rg_str_vec rg_watched_files(rg_arena *arena, const rg_str_vec *tests)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < tests->n; i++)
		RG_PUSH(arena, &out, file_of(tests->items[i]));
	rg_str_vec_sort(&out);
	rg_str_vec_unique(&out);
	return out;
}

/* The private folder is shared by all work trees. */
static rg_str name_of(rg_arena *arena, const rg_ground *ground, const rg_str_vec *tests)
{
	rg_str_vec files = rg_watched_files(arena, tests);
	uint64_t hash = rg_hash_field(RG_HASH_START, ground->root);

	for (size_t i = 0; i < files.n; i++)
		hash = rg_hash_field(hash, files.items[i]);
	return rg_arena_printf(arena, PREFIX "%.*s", RG_FMT(rg_hash_hex(arena, hash)));
}

bool rg_watched_read(rg_watched *out, rg_arena *arena, const rg_ground *ground,
		     const rg_str_vec *tests)
{
	rg_str bytes, line = {NULL, 0};
	rg_json *head = NULL;
	rg_err ignored;

	*out = (rg_watched){0};
	if (!ground->has_repo || !tests->n)
		return false;
	bytes = rg_cache_read(arena, ground->facts.private_dir, name_of(arena, ground, tests),
			      FORMAT);
	if (!rg_str_line(&line, &bytes) || rg_json_parse(&head, line, &ignored) < 0)
		return false;
	out->state = rg_arena_dup(arena, rg_json_str(rg_json_get(head, "state")));
	for (const rg_json *at = rg_json_first(rg_json_get(head, "asked")); at;
	     at = rg_json_next(at))
		RG_PUSH(arena, &out->asked, rg_arena_dup(arena, rg_json_str(at)));
	rg_json_free(head);
	rg_calls_read(&out->calls, arena, bytes, ground->paths);
	return true;
}

void rg_watched_write(const rg_watched *watched, rg_arena *arena, const rg_ground *ground)
{
	rg_json *head = rg_json_object();
	rg_json *asked = rg_json_set_take(head, "asked", rg_json_array());
	rg_buf text;

	rg_json_set_str(head, "state", watched->state);
	for (size_t i = 0; i < watched->asked.n; i++)
		rg_json_push_take(asked, rg_json_new_str(watched->asked.items[i]));
	rg_buf_init(&text, RG_LIMIT_CACHE_BYTES);
	rg_json_render(&text, head);
	rg_buf_add_char(&text, '\n');
	rg_calls_render(&text, &watched->calls);
	if (!text.is_cut &&
	    rg_cache_write(ground->facts.private_dir, name_of(arena, ground, &watched->asked),
			   FORMAT, rg_buf_str(&text)))
		rg_cache_trim(ground->facts.private_dir, RG_STR(PREFIX), MOST_FILES);
	rg_buf_release(&text);
	rg_json_free(head);
}

const rg_spectrum *rg_watched_recall(rg_arena *arena, const rg_ground *ground,
				     const rg_failure_vec *failures)
{
	rg_arena *scratch = rg_arena_new();
	rg_str_vec failing = rg_watched_failing(scratch, failures);
	const rg_spectrum *spectrum = NULL;
	rg_watched watched;

	if (rg_watched_read(&watched, scratch, ground, &failing) &&
	    rg_calls_know(&watched.calls, &failing))
		spectrum = rg_spectrum_make(arena, &watched.calls, &failing);
	rg_arena_free(scratch);
	return spectrum;
}
