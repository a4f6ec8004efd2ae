/* SPDX-License-Identifier: MIT */
/*
 * scan.c - the names in a folder and the index's entries below it, both sorted as git sorts them
 * (a folder as if a '/' ended its name), are walked side by side. Which stat data count is git's
 * rule (ie_match_stat in its read-cache.c; core.trustCtime, core.checkStat).
 */
#include "git/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct scan {
	rg_git_scan *out;
	rg_arena *arena;
	git_repository *git;
	git_index *index;
	struct timespec written; /* the index file's time; zero: there is none */
	bool trusts_mode, trusts_ctime, has_links, minimal;
	bool minds_skipped; /* a file that is there is looked at, whatever its flag */
	bool names_only;
	rg_str_vec submodules;
	rg_err *err;
} scan;

/* A name in a folder; a folder's has '/' at its end. */
typedef struct name {
	const char *text;
	size_t len;
	unsigned char type;
} name;
typedef RG_VEC(name) name_vec;

static int by_text(const void *a, const void *b)
{
	return strcmp(((const name *)a)->text, ((const name *)b)->text);
}

/* ---- one file ------------------------------------------------------------------------------- */

/* Entries without nanoseconds were written by a git that does not know them. */
static bool same_time(const git_index_time *entry, const struct timespec *file, bool minimal)
{
	if (entry->seconds != (int32_t)file->tv_sec)
		return false;
	return minimal || !entry->nanoseconds || entry->nanoseconds == (uint32_t)file->tv_nsec;
}

/*
 * The user asked not to look. In a sparse checkout the flag only says that the file need not be
 * there; one that is there counts (clear_skip_worktree_from_present_files in git's sparse-index.c).
 */
static bool is_left_alone(const scan *s, const git_index_entry *entry)
{
	return entry->flags & GIT_INDEX_ENTRY_VALID ||
	       (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE && !s->minds_skipped);
}

/* Perhaps changed after git read it and before the index was written: nothing would show it. */
static bool is_racy(const scan *s, const git_index_entry *entry)
{
	if (is_left_alone(s, entry))
		return false;
	if (entry->mtime.seconds != (int32_t)s->written.tv_sec)
		return entry->mtime.seconds > (int32_t)s->written.tv_sec;
	return !entry->mtime.nanoseconds ||
	       entry->mtime.nanoseconds >= (uint32_t)s->written.tv_nsec;
}

static bool is_suspect(const scan *s, const git_index_entry *entry, const struct stat *st)
{
	bool is_link = entry->mode == GIT_FILEMODE_LINK && (s->has_links || S_ISLNK(st->st_mode));

	if (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD)
		return true;
	if (is_left_alone(s, entry))
		return false;
	if (is_link != S_ISLNK(st->st_mode) || entry->file_size != (uint32_t)st->st_size ||
	    !same_time(&entry->mtime, &st->st_mtim, s->minimal))
		return true;
	if (entry->mode != GIT_FILEMODE_LINK && s->trusts_mode &&
	    (entry->mode == GIT_FILEMODE_BLOB_EXECUTABLE) != !!(st->st_mode & S_IXUSR))
		return true;
	if (s->minimal)
		return false;
	return (s->trusts_ctime && !same_time(&entry->ctime, &st->st_ctim, false)) ||
	       entry->ino != (uint32_t)st->st_ino || entry->uid != (uint32_t)st->st_uid ||
	       entry->gid != (uint32_t)st->st_gid;
}

static bool is_ignored(const scan *s, rg_str path)
{
	int ignored = 0;

	return git_ignore_path_is_ignored(&ignored, s->git, path.ptr) == 0 && ignored;
}

/* An entry that no name in its folder stands for. */
static void take_gone(scan *s, const git_index_entry *entry)
{
	rg_str path = rg_arena_dup(s->arena, rg_str_of(entry->path));

	if (entry->mode == GIT_FILEMODE_COMMIT)
		RG_PUSH(s->arena, &s->submodules, path);
	else if (!(entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE))
		RG_PUSH(s->arena, &s->out->gone, path);
	else
		RG_PUSH(s->arena, &s->out->absent, path);
}

/* ---- one folder ----------------------------------------------------------------------------- */

