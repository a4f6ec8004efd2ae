/* SPDX-License-Identifier: MIT */
/*
 * working.c - single files of the work tree. A file is never half written: its bytes go to a file
 * in the git directory (or beside the target, where that is another file system) and are renamed
 * into place, so that a kill leaves the old content or the new one.
 */
#include "git/working.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "git/switch.h"

static const char *full_path(rg_arena *arena, rg_repo *repo, rg_str path)
{
	return rg_arena_printf(arena, "%s%.*s", git_repository_workdir(repo->git), RG_FMT(path))
		.ptr;
}

static bool is_not_off(rg_repo *repo, const char *name)
{
	git_config *config = NULL;
	int value = 1;

	if (git_repository_config_snapshot(&config, repo->git) == 0)
		git_config_get_bool(&value, config, name);
	git_config_free(config);
	return value;
}

bool rg_git__trusts_mode(rg_repo *repo)
{
	return is_not_off(repo, "core.fileMode");
}

bool rg_git__has_links(rg_repo *repo)
{
	return is_not_off(repo, "core.symlinks");
}

static bool is_regular(uint32_t mode)
{
	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

bool rg_git__same_file(rg_repo *repo, const rg_git_file *a, const rg_git_file *b)
{
	if (a->mode == 0 || b->mode == 0)
		return a->mode == b->mode;
	if (git_oid_is_zero(&a->oid) || !git_oid_equal(&a->oid, &b->oid))
		return false;
	if (a->mode == b->mode)
		return true;
	if (is_regular(a->mode) && is_regular(b->mode))
		return !rg_git__trusts_mode(repo);
	return (is_regular(a->mode) || is_regular(b->mode)) && !rg_git__has_links(repo);
}

/* An attribute without a driver changes nothing: gitattributes(5), "filter". */
static bool has_driver(rg_arena *arena, rg_repo *repo, const char *filter)
{
	static const char *const keys[] = {"clean", "smudge", "process", "required"};
	git_config *config = NULL;
	bool found = false;

	if (git_repository_config_snapshot(&config, repo->git) < 0)
		return true;
	for (size_t i = 0; !found && i < sizeof(keys) / sizeof(keys[0]); i++)
		found = rg_git__config_text(
				arena, config,
				rg_arena_printf(arena, "filter.%s.%s", filter, keys[i]).ptr)
				.ptr;
	git_config_free(config);
	return found;
}

bool rg_git__has_filter(rg_str *name, rg_arena *arena, rg_repo *repo, rg_str path,
			const git_oid *commit)
{
	static const char *const attributes[] = {"filter", "working-tree-encoding"};
	const char *file = rg_arena_cstr(arena, path);

	for (int i = 0; i < 4; i++) {
		git_attr_options options = GIT_ATTR_OPTIONS_INIT;
		const char *value = NULL;

		options.flags = GIT_ATTR_CHECK_FILE_THEN_INDEX;
		if (i >= 2) {
			if (!commit)
				break;
			options.flags = GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_INCLUDE_COMMIT;
			options.attr_commit_id = *commit;
		}
		if (git_attr_get_ext(&value, repo->git, &options, file, attributes[i % 2]) == 0 &&
		    git_attr_value(value) == GIT_ATTR_VALUE_STRING &&
		    (i % 2 || has_driver(arena, repo, value))) {
			*name = rg_arena_dup(arena, rg_str_of(value));
			return true;
		}
	}
	return false;
}

/* Looks at the folders above, or makes them; a link or a file among them is never followed. */
static rg_rc check_folders(rg_arena *arena, rg_repo *repo, rg_str path, bool makes, rg_err *err)
{
	for (size_t i = 0; i < path.len; i++) {
		const char *full;
		struct stat st;

		if (path.ptr[i] != '/')
			continue;
		full = full_path(arena, repo, rg_str_sub(path, 0, i));
		if (makes && mkdir(full, 0777) == 0)
			continue;
		if (lstat(full, &st) < 0) {
			if (!makes && errno == ENOENT)
				return RG_OK;
			return rg_fail_errno(err, RG_EEXTERNAL, "cannot make the folder %.*s",
					     RG_FMT(rg_str_sub(path, 0, i)));
		}
		if (!S_ISDIR(st.st_mode))
			return rg_fail(err, RG_EEXTERNAL,
				       "%.*s cannot be changed: %.*s is in the way", RG_FMT(path),
				       RG_FMT(rg_str_sub(path, 0, i)));
	}
	return RG_OK;
}

rg_rc rg_git__on_disk(rg_git_file *out, rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err)
{
	const char *full = full_path(arena, repo, path);
	char target[4096];
	struct stat st;
	rg_str filter;
	rg_err ignored;
	ssize_t n;
	int code = 0;

	*out = (rg_git_file){.mode = 0};
	if (check_folders(arena, repo, path, false, &ignored) < 0)
		return RG_OK; /* behind a link, it would be another file */
	if (lstat(full, &st) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return RG_OK;
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot look at %.*s", RG_FMT(path));
	}
	if (S_ISDIR(st.st_mode)) {
		out->mode = GIT_FILEMODE_TREE;
	} else if (S_ISLNK(st.st_mode)) {
		out->mode = GIT_FILEMODE_LINK;
		n = readlink(full, target, sizeof(target));
		code = n < 0 ? -1 : git_odb_hash(&out->oid, target, (size_t)n, GIT_OBJECT_BLOB);
	} else {
		out->mode = st.st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
		if (S_ISREG(st.st_mode) && !rg_git__has_filter(&filter, arena, repo, path, NULL))
			code = git_repository_hashfile(&out->oid, repo->git, full, GIT_OBJECT_BLOB,
						       rg_arena_cstr(arena, path));
	}
	return code < 0 ? rg_git__fail(err, code, "cannot read %.*s", RG_FMT(path)) : RG_OK;
}

/* A new name on the file system of the target's folder. */
static const char *new_name(rg_arena *arena, rg_repo *repo, rg_str full)
{
	static const char format[] = "%.*s/redgreen-%d.tmp";
	rg_str folder = rg_path_folder(full), git_dir = rg_str_of(git_repository_path(repo->git));
	struct stat a, b;

	rg_str_chop(&git_dir, RG_STR("/"));
	if (stat(rg_arena_cstr(arena, folder), &a) == 0 &&
	    stat(rg_arena_cstr(arena, git_dir), &b) == 0 && a.st_dev == b.st_dev)
		folder = git_dir;
	return rg_arena_printf(arena, format, RG_FMT(folder), (int)getpid()).ptr;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t written = write(fd, bytes, n);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			n -= (size_t)written;
		}
	}
	return true;
}

