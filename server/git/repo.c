/* SPDX-License-Identifier: MIT */
/*
 * repo.c - opening, and what is true of a repository as a whole. libgit2 is loaded and initialised
 * when the first job needs it (10 ms of CPU, off the loop), and never shut down.
 */
#include "git/repo.h"

#include <sys/stat.h>
#include <stdlib.h>

#include "base/mem.h"
#include "git/late.h"
#include "git/private.h"
#include "git/shallow.h"
#include "git/promised.h"
#include "git/scan.h"
#include "os/fs.h"
#include "os/system.h"

rg_rc rg_git__fail(rg_err *err, int code, const char *format, ...)
{
	const git_error *last = git_error_last();
	char what[600];
	va_list args;
	rg_rc rc = code == GIT_ENOTFOUND   ? RG_ENOTFOUND
		   : code == GIT_EEXISTS   ? RG_EEXISTS
		   : code == GIT_EMODIFIED ? RG_ESTALE
					   : RG_EEXTERNAL;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (code == GIT_ELOCKED)
		return rg_fail(err, RG_EEXTERNAL,
			       "%s: another git program holds the lock; end it, or remove the lock "
			       "file if none is running (%s)",
			       what, last ? last->message : "");
	if (last && rg_str_has(rg_str_of(last->message), RG_STR("mandatory extension")))
		return rg_fail(err, RG_EREFUSED,
			       "%s: it is split or a sparse one (%s); git update-index "
			       "--no-split-index, or git sparse-checkout reapply --no-sparse-index",
			       what, last->message);
	return rg_fail(err, rc, "%s: %s", what, last ? last->message : "unknown reason");
}

rg_str rg_git__oid_text(rg_arena *arena, const git_oid *oid)
{
	char text[GIT_OID_HEXSZ + 1];

	git_oid_tostr(text, sizeof(text), oid);
	return rg_arena_dup(arena, rg_str_of(text));
}

rg_rc rg_git__oid_parse(git_oid *out, rg_str text, rg_err *err)
{
	if (text.len != GIT_OID_HEXSZ || git_oid_fromstrn(out, text.ptr, text.len) < 0)
		return rg_fail(err, RG_EINVAL, "\"%.*s\" is no object id", RG_FMT(text));
	return RG_OK;
}

rg_rc rg_git__tree(git_tree **out, rg_repo *repo, rg_str oid, rg_err *err)
{
	git_object *object = NULL;
	git_oid id;
	int code;
	rg_rc rc = rg_git__oid_parse(&id, oid, err);

	if (rc < 0)
		return rc;
	code = git_object_lookup(&object, repo->git, &id, GIT_OBJECT_ANY);
	if (code == 0)
		code = git_object_peel((git_object **)out, object, GIT_OBJECT_TREE);
	git_object_free(object);
	return code < 0 ? rg_git__fail(err, code, "cannot read the tree of %.*s", RG_FMT(oid))
			: RG_OK;
}

bool rg_git__is_below(const rg_str_vec *paths, rg_str path)
{
	for (size_t i = 0; i < paths->n; i++) {
		rg_str folder = paths->items[i], rest = path;

		rg_str_chop(&folder, RG_STR("/"));
		if (folder.len && rg_str_skip(&rest, folder) &&
		    (rest.len == 0 || rest.ptr[0] == '/'))
			return true;
	}
	return false;
}

/* The work tree around path, as far as that can be told without opening it. */
static rg_str root_of(rg_arena *arena, const char *path)
{
	git_buf found = GIT_BUF_INIT;
	rg_str root = rg_str_of(path);

	if (git_repository_discover(&found, path, 0, NULL) == 0) {
		root = rg_arena_dup(arena, (rg_str){found.ptr, found.size});
		rg_str_chop(&root, RG_STR("/"));
		rg_str_chop(&root, RG_STR("/.git"));
	}
	git_buf_dispose(&found);
	return root;
}

