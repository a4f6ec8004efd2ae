/* SPDX-License-Identifier: MIT */
/*
 * segment.c - making one is sorting: the occurrences of a few thousand files fit into a processor's
 * cache, and so do the tables that they are sorted by. Merging then reads all parts side by side.
 * Both leave the same bytes whatever the parts were, since postings are in order of documents.
 */
#include "locate/segment.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TOP_BITS  12
#define TOP(term) ((size_t)((term) >> (64 - TOP_BITS)))
#define N_TOP	  ((size_t)1 << TOP_BITS)
#define N_STARTS  (N_TOP + 2) /* one behind the last, and one to keep what follows aligned */
#define SPARE	  16	      /* bytes that may be read behind the last posting of a damaged one */
#define INSERTED  48	      /* up to here, insertion is the fastest way to sort */

static uint64_t word_at(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

static uint64_t half_at(const char *at)
{
	uint32_t half;

	memcpy(&half, at, sizeof(half));
	return half;
}

/* The last words overlap those before them, so that no byte is looked at alone. */
uint64_t rg_segment__hash(rg_str term)
{
	const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15), other = UINT64_C(0xd6e8feb86659fd93);
	const char *at = term.ptr;
	uint64_t hash = term.len * other, word;
	size_t left = term.len;

	for (; left > 8; left -= 8, at += 8) {
		hash = (hash ^ word_at(at)) * factor;
		hash ^= hash >> 32;
	}
	if (term.len >= 8)
		word = word_at(term.ptr + term.len - 8);
	else if (term.len >= 4)
		word = half_at(at) << 32 | half_at(term.ptr + term.len - 4);
	else if (term.len)
		word = (uint64_t)(uint8_t)at[0] << 16 | (uint64_t)(uint8_t)at[term.len / 2] << 8 |
		       (uint8_t)at[term.len - 1];
	else
		word = 0;
	hash = (hash ^ word) * factor;
	hash = (hash ^ hash >> 32) * other;
	return hash ^ hash >> 29;
}

/* ---- sorting -------------------------------------------------------------------------------- */

static bool is_before(const rg_occurrence *a, const rg_occurrence *b)
{
	return a->term != b->term ? a->term < b->term : a->document < b->document;
}

static int compare(const void *a, const void *b)
{
	return is_before(a, b) ? -1 : is_before(b, a);
}

static void sort_few(rg_occurrence *items, size_t n)
{
	if (n > INSERTED) {
		bool is_sorted = true;

		for (size_t i = 1; is_sorted && i < n; i++)
			is_sorted = is_before(&items[i - 1], &items[i]);
		if (!is_sorted)
			qsort(items, n, sizeof(*items), compare);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		rg_occurrence one = items[i];
		size_t at = i;

		for (; at > 0 && is_before(&one, &items[at - 1]); at--)
			items[at] = items[at - 1];
		items[at] = one;
	}
}

/* By the next bits of the term, twice: what is left to sort then is a handful. */
static void sort_by_bits(rg_occurrence *items, rg_occurrence *other, size_t n, unsigned shift,
			 unsigned bits)
{
	size_t n_bins = (size_t)1 << bits;
	uint32_t *ends = rg_calloc(n_bins + 1, sizeof(*ends));
	size_t begin = 0;

	for (size_t i = 0; i < n; i++)
		ends[(items[i].term >> shift & (n_bins - 1)) + 1]++;
	for (size_t i = 1; i <= n_bins; i++)
		ends[i] += ends[i - 1];
	for (size_t i = 0; i < n; i++)
		other[ends[items[i].term >> shift & (n_bins - 1)]++] = items[i];
	for (size_t i = 0; i < n_bins; i++) {
		sort_few(other + begin, ends[i] - begin);
		begin = ends[i];
	}
	memcpy(items, other, n * sizeof(*items));
	free(ends);
}

static void sort(rg_occurrence *items, size_t n)
{
	rg_occurrence *other;
	unsigned bits = 4;

	if (n <= 256) {
		if (n)
			qsort(items, n, sizeof(*items), compare);
		return;
	}
	while (bits < 16 && ((size_t)4 << bits) < n)
		bits++;
	other = rg_malloc(n * sizeof(*other));
	sort_by_bits(items, other, n, 64 - bits, bits);
	free(other);
}

/* ---- writing -------------------------------------------------------------------------------- */

static void allocate(rg_segment *out, size_t n_terms, size_t n_bytes)
{
	size_t terms = n_terms * sizeof(*out->terms), ends = n_terms * sizeof(*out->ends);
	size_t starts = N_STARTS * sizeof(*out->starts);
	char *memory = rg_malloc(terms + starts + ends + n_bytes + SPARE);

	*out = (rg_segment){.memory = memory, .n_terms = n_terms};
	out->terms = (uint64_t *)(void *)memory;
	out->starts = (uint32_t *)(void *)(memory + terms);
	out->ends = (uint32_t *)(void *)(memory + terms + starts);
	out->bytes = (uint8_t *)memory + terms + starts + ends;
}

