/* SPDX-License-Identifier: MIT */
/*
 * switch.c - from HEAD to another commit, in the user's own work tree. A path that the two commits
 * have alike is never touched. For one that differs ("a move"), disk and index may be replaced only
 * where they hold what HEAD has or what the commit has: anything else is the user's, and the switch
 * is refused. "What the commit has" makes it repeatable: a switch that was killed half-way finds
 * its own work and goes on. Files first, then the index, then HEAD: HEAD moves last.
 */
#include "git/switch.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "git/refs.h"
#include "git/promised.h"
#include "git/scan.h"
#include "git/sparse.h"
#include "git/treediff.h"
#include "os/fs.h"

typedef struct move {
	rg_str path;
	rg_git_file from, to;
	bool is_carried;
	bool is_there;	 /* on disk already as the commit has it */
	bool is_skipped; /* its entry follows; a sparse work tree has no such file */
} move;

typedef struct moves {
	rg_arena *arena;
	rg_repo *repo;
	git_index *index;
	struct stat index_stat; /* before it was read */
	git_oid commit;
	const rg_str_vec *carry;
	rg_git_sparse sparse;
	RG_VEC(move) all;	/* sorted by path */
	rg_str_vec unclean;	/* tracked paths that may differ from the index, sorted */
	rg_switch_check *check; /* what was found */
} moves;

static int by_path(const void *a, const void *b)
{
	return rg_str_cmp(((const move *)a)->path, ((const move *)b)->path);
}

static const move *find_move(const moves *m, rg_str path)
{
	move key = {.path = path};

	return m->all.n ? bsearch(&key, m->all.items, m->all.n, sizeof(key), by_path) : NULL;
}

/* Whether the switch itself takes away what stands at the path. */
static bool goes_away(const moves *m, rg_str path)
{
	const move *found = find_move(m, path);

	return found && !found->is_carried && found->to.mode == 0;
}

/* ---- what differs --------------------------------------------------------------------------- */

static rg_rc find_moves(moves *m, rg_err *err)
{
	git_object *head = NULL, *to = NULL;
	rg_tree_change_vec changes = {0};
	int code = git_revparse_single(&head, m->repo->git, "HEAD^{tree}");
	rg_rc rc = RG_OK;

	if (code == GIT_ENOTFOUND && git_repository_head_unborn(m->repo->git) == 1)
		code = 0; /* everything is new */
	if (code < 0)
		rc = rg_git__fail(err, code, "cannot read the tree of HEAD");
	if (rc == RG_OK)
		rc = rg_git__tree((git_tree **)&to, m->repo, rg_git__oid_text(m->arena, &m->commit),
				  err);
	if (rc == RG_OK)
		rc = rg_git__tree_diff(&changes, m->arena, m->repo->git, (git_tree *)head,
				       (git_tree *)to, SIZE_MAX, err);
	for (size_t i = 0; rc == RG_OK && i < changes.n; i++) {
		const rg_tree_change *change = &changes.items[i];
		move one = {.path = change->path, .from = change->from, .to = change->to};

		one.is_carried = rg_git__is_below(m->carry, one.path);
		if (one.to.mode)
			rc = rg_git__check_path(one.path, err);
		RG_PUSH(m->arena, &m->all, one);
	}
	git_object_free(head);
	git_object_free(to);
	return rc;
}

/* Adds a path to along, when the switch neither carries nor meets it. */
static void take_along(moves *m, rg_str path)
{
	if (!rg_git__is_below(m->carry, path) && !find_move(m, path))
		RG_PUSH(m->arena, &m->check->along, path);
}

/* What is staged, on the scratch handle: libgit2 notes the id of a tree down in the index that it
 * was made of, and this one is in memory only. m->index goes to the disk later. */
static rg_rc find_staged(moves *m, git_repository *git, rg_err *err)
{
	rg_tree_change_vec changes;
	rg_rc rc = rg_git__staged_changes(&changes, m->arena, git, err);

	for (size_t i = 0; rc == RG_OK && i < changes.n; i++)
		take_along(m, changes.items[i].path);
	return rc;
}

