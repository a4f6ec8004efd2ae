/* SPDX-License-Identifier: MIT */
/*
 * sight.c - events of the watch become a list of files to read again, or the knowledge that the
 * list of files is no more what it was. A name that is there and not listed, and is still not
 * listed afterwards, is ignored by git: its next events mean nothing, so that a test's own output
 * does not have the tree listed over and over.
 */
#include "point/sight.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "git/repo.h"
#include "os/fs.h"
#include "os/job.h"
#include "os/system.h"

#define CALM_MS	    100	 /* events come in bursts */
#define IGNORED_MAX 4096 /* names; then it begins anew */
#define REST_MS	    2000 /* after an answer: what it needed goes back to the system */

typedef struct borrower {
	struct borrower *next;
	void (*lent)(void *data, rg_pointing *pointing);
	void *data;
} borrower;

typedef struct retired {
	struct retired *next;
	rg_inventory *inventory;
} retired;

struct rg_sight {
	rg_loop *loop;
	rg_str root;
	rg_sight_hooks hooks;
	bool is_open;

	rg_inventory *inventory; /* owned, or NULL */
	bool is_stale;		 /* it is not how things are any more */
	bool has_failed;	 /* none could be made: not tried again by itself */
	retired *retired;	 /* owned */
	rg_arena *notes;	 /* owned, or NULL: texts of the lists below */
	rg_str_vec changed;	 /* files that pointing has to hear of */
	rg_str_vec odd;		 /* what made the inventory stale by being there */
	rg_arena *ignored_arena; /* owned */
	rg_str_vec ignored;

	rg_pointing *pointing; /* owned; NULL while lent */
	bool is_lent;
	borrower *borrowers; /* owned, who came first is first */

	struct sight_work *work; /* under way, or NULL */
	rg_job *job;
	rg_timer *timer;  /* until it is calm, or NULL */
	rg_timer *rest;	  /* until answers have an end, or NULL */
	rg_job *trimming; /* or NULL */
};

rg_sight *rg_sight_new(rg_loop *loop, rg_str root, const rg_sight_hooks *hooks)
{
	rg_sight *sight = rg_calloc(1, sizeof(*sight));

	sight->loop = loop;
	sight->root = root;
	sight->hooks = *hooks;
	sight->pointing = rg_pointing_new();
	sight->ignored_arena = rg_arena_new();
	return sight;
}

void rg_sight_rest(rg_sight *sight)
{
	while (sight->retired && !sight->work) {
		retired *next = sight->retired->next;

		rg_inventory_free(sight->retired->inventory);
		free(sight->retired);
		sight->retired = next;
	}
}

void rg_sight_free(rg_sight *sight)
{
	if (!sight)
		return;
	rg_timer_cancel(sight->timer);
	rg_timer_cancel(sight->rest);
	rg_sight_rest(sight);
	rg_inventory_free(sight->inventory);
	rg_arena_free(sight->notes);
	rg_arena_free(sight->ignored_arena);
	rg_pointing_free(sight->pointing);
	free(sight);
}

/* ---- events --------------------------------------------------------------------------------- */

static void note(rg_sight *sight, rg_str_vec *list, rg_str path)
{
	if (!sight->notes)
		sight->notes = rg_arena_new();
	if (!list->n || !rg_str_eq(list->items[list->n - 1], path)) /* they come in pairs */
		RG_PUSH(sight->notes, list, rg_arena_dup(sight->notes, path));
}

static void forget_ignored(rg_sight *sight)
{
	rg_arena_free(sight->ignored_arena);
	sight->ignored_arena = rg_arena_new();
	sight->ignored = (rg_str_vec){0};
}

static bool decides_for_git(rg_str name)
{
	return rg_str_eq_z(name, "index") || rg_str_eq_z(name, "exclude") ||
	       rg_str_eq_z(name, "config");
}

/* Relative, in arena. folder is one of the workspace's. */
static rg_str path_of(rg_arena *arena, const rg_inventory *inventory, uint32_t folder, rg_str name)
{
	rg_str path = inventory->places.items[folder];

	return rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(path), path.len ? "/" : "",
			       RG_FMT(name));
}

static void tell_written(const rg_sight *sight, rg_str path)
{
	if (sight->hooks.written && rg_inventory_has(sight->inventory, path))
		sight->hooks.written(sight->hooks.self, path);
}

/* Of a list that is not true any more, only what it lists means something. */
static void on_late_change(void *data, uint32_t folder, rg_str name)
{
	const rg_sight *sight = data;
	rg_arena *arena;

	if (folder >= sight->inventory->n_folders)
		return;
	arena = rg_arena_new();
	tell_written(sight, path_of(arena, sight->inventory, folder, name));
	rg_arena_free(arena);
}

