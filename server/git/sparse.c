/* SPDX-License-Identifier: MIT */
/*
 * sparse.c - the patterns of a sparse checkout, asked about paths that the index does not know yet;
 * for those that it knows, the flag "skip-worktree" says it. The patterns are those of gitignore(5)
 * and mean the opposite; each folder above a path decides, the deepest last, and of its patterns
 * the last one (git-sparse-checkout(1), "INTERNALS"). A cone is such a list, too.
 */
#include "git/sparse.h"

#include <fnmatch.h>

#include "base/limits.h"
#include "os/fs.h"

static bool is_set(git_config *config, const char *name)
{
	int value = 0;

	return git_config_get_bool(&value, config, name) == 0 && value;
}

static void take_line(rg_git_sparse *out, rg_arena *arena, rg_str line)
{
	rg_git_sparse_rule rule = {0};

	rg_str_chop(&line, RG_STR("\r"));
	while (line.len && line.ptr[line.len - 1] == ' ' &&
	       !(line.len > 1 && line.ptr[line.len - 2] == '\\'))
		line.len--;
	if (!line.len || line.ptr[0] == '#')
		return;
	rule.is_negative = rg_str_skip(&line, RG_STR("!"));
	rule.is_folder = rg_str_chop(&line, RG_STR("/"));
	rule.has_name_only = rg_str_find_char(line, '/') == SIZE_MAX;
	rg_str_skip(&line, RG_STR("/"));
	rule.pattern = rg_arena_cstr(arena, line);
	if (line.len)
		RG_PUSH(arena, &out->rules, rule);
}

rg_rc rg_git__sparse_read(rg_git_sparse *out, rg_arena *arena, git_repository *git, rg_err *err)
{
	const char *path =
		rg_arena_printf(arena, "%sinfo/sparse-checkout", git_repository_path(git)).ptr;
	git_config *config = NULL;
	rg_str text, line;
	rg_rc rc;

	*out = (rg_git_sparse){0};
	if (git_repository_config_snapshot(&config, git) == 0)
		out->is_on = is_set(config, "core.sparseCheckout");
	git_config_free(config);
	out->is_on = out->is_on && rg_fs_is_file(path);
	if (!out->is_on)
		return RG_OK;
	if ((rc = rg_fs_read(&text, arena, path, RG_LIMIT_DOCUMENT_BYTES, err)) < 0)
		return rc;
	if (rg_str_has(text, RG_STR("**")))
		return rg_fail(err, RG_EREFUSED,
			       "the patterns of the sparse checkout in %s have a \"**\", which "
			       "redgreen does not read; use folders (git sparse-checkout set)",
			       path);
	while (rg_str_line(&line, &text))
		take_line(out, arena, line);
	return RG_OK;
}

static bool matches(const rg_git_sparse_rule *rule, rg_arena *arena, rg_str path, bool is_folder)
{
	rg_str text = rule->has_name_only ? rg_path_name(path) : path;

	return (is_folder || !rule->is_folder) &&
	       fnmatch(rule->pattern, rg_arena_cstr(arena, text), FNM_PATHNAME) == 0;
}

bool rg_git__sparse_has(const rg_git_sparse *sparse, rg_arena *arena, rg_str path)
{
	bool is_in = !sparse->is_on;

	for (size_t end = 1; sparse->is_on && end <= path.len; end++) {
		bool is_folder = end < path.len;

		if (is_folder && path.ptr[end] != '/')
			continue;
		for (size_t i = sparse->rules.n; i-- > 0;)
			if (matches(&sparse->rules.items[i], arena, rg_str_sub(path, 0, end),
				    is_folder)) {
				is_in = !sparse->rules.items[i].is_negative;
				break;
			}
	}
	return is_in;
}