/* Whether a tracked file that may have changed has. */
static rg_rc take_if_changed(moves *m, rg_str path, rg_err *err)
{
	const git_index_entry *entry = git_index_get_bypath(m->index, path.ptr, 0);
	rg_git_file staged = {.mode = 0}, disk;
	rg_rc rc;

	if (rg_git__is_below(m->carry, path) || find_move(m, path))
		return RG_OK;
	if (entry && !(entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD))
		staged = (rg_git_file){entry->id, entry->mode};
	rc = rg_git__on_disk(&disk, m->arena, m->repo, path, err);
	if (rc == RG_OK && !rg_git__same_file(m->repo, &staged, &disk))
		take_along(m, path);
	return rc;
}

/* What is uncommitted: fills unclean, and along with what the switch does not meet. */
static rg_rc find_changes(moves *m, rg_err *err)
{
	git_repository *git = NULL;
	rg_git_scan scan;
	rg_rc rc;

	if ((rc = rg_git__scratch(&git, m->repo, true, err)) < 0 ||
	    (rc = rg_git__scan(&scan, m->arena, git, m->index, err)) < 0 ||
	    (rc = find_staged(m, git, err)) < 0)
		goto done;
	for (size_t i = 0; rc == RG_OK && i < scan.suspect.n; i++) {
		RG_PUSH(m->arena, &m->unclean, scan.suspect.items[i]);
		rc = take_if_changed(m, scan.suspect.items[i], err);
	}
	for (size_t i = 0; rc == RG_OK && i < scan.racy.n; i++) {
		RG_PUSH(m->arena, &m->unclean, scan.racy.items[i]);
		rc = take_if_changed(m, scan.racy.items[i], err);
	}
	for (size_t i = 0; i < scan.gone.n; i++) {
		RG_PUSH(m->arena, &m->unclean, scan.gone.items[i]);
		take_along(m, scan.gone.items[i]);
	}
	for (size_t i = 0; i < scan.untracked.n; i++)
		take_along(m, scan.untracked.items[i]);
	rg_str_vec_sort(&m->unclean);
	rg_str_vec_sort(&m->check->along);
	rg_str_vec_unique(&m->check->along);
done:
	git_repository_free(git);
	return rc;
}

/* ---- what is in the way --------------------------------------------------------------------- */

/* Files in a folder that stands where a file is to be. */
static void look_inside(moves *m, rg_str folder)
{
	rg_str full = rg_arena_printf(m->arena, "%s%.*s", git_repository_workdir(m->repo->git),
				      RG_FMT(folder));
	rg_str_vec names = rg_fs_list(m->arena, full.ptr);

	for (size_t i = 0; i < names.n; i++) {
		rg_str path = rg_arena_printf(m->arena, "%.*s/%.*s", RG_FMT(folder),
					      RG_FMT(names.items[i]));
		struct stat st;

		full = rg_arena_printf(m->arena, "%s%.*s", git_repository_workdir(m->repo->git),
				       RG_FMT(path));
		if (lstat(full.ptr, &st) == 0 && S_ISDIR(st.st_mode))
			look_inside(m, path);
		else if (!goes_away(m, path))
			RG_PUSH(m->arena, &m->check->overwritten, path);
	}
}

/* A file or link that stands where a folder is to be. */
static void look_above(moves *m, rg_str path)
{
	for (size_t i = 0; i < path.len; i++) {
		rg_str folder = rg_str_sub(path, 0, i), full;
		struct stat st;

		if (path.ptr[i] != '/')
			continue;
		full = rg_arena_printf(m->arena, "%s%.*s", git_repository_workdir(m->repo->git),
				       RG_FMT(folder));
		if (lstat(full.ptr, &st) < 0)
			return;
		if (S_ISDIR(st.st_mode))
			continue;
		if (!goes_away(m, folder))
			RG_PUSH(m->arena, &m->check->overwritten, folder);
		return;
	}
}

/* Entries whose files the scan does not look at: they may be anything. */
static bool needs_look(const git_index_entry *entry)
{
	return entry->flags & GIT_INDEX_ENTRY_VALID ||
	       entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
}

/* Whether a file that is not there is not meant to be there either. */
static bool is_outside(const moves *m, const git_index_entry *entry, rg_str path)
{
	return entry ? entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE
		     : !rg_git__sparse_has(&m->sparse, m->arena, path);
}

static bool is_checked_out(const moves *m, rg_str submodule)
{
	const char *git = rg_arena_printf(m->arena, "%s%.*s/.git",
					  git_repository_workdir(m->repo->git), RG_FMT(submodule))
				  .ptr;

	return rg_fs_is_file(git) || rg_fs_is_folder(git);
}

