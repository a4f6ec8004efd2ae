/* SPDX-License-Identifier: MIT */
/*
 * prefixes.c - a table of shapes, each a function that says how long it is. Which ones a log has is
 * found one after the other, outermost first: the first shape that most lines of a piece of the log
 * begin with is taken off them, and the rest is looked at again. A number and a colon, or a time,
 * at the start of a single line belong to the program's own output.
 *
 * The pieces are the log's first lines, and those behind the first title or traceback: what came
 * before the tests may have been written without a launcher. There the title itself must have the
 * prefix, which no program's own output has.
 */
#include "trace/prefixes.h"

#include "trace/escapes.h"

/* Lines of a piece, and how many must have a prefix beside their half. */
#define HEAD_LINES 200
#define MARK_LINES 40
#define LEAST	   3
/* Of a label, and of a line's beginning that is looked at. */
#define MAX_LABEL 120

/* The length of the prefix at line, or 0; *label where it tells who wrote the line. */
typedef size_t (*rg_prefix_fn)(rg_str line, rg_str *label);

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

static size_t n_digits(rg_str line, size_t at)
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
		n += 1 + n_digits(line, n + 1);
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
	    n_digits(line, n + 1))
		n += 1 + n_digits(line, n + 1);
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
	end = rg_str_find(rg_str_sub(line, n, n + MAX_LABEL), RG_STR("]: "));
	if (n == 0 || end == SIZE_MAX)
		return n;
	for (size_t i = n, n_blanks = 0; i < n + end; i++)
		if (line.ptr[i] == ' ' && ++n_blanks > 1)
			return n;
	return is_digit(line.ptr[n + end - 1]) ? n + end + 3 : n;
}

/* docker compose: "web-1  | "; act: "[CI/test job]   | " */
static size_t compose(rg_str line, rg_str *label)
{
	bool is_bracketed = line.len && line.ptr[0] == '[';
	size_t n = 0, n_name;

	while (n < line.len && n < MAX_LABEL && line.ptr[n] != '|' &&
	       (is_bracketed ? n == 0 || line.ptr[n - 1] != ']' : line.ptr[n] != ' '))
		n++;
	n_name = n;
	while (n < line.len && line.ptr[n] == ' ')
		n++;
	if (n_name == 0 || n == n_name || n >= line.len || line.ptr[n] != '|')
		return 0;
	*label = rg_str_sub(line, 0, n_name);
	return behind_blank(line, n + 1);
}

/* mpirun: "[1,0]<stderr>: ", "[prterun-host-7@1,0]<stdout>: " */
static size_t mpirun(rg_str line, rg_str *label)
{
	rg_str stream;
	size_t end;

	if (line.len < 2 || line.ptr[0] != '[')
		return 0;
	end = rg_str_find(rg_str_sub(line, 0, MAX_LABEL), RG_STR("]<std"));
	if (end == SIZE_MAX || !is_digit(line.ptr[end - 1]))
		return 0;
	stream = from(line, end + 5);
	if (!rg_str_starts(stream, RG_STR("out>:")) && !rg_str_starts(stream, RG_STR("err>:")))
		return 0;
	*label = rg_str_sub(line, 0, end);
	return behind_blank(line, end + 10);
}

/* What brackets may hold: a rank, "rank3", "default0", "pod/web-1/app", "step:12". Not "gw0". */
static bool is_source(rg_str name)
{
	static const char *const ranks[] = {"rank", "default", "trainer", "ps"};
	rg_str rest = name;

	if (name.len == 0 || name.len > MAX_LABEL)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] <= ' ' || name.ptr[i] == '[')
			return false;
	for (unsigned i = 0; i < sizeof(ranks) / sizeof(*ranks); i++)
		if (rg_str_skip(&rest, rg_str_of(ranks[i])))
			break;
	if (n_digits(rest, 0) > 0 && n_digits(rest, 0) == rest.len)
		return true;
	return rg_str_starts(name, RG_STR("pod/")) || rg_str_starts(name, RG_STR("job/")) ||
	       (is_letter(name.ptr[0]) && rg_str_rfind_char(name, ':') != SIZE_MAX &&
		is_digit(name.ptr[name.len - 1]));
}

/* `kubectl logs --prefix`: "[pod/x/c] "; torchrun: "[rank0]: "; mpiexec -prepend-rank: "[0] " */
static size_t bracketed(rg_str line, rg_str *label)
{
	size_t end;

	if (line.len < 3 || line.ptr[0] != '[')
		return 0;
	end = rg_str_find_char(rg_str_sub(line, 0, MAX_LABEL), ']');
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
	n = n_digits(line, begin);
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

	if (line.len < 6 || line.ptr[0] != '#' || (n = n_digits(line, 1)) == 0)
		return 0;
	*label = rg_str_sub(line, 0, 1 + n);
	n += 1;
	if (line.ptr[n < line.len ? n : 0] != ' ')
		return 0;
	fraction = n_digits(line, n + 1);
	if (fraction == 0 || !rg_str_starts(from(line, n + 1 + fraction), RG_STR(".")))
		return 0;
	n += 2 + fraction;
	fraction = n_digits(line, n);
	return fraction ? behind_blank(line, n + fraction) : 0;
}

