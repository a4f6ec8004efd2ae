/* SPDX-License-Identifier: MIT */
/*
 * promised.c - one more place where libgit2 looks for objects, the last one: it lets the git
 * program fetch, and says "not found". libgit2 then reads the list of packs again and finds the new
 * one. Its answer to "what is this object" is "a file": only files are promised here, and a tree is
 * built of their names without fetching them.
 */
#include "git/promised.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "git/command.h"

#define FETCH_TIMEOUT_MS 120000

typedef struct promised {
	git_odb_backend parent; /* first: libgit2 knows this one */
	const rg_repo *repo;
} promised;

/* Without its trees each folder of each commit would be a question to the remote. */
static bool has_trees(rg_str filter)
{
	return !filter.ptr || rg_str_starts(filter, RG_STR("blob:")) ||
	       rg_str_starts(filter, RG_STR("sparse:"));
}

static rg_str remote_of(rg_str name)
{
	return rg_str_skip(&name, RG_STR("remote.")) && rg_str_chop(&name, RG_STR(".promisor"))
		       ? name
		       : (rg_str){NULL, 0};
}

rg_rc rg_git__promisor_find(rg_repo *repo, git_config *config, rg_err *err)
{
	rg_arena *arena = rg_arena_new();
	rg_str found = rg_git__config_text(arena, config, "extensions.partialClone"), filter;
	git_config_iterator *it = NULL;
	git_config_entry *entry;
	rg_rc rc = RG_OK;
	int value;

	if (git_config_iterator_new(&it, config) == 0)
		while (!found.ptr && git_config_next(&entry, it) == 0)
			if (remote_of(rg_str_of(entry->name)).ptr &&
			    git_config_get_bool(&value, config, entry->name) == 0 && value)
				found = rg_arena_dup(arena, remote_of(rg_str_of(entry->name)));
	git_config_iterator_free(it);
	if (found.ptr) {
		filter = rg_git__config_text(
			arena, config,
			rg_arena_printf(arena, "remote.%.*s.partialclonefilter", RG_FMT(found))
				.ptr);
		if (has_trees(filter))
			repo->promisor = rg_strdup(found);
		else
			rc = rg_fail(err, RG_EREFUSED,
				     "the repository at %s is a partial clone without its trees "
				     "(%.*s), which redgreen cannot read right; clone it with "
				     "--filter=blob:none, or whole",
				     git_repository_workdir(repo->git), RG_FMT(filter));
	}
	rg_arena_free(arena);
	return rc;
}

/* As git itself does (fetch_objects in its promisor-remote.c). */
static rg_rc fetch(const rg_repo *repo, rg_str ids, rg_err *err)
{
	const char *args[] = {"-c",
			      "fetch.negotiationAlgorithm=noop",
			      "fetch",
			      "--quiet",
			      "--no-tags",
			      "--no-write-fetch-head",
			      "--recurse-submodules=no",
			      "--filter=blob:none",
			      "--stdin",
			      "--",
			      repo->promisor,
			      NULL};
	rg_arena *arena;
	rg_git_output out;
	rg_rc rc;

	if (!repo->may_fetch)
		return rg_fail(err, RG_EREFUSED,
			       "it is not in this partial clone; git fetches it when a command "
			       "changes branches, or with git checkout");
	arena = rg_arena_new();
	rc = rg_git__run(&out, arena, rg_str_of(git_repository_workdir(repo->git)), args, NULL, ids,
			 FETCH_TIMEOUT_MS, err);
	if (rc == RG_OK && out.exit_code != 0)
		rc = rg_fail(err, RG_ENET,
			     "%s, which this partial clone needs for it, did not give it: %.*s",
			     repo->promisor,
			     RG_FMT(out.is_timeout ? RG_STR("no answer in two minutes")
						   : rg_git__last_line(out.err)));
	rg_arena_free(arena);
	return rc;
}

static int read_promised(void **data, size_t *len, git_object_t *type, git_odb_backend *backend,
			 const git_oid *oid)
{
	const promised *self = (const promised *)backend;
	char line[GIT_OID_HEXSZ + 2];
	rg_err err;

	(void)data;
	(void)len;
	(void)type;
	git_oid_tostr(line, GIT_OID_HEXSZ + 1, oid);
	line[GIT_OID_HEXSZ] = '\n';
	if (fetch(self->repo, (rg_str){line, GIT_OID_HEXSZ + 1}, &err) < 0) {
		git_error_set_str(GIT_ERROR_ODB, err.message);
		return -1;
	}
	return GIT_ENOTFOUND; /* until the packs are read again */
}

static int read_header(size_t *len, git_object_t *type, git_odb_backend *backend,
		       const git_oid *oid)
{
	(void)backend;
	(void)oid;
	*len = 0;
	*type = GIT_OBJECT_BLOB;
	return 0;
}

static void free_promised(git_odb_backend *backend)
{
	free(backend);
}

rg_rc rg_git__promised_add(git_repository *git, const rg_repo *repo, rg_err *err)
{
	promised *self;
	git_odb *odb = NULL;
	int code;

	if (!repo->promisor)
		return RG_OK;
	self = rg_calloc(1, sizeof(*self));
	self->parent.version = GIT_ODB_BACKEND_VERSION;
	self->parent.read = read_promised;
	self->parent.read_header = read_header;
	self->parent.free = free_promised;
	self->repo = repo;
	/* As an alternate, and of the lowest rank: asked behind all others. */
	if ((code = git_repository_odb(&odb, git)) < 0 ||
	    (code = git_odb_add_alternate(odb, &self->parent, -1)) < 0)
		free(self);
	git_odb_free(odb);
	return code < 0 ? rg_git__fail(err, code, "cannot read the objects") : RG_OK;
}

rg_rc rg_git__promised_fetch(rg_repo *repo, const git_oid *ids, size_t n, rg_err *err)
{
	git_odb *odb = NULL;
	rg_buf wanted;
	int code;
	rg_rc rc = RG_OK;

	if (!repo->promisor || !n)
		return RG_OK;
	if ((code = git_repository_odb(&odb, repo->git)) < 0)
		return rg_git__fail(err, code, "cannot read the objects");
	rg_buf_init(&wanted, RG_LIMIT_DOCUMENT_BYTES);
	for (size_t i = 0; i < n; i++) {
		char text[GIT_OID_HEXSZ + 1];

		if (git_odb_exists(odb, &ids[i]))
			continue;
		git_oid_tostr(text, sizeof(text), &ids[i]);
		rg_buf_printf(&wanted, "%s\n", text);
	}
	if (rg_buf_str(&wanted).len)
		rc = fetch(repo, rg_buf_str(&wanted), err);
	rg_buf_release(&wanted);
	git_odb_free(odb);
	return rc;
}
