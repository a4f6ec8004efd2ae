/* SPDX-License-Identifier: MIT */
/*
 * prefix_shape.c - each shape is a function that says how long it is. A number and a colon, or a
 * time, at the start of a single line belong to the program's own output: which shapes a log has is
 * decided elsewhere (prefixes.c).
 */
#include "trace/prefix_shape.h"

#include <stdbool.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static rg_str from(rg_str line, size_t at)
{
	return rg_str_sub(line, at, line.len);
}

/* How many bytes of line match shape: '9' any digit, 'a' any letter, others themselves; or 0. */
static size_t match(rg_str line, const char *shape)
{
	size_t i = 0;

	for (; shape[i]; i++) {
		if (i >= line.len)
			return 0;
		if (shape[i] == '9'   ? !is_digit(line.ptr[i])
		    : shape[i] == 'a' ? !is_letter(line.ptr[i])
				      : line.ptr[i] != shape[i])
			return 0;
	}
	return i;
}

size_t rg_prefix_digits(rg_str line, size_t at)
{
	size_t n = 0;

	while (at + n < line.len && is_digit(line.ptr[at + n]))
		n++;
	return n;
}

/* at, or behind one blank there. */
static size_t behind_blank(rg_str line, size_t at)
{
	return at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t') ? at + 1 : at;
}

/* "2024-04-16T20:20:30.3359129Z", "2024-04-16T20:20:30+02:00": ISO 8601 with its zone. */
static size_t iso_time(rg_str line)
{
	size_t n = match(line, "9999-99-99T99:99:99");

	if (n == 0)
		return 0;
	if (n < line.len && (line.ptr[n] == '.' || line.ptr[n] == ','))
		n += 1 + rg_prefix_digits(line, n + 1);
	if (n < line.len && line.ptr[n] == 'Z')
		return n + 1;
	if (match(from(line, n), "+99:99") || match(from(line, n), "-99:99"))
		return n + 6;
	return match(from(line, n), "+9999") || match(from(line, n), "-9999") ? n + 5 : 0;
}

/* "20:20:30", "20:20:30.335" */
static size_t clock_time(rg_str line)
{
	size_t n = match(line, "99:99:99");

	if (n && n < line.len && (line.ptr[n] == '.' || line.ptr[n] == ',') &&
	    rg_prefix_digits(line, n + 1))
		n += 1 + rg_prefix_digits(line, n + 1);
	return n;
}

/* GitHub, Azure, Kubernetes, `docker logs -t`; perhaps with GitLab's stream behind it. */
static size_t time_stamp(rg_str line, rg_str *label)
{
	size_t n = iso_time(line);

	(void)label;
	if (n == 0 || n == line.len)
		return n;
	if (line.ptr[n] != ' ' && line.ptr[n] != '\t')
		return 0;
	n++;
	/* Kubernetes: "stdout F " */
	if (match(from(line, n), "stdout a ") || match(from(line, n), "stderr a "))
		return n + 9;
	/* "00O ", "01E+": number of the stream, which one, and whether the line goes on */
	if (match(from(line, n), "99a") && (line.ptr[n + 2] == 'O' || line.ptr[n + 2] == 'E') &&
	    (n + 3 == line.len || line.ptr[n + 3] == ' ' || line.ptr[n + 3] == '+'))
		n += n + 3 < line.len ? 4 : 3;
	return n;
}

/* `gh run view --log`: "job\tstep\t" before a time stamp */
static size_t job_and_step(rg_str line, rg_str *label)
{
	size_t at = 0;

	for (int i = 0; i < 2; i++) {
		size_t tab = rg_str_find_char(rg_str_sub(line, at, at + 200), '\t');

		if (tab == SIZE_MAX)
			return 0;
		at += tab + 1;
	}
	if (rg_str_starts(from(line, at), RG_STR("\xef\xbb\xbf")))
		at += 3; /* each job's log begins with a mark of its own */
	return time_stamp(from(line, at), label) ? at : 0;
}

/* Jenkins: "[2024-04-16T20:20:30.335Z] ", "20:20:30 ", "[20:20:30] ". TeamCity: "[20:20:30]i:\t "
 */