/* A sentence for what git_repository_open refuses; the raw message helps nobody. */
static rg_rc open_failed(rg_err *err, int code, const char *path)
{
	rg_arena *arena = rg_arena_new();
	const git_error *last = git_error_last();
	rg_str message = rg_arena_dup(arena, rg_str_of(last ? last->message : "")), root;
	rg_rc rc;

	root = root_of(arena, path);
	if (code == GIT_ENOTFOUND && !rg_str_has(message, RG_STR("safe.directory")))
		rc = rg_fail(err, RG_ENOTFOUND,
			     "%s is not inside a git repository; run git init, or give --root",
			     path);
	else if (code == GIT_EOWNER || rg_str_has(message, RG_STR("safe.directory")))
		rc = rg_fail(err, RG_EREFUSED,
			     "the repository at %.*s belongs to another user; git config --global "
			     "--add safe.directory %.*s would accept it",
			     RG_FMT(root), RG_FMT(root));
	else if (rg_str_has(message, RG_STR("extension")) ||
		 rg_str_has(message, RG_STR("repository version")) ||
		 rg_str_has(message, RG_STR("format version")))
		rc = rg_fail(err, RG_EREFUSED,
			     "the repository at %.*s is of a kind that redgreen cannot read right "
			     "(%.*s); "
			     "make a plain clone for it",
			     RG_FMT(root), RG_FMT(message));
	else
		rc = rg_fail(err, RG_EEXTERNAL, "cannot open the repository at %.*s: %.*s",
			     RG_FMT(root), RG_FMT(message));
	rg_arena_free(arena);
	return rc;
}

rg_str rg_git__config_text(rg_arena *arena, git_config *config, const char *name)
{
	git_buf value = GIT_BUF_INIT;
	rg_str out = {NULL, 0};

	if (git_config_get_string_buf(&value, config, name) == 0 && value.size)
		out = rg_arena_dup(arena, (rg_str){value.ptr, value.size});
	git_buf_dispose(&value);
	return out;
}

static bool config_flag(git_config *config, const char *name)
{
	int value = 0;

	return git_config_get_bool(&value, config, name) == 0 && value;
}

int rg_git__complete_config(git_repository *git)
{
	git_config *config = NULL;
	rg_arena *arena = rg_arena_new();
	const char *global = rg_env_get("GIT_CONFIG_GLOBAL").ptr;
	int code = git_repository_config(&config, git);

	if (code == 0 && global)
		code = git_config_add_file_ondisk(config, global, GIT_CONFIG_LEVEL_GLOBAL, git, 1);
	if (code == 0 && global) /* it stands for both places (git-config(1), ENVIRONMENT) */
		code = git_config_add_file_ondisk(config, "/dev/null", GIT_CONFIG_LEVEL_XDG, git,
						  1);
	if (code == 0 && config_flag(config, "extensions.worktreeConfig"))
		code = git_config_add_file_ondisk(
			config,
			rg_arena_printf(arena, "%sconfig.worktree", git_repository_path(git)).ptr,
			GIT_CONFIG_LEVEL_APP, git, 0);
	git_config_free(config);
	rg_arena_free(arena);
	return code;
}

/* Whoever packed the repository up may have put a link where redgreen keeps what it knows. */
static rg_rc check_private_folder(rg_repo *repo, rg_err *err)
{
	static const char *const names[] = {"", "/sessions", "/cache", "/evidence.db"};
	rg_arena *arena = rg_arena_new();
	rg_rc rc = RG_OK;

	for (size_t i = 0; rc == RG_OK && i < sizeof(names) / sizeof(names[0]); i++) {
		rg_str path = rg_arena_printf(arena, "%sredgreen%s",
					      git_repository_commondir(repo->git), names[i]);
		rg_fs_stamp stamp;

		if (rg_fs_stat(&stamp, path.ptr) && !stamp.is_file && !stamp.is_folder)
			rc = rg_fail(err, RG_EREFUSED,
				     "%s is a link, and what redgreen keeps there would be written "
				     "elsewhere; remove it",
				     path.ptr);
	}
	rg_arena_free(arena);
	return rc;
}

