/* SPDX-License-Identifier: MIT */
/*
 * settings.c - one table, two sources. Each value is checked against the type that settings.def
 * gives it, wherever it comes from; a wrong one is an error with file, line and key, never a
 * silent default. The line of a key is found by looking for it as a quoted string: exact for
 * every file in which the key stands once, and a hint otherwise.
 */
#include "fix/workspace/settings.h"

#include "base/hash.h"
#include "base/limits.h"
#include "runner/python.h"

enum { MOST_NUMBER = 10000, MOST_MEGABYTES = 10000000 };

typedef enum setting_type {
	TEXT,
	TEXTS,
	ENVIRONMENT,
	NUMBER,
	MEGABYTES,
	FLAG,
	PATH_MAP,
	WORKFLOWS,
	FORGE,
	PR
} setting_type;

typedef struct setting {
	const char *name;
	setting_type type;
	bool executes;
	const char *otherwise;
	const char *description;
	size_t offset; /* of the field in rg_settings */
} setting;

static const setting table[] = {
#define RG_SETTING(field, name, type, executes, otherwise, description)                            \
	{name, type, executes, otherwise, description, offsetof(rg_settings, field)},
#include "fix/workspace/settings.def"
#undef RG_SETTING
};
#define N_SETTINGS (sizeof(table) / sizeof(table[0]))

/* Where a value comes from, for messages. */
typedef struct source {
	rg_arena *arena;
	rg_str file; /* bytes; null for the editor's section */
	rg_str path;
	rg_err *err;
} source;

/* "file:line: key", or the editor's key; the line is that of a member of the key where one is
 * given.
 */
static rg_str place_of_member(const source *from, const char *key, rg_str member)
{
	rg_str quoted = rg_arena_printf(from->arena, "\"%s\"", key);
	size_t at, line = 1;

	if (!from->file.ptr)
		return rg_arena_printf(from->arena, "setting redgreen.%s", key);
	at = rg_str_find(from->file, quoted);
	if (at != SIZE_MAX && member.len) {
		rg_str rest = rg_str_sub(from->file, at, from->file.len);
		size_t further =
			rg_str_find(rest, rg_arena_printf(from->arena, "\"%.*s\"", RG_FMT(member)));

		at += further == SIZE_MAX ? 0 : further;
	}
	for (size_t i = 0; at != SIZE_MAX && i < at; i++)
		line += from->file.ptr[i] == '\n';
	return rg_arena_printf(from->arena, "%.*s:%zu: \"%s\"", RG_FMT(from->path), line, key);
}

static rg_str place(const source *from, const char *key)
{
	return place_of_member(from, key, (rg_str){NULL, 0});
}

static rg_rc wrong(const source *from, const char *key, const char *wanted)
{
	rg_str where = place(from, key);

	return rg_fail(from->err, RG_EINVAL, "%.*s must be %s", RG_FMT(where), wanted);
}

static rg_rc read_text(rg_str *out, const source *from, const char *key, const rg_json *value)
{
	if (!rg_json_is_string(value))
		return wrong(from, key, "a string");
	*out = rg_arena_dup(from->arena, rg_json_str(value));
	return RG_OK;
}

static rg_rc read_texts(rg_str_vec *out, const source *from, const char *key, const rg_json *value)
{
	*out = (rg_str_vec){0};
	if (!rg_json_is_array(value))
		return wrong(from, key, "a list of strings");
	for (const rg_json *x = rg_json_first(value); x; x = rg_json_next(x)) {
		if (!rg_json_is_string(x))
			return wrong(from, key, "a list of strings");
		RG_PUSH(from->arena, out, rg_arena_dup(from->arena, rg_json_str(x)));
	}
	return RG_OK;
}