static void on_change(void *data, uint32_t folder, rg_str name)
{
	rg_sight *sight = data;
	const rg_inventory *inventory = sight->inventory;
	rg_arena *arena;
	rg_fs_stamp stamp;
	rg_str path;
	bool is_there, is_listed;

	if (folder >= inventory->n_folders) {
		sight->is_stale |= decides_for_git(name);
		return;
	}
	if (rg_str_eq_z(name, ".git"))
		return;
	arena = rg_arena_new();
	path = path_of(arena, inventory, folder, name);
	is_there = rg_fs_stat(&stamp, rg_path_join(arena, sight->root, path));
	is_listed = rg_inventory_has(inventory, path) || rg_inventory_has_folder(inventory, path);
	if (rg_str_eq_z(name, ".gitignore") || rg_str_eq_z(name, ".gitmodules")) {
		sight->is_stale = true;
		forget_ignored(sight);
	} else if (is_there && is_listed) {
		note(sight, &sight->changed, path);
	} else if (is_there != is_listed && !rg_str_vec_has(&sight->ignored, path)) {
		sight->is_stale = true;
		if (is_there)
			note(sight, &sight->odd, path);
	}
	tell_written(sight, path);
	rg_arena_free(arena);
}

/* Hears what happened. */
static void drain(rg_sight *sight)
{
	rg_inventory *inventory = sight->inventory;

	if (!inventory)
		return;
	if (sight->is_stale && inventory->watch)
		(void)rg_folder_watch_drain(inventory->watch, on_late_change, sight);
	else if (!inventory->watch || !rg_folder_watch_drain(inventory->watch, on_change, sight))
		sight->is_stale = true;
}

void rg_sight_hear(rg_sight *sight)
{
	drain(sight);
}

static void hand_over_notes(rg_sight *sight)
{
	for (size_t i = 0; i < sight->changed.n; i++)
		rg_pointing_note(sight->pointing, sight->changed.items[i]);
	sight->changed = (rg_str_vec){0};
	if (!sight->odd.n) {
		rg_arena_free(sight->notes);
		sight->notes = NULL;
	}
}

const rg_inventory *rg_sight_inventory(rg_sight *sight)
{
	drain(sight);
	return sight->is_stale ? NULL : sight->inventory;
}

static void on_calm(void *data);

static void on_notice(void *data)
{
	rg_sight *sight = data;

	if (sight->is_open && !sight->timer)
		sight->timer = rg_timer_start(sight->loop, CALM_MS, on_calm, sight);
}

/* Somebody may still use it. */
static void retire(rg_sight *sight, rg_inventory *inventory)
{
	retired *old = rg_calloc(1, sizeof(*old));

	rg_folder_watch_free(inventory->watch);
	inventory->watch = NULL;
	old->inventory = inventory;
	old->next = sight->retired;
	sight->retired = old;
}

const rg_inventory *rg_sight_put_inventory_take(rg_sight *sight, rg_inventory *inventory)
{
	if (!inventory->watch && rg_sight_inventory(sight)) {
		retire(sight, inventory); /* a watched one came meanwhile */
		return inventory;
	}
	drain(sight); /* the old list's watch, for the last time */
	if (sight->inventory)
		retire(sight, sight->inventory);
	if (sight->ignored.n + sight->odd.n > IGNORED_MAX)
		forget_ignored(sight);
	for (size_t i = 0; i < sight->odd.n && i < IGNORED_MAX; i++)
		if (!rg_inventory_has(inventory, sight->odd.items[i]) &&
		    !rg_inventory_has_folder(inventory, sight->odd.items[i]))
			RG_PUSH(sight->ignored_arena, &sight->ignored,
				rg_arena_dup(sight->ignored_arena, sight->odd.items[i]));
	/* Stamps tell what was changed before this list was made. */
	rg_arena_free(sight->notes);
	sight->notes = NULL;
	sight->changed = sight->odd = (rg_str_vec){0};
	sight->inventory = inventory;
	sight->is_stale = !inventory->watch;
	sight->has_failed = false;
	if (inventory->watch)
		rg_folder_watch_on_change(inventory->watch, sight->loop, on_notice, sight);
	return inventory;
}

/* ---- lending -------------------------------------------------------------------------------- */

static void lend(rg_sight *sight, void (*lent)(void *data, rg_pointing *pointing), void *data)
{
	rg_pointing *pointing = sight->pointing;

	drain(sight);
	hand_over_notes(sight);
	sight->pointing = NULL;
	sight->is_lent = true;
	lent(data, pointing);
}

static bool is_reading_for_the_first_time(const rg_sight *sight);

void rg_sight_borrow(rg_sight *sight, void (*lent)(void *data, rg_pointing *pointing), void *data)
{
	borrower **at = &sight->borrowers, *one;

	if (!sight->is_lent) {
		lend(sight, lent, data);
		return;
	}
	if (is_reading_for_the_first_time(sight)) {
		lent(data, NULL);
		return;
	}
	one = rg_calloc(1, sizeof(*one));
	one->lent = lent;
	one->data = data;
	while (*at)
		at = &(*at)->next;
	*at = one;
}

bool rg_sight_unborrow(rg_sight *sight, const void *data)
{
	for (borrower **at = &sight->borrowers; *at; at = &(*at)->next)
		if ((*at)->data == data) {
			borrower *one = *at;

			*at = one->next;
			free(one);
			return true;
		}
	return false;
}