/* Jenkins' parallel stages: "[unit tests] "; workspace runners: "pkg:test: ". Only at a mark. */
static size_t named(rg_str line, rg_str *label)
{
	size_t n = 0;

	if (line.len > 2 && line.ptr[0] == '[') {
		n = rg_str_find_char(rg_str_sub(line, 0, MAX_LABEL), ']');
		if (n == SIZE_MAX || n < 2 || n + 1 >= line.len || line.ptr[n + 1] != ' ' ||
		    rg_str_starts(line, RG_STR("[gw")))
			return 0;
		*label = rg_str_sub(line, 0, n);
		return n + 2;
	}
	while (n < line.len && n < MAX_LABEL && (unsigned char)line.ptr[n] > ' ')
		n++;
	if (n < 2 || line.ptr[n - 1] != ':' || !is_letter(line.ptr[0]))
		return 0;
	return n < line.len ? behind_blank(line, n) : n;
}

static const rg_prefix_fn shapes[] = {job_and_step, time_stamp, clock_stamp, journal,  compose,
				      mpirun,	    bracketed,	numbered,    buildkit, named};
#define N_SHAPES (sizeof(shapes) / sizeof(*shapes))
#define N_PLAIN	 (N_SHAPES - 1) /* that a log's beginning may show */

void rg_prefixes_strip(rg_prefixed *out, const rg_prefixes *prefixes, rg_str line)
{
	(void)rg_str_skip(&line, RG_STR("\xef\xbb\xbf"));
	*out = (rg_prefixed){.line = line};
	for (unsigned i = 0; i < prefixes->n; i++) {
		size_t n = shapes[prefixes->kinds[i]](out->line, &out->label);

		if (n > 0 && shapes[prefixes->kinds[i]] == time_stamp)
			out->is_continued = out->line.ptr[n - 1] == '+';
		out->line = from(out->line, n);
	}
}

bool rg_prefixes_tell(const rg_prefixes *prefixes)
{
	for (unsigned i = 0; i < prefixes->n; i++) {
		rg_prefix_fn shape = shapes[prefixes->kinds[i]];

		if (shape != job_and_step && shape != time_stamp && shape != clock_stamp &&
		    shape != journal)
			return true;
	}
	return false;
}

/* Whether at least half of the piece's lines have shape, behind the prefixes that are known. */
static bool has_most(const rg_prefixes *known, unsigned shape, rg_str piece, unsigned n_lines,
		     bool is_at_mark)
{
	unsigned n = 0, n_with = 0;
	rg_str line, label;

	while (n < n_lines && rg_str_line(&line, &piece)) {
		rg_prefixed prefixed;

		rg_prefixes_strip(&prefixed, known, line);
		if (prefixed.line.len == 0)
			continue;
		n++;
		if (shapes[shape](prefixed.line, &label))
			n_with++;
		else if (is_at_mark && n == 1)
			return false;
	}
	return n_with >= LEAST && n_with * 2 >= n;
}

/* Adds the prefixes of a piece to those that are known. */
static void add_prefixes(rg_prefixes *out, rg_str piece, unsigned n_lines, bool is_at_mark)
{
	bool is_done = false;

	while (!is_done && out->n < RG_MAX_PREFIXES) {
		is_done = true;
		for (unsigned i = 0; i < (is_at_mark ? N_SHAPES : N_PLAIN) && is_done; i++) {
			if (!has_most(out, i, piece, n_lines, is_at_mark))
				continue;
			out->kinds[out->n++] = (unsigned char)i;
			is_done = false;
		}
	}
}

void rg_prefixes_find(rg_prefixes *out, rg_arena *arena, rg_str text)
{
	static const rg_str marks[] = {RG_STR_INIT("= test session starts ="),
				       RG_STR_INIT("= FAILURES ="), RG_STR_INIT("= ERRORS ="),
				       RG_STR_INIT("Traceback (most recent call last):")};

	*out = (rg_prefixes){.n = 0};
	add_prefixes(out, rg_trace__without_escapes(arena, rg_str_sub(text, 0, HEAD_LINES * 1000)),
		     HEAD_LINES, false);
	for (unsigned i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t at = rg_str_find(text, marks[i]), begin;
		rg_str piece;

		if (at == SIZE_MAX)
			continue;
		begin = rg_str_rfind_char(rg_str_sub(text, at < 1000 ? 0 : at - 1000, at), '\n');
		begin = (at < 1000 ? 0 : at - 1000) + (begin == SIZE_MAX ? 0 : begin + 1);
		piece = rg_str_sub(text, begin, begin + (size_t)MARK_LINES * 1000);
		add_prefixes(out, rg_trace__without_escapes(arena, piece), MARK_LINES, true);
	}
}
