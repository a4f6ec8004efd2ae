/* SPDX-License-Identifier: MIT */
/*
 * note.c - NOTE.md, written and read. A section begins with its label in bold letters
 * ("**Issue**:") or with a heading of that name; people mix both, so both are read, in any order.
 * What stands in <…> alone is the template's and says nothing.
 */
#include "report/note.h"

#include "locate/words.h"
#include "report/markdown.h"
#include "report/personal.h"
#include "report/plain.h"
#include "report/sink.h"

#define MAX_FILES  5
#define MAX_PROMPT 1000
#define MAX_NOTE   ((size_t)256 * 1024)

typedef enum section {
	NOWHERE,
	ISSUE,
	WHY,
	EXPECTED,
	FILES,
	VERIFICATION,
	APPROACH,
	LESSONS,
	N_SECTIONS
} section;

static const struct {
	const char *label; /* compared without case */
	section section;
} labels[] = {
	{"issue", ISSUE},	    {"problem", ISSUE},
	{"why it happens", WHY},    {"why it happened", WHY},
	{"root cause", WHY},	    {"cause", WHY},
	{"expected fix", EXPECTED}, {"fix", EXPECTED},
	{"files to modify", FILES}, {"files modified", FILES},
	{"files", FILES},	    {"verification", VERIFICATION},
	{"approach", APPROACH},	    {"lessons learned", LESSONS},
	{"lessons", LESSONS},	    {"root cause hypothesis", NOWHERE},
	{"failure", NOWHERE}, /* ours: the facts say it */
	{"how sure", NOWHERE},
};
#define N_LABELS (sizeof(labels) / sizeof(labels[0]))

static void add_code(rg_buf *out, rg_str text)
{
	rg_sink_code(out, text, 200, NULL);
}

static void add_failure(rg_buf *out, rg_arena *arena, const rg_failure *failure)
{
	rg_str rest = failure->error.message, line = rest;

	(void)rg_str_line(&line, &rest);
	rg_buf_add_z(out, "**Failure**: ");
	add_code(out, failure->test);
	rg_buf_add_z(out, " failed with ");
	add_code(out,
		 rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(failure->error.type),
				 failure->error.type.len && line.len ? ": " : "", RG_FMT(line)));
	if (failure->operation.len) {
		rg_buf_add_z(out, " in ");
		add_code(out, failure->operation);
	}
	rg_buf_add_z(out, "\n\n");
}

static void add_how_sure(rg_buf *out, rg_arena *arena, const rg_answer *answer)
{
	const char *fault = rg_fault_words(answer->fault);
	rg_str sure = answer->candidates.n ? rg_confidence_words(arena, answer) : RG_STR("");

	if (fault) {
		rg_buf_printf(out, "\n**How sure**: %s: ", fault);
		rg_sink_inline(out, answer->fault_text, MAX_PROMPT, NULL);
		rg_buf_add_char(out, '\n');
	} else if (sure.len) {
		rg_buf_printf(out, "\n**How sure**: the first file is %.*s\n", RG_FMT(sure));
	}
}

rg_str rg_note_render(rg_arena *arena, const rg_failure *failure, rg_str prompt,
		      const rg_answer *answer)
{
	const rg_candidate_vec *candidates = answer ? &answer->candidates : NULL;
	/* A comment that is left open in it would hide the rest of the note. */
	rg_str wish = rg_report__personal_line(arena, rg_report__cut(arena, prompt, MAX_PROMPT),
					       true, NULL);
	rg_buf out;
	rg_str text;

	rg_buf_init(&out, MAX_NOTE);
	rg_buf_add_z(&out,
		     "<!-- What only you can say. Report, pull request and commit message are "
		     "made from it;\n     what you leave as <...> is not used. -->\n\n"
		     "## Root Cause Hypothesis\n\n**Issue**: ");
	rg_buf_add(&out, wish.len ? wish : RG_STR("<Brief description>"));
	rg_buf_add_z(&out, "\n\n");
	if (failure)
		add_failure(&out, arena, failure);
	rg_buf_add_z(&out, "**Why it happens**: <Explanation>\n\n"
			   "**Expected fix**: <What needs to change>\n\n**Files to modify**:\n");
	for (size_t i = 0; candidates && i < candidates->n && i < MAX_FILES; i++) {
		rg_buf_add_z(&out, "- ");
		add_code(&out, candidates->items[i].path);
		rg_buf_add_z(&out, ": <What to change>\n");
	}
	if (!candidates || candidates->n == 0)
		rg_buf_add_z(&out, "- `<path/to/file>`: <What to change>\n");
	if (answer)
		add_how_sure(&out, arena, answer);
	rg_buf_add_z(&out, "\n**Verification**: Test should pass after these changes\n\n"
			   "## Approach\n\n<Description of the fix approach>\n\n"
			   "## Lessons Learned\n\n- <What worked well>\n- <What didn't work>\n"
			   "- <Recommendations for future>\n");
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text;
}

