/* SPDX-License-Identifier: MIT */
/*
 * locate_main.c - rg_locate on a folder, for measuring and for fitting the weights:
 *
 *	bench_locate ROOT LOG FILES HISTORY [--features | --time] [--spectrum=FILE] [--lessons=FILE]
 *TEST...
 *
 * FILES: `git ls-files`; HISTORY: `git log --no-merges --name-only --format='C %ct %s'`. Prints
 * the candidates as `redgreen locate --json` does; with --features one line per file and function
 * of what each signal says about it; with --time how long things took. A spectrum's first line is
 * "FAILING PASSING", of tests; then "PATH FUNCTION LINE FAILING PASSING FROM_END", with tabs.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/json.h"
#include "base/limits.h"
#include "locate/functions.h"
#include "locate/lessons.h"
#include "locate/locate.h"
#include "locate/ranking.h"
#include "trace/trace.h"

#define LESSON_FILES_MAX 8

typedef struct bench {
	rg_arena *arena;
	const char *root;
	rg_str_vec files;
	rg_history_maker history;
	rg_lessons lessons;
	rg_index *index;
	size_t n_bytes;
} bench;

static rg_str read_file(rg_arena *arena, const char *path)
{
	rg_str out = {NULL, 0};
	FILE *file = fopen(path, "rb");
	long size;
	char *bytes;

	if (!file)
		return out;
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
		rewind(file);
		bytes = rg_arena_alloc(arena, (size_t)size + 1);
		out = (rg_str){bytes, fread(bytes, 1, (size_t)size, file)};
	}
	fclose(file);
	return out;
}

static rg_str source(void *self, rg_arena *arena, rg_str path)
{
	const bench *b = self;

	return read_file(arena, rg_arena_printf(arena, "%s/%.*s", b->root, RG_FMT(path)).ptr);
}

/* Milliseconds of this process alone, so that a busy machine does not show. */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void read_history(bench *b, rg_str text)
{
	rg_commit_change commit = {0};
	rg_str_vec paths = {0};
	rg_str line;
	bool is_line, is_begun = false;

	rg_history_maker_init(&b->history, b->arena);
	do {
		uint64_t seconds = 0;
		rg_str number;

		is_line = rg_str_line(&line, &text);
		if (is_line && !rg_str_skip(&line, RG_STR("C "))) {
			if (line.len)
				RG_PUSH(b->arena, &paths, line);
			continue;
		}
		if (is_begun && paths.n <= 100)
			rg_history_add(&b->history, &commit, &paths);
		is_begun = true;
		paths.n = 0;
		(void)rg_str_part(&number, &line, ' ');
		(void)rg_str_u64(&seconds, number, INT64_MAX);
		commit.time = (int64_t)seconds;
		commit.is_fix = rg_str_has(line, RG_STR("fix")) || rg_str_has(line, RG_STR("Fix"));
	} while (is_line);
}

/*
 * "C ID SUBJECT" for a commit, "P PATH" for its sources, each with "F NAME" for the functions that
 * it changed there, "+LINE" for what it added to tests.
 */
static void read_lessons(bench *b, rg_str text)
{
	rg_str_vec functions[LESSON_FILES_MAX] = {0};
	rg_lesson lesson = {0};
	rg_str id = {NULL, 0}, line;
	rg_buf added;

	rg_buf_init(&added, 64 * RG_MiB);
	do {
		bool is_line = rg_str_line(&line, &text);

		if (!is_line || rg_str_skip(&line, RG_STR("C "))) {
			if (id.ptr)
				rg_lessons_add(&b->lessons, b->arena, id, &lesson,
					       rg_buf_str(&added));
			if (!is_line)
				break;
			rg_buf_release(&added);
			rg_buf_init(&added, 64 * RG_MiB);
			memset(functions, 0, sizeof(functions));
			lesson = (rg_lesson){.functions = functions};
			(void)rg_str_part(&id, &line, ' ');
			lesson.subject = line;
		} else if (rg_str_skip(&line, RG_STR("P "))) {
			if (lesson.paths.n < LESSON_FILES_MAX)
				RG_PUSH(b->arena, &lesson.paths, line);
		} else if (lesson.paths.n && rg_str_skip(&line, RG_STR("F "))) {
			RG_PUSH(b->arena, &functions[lesson.paths.n - 1], line);
		} else if (rg_str_skip(&line, RG_STR("+"))) {
			rg_buf_add(&added, line);
			rg_buf_add(&added, RG_STR("\n"));
		}
	} while (true);
	rg_buf_release(&added);
}

