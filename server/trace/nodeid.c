/* SPDX-License-Identifier: MIT */
/*
 * nodeid.c - `a/test_b.py::TestC::test_d[x]` is titled "TestC.test_d[x]": everything behind the
 * file, with "." between the parts (Node.location in _pytest/nodes.py); parameters stand as they
 * are, whatever they hold.
 */
#include "trace/nodeid.h"

#include "base/buf.h"

/* The part with parameters begins here, or SIZE_MAX. */
static size_t parameters(rg_str s)
{
	return rg_str_find_char(s, '[');
}

static rg_str without_group(rg_str id)
{
	size_t at = rg_str_rfind_char(id, '@'), bracket = rg_str_rfind_char(id, ']');

	if (at == SIZE_MAX || !rg_str_has(id, RG_STR("::")) || at < rg_str_find(id, RG_STR("::")) ||
	    (bracket != SIZE_MAX && at < bracket))
		return id;
	return rg_str_sub(id, 0, at);
}

rg_str rg_nodeid_normalise(rg_arena *arena, const rg_paths *paths, rg_str cwd, rg_str printed)
{
	rg_str id = without_group(printed), file, rest, resolved;
	size_t colons = rg_str_find(id, RG_STR("::"));
	bool is_ambiguous;

	file = rg_str_sub(id, 0, colons == SIZE_MAX ? id.len : colons);
	rest = rg_str_sub(id, file.len, id.len);
	if (!rg_paths_resolve(&resolved, &is_ambiguous, paths, cwd, file))
		return rg_arena_dup(arena, id);
	return rg_arena_printf(arena, "%.*s%.*s", RG_FMT(resolved), RG_FMT(rest));
}

rg_phase rg_nodeid_phase(rg_str *title, bool is_error)
{
	if (rg_str_skip(title, RG_STR("ERROR at setup of ")))
		return RG_PHASE_SETUP;
	if (rg_str_skip(title, RG_STR("ERROR at teardown of ")))
		return RG_PHASE_TEARDOWN;
	if (rg_str_skip(title, RG_STR("ERROR collecting ")))
		return RG_PHASE_COLLECT;
	return is_error ? RG_PHASE_COLLECT : RG_PHASE_CALL;
}

/* Whether title is the id's parts joined by dots; *n: how much of title that was. */
static bool match_parts(size_t *n, rg_str parts, rg_str title)
{
	size_t stop = parameters(parts), t = 0;

	if (stop == SIZE_MAX)
		stop = parts.len;
	for (size_t i = 0; i < stop; t++) {
		bool is_colons = i + 1 < stop && parts.ptr[i] == ':' && parts.ptr[i + 1] == ':';

		if (t >= title.len || title.ptr[t] != (is_colons ? '.' : parts.ptr[i]))
			return false;
		i += is_colons ? 2 : 1;
	}
	if (!rg_str_starts(rg_str_sub(title, t, title.len), rg_str_sub(parts, stop, parts.len)))
		return false;
	*n = t + parts.len - stop;
	return true;
}

rg_title_match rg_nodeid_match(rg_str nodeid, rg_str title)
{
	size_t colons, n;
	rg_str rest;

	nodeid = without_group(nodeid);
	title = without_group(title);
	colons = rg_str_find(nodeid, RG_STR("::"));
	if (colons == SIZE_MAX) /* a file, which the title may spell relative to another folder */
		return rg_str_ends(title, nodeid) || rg_str_ends(nodeid, title) ? RG_TITLE_SAME
										: RG_TITLE_OTHER;
	(void)rg_str_skip(&title, RG_STR("[doctest] "));
	if (!match_parts(&n, rg_str_sub(nodeid, colons + 2, nodeid.len), title))
		return RG_TITLE_OTHER;
	rest = rg_str_sub(title, n, title.len);
	if (rest.len == 0)
		return RG_TITLE_SAME;
	return rg_str_starts(rest, RG_STR(" [")) || rg_str_starts(rest, RG_STR(" ("))
		       ? RG_TITLE_SUBTEST
		       : RG_TITLE_OTHER;
}

size_t rg_nodeid_find_end(rg_str what, rg_str title)
{
	size_t at = rg_str_find(what, RG_STR("::")), t = 0, stop = parameters(title);

	if (at == SIZE_MAX || title.len == 0)
		return 0;
	for (at += 2; t < title.len && at < what.len; t++) {
		if (t < stop && title.ptr[t] == '.' &&
		    rg_str_starts(rg_str_sub(what, at, what.len), RG_STR("::")))
			at += 2;
		else if (title.ptr[t] == what.ptr[at])
			at++;
		else
			return 0;
	}
	what = rg_str_sub(what, at, what.len);
	return t == title.len && (what.len == 0 || rg_str_starts(what, RG_STR(" - "))) ? at : 0;
}

/* Where a subtest's " [msg] (i=1)" begins: a blank behind a name or behind parameters. */
static rg_str without_subtest(rg_str title)
{
	size_t at = rg_str_find(title, RG_STR(" [")), round = rg_str_find(title, RG_STR(" ("));
	size_t bracket = parameters(title);

	if (round < at)
		at = round;
	if (at == SIZE_MAX || bracket < at)
		return title;
	return rg_str_sub(title, 0, at);
}

rg_str rg_nodeid_make(rg_arena *arena, rg_str path, rg_str title)
{
	size_t stop;
	rg_buf buf;
	rg_str out;

	if (title.len == 0)
		return rg_arena_dup(arena, path);
	if (rg_str_skip(&title, RG_STR("[doctest] ")))
		return rg_arena_printf(arena, "%.*s::%.*s", RG_FMT(path), RG_FMT(title));
	title = without_subtest(title);
	stop = parameters(title);
	rg_buf_init(&buf, path.len + title.len * 2 + 2);
	rg_buf_add(&buf, path);
	rg_buf_add_z(&buf, "::");
	for (size_t i = 0; i < title.len; i++) {
		if (title.ptr[i] == '.' && i < stop)
			rg_buf_add_z(&buf, "::");
		else
			rg_buf_add_char(&buf, title.ptr[i]);
	}
	out = rg_arena_dup(arena, rg_buf_str(&buf));
	rg_buf_release(&buf);
	return out;
}

rg_str rg_nodeid_function(rg_str title)
{
	size_t colons = rg_str_find(title, RG_STR("::")), at, bracket = parameters(title);

	if (bracket < colons && rg_str_find_char(rg_str_sub(title, 0, bracket), '/') == SIZE_MAX)
		colons = SIZE_MAX; /* parameters of a title */
	if (colons != SIZE_MAX)
		title = rg_str_sub(title, colons + 2, title.len);
	(void)rg_str_skip(&title, RG_STR("[doctest] "));
	title = without_subtest(title);
	title = rg_str_sub(title, 0, parameters(title));
	at = rg_str_rfind_char(title, '.');
	if (at != SIZE_MAX)
		title = rg_str_sub(title, at + 1, title.len);
	at = rg_str_rfind_char(title, ':');
	return at == SIZE_MAX ? title : rg_str_sub(title, at + 1, title.len);
}