/* {"NAME": "value"} as NAME=value; numbers are taken as text. */
static rg_rc read_pairs(rg_str_vec *out, const source *from, const char *key, const rg_json *value)
{
	*out = (rg_str_vec){0};
	if (!rg_json_is_object(value))
		return wrong(from, key, "an object of strings");
	for (const rg_json *x = rg_json_first(value); x; x = rg_json_next(x)) {
		rg_str name = rg_json_key(x);

		if (name.len == 0 || rg_str_find_char(name, '=') != SIZE_MAX)
			return wrong(from, key, "an object whose keys are variable names");
		if (rg_json_is_string(x))
			RG_PUSH(from->arena, out,
				rg_arena_printf(from->arena, "%.*s=%.*s", RG_FMT(name),
						RG_FMT(rg_json_str(x))));
		else if (rg_json_is_number(x))
			RG_PUSH(from->arena, out,
				rg_arena_printf(from->arena, "%.*s=%.15g", RG_FMT(name),
						rg_json_number(x, 0)));
		else
			return wrong(from, key, "an object of strings");
	}
	return RG_OK;
}

static rg_rc read_path_map(rg_path_map_vec *out, const source *from, const char *key,
			   const rg_json *value)
{
	static const char wanted[] = "a list of {\"from\": path, \"to\": path}";

	*out = (rg_path_map_vec){0};
	if (!rg_json_is_array(value))
		return wrong(from, key, wanted);
	for (const rg_json *x = rg_json_first(value); x; x = rg_json_next(x)) {
		rg_path_map map = {rg_arena_dup(from->arena, rg_json_str(rg_json_get(x, "from"))),
				   rg_arena_dup(from->arena, rg_json_str(rg_json_get(x, "to")))};

		if (!map.from.ptr || !map.to.ptr)
			return wrong(from, key, wanted);
		RG_PUSH(from->arena, out, map);
	}
	return RG_OK;
}

static rg_rc read_workflows(rg_workflow_path_vec *out, const source *from, const char *key,
			    const rg_json *value)
{
	static const char wanted[] = "a list of {\"paths\": [glob], \"workflow\": name, "
				     "\"required\": bool, \"inputs\": {}}";
	rg_rc rc;

	*out = (rg_workflow_path_vec){0};
	if (!rg_json_is_array(value))
		return wrong(from, key, wanted);
	for (const rg_json *x = rg_json_first(value); x; x = rg_json_next(x)) {
		rg_workflow_path *rule = RG_PUSH_NEW(from->arena, out);
		const rg_json *paths = rg_json_get(x, "paths"), *inputs = rg_json_get(x, "inputs");

		*rule = (rg_workflow_path){0};
		rule->workflow = rg_arena_dup(from->arena, rg_json_str(rg_json_get(x, "workflow")));
		rule->is_required = rg_json_bool(rg_json_get(x, "required"), false);
		if (!rule->workflow.ptr)
			return wrong(from, key, wanted);
		if (paths && (rc = read_texts(&rule->paths, from, key, paths)) < 0)
			return rc;
		if (inputs && (rc = read_pairs(&rule->inputs, from, key, inputs)) < 0)
			return rc;
	}
	return RG_OK;
}

/* Members of an object setting: every key must be one of the names. */
static rg_rc check_keys(const source *from, const char *key, const rg_json *value,
			const char *const *names, size_t n)
{
	if (!rg_json_is_object(value))
		return wrong(from, key, "an object");
	for (const rg_json *x = rg_json_first(value); x; x = rg_json_next(x)) {
		bool is_known = false;

		for (size_t i = 0; i < n; i++)
			is_known = is_known || rg_str_eq_z(rg_json_key(x), names[i]);
		if (!is_known) {
			rg_str where = place_of_member(from, key, rg_json_key(x));

			return rg_fail(from->err, RG_EINVAL, "%.*s has no key \"%.*s\"",
				       RG_FMT(where), RG_FMT(rg_json_key(x)));
		}
	}
	return RG_OK;
}

