/* SPDX-License-Identifier: MIT */
/*
 * prefixes.c - a table of shapes, each a function that says how long it is. Which ones a log has is
 * found one after the other, outermost first: the first shape that most lines of a piece of the log
 * begin with is taken off them, and the rest is looked at again. A number and a colon, or a time,
 * at the start of a single line belong to the program's own output.
 *
 * The pieces are the log's first lines, and those behind the first title or traceback: what came
 * before the tests may have been written without a launcher. There the title itself must have the
 * prefix, which no program's own output has: whatever stands before it, and before most lines
 * behind it, is one, of whatever shape ("> ", blanks, "(worker pid=12) ", line numbers), if no
 * title of the log lacks it.
 */
#include "trace/prefixes.h"

#include "trace/escapes.h"

/* Lines of a piece, and how many must have a prefix beside their half. */
#define HEAD_LINES 200
#define MARK_LINES 40
#define LEAST	   3
/* Titles of one name that are looked at. */
#define MAX_TITLES 8
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

/* mpirun: "[1,0]<stderr>:", "[prterun-host-7@1,0]<stdout>:"; some write a blank behind it */
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
	return end + 10;
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
#define OWN	 N_SHAPES	/* the log's own: `own` */

/* The length of blanks and a number behind them, or 0. */
static size_t number(rg_str s, size_t at)
{
	size_t n = 0, digits;

	while (at + n < s.len && s.ptr[at + n] == ' ')
		n++;
	digits = n_digits(s, at + n);
	return digits ? n + digits : 0;
}

/* How far line begins like own: where that has a number, any; its last blanks may be missing. */
static size_t like_own(rg_str own, rg_str line)
{
	size_t i = 0, n = 0;

	while (i < own.len) {
		size_t in_own = number(own, i), in_line = number(line, n);

		if (in_own && in_line) {
			i += in_own;
			n += in_line;
		} else if (n == line.len) {
			return rg_str_trim(from(own, i)).len == 0 ? n : 0;
		} else if (own.ptr[i++] != line.ptr[n++]) {
			return 0;
		}
	}
	return n;
}

static size_t prefix_length(const rg_prefixes *prefixes, unsigned kind, rg_str line, rg_str *label)
{
	return kind == OWN ? like_own(prefixes->own, line) : shapes[kind](line, label);
}

static bool is_shape(unsigned kind, rg_prefix_fn shape)
{
	return kind != OWN && shapes[kind] == shape;
}

void rg_prefixes_strip(rg_prefixed *out, const rg_prefixes *prefixes, rg_str line)
{
	(void)rg_str_skip(&line, RG_STR("\xef\xbb\xbf"));
	*out = (rg_prefixed){.line = line};
	for (unsigned i = 0; i < prefixes->n; i++) {
		unsigned kind = prefixes->kinds[i];
		size_t n = prefix_length(prefixes, kind, out->line, &out->label);

		if (n > 0 && is_shape(kind, time_stamp))
			out->is_continued = out->line.ptr[n - 1] == '+';
		out->line = from(out->line, n);
	}
}

bool rg_prefixes_tell(const rg_prefixes *prefixes)
{
	for (unsigned i = 0; i < prefixes->n; i++) {
		unsigned kind = prefixes->kinds[i];

		if (kind != OWN && !is_shape(kind, job_and_step) && !is_shape(kind, time_stamp) &&
		    !is_shape(kind, clock_stamp) && !is_shape(kind, journal))
			return true;
	}
	return false;
}

