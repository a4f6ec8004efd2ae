/* SPDX-License-Identifier: MIT */
/*
 * commit.c - a commit by the user, of a tree that was built in memory. Names follow git's own order
 * (git-commit(1), "COMMIT INFORMATION"). What libgit2 cannot do as git does (signatures, dates in
 * the environment, other encodings) is done by `git commit-tree`; never is a commit left unsigned
 * that should have been signed.
 */
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "git/command.h"
#include "git/private.h"
#include "git/refs.h"
#include "os/system.h"

/* Signing may ask an agent, which may ask a person. */
#define SIGN_TIMEOUT_MS 60000

/* Null when the variable is unset or empty. */
static rg_str env_text(const char *name)
{
	rg_str value = rg_env_get(name);

	return value.len ? value : (rg_str){NULL, 0};
}

static rg_str first_of(rg_str a, rg_str b, rg_str c)
{
	return a.ptr ? a : b.ptr ? b : c;
}

static int offset_minutes(int64_t when)
{
	time_t seconds = (time_t)when;
	struct tm local;

	return localtime_r(&seconds, &local) ? (int)(local.tm_gmtoff / 60) : 0;
}

static bool is_crud(char c)
{
	return (unsigned char)c <= ' ' || (c && strchr(".,:;<>\"\\'", c));
}

/* What git leaves of a name (strbuf_addstr_without_crud in its ident.c). */
static rg_str without_crud(rg_arena *arena, rg_str name)
{
	rg_buf out;
	rg_str kept;

	while (name.len && is_crud(name.ptr[0]))
		name = rg_str_sub(name, 1, name.len);
	while (name.len && is_crud(name.ptr[name.len - 1]))
		name.len--;
	rg_buf_init(&out, 1000);
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] != '\n' && name.ptr[i] != '<' && name.ptr[i] != '>')
			rg_buf_add_char(&out, name.ptr[i]);
	kept = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return kept;
}

/* who: "author" or "committer"; env_who: in capitals. */
static rg_rc sign_as(git_signature **out, rg_arena *arena, git_config *config, const char *who,
		     const char *env_who, int64_t when, rg_err *err)
{
	rg_str name, email;
	int code;

	name = first_of(
		env_text(rg_arena_printf(arena, "GIT_%s_NAME", env_who).ptr),
		rg_git__config_text(arena, config, rg_arena_printf(arena, "%s.name", who).ptr),
		rg_git__config_text(arena, config, "user.name"));
	email = first_of(
		env_text(rg_arena_printf(arena, "GIT_%s_EMAIL", env_who).ptr),
		rg_git__config_text(arena, config, rg_arena_printf(arena, "%s.email", who).ptr),
		rg_git__config_text(arena, config, "user.email"));
	if (!email.ptr)
		email = env_text("EMAIL");
	name = without_crud(arena, name);
	email = without_crud(arena, email);
	if (!name.len || !email.len)
		return rg_fail(
			err, RG_EINVAL,
			"git knows no %s for the commit; set it with git config --global user.%s",
			name.len ? "e-mail address" : "name", name.len ? "email" : "name");
	code = git_signature_new(out, rg_arena_cstr(arena, name), rg_arena_cstr(arena, email), when,
				 offset_minutes(when));
	if (code < 0)
		return rg_fail(err, RG_EINVAL, "\"%.*s <%.*s>\" cannot be the %s of a commit",
			       RG_FMT(name), RG_FMT(email), who);
	return RG_OK;
}

/* "NAME=@seconds zone", as git reads dates. */
static const char *date_env(rg_arena *arena, const char *name, int64_t when, int offset)
{
	return rg_arena_printf(arena, "%s=@%lld %c%02d%02d", name, (long long)when,
			       offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60)
		.ptr;
}

/* By git itself. env: who and when, as far as git is not to find that out; encoding: the message's,
 * or null for what is configured. */
