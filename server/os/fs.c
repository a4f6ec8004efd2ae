/* SPDX-License-Identifier: MIT */
/*
 * fs.c - POSIX files, blocking. Writing goes through a temporary file in the same folder and a
 * rename, so that a reader sees the old bytes or the new ones, also after a crash; rename replaces
 * a symbolic link instead of following it.
 */
#include "os/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Of a file that is read in pieces. */
#define PIECE_BYTES ((size_t)256 * 1024)

static rg_rc open_failed(rg_err *err, const char *path)
{
	bool is_missing = errno == ENOENT || errno == ENOTDIR;

	return rg_fail_errno(err, is_missing ? RG_ENOTFOUND : RG_EEXTERNAL, "cannot read %s", path);
}

/* Reads up to n bytes from an offset (-1: from where it stands); the count, or -1. */
static ssize_t read_all(int fd, char *out, size_t n, off_t offset)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = offset >= 0 ? pread(fd, out + done, n - done, offset + (off_t)done)
					  : read(fd, out + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

/* Opens a regular file for reading, and gives its status; *fd is the caller's to close. */
static rg_rc open_file(int *fd, struct stat *st, const char *path, rg_err *err)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd < 0)
		return open_failed(err, path);
	if (fstat(*fd, st) == 0 && S_ISREG(st->st_mode))
		return RG_OK;
	close(*fd);
	return rg_fail(err, RG_ENOTFOUND, "%s is not a file", path);
}

rg_rc rg_fs_read(rg_str *out, rg_arena *arena, const char *path, size_t max, rg_err *err)
{
	int fd;
	struct stat st;
	char *text;
	ssize_t n;
	rg_rc rc;

	if ((rc = open_file(&fd, &st, path, err)) < 0)
		return rc;
	if ((uint64_t)st.st_size > max) {
		rc = rg_fail(err, RG_ETOOBIG, "%s has %lld bytes, more than the limit of %zu", path,
			     (long long)st.st_size, max);
	} else {
		text = rg_arena_alloc(arena, (size_t)st.st_size + 1);
		n = read_all(fd, text, (size_t)st.st_size, -1);
		if (n < 0)
			rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot read %s", path);
		else
			*out = (rg_str){text, (size_t)n};
	}
	close(fd);
	return rc;
}

rg_rc rg_fs_read_parts(const char *path, rg_fs_part_fn fn, void *self, rg_err *err)
{
	int fd;
	struct stat st;
	char *piece;
	ssize_t n;
	rg_rc rc;

	if ((rc = open_file(&fd, &st, path, err)) < 0)
		return rc;
	piece = rg_calloc(1, PIECE_BYTES);
	while ((n = read_all(fd, piece, PIECE_BYTES, -1)) > 0)
		fn(self, (rg_str){piece, (size_t)n});
	if (n < 0)
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot read %s", path);
	free(piece);
	close(fd);
	return rc;
}

rg_rc rg_fs_read_ends(rg_str *out, rg_arena *arena, const char *path, size_t max, rg_err *err)
{
	int fd;
	struct stat st;
	size_t half = max / 2, at;
	char *text;
	ssize_t head, tail;
	int gap;
	rg_rc rc;

	if ((rc = open_file(&fd, &st, path, err)) < 0)
		return rc;
	if ((uint64_t)st.st_size <= max) {
		close(fd);
		return rg_fs_read(out, arena, path, max, err);
	}
	text = rg_arena_alloc(arena, max + 100);
	head = read_all(fd, text, half, 0);
	at = head > 0 ? (size_t)head : 0;
	gap = snprintf(text + at, 100, "\n[redgreen: %lld bytes left out]\n",
		       (long long)st.st_size - (long long)(2 * half));
	at += (size_t)gap;
	tail = read_all(fd, text + at, half, st.st_size - (off_t)half);
	if (head < 0 || tail < 0)
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot read %s", path);
	else
		*out = (rg_str){text, at + (size_t)tail};
	close(fd);
	return rc;
}