/* Whether at least half of the piece's lines have the prefix, behind those that are known. */
static bool has_most(const rg_prefixes *known, unsigned kind, rg_str piece, unsigned n_lines,
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
		if (prefix_length(known, kind, prefixed.line, &label))
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

/* The lines from the one at `at` on, without escapes. */
static rg_str piece_at(rg_arena *arena, rg_str text, size_t at)
{
	size_t from = at < 1000 ? 0 : at - 1000;
	size_t lf = rg_str_rfind_char(rg_str_sub(text, from, at), '\n');
	size_t begin = from + (lf == SIZE_MAX ? 0 : lf + 1);

	return rg_trace__without_escapes(
		arena, rg_str_sub(text, begin, begin + (size_t)MARK_LINES * 1000));
}

/* What stands before the title that piece begins with, behind the prefixes that are known. */
static rg_str before_title(const rg_prefixes *known, rg_str piece, rg_str mark)
{
	rg_prefixed prefixed;
	rg_str line = {NULL, 0};
	size_t at;

	(void)rg_str_line(&line, &piece);
	rg_prefixes_strip(&prefixed, known, line);
	at = rg_str_find(prefixed.line, mark);
	while (at != SIZE_MAX && at > 0 && prefixed.line.ptr[at - 1] == mark.ptr[0])
		at--;
	return rg_str_sub(prefixed.line, 0, at);
}

/* "E   ": a title that pytest shows as a part of a message. */
static bool is_error_line(rg_str own)
{
	return own.ptr[0] == 'E' && rg_str_trim(own).len == 1;
}

/* Adds what stands before the first title and most lines behind it, if no title lacks it. */
static void add_own(rg_prefixes *out, rg_arena *arena, rg_str text, const rg_str *marks,
		    unsigned n_marks)
{
	rg_str first = {NULL, 0};

	for (unsigned i = 0; i < n_marks; i++) {
		size_t at = 0, next;

		for (int k = 0; k < MAX_TITLES; k++, at += marks[i].len) {
			rg_str piece, own;

			next = rg_str_find(rg_str_sub(text, at, text.len), marks[i]);
			if (next == SIZE_MAX)
				break;
			at += next;
			piece = piece_at(arena, text, at);
			own = before_title(out, piece, marks[i]);
			if (own.len == 0 || is_error_line(own)) {
				out->own = own;
				return;
			}
			if (first.ptr || own.len > MAX_LABEL)
				continue;
			first = piece;
			out->own = own;
		}
	}
	if (first.ptr && out->n < RG_MAX_PREFIXES && has_most(out, OWN, first, MARK_LINES, true))
		out->kinds[out->n++] = OWN;
}

/* Some mpiruns write a blank behind their prefix: then all lines have it. */
static void add_blank(rg_prefixes *out, rg_str head)
{
	unsigned n = 0;
	rg_str line;

	if (out->n == 0 || out->n == RG_MAX_PREFIXES || out->own.ptr ||
	    !is_shape(out->kinds[out->n - 1], mpirun))
		return;
	while (n < HEAD_LINES && rg_str_line(&line, &head)) {
		rg_prefixed prefixed;

		rg_prefixes_strip(&prefixed, out, line);
		if (!prefixed.label.ptr || prefixed.line.len == 0)
			continue;
		if (prefixed.line.ptr[0] != ' ')
			return;
		n++;
	}
	out->own = RG_STR(" ");
	out->kinds[out->n++] = OWN;
}

void rg_prefixes_find(rg_prefixes *out, rg_arena *arena, rg_str text)
{
	static const rg_str marks[] = {RG_STR_INIT("= test session starts ="),
				       RG_STR_INIT("= FAILURES ="), RG_STR_INIT("= ERRORS ="),
				       RG_STR_INIT("= short test summary info ="),
				       RG_STR_INIT("Traceback (most recent call last):")};
	const unsigned n_marks = sizeof(marks) / sizeof(*marks);

	rg_str head = rg_trace__without_escapes(arena, rg_str_sub(text, 0, HEAD_LINES * 1000));

	*out = (rg_prefixes){.n = 0};
	add_prefixes(out, head, HEAD_LINES, false);
	for (unsigned i = 0; i < n_marks; i++) {
		size_t at = rg_str_find(text, marks[i]);

		if (at != SIZE_MAX)
			add_prefixes(out, piece_at(arena, text, at), MARK_LINES, true);
	}
	add_own(out, arena, text, marks, n_marks - 1);
	add_blank(out, head);
}
