/* SPDX-License-Identifier: MIT */
/* fs.h - files, blocking: from jobs, or for small ones. Paths are bytes ending in NUL. */
#ifndef RG_OS_FS_H
#define RG_OS_FS_H

#include "base/err.h"
#include "base/vec.h"

/* The whole file, in the arena. RG_ENOTFOUND, RG_ETOOBIG above max, RG_EEXTERNAL. */
RG_MUST_CHECK rg_rc rg_fs_read(rg_str *out, rg_arena *arena, const char *path, size_t max,
			       rg_err *err);
/* Head and tail of a file that may be larger than max, with a line about the gap between. */
RG_MUST_CHECK rg_rc rg_fs_read_ends(rg_str *out, rg_arena *arena, const char *path, size_t max,
				    rg_err *err);
/* A regular file of any size in pieces, in order. The piece is borrowed for the call. */
typedef void (*rg_fs_part_fn)(void *self, rg_str piece);
RG_MUST_CHECK rg_rc rg_fs_read_parts(const char *path, rg_fs_part_fn fn, void *self, rg_err *err);
/*
 * Writes to a temporary file beside it, fsyncs, renames over it; mode 0644 (0600 if is_private).
 * Never follows a symbolic link in the last component.
 */
RG_MUST_CHECK rg_rc rg_fs_write(const char *path, rg_str bytes, bool is_private, rg_err *err);
/* The same with the bytes of another file, at most max; what may be executed may be it here too. */
RG_MUST_CHECK rg_rc rg_fs_copy(const char *to, const char *from, size_t max, rg_err *err);
/* The same for n parts, without fsync: for what a reader checks and can make again. Mode 0644. */
RG_MUST_CHECK rg_rc rg_fs_write_cache(const char *path, const rg_str *parts, size_t n, rg_err *err);
/* Makes the folder and those above it. */
RG_MUST_CHECK rg_rc rg_fs_make_folders(const char *path, rg_err *err);
/* What tells a changed file from an unchanged one; links are not followed. */
typedef struct rg_fs_stamp {
	uint64_t size, inode;
	int64_t mtime_ns, ctime_ns;
	bool is_file, is_folder;
} rg_fs_stamp;
/* False when it does not exist or cannot be looked at. */
bool rg_fs_stat(rg_fs_stamp *out, const char *path);
/*
 * Reads many files one after the other into one buffer. False when path is no regular file that can
 * be read (links are not followed); else its stamp as of the reading, and its bytes (borrowed until
 * the next call, no NUL behind them), or null for one of more than max.
 */
typedef struct rg_fs_reader rg_fs_reader;
rg_fs_reader *rg_fs_reader_new(size_t max);
void rg_fs_reader_free(rg_fs_reader *reader);
bool rg_fs_reader_read(rg_str *bytes, rg_fs_stamp *stamp, rg_fs_reader *reader, const char *path);
bool rg_fs_is_file(const char *path);
bool rg_fs_is_folder(const char *path);
bool rg_fs_is_executable(const char *path);
/* Absolute, without "." "..", symbolic links resolved; null when it does not exist. */
rg_str rg_fs_real(rg_arena *arena, const char *path);
/* Names in a folder, sorted; empty when it cannot be read. */
rg_str_vec rg_fs_list(rg_arena *arena, const char *path);
/* Removes a file, or a folder with all that is in it (links are not followed); what is not there is
 * no error. */
RG_MUST_CHECK rg_rc rg_fs_remove(const char *path, rg_err *err);
/* A new private folder in $TMPDIR or /tmp; the caller removes it. */
RG_MUST_CHECK rg_rc rg_fs_make_temp(rg_str *out, rg_arena *arena, rg_err *err);
/* The working folder of this process. */
rg_str rg_fs_cwd(rg_arena *arena);
/* folder + "/" + name, in the arena, as a C string; an absolute name stays itself. */
char *rg_path_join(rg_arena *arena, rg_str folder, rg_str name);

#endif