static int write_all(int fd, rg_str bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes = rg_str_sub(bytes, (size_t)n, bytes.len);
	}
	return 0;
}

/* Through a temporary file beside it. */
static rg_rc replace(const char *path, const rg_str *parts, size_t n, mode_t mode, bool syncs,
		     rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	char *temporary = rg_arena_cstr(arena, rg_arena_printf(arena, "%s.XXXXXX", path));
	int fd = mkostemp(temporary, O_CLOEXEC);
	bool is_written;
	rg_rc rc = RG_OK;

	if (fd < 0) {
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot write %s", path);
		goto done;
	}
	is_written = fchmod(fd, mode) == 0;
	for (size_t i = 0; is_written && i < n; i++)
		is_written = write_all(fd, parts[i]) == 0;
	if (!is_written || (syncs && fsync(fd) < 0))
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot write %s", path);
	if (close(fd) < 0 && rc == RG_OK)
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot write %s", path);
	if (rc == RG_OK && rename(temporary, path) < 0)
		rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot write %s", path);
	if (rc < 0)
		unlink(temporary);
done:
	rg_arena_free(arena);
	return rc;
}

rg_rc rg_fs_write(const char *path, rg_str bytes, bool is_private, rg_err *err)
{
	return replace(path, &bytes, 1, is_private ? 0600 : 0644, true, err);
}

rg_rc rg_fs_copy(const char *to, const char *from, size_t max, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	mode_t mode = access(from, X_OK) == 0 ? 0755 : 0644;
	rg_str bytes;
	rg_rc rc = rg_fs_read(&bytes, arena, from, max, err);

	if (rc == RG_OK)
		rc = replace(to, &bytes, 1, mode, true, err);
	rg_arena_free(arena);
	return rc;
}

rg_rc rg_fs_write_cache(const char *path, const rg_str *parts, size_t n, rg_err *err)
{
	return replace(path, parts, n, 0644, false, err);
}

rg_rc rg_fs_make_folders(const char *path, rg_err *err)
{
	char *copy = rg_strdup(rg_str_of(path));
	rg_rc rc = RG_OK;

	for (char *at = copy + 1; *copy && rc == RG_OK; at++) {
		char old = *at;

		if (old != '/' && old != '\0')
			continue;
		*at = '\0';
		if (mkdir(copy, 0777) < 0 && errno != EEXIST)
			rc = rg_fail_errno(err, RG_EEXTERNAL, "cannot make the folder %s", copy);
		*at = old;
		if (!old)
			break;
	}
	if (rc == RG_OK && !rg_fs_is_folder(path))
		rc = rg_fail(err, RG_EEXTERNAL, "%s is not a folder", path);
	free(copy);
	return rc;
}

static rg_fs_stamp stamp_of(const struct stat *st)
{
	return (rg_fs_stamp){
		.size = (uint64_t)st->st_size,
		.inode = st->st_ino,
		.mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
		.ctime_ns = (int64_t)st->st_ctim.tv_sec * 1000000000 + st->st_ctim.tv_nsec,
		.is_file = S_ISREG(st->st_mode),
		.is_folder = S_ISDIR(st->st_mode),
	};
}

bool rg_fs_stat(rg_fs_stamp *out, const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return false;
	*out = stamp_of(&st);
	return true;
}

struct rg_fs_reader {
	size_t max, size;
	char *bytes; /* owned */
};

rg_fs_reader *rg_fs_reader_new(size_t max)
{
	rg_fs_reader *reader = rg_calloc(1, sizeof(*reader));

	reader->max = max;
	return reader;
}

void rg_fs_reader_free(rg_fs_reader *reader)
{
	if (!reader)
		return;
	free(reader->bytes);
	free(reader);
}