/* Gives back what was allocated for bytes in vain, and fills in starts. */
static void finish(rg_segment *out)
{
	size_t at = 0, used = (size_t)(out->bytes - (uint8_t *)out->memory) + out->n_bytes;
	char *memory = rg_realloc(out->memory, used + SPARE);

	out->terms = (uint64_t *)(void *)memory;
	out->starts = (uint32_t *)(void *)(memory + out->n_terms * sizeof(*out->terms));
	out->ends = out->starts + N_STARTS;
	out->bytes = (uint8_t *)(out->ends + out->n_terms);
	out->memory = memory;
	memset(memory + used, 0, SPARE);
	for (size_t i = 0; i < N_STARTS; i++) {
		while (at < out->n_terms && TOP(out->terms[at]) < i)
			at++;
		out->starts[i] = (uint32_t)at;
	}
}

static uint8_t *put_varint(uint8_t *at, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (uint8_t)(value | 0x80);
	*at++ = (uint8_t)value;
	return at;
}

/* last: the document of the term's last posting plus one, 0 for none. */
static uint8_t *put_posting(uint8_t *at, uint32_t last, const rg_occurrence *one)
{
	uint32_t count = one->count >> 1;

	at = put_varint(at, (one->document + 1 - last) << 2 | (one->count & 1) << 1 | (count > 1));
	return count > 1 ? put_varint(at, count) : at;
}

void rg_segment_make(rg_segment *out, rg_occurrence *occurrences, size_t n)
{
	size_t n_terms = 0, term = 0;
	uint32_t last = 0;
	uint8_t *at;

	sort(occurrences, n);
	for (size_t i = 0; i < n; i++)
		n_terms += i == 0 || occurrences[i].term != occurrences[i - 1].term;
	allocate(out, n_terms, n * 10);
	at = out->bytes;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || occurrences[i].term != occurrences[i - 1].term) {
			out->terms[term++] = occurrences[i].term;
			last = 0;
		}
		at = put_posting(at, last, &occurrences[i]);
		last = occurrences[i].document + 1;
		out->ends[term - 1] = (uint32_t)(at - out->bytes);
	}
	out->n_bytes = (size_t)(at - out->bytes);
	finish(out);
}

static void start_reader(rg_segment_reader *out, const rg_segment *segment, size_t term)
{
	out->at = segment->bytes + (term ? segment->ends[term - 1] : 0);
	out->end = segment->bytes + segment->ends[term];
	out->document = UINT32_MAX; /* so that the first distance leads to its document */
}

/* The smallest term that a part has not given yet; false at the end. */
static bool next_term(uint64_t *out, const rg_segment *parts, const size_t *at, size_t n)
{
	bool is_found = false;

	for (size_t i = 0; i < n; i++)
		if (at[i] < parts[i].n_terms && (!is_found || parts[i].terms[at[i]] < *out)) {
			*out = parts[i].terms[at[i]];
			is_found = true;
		}
	return is_found;
}

static size_t count_terms(const rg_segment *parts, size_t n, size_t *at)
{
	size_t n_terms = 0;
	uint64_t term = 0;

	memset(at, 0, n * sizeof(*at));
	for (; next_term(&term, parts, at, n); n_terms++)
		for (size_t i = 0; i < n; i++)
			at[i] += at[i] < parts[i].n_terms && parts[i].terms[at[i]] == term;
	memset(at, 0, n * sizeof(*at));
	return n_terms;
}

void rg_segment_merge(rg_segment *out, const rg_segment *parts, size_t n, size_t n_documents,
		      const uint32_t *numbers)
{
	size_t *places = rg_calloc(n + 1, sizeof(*places));
	size_t n_bytes = 0, n_terms = 0;
	uint64_t term = 0;
	uint8_t *at;

	for (size_t i = 0; i < n; i++)
		n_bytes += parts[i].n_bytes;
	allocate(out, count_terms(parts, n, places), n_bytes);
	at = out->bytes;
	while (next_term(&term, parts, places, n)) {
		uint8_t *begin = at;
		uint32_t last = 0;

		for (size_t i = 0; i < n; i++) {
			rg_segment_reader reader;
			rg_occurrence one;

			if (places[i] == parts[i].n_terms || parts[i].terms[places[i]] != term)
				continue;
			start_reader(&reader, &parts[i], places[i]++);
			while (reader.at < reader.end) {
				rg_segment_read(&one, &reader);
				if (one.document >= n_documents)
					continue;
				if (numbers)
					one.document = numbers[one.document];
				if (one.document == RG_NO_DOCUMENT || one.document < last)
					continue;
				at = put_posting(at, last, &one);
				last = one.document + 1;
			}
		}
		if (at == begin)
			continue; /* all its documents are gone */
		out->terms[n_terms] = term;
		out->ends[n_terms++] = (uint32_t)(at - out->bytes);
	}
	out->n_bytes = (size_t)(at - out->bytes);
	if (n_terms < out->n_terms) {
		uint8_t *bytes = (uint8_t *)out->memory + n_terms * sizeof(*out->terms) +
				 (N_STARTS + n_terms) * sizeof(*out->ends);

		memmove(out->terms + n_terms + N_STARTS * sizeof(*out->ends) / sizeof(*out->terms),
			out->ends, n_terms * sizeof(*out->ends));
		memmove(bytes, out->bytes, out->n_bytes);
		out->bytes = bytes;
		out->n_terms = n_terms;
	}
	finish(out);
	free(places);
}