static size_t clock_stamp(rg_str line, rg_str *label)
{
	bool is_bracketed = line.len && line.ptr[0] == '[';
	rg_str inner = from(line, is_bracketed);
	size_t n = iso_time(inner);

	(void)label;
	n = n && is_bracketed ? n : clock_time(inner);
	if (n == 0)
		return 0;
	n += is_bracketed;
	if (is_bracketed && (n >= line.len || line.ptr[n++] != ']'))
		return 0;
	if (is_bracketed && n < line.len && (is_letter(line.ptr[n]) || line.ptr[n] == ' ') &&
	    n + 1 < line.len && line.ptr[n + 1] == ':')
		n += 2;
	if (n < line.len && line.ptr[n] != ' ' && line.ptr[n] != '\t')
		return 0;
	return behind_blank(line, n);
}

/* "Apr 16 20:20:30 ", as `ts` writes it, and the journal's "Apr 16 20:20:30 host name[12]: " */
static size_t journal(rg_str line, rg_str *label)
{
	size_t n = match(line, "aaa 99 99:99:99 "), end;

	(void)label;
	if (n == 0)
		n = match(line, "aaa  9 99:99:99 ");
	end = rg_str_find(rg_str_sub(line, n, n + RG_PREFIX_MAX_LABEL), RG_STR("]: "));
	if (n == 0 || end == SIZE_MAX)
		return n;
	for (size_t i = n, n_blanks = 0; i < n + end; i++)
		if (line.ptr[i] == ' ' && ++n_blanks > 1)
			return n;
	return is_digit(line.ptr[n + end - 1]) ? n + end + 3 : n;
}

/* What brackets may hold: a rank, "rank3", "default0", "pod/web-1/app", "step:12". Not "gw0". */
static bool is_source(rg_str name)
{
	static const char *const ranks[] = {"rank", "default", "trainer", "ps"};
	rg_str rest = name;

	if (name.len == 0 || name.len > RG_PREFIX_MAX_LABEL)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] <= ' ' || name.ptr[i] == '[')
			return false;
	for (unsigned i = 0; i < sizeof(ranks) / sizeof(*ranks); i++)
		if (rg_str_skip(&rest, rg_str_of(ranks[i])))
			break;
	if (rg_prefix_digits(rest, 0) > 0 && rg_prefix_digits(rest, 0) == rest.len)
		return true;
	return rg_str_starts(name, RG_STR("pod/")) || rg_str_starts(name, RG_STR("job/")) ||
	       (is_letter(name.ptr[0]) && rg_str_rfind_char(name, ':') != SIZE_MAX &&
		is_digit(name.ptr[name.len - 1]));
}

/* Whether a service, a container or a job may be called that: a word with a letter. */
static bool is_service(rg_str name)
{
	size_t n_letters = 0;

	for (size_t i = 0; i < name.len; i++) {
		n_letters += is_letter(name.ptr[i]);
		if (!is_letter(name.ptr[i]) && !is_digit(name.ptr[i]) &&
		    rg_str_find_char(RG_STR("_-.+*"), name.ptr[i]) == SIZE_MAX)
			return false;
	}
	return n_letters > 0;
}

/* "[CI/test job": act's, a workflow and its job; "[pod/web-1/app" is kubectl's. */
static bool is_job(rg_str name)
{
	return rg_str_find_char(name, '/') != SIZE_MAX && !is_source(rg_str_sub(name, 1, name.len));
}

/*
 * docker compose: "web-1  | "; act: "[CI/test job]   | ". Behind other prefixes the same bar is an
 * exception group's ("> " and "  | File …").
 */
static size_t compose(rg_str line, rg_str *label)
{
	bool is_bracketed = line.len && line.ptr[0] == '[';
	size_t n = 0, n_name;

	while (n < line.len && n < RG_PREFIX_MAX_LABEL && line.ptr[n] != '|' &&
	       (is_bracketed ? n == 0 || line.ptr[n - 1] != ']' : line.ptr[n] != ' '))
		n++;
	n_name = n;
	while (n < line.len && line.ptr[n] == ' ')
		n++;
	if (n_name == 0 || n == n_name || n >= line.len || line.ptr[n] != '|' ||
	    !(is_bracketed ? is_job(rg_str_sub(line, 0, n_name - 1))
			   : is_service(rg_str_sub(line, 0, n_name))))
		return 0;
	*label = rg_str_sub(line, 0, n_name);
	return behind_blank(line, n + 1);
}