bool rg_fs_reader_read(rg_str *bytes, rg_fs_stamp *stamp, rg_fs_reader *reader, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	struct stat st;
	ssize_t n = -1;
	size_t size;

	*bytes = (rg_str){NULL, 0};
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		*stamp = stamp_of(&st);
		size = (size_t)st.st_size;
		if (size > reader->max) {
			close(fd);
			return true;
		}
		if (size >= reader->size) {
			free(reader->bytes);
			reader->size = size + size / 2 + 65536;
			reader->bytes = rg_malloc(reader->size);
		}
		n = read_all(fd, reader->bytes, size, -1);
	}
	close(fd);
	if (n >= 0)
		*bytes = (rg_str){reader->bytes, (size_t)n};
	return n >= 0;
}

bool rg_fs_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool rg_fs_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool rg_fs_is_executable(const char *path)
{
	return rg_fs_is_file(path) && access(path, X_OK) == 0;
}

rg_str rg_fs_real(rg_arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	rg_str out = real ? rg_arena_dup(arena, rg_str_of(real)) : (rg_str){NULL, 0};

	free(real);
	return out;
}

rg_str_vec rg_fs_list(rg_arena *arena, const char *path)
{
	rg_str_vec out = {0};
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (!folder)
		return out;
	while ((entry = readdir(folder))) {
		rg_str name = rg_str_of(entry->d_name);

		if (!rg_str_eq_z(name, ".") && !rg_str_eq_z(name, ".."))
			RG_PUSH(arena, &out, rg_arena_dup(arena, name));
	}
	closedir(folder);
	rg_str_vec_sort(&out);
	return out;
}

/* Removes what is below an open folder; takes fd over. */
static int remove_below(int fd)
{
	DIR *folder = fdopendir(fd);
	struct dirent *entry;
	int failed = 0;

	if (!folder) {
		close(fd);
		return -1;
	}
	while (!failed && (entry = readdir(folder))) {
		rg_str name = rg_str_of(entry->d_name);
		struct stat st;
		int below;

		if (rg_str_eq_z(name, ".") || rg_str_eq_z(name, ".."))
			continue;
		if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			failed = errno == ENOENT ? 0 : -1;
		} else if (!S_ISDIR(st.st_mode)) {
			failed = unlinkat(dirfd(folder), entry->d_name, 0);
		} else {
			below = openat(dirfd(folder), entry->d_name,
				       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			failed = below < 0 || remove_below(below) < 0 ||
						 unlinkat(dirfd(folder), entry->d_name,
							  AT_REMOVEDIR) < 0
					 ? -1
					 : 0;
		}
	}
	closedir(folder);
	return failed;
}

rg_rc rg_fs_remove(const char *path, rg_err *err)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? RG_OK
				       : rg_fail_errno(err, RG_EEXTERNAL, "cannot remove %s", path);
	if (!S_ISDIR(st.st_mode)) {
		if (unlink(path) < 0)
			return rg_fail_errno(err, RG_EEXTERNAL, "cannot remove %s", path);
		return RG_OK;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || remove_below(fd) < 0 || rmdir(path) < 0)
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot remove %s", path);
	return RG_OK;
}

rg_rc rg_fs_make_temp(rg_str *out, rg_arena *arena, rg_err *err)
{
	const char *base = getenv("TMPDIR");
	rg_str path = rg_arena_printf(arena, "%s/redgreen-XXXXXX", base && *base ? base : "/tmp");

	if (!mkdtemp((char *)path.ptr))
		return rg_fail_errno(err, RG_EEXTERNAL, "cannot make a temporary folder %s",
				     path.ptr);
	*out = path;
	return RG_OK;
}

rg_str rg_fs_cwd(rg_arena *arena)
{
	char *cwd = getcwd(NULL, 0);
	rg_str out = rg_arena_dup(arena, rg_str_of(cwd ? cwd : "/"));

	free(cwd);
	return out;
}

char *rg_path_join(rg_arena *arena, rg_str folder, rg_str name)
{
	bool is_absolute = name.len && name.ptr[0] == '/';

	if (is_absolute || folder.len == 0)
		return rg_arena_cstr(arena, name);
	if (name.len == 0)
		return rg_arena_cstr(arena, folder);
	return (char *)rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(folder),
				       folder.ptr[folder.len - 1] == '/' ? "" : "/", RG_FMT(name))
		.ptr;
}