/* What libgit2 opens and reads wrong. */
static rg_rc check_kind(rg_repo *repo, const char *path, rg_err *err)
{
	git_config *config = NULL;
	int code;
	rg_rc rc;

	if (git_repository_is_bare(repo->git))
		return rg_fail(
			err, RG_EREFUSED,
			"the repository at %s is bare: it has no work tree; clone it and work "
			"there",
			path);
	if ((rc = check_private_folder(repo, err)) < 0)
		return rc;
	if ((code = rg_git__complete_config(repo->git)) < 0 ||
	    (code = git_repository_config_snapshot(&config, repo->git)) < 0)
		return rg_git__fail(err, code, "cannot read git's configuration");
	rc = rg_git__promisor_find(repo, config, err);
	git_config_free(config);
	return rc < 0 ? rc : rg_git__promised_add(repo->git, repo, err);
}

rg_rc rg_repo_open(rg_repo **out, const char *path, rg_err *err)
{
	rg_repo *repo;
	git_repository *git = NULL;
	int code;
	rg_rc rc = rg_git__load(err);

	if (rc < 0)
		return rc;
	code = git_repository_open_ext(&git, path, 0, NULL);
	if (code < 0)
		return open_failed(err, code, path);
	repo = rg_calloc(1, sizeof(*repo));
	repo->git = git;
	if ((rc = check_kind(repo, path, err)) < 0)
		rg_repo_close(repo);
	else
		*out = repo;
	return rc;
}

void rg_repo_let_fetch(rg_repo *repo)
{
	repo->may_fetch = true;
}

void rg_repo_close(rg_repo *repo)
{
	if (!repo)
		return;
	git_repository_free(repo->looker);
	git_repository_free(repo->git);
	free(repo->promisor);
	free(repo);
}

rg_str rg_git__operation(git_repository *git)
{
	switch (git_repository_state(git)) {
	case GIT_REPOSITORY_STATE_MERGE:
		return RG_STR("merge");
	case GIT_REPOSITORY_STATE_REVERT:
	case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
		return RG_STR("revert");
	case GIT_REPOSITORY_STATE_CHERRYPICK:
	case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
		return RG_STR("cherry-pick");
	case GIT_REPOSITORY_STATE_BISECT:
		return RG_STR("bisect");
	case GIT_REPOSITORY_STATE_REBASE:
	case GIT_REPOSITORY_STATE_REBASE_INTERACTIVE:
	case GIT_REPOSITORY_STATE_REBASE_MERGE:
		return RG_STR("rebase");
	case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
	case GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE:
		return RG_STR("am");
	default:
		return (rg_str){NULL, 0};
	}
}

static rg_str path_of(rg_arena *arena, const char *path)
{
	rg_str out = rg_arena_dup(arena, rg_str_of(path));

	if (out.len > 1)
		rg_str_chop(&out, RG_STR("/"));
	return rg_arena_dup(arena, out);
}

/* A linked worktree's main one is around the common directory, unless the settings say otherwise.
 */
static rg_str main_root(rg_arena *arena, const rg_repo_facts *facts, git_config *config)
{
	rg_str folder = facts->common_dir;

	if (rg_str_eq(facts->git_dir, facts->common_dir))
		return facts->root;
	if (config_flag(config, "core.bare") || !rg_str_chop(&folder, RG_STR("/.git")) ||
	    rg_git__config_text(arena, config, "core.worktree").ptr)
		return (rg_str){NULL, 0};
	return folder;
}

/* git-config(1), core.hooksPath: relative to where hooks run, which is the work tree's root. */
static rg_str hooks_dir(rg_arena *arena, const rg_repo_facts *facts, git_config *config)
{
	git_buf path = GIT_BUF_INIT;
	rg_str out = rg_arena_printf(arena, "%.*s/hooks", RG_FMT(facts->common_dir));

	if (git_config_get_path(&path, config, "core.hooksPath") == 0 && path.size)
		out = rg_str_of(rg_path_join(arena, facts->root, (rg_str){path.ptr, path.size}));
	git_buf_dispose(&path);
	return out;
}