static rg_rc read_forge(rg_settings *out, const source *from, const char *key, const rg_json *value)
{
	static const char *const names[] = {"kind", "url", "project"};
	rg_str *const fields[] = {&out->forge.kind, &out->forge.url, &out->forge.project};
	rg_rc rc = check_keys(from, key, value, names, 3);

	for (size_t i = 0; rc == RG_OK && i < 3; i++) {
		const rg_json *x = rg_json_get(value, names[i]);

		if (x)
			rc = read_text(fields[i], from, names[i], x);
	}
	return rc;
}

/* A member that is true or false; not there, it stays as it is. */
static rg_rc read_flag(bool *out, const source *from, const char *key, const rg_json *object)
{
	const rg_json *x = rg_json_get(object, key);

	if (x && !rg_json_is_bool(x))
		return wrong(from, key, "true or false");
	*out = rg_json_bool(x, *out);
	return RG_OK;
}

static rg_rc read_pr(rg_settings *out, const source *from, const char *key, const rg_json *value)
{
	static const char *const names[] = {"template", "keepCommits", "keepTest", "trailers"};
	rg_rc rc = check_keys(from, key, value, names, 4);
	const rg_json *x;

	if (rc < 0)
		return rc;
	if ((x = rg_json_get(value, "template")) &&
	    (rc = read_text(&out->pr.template_path, from, "template", x)) < 0)
		return rc;
	if ((x = rg_json_get(value, "trailers")) &&
	    (rc = read_texts(&out->pr.trailers, from, "trailers", x)) < 0)
		return rc;
	if ((rc = read_flag(&out->pr.keeps_commits, from, "keepCommits", value)) < 0)
		return rc;
	return read_flag(&out->pr.keeps_test, from, "keepTest", value);
}

static rg_rc read_one(rg_settings *out, const setting *s, const source *from, const rg_json *value)
{
	void *field = (char *)out + s->offset;
	int64_t number;

	switch (s->type) {
	case TEXT:
		return read_text(field, from, s->name, value);
	case TEXTS:
		return read_texts(field, from, s->name, value);
	case ENVIRONMENT:
		return read_pairs(field, from, s->name, value);
	case NUMBER:
		number = rg_json_int(value, 0);
		if (number < 1 || number > MOST_NUMBER)
			return wrong(from, s->name, "a whole number from 1 to 10000");
		*(int64_t *)field = number;
		return RG_OK;
	case MEGABYTES:
		number = rg_json_int(value, 0);
		if (number < 1 || number > MOST_MEGABYTES)
			return wrong(from, s->name, "a whole number from 1 to 10000000");
		*(int64_t *)field = number;
		return RG_OK;
	case FLAG:
		if (!rg_json_is_bool(value))
			return wrong(from, s->name, "true or false");
		*(bool *)field = rg_json_bool(value, false);
		return RG_OK;
	case PATH_MAP:
		return read_path_map(field, from, s->name, value);
	case WORKFLOWS:
		return read_workflows(field, from, s->name, value);
	case FORGE:
		return read_forge(out, from, s->name, value);
	case PR:
		return read_pr(out, from, s->name, value);
	}
	return RG_EBUG;
}

static const setting *find(rg_str name)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (rg_str_eq_z(name, table[i].name))
			return &table[i];
	return NULL;
}

static rg_rc read_object(rg_settings *out, const source *from, const rg_json *object)
{
	uint64_t hash = RG_HASH_START;
	bool executes = false;

	for (const rg_json *x = rg_json_first(object); x; x = rg_json_next(x)) {
		const setting *s = find(rg_json_key(x));
		rg_rc rc;

		if (rg_json_is_null(x))
			continue; /* not set, say some editors */
		if (!s && from->file.ptr && rg_str_eq_z(rg_json_key(x), "$schema"))
			continue; /* for editors that help with the file */
		if (!s) {
			rg_str where = place(from, rg_arena_cstr(from->arena, rg_json_key(x)));

			return rg_fail(from->err, RG_EINVAL,
				       "%.*s is no setting; docs/settings.md lists them",
				       RG_FMT(where));
		}
		if ((rc = read_one(out, s, from, x)) < 0)
			return rc;
		if (s->executes) {
			rg_buf text;

			rg_buf_init(&text, RG_LIMIT_SETTINGS_BYTES);
			rg_json_render(&text, x);
			hash = rg_hash_field(rg_hash_field(hash, rg_json_key(x)),
					     rg_buf_str(&text));
			rg_buf_release(&text);
			executes = true;
		}
	}
	if (from->file.ptr && executes)
		out->executes = rg_hash_hex(from->arena, hash);
	return RG_OK;
}

