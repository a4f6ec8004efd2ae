/* SPDX-License-Identifier: MIT */
/*
 * people.h - whom to ask about a change: a few of those who are close to it and of its owners, with
 * reasons that a reader can check. Pure.
 */
#ifndef RG_REPORT_PEOPLE_H
#define RG_REPORT_PEOPLE_H

#include "locate/acquaintance.h"
#include "report/facts.h"

/* Somebody whom CODEOWNERS names. */
typedef struct rg_owner {
	rg_str name;   /* "@ann", "@org/team", an e-mail address */
	rg_str reason; /* "owns server/git/ (CODEOWNERS line 12)" */
} rg_owner;
typedef RG_VEC(rg_owner) rg_owner_vec;

/*
 * The list that texts show: up to three owners first (in their order), since a forge may want their
 * word, then up to three of those who are close to the change. An owner whose account or address is
 * found in the history is one entry with both reasons; the author of the fix is none. Names are
 * never e-mail addresses.
 */
rg_person_vec rg_people_list(rg_arena *arena, const rg_acquaintances *known,
			     const rg_owner_vec *owners);

#endif