static void trim(void *data, const rg_cancel *cancel)
{
	(void)data;
	(void)cancel;
	rg_memory_trim();
}

static void trimmed(void *data)
{
	rg_sight *sight = data;

	sight->trimming = NULL;
	if (sight->hooks.rested)
		sight->hooks.rested(sight->hooks.self);
}

static void on_rest(void *data)
{
	rg_sight *sight = data;

	sight->rest = NULL;
	if (sight->is_open && !sight->trimming)
		sight->trimming = rg_job_start(sight->loop, trim, trimmed, sight);
}

void rg_sight_return_take(rg_sight *sight, rg_pointing *pointing)
{
	borrower *next = sight->borrowers;

	if (sight->is_open && !sight->rest)
		sight->rest = rg_timer_start(sight->loop, REST_MS, on_rest, sight);
	if (!pointing)
		return; /* it was a glance */
	sight->pointing = pointing;
	sight->is_lent = false;
	if (next) {
		void (*lent)(void *data, rg_pointing *pointing) = next->lent;
		void *data = next->data;

		sight->borrowers = next->next;
		free(next);
		lend(sight, lent, data);
	}
}

/* ---- in the background ---------------------------------------------------------------------- */

typedef struct sight_work {
	rg_sight *sight;
	rg_arena *arena;
	rg_pointing *pointing;	       /* borrowed from the sight */
	const rg_inventory *inventory; /* that is good, or NULL */
	rg_inventory *made;	       /* instead */
	bool is_first;
} sight_work;

static bool is_reading_for_the_first_time(const rg_sight *sight)
{
	return sight->work && sight->work->is_first;
}

bool rg_sight_wants_watch(const rg_sight *sight)
{
	return sight->is_open && !(sight->work && !sight->work->inventory);
}

static void work(void *data, const rg_cancel *cancel)
{
	sight_work *w = data;
	rg_pointing_input input = {.cancel = cancel};
	const rg_inventory *inventory = w->inventory;
	rg_repo_facts facts;
	rg_repo *repo = NULL;
	rg_err err;

	if (rg_repo_open(&repo, rg_arena_cstr(w->arena, w->sight->root), &err) < 0)
		return;
	if (rg_repo_facts_read(&facts, w->arena, repo, &err) == RG_OK &&
	    !rg_cancel_is_set(cancel) &&
	    (inventory || rg_inventory_read(&w->made, repo, facts.root, true, &err) == RG_OK)) {
		inventory = inventory ? inventory : w->made;
		input.root = facts.root;
		input.files = &inventory->files;
		input.number = inventory->watch ? inventory->number : 0;
		input.private_dir = facts.private_dir;
		/* Of a shallow clone it is git that reads the history: not unasked. */
		input.head = facts.is_shallow ? (rg_str){NULL, 0} : facts.head_oid;
		rg_pointing_refresh(w->pointing, &input);
		rg_pointing_keep(w->pointing, &input);
	}
	rg_repo_close(repo);
	if (w->is_first || w->made)
		rg_memory_trim();
}

static void worked(void *data)
{
	sight_work *w = data;
	rg_sight *sight = w->sight;

	sight->work = NULL;
	sight->job = NULL;
	if (w->made)
		rg_sight_put_inventory_take(sight, w->made);
	else if (!w->inventory)
		sight->has_failed = true;
	rg_sight_return_take(sight, w->pointing);
	rg_arena_free(w->arena);
	free(w);
	on_notice(sight); /* what happened meanwhile */
	if (sight->hooks.rested)
		sight->hooks.rested(sight->hooks.self);
}

static void lent_for_work(void *data, rg_pointing *pointing)
{
	sight_work *w = data;

	w->pointing = pointing;
	w->is_first = !rg_pointing_is_ready(pointing);
	w->inventory = rg_sight_inventory(w->sight);
	w->sight->job = rg_job_start(w->sight->loop, work, worked, w);
}

static void start_work(rg_sight *sight)
{
	sight_work *w = rg_calloc(1, sizeof(*w));

	w->sight = sight;
	w->arena = rg_arena_new();
	sight->work = w;
	rg_sight_borrow(sight, lent_for_work, w);
}

static void on_calm(void *data)
{
	rg_sight *sight = data;

	sight->timer = NULL;
	if (!sight->is_open || sight->work || !sight->inventory || !sight->inventory->watch)
		return;
	drain(sight);
	if (sight->changed.n || (sight->is_stale && !sight->has_failed))
		start_work(sight);
}

void rg_sight_open(rg_sight *sight)
{
	if (sight->is_open)
		return;
	sight->is_open = true;
	start_work(sight);
}

void rg_sight_close(rg_sight *sight)
{
	sight->is_open = false;
	rg_timer_cancel(sight->rest);
	sight->rest = NULL;
	if (sight->job)
		rg_job_cancel(sight->job);
	else if (sight->work && rg_sight_unborrow(sight, sight->work)) {
		rg_arena_free(sight->work->arena);
		free(sight->work);
		sight->work = NULL;
	}
}

bool rg_sight_is_idle(const rg_sight *sight)
{
	return !sight->work && !sight->trimming;
}
