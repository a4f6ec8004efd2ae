/* SPDX-License-Identifier: MIT */
/*
 * data_files.c - a name of a file is a run of path characters with a known extension at its end; in
 * code it ends a string. What a function names says most; the rest of its module, where constants
 * stand, half of that.
 */
#include "locate/data_files.h"

#include "locate/source_path.h"

#define NAMES_MAX   12
#define FRAMES_MAX  8
#define MATCHES_MAX 3
#define TEXT_MAX    65536
#define ERROR_MAX   4096
#define LENGTH_MAX  200

static bool is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || c == '/' || c == '-';
}

static bool is_data(rg_str path)
{
	static const rg_str extensions[] = {
		RG_STR_INIT(".json"),	   RG_STR_INIT(".yaml"),  RG_STR_INIT(".yml"),
		RG_STR_INIT(".toml"),	   RG_STR_INIT(".ini"),	  RG_STR_INIT(".cfg"),
		RG_STR_INIT(".conf"),	   RG_STR_INIT(".csv"),	  RG_STR_INIT(".tsv"),
		RG_STR_INIT(".xml"),	   RG_STR_INIT(".html"),  RG_STR_INIT(".sql"),
		RG_STR_INIT(".txt"),	   RG_STR_INIT(".j2"),	  RG_STR_INIT(".jinja"),
		RG_STR_INIT(".mako"),	   RG_STR_INIT(".proto"), RG_STR_INIT(".lark"),
		RG_STR_INIT(".g4"),	   RG_STR_INIT(".dat"),	  RG_STR_INIT(".graphql"),
		RG_STR_INIT(".properties")};
	rg_str extension = rg_path_ext(path);

	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++)
		if (rg_str_eq(extension, extensions[i]))
			return rg_path_name(path).len > extension.len;
	return false;
}

static void add_name(rg_data_files *out, rg_arena *arena, rg_str name, double weight, rg_str why)
{
	for (size_t i = 0; i < out->names.n; i++)
		if (rg_str_eq(out->names.items[i].name, name))
			return;
	if (out->names.n < NAMES_MAX)
		RG_PUSH(arena, &out->names, (rg_data_name){name, weight, why});
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* is_code: only what ends a string is a name of a file, `response.json()` is none. */
static void read_text(rg_data_files *out, rg_arena *arena, rg_str text, bool is_code, double weight,
		      rg_str why)
{
	const char *at, *end, *text_end;

	text = rg_str_sub(text, 0, TEXT_MAX);
	at = text.ptr;
	text_end = text.ptr + text.len;
	for (; text.len && at < text_end; at = end) {
		const char *dot = memchr(at, '.', (size_t)(text_end - at)), *begin = dot;
		rg_str name;

		if (!dot)
			return;
		end = dot + 1;
		while (end < text_end && is_letter(*end))
			end++;
		if (end - dot < 3 ||
		    (is_code && (end == text_end || (*end != '"' && *end != '\''))))
			continue;
		while (begin > text.ptr && dot - begin < LENGTH_MAX && is_path_char(begin[-1]))
			begin--;
		name = (rg_str){begin, (size_t)(end - begin)};
		while (rg_str_skip(&name, RG_STR("./")) || rg_str_skip(&name, RG_STR("../")))
			;
		if (is_data(name))
			add_name(out, arena, name, weight, why);
	}
}

/* The function that a frame is in, and then the module around it. */
static void read_frame(rg_data_files *out, rg_arena *arena, const rg_locate_input *input,
		       rg_source_cache *sources, const rg_frame *frame)
{
	rg_str source = input->source(input->source_self, arena, frame->path);
	const rg_outline *outline = rg_source_cache_outline(sources, frame->path, source);
	const rg_definition *d = rg_outline_at_line(outline, frame->line);

	if (d)
		read_text(out, arena, rg_str_sub(source, d->begin, d->end), true, 1,
			  rg_arena_printf(arena, "read by `%.*s` (%.*s:%u)", RG_FMT(d->name),
					  RG_FMT(frame->path), d->line));
	read_text(out, arena, source, true, 0.5,
		  rg_arena_printf(arena, "named in %.*s, where the call chain goes through",
				  RG_FMT(frame->path)));
}

static void read_error(rg_data_files *out, rg_arena *arena, const rg_locate_input *input,
		       const rg_query *query, rg_source_cache *sources, const rg_exception *error)
{
	size_t n = 0;

	read_text(out, arena, rg_str_sub(error->message, 0, ERROR_MAX), false, 1,
		  RG_STR("named in the error"));
	for (size_t i = error->frames.n; i-- > 0 && n < FRAMES_MAX && input->source;) {
		const rg_frame *frame = &error->frames.items[i];
		bool is_test = false;

		for (size_t k = 0; k < query->test_files.n; k++)
			is_test |= rg_str_eq(query->test_files.items[k].path, frame->path);
		if (!frame->in_workspace || frame->line == 0 || is_test)
			continue;
		read_frame(out, arena, input, sources, frame);
		n++;
	}
}

static bool ends_in(rg_str path, rg_str name)
{
	return rg_str_eq(path, name) ||
	       (rg_str_ends(path, name) && path.ptr[path.len - name.len - 1] == '/');
}

static void find_files(rg_data_files *out, rg_arena *arena, const rg_str_vec *all)
{
	for (size_t i = 0; i < out->names.n; i++) {
		const rg_data_name *name = &out->names.items[i];
		rg_str found[MATCHES_MAX];
		size_t n = 0;

		for (size_t k = 0; k < all->n && n <= MATCHES_MAX; k++) {
			if (!ends_in(all->items[k], name->name) ||
			    rg_path_is_aside(all->items[k]) ||
			    (name->weight < 1 && !rg_path_folder(all->items[k]).len))
				continue;
			if (n < MATCHES_MAX)
				found[n] = all->items[k];
			n++;
		}
		for (size_t k = 0; n <= MATCHES_MAX && k < n; k++)
			if (!rg_data_files_get(out, found[k]))
				RG_PUSH(arena, &out->files, (rg_data_file){found[k], name});
	}
}

void rg_data_files_find(rg_data_files *out, rg_arena *arena, const rg_locate_input *input,
			const rg_query *query, rg_source_cache *sources)
{
	const rg_failure_vec *failures = input->failures;

	*out = (rg_data_files){0};
	for (size_t i = 0; failures && i < failures->n && i < 4; i++) {
		const rg_failure *failure = &failures->items[i];

		read_error(out, arena, input, query, sources, &failure->error);
		for (size_t k = 0; k < failure->chain.n; k++)
			read_error(out, arena, input, query, sources, &failure->chain.items[k]);
	}
	for (size_t i = 0; i < query->test_files.n; i++) {
		const rg_test_file *file = &query->test_files.items[i];

		for (size_t k = 0; k < file->parts.n; k++)
			read_text(out, arena,
				  rg_str_sub(file->source, file->parts.items[k].begin,
					     file->parts.items[k].end),
				  true, 0.4, RG_STR("named in the test"));
	}
	if (input->files)
		find_files(out, arena, input->files);
}

const rg_data_file *rg_data_files_get(const rg_data_files *files, rg_str path)
{
	for (size_t i = 0; i < files->files.n; i++)
		if (rg_str_eq(files->files.items[i].path, path))
			return &files->files.items[i];
	return NULL;
}
