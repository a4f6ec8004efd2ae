/* SPDX-License-Identifier: MIT */
/*
 * owners.c - CODEOWNERS. A line is a pattern and owners; what a pattern means is the forge's own:
 * GitHub's is nearly .gitignore's, GitLab's is Ruby's fnmatch behind a few rewritings, Gitea's is a
 * regular expression of Go for the whole path.
 *
 * Sources: GitHub Docs, "About code owners" (CODEOWNERS syntax, file size, examples); GitLab Docs,
 * "Syntax of CODEOWNERS file" (paths, sections, exclusions) and "Advanced CODEOWNERS configuration"
 * (error handling); Gitea Docs, "Code Owners" (rules, escaping; models/issues/pull.go). Whether an
 * owner exists and may write cannot be known here.
 */
#include "forge/owners.h"

#include "base/buf.h"
#include "forge/regexp.h"

#define MAX_FILE_BYTES ((size_t)3 * 1024 * 1024)
/* Gitea: every rule is tried on every path, so that both together are bounded. */
#define MAX_STEPS      100000 /* some three thousand rules */
#define MAX_PATH_BYTES 1024

/* ---- reading --------------------------------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word of *rest; a backslash keeps the blank behind it in the word. */
static rg_str next_word(rg_str *rest)
{
	rg_str word;
	size_t end = 0;

	*rest = rg_str_trim(*rest);
	while (end < rest->len && !is_space(rest->ptr[end]))
		end += rest->ptr[end] == '\\' && end + 1 < rest->len ? 2 : 1;
	word = rg_str_sub(*rest, 0, end);
	*rest = rg_str_sub(*rest, end, rest->len);
	return word;
}

