/* SPDX-License-Identifier: MIT */
/*
 * people_main.c - whom redgreen names for a change, as its texts would:
 *	bench_people REPOSITORY
 * reads a JSON object a line, {"commit", "name", "email", "changed": [], "diff"}: the base, the
 * author of the fix, and the change as a unified diff; and writes one a line, {"people": [{"name",
 * "role", "reason"}], "ms", "close": [{"name", "email", "active", "shares": []}]}: the list of the
 * texts, and beside it what speaks for the closest, which weights are fitted on. The history is
 *read to its limit of commits, however long that takes, so that a busy machine changes no answer;
 *ms is what it took.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "fix/dossier/old_lines.h"
#include "fix/dossier/people.h"
#include "os/system.h"

#define LINE_BYTES (64 * 1024 * 1024)
#define MAX_MS	   600000
#define CLOSE	   60

static rg_json *person_json(const rg_person *person)
{
	rg_json *out = rg_json_object();

	rg_json_set_str(out, "name", person->name);
	rg_json_set_str(out, "role", person->role);
	rg_json_set_str(out, "reason", person->reason);
	return out;
}

static rg_json *close_json(const rg_acquaintance *one)
{
	rg_json *out = rg_json_object(), *shares = rg_json_array();

	for (int tie = 0; tie < RG_N_TIES; tie++)
		rg_json_push_take(shares, rg_json_new_int(one->share[tie]));
	rg_json_set_str(out, "name", one->who.name);
	rg_json_set_str(out, "email", one->who.email);
	rg_json_set_bool(out, "active", one->is_active);
	rg_json_set_take(out, "shares", shares);
	return out;
}

static rg_rc answer(rg_buf *out, rg_arena *arena, rg_repo *repo, const rg_json *asked, rg_err *err)
{
	rg_people_question question = {
		.commit = rg_json_str(rg_json_get(asked, "commit")),
		.lines = rg_old_lines(arena, rg_json_str(rg_json_get(asked, "diff"))),
		.author = {rg_json_str(rg_json_get(asked, "name")),
			   rg_json_str(rg_json_get(asked, "email"))},
		.dialect = RG_OWNERS_GITHUB,
		.max_ms = MAX_MS};
	rg_json *shape = rg_json_object(), *people = rg_json_array(), *close = rg_json_array();
	uint64_t started = rg_clock_ns();
	rg_people_answer found = {0};
	rg_rc rc;

	for (const rg_json *x = rg_json_first(rg_json_get(asked, "changed")); x;
	     x = rg_json_next(x))
		RG_PUSH(arena, &question.changed, rg_json_str(x));
	rc = rg_people_find(&found, arena, repo, &question, err);
	for (size_t i = 0; i < found.people.n; i++)
		rg_json_push_take(people, person_json(&found.people.items[i]));
	for (size_t i = 0; i < found.close.items.n && i < CLOSE; i++)
		rg_json_push_take(close, close_json(&found.close.items.items[i]));
	rg_json_set_take(shape, "people", people);
	rg_json_set_number(shape, "ms", (double)(rg_clock_ns() - started) / 1e6);
	rg_json_set_take(shape, "close", close);
	rg_json_render(out, shape);
	rg_json_free(shape);
	return rc;
}

int main(int argc, char **argv)
{
	rg_repo *repo = NULL;
	rg_err err;
	rg_buf out;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	rg_rc rc;

	if (argc != 2) {
		fputs("usage: bench_people REPOSITORY\n", stderr);
		return 2;
	}
	rg_buf_init(&out, LINE_BYTES);
	rc = rg_repo_open(&repo, argv[1], &err);
	while (rc == RG_OK && (len = getline(&line, &size, stdin)) > 0) {
		rg_arena *arena = rg_arena_new();
		rg_json *asked = NULL;

		rg_buf_clear(&out);
		if ((rc = rg_json_parse(&asked, (rg_str){line, (size_t)len}, &err)) == RG_OK)
			rc = answer(&out, arena, repo, asked, &err);
		if (rc == RG_OK)
			printf("%.*s\n", RG_FMT(rg_buf_str(&out)));
		fflush(stdout);
		rg_json_free(asked);
		rg_arena_free(arena);
	}
	if (rc < 0)
		fprintf(stderr, "bench_people: %s\n", err.message);
	free(line);
	rg_buf_release(&out);
	rg_repo_close(repo);
	return rc < 0 ? 3 : 0;
}