/* The bytes of a regular file under a new name. */
static bool write_new(const char *name, rg_str bytes, uint32_t mode)
{
	mode_t permissions = mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0777 : 0666;
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, permissions);
	bool is_written;

	if (fd < 0)
		return false;
	is_written = write_all(fd, bytes.ptr, bytes.len);
	return close(fd) == 0 && is_written;
}

/* The bytes as they stand in the work tree: a link's target, or the file with its line ends. */
static int content(rg_str *out, rg_arena *arena, rg_repo *repo, rg_str path,
		   const rg_git_file *file)
{
	git_blob_filter_options options = GIT_BLOB_FILTER_OPTIONS_INIT;
	git_buf filtered = GIT_BUF_INIT;
	git_blob *blob = NULL;
	int code = git_blob_lookup(&blob, repo->git, &file->oid);

	options.flags = 0; /* git too converts what an attribute calls text, whatever is in it */
	if (code == 0 && file->mode == GIT_FILEMODE_LINK)
		*out = rg_arena_dup(
			arena, (rg_str){git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob)});
	else if (code == 0 && (code = git_blob_filter(&filtered, blob, rg_arena_cstr(arena, path),
						      &options)) == 0)
		*out = rg_arena_dup(arena, (rg_str){filtered.ptr, filtered.size});
	git_buf_dispose(&filtered);
	git_blob_free(blob);
	return code;
}