/* A pattern whose escaped blanks (and, for GitLab, whose escaped first #) are themselves. */
static rg_str unescape(rg_arena *arena, rg_owners_dialect dialect, rg_str word)
{
	rg_buf buf;
	rg_str out;

	if (rg_str_find_char(word, '\\') == SIZE_MAX)
		return word;
	rg_buf_init(&buf, word.len);
	for (size_t i = 0; i < word.len; i++) {
		bool is_escape = word.ptr[i] == '\\' && i + 1 < word.len;

		if (is_escape && is_space(word.ptr[i + 1]))
			continue;
		if (is_escape && dialect == RG_OWNERS_GITLAB && i == 0 && word.ptr[1] == '#')
			continue;
		rg_buf_add_char(&buf, word.ptr[i]);
	}
	out = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* "@user", "@org/team", GitLab's "@@role", or an e-mail address. */
static bool is_owner(rg_str word)
{
	size_t at = rg_str_find_char(word, '@');

	return at != SIZE_MAX && at + 1 < word.len &&
	       (at == 0 || rg_str_find_char(rg_str_sub(word, at + 1, word.len), '.') != SIZE_MAX);
}

/*
 * GitHub: the owners up to a comment; false when a word is none, "that line will be skipped".
 * GitLab: "malformed owners are invalid and ignored", "inline comments are unsupported", and owners
 * that are named in one are owners.
 */
static bool read_owners(rg_str_vec *out, rg_arena *arena, rg_owners_dialect dialect, rg_str rest)
{
	bool is_gitlab = dialect == RG_OWNERS_GITLAB;
	rg_str word;

	while ((word = next_word(&rest)).len && (is_gitlab || word.ptr[0] != '#')) {
		if (is_owner(word))
			RG_PUSH(arena, out, word);
		else if (!is_gitlab)
			return false;
	}
	return true;
}

/* GitHub: "there are some syntax rules for gitignore files that do not work in CODEOWNERS files".
 */
static bool works_on_github(rg_str pattern)
{
	return pattern.ptr[0] != '!' && !rg_str_starts(pattern, RG_STR("\\#")) &&
	       rg_str_find_char(pattern, '[') == SIZE_MAX;
}

typedef struct section {
	rg_str name;
	bool is_optional;
	uint32_t approvals;
	rg_str_vec owners; /* of entries that name none */
} section;
typedef RG_VEC(section) section_vec;

/*
 * GitLab: "[Name]", "^[Name]", "[Name][2] @default"; a section that is named again goes on, and
 * names are compared without case. False when the line is no heading: then it is an entry.
 */
static bool read_heading(section *out, rg_arena *arena, rg_str line, const section_vec *before)
{
	bool is_optional = rg_str_skip(&line, RG_STR("^"));
	uint64_t approvals;
	size_t end;

	if (!rg_str_skip(&line, RG_STR("[")) || (end = rg_str_find_char(line, ']')) == SIZE_MAX ||
	    end == 0)
		return false;
	*out = (section){.name = rg_str_trim(rg_str_sub(line, 0, end)),
			 .is_optional = is_optional,
			 .approvals = 1};
	line = rg_str_sub(line, end + 1, line.len);
	if (rg_str_skip(&line, RG_STR("[")) && (end = rg_str_find_char(line, ']')) != SIZE_MAX) {
		/* "Invalid values for n are treated as 1." */
		if (rg_str_u64(&approvals, rg_str_sub(line, 0, end), UINT32_MAX) && approvals)
			out->approvals = (uint32_t)approvals;
		line = rg_str_sub(line, end + 1, line.len);
	}
	read_owners(&out->owners, arena, RG_OWNERS_GITLAB, line);
	for (size_t i = 0; i < before->n; i++) {
		if (rg_str_eq_nocase(before->items[i].name, out->name)) {
			out->name = before->items[i].name;
			break;
		}
	}
	return true;
}

/* GitLab: "if a section is duplicated … and one of them is marked as optional and the other isn't,
 * the section is required". */
static void settle_optional(rg_owners *owners, const section_vec *sections)
{
	for (size_t i = 0; i < owners->rules.n; i++) {
		rg_owner_rule *rule = &owners->rules.items[i];

		for (size_t j = 0; rule->is_optional && j < sections->n; j++)
			if (rg_str_eq(sections->items[j].name, rule->section))
				rule->is_optional = sections->items[j].is_optional;
	}
}

/* Gitea: the next word of *rest without its backslashes; a '#' ends the line wherever it stands. */
static rg_str next_gitea_word(rg_arena *arena, rg_str *rest)
{
	rg_buf buf;
	rg_str out;
	size_t i = 0;

	*rest = rg_str_trim(*rest);
	rg_buf_init(&buf, rest->len);
	for (; i < rest->len && !is_space(rest->ptr[i]) && rest->ptr[i] != '#'; i++) {
		if (rest->ptr[i] == '\\' && ++i == rest->len)
			break;
		rg_buf_add_char(&buf, rest->ptr[i]);
	}
	*rest = i < rest->len && rest->ptr[i] == '#' ? (rg_str){0}
						     : rg_str_sub(*rest, i, rest->len);
	out = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

/* Gitea: a user, or a team with one slash; the @ may be missing. Null for anything else. */
static rg_str gitea_owner(rg_arena *arena, rg_str word)
{
	size_t slash;

	rg_str_skip(&word, RG_STR("@"));
	slash = rg_str_find_char(word, '/');
	if (!word.len || (slash != SIZE_MAX && slash != rg_str_rfind_char(word, '/')))
		return (rg_str){NULL, 0};
	return rg_arena_printf(arena, "@%.*s", RG_FMT(word));
}

/* "<regexp> <@user or @org/team>…". The steps of the pattern; 0: no rule. */
static size_t read_gitea_rule(rg_owner_rule *out, rg_arena *arena, rg_str line)
{
	rg_str word;

	out->pattern = next_gitea_word(arena, &line);
	out->is_inverse = rg_str_skip(&out->pattern, RG_STR("!"));
	while ((word = next_gitea_word(arena, &line)).len)
		if ((word = gitea_owner(arena, word)).ptr)
			RG_PUSH(arena, &out->owners, word);
	return out->pattern.len && out->owners.n ? rg_regexp_steps(out->pattern) : 0;
}

static rg_owners parse_gitea(rg_arena *arena, rg_str text)
{
	rg_owners owners = {.dialect = RG_OWNERS_GITEA};
	rg_str line;
	size_t steps = 0;

	for (uint32_t number = 1; rg_str_line(&line, &text) && steps < MAX_STEPS; number++) {
		rg_owner_rule rule = {.line = number, .approvals = 1};
		size_t more = read_gitea_rule(&rule, arena, line);

		if (more)
			RG_PUSH(arena, &owners.rules, rule);
		steps += more;
	}
	return owners;
}

rg_owners rg_owners_parse(rg_arena *arena, rg_owners_dialect dialect, rg_str text)
{
	rg_owners owners = {.dialect = dialect};
	section_vec sections = {0};
	section now = {.approvals = 1};
	rg_str line;

	if (text.len > MAX_FILE_BYTES)
		return owners;
	rg_str_skip(&text, RG_STR("\xEF\xBB\xBF"));
	if (dialect == RG_OWNERS_GITEA)
		return parse_gitea(arena, text);
	for (uint32_t number = 1; rg_str_line(&line, &text); number++) {
		rg_owner_rule rule = {.line = number,
				      .section = now.name,
				      .is_optional = now.is_optional,
				      .approvals = now.approvals};

		line = rg_str_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		if (dialect == RG_OWNERS_GITLAB && read_heading(&now, arena, line, &sections)) {
			RG_PUSH(arena, &sections, now);
			continue;
		}
		rule.pattern = next_word(&line);
		if (dialect == RG_OWNERS_GITHUB && !works_on_github(rule.pattern))
			continue;
		if (dialect == RG_OWNERS_GITLAB)
			rule.is_exclusion = rg_str_skip(&rule.pattern, RG_STR("!"));
		rule.pattern = unescape(arena, dialect, rule.pattern);
		if (!rule.pattern.len || !read_owners(&rule.owners, arena, dialect, line))
			continue;
		if (!rule.owners.n)
			rule.owners = now.owners;
		RG_PUSH(arena, &owners.rules, rule);
	}
	settle_optional(&owners, &sections);
	return owners;
}

/* ---- matching -------------------------------------------------------------------------------- */

/*
 * GitHub: a pattern with a slash that is not its last byte is anchored at the root, else it may
 * match at any depth; what it matches may be a folder, with all that is in it, but a last part that
 * is one star is about files of that folder alone (the documentation's own example, with docs).
 * A last slash asks for a folder.
 */
static bool matches_github(rg_arena *arena, rg_str pattern, rg_str path)
{
	bool wants_folder = rg_str_chop(&pattern, RG_STR("/"));
	bool is_anchored = rg_str_find_char(pattern, '/') != SIZE_MAX;
	bool is_flat = rg_str_ends(pattern, RG_STR("/*")) && !wants_folder;
	size_t at = 0;

	rg_str_skip(&pattern, RG_STR("/"));
	if (!pattern.len)
		return false;
	if (!is_anchored)
		pattern = rg_arena_printf(arena, "**/%.*s", RG_FMT(pattern));
	if (!wants_folder && rg_glob_match(pattern, path))
		return true;
	/* One of the folders above it. */
	while (!is_flat && at < path.len) {
		size_t slash = rg_str_find_char(rg_str_sub(path, at, path.len), '/');

		if (slash == SIZE_MAX)
			break;
		if (rg_glob_match(pattern, rg_str_sub(path, 0, at + slash)))
			return true;
		at += slash + 1;
	}
	return false;
}

/*
 * GitLab: without a leading slash a path may begin anywhere; with a last slash it is about all that
 * is in the folder, at any depth; without one it is about files of that name only.
 */
static bool matches_gitlab(rg_arena *arena, rg_str pattern, rg_str path)
{
	bool is_rooted = rg_str_skip(&pattern, RG_STR("/"));

	if (!is_rooted)
		pattern = rg_arena_printf(arena, "**/%.*s", RG_FMT(pattern));
	if (!pattern.len || rg_str_ends(pattern, RG_STR("/")))
		pattern = rg_arena_printf(arena, "%.*s**/*", RG_FMT(pattern));
	return rg_glob_matches(RG_GLOB_FNMATCH, pattern, path);
}

/* Gitea: whoever is named by any rule that is about the path. */
static rg_owner_match_vec match_gitea(rg_arena *arena, const rg_owners *owners, rg_str path)
{
	rg_owner_match_vec out = {0};

	for (size_t i = 0; i < owners->rules.n && path.len <= MAX_PATH_BYTES; i++) {
		const rg_owner_rule *rule = &owners->rules.items[i];

		if (rg_regexp_matches(rule->pattern, path) != rule->is_inverse)
			RG_PUSH(arena, &out, rule);
	}
	return out;
}

static bool is_same_section(const rg_owner_rule *a, const rg_owner_rule *b)
{
	return rg_str_is_null(a->section) == rg_str_is_null(b->section) &&
	       rg_str_eq(a->section, b->section);
}

static bool has_section_of(const rg_owner_match_vec *found, const rg_owner_rule *rule)
{
	for (size_t i = 0; i < found->n; i++)
		if (is_same_section(found->items[i], rule))
			return true;
	return false;
}

rg_owner_match_vec rg_owners_match(rg_arena *arena, const rg_owners *owners, rg_str path)
{
	bool is_gitlab = owners->dialect == RG_OWNERS_GITLAB;
	rg_owner_match_vec last = {0}, excluded = {0}, out = {0};

	if (owners->dialect == RG_OWNERS_GITEA)
		return match_gitea(arena, owners, path);
	/* From the end, so that the first one found in a section is the one that decides. */
	for (size_t i = owners->rules.n; i-- > 0;) {
		const rg_owner_rule *rule = &owners->rules.items[i];
		rg_owner_match_vec *found = rule->is_exclusion ? &excluded : &last;

		if (has_section_of(found, rule) ||
		    !(is_gitlab ? matches_gitlab : matches_github)(arena, rule->pattern, path))
			continue;
		RG_PUSH(arena, found, rule);
		if (!is_gitlab)
			break;
	}
	for (size_t i = last.n; i-- > 0;)
		if (!has_section_of(&excluded, last.items[i])) /* an exclusion is final */
			RG_PUSH(arena, &out, last.items[i]);
	return out;
}

const char *const *rg_owners_places(rg_owners_dialect dialect)
{
	static const char *const github[] = {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS",
					     NULL};
	static const char *const gitlab[] = {"CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS",
					     NULL};
	static const char *const gitea[] = {"CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS",
					    ".forgejo/CODEOWNERS", NULL};

	return dialect == RG_OWNERS_GITHUB ? github : dialect == RG_OWNERS_GITLAB ? gitlab : gitea;
}
