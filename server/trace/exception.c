/* SPDX-License-Identifier: MIT */
/*
 * exception.c - how Python and pytest spell an exception: ExceptionInfo.exconly in
 * _pytest/_code/code.py, and traceback.py. "AssertionError: " is left out by pytest when the
 * message begins with "assert ".
 */
#include "trace/exception.h"

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

bool rg_trace__is_type(rg_str text)
{
	rg_str part;

	if (text.len == 0 || text.len > 300)
		return false;
	while (rg_str_part(&part, &text, '.')) {
		if (rg_str_eq_z(part, "<locals>"))
			continue;
		if (part.len == 0 || (part.ptr[0] >= '0' && part.ptr[0] <= '9'))
			return false;
		for (size_t i = 0; i < part.len; i++)
			if (!is_name_char(part.ptr[i]))
				return false;
	}
	return true;
}

void rg_trace__split(rg_str *type, rg_str *message, rg_str text)
{
	rg_str rest = text, line = text;
	size_t colon;

	*type = (rg_str){NULL, 0};
	*message = text;
	(void)rg_str_line(&line, &rest);
	if (rg_str_starts(line, RG_STR("assert ")) || rg_str_eq_z(line, "assert")) {
		*type = RG_STR("AssertionError");
		return;
	}
	colon = rg_str_find_char(line, ':');
	if (colon == SIZE_MAX) {
		if (!rg_trace__is_type(rg_str_trim(line)))
			return;
		*type = rg_str_trim(line);
		*message = rest.ptr ? rest : rg_str_sub(text, text.len, text.len);
		return;
	}
	if ((colon + 1 < line.len && line.ptr[colon + 1] != ' ') ||
	    !rg_trace__is_type(rg_str_sub(line, 0, colon)))
		return;
	*type = rg_str_sub(line, 0, colon);
	*message = rg_str_sub(text, colon + (colon + 1 < line.len ? 2 : 1), text.len);
}

void rg_trace__split_line(rg_str *type, rg_str *message, rg_str text)
{
	static const rg_str mark = RG_STR_INIT(" [single exception in ");
	size_t at = rg_str_find(text, mark);

	rg_trace__split(type, message, text);
	if (type->ptr || at == SIZE_MAX || !rg_str_ends(text, RG_STR("]")))
		return;
	*type = rg_str_sub(text, at + mark.len, text.len - 1);
	*message = rg_str_sub(text, 0, at);
}

static bool read_number(uint32_t *out, rg_str *rest)
{
	size_t n = 0;
	uint64_t value;

	while (n < rest->len && rest->ptr[n] >= '0' && rest->ptr[n] <= '9')
		n++;
	if (!rg_str_u64(&value, rg_str_sub(*rest, 0, n), UINT32_MAX))
		return false;
	*out = (uint32_t)value;
	*rest = rg_str_sub(*rest, n, rest->len);
	return true;
}

bool rg_trace__native_frame(rg_frame *out, rg_str line)
{
	size_t at = rg_str_find(line, RG_STR("File \"")), end;
	rg_str rest;

	if (at == SIZE_MAX)
		return false;
	line = rg_str_sub(line, at + 6, line.len);
	end = rg_str_find(line, RG_STR("\", line "));
	if (end == SIZE_MAX || end == 0)
		return false;
	*out = (rg_frame){.path = rg_str_sub(line, 0, end)};
	rest = rg_str_sub(line, end + 8, line.len);
	if (!read_number(&out->line, &rest))
		return false;
	(void)rg_str_skip(&rest, RG_STR(","));
	if (rg_str_skip(&rest, RG_STR(" in ")))
		out->function = rg_str_trim(rest);
	return true;
}

/* path with '/' between its components, as Windows' may have '\\'; in room, if that must be. */
static rg_str with_slashes(char room[RG_TRACE_MAX_PATH], rg_str path)
{
	path = rg_str_sub(path, 0, RG_TRACE_MAX_PATH);
	if (rg_str_find_char(path, '\\') == SIZE_MAX)
		return path;
	for (size_t i = 0; i < path.len; i++)
		room[i] = path.ptr[i] == '\\' ? '/' : path.ptr[i];
	return (rg_str){room, path.len};
}

rg_str rg_trace__keep_path(rg_reader *reader, rg_str path)
{
	char room[RG_TRACE_MAX_PATH];

	return rg_trace__keep(reader, with_slashes(room, path));
}

bool rg_trace__is_machinery(const rg_frame *frame)
{
	static const char *const folders[] = {"/_pytest/",
					      "/pluggy/",
					      "/xdist/",
					      "/execnet/",
					      "/pytest/__main__.py",
					      "/pytest_timeout.py",
					      "/pytest.exe/__main__.py"};
	char room[RG_TRACE_MAX_PATH];
	rg_str path = with_slashes(room, frame->path);

	if (rg_str_starts(path, RG_STR("_pytest/")) || rg_str_starts(path, RG_STR("pluggy/")) ||
	    rg_str_starts(path, RG_STR("<frozen importlib")) ||
	    rg_str_starts(path, RG_STR("<frozen runpy")) ||
	    rg_str_ends(path, RG_STR("/bin/pytest")) || rg_str_ends(path, RG_STR("/bin/py.test")))
		return true;
	for (unsigned i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (rg_str_has(path, rg_str_of(folders[i])))
			return true;
	/* Python's own; on Windows in "Lib" */
	return (rg_str_has(path, RG_STR("/python3")) || rg_str_has(path, RG_STR("/Lib/"))) &&
	       (rg_str_ends(path, RG_STR("/importlib/__init__.py")) ||
		rg_str_ends(path, RG_STR("/runpy.py")) ||
		rg_str_ends(path, RG_STR("/doctest.py")) ||
		rg_str_ends(path, RG_STR("/threading.py")) ||
		rg_str_ends(path, RG_STR("/unittest/case.py")) ||
		rg_str_ends(path, RG_STR("/unittest/loader.py")) ||
		rg_str_ends(path, RG_STR("/unittest/mock.py")));
}