void rg_segment_release(rg_segment *segment)
{
	free(segment->memory);
	*segment = (rg_segment){0};
}

void rg_segment_find(rg_segment_reader *out, const rg_segment *segment, uint64_t term)
{
	size_t begin, end;

	*out = (rg_segment_reader){0};
	if (!segment->n_terms)
		return;
	begin = segment->starts[TOP(term)];
	end = segment->starts[TOP(term) + 1];
	while (begin < end) {
		size_t middle = begin + (end - begin) / 2;

		if (segment->terms[middle] < term)
			begin = middle + 1;
		else
			end = middle;
	}
	if (begin < segment->n_terms && segment->terms[begin] == term)
		start_reader(out, segment, begin);
}

/* ---- as bytes ------------------------------------------------------------------------------- */

static void render_padded(rg_buf *buf, const void *bytes, size_t n)
{
	rg_buf_add(buf, (rg_str){bytes, n});
	rg_buf_add(buf, (rg_str){"\0\0\0\0\0\0\0", (8 - n % 8) % 8});
}

void rg_segment_render(rg_buf *buf, const rg_segment *segment)
{
	static const char spare[SPARE];
	uint64_t sizes[2] = {segment->n_terms, segment->n_bytes};

	render_padded(buf, sizes, sizeof(sizes));
	render_padded(buf, segment->terms, segment->n_terms * sizeof(*segment->terms));
	render_padded(buf, segment->starts, N_STARTS * sizeof(*segment->starts));
	render_padded(buf, segment->ends, segment->n_terms * sizeof(*segment->ends));
	render_padded(buf, segment->bytes, segment->n_bytes);
	rg_buf_add(buf, (rg_str){spare, SPARE});
}

static const void *take(rg_str *bytes, uint64_t n, size_t size)
{
	const char *at = bytes->ptr;

	if (n > bytes->len / size || (n * size + 7) / 8 * 8 > bytes->len)
		return NULL;
	*bytes = rg_str_sub(*bytes, (n * size + 7) / 8 * 8, bytes->len);
	return at;
}

/*
 * What a look-up relies on. Reading postings relies on nothing: a varint ends after five bytes,
 * SPARE lie behind the last, and whoever reads compares a document with their number.
 */
static bool is_sound(const rg_segment *s)
{
	for (size_t i = 0; i < N_STARTS; i++)
		if (s->starts[i] > s->n_terms || (i && s->starts[i] < s->starts[i - 1]))
			return false;
	for (size_t i = 0; i < s->n_terms; i++)
		if (s->ends[i] > s->n_bytes || (i && s->ends[i] < s->ends[i - 1]))
			return false;
	return true;
}

bool rg_segment_parse(rg_segment *out, rg_str *bytes)
{
	const uint64_t *sizes = take(bytes, 2, sizeof(*sizes));
	const void *terms = NULL, *starts = NULL, *ends = NULL, *postings = NULL;

	*out = (rg_segment){0};
	if (!sizes || !(terms = take(bytes, sizes[0], sizeof(*out->terms))) ||
	    !(starts = take(bytes, N_STARTS, sizeof(*out->starts))) ||
	    !(ends = take(bytes, sizes[0], sizeof(*out->ends))) ||
	    !(postings = take(bytes, sizes[1], 1)) || !take(bytes, SPARE, 1))
		return false;
	*out = (rg_segment){.n_terms = sizes[0],
			    .n_bytes = sizes[1],
			    .terms = (uint64_t *)(size_t)terms,
			    .ends = (uint32_t *)(size_t)ends,
			    .starts = (uint32_t *)(size_t)starts,
			    .bytes = (uint8_t *)(size_t)postings};
	if (is_sound(out))
		return true;
	*out = (rg_segment){0};
	return false;
}
