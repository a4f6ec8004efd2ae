/* SPDX-License-Identifier: MIT */
/*
 * base.c - remotes, and the branch that a pull request targets. Remotes are read from the
 * configuration by hand: libgit2 finds them with regular expressions, and 1.5 forgets the memory of
 * every one that does not match (20 KB a setting, in a process that lives for days).
 */
#include "git/private.h"

/* ---- remotes -------------------------------------------------------------------------------- */

/* Names that have a URL, in the order of the files, each once. */
static rg_str_vec remotes(rg_arena *arena, git_config *config)
{
	git_config_iterator *it = NULL;
	git_config_entry *entry;
	rg_str_vec out = {0};

	if (git_config_iterator_new(&it, config) == 0)
		while (git_config_next(&entry, it) == 0) {
			rg_str name = rg_str_of(entry->name);

			if (rg_str_skip(&name, RG_STR("remote.")) &&
			    rg_str_chop(&name, RG_STR(".url")) && name.len &&
			    !rg_str_vec_has(&out, name))
				RG_PUSH(arena, &out, rg_arena_dup(arena, name));
		}
	git_config_iterator_free(it);
	return out;
}

/* The branch's own remote, or null; "." is this repository, and none. */
static rg_str own_remote(rg_arena *arena, rg_repo *repo, git_config *config)
{
	git_reference *head = NULL;
	rg_str out = {NULL, 0};

	if (git_repository_head(&head, repo->git) == 0 && git_reference_is_branch(head))
		out = rg_git__config_text(
			arena, config,
			rg_arena_printf(arena, "branch.%s.remote", git_reference_shorthand(head))
				.ptr);
	git_reference_free(head);
	return rg_str_eq_z(out, ".") ? (rg_str){NULL, 0} : out;
}

static rg_str find_remote(rg_arena *arena, rg_repo *repo, rg_str wanted)
{
	git_config *config = NULL;
	rg_str out = {NULL, 0};
	rg_str_vec names;

	if (git_repository_config_snapshot(&config, repo->git) < 0)
		return out;
	names = remotes(arena, config);
	if (!wanted.len) {
		rg_str own = own_remote(arena, repo, config);

		wanted = own.len && rg_str_vec_has(&names, own) ? own : (rg_str){NULL, 0};
	}
	git_config_free(config);
	if (wanted.len)
		return rg_str_vec_has(&names, wanted) ? wanted : out;
	if (rg_str_vec_has(&names, RG_STR("origin")))
		return RG_STR("origin");
	return names.n == 1 ? names.items[0] : out;
}

/* url.BASE.insteadOf, the longest that fits (git-config(1)). */
static rg_str rewritten(rg_arena *arena, git_config *config, rg_str url)
{
	git_config_iterator *it = NULL;
	git_config_entry *entry;
	rg_str best = {NULL, 0}, out = url;

	if (git_config_iterator_new(&it, config) == 0)
		while (git_config_next(&entry, it) == 0) {
			rg_str base = rg_str_of(entry->name), prefix = rg_str_of(entry->value),
			       rest = url;

			if (!rg_str_skip(&base, RG_STR("url.")) ||
			    !rg_str_chop(&base, RG_STR(".insteadof")) || prefix.len <= best.len ||
			    !rg_str_skip(&rest, prefix))
				continue;
			best = rg_arena_dup(arena, prefix);
			out = rg_arena_printf(arena, "%.*s%.*s", RG_FMT(base), RG_FMT(rest));
		}
	git_config_iterator_free(it);
	return out;
}

static rg_str without_user(rg_arena *arena, rg_str url)
{
	size_t scheme = rg_str_find(url, RG_STR("://")), at;
	rg_str rest;

	if (scheme == SIZE_MAX)
		return url;
	rest = rg_str_sub(url, scheme + 3, url.len);
	at = rg_str_rfind_char(rg_str_sub(rest, 0, rg_str_find_char(rest, '/')), '@');
	if (at == SIZE_MAX)
		return url;
	return rg_arena_printf(arena, "%.*s%.*s", RG_FMT(rg_str_sub(url, 0, scheme + 3)),
			       RG_FMT(rg_str_sub(rest, at + 1, rest.len)));
}