/* mpirun: "[1,0]<stderr>:", "[prterun-host-7@1,0]<stdout>:"; some write a blank behind it */
static size_t mpirun(rg_str line, rg_str *label)
{
	rg_str stream;
	size_t end;

	if (line.len < 2 || line.ptr[0] != '[')
		return 0;
	end = rg_str_find(rg_str_sub(line, 0, RG_PREFIX_MAX_LABEL), RG_STR("]<std"));
	if (end == SIZE_MAX || !is_digit(line.ptr[end - 1]))
		return 0;
	stream = from(line, end + 5);
	if (!rg_str_starts(stream, RG_STR("out>:")) && !rg_str_starts(stream, RG_STR("err>:")))
		return 0;
	*label = rg_str_sub(line, 0, end);
	return end + 10;
}

/* `kubectl logs --prefix`: "[pod/x/c] "; torchrun: "[rank0]: "; mpiexec -prepend-rank: "[0] " */
static size_t bracketed(rg_str line, rg_str *label)
{
	size_t end;

	if (line.len < 3 || line.ptr[0] != '[')
		return 0;
	end = rg_str_find_char(rg_str_sub(line, 0, RG_PREFIX_MAX_LABEL), ']');
	if (end == SIZE_MAX || !is_source(rg_str_sub(line, 1, end)))
		return 0;
	*label = rg_str_sub(line, 0, end);
	end++;
	if (end < line.len && line.ptr[end] == ':')
		end++;
	else if (end < line.len && line.ptr[end] != ' ')
		return 0;
	return behind_blank(line, end);
}

/* ctest -V: "88: "; srun --label: "0: ", " 0: " */
static size_t numbered(rg_str line, rg_str *label)
{
	size_t begin = 0, n;

	while (begin < line.len && begin < 5 && line.ptr[begin] == ' ')
		begin++;
	n = rg_prefix_digits(line, begin);
	if (n == 0 || n > 6 || begin + n >= line.len || line.ptr[begin + n] != ':')
		return 0;
	*label = rg_str_sub(line, begin, begin + n);
	n += begin + 1;
	return n == line.len ? n : line.ptr[n] == ' ' ? n + 1 : 0;
}

/* `docker build --progress=plain`: "#12 3.456 " */
static size_t buildkit(rg_str line, rg_str *label)
{
	size_t n, fraction;

	if (line.len < 6 || line.ptr[0] != '#' || (n = rg_prefix_digits(line, 1)) == 0)
		return 0;
	*label = rg_str_sub(line, 0, 1 + n);
	n += 1;
	if (line.ptr[n < line.len ? n : 0] != ' ')
		return 0;
	fraction = rg_prefix_digits(line, n + 1);
	if (fraction == 0 || !rg_str_starts(from(line, n + 1 + fraction), RG_STR(".")))
		return 0;
	n += 2 + fraction;
	fraction = rg_prefix_digits(line, n);
	return fraction ? behind_blank(line, n + fraction) : 0;
}

/* Jenkins' parallel stages: "[unit tests] "; workspace runners: "pkg:test: ". Only at a mark. */
static size_t named(rg_str line, rg_str *label)
{
	size_t n = 0;

	if (line.len > 2 && line.ptr[0] == '[') {
		n = rg_str_find_char(rg_str_sub(line, 0, RG_PREFIX_MAX_LABEL), ']');
		if (n == SIZE_MAX || n < 2 || n + 1 >= line.len || line.ptr[n + 1] != ' ' ||
		    rg_str_starts(line, RG_STR("[gw")))
			return 0;
		*label = rg_str_sub(line, 0, n);
		return n + 2;
	}
	while (n < line.len && n < RG_PREFIX_MAX_LABEL && (unsigned char)line.ptr[n] > ' ')
		n++;
	if (n < 2 || line.ptr[n - 1] != ':' || !is_letter(line.ptr[0]))
		return 0;
	return n < line.len ? behind_blank(line, n) : n;
}

size_t rg_prefix_length(rg_prefix_shape shape, rg_str line, rg_str *label)
{
	static size_t (*const shapes[RG_N_PREFIX_SHAPES])(rg_str, rg_str *) = {
		[RG_PREFIX_JOB_AND_STEP] = job_and_step, [RG_PREFIX_TIME_STAMP] = time_stamp,
		[RG_PREFIX_CLOCK_STAMP] = clock_stamp,	 [RG_PREFIX_JOURNAL] = journal,
		[RG_PREFIX_COMPOSE] = compose,		 [RG_PREFIX_MPIRUN] = mpirun,
		[RG_PREFIX_BRACKETED] = bracketed,	 [RG_PREFIX_NUMBERED] = numbered,
		[RG_PREFIX_BUILDKIT] = buildkit,	 [RG_PREFIX_NAMED] = named,
	};

	return shapes[shape](line, label);
}
