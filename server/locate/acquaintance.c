/* SPDX-License-Identifier: MIT */
/*
 * acquaintance.c - who is close to a change. Every commit of the newest ones speaks for its author,
 * and for whoever took it in: committed it for another, merged it or is named in its trailers. It
 * speaks the louder the more of the changed files it touches, and the softer the older it is. What
 * each tie adds up to is divided by what all people have of it, so that terms of different size can
 * be weighed, and the weighted shares are the score.
 *
 * That taking in counts beside writing is what beats "who changed it last": reviewers come from
 * those who review (Thongtanunam et al., SANER 2015; Zanjani et al., TSE 42 (2016), 530-543).
 */
#include "locate/acquaintance.h"

#include <stdlib.h>

#include "locate/source_path.h"

#define ONE	    65536 /* the whole, in fixed point */
#define DAY	    86400
#define MAX_PATHS   100 /* more: a move, a format run or an import */
#define ACTIVE_DAYS 365

/*
 * Weights are fitted on public histories and tested on others (tests/real/people.py). The optimum
 * is flat: who is active and takes in changes at all says most, and taking lines and files out
 * would gain a point of a hundred; they stay, since a reader asks for who knows the place. The
 * weight of the chain is that of lines: histories have no failures to fit it on.
 */
static const struct tie {
	uint32_t weight, half_life_days;
} ties[RG_N_TIES] = {
	[RG_TIE_LINES] = {50, 0},
	[RG_TIE_CHAIN] = {50, 0},
	[RG_TIE_FILES] = {150, 180},
	[RG_TIE_FOLDER] = {50, 365},
	[RG_TIE_ACTIVE] = {300, 90},
	[RG_TIE_REVIEWS_FILES] = {100, 180},
	[RG_TIE_REVIEWS_FOLDER] = {100, 365},
	[RG_TIE_REVIEWS] = {200, 90},
};

/* 1 for now, 1/2 after the half-life, straight lines between the powers of two. */
static uint64_t decayed(rg_tie tie, int64_t age_seconds)
{
	int64_t half = (int64_t)ties[tie].half_life_days * DAY;
	int64_t n = age_seconds / half;
	uint64_t whole = n < 16 ? (uint64_t)ONE >> n : 0;

	return whole - whole * (uint64_t)(age_seconds % half) / (uint64_t)half / 2;
}

/* ---- sums ------------------------------------------------------------------------------------ */

typedef struct sums {
	rg_acquaintance one; /* its counts */
	uint64_t of[RG_N_TIES];
	int64_t last_seen;
} sums;

typedef struct ranking {
	rg_arena *arena;
	rg_acquaintances *out;
	RG_VEC(sums) sums;	     /* by the person's number */
	rg_str_vec changed, folders; /* sorted */
	int64_t newest;
} ranking;

/* Valid until the next call. NULL for a bot, and the author of the fix. */
static sums *sums_of(ranking *r, const rg_identity *who)
{
	uint32_t number = rg_identity_set_add(&r->out->people, who);

	if (number == RG_STR_MAP_NONE)
		return NULL;
	while (r->sums.n <= number) {
		uint32_t next = (uint32_t)r->sums.n;

		RG_PUSH(r->arena, &r->sums,
			(sums){.one = {.who = r->out->people.items.items[next], .number = next},
			       .last_seen = INT64_MIN});
	}
	return number == r->out->author ? NULL : &r->sums.items[number];
}

/* How much of the change a commit touches, and how much of the commit lies beside the change. */
typedef struct nearness {
	uint64_t files, folders; /* in fixed point */
} nearness;

static nearness nearness_of(const ranking *r, const rg_work *work)
{
	uint64_t n_files = 0, n_beside = 0;

	for (size_t i = 0; i < work->paths.n; i++) {
		rg_str path = work->paths.items[i];

		n_files += rg_str_vec_has_sorted(&r->changed, path);
		n_beside += rg_str_vec_has_sorted(&r->folders, rg_path_folder(path));
	}
	return (nearness){.files = n_files * ONE / r->changed.n,
			  .folders = n_beside * ONE / work->paths.n};
}

static void add(sums *to, rg_tie tie, uint64_t near, int64_t age)
{
	to->of[tie] += near * decayed(tie, age) / ONE;
}

static void add_commit(sums *to, const rg_work *work, nearness near, int64_t age)
{
	add(to, RG_TIE_FILES, near.files, age);
	add(to, RG_TIE_FOLDER, near.folders, age);
	add(to, RG_TIE_ACTIVE, ONE, age);
	to->one.n_commits++;
	to->one.n_folder_commits += near.folders > 0;
	if (!near.files)
		return;
	if (!to->one.n_file_commits++) {
		to->one.last_time = work->time;
		to->one.last_subject = work->subject;
	}
}

