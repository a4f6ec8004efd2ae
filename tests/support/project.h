/* SPDX-License-Identifier: MIT */
/* project.h - a small project held in memory, for the unit tests of locate/. */
#ifndef RG_TESTS_PROJECT_H
#define RG_TESTS_PROJECT_H

#include "locate/lessons.h"
#include "locate/locate.h"

typedef struct project_file {
	const char *path, *text;
} project_file;

typedef struct project {
	rg_arena *arena;
	const project_file *files;
	size_t n;
	rg_str_vec paths, tests;
	rg_index *index; /* of all files */
	rg_failure_vec failures;
	rg_history_maker history;
	rg_lessons lessons;
} project;

/* step: 1, or a number without a common divisor with n: the files in another order. */
static inline void open_project_in_steps(project *out, const project_file *files, size_t n,
					 size_t step)
{
	*out = (project){.arena = rg_arena_new(), .files = files, .n = n};
	rg_history_maker_init(&out->history, out->arena);
	out->index = rg_index_new();
	out->lessons.index = rg_index_new();
	for (size_t i = 0; i < n; i++) {
		const project_file *file = &files[i * step % n];

		RG_PUSH(out->arena, &out->paths, rg_str_of(file->path));
		rg_index_put(out->index, rg_str_of(file->path), rg_str_of(file->text));
	}
}

#define OPEN_PROJECT(p, files)                                                                     \
	open_project_in_steps((p), (files), sizeof(files) / sizeof(*(files)), 1)

static inline void close_project(project *p)
{
	rg_index_free(p->index);
	rg_index_free(p->lessons.index);
	rg_arena_free(p->arena);
}

/* A file's text as `rg_locate_input.source` gives it; self is the project. */
static inline rg_str project_source(void *self, rg_arena *arena, rg_str path)
{
	const project *p = self;

	(void)arena;
	for (size_t i = 0; i < p->n; i++)
		if (rg_str_eq_z(path, p->files[i].path))
			return rg_str_of(p->files[i].text);
	return (rg_str){NULL, 0};
}

/* What is asked about all of it; without a spectrum. */
static inline rg_locate_input project_question(project *p)
{
	return (rg_locate_input){.failures = &p->failures,
				 .tests = &p->tests,
				 .files = &p->paths,
				 .index = p->index,
				 .history = &p->history.made,
				 .lessons = &p->lessons,
				 .source = project_source,
				 .source_self = p};
}

#endif
