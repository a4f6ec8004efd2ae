/* SPDX-License-Identifier: MIT */
/* shapes.c - one function per shape; field names never change meaning, new ones may come. */
#include "fix/workspace/shapes.h"

static rg_json *shape_frame(const rg_frame *frame)
{
	rg_json *out = rg_json_object(), *values;

	rg_json_set_str(out, "path", frame->path);
	rg_json_set_int(out, "line", frame->line);
	rg_json_set_str(out, "function", frame->function);
	rg_json_set_str(out, "language", frame->language);
	rg_json_set_bool(out, "inWorkspace", frame->in_workspace);
	if (frame->is_ambiguous)
		rg_json_set_bool(out, "isAmbiguous", true);
	values = rg_json_set_take(out, "values", rg_json_object());
	for (size_t i = 0; i < frame->values.n; i++) {
		rg_arena *arena = rg_arena_new();

		rg_json_set_str(values, rg_arena_cstr(arena, frame->values.items[i].name),
				frame->values.items[i].repr);
		rg_arena_free(arena);
	}
	return out;
}

static rg_json *shape_frames(const rg_frame_vec *frames)
{
	rg_json *out = rg_json_array();

	for (size_t i = 0; i < frames->n; i++)
		rg_json_push_take(out, shape_frame(&frames->items[i]));
	return out;
}

static rg_json *shape_failure(const rg_failure *failure)
{
	rg_json *out = rg_json_object(), *chain;

	rg_json_set_str(out, "test", failure->test);
	rg_json_set_str(out, "phase", rg_str_of(rg_phase_name(failure->phase)));
	rg_json_set_str(out, "type", failure->error.type);
	rg_json_set_str(out, "message", failure->error.message);
	rg_json_set_str(out, "kind", rg_str_of(rg_failure_kind_name(failure->kind)));
	rg_json_set_str(out, "kindBecause", failure->kind_words);
	rg_json_set_str(out, "fingerprint", failure->fingerprint);
	rg_json_set_str(out, "operation", failure->operation);
	rg_json_set_take(out, "frames", shape_frames(&failure->error.frames));
	chain = rg_json_set_take(out, "chain", rg_json_array());
	for (size_t i = 0; i < failure->chain.n; i++) {
		const rg_exception *behind = &failure->chain.items[i];
		rg_json *one = rg_json_push_take(chain, rg_json_object());

		rg_json_set_str(one, "relation", rg_str_of(rg_relation_name(behind->relation)));
		rg_json_set_str(one, "type", behind->type);
		rg_json_set_str(one, "message", behind->message);
		rg_json_set_take(one, "frames", shape_frames(&behind->frames));
	}
	return out;
}

rg_json *rg_shape_failures(const rg_failure_vec *failures)
{
	rg_json *out = rg_json_array();

	for (size_t i = 0; i < failures->n; i++)
		rg_json_push_take(out, shape_failure(&failures->items[i]));
	return out;
}

static rg_json *shape_candidate(const rg_candidate *candidate)
{
	rg_json *out = rg_json_object(), *reasons, *functions;

	rg_json_set_str(out, "path", candidate->path);
	rg_json_set_int(out, "score", candidate->score);
	rg_json_set_str(out, "kind", rg_str_of(rg_candidate_kind_name(candidate->kind)));
	reasons = rg_json_set_take(out, "reasons", rg_json_array());
	for (size_t i = 0; i < candidate->reasons.n; i++) {
		const rg_reason *reason = &candidate->reasons.items[i];
		rg_json *one = rg_json_push_take(reasons, rg_json_object());

		rg_json_set_str(one, "signal", reason->signal);
		rg_json_set_int(one, "points", reason->points);
		rg_json_set_str(one, "text", reason->text);
	}
	functions = rg_json_set_take(out, "functions", rg_json_array());
	for (size_t i = 0; i < candidate->functions.n; i++) {
		const rg_function_candidate *function = &candidate->functions.items[i];
		rg_json *one = rg_json_push_take(functions, rg_json_object());

		rg_json_set_str(one, "name", function->name);
		rg_json_set_int(one, "line", function->line);
		rg_json_set_int(one, "score", function->score);
	}
	return out;
}

rg_json *rg_shape_candidates(const rg_candidate_vec *candidates)
{
	rg_json *out = rg_json_array();

	for (size_t i = 0; i < candidates->n; i++)
		rg_json_push_take(out, shape_candidate(&candidates->items[i]));
	return out;
}

rg_json *rg_shape_pointing(const rg_answer *answer)
{
	rg_json *out = rg_json_object();

	if (answer->confidence < 0)
		rg_json_set_null(out, "confidence");
	else
		rg_json_set_number(out, "confidence", answer->confidence / 1000.0);
	rg_json_set_str(out, "fault", rg_str_of(rg_fault_name(answer->fault)));
	rg_json_set_str(out, "text", answer->fault_text);
	return out;
}

rg_json *rg_shape_answer(const rg_answer *answer)
{
	rg_json *out = rg_json_object();

	rg_json_set_take(out, "candidates", rg_shape_candidates(&answer->candidates));
	rg_json_set_take(out, "pointing", rg_shape_pointing(answer));
	return out;
}

rg_json *rg_shape_strs(const rg_str_vec *strs)
{
	rg_json *out = rg_json_array();

	for (size_t i = 0; i < strs->n; i++)
		rg_json_push_take(out, rg_json_new_str(strs->items[i]));
	return out;
}
