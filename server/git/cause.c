/* SPDX-License-Identifier: MIT */
/*
 * cause.c - git's words into a cause. Three sources, best first: the status line of the ref
 * (git-push(1), "OUTPUT": made for programs), git's and ssh's own lines, and last what the server
 * said ("remote: …"), which may be anything: a hook that prints "Connection refused" is no network
 * failure. The sentences are those of git 2.30 to 2.51, OpenSSH 8 to 10, libcurl, and of GitHub,
 * GitLab, Gitea and Bitbucket as quoted in public issues.
 */
#include "git/cause.h"

#include "base/buf.h"

typedef struct sentence {
	const char *words; /* found anywhere in the line */
	rg_git_cause cause;
} sentence;

/* The reason in parentheses of a rejected ref. */
static const sentence of_ref[] = {
	{"protected branch", RG_GIT_PROTECTED},
	{"non-fast-forward", RG_GIT_NOT_FAST_FORWARD},
	{"fetch first", RG_GIT_NOT_FAST_FORWARD},
	{"stale info", RG_GIT_NOT_FAST_FORWARD},
	{"needs force", RG_GIT_NOT_FAST_FORWARD},
	{"remote ref updated since checkout", RG_GIT_NOT_FAST_FORWARD},
	{"hook declined", RG_GIT_HOOK_DECLINED},
	{"push declined", RG_GIT_HOOK_DECLINED}, /* GitHub's rulesets and push protection */
	{"hook", RG_GIT_HOOK_DECLINED},
	{"shallow update not allowed", RG_GIT_SHALLOW},
	{"refusing to allow", RG_GIT_DENIED}, /* GitHub, of workflow files */
	{"failed to update ref", RG_GIT_REF},
	{"failed to lock", RG_GIT_REF},
	{"cannot lock ref", RG_GIT_REF},
	{"reference already exists", RG_GIT_REF},
	{"unpacker error", RG_GIT_SERVER},
	{"unable to migrate objects", RG_GIT_SERVER},
	{"internal server error", RG_GIT_SERVER},
	{"permission denied", RG_GIT_DENIED},
	{"not allowed", RG_GIT_DENIED},
	{"deny", RG_GIT_DENIED},
	{"denied", RG_GIT_DENIED},
	{"quota", RG_GIT_DENIED},
	{"read-only", RG_GIT_DENIED},
	{"prohibited", RG_GIT_DENIED},
};

/* What a server says beside it, where the reason names a hook or the unpacker alone. */
static const sentence of_remote[] = {
	{"protected branch", RG_GIT_PROTECTED}, /* GitLab */
	{"file size limit", RG_GIT_TOO_LARGE},	/* GitHub's GH001 */
	{"Large files detected", RG_GIT_TOO_LARGE},
	{"which exceed the", RG_GIT_TOO_LARGE}, /* GitLab: "blobs which exceed the 5MiB limit" */
	{"exceeds maximum allowed size", RG_GIT_TOO_LARGE}, /* git: receive.maxInputSize */
	{"MB or larger", RG_GIT_TOO_LARGE},		    /* Bitbucket */
};