static uint32_t number(rg_str *line)
{
	rg_str field;
	uint64_t value = 0;

	(void)rg_str_part(&field, line, '\t');
	(void)rg_str_u64(&value, field, UINT32_MAX);
	return (uint32_t)value;
}

static void read_spectrum(rg_spectrum *out, rg_arena *arena, rg_str text)
{
	rg_str line;

	if (!rg_str_line(&line, &text))
		return;
	out->n_failing = number(&line);
	out->n_passing = number(&line);
	while (rg_str_line(&line, &text)) {
		rg_executed *row = RG_PUSH_NEW(arena, &out->functions);

		(void)rg_str_part(&row->path, &line, '\t');
		(void)rg_str_part(&row->function, &line, '\t');
		row->line = number(&line);
		row->n_failing = number(&line);
		row->n_passing = number(&line);
		row->from_end = number(&line);
	}
}

static void print_answer(const rg_answer *answer)
{
	const rg_candidate_vec *candidates = &answer->candidates;
	rg_json *root = rg_json_object();
	rg_json *list = rg_json_set_take(root, "candidates", rg_json_array());
	rg_buf text;

	rg_json_set_int(root, "confidence", answer->confidence);
	rg_json_set_str(root, "fault", rg_str_of(rg_fault_name(answer->fault)));
	if (answer->fault_text.ptr)
		rg_json_set_str(root, "faultText", answer->fault_text);
	for (size_t i = 0; i < candidates->n; i++) {
		const rg_candidate *c = &candidates->items[i];
		rg_json *candidate = rg_json_push_take(list, rg_json_object());
		rg_json *reasons, *functions;

		rg_json_set_str(candidate, "path", c->path);
		rg_json_set_int(candidate, "score", c->score);
		reasons = rg_json_set_take(candidate, "reasons", rg_json_array());
		for (size_t k = 0; k < c->reasons.n; k++) {
			rg_json *reason = rg_json_push_take(reasons, rg_json_object());

			rg_json_set_str(reason, "signal", c->reasons.items[k].signal);
			rg_json_set_int(reason, "points", c->reasons.items[k].points);
			rg_json_set_str(reason, "text", c->reasons.items[k].text);
		}
		functions = rg_json_set_take(candidate, "functions", rg_json_array());
		for (size_t k = 0; k < c->functions.n; k++) {
			rg_json *function = rg_json_push_take(functions, rg_json_object());

			rg_json_set_str(function, "name", c->functions.items[k].name);
			rg_json_set_int(function, "line", c->functions.items[k].line);
			rg_json_set_int(function, "score", c->functions.items[k].score);
		}
	}
	rg_buf_init(&text, 64 * RG_MiB);
	rg_json_render(&text, root);
	fwrite(text.ptr, 1, text.len, stdout);
	fputc('\n', stdout);
	rg_buf_release(&text);
	rg_json_free(root);
}

/*
 * "#files" and the names of the signals, then a line "path value value …" for every file that may
 * be a candidate; "#functions", then "path::name value value …" for those of the short list.
 */