static rg_rc read_file(rg_settings *out, const source *from)
{
	rg_err why;
	rg_json *json;
	rg_rc rc = rg_json_parse(&json, from->file, &why);

	if (rc < 0) {
		/* The parser says "…, at byte N": give the line too. */
		rg_str message = rg_str_of(why.message);
		size_t at = rg_str_rfind_char(message, ' '), line = 1;
		uint64_t offset = 0;

		if (at != SIZE_MAX &&
		    rg_str_u64(&offset, rg_str_sub(message, at + 1, message.len), from->file.len))
			for (size_t i = 0; i < offset && i < from->file.len; i++)
				line += from->file.ptr[i] == '\n';
		return rg_fail(from->err, RG_EINVAL, "%.*s:%zu: %s", RG_FMT(from->path), line,
			       why.message);
	}
	if (rg_json_is_object(json))
		rc = read_object(out, from, json);
	else
		rc = rg_fail(from->err, RG_EINVAL, "%.*s:1: the settings must be one object",
			     RG_FMT(from->path));
	rg_json_free(json);
	return rc;
}

/* Values that only some words are allowed for. */
static rg_rc check(const rg_settings *s, const source *from)
{
	static const char *const modes[] = {"in-place", "worktree", "none"};
	rg_str where = place(from, "branchMode");

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (rg_str_eq_z(s->branch_mode, modes[i]))
			return RG_OK;
	return rg_fail(from->err, RG_EINVAL,
		       "%.*s must be in-place, worktree or none, not \"%.*s\"", RG_FMT(where),
		       RG_FMT(s->branch_mode));
}

/* What settings.def says is what holds; a list or an object that is empty there is empty. */
static void set_defaults(rg_settings *out)
{
	*out = (rg_settings){0};
	for (size_t i = 0; i < N_SETTINGS; i++) {
		void *field = (char *)out + table[i].offset;
		rg_str otherwise = rg_str_of(table[i].otherwise);
		uint64_t number = 0;

		switch (table[i].type) {
		case TEXT:
			if (otherwise.len)
				*(rg_str *)field = otherwise;
			break;
		case NUMBER:
			(void)rg_str_u64(&number, otherwise, MOST_NUMBER);
			*(int64_t *)field = (int64_t)number;
			break;
		case FLAG:
			*(bool *)field = rg_str_eq_z(otherwise, "true");
			break;
		case MEGABYTES: /* no limit */
		case TEXTS:
		case ENVIRONMENT:
		case PATH_MAP:
		case WORKFLOWS:
		case FORGE:
		case PR:
			break;
		}
	}
}

rg_rc rg_settings_read(rg_settings *out, rg_arena *arena, rg_str file, rg_str path,
		       const rg_json *editor, rg_err *err)
{
	source from_file = {arena, file, path, err};
	source from_editor = {arena, {NULL, 0}, {NULL, 0}, err};
	rg_rc rc;

	set_defaults(out);
	if (file.ptr && rg_str_trim(file).len &&
	    ((rc = read_file(out, &from_file)) < 0 || (rc = check(out, &from_file)) < 0))
		return rc;
	if (editor && !rg_json_is_null(editor)) {
		if (!rg_json_is_object(editor))
			return rg_fail(err, RG_EINVAL,
				       "the editor's redgreen settings must be an object");
		if ((rc = read_object(out, &from_editor, editor)) < 0 ||
		    (rc = check(out, &from_editor)) < 0)
			return rc;
	}
	return RG_OK;
}