static unsigned char type_of(int fd, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode)   ? DT_DIR
	       : S_ISREG(st.st_mode) ? DT_REG
	       : S_ISLNK(st.st_mode) ? DT_LNK
				     : DT_UNKNOWN;
}

/* Files, links and folders, sorted; nothing else can be tracked. */
static name_vec read_names(rg_arena *arena, DIR *folder)
{
	name_vec out = {0};
	struct dirent *entry;

	while ((entry = readdir(folder)) != NULL) {
		name one = {.type = type_of(dirfd(folder), entry)};
		size_t len = strlen(entry->d_name);
		char *text;

		if ((one.type != DT_REG && one.type != DT_LNK && one.type != DT_DIR) ||
		    strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, ".git") == 0)
			continue;
		text = rg_arena_alloc(arena, len + 2);
		memcpy(text, entry->d_name, len);
		if (one.type == DT_DIR)
			text[len++] = '/';
		one.text = text;
		one.len = len;
		RG_PUSH(arena, &out, one);
	}
	if (out.n)
		qsort(out.items, out.n, sizeof(name), by_text);
	return out;
}

/* A repository inside of this one, that is no submodule. */
static bool is_nested(const scan *s, rg_str folder)
{
	rg_str full =
		rg_arena_printf(s->arena, "%s%.*s", git_repository_workdir(s->git), RG_FMT(folder));
	git_repository *nested = NULL;
	bool is_repository;

	if (access(rg_arena_printf(s->arena, "%.*s.git", RG_FMT(full)).ptr, F_OK) < 0)
		return false;
	is_repository = git_repository_open_ext(&nested, full.ptr, GIT_REPOSITORY_OPEN_NO_SEARCH,
						NULL) == 0;
	git_repository_free(nested);
	return is_repository;
}

/*
 * A Python environment that git would take in: venv says in it that it is ignored from Python 3.13
 * on, as virtualenv and uv do (a .gitignore with "*"), and nobody's change is in an older one
 * either. Both its mark and its Python must be there, for a folder of test data may look like one.
 */
static bool is_environment(const scan *s, rg_str folder)
{
	static const char *const marks[] = {"pyvenv.cfg", "conda-meta"};
	const char *root = git_repository_workdir(s->git);
	bool is_marked = false;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		is_marked |=
			access(rg_arena_printf(s->arena, "%s%.*s%s", root, RG_FMT(folder), marks[i])
				       .ptr,
			       F_OK) == 0;
	return is_marked &&
	       access(rg_arena_printf(s->arena, "%s%.*sbin/python", root, RG_FMT(folder)).ptr,
		      X_OK) == 0;
}

static rg_rc walk(scan *s, int at, rg_str folder, size_t first, size_t end);