static void print_features(bench *b, const rg_locate_input *input)
{
	rg_candidate_vec candidates = {0};
	const rg_function_vec *functions;
	rg_ranking ranking;
	rg_scene scene;

	rg_scene_make(&scene, b->arena, input, b->index, false);
	rg_ranking_make(&ranking, &scene);
	printf("#files");
	for (size_t i = 0; i < RG_N_SIGNALS; i++)
		printf("\t%s", rg_signal_at(i)->name);
	printf("\n");
	for (uint32_t file = 0; file < scene.files.n; file++) {
		printf("%.*s", RG_FMT(scene.files.items[file]));
		for (size_t i = 0; i < RG_N_SIGNALS; i++)
			printf("\t%.5f", ranking.values[i][file]);
		printf("\n");
	}
	for (size_t i = 0; i < scene.files.n && i < RG_LIMIT_CANDIDATES; i++)
		RG_PUSH(b->arena, &candidates,
			(rg_candidate){.path = scene.files.items[ranking.order[i]],
				       .score = ranking.scores[ranking.order[i]]});
	functions = rg_functions_measure(&scene, &candidates);
	printf("#functions");
	for (size_t i = 0; i < RG_N_FUNCTION_SIGNALS; i++)
		printf("\t%s", rg_function_signal_name(i));
	printf("\n");
	for (size_t i = 0; i < functions->n; i++) {
		const rg_function *f = &functions->items[i];

		printf("%.*s::%.*s", RG_FMT(candidates.items[f->candidate].path),
		       RG_FMT(f->text->definition->name));
		for (size_t k = 0; k < RG_N_FUNCTION_SIGNALS; k++)
			printf("\t%.5f", f->values[k]);
		printf("\n");
	}
}

int main(int argc, char **argv)
{
	bench b = {.arena = rg_arena_new()};
	rg_str_vec tests = {0};
	rg_trace_options options = {NULL, RG_STR_INIT("")};
	const rg_trace *trace;
	rg_spectrum spectrum = {0};
	rg_locate_input input;
	const char *mode = "";
	rg_str list, line;
	double t0, t1, t2;

	if (argc < 5) {
		fprintf(stderr,
			"use: %s ROOT LOG FILES HISTORY [--features|--time] [--spectrum=FILE] "
			"TEST...\n",
			argv[0]);
		return 2;
	}
	b.root = argv[1];
	b.lessons.index = rg_index_new();
	for (int i = 5; i < argc; i++)
		if (strncmp(argv[i], "--spectrum=", 11) == 0)
			read_spectrum(&spectrum, b.arena, read_file(b.arena, argv[i] + 11));
		else if (strncmp(argv[i], "--lessons=", 10) == 0)
			read_lessons(&b, read_file(b.arena, argv[i] + 10));
		else if (argv[i][0] == '-')
			mode = argv[i];
		else
			RG_PUSH(b.arena, &tests, rg_str_of(argv[i]));
	list = read_file(b.arena, argv[3]);
	while (rg_str_line(&line, &list))
		RG_PUSH(b.arena, &b.files, line);
	read_history(&b, read_file(b.arena, argv[4]));
	options.paths = rg_paths_new(b.arena, rg_str_of(b.root), &b.files);
	trace = rg_trace_parse(b.arena, read_file(b.arena, argv[2]), &options);
	b.index = rg_index_new();
	t0 = t1 = 0;
	for (size_t i = 0; i < b.files.n; i++) {
		rg_arena *arena = rg_arena_new();
		rg_str bytes;

		if (rg_language_of(b.files.items[i]) != RG_LANG_NONE) {
			bytes = source(&b, arena, b.files.items[i]);
			t1 = now();
			rg_index_put(b.index, b.files.items[i], bytes);
			t0 += now() - t1;
			b.n_bytes += bytes.len;
		}
		rg_arena_free(arena);
	}
	input = (rg_locate_input){.failures = &trace->failures,
				  .tests = &tests,
				  .files = &b.files,
				  .index = b.index,
				  .history = &b.history.made,
				  .lessons = &b.lessons,
				  .spectrum = &spectrum,
				  .source = source,
				  .source_self = &b};
	if (strcmp(mode, "--features") == 0) {
		print_features(&b, &input);
	} else if (strcmp(mode, "--time") == 0) {
		printf("index %zu files, %.1f MB: %.1f ms, %.0f MB/s\n", rg_index_files(b.index),
		       (double)b.n_bytes / 1e6, t0, (double)b.n_bytes / 1e3 / t0);
		for (int i = 0; i < 4; i++) {
			rg_arena *arena = rg_arena_new();

			t2 = now();
			(void)rg_locate(arena, &input);
			printf("answer %d: %.2f ms\n", i, now() - t2);
			rg_arena_free(arena);
		}
	} else {
		print_answer(rg_locate(b.arena, &input));
	}
	rg_index_free(b.lessons.index);
	rg_index_free(b.index);
	rg_arena_free(b.arena);
	return 0;
}