/* One move against index and disk. */
static rg_rc look_at(moves *m, move *one, rg_err *err)
{
	const git_index_entry *entry =
		git_index_get_bypath(m->index, rg_arena_cstr(m->arena, one->path), 0);
	rg_git_file staged = {.mode = 0}, disk;
	rg_rc rc;

	if (entry)
		staged = (rg_git_file){entry->id, entry->mode};
	if (one->from.mode == GIT_FILEMODE_COMMIT || one->to.mode == GIT_FILEMODE_COMMIT) {
		/* As git without --recurse-submodules: the entry changes, its folder stays. */
		if (one->to.mode && one->to.mode != GIT_FILEMODE_COMMIT)
			look_inside(m, one->path);
		else if (one->to.mode && is_checked_out(m, one->path))
			RG_PUSH(m->arena, &m->check->submodules, one->path);
		return RG_OK;
	}
	disk = staged;
	if (!entry || needs_look(entry) || rg_str_vec_has_sorted(&m->unclean, one->path)) {
		if ((rc = rg_git__on_disk(&disk, m->arena, m->repo, one->path, err)) < 0)
			return rc;
	}
	if (disk.mode == GIT_FILEMODE_TREE) {
		disk.mode = 0; /* of the path itself nothing is there */
		if (one->to.mode)
			look_inside(m, one->path);
	} else if (disk.mode == 0 && one->to.mode == 0 && !is_outside(m, entry, one->path)) {
		RG_PUSH(m->arena, &m->check->removed, one->path);
	}
	if (disk.mode == 0 && is_outside(m, entry, one->path)) {
		one->is_skipped = true;
		disk = staged; /* its absence says nothing */
	}
	one->is_there = one->is_skipped || rg_git__same_file(m->repo, &disk, &one->to);
	if ((!one->is_there && !rg_git__same_file(m->repo, &disk, &one->from)) ||
	    (!rg_git__same_file(m->repo, &staged, &one->to) &&
	     !rg_git__same_file(m->repo, &staged, &one->from)))
		RG_PUSH(m->arena, &m->check->overwritten, one->path);
	if (one->to.mode && !one->is_there) {
		rg_str filter;

		look_above(m, one->path);
		if (rg_git__has_filter(&filter, m->arena, m->repo, one->path, &m->commit))
			RG_PUSH(m->arena, &m->check->refused, one->path);
	}
	return RG_OK;
}

/* Everything that is to be known before anything is done. The index is read anew. */
static rg_rc look(moves *m, rg_switch_check *check, rg_arena *arena, rg_repo *repo, rg_str commit,
		  const rg_str_vec *carry, rg_err *err)
{
	static const rg_str_vec none;
	rg_str under_way;
	int code;
	rg_rc rc;

	*check = (rg_switch_check){0};
	*m = (moves){.arena = arena, .repo = repo, .carry = carry ? carry : &none, .check = check};
	if ((rc = rg_git__oid_parse(&m->commit, commit, err)) < 0)
		return rc;
	under_way = rg_git__operation(repo->git);
	if (under_way.ptr && !rg_str_eq_z(under_way, "bisect"))
		return rg_fail(err, RG_EREFUSED,
			       "a %.*s is under way; finish it, or end it with git %.*s --abort",
			       RG_FMT(under_way), RG_FMT(under_way));
	rg_git__index_stat(&m->index_stat, repo);
	if ((code = rg_git__index(&m->index, repo->git)) < 0 ||
	    (code = git_index_read(m->index, 1)) < 0)
		return rg_git__fail(err, code, "cannot read the index");
	if (git_index_has_conflicts(m->index))
		return rg_fail(err, RG_EREFUSED,
			       "the index holds unmerged files; resolve them first (git status "
			       "names them)");
	if ((rc = rg_git__sparse_read(&m->sparse, arena, repo->git, err)) < 0 ||
	    (rc = find_moves(m, err)) < 0 || (rc = find_changes(m, err)) < 0)
		return rc;
	for (size_t i = 0; i < m->all.n; i++)
		if (!m->all.items[i].is_carried && (rc = look_at(m, &m->all.items[i], err)) < 0)
			return rc;
	rg_str_vec_sort(&check->overwritten);
	rg_str_vec_unique(&check->overwritten);
	return RG_OK;
}