static rg_rc commit_tree(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_commit_spec *spec,
			 const char *const *env, rg_str encoding, bool is_signed, rg_err *err)
{
	const char *args[8];
	int n = 0;
	rg_str root = rg_str_of(git_repository_workdir(repo->git));
	rg_git_output result;
	rg_rc rc;

	if (encoding.ptr) {
		args[n++] = "-c";
		args[n++] =
			rg_arena_printf(arena, "i18n.commitEncoding=%.*s", RG_FMT(encoding)).ptr;
	}
	args[n++] = "commit-tree";
	if (is_signed)
		args[n++] = "-S";
	if (spec->parent.ptr) {
		args[n++] = "-p";
		args[n++] = rg_arena_cstr(arena, spec->parent);
	}
	args[n++] = rg_arena_cstr(arena, spec->tree);
	args[n] = NULL;
	rc = rg_git__run(&result, arena, root, args, env, spec->message, SIGN_TIMEOUT_MS, err);
	if (rc < 0)
		return rc;
	*out = rg_str_trim(result.out);
	if (result.exit_code == 0 && out->len == GIT_OID_HEXSZ)
		return RG_OK;
	if (result.is_timeout)
		return rg_fail(err, RG_EREFUSED,
			       "the commit was not made: its signature took longer than %d seconds",
			       SIGN_TIMEOUT_MS / 1000);
	if (is_signed)
		return rg_fail(err, RG_EREFUSED,
			       "the commit was not made: it cannot be signed (commit.gpgsign is "
			       "set): %.*s",
			       RG_FMT(rg_git__last_line(result.err)));
	return rg_fail(err, RG_EEXTERNAL, "git commit-tree failed: %.*s",
		       RG_FMT(rg_git__last_line(result.err)));
}

static rg_rc make_here(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_commit_spec *spec,
		       const git_signature *author, const git_signature *committer, rg_err *err)
{
	git_tree *tree = NULL;
	git_commit *parent = NULL;
	const git_commit *parents[1];
	git_oid oid;
	int code = 0;
	rg_rc rc = rg_git__tree(&tree, repo, spec->tree, err);

	if (rc == RG_OK && spec->parent.ptr &&
	    (rc = rg_git__oid_parse(&oid, spec->parent, err)) == RG_OK)
		code = git_commit_lookup(&parent, repo->git, &oid);
	if (rc == RG_OK && code == 0) {
		parents[0] = parent;
		code = git_commit_create(&oid, repo->git, NULL, author, committer, NULL,
					 rg_arena_cstr(arena, spec->message), tree, parent ? 1 : 0,
					 parents);
	}
	git_commit_free(parent);
	git_tree_free(tree);
	if (rc < 0)
		return rc;
	if (code < 0)
		return rg_git__fail(err, code, "cannot write the commit");
	*out = rg_git__oid_text(arena, &oid);
	return RG_OK;
}

/* Whether commits are to be signed; a value that is none of yes and no must not pass for no. */
static rg_rc read_signing(bool *out, git_config *config, rg_err *err)
{
	int value = 0, code = git_config_get_bool(&value, config, "commit.gpgsign");

	*out = value;
	return code < 0 && code != GIT_ENOTFOUND
		       ? rg_git__fail(err, code, "cannot tell whether commits are to be signed")
		       : RG_OK;
}

rg_rc rg_commit_make(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_commit_spec *spec,
		     rg_err *err)
{
	git_signature *author = NULL, *committer = NULL;
	git_config *config = NULL;
	int64_t when = spec->time ? spec->time : rg_clock_wall();
	const char *env[3] = {NULL};
	int code = git_repository_config_snapshot(&config, repo->git), n = 0;
	rg_str encoding;
	bool is_signed;
	rg_rc rc;

	if (code < 0)
		return rg_git__fail(err, code, "cannot read git's configuration");
	if ((rc = sign_as(&author, arena, config, "author", "AUTHOR", when, err)) < 0 ||
	    (rc = sign_as(&committer, arena, config, "committer", "COMMITTER", when, err)) < 0 ||
	    (rc = read_signing(&is_signed, config, err)) < 0)
		goto done;
	if (!env_text("GIT_AUTHOR_DATE").ptr)
		env[n++] = date_env(arena, "GIT_AUTHOR_DATE", when, offset_minutes(when));
	if (!env_text("GIT_COMMITTER_DATE").ptr)
		env[n++] = date_env(arena, "GIT_COMMITTER_DATE", when, offset_minutes(when));
	encoding = rg_git__config_text(arena, config, "i18n.commitEncoding");
	if (is_signed || env_text("GIT_AUTHOR_DATE").ptr || env_text("GIT_COMMITTER_DATE").ptr ||
	    (encoding.ptr && !rg_str_eq_nocase(encoding, RG_STR("utf-8"))))
		rc = commit_tree(out, arena, repo, spec, env, (rg_str){NULL, 0}, is_signed, err);
	else
		rc = make_here(out, arena, repo, spec, author, committer, err);
done:
	git_signature_free(author);
	git_signature_free(committer);
	git_config_free(config);
	return rc;
}