static bool is_label(section *out, rg_str name)
{
	while (name.len && name.ptr[name.len - 1] == ':')
		name.len--;
	name = rg_str_trim(name);
	for (size_t i = 0; i < N_LABELS; i++) {
		if (rg_str_eq_nocase(name, rg_str_of(labels[i].label))) {
			*out = labels[i].section;
			return true;
		}
	}
	return false;
}

/* "**Issue**: text", "**Issue:** text" or "## Issue"; *line is what stands behind it. */
static bool starts_section(section *out, rg_str *line)
{
	rg_str text = rg_str_trim(*line), title;
	size_t end;

	if (rg_report__heading(&title, text)) {
		/* A heading of the user's own is text of the section that it stands in. */
		if (!is_label(out, title))
			return false;
		*line = (rg_str){"", 0};
		return true;
	}
	if (!rg_str_skip(&text, RG_STR("**")) ||
	    (end = rg_str_find(text, RG_STR("**"))) == SIZE_MAX ||
	    !is_label(out, rg_str_sub(text, 0, end)))
		return false;
	text = rg_str_sub(text, end + 2, text.len);
	(void)rg_str_skip(&text, RG_STR(":"));
	*line = rg_str_trim(text);
	return true;
}

static bool is_placeholder(rg_str text)
{
	text = rg_str_trim(text);
	return text.len == 0 ||
	       (text.len > 2 && text.ptr[0] == '<' && text.ptr[text.len - 1] == '>' &&
		rg_str_find_char(rg_str_sub(text, 1, text.len - 1), '<') == SIZE_MAX &&
		!rg_str_has(text, RG_STR("://")));
}

static rg_str without_bullet(rg_str line)
{
	size_t n = 0;

	line = rg_str_trim(line);
	if (line.len > 1 && (line.ptr[0] == '-' || line.ptr[0] == '*' || line.ptr[0] == '+') &&
	    line.ptr[1] == ' ')
		return rg_str_trim(rg_str_sub(line, 2, line.len));
	while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '9')
		n++;
	if (n && n + 1 < line.len && (line.ptr[n] == '.' || line.ptr[n] == ')') &&
	    line.ptr[n + 1] == ' ')
		return rg_str_trim(rg_str_sub(line, n + 2, line.len));
	return line;
}

/* A section without the lines that are the template's; null when nothing is left. */
static rg_str said(rg_arena *arena, rg_str text)
{
	rg_str rest = text, line;
	rg_buf out;
	rg_str result;

	rg_buf_init(&out, MAX_NOTE);
	rg_buf_add_z(&out, "");
	while (rg_str_line(&line, &rest)) {
		if (rg_str_trim(line).len && is_placeholder(without_bullet(line)))
			continue;
		rg_buf_add(&out, line);
		rg_buf_add_char(&out, '\n');
	}
	result = rg_str_trim(rg_arena_dup(arena, rg_buf_str(&out)));
	rg_buf_release(&out);
	return result.len ? result : (rg_str){NULL, 0};
}