/* A folder and its entries [first, end); none: it is untracked. */
static rg_rc take_folder(scan *s, int at, rg_str folder, const name *one, size_t first, size_t end)
{
	rg_str path = rg_arena_printf(s->arena, "%.*s%s", RG_FMT(folder), one->text), bare = path;
	char text[NAME_MAX + 1];
	int fd;

	rg_str_chop(&bare, RG_STR("/"));
	if (rg_str_vec_has(&s->submodules, bare))
		return RG_OK;
	if (first == end && (is_ignored(s, path) || is_nested(s, path) || is_environment(s, path)))
		return RG_OK;
	snprintf(text, sizeof(text), "%.*s", (int)(one->len - 1), one->text);
	fd = openat(at, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return rg_fail_errno(s->err, RG_EEXTERNAL, "cannot read the folder %.*s",
				     RG_FMT(path));
	return fd < 0 ? RG_OK : walk(s, fd, path, first, end);
}

static void take_file(scan *s, int at, rg_str folder, const name *one, const git_index_entry *entry)
{
	rg_str path;
	struct stat st;

	if (!entry) {
		path = rg_arena_printf(s->arena, "%.*s%s", RG_FMT(folder), one->text);
		if (!is_ignored(s, path))
			RG_PUSH(s->arena, &s->out->untracked, path);
	} else if (s->names_only) {
		return;
	} else if (fstatat(at, one->text, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		take_gone(s, entry);
	} else if (is_suspect(s, entry, &st)) {
		RG_PUSH(s->arena, &s->out->suspect, rg_arena_dup(s->arena, rg_str_of(entry->path)));
	} else if (is_racy(s, entry)) {
		RG_PUSH(s->arena, &s->out->racy, rg_arena_dup(s->arena, rg_str_of(entry->path)));
	}
}

/* The folder behind at (closed here), with its entries [first, end) of the index. */
static rg_rc walk(scan *s, int at, rg_str folder, size_t first, size_t end)
{
	rg_arena *arena = rg_arena_new();
	DIR *stream = fdopendir(at);
	name_vec names = {0};
	rg_str bare = folder;
	rg_rc rc = RG_OK;

	rg_str_chop(&bare, RG_STR("/"));
	RG_PUSH(s->arena, &s->out->folders, bare);
	if (stream)
		names = read_names(arena, stream);
	for (size_t i = 0; rc == RG_OK && i < names.n; i++) {
		const name *one = &names.items[i];
		const git_index_entry *entry = NULL;
		size_t begin;
		int order = 1;

		while (first < end) {
			entry = git_index_get_byindex(s->index, first);
			order = one->type == DT_DIR
					? strncmp(entry->path + folder.len, one->text, one->len)
					: strcmp(entry->path + folder.len, one->text);
			if (order >= 0)
				break;
			take_gone(s, entry);
			first++;
		}
		begin = first;
		if (one->type == DT_DIR) {
			while (first < end &&
			       strncmp(git_index_get_byindex(s->index, first)->path + folder.len,
				       one->text, one->len) == 0)
				first++;
			rc = take_folder(s, at, folder, one, begin, first);
		} else {
			take_file(s, at, folder, one, first < end && order == 0 ? entry : NULL);
			if (first < end && order == 0)
				first++;
		}
	}
	for (; first < end; first++)
		take_gone(s, git_index_get_byindex(s->index, first));
	if (stream)
		closedir(stream);
	else
		close(at);
	rg_arena_free(arena);
	return rc;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void read_settings(scan *s)
{
	git_config *config = NULL;
	int value;

	s->trusts_mode = s->trusts_ctime = s->has_links = true;
	if (git_repository_config_snapshot(&config, s->git) < 0)
		return;
	if (git_config_get_bool(&value, config, "core.fileMode") == 0)
		s->trusts_mode = value;
	if (git_config_get_bool(&value, config, "core.symlinks") == 0)
		s->has_links = value;
	if (git_config_get_bool(&value, config, "core.trustCtime") == 0)
		s->trusts_ctime = value;
	if (git_config_get_bool(&value, config, "core.sparseCheckout") == 0)
		s->minds_skipped = value;
	if (git_config_get_bool(&value, config, "sparse.expectFilesOutsideOfPatterns") == 0 &&
	    value)
		s->minds_skipped = false;
	s->minimal = rg_str_eq_nocase(rg_git__config_text(s->arena, config, "core.checkStat"),
				      RG_STR("minimal"));
	git_config_free(config);
}

static rg_rc scan_all(rg_git_scan *out, rg_arena *arena, git_repository *git, git_index *index,
		      bool names_only, rg_err *err)
{
	scan s = {.out = out,
		  .arena = arena,
		  .git = git,
		  .index = index,
		  .names_only = names_only,
		  .err = err};
	const char *root = git_repository_workdir(git);
	struct stat st;
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rg_rc rc;

	*out = (rg_git_scan){0};
	if (fd < 0)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot read the folder %s", root);
	if (git_index_path(index) && stat(git_index_path(index), &st) == 0)
		s.written = st.st_mtim;
	read_settings(&s);
	rc = walk(&s, fd, (rg_str){"", 0}, 0, git_index_entrycount(index));
	rg_str_vec_sort(&out->suspect);
	rg_str_vec_sort(&out->racy);
	rg_str_vec_sort(&out->gone);
	rg_str_vec_sort(&out->absent);
	rg_str_vec_sort(&out->untracked);
	return rc;
}

rg_rc rg_git__scan(rg_git_scan *out, rg_arena *arena, git_repository *git, git_index *index,
		   rg_err *err)
{
	return scan_all(out, arena, git, index, false, err);
}

rg_rc rg_git__scan_names(rg_git_scan *out, rg_arena *arena, git_repository *git, git_index *index,
			 rg_err *err)
{
	return scan_all(out, arena, git, index, true, err);
}