/* ---- the same commit somewhere else --------------------------------------------------------- */

static bool is_itself(const git_commit *commit, rg_str tree, rg_str parent)
{
	git_oid tree_oid, parent_oid;
	rg_err err;

	return git_commit_parentcount(commit) == 1 &&
	       rg_git__oid_parse(&tree_oid, tree, &err) == RG_OK &&
	       rg_git__oid_parse(&parent_oid, parent, &err) == RG_OK &&
	       git_oid_equal(git_commit_tree_id(commit), &tree_oid) &&
	       git_oid_equal(git_commit_parent_id(commit, 0), &parent_oid);
}

static rg_rc sign_again(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_commit_spec *spec,
			const git_commit *commit, rg_err *err)
{
	static const char *const who[] = {"AUTHOR", "COMMITTER"};
	const git_signature *const by[] = {git_commit_author(commit), git_commit_committer(commit)};
	const char *encoding = git_commit_message_encoding(commit), *env[7];
	int n = 0;

	for (int i = 0; i < 2; i++) {
		env[n++] = rg_arena_printf(arena, "GIT_%s_NAME=%s", who[i], by[i]->name).ptr;
		env[n++] = rg_arena_printf(arena, "GIT_%s_EMAIL=%s", who[i], by[i]->email).ptr;
		env[n++] = date_env(arena, rg_arena_printf(arena, "GIT_%s_DATE", who[i]).ptr,
				    by[i]->when.time, by[i]->when.offset);
	}
	env[n] = NULL;
	return commit_tree(out, arena, repo, spec, env, rg_str_of(encoding ? encoding : "UTF-8"),
			   true, err);
}

static rg_rc make_again(rg_str *out, rg_arena *arena, rg_repo *repo, const rg_commit_spec *spec,
			const git_commit *commit, rg_err *err)
{
	git_tree *tree = NULL;
	git_commit *parent = NULL;
	git_oid oid;
	int code = 0;
	rg_rc rc;

	if ((rc = rg_git__tree(&tree, repo, spec->tree, err)) == RG_OK &&
	    (rc = rg_git__oid_parse(&oid, spec->parent, err)) == RG_OK &&
	    (code = git_commit_lookup(&parent, repo->git, &oid)) == 0) {
		const git_commit *parents[] = {parent};

		code = git_commit_create(&oid, repo->git, NULL, git_commit_author(commit),
					 git_commit_committer(commit),
					 git_commit_message_encoding(commit),
					 git_commit_message_raw(commit), tree, 1, parents);
	}
	if (rc == RG_OK && code < 0)
		rc = rg_git__fail(err, code, "cannot write the commit");
	if (rc == RG_OK)
		*out = rg_git__oid_text(arena, &oid);
	git_commit_free(parent);
	git_tree_free(tree);
	return rc;
}

rg_rc rg_commit_again(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str commit, rg_str tree,
		      rg_str parent, rg_err *err)
{
	rg_commit_spec spec = {.tree = tree, .parent = parent};
	git_config *config = NULL;
	git_commit *old = NULL;
	bool is_signed = false;
	git_oid oid;
	int code = 0;
	rg_rc rc = rg_git__oid_parse(&oid, commit, err);

	if (rc == RG_OK && ((code = git_commit_lookup(&old, repo->git, &oid)) < 0 ||
			    (code = git_repository_config_snapshot(&config, repo->git)) < 0))
		rc = rg_git__fail(err, code, "cannot read the commit %.*s", RG_FMT(commit));
	if (rc == RG_OK && is_itself(old, tree, parent)) {
		*out = commit;
	} else if (rc == RG_OK && (rc = read_signing(&is_signed, config, err)) == RG_OK) {
		spec.message = rg_str_of(git_commit_message_raw(old));
		rc = is_signed ? sign_again(out, arena, repo, &spec, old, err)
			       : make_again(out, arena, repo, &spec, old, err);
	}
	git_config_free(config);
	git_commit_free(old);
	return rc;
}