rg_rc rg_git__check_path(rg_str path, rg_err *err)
{
	rg_str rest = path, part;

	while (rg_str_part(&part, &rest, '/'))
		if (!part.len || rg_str_eq_z(part, ".") || rg_str_eq_z(part, "..") ||
		    rg_str_eq_nocase(part, RG_STR(".git")) ||
		    rg_str_eq_nocase(part, RG_STR("git~1")))
			return rg_fail(err, RG_EREFUSED, "\"%.*s\" is no path for a work tree",
				       RG_FMT(path));
	return RG_OK;
}

rg_rc rg_git__put_file(rg_arena *arena, rg_repo *repo, rg_str path, const rg_git_file *file,
		       rg_err *err)
{
	const char *full = full_path(arena, repo, path), *name;
	rg_str bytes;
	bool is_done;
	int code;
	rg_rc rc = rg_git__check_path(path, err);

	if (rc < 0)
		return rc;
	if ((code = content(&bytes, arena, repo, path, file)) < 0)
		return rg_git__fail(err, code, "cannot read the content of %.*s", RG_FMT(path));
	if ((rc = check_folders(arena, repo, path, true, err)) < 0)
		return rc;
	name = new_name(arena, repo, rg_str_of(full));
	unlink(name); /* left by a process of this id that was killed */
	is_done = file->mode == GIT_FILEMODE_LINK && rg_git__has_links(repo)
			  ? symlink(rg_arena_cstr(arena, bytes), name) == 0
			  : write_new(name, bytes, file->mode);
	if (is_done && rename(name, full) < 0)
		is_done = errno == EISDIR && rmdir(full) == 0 && rename(name, full) == 0;
	if (is_done)
		return RG_OK;
	rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot write %.*s", RG_FMT(path));
	unlink(name);
	return rc;
}

rg_rc rg_git__remove_file(rg_arena *arena, rg_repo *repo, rg_str path, rg_err *err)
{
	rg_rc rc;

	if ((rc = rg_git__check_path(path, err)) < 0 ||
	    (rc = check_folders(arena, repo, path, false, err)) < 0)
		return rc;
	if (unlink(full_path(arena, repo, path)) < 0 && errno != ENOENT && errno != ENOTDIR)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot remove %.*s", RG_FMT(path));
	for (path = rg_path_folder(path); path.len; path = rg_path_folder(path))
		if (rmdir(full_path(arena, repo, path)) < 0 && errno != ENOENT)
			break;
	return RG_OK;
}

void rg_git__entry(git_index_entry *out, rg_arena *arena, rg_repo *repo, rg_str path,
		   const rg_git_file *file, bool with_stat)
{
	struct stat st;

	*out = (git_index_entry){.id = file->oid, .mode = file->mode};
	out->path = rg_arena_cstr(arena, path);
	if (!with_stat || lstat(full_path(arena, repo, path), &st) < 0)
		return;
	out->ctime.seconds = (int32_t)st.st_ctim.tv_sec;
	out->ctime.nanoseconds = (uint32_t)st.st_ctim.tv_nsec;
	out->mtime.seconds = (int32_t)st.st_mtim.tv_sec;
	out->mtime.nanoseconds = (uint32_t)st.st_mtim.tv_nsec;
	out->dev = (uint32_t)st.st_dev;
	out->ino = (uint32_t)st.st_ino;
	out->uid = (uint32_t)st.st_uid;
	out->gid = (uint32_t)st.st_gid;
	out->file_size = (uint32_t)st.st_size;
}

rg_rc rg_file_restore(rg_repo *repo, rg_str path, rg_str oid, uint32_t mode, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	rg_git_file file = {.mode = mode};
	rg_str filter;
	rg_rc rc;

	if (!oid.ptr)
		rc = rg_git__remove_file(arena, repo, path, err);
	else if (rg_git__has_filter(&filter, arena, repo, path, NULL))
		rc = rg_fail(
			err, RG_EREFUSED,
			"%.*s goes through git's filter \"%.*s\", which redgreen does not run; "
			"git checkout -- %.*s would write it",
			RG_FMT(path), RG_FMT(filter), RG_FMT(path));
	else if ((rc = rg_git__oid_parse(&file.oid, oid, err)) == RG_OK)
		rc = rg_git__put_file(arena, repo, path, &file, err);
	rg_arena_free(arena);
	return rc;
}