/* "- `path/to/file.py`: what", "* path - what" */
static bool parse_file(rg_note_file *out, rg_str line)
{
	rg_str text = without_bullet(line);
	size_t end;

	while (rg_str_skip(&text, RG_STR("**")))
		;
	if (text.len && text.ptr[0] == '`') {
		end = rg_str_find_char(rg_str_sub(text, 1, text.len), '`');
		if (end == SIZE_MAX)
			return false;
		out->path = rg_str_sub(text, 1, 1 + end);
		text = rg_str_sub(text, end + 2, text.len);
	} else {
		for (end = 0;
		     end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '*' &&
		     !(text.ptr[end] == ':' && (end + 1 == text.len || text.ptr[end + 1] == ' '));)
			end++;
		out->path = rg_str_sub(text, 0, end);
		text = rg_str_sub(text, end, text.len);
	}
	(void)rg_str_skip(&text, RG_STR("**"));
	text = rg_str_trim(text);
	if (!rg_str_skip(&text, RG_STR(":")) && !rg_str_skip(&text, RG_STR("- ")) &&
	    !rg_str_skip(&text, RG_STR("\xE2\x80\x93 ")) &&
	    !rg_str_skip(&text, RG_STR("\xE2\x80\x94 ")) && text.len)
		return false;
	text = rg_str_trim(text);
	out->what = is_placeholder(text) ? (rg_str){NULL, 0} : text;
	return out->path.len > 0 && !is_placeholder(out->path);
}

static void parse_files(rg_note_file_vec *out, rg_arena *arena, rg_str text)
{
	rg_str line;
	rg_note_file file;

	while (rg_str_line(&line, &text)) {
		bool is_item =
			rg_str_trim(line).len && without_bullet(line).ptr != rg_str_trim(line).ptr;

		if (is_item && parse_file(&file, line))
			RG_PUSH(arena, out, file);
		else if (!is_item && rg_str_trim(line).len && out->n) {
			/* A file's words go on in the next line. */
			rg_note_file *last = &out->items[out->n - 1];

			last->what = rg_arena_printf(arena, "%.*s%s%.*s", RG_FMT(last->what),
						     last->what.len ? " " : "",
						     RG_FMT(rg_str_trim(line)));
		} else if (!is_item && rg_str_trim(line).len && parse_file(&file, line)) {
			RG_PUSH(arena, out, file);
		}
	}
}

rg_note rg_note_parse(rg_arena *arena, rg_str text)
{
	rg_note note = {0};
	rg_buf parts[N_SECTIONS];
	section at = NOWHERE;
	rg_fence fence = {0};
	rg_str line, rest;

	text = rg_report__plain(arena, rg_str_sub(text, 0, MAX_NOTE));
	rest = rg_report__without_comments(arena, text);

	for (size_t i = 0; i < N_SECTIONS; i++)
		rg_buf_init(&parts[i], MAX_NOTE);
	while (rg_str_line(&line, &rest)) {
		if (!rg_report__in_fence(&fence, line))
			(void)starts_section(&at, &line);
		rg_buf_add(&parts[at], line);
		rg_buf_add_char(&parts[at], '\n');
	}
	note.issue = said(arena, rg_buf_str(&parts[ISSUE]));
	note.why = said(arena, rg_buf_str(&parts[WHY]));
	note.expected_fix = said(arena, rg_buf_str(&parts[EXPECTED]));
	note.verification = said(arena, rg_buf_str(&parts[VERIFICATION]));
	note.approach = said(arena, rg_buf_str(&parts[APPROACH]));
	note.lessons = said(arena, rg_buf_str(&parts[LESSONS]));
	parse_files(&note.files, arena, rg_arena_dup(arena, rg_buf_str(&parts[FILES])));
	for (size_t i = 0; i < N_SECTIONS; i++)
		rg_buf_release(&parts[i]);
	return note;
}

rg_str rg_note_of_file(const rg_note *note, rg_str path)
{
	for (size_t i = 0; note && i < note->files.n; i++)
		if (rg_str_eq(note->files.items[i].path, path))
			return note->files.items[i].what;
	return (rg_str){NULL, 0};
}