/* ---- documentation -------------------------------------------------------------------------- */

static const char *type_words(setting_type type)
{
	static const char *const words[] = {
		"string",	"list of strings", "object of strings", "whole number",
		"whole number", "true or false",   "list of objects",	"list of objects",
		"object",	"object"};

	return words[type];
}

void rg_settings_render_docs(rg_buf *out)
{
	rg_buf_add_z(out,
		     "# Settings\n\n"
		     "Made from `server/fix/workspace/settings.def` and `server/base/limits.h` by "
		     "`redgreen --print-docs settings`; a test fails when this page differs.\n\n"
		     "`.redgreen.json` in the repository and the editor's `redgreen.*` settings "
		     "have the "
		     "same names; the editor's win. Settings marked ▶ execute something: those of "
		     "`.redgreen.json` are used only after you have agreed to them.\n\n"
		     "| setting | type | default | meaning |\n|--|--|--|--|\n");
	for (size_t i = 0; i < N_SETTINGS; i++) {
		const setting *s = &table[i];

		rg_buf_printf(out, "| `%s`%s | %s | %s%s%s | %s |\n", s->name,
			      s->executes ? " ▶" : "", type_words(s->type),
			      *s->otherwise ? "`" : "", s->otherwise, *s->otherwise ? "`" : "",
			      s->description);
	}
	rg_buf_add_z(
		out,
		"\n## Which Python runs the tests\n\n"
		"The first that is there, in this order; `redgreen doctor` shows the choice and "
		"what was passed over for it. Sources with ↑ are looked at in the folder of the "
		"test and in each above it up to the root, so that a project inside of the "
		"repository is tested with its own environment, and in its own folder unless "
		"`cwd` says otherwise.\n\n");
	rg_python_render_docs(out);
	rg_buf_add_z(out,
		     "\n## Limits\n\nThese are fixed; the table says why each has its value.\n\n"
		     "| limit | value | why |\n|--|--|--|\n");
#define RG_LIMIT(name, value, why)                                                                 \
	rg_buf_printf(out, "| %s | %zu | %s |\n", #name, (size_t)(value), why);
	RG_LIMITS(RG_LIMIT)
#undef RG_LIMIT
}

static rg_json *type_schema(setting_type type)
{
	rg_json *schema = rg_json_object();
	static const char *const names[] = {"string",  "array", "object", "integer", "integer",
					    "boolean", "array", "array",  "object",  "object"};

	rg_json_set_str(schema, "type", rg_str_of(names[type]));
	if (type == TEXTS) {
		rg_json *items = rg_json_set_take(schema, "items", rg_json_object());

		rg_json_set_str(items, "type", RG_STR("string"));
	}
	if (type == NUMBER || type == MEGABYTES) {
		rg_json_set_int(schema, "minimum", 1);
		rg_json_set_int(schema, "maximum", type == NUMBER ? MOST_NUMBER : MOST_MEGABYTES);
	}
	return schema;
}

void rg_settings_render_schema(rg_buf *out)
{
	rg_json *schema = rg_json_object(), *properties;

	rg_json_set_str(schema, "$schema", RG_STR("http://json-schema.org/draft-07/schema#"));
	rg_json_set_str(schema, "title", RG_STR("redgreen settings (.redgreen.json)"));
	rg_json_set_str(schema, "type", RG_STR("object"));
	rg_json_set_bool(schema, "additionalProperties", false);
	properties = rg_json_set_take(schema, "properties", rg_json_object());
	rg_json_set_take(properties, "$schema", type_schema(TEXT));
	for (size_t i = 0; i < N_SETTINGS; i++) {
		rg_json *one =
			rg_json_set_take(properties, table[i].name, type_schema(table[i].type));

		rg_json_set_str(one, "description", rg_str_of(table[i].description));
	}
	rg_json_render_pretty(out, schema);
	rg_json_free(schema);
}
