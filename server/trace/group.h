/* SPDX-License-Identifier: MIT */
/* group.h - inside trace/: the tree that Python prints for an ExceptionGroup. */
#ifndef RG_TRACE_GROUP_H
#define RG_TRACE_GROUP_H

#include "syntax/pytest_tree.h"
#include "trace/format.h"

/*
 * Reads the group at tree node idx: the group's own exception into *out, its members (relation
 * RG_RELATION_GROUP, each followed by its own members and by what is behind it) into *members.
 */
void rg_group_read(rg_exception *out, rg_exception_vec *members, rg_reader *reader,
		   const rg_pytest_tree *tree, size_t idx, rg_str text);

#endif
