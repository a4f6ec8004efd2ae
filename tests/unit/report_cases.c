/* SPDX-License-Identifier: MIT */
/*
 * report_cases.c - cases/report/NAME.json is a session's facts and note; NAME.report.md, .draft.md,
 * .pr.md and .commit.txt are what is written from them. RG_UPDATE=1 rewrites the expectations:
 * what to look at is the difference.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/pr_text.h"
#include "report/report.h"
#include "support/report_facts.h"

#define FOLDER	 RG_TESTS_DIR "/cases/report"
#define MAX_FILE ((size_t)4 << 20)

static rg_str read_file(rg_arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes = rg_arena_alloc(arena, MAX_FILE);
	size_t n;

	if (!file)
		return RG_STR("");
	n = fread(bytes, 1, MAX_FILE, file);
	(void)fclose(file);
	return (rg_str){bytes, n};
}

/* The first line that differs says enough; the rest is what RG_UPDATE=1 and git diff are for. */
static int compare(rg_arena *arena, const char *name, const char *kind, rg_str got)
{
	const char *path = rg_arena_printf(arena, "%s/%s.%s", FOLDER, name, kind).ptr;
	rg_str want, a, b;
	size_t number = 0;

	if (getenv("RG_UPDATE")) {
		FILE *file = fopen(path, "wb");

		assert_non_null(file);
		assert_int_equal(fwrite(got.ptr, 1, got.len, file), got.len);
		assert_int_equal(fclose(file), 0);
		return 0;
	}
	want = read_file(arena, path);
	if (rg_str_eq(got, want))
		return 0;
	do {
		number++;
		a = b = RG_STR("(the end)");
		(void)rg_str_line(&a, &got);
		(void)rg_str_line(&b, &want);
	} while (rg_str_eq(a, b) && got.len && want.len);
	print_error("%s.%s:%zu\n  want %.*s\n  got  %.*s\n", name, kind, number, RG_FMT(b),
		    RG_FMT(a));
	return 1;
}

/* The note as the session would open it, with the case's sections in their places. */
static rg_note note_of(rg_arena *arena, const rg_json *json, const rg_session_facts *facts)
{
	const rg_json *text = rg_json_get(json, "note");

	return rg_note_parse(
		arena, text ? text_of(arena, text)
			    : rg_note_render(arena, facts->failure, facts->prompt, facts->answer));
}

static int check(const char *name)
{
	rg_arena *arena = rg_arena_new();
	rg_str bytes = read_file(arena, rg_arena_printf(arena, "%s/%s.json", FOLDER, name).ptr);
	rg_json *json;
	rg_session_facts facts;
	rg_note note;
	rg_str_vec secrets, trailers;
	rg_str draft;
	rg_pr_text pr;
	rg_err err;
	int n_wrong = 0;

	if (rg_json_parse(&json, bytes, &err) < 0)
		fail_msg("%s.json: %s", name, err.message);
	facts = facts_of(arena, json);
	note = note_of(arena, json, &facts);
	secrets = texts_in(arena, json, "secrets");
	trailers = texts_in(arena, json, "trailers");
	n_wrong +=
		compare(arena, name, "report.md", rg_report_render(arena, &facts, &note, &secrets));
	draft = rg_pr_draft_render(arena, &facts, &note, text_in(arena, json, "template"),
				   &secrets);
	n_wrong += compare(arena, name, "draft.md", draft);
	if (rg_pr_draft_finish(&pr, arena, draft, &facts, &note, &secrets, &err) < 0)
		fail_msg("%s: %s", name, err.message);
	n_wrong +=
		compare(arena, name, "pr.md",
			rg_arena_printf(arena, "%.*s\n\n%.*s", RG_FMT(pr.title), RG_FMT(pr.body)));
	n_wrong += compare(arena, name, "commit.txt",
			   rg_commit_message_render(arena, &facts, &note,
						    text_in(arena, json, "commit_title"), &trailers,
						    &secrets));
	rg_json_free(json);
	rg_arena_free(arena);
	return n_wrong;
}

static int is_case(const struct dirent *entry)
{
	return rg_str_ends(rg_str_of(entry->d_name), RG_STR(".json"));
}

static void report_cases__every_session_gives_its_texts(void **state)
{
	struct dirent **entries = NULL;
	int n = scandir(FOLDER, &entries, is_case, alphasort), n_wrong = 0;

	(void)state;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		char name[300];
		rg_str file = rg_str_of(entries[i]->d_name);

		(void)rg_str_chop(&file, RG_STR(".json"));
		(void)snprintf(name, sizeof(name), "%.*s", RG_FMT(file));
		n_wrong += check(name);
		free(entries[i]);
	}
	free(entries);
	assert_int_equal(n_wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report_cases__every_session_gives_its_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