/* Lines of git, ssh and curl. Order matters where one line could be two things. */
static const sentence of_git[] = {
	{"Host key verification failed", RG_GIT_HOST_KEY},
	{"REMOTE HOST IDENTIFICATION HAS CHANGED", RG_GIT_HOST_KEY},
	{"SSL certificate problem", RG_GIT_CERTIFICATE},
	{"certificate verification failed", RG_GIT_CERTIFICATE},
	{"no alternative certificate subject name", RG_GIT_CERTIFICATE},
	{"receiving end does not support push options", RG_GIT_NO_OPTIONS},
	{"couldn't find remote ref", RG_GIT_NO_SUCH_REF},
	{"Could not find remote branch", RG_GIT_NO_SUCH_REF},
	{"returned error: 401", RG_GIT_AUTH},
	{"returned error: 403", RG_GIT_DENIED},
	{"returned error: 404", RG_GIT_NO_REPOSITORY},
	{"returned error: 407", RG_GIT_AUTH},
	{"returned error: 413", RG_GIT_TOO_LARGE},
	{"returned error: 429", RG_GIT_SERVER},
	{"returned error: 5", RG_GIT_SERVER},
	{"Authentication failed", RG_GIT_AUTH},
	{"could not read Username", RG_GIT_AUTH},
	{"could not read Password", RG_GIT_AUTH},
	{"Permission denied (", RG_GIT_AUTH}, /* ssh lists its methods */
	{"Permission denied, please try again", RG_GIT_AUTH},
	{"Too many authentication failures", RG_GIT_AUTH},
	{"terminal prompts disabled", RG_GIT_AUTH},
	{"Repository not found", RG_GIT_NO_REPOSITORY},
	{"repository not found", RG_GIT_NO_REPOSITORY},
	{"does not appear to be a git repository", RG_GIT_NO_REPOSITORY},
	{"repository exported", RG_GIT_NO_REPOSITORY}, /* git daemon */
	{"No such remote", RG_GIT_NO_REPOSITORY},
	{"could not be found or you don't have permission", RG_GIT_NO_REPOSITORY},
	{"not found: did you run git update-server-info", RG_GIT_NO_REPOSITORY},
	{"' not found", RG_GIT_NO_REPOSITORY},
	{"' does not exist", RG_GIT_NO_REPOSITORY},
	{"Could not resolve", RG_GIT_NETWORK},
	{"unable to look up", RG_GIT_NETWORK},
	{"Failed to connect", RG_GIT_NETWORK},
	{"Couldn't connect", RG_GIT_NETWORK},
	{"unable to connect", RG_GIT_NETWORK},
	{"Connection refused", RG_GIT_NETWORK},
	{"Connection timed out", RG_GIT_NETWORK},
	{"timed out", RG_GIT_NETWORK},
	{"Connection reset", RG_GIT_NETWORK},
	{"Connection closed", RG_GIT_NETWORK},
	{"kex_exchange_identification", RG_GIT_NETWORK},
	{"Network is unreachable", RG_GIT_NETWORK},
	{"No route to host", RG_GIT_NETWORK},
	{"Recv failure", RG_GIT_NETWORK},
	{"Send failure", RG_GIT_NETWORK},
	{"Empty reply from server", RG_GIT_NETWORK},
	{"RPC failed", RG_GIT_NETWORK},
	{"early EOF", RG_GIT_NETWORK},
	{"Broken pipe", RG_GIT_NETWORK},
	{"Permission to ", RG_GIT_DENIED}, /* GitHub: "… denied to …" */
	{"Write access to repository not granted", RG_GIT_DENIED},
	{"not allowed to push", RG_GIT_DENIED},
	{"marked as read only", RG_GIT_DENIED},
	{"read-only", RG_GIT_DENIED},
	{"access denied", RG_GIT_DENIED},
	{"SAML SSO", RG_GIT_AUTH},
	{"insufficient permission", RG_GIT_DENIED},
	{"the remote end hung up", RG_GIT_NETWORK},
	{"hung up unexpectedly", RG_GIT_NETWORK},
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const char *rg_git_cause_name(rg_git_cause cause)
{
	static const char *const names[] = {
#define RG_GIT_CAUSE(id, name, next) name,
#include "git/causes.def"
#undef RG_GIT_CAUSE
	};

	return names[cause];
}

const char *rg_git_cause_next(rg_git_cause cause)
{
	static const char *const nexts[] = {
#define RG_GIT_CAUSE(id, name, next) next,
#include "git/causes.def"
#undef RG_GIT_CAUSE
	};

	return nexts[cause];
}

rg_str rg_git__without_secrets(rg_arena *arena, rg_str line)
{
	rg_buf out;
	rg_str text;

	rg_buf_init(&out, 2000);
	for (line = rg_str_trim(line); line.len;) {
		size_t scheme = rg_str_find(line, RG_STR("://"));
		rg_str head = rg_str_sub(line, 0, scheme == SIZE_MAX ? line.len : scheme + 3);
		size_t end = 0, at;

		for (size_t i = 0; i < head.len; i++)
			rg_buf_add_char(&out,
					(unsigned char)head.ptr[i] < 0x20 || head.ptr[i] == 0x7f
						? ' '
						: head.ptr[i]);
		line = rg_str_sub(line, head.len, line.len);
		/* User information ends at the last '@' of the authority (RFC 3986, 3.2). */
		while (end < line.len && line.ptr[end] != '/' && line.ptr[end] != ' ' &&
		       line.ptr[end] != '\'' && line.ptr[end] != '"')
			end++;
		at = scheme == SIZE_MAX ? SIZE_MAX
					: rg_str_rfind_char(rg_str_sub(line, 0, end), '@');
		if (at != SIZE_MAX)
			line = rg_str_sub(line, at + 1, line.len);
	}
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text;
}

static bool match(rg_git_cause *cause, const sentence *list, size_t n, rg_str line)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_has(line, rg_str_of(list[i].words))) {
			*cause = list[i].cause;
			return true;
		}
	return false;
}

