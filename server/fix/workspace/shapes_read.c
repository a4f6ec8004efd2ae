/* SPDX-License-Identifier: MIT */
/* shapes_read.c - shapes that were stored with a session, read back for reports. */
#include "fix/workspace/shapes.h"

#include "base/limits.h"
#include "locate/words.h"

rg_str rg_shape_text(rg_arena *arena, rg_json *take)
{
	rg_buf text;
	rg_str out;

	rg_buf_init(&text, 16 * RG_MiB);
	rg_json_render(&text, take);
	out = text.is_cut ? RG_STR("[]") : rg_arena_dup(arena, rg_buf_str(&text));
	rg_buf_release(&text);
	rg_json_free(take);
	return out;
}

rg_json *rg_shape_reparse(rg_str text)
{
	rg_json *out = NULL;
	rg_err err;

	return text.len && rg_json_parse(&out, text, &err) == RG_OK ? out : rg_json_array();
}

static rg_str text_of(rg_arena *arena, const rg_json *object, const char *key)
{
	return rg_arena_dup(arena, rg_json_str(rg_json_get(object, key)));
}

static rg_frame_vec parse_frames(rg_arena *arena, const rg_json *list)
{
	rg_frame_vec out = {0};

	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x)) {
		rg_frame frame = {
			.path = text_of(arena, x, "path"),
			.function = text_of(arena, x, "function"),
			.language = text_of(arena, x, "language"),
			.line = (uint32_t)rg_json_int(rg_json_get(x, "line"), 0),
			.in_workspace = rg_json_bool(rg_json_get(x, "inWorkspace"), false),
		};

		RG_PUSH(arena, &out, frame);
	}
	return out;
}

static rg_failure_kind parse_kind(rg_str name)
{
	for (int kind = RG_KIND_CORRECTNESS; kind <= RG_KIND_RESOURCE; kind++)
		if (rg_str_eq_z(name, rg_failure_kind_name((rg_failure_kind)kind)))
			return (rg_failure_kind)kind;
	return RG_KIND_CORRECTNESS;
}

rg_failure_vec rg_shape_parse_failures(rg_arena *arena, rg_str text)
{
	rg_json *list = rg_shape_reparse(text);
	rg_failure_vec out = {0};

	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x)) {
		rg_failure failure = {
			.test = text_of(arena, x, "test"),
			.phase = RG_PHASE_CALL,
			.error = {.type = text_of(arena, x, "type"),
				  .message = text_of(arena, x, "message"),
				  .frames = parse_frames(arena, rg_json_get(x, "frames"))},
			.kind = parse_kind(rg_json_str(rg_json_get(x, "kind"))),
			.kind_words = text_of(arena, x, "kindBecause"),
			.fingerprint = text_of(arena, x, "fingerprint"),
			.operation = text_of(arena, x, "operation"),
			.seconds = -1,
		};

		RG_PUSH(arena, &out, failure);
	}
	rg_json_free(list);
	return out;
}

static rg_candidate parse_candidate(rg_arena *arena, const rg_json *object)
{
	rg_candidate out = {.path = text_of(arena, object, "path"),
			    .score = (int32_t)rg_json_int(rg_json_get(object, "score"), 0),
			    .kind = rg_candidate_kind_of(rg_json_str(rg_json_get(object, "kind")))};

	for (const rg_json *x = rg_json_first(rg_json_get(object, "reasons")); x;
	     x = rg_json_next(x))
		RG_PUSH(arena, &out.reasons,
			(rg_reason){.signal = text_of(arena, x, "signal"),
				    .points = (int32_t)rg_json_int(rg_json_get(x, "points"), 0),
				    .text = text_of(arena, x, "text")});
	for (const rg_json *x = rg_json_first(rg_json_get(object, "functions")); x;
	     x = rg_json_next(x))
		RG_PUSH(arena, &out.functions,
			(rg_function_candidate){
				.name = text_of(arena, x, "name"),
				.line = (uint32_t)rg_json_int(rg_json_get(x, "line"), 0),
				.score = (int32_t)rg_json_int(rg_json_get(x, "score"), 0)});
	return out;
}

rg_answer rg_shape_parse_answer(rg_arena *arena, rg_str text)
{
	rg_json *stored = rg_shape_reparse(text);
	const rg_json *list = rg_json_is_array(stored) ? stored : rg_json_get(stored, "candidates");
	const rg_json *pointing = rg_json_get(stored, "pointing");
	rg_answer out = {.fault = rg_fault_of(rg_json_str(rg_json_get(pointing, "fault"))),
			 .fault_text = text_of(arena, pointing, "text")};
	double confidence = rg_json_number(rg_json_get(pointing, "confidence"), -1);

	out.confidence = confidence < 0 || confidence > 1 ? -1 : (int32_t)(confidence * 1000 + 0.5);
	for (const rg_json *x = rg_json_first(list); x; x = rg_json_next(x))
		RG_PUSH(arena, &out.candidates, parse_candidate(arena, x));
	rg_json_free(stored);
	return out;
}
