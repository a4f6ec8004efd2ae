/* SPDX-License-Identifier: MIT */
/*
 * inventory.c - a folder can be watched only once it is known, and what happens between listing it
 * and watching it would be missed: so all is listed once more with the watch in place, until
 * nothing was missed. That takes twice as long, in the background, once, and answers that somebody
 * waits for come before it.
 */
#include "point/inventory.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "git/listing.h"
#include "os/fs.h"
#include "point/glances.h"

#define TRIES 3

static atomic_uint_fast64_t n_made; /* numbers are for telling apart, their order means nothing */

static rg_inventory *make(rg_arena *arena, rg_str root, const rg_listing *listing)
{
	rg_inventory *inventory = rg_calloc(1, sizeof(*inventory));

	inventory->arena = arena;
	inventory->number = atomic_fetch_add(&n_made, 1) + 1;
	inventory->files = listing->files;
	inventory->paths = rg_paths_new(arena, root, &listing->files);
	for (size_t i = 0; i < listing->folders.n; i++)
		RG_PUSH(arena, &inventory->places, listing->folders.items[i]);
	rg_str_vec_sort(&inventory->places);
	inventory->n_folders = inventory->places.n;
	for (size_t i = 0; i < listing->indexes.n; i++)
		RG_PUSH(arena, &inventory->places, listing->indexes.items[i]);
	return inventory;
}

/* Relative folders and absolute ones alike. False: not all of them can be watched. */
static bool watch_all(rg_folder_watch *watch, rg_arena *arena, rg_str root,
		      const rg_inventory *inventory)
{
	for (size_t i = 0; i < inventory->places.n; i++)
		if (!rg_folder_watch_add(watch,
					 rg_path_join(arena, root, inventory->places.items[i]),
					 (uint32_t)i))
			return false;
	for (size_t i = inventory->n_folders; i < inventory->places.n; i++) {
		rg_str info =
			rg_arena_printf(arena, "%.*s/info", RG_FMT(inventory->places.items[i]));

		(void)rg_folder_watch_add(watch, info.ptr,
					  (uint32_t)i); /* info/exclude; there or not */
	}
	return true;
}

static bool is_same_list(const rg_str_vec *a, const rg_str_vec *b)
{
	size_t i = 0;

	while (i < a->n && i < b->n && rg_str_eq(a->items[i], b->items[i]))
		i++;
	return i == a->n && i == b->n;
}

rg_rc rg_inventory_read(rg_inventory **out, rg_repo *repo, rg_str root, bool wants_watch,
			rg_err *err)
{
	rg_folder_watch *watch = wants_watch ? rg_folder_watch_new() : NULL;
	rg_inventory *last = NULL;
	rg_rc rc = RG_OK;

	for (int i = 0; i <= TRIES; i++) {
		rg_arena *arena = rg_arena_new();
		rg_inventory *now;
		rg_listing listing;
		bool is_same;

		if ((rc = rg_listing_read(&listing, arena, repo, err)) < 0) {
			rg_arena_free(arena);
			break;
		}
		now = make(arena, root, &listing);
		is_same = last && is_same_list(&last->files, &now->files) &&
			  is_same_list(&last->places, &now->places);
		rg_inventory_free(last);
		last = now;
		if (is_same) {
			last->watch = watch;
			watch = NULL;
		}
		if (is_same || !watch || i == TRIES)
			break;
		rg_glances_let_pass(NULL);
		if (!watch_all(watch, arena, root, last))
			break;
		rg_glances_let_pass(NULL);
	}
	rg_folder_watch_free(watch);
	if (rc < 0) {
		rg_inventory_free(last);
		return rc;
	}
	*out = last;
	return RG_OK;
}

void rg_inventory_free(rg_inventory *inventory)
{
	if (!inventory)
		return;
	rg_folder_watch_free(inventory->watch);
	rg_arena_free(inventory->arena);
	free(inventory);
}

bool rg_inventory_has(const rg_inventory *inventory, rg_str path)
{
	return rg_str_vec_has_sorted(&inventory->files, path);
}

bool rg_inventory_has_folder(const rg_inventory *inventory, rg_str path)
{
	const rg_str_vec folders = {inventory->places.items, inventory->n_folders,
				    inventory->n_folders};

	return rg_str_vec_has_sorted(&folders, path);
}
