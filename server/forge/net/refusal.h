/* SPDX-License-Identifier: MIT */
/* refusal.h - what a forge means when it does not do what it was asked, and what to do next. */
#ifndef RG_FORGE_NET_REFUSAL_H
#define RG_FORGE_NET_REFUSAL_H

#include "forge/net/pull.h"

/*
 * Fills cause and message of pull->out from the last answer, which is not good. RG_MEANS_EXISTS and
 * RG_MEANS_NO_HEAD are for the caller to act upon; all else is said and done.
 */
rg_meaning rg_refusal_explain(rg_pull *pull);

#endif
