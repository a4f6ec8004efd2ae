/* SPDX-License-Identifier: MIT */
/* github_like.h - inside forge/net/: what Gitea's interface has in common with GitHub's. */
#ifndef RG_FORGE_NET_GITHUB_LIKE_H
#define RG_FORGE_NET_GITHUB_LIKE_H

#include "forge/net/ci.h"

/* The owner of "owner/name". */
rg_str rg_github_owner(rg_str project);
/* "/repos/owner/name" and "/repos/owner/name/pulls". */
void rg_github_add_repository(rg_buf *out, rg_str project);
void rg_github_add_pulls(rg_buf *out, rg_str project);
/* "owner:branch" for a fork, else the branch. */
rg_str rg_github_head(const rg_pull *pull);
/* {"number", "html_url", "draft", "head": {"ref", "sha", "repo": {"full_name"}}, "base"}. */
void rg_github_read(rg_seen *out, const rg_pull *pull, const rg_json *json);
/* A change to a path behind "/repos/owner/name", with the number in it; consumes fields. */
bool rg_github_change_take(rg_pull *pull, const char *method, const char *format, rg_json *fields);
/* The same by POST of {key: [name]}. */
bool rg_github_add_name(rg_pull *pull, const char *format, const char *key, rg_str name);
/* A dispatch of the workflow on the branch, with its inputs: rg_ci_wire's start. */
bool rg_github_start_workflow(rg_ci_talk *ci, const rg_ci_start *one);

#endif