static void add_review(sums *to, nearness near, int64_t age)
{
	add(to, RG_TIE_REVIEWS_FILES, near.files, age);
	add(to, RG_TIE_REVIEWS_FOLDER, near.folders, age);
	add(to, RG_TIE_REVIEWS, ONE, age);
	to->one.n_file_reviews += near.files > 0;
	to->one.n_reviews++;
}

static void add_work(ranking *r, const rg_work *work)
{
	int64_t age = work->time < r->newest ? r->newest - work->time : 0;
	uint32_t author = rg_identity_set_add(&r->out->people, &work->author);
	nearness near = {0};
	sums *to;

	if (work->paths.n && work->paths.n <= MAX_PATHS)
		near = nearness_of(r, work);
	else if (!work->is_merge)
		return;
	for (size_t i = 0; i < work->reviewers.n + 2; i++) {
		const rg_identity *who = i == 0	  ? &work->author
					 : i == 1 ? &work->committer
						  : &work->reviewers.items[i - 2];

		if (!(to = sums_of(r, who)) || (i > 0 && to->one.number == author))
			continue;
		if (i == 0 && !work->is_merge)
			add_commit(to, work, near, age);
		else
			add_review(to, near, age);
		if (work->time > to->last_seen)
			to->last_seen = work->time;
	}
}

static void add_lines(ranking *r, const rg_wrote *wrote)
{
	sums *to = sums_of(r, &wrote->who);

	if (!to)
		return;
	to->of[wrote->is_chain ? RG_TIE_CHAIN : RG_TIE_LINES] += wrote->n_lines;
	*(wrote->is_chain ? &to->one.n_chain_lines : &to->one.n_lines) += wrote->n_lines;
}

/* ---- the order ------------------------------------------------------------------------------- */

static int by_score(const void *x, const void *y)
{
	const rg_acquaintance *a = x, *b = y;

	if (a->is_active != b->is_active)
		return a->is_active ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (!rg_str_eq(a->who.email, b->who.email))
		return rg_str_cmp(a->who.email, b->who.email);
	return rg_str_cmp(a->who.name, b->who.name);
}

/* What a fix changes; all of it when nothing of it is source. */
static void take_changed(ranking *r, const rg_str_vec *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (rg_path_is_source(all->items[i]))
			RG_PUSH(r->arena, &r->changed, all->items[i]);
	for (size_t i = 0; !r->changed.n && i < all->n; i++)
		RG_PUSH(r->arena, &r->changed, all->items[i]);
	rg_str_vec_sort(&r->changed);
	rg_str_vec_unique(&r->changed);
	for (size_t i = 0; i < r->changed.n; i++)
		RG_PUSH(r->arena, &r->folders, rg_path_folder(r->changed.items[i]));
	rg_str_vec_sort(&r->folders);
	rg_str_vec_unique(&r->folders);
}

static void take_scores(ranking *r)
{
	uint64_t totals[RG_N_TIES] = {0};

	for (size_t i = 0; i < r->sums.n; i++)
		for (int tie = 0; tie < RG_N_TIES; tie++)
			totals[tie] += r->sums.items[i].of[tie];
	for (size_t i = 0; i < r->sums.n; i++) {
		const sums *from = &r->sums.items[i];
		rg_acquaintance one = from->one;

		for (int tie = 0; tie < RG_N_TIES; tie++) {
			uint64_t total = totals[tie] ? totals[tie] : 1;

			one.share[tie] = (uint32_t)(from->of[tie] * ONE / total);
			one.score += (uint64_t)one.share[tie] * ties[tie].weight;
		}
		one.is_active = from->last_seen >= r->newest - (int64_t)ACTIVE_DAYS * DAY;
		if (one.score)
			RG_PUSH(r->arena, &r->out->items, one);
	}
	if (r->out->items.n)
		qsort(r->out->items.items, r->out->items.n, sizeof(*r->out->items.items), by_score);
}

rg_acquaintances rg_acquaintances_of(rg_arena *arena, const rg_acquaintance_input *input)
{
	rg_acquaintances out = {0};
	ranking r = {.arena = arena, .out = &out};
	const rg_work_vec *works = input->works;

	rg_identity_set_init(&out.people, arena);
	/* First, so that address and name both lead to them. */
	out.author = rg_identity_set_add(&out.people, &input->author);
	take_changed(&r, input->changed);
	if (!r.changed.n)
		return out;
	for (size_t i = 0; i < works->n; i++)
		if (works->items[i].time > r.newest)
			r.newest = works->items[i].time;
	for (size_t i = 0; i < works->n; i++)
		add_work(&r, &works->items[i]);
	for (size_t i = 0; i < input->wrote->n; i++)
		add_lines(&r, &input->wrote->items[i]);
	take_scores(&r);
	return out;
}