/* A server's line without "remote: "; frames and blank lines are nothing. */
static bool server_line(rg_str *line)
{
	if (!rg_str_skip(line, RG_STR("remote:")))
		return false;
	*line = rg_str_trim(*line);
	for (size_t i = 0; i < line->len; i++)
		if ((line->ptr[i] | 0x20) >= 'a' && (line->ptr[i] | 0x20) <= 'z')
			return true;
	line->len = 0;
	return true;
}

/* The server's first words that are no progress, or null. */
static rg_str server_says(rg_str err)
{
	rg_str line;

	while (rg_str_line(&line, &err))
		if (server_line(&line) && line.len &&
		    !rg_str_starts(line, RG_STR("Resolving deltas")) &&
		    !rg_str_starts(line, RG_STR("Counting objects")) &&
		    !rg_str_starts(line, RG_STR("Compressing objects")) &&
		    !rg_str_starts(line, RG_STR("Enumerating objects")) &&
		    !rg_str_starts(line, RG_STR("Total ")))
			return line;
	return (rg_str){NULL, 0};
}

/* git's own line about the unpacker: "error: remote unpack failed: WHY". */
static rg_str unpack_failure(rg_str err)
{
	rg_str line;

	while (rg_str_line(&line, &err))
		if (rg_str_skip(&line, RG_STR("error: remote unpack failed: ")))
			return line;
	return (rg_str){NULL, 0};
}

/* "!\tFROM:TO\t[remote rejected] (pre-receive hook declined)" */
static bool from_status(rg_git_verdict *v, rg_arena *arena, rg_str out, rg_str err)
{
	rg_str line, part, says = server_says(err);

	while (rg_str_line(&line, &out)) {
		size_t open;

		if (!rg_str_skip(&line, RG_STR("!\t")) || !rg_str_part(&part, &line, '\t') ||
		    !line.len)
			continue;
		open = rg_str_find_char(line, '(');
		part = rg_str_sub(line, open == SIZE_MAX ? 0 : open + 1, line.len);
		rg_str_chop(&part, RG_STR(")"));
		v->cause = RG_GIT_OTHER;
		match(&v->cause, of_ref, COUNT(of_ref), part);
		if (v->cause == RG_GIT_HOOK_DECLINED || v->cause == RG_GIT_SERVER)
			match(&v->cause, of_remote, COUNT(of_remote), err);
		if (!says.len)
			says = unpack_failure(err);
		v->message =
			says.len && v->cause != RG_GIT_NOT_FAST_FORWARD
				? rg_arena_printf(arena, "%.*s: %.*s", RG_FMT(part), RG_FMT(says))
				: part;
		return true;
	}
	return false;
}

static bool from_lines(rg_git_verdict *v, rg_str err, bool of_server)
{
	rg_str rest, line;

	/* The order of the list counts, not that of the lines: ssh's "Permission denied" comes with
	 * a closing "hung up unexpectedly". */
	for (size_t i = 0; i < COUNT(of_git); i++)
		for (rest = err; rg_str_line(&line, &rest);) {
			if (server_line(&line) != of_server)
				continue;
			if (match(&v->cause, &of_git[i], 1, line)) {
				v->message = line;
				return true;
			}
		}
	return false;
}

static rg_str first_complaint(rg_str err)
{
	static const char *const marks[] = {"fatal:", "error:", "ERROR:", "ssh:"};
	rg_str rest, line, last = {NULL, 0};

	for (size_t i = 0; i < COUNT(marks); i++)
		for (rest = err; rg_str_line(&line, &rest);)
			if (rg_str_starts(line, rg_str_of(marks[i])))
				return line;
	while (rg_str_line(&line, &err))
		if (rg_str_trim(line).len)
			last = line;
	return last;
}

/* The server's words may stand behind progress of ours, which ends with a CR. */
static rg_str whole_lines(rg_arena *arena, rg_str err)
{
	char *copy = rg_arena_cstr(arena, err);

	for (size_t i = 0; i < err.len; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return (rg_str){copy, err.len};
}

rg_git_verdict rg_git__verdict(rg_arena *arena, rg_str out, rg_str err)
{
	rg_git_verdict v = {.cause = RG_GIT_OTHER};

	err = whole_lines(arena, err);
	if (!from_status(&v, arena, out, err) && !from_lines(&v, err, false) &&
	    !from_lines(&v, err, true))
		v.message = first_complaint(err);
	rg_str_skip(&v.message, RG_STR("fatal: "));
	rg_str_skip(&v.message, RG_STR("error: "));
	rg_str_skip(&v.message, RG_STR("ERROR: "));
	v.message = rg_git__without_secrets(arena, v.message);
	if (!v.message.len)
		v.message = RG_STR("git ended with an error and said nothing");
	return v;
}