rg_rc rg_repo_facts_read(rg_repo_facts *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	git_config *config = NULL;
	git_reference *head = NULL;
	int code;

	*out = (rg_repo_facts){
		.root = path_of(arena, git_repository_workdir(repo->git)),
		.git_dir = path_of(arena, git_repository_path(repo->git)),
		.common_dir = path_of(arena, git_repository_commondir(repo->git)),
		.operation = rg_git__operation(repo->git),
		.is_shallow = rg_git__is_shallow(repo),
	};
	out->private_dir = rg_arena_printf(arena, "%.*s/redgreen", RG_FMT(out->common_dir));
	if ((code = git_repository_config_snapshot(&config, repo->git)) < 0)
		return rg_git__fail(err, code, "cannot read git's configuration");
	out->user_name = rg_git__config_text(arena, config, "user.name");
	out->user_email = rg_git__config_text(arena, config, "user.email");
	out->main_root = main_root(arena, out, config);
	out->hooks_dir = hooks_dir(arena, out, config);
	out->is_sparse = config_flag(config, "core.sparseCheckout");
	out->signs_commits = config_flag(config, "commit.gpgsign");
	git_config_free(config);
	code = git_repository_head(&head, repo->git);
	if (code == GIT_EUNBORNBRANCH) {
		out->head = RG_HEAD_UNBORN;
		return RG_OK;
	}
	if (code < 0)
		return rg_git__fail(err, code, "cannot read HEAD");
	out->head_oid = rg_git__oid_text(arena, git_reference_target(head));
	if (git_repository_head_detached(repo->git) == 1) {
		out->head = RG_HEAD_DETACHED;
	} else {
		out->head = RG_HEAD_BRANCH;
		out->branch = rg_arena_dup(arena, rg_str_of(git_reference_shorthand(head)));
	}
	git_reference_free(head);
	return RG_OK;
}

rg_rc rg_repo_files(rg_str_vec *out, rg_arena *arena, rg_repo *repo, rg_err *err)
{
	git_repository *git = NULL;
	git_index *index = NULL;
	rg_git_scan scan = {0};
	int code;
	rg_rc rc = rg_git__looker(&git, repo, err);

	*out = (rg_str_vec){0};
	if (rc == RG_OK && (code = rg_git__index(&index, git)) < 0)
		rc = rg_git__fail(err, code, "cannot read the index");
	if (rc == RG_OK && (rc = rg_git__scan_names(&scan, arena, git, index, err)) == RG_OK)
		*out = scan.untracked;
	for (size_t i = 0, j = 0; rc == RG_OK && i < git_index_entrycount(index); i++) {
		const git_index_entry *entry = git_index_get_byindex(index, i);
		rg_str path = rg_str_of(entry->path);

		while (j < scan.gone.n && rg_str_cmp(scan.gone.items[j], path) < 0)
			j++;
		if (entry->mode != GIT_FILEMODE_COMMIT &&
		    !(j < scan.gone.n && rg_str_eq(scan.gone.items[j], path)))
			RG_PUSH(arena, out, rg_arena_dup(arena, path));
	}
	rg_str_vec_sort(out);
	rg_str_vec_unique(out);
	git_index_free(index);
	return rc;
}

rg_rc rg_repo_resolve(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str revision, rg_err *err)
{
	git_object *object = NULL, *commit = NULL;
	int code = git_revparse_single(&object, repo->git, rg_arena_cstr(arena, revision));

	if (code == 0)
		code = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (code == 0)
		*out = rg_git__oid_text(arena, git_object_id(commit));
	git_object_free(object);
	git_object_free(commit);
	return code < 0
		       ? rg_fail(err, RG_ENOTFOUND, "there is no commit \"%.*s\"", RG_FMT(revision))
		       : RG_OK;
}