rg_rc rg_switch_look(rg_switch_check *out, rg_arena *arena, rg_repo *repo, rg_str commit,
		     const rg_str_vec *carry, rg_err *err)
{
	moves m = {0};
	rg_rc rc = look(&m, out, arena, repo, commit, carry, err);

	git_index_free(m.index);
	return rc;
}

rg_rc rg_switch_allowed(const rg_switch_check *check, rg_arena *arena, rg_err *err)
{
	if (check->overwritten.n)
		return rg_fail(err, RG_EREFUSED,
			       "the switch would overwrite %.*s; commit or move %s first",
			       RG_FMT(rg_str_vec_few(arena, &check->overwritten)),
			       check->overwritten.n == 1 ? "it" : "them");
	if (check->refused.n)
		return rg_fail(err, RG_EREFUSED,
			       "the switch would have to write %.*s through a filter program, "
			       "which redgreen does not run; use git switch",
			       RG_FMT(rg_str_vec_few(arena, &check->refused)));
	return RG_OK;
}

/* ---- doing it ------------------------------------------------------------------------------- */

/* The files of the commit that a partial clone lacks, in one go. */
static rg_rc fetch_files(moves *m, rg_err *err)
{
	RG_VEC(git_oid) wanted = {0};

	for (size_t i = 0; i < m->all.n; i++) {
		const move *one = &m->all.items[i];

		if (!one->is_carried && !one->is_there && one->to.mode &&
		    one->to.mode != GIT_FILEMODE_COMMIT)
			RG_PUSH(m->arena, &wanted, one->to.oid);
	}
	return rg_git__promised_fetch(m->repo, wanted.items, wanted.n, err);
}

static rg_rc change_files(moves *m, rg_err *err)
{
	rg_rc rc = RG_OK;

	for (size_t i = 0; rc == RG_OK && i < m->all.n; i++) {
		const move *one = &m->all.items[i];
		rg_str full;

		if (one->is_carried || (one->to.mode && one->from.mode != GIT_FILEMODE_COMMIT))
			continue;
		if (one->from.mode != GIT_FILEMODE_COMMIT) {
			if (!one->is_there)
				rc = rg_git__remove_file(m->arena, m->repo, one->path, err);
		} else if (one->to.mode != GIT_FILEMODE_COMMIT) {
			full = rg_arena_printf(m->arena, "%s%.*s",
					       git_repository_workdir(m->repo->git),
					       RG_FMT(one->path));
			remove(full.ptr); /* a submodule's folder, when it is empty */
		}
	}
	/* Attributes first: they decide about the line ends of the files behind them. */
	for (int pass = 0; rc == RG_OK && pass < 2; pass++) {
		for (size_t i = 0; rc == RG_OK && i < m->all.n; i++) {
			const move *one = &m->all.items[i];
			bool is_attributes = rg_str_eq_z(rg_path_name(one->path), ".gitattributes");
			rg_str full;

			if (one->is_carried || !one->to.mode || is_attributes != (pass == 0))
				continue;
			if (one->to.mode == GIT_FILEMODE_COMMIT) {
				full = rg_arena_printf(m->arena, "%s%.*s",
						       git_repository_workdir(m->repo->git),
						       RG_FMT(one->path));
				rc = rg_fs_make_folders(full.ptr, err);
			} else if (!one->is_there) {
				rc = rg_git__put_file(m->arena, m->repo, one->path, &one->to, err);
			}
		}
		git_attr_cache_flush(m->repo->git);
	}
	return rc;
}

/* The entries of carried files become those of the commit. */
static int uncommit_carried(moves *m)
{
	git_tree *tree = NULL;
	git_commit *commit = NULL;
	int code = git_commit_lookup(&commit, m->repo->git, &m->commit);

	if (code == 0)
		code = git_commit_tree(&tree, commit);
	if (code == 0)
		code = rg_git__index_as_tree(m->index, m->repo, tree, m->carry);
	git_tree_free(tree);
	git_commit_free(commit);
	return code;
}