rg_str rg_remote_url(rg_arena *arena, rg_repo *repo, rg_str remote)
{
	git_config *config = NULL;
	rg_str url = {NULL, 0};

	if (!remote.len || git_repository_config_snapshot(&config, repo->git) < 0)
		return url;
	url = rg_git__config_text(arena, config,
				  rg_arena_printf(arena, "remote.%.*s.url", RG_FMT(remote)).ptr);
	if (url.ptr)
		url = without_user(arena, rewritten(arena, config, url));
	git_config_free(config);
	return url;
}

/* ---- the base ------------------------------------------------------------------------------- */

/* The branch in refs/remotes/REMOTE or in refs/heads, when it exists. */
static bool take_branch(rg_base *out, rg_arena *arena, rg_repo *repo, rg_str branch)
{
	rg_str refs[2];
	rg_err err;

	refs[0] = out->remote.ptr ? rg_arena_printf(arena, "refs/remotes/%.*s/%.*s",
						    RG_FMT(out->remote), RG_FMT(branch))
				  : RG_STR("");
	refs[1] = rg_arena_printf(arena, "refs/heads/%.*s", RG_FMT(branch));
	for (int i = 0; i < 2; i++)
		if (refs[i].len &&
		    rg_repo_resolve(&out->oid, arena, repo, refs[i], &err) == RG_OK) {
			out->ref = refs[i];
			out->branch = branch;
			return true;
		}
	return false;
}

rg_rc rg_base_find(rg_base *out, rg_arena *arena, rg_repo *repo, rg_str wanted_branch,
		   rg_str wanted_remote, rg_err *err)
{
	static const char *const usual[] = {"main", "master", "trunk", "develop"};
	git_reference *head = NULL;
	rg_str branch = {NULL, 0};

	*out = (rg_base){.remote = find_remote(arena, repo, wanted_remote)};
	if (wanted_remote.len && !out->remote.ptr)
		return rg_fail(err, RG_ENOTFOUND,
			       "there is no remote \"%.*s\"; git remote -v lists them",
			       RG_FMT(wanted_remote));
	if (wanted_branch.len) {
		/* "origin/main" is how people write it, too. */
		if (out->remote.ptr && rg_str_starts(wanted_branch, out->remote) &&
		    wanted_branch.len > out->remote.len &&
		    wanted_branch.ptr[out->remote.len] == '/' &&
		    take_branch(out, arena, repo,
				rg_str_sub(wanted_branch, out->remote.len + 1, wanted_branch.len)))
			return RG_OK;
		if (take_branch(out, arena, repo, wanted_branch))
			return RG_OK;
		return rg_fail(err, RG_ENOTFOUND, "there is no branch \"%.*s\" to base on",
			       RG_FMT(wanted_branch));
	}
	if (out->remote.ptr) {
		rg_str ref = rg_arena_printf(arena, "refs/remotes/%.*s/HEAD", RG_FMT(out->remote));
		rg_str prefix = rg_arena_printf(arena, "refs/remotes/%.*s/", RG_FMT(out->remote));

		if (git_reference_lookup(&head, repo->git, rg_arena_cstr(arena, ref)) == 0 &&
		    git_reference_type(head) == GIT_REFERENCE_SYMBOLIC) {
			branch =
				rg_arena_dup(arena, rg_str_of(git_reference_symbolic_target(head)));
			if (!rg_str_skip(&branch, prefix))
				branch = (rg_str){NULL, 0};
		}
		git_reference_free(head);
		if (branch.len && take_branch(out, arena, repo, branch))
			return RG_OK;
	}
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (take_branch(out, arena, repo, rg_str_of(usual[i])))
			return RG_OK;
	return rg_fail(
		err, RG_ENOTFOUND,
		"no base branch was found (looked for the remote's HEAD, main, master, trunk, "
		"develop); name it with --base or the setting \"base\"");
}
