/* SPDX-License-Identifier: MIT */
/*
 * extras.c - one name at a time: the pull request is there, and one bad name must not take the
 * others with it, as it would in a list.
 */
#include "forge/net/extras.h"

static void add_each(rg_pull *p, const rg_str_vec *names, const char *key,
		     bool (*add)(rg_pull *, rg_str))
{
	p->taken.n = p->taken_ids.n = 0;
	for (size_t i = 0; i < names->n; i++) {
		rg_str name = names->items[i];
		rg_answer said = *p->out;
		bool is_added;

		rg_str_skip(&name, RG_STR("@"));
		is_added = add(p, name);
		*p->out = said;
		if (is_added)
			RG_PUSH(p->talk.arena, &p->taken, name);
		else
			p->out->message = rg_arena_printf(
				p->talk.arena, "%.*s%s%s \"%.*s\" could not be added",
				RG_FMT(said.message), said.message.len ? "; " : "", key,
				RG_FMT(rg_one_line(p->talk.arena, name, 100)));
	}
}

void rg_pull__add_extras(rg_pull *p)
{
	add_each(p, &p->q->labels, "labels", p->wire->add_label);
	add_each(p, &p->q->assignees, "assignees", p->wire->add_assignee);
	add_each(p, &p->q->reviewers, "reviewers", p->wire->add_reviewer);
}