static rg_rc change_index(moves *m, rg_err *err)
{
	int code = 0;
	rg_rc rc;

	if ((rc = rg_index_wait_free(m->repo, err)) < 0 ||
	    (rc = rg_git__index_is_same(m->repo, &m->index_stat, err)) < 0)
		return rc;
	for (size_t i = 0; code == 0 && i < m->all.n; i++) {
		const move *one = &m->all.items[i];
		git_index_entry entry;

		if (one->is_carried)
			continue;
		if (!one->to.mode) {
			git_index_remove(m->index, rg_arena_cstr(m->arena, one->path), 0);
			continue;
		}
		rg_git__entry(&entry, m->arena, m->repo, one->path, &one->to,
			      one->to.mode != GIT_FILEMODE_COMMIT && !one->is_skipped);
		if (one->is_skipped)
			entry.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
		code = git_index_add(m->index, &entry);
	}
	if (code == 0)
		code = uncommit_carried(m);
	if (code == 0)
		code = git_index_write(m->index);
	return code < 0 ? rg_git__fail(err, code, "cannot write the index") : RG_OK;
}

/* HEAD may not come to a branch that another work tree has. */
static rg_rc check_branch(rg_arena *arena, rg_repo *repo, rg_str branch_ref, rg_str commit,
			  rg_err *err)
{
	git_reference *branch = NULL, *head = NULL;
	rg_str at;
	bool is_elsewhere;
	rg_rc rc = rg_ref_read(&at, arena, repo, branch_ref, err);

	if (rc < 0)
		return rc;
	if (!rg_str_eq(at, commit))
		return rg_fail(err, RG_ESTALE, "%.*s is %s%.*s, not at %.*s", RG_FMT(branch_ref),
			       at.ptr ? "at " : "not there", RG_FMT(rg_str_sub(at, 0, 12)),
			       RG_FMT(rg_str_sub(commit, 0, 12)));
	if (git_reference_lookup(&branch, repo->git, rg_arena_cstr(arena, branch_ref)) == 0 &&
	    git_reference_lookup(&head, repo->git, "HEAD") == 0) {
		is_elsewhere = git_branch_is_checked_out(branch) == 1 &&
			       !(git_reference_type(head) == GIT_REFERENCE_SYMBOLIC &&
				 rg_str_eq_z(branch_ref, git_reference_symbolic_target(head)));
		if (is_elsewhere)
			rc = rg_fail(err, RG_EREFUSED,
				     "%.*s is checked out in another work tree (git worktree list)",
				     RG_FMT(branch_ref));
	}
	git_reference_free(branch);
	git_reference_free(head);
	return rc;
}

static rg_str short_head(rg_arena *arena, rg_repo *repo)
{
	git_reference *head = NULL;
	rg_str out = RG_STR("nothing");

	if (git_repository_head(&head, repo->git) == 0)
		out = git_repository_head_detached(repo->git) == 1
			      ? rg_git__oid_text(arena, git_reference_target(head))
			      : rg_arena_dup(arena, rg_str_of(git_reference_shorthand(head)));
	git_reference_free(head);
	return out;
}

rg_rc rg_switch_to(rg_repo *repo, rg_str branch_ref, rg_str commit, const rg_str_vec *carry,
		   rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	moves m = {0};
	rg_switch_check check;
	rg_str name = branch_ref, reason;
	rg_rc rc;

	if ((rc = check_branch(arena, repo, branch_ref, commit, err)) < 0 ||
	    (rc = look(&m, &check, arena, repo, commit, carry, err)) < 0 ||
	    (rc = rg_switch_allowed(&check, arena, err)) < 0)
		goto done;
	if (repo->promisor) {
		/* It may take minutes, in which somebody edits: what was seen counts no more. */
		if ((rc = fetch_files(&m, err)) < 0)
			goto done;
		git_index_free(m.index);
		if ((rc = look(&m, &check, arena, repo, commit, carry, err)) < 0 ||
		    (rc = rg_switch_allowed(&check, arena, err)) < 0)
			goto done;
	}
	/* The sentence is git's own: `git checkout -` reads it. */
	rg_str_skip(&name, RG_STR("refs/heads/"));
	reason = rg_arena_printf(arena, "checkout: moving from %.*s to %.*s",
				 RG_FMT(short_head(arena, repo)), RG_FMT(name));
	if ((rc = rg_index_wait_free(repo, err)) < 0 || (rc = change_files(&m, err)) < 0 ||
	    (rc = change_index(&m, err)) < 0)
		goto done;
	rc = rg_head_set(repo, branch_ref, reason, err);
done:
	if (rc < 0 && m.index)
		git_index_read(m.index, 1);
	git_index_free(m.index);
	rg_arena_free(arena);
	return rc;
}
