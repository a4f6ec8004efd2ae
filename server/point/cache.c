/* SPDX-License-Identifier: MIT */
/*
 * cache.c - a head of 32 bytes, then the bytes. The checksum finds torn and damaged files, not
 * forged ones: who can write into the git directory needs no cache for harm, and readers of the
 * bytes check what they rely on. It runs in four lanes of eight bytes, since a byte at a time
 * would take longer than reading the file. No fsync: a power cut leaves a file that its checksum
 * refuses.
 */
#include "point/cache.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "os/fs.h"

#define CACHE_FORMAT	1
#define BYTE_ORDER_MARK 0x01020304u

typedef struct head {
	char magic[8]; /* "redgreen" */
	uint32_t order, version;
	uint64_t size, checksum;
} head;

static uint64_t mix(uint64_t lane, uint64_t word)
{
	lane = (lane ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return lane ^ lane >> 29;
}

static uint64_t checksum(rg_str bytes)
{
	uint64_t lanes[4] = {1, 2, 3, 4}, words[4] = {0};
	const char *at = bytes.ptr;
	size_t left = bytes.len;

	for (; left >= sizeof(words); left -= sizeof(words), at += sizeof(words)) {
		memcpy(words, at, sizeof(words));
		for (int i = 0; i < 4; i++)
			lanes[i] = mix(lanes[i], words[i]);
	}
	memset(words, 0, sizeof(words));
	if (left)
		memcpy(words, at, left);
	for (int i = 0; i < 4; i++)
		lanes[i] = mix(lanes[i], words[i]);
	for (int i = 1; i < 4; i++)
		lanes[0] = mix(lanes[0], lanes[i]);
	return mix(lanes[0], bytes.len);
}

static head head_of(uint32_t version, rg_str bytes)
{
	head h = {.order = BYTE_ORDER_MARK,
		  .version = version << 8 | CACHE_FORMAT,
		  .size = bytes.len,
		  .checksum = checksum(bytes)};

	memcpy(h.magic, "redgreen", sizeof(h.magic));
	return h;
}

static rg_str folder_of(rg_arena *arena, rg_str private_dir)
{
	return rg_arena_printf(arena, "%.*s/cache", RG_FMT(private_dir));
}

rg_str rg_cache_read(rg_arena *arena, rg_str private_dir, rg_str name, uint32_t version)
{
	rg_str all = {NULL, 0}, bytes;
	head expected;
	rg_err err;

	if (!private_dir.len ||
	    rg_fs_read(&all, arena, rg_path_join(arena, folder_of(arena, private_dir), name),
		       RG_LIMIT_CACHE_BYTES, &err) < 0 ||
	    all.len < sizeof(head))
		return (rg_str){NULL, 0};
	bytes = rg_str_sub(all, sizeof(head), all.len);
	expected = head_of(version, bytes);
	return memcmp(&expected, all.ptr, sizeof(head)) == 0 ? bytes : (rg_str){NULL, 0};
}

bool rg_cache_write(rg_str private_dir, rg_str name, uint32_t version, rg_str bytes)
{
	rg_arena *arena;
	rg_str folder, parts[2];
	bool is_written;
	head h;
	rg_err err;

	if (!private_dir.len || bytes.len > RG_LIMIT_CACHE_BYTES - sizeof(head))
		return false;
	arena = rg_arena_new();
	folder = folder_of(arena, private_dir);
	h = head_of(version, bytes);
	parts[0] = (rg_str){(const char *)&h, sizeof(h)};
	parts[1] = bytes;
	is_written = rg_fs_make_folders(folder.ptr, &err) == RG_OK &&
		     rg_fs_write_cache(rg_path_join(arena, folder, name), parts, 2, &err) == RG_OK;
	rg_arena_free(arena);
	return is_written;
}

void rg_cache_trim(rg_str private_dir, rg_str prefix, size_t most)
{
	rg_arena *arena = rg_arena_new();
	rg_str folder = folder_of(arena, private_dir);
	rg_str_vec names = rg_fs_list(arena, folder.ptr);
	rg_err err;

	for (;;) {
		char *oldest = NULL;
		int64_t oldest_ns = INT64_MAX;
		size_t n = 0;

		for (size_t i = 0; i < names.n; i++) {
			char *path = rg_path_join(arena, folder, names.items[i]);
			rg_fs_stamp stamp;

			if (!rg_str_starts(names.items[i], prefix) || !rg_fs_stat(&stamp, path))
				continue;
			n++;
			if (stamp.mtime_ns < oldest_ns) {
				oldest_ns = stamp.mtime_ns;
				oldest = path;
			}
		}
		if (n <= most || rg_fs_remove(oldest, &err) < 0)
			break;
	}
	rg_arena_free(arena);
}
