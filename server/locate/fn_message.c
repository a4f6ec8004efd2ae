/* SPDX-License-Identifier: MIT */
/*
 * fn_message.c - the function that says what the error says: a string of its stands in a message,
 * as a whole or the piece between two places of a format.
 */
#include "locate/function_set.h"

#define MESSAGE_BYTES 4096
#define PIECE_MIN     8	 /* shorter ones are anywhere */
#define HALF	      16 /* a piece of so many bytes is worth 1/2 */
#define WINDOW_BITS   13

/* A message, and a bit for each hash of 8 bytes in a row that it holds: most pieces fail there. */
typedef struct message {
	rg_str text;
	uint8_t windows[(1 << WINDOW_BITS) / 8];
} message;

typedef struct message_vec {
	message *items;
	size_t n, cap;
	uint8_t windows[(1 << WINDOW_BITS) / 8]; /* of all */
} message_vec;

static uint32_t window(const char *p)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof(bytes));
	return (uint32_t)((bytes * 0x9e3779b97f4a7c15u) >> (64 - WINDOW_BITS));
}

static void add_message(message_vec *messages, rg_arena *arena, rg_str text)
{
	message *m;

	text = rg_str_sub(text, 0, MESSAGE_BYTES);
	if (text.len < PIECE_MIN)
		return;
	for (size_t i = 0; i < messages->n; i++)
		if (rg_str_eq(messages->items[i].text, text))
			return;
	m = RG_PUSH_NEW(arena, messages);
	m->text = text;
	for (size_t i = 0; i + 8 <= text.len; i++) {
		uint32_t w = window(text.ptr + i);

		m->windows[w >> 3] |= (uint8_t)(1u << (w & 7));
		messages->windows[w >> 3] |= (uint8_t)(1u << (w & 7));
	}
}

static bool may_have(const uint8_t *windows, uint32_t w)
{
	return windows[w >> 3] & (1u << (w & 7));
}

static const bool is_end[256] = {['"'] = true,	['\''] = true, ['{'] = true, ['}'] = true,
				 ['\\'] = true, ['%'] = true,  ['\n'] = true};

/* The next run without a quote, an escape or a place of a format; of code too, which hurts not. */
static rg_str next_piece(const char **at, const char *end)
{
	const char *p = *at, *begin;

	while (p < end && is_end[(uint8_t)*p])
		p++;
	begin = p;
	while (p < end && !is_end[(uint8_t)*p])
		p++;
	*at = p;
	return (rg_str){begin, (size_t)(p - begin)};
}

static double longest_piece(const message_vec *messages, rg_str text)
{
	const char *at = text.ptr, *end = text.ptr + text.len;
	size_t best = 0;

	while (at < end) {
		rg_str piece = next_piece(&at, end);
		uint32_t w;

		if (piece.len < PIECE_MIN || piece.len <= best)
			continue; /* most are */
		piece = rg_str_trim(piece);
		if (piece.len < PIECE_MIN || piece.len <= best)
			continue;
		w = window(piece.ptr);
		for (size_t i = 0; i < messages->n && may_have(messages->windows, w); i++)
			if (may_have(messages->items[i].windows, w) &&
			    rg_str_has(messages->items[i].text, piece))
				best = piece.len;
	}
	return (double)best;
}

void rg_functions__message(rg_function_set *set)
{
	const rg_failure_vec *failures = set->scene->input->failures;
	message_vec messages = {0};

	for (size_t i = 0; failures && i < failures->n && i < RG_FAILURES_MAX; i++) {
		const rg_failure *failure = &failures->items[i];

		add_message(&messages, set->scene->arena, failure->error.message);
		for (size_t k = 0; k < failure->chain.n; k++)
			add_message(&messages, set->scene->arena, failure->chain.items[k].message);
	}
	for (size_t i = 0; messages.n && i < set->functions.n; i++) {
		rg_function *f = &set->functions.items[i];
		const rg_definition *d = f->text->definition;
		double length;

		if (!f->shares_error)
			continue;
		length = longest_piece(&messages,
				       rg_str_sub(set->sources[f->candidate], d->begin, d->end));
		f->values[RG_FUNCTION_message] = length / (length + HALF);
	}
}
