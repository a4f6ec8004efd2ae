/* SPDX-License-Identifier: MIT */
/*
 * command.c - the table of commands and what all of them share: decoding arguments from JSON and
 * from shell words by one table, and the checks before a command begins. Unknown keys and words
 * are errors that name them: a typing mistake must not run something else.
 */
#include "commands/command.h"

#include <stddef.h>
#include <stdlib.h>

#include "fix/stop_only.h"
#include "os/fs.h"

static const rg_command *const commands[] = {
#define RG_COMMAND(name) &rg_command_##name,
#include "commands/commands.def"
#undef RG_COMMAND
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

typedef enum arg_type { TEXT, TEXTS, NUMBER } arg_type;

typedef struct arg_entry {
	const char *name;
	arg_type type;
	const char *help;
	size_t offset; /* of the field in rg_command_args */
} arg_entry;

/* What a variant may be, with these behind each name. */
#define RG_VARIANT(id, name, ...) name NAME_END
#define NAME_END		  ", "
static const char variant_help[] = "One way to run it alone: "
#include "runner/variant.def"
				   "or none (no varied rounds).";
#undef NAME_END
#define NAME_END " "
static const char variant_values[] =
#include "runner/variant.def"
	"none";
#undef NAME_END
#undef RG_VARIANT

static const arg_entry entries[] = {
#define RG_ARG(field, name, type, help) {name, type, help, offsetof(rg_command_args, field)},
#include "commands/args.def"
#undef RG_ARG
};

const rg_command *const *rg_commands(size_t *n)
{
	*n = N_COMMANDS;
	return commands;
}

const rg_command *rg_command_find_id(rg_str id)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (rg_str_eq_z(id, commands[i]->id))
			return commands[i];
	return NULL;
}

const rg_command *rg_command_find_shell(rg_str name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (commands[i]->shell && rg_str_eq_z(name, commands[i]->shell))
			return commands[i];
	return NULL;
}

const rg_command *rg_command_of_move(rg_move move)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (move != RG_MOVE_FREE && commands[i]->move == move)
			return commands[i];
	return NULL;
}

static bool takes(const rg_command *command, size_t arg)
{
	return arg == RG_ARG_root || (command->takes & (1u << arg));
}

/* Of the file as a whole, an open session's tests are meant. */
static uint32_t place_of(const rg_offer_ctx *ctx)
{
	bool has_tests = ctx->test.ptr || (ctx->is_file && (ctx->known & RG_KNOWN_SESSION));

	return (has_tests ? RG_AT_TEST : 0) |
	       (ctx->has_failure || ctx->is_file ? RG_AT_FAILURE : 0) |
	       (ctx->log.ptr ? RG_AT_LOG : 0);
}

bool rg_command_offer(rg_offer *out, const rg_command *command, const rg_offer_ctx *ctx)
{
	uint32_t place = place_of(ctx);
	const char *obstacle = rg_move_obstacle(command->move, ctx->known);

	*out = (rg_offer){.title = rg_str_of(command->title)};
	if (!(command->at ? place & command->at : place))
		return false;
	/* What is about a session finds its tests there. */
	if (ctx->test.ptr && command->at != RG_AT_OURS && takes(command, RG_ARG_tests))
		RG_PUSH(ctx->arena, &out->args.tests, ctx->test);
	if (obstacle)
		out->disabled = rg_str_of(obstacle);
	out->is_next = command->move != RG_MOVE_FREE && command->move == rg_move_next(ctx->known);
	return !command->offer || command->offer(out, ctx);
}

const char *rg_arg_name(rg_arg arg)
{
	return entries[arg].name;
}

const char *rg_arg_help(rg_arg arg)
{
	return entries[arg].help;
}

const char *rg_arg_values(rg_arg arg)
{
	return arg == RG_ARG_kind ? RG_FIX_KINDS : arg == RG_ARG_variant ? variant_values : NULL;
}

/* The index of the argument that the command takes under this name, or RG_N_ARGS. */
static size_t find_arg(const rg_command *command, rg_str name)
{
	for (size_t i = 0; i < RG_N_ARGS; i++)
		if (rg_str_eq_z(name, entries[i].name))
			return takes(command, i) ? i : RG_N_ARGS;
	return RG_N_ARGS;
}

rg_rc rg_command_decode(rg_command_args *out, rg_arena *arena, const rg_command *command,
			const rg_json *object, rg_err *err)
{
	*out = (rg_command_args){0};
	if (rg_json_is_null(object))
		return RG_OK;
	if (!rg_json_is_object(object))
		return rg_fail(err, RG_EINVAL, "%s takes one object as its argument", command->id);
	for (const rg_json *x = rg_json_first(object); x; x = rg_json_next(x)) {
		size_t arg = find_arg(command, rg_json_key(x));
		void *field;

		if (arg == RG_N_ARGS)
			return rg_fail(err, RG_EINVAL, "%s takes no argument \"%.*s\"", command->id,
				       RG_FMT(rg_json_key(x)));
		if (rg_json_is_null(x))
			continue;
		field = (char *)out + entries[arg].offset;
		if (entries[arg].type == TEXT && rg_json_is_string(x)) {
			*(rg_str *)field = rg_arena_dup(arena, rg_json_str(x));
		} else if (entries[arg].type == NUMBER && rg_json_int(x, 0) > 0 &&
			   rg_json_int(x, 0) <= 100000) {
			*(int64_t *)field = rg_json_int(x, 0);
		} else if (entries[arg].type == TEXTS && rg_json_is_array(x)) {
			for (const rg_json *y = rg_json_first(x); y; y = rg_json_next(y)) {
				if (!rg_json_is_string(y))
					return rg_fail(err, RG_EINVAL,
						       "argument \"%s\" must be a list of strings",
						       entries[arg].name);
				RG_PUSH(arena, (rg_str_vec *)field,
					rg_arena_dup(arena, rg_json_str(y)));
			}
		} else {
			static const char *const wanted[] = {"a string", "a list of strings",
							     "a whole number from 1 to 100000"};

			return rg_fail(err, RG_EINVAL, "argument \"%s\" must be %s",
				       entries[arg].name, wanted[entries[arg].type]);
		}
	}
	return rg_fix_args_check(out, err);
}

rg_json *rg_command_encode(const rg_command_args *args)
{
	rg_json *object = rg_json_object();

	for (size_t i = 0; i < RG_N_ARGS; i++) {
		const void *field = (const char *)args + entries[i].offset;

		if (entries[i].type == TEXT && ((const rg_str *)field)->ptr) {
			rg_json_set_str(object, entries[i].name, *(const rg_str *)field);
		} else if (entries[i].type == NUMBER && *(const int64_t *)field) {
			rg_json_set_int(object, entries[i].name, *(const int64_t *)field);
		} else if (entries[i].type == TEXTS && ((const rg_str_vec *)field)->n) {
			const rg_str_vec *texts = field;
			rg_json *array = rg_json_set_take(object, entries[i].name, rg_json_array());

			for (size_t j = 0; j < texts->n; j++)
				rg_json_push_take(array, rg_json_new_str(texts->items[j]));
		}
	}
	return object;
}

/* A word that begins with '-': --name VALUE or --name=VALUE. */
static rg_rc decode_flag(rg_command_args *out, rg_arena *arena, const rg_command *command,
			 const rg_str_vec *words, size_t *at, rg_err *err)
{
	rg_str word = words->items[*at], name = word, value = {NULL, 0};
	size_t equals, arg;
	void *field;

	if (!rg_str_skip(&name, RG_STR("--")))
		return rg_fail(err, RG_EINVAL,
			       "redgreen %s has no flag %.*s; redgreen %s --help lists them%s",
			       command->shell, RG_FMT(word), command->shell,
			       takes(command, RG_ARG_tests)
				       ? ", and pytest's go into the setting pytestArgs"
				       : "");
	equals = rg_str_find_char(name, '=');
	if (equals != SIZE_MAX) {
		value = rg_str_sub(name, equals + 1, name.len);
		name = rg_str_sub(name, 0, equals);
	}
	arg = find_arg(command, name);
	if (arg == RG_N_ARGS)
		return rg_fail(err, RG_EINVAL,
			       "redgreen %s has no flag --%.*s; redgreen %s --help lists them",
			       command->shell, RG_FMT(name), command->shell);
	if (!value.ptr) {
		if (*at + 1 >= words->n)
			return rg_fail(err, RG_EINVAL, "--%s needs a value", entries[arg].name);
		value = words->items[++*at];
	}
	field = (char *)out + entries[arg].offset;
	if (entries[arg].type == TEXT) {
		*(rg_str *)field = rg_arena_dup(arena, value);
	} else if (entries[arg].type == TEXTS) {
		RG_PUSH(arena, (rg_str_vec *)field, rg_arena_dup(arena, value));
	} else {
		uint64_t number;

		if (!rg_str_u64(&number, value, 100000) || number == 0)
			return rg_fail(err, RG_EINVAL,
				       "--%s needs a whole number from 1 to 100000, not \"%.*s\"",
				       entries[arg].name, RG_FMT(value));
		*(int64_t *)field = (int64_t)number;
	}
	return RG_OK;
}

rg_rc rg_command_decode_words(rg_command_args *out, rg_arena *arena, const rg_command *command,
			      const rg_str_vec *words, rg_err *err)
{
	bool flags_are_over = false;
	rg_rc rc;

	*out = (rg_command_args){0};
	for (size_t i = 0; i < words->n; i++) {
		rg_str word = words->items[i];

		if (!flags_are_over && rg_str_eq_z(word, "--")) {
			flags_are_over = true;
		} else if (!flags_are_over && word.len > 1 && word.ptr[0] == '-') {
			if ((rc = decode_flag(out, arena, command, words, &i, err)) < 0)
				return rc;
		} else if (takes(command, RG_ARG_tests)) {
			RG_PUSH(arena, &out->tests, rg_arena_dup(arena, word));
		} else if (takes(command, RG_ARG_log) && !out->log.ptr) {
			out->log = rg_arena_dup(arena, word);
		} else {
			return rg_fail(err, RG_EINVAL, "redgreen %s takes no argument \"%.*s\"",
				       command->shell, RG_FMT(word));
		}
	}
	return rg_fix_args_check(out, err);
}

/* The arguments in the task's arena: a use case may borrow them as long as it lives. */
static rg_command_args *copy_args(rg_arena *arena, const rg_command_args *args)
{
	rg_command_args *copy = RG_NEW(arena, rg_command_args);

	*copy = *args;
	for (size_t i = 0; i < RG_N_ARGS; i++) {
		void *field = (char *)copy + entries[i].offset;

		if (entries[i].type == TEXT)
			*(rg_str *)field = rg_arena_dup(arena, *(rg_str *)field);
		else if (entries[i].type == TEXTS)
			*(rg_str_vec *)field = rg_str_vec_dup(arena, field);
	}
	return copy;
}

/* Whether a path says the same in more than one way: absolute, or with "." or ".." or "//". */
static bool is_odd(rg_str path)
{
	rg_str rest = path, part;

	while (rg_str_part(&part, &rest, '/'))
		if (!part.len || rg_str_eq_z(part, ".") || rg_str_eq_z(part, ".."))
			return true;
	return false;
}

/*
 * One file has one node id, whatever way it was typed: evidence and the commit without the test
 * are bound to it. A file that does not exist is left for pytest to say so.
 */
static rg_rc settle_tests(rg_command_args *args, rg_arena *arena, rg_str root, rg_err *err)
{
	rg_str_vec out = {0};

	for (size_t i = 0; i < args->tests.n; i++) {
		rg_str test = args->tests.items[i];
		rg_str file = rg_str_sub(test, 0, rg_str_find(test, RG_STR("::"))), real;

		real = is_odd(file) ? rg_fs_real(arena, rg_path_join(arena, root, file))
				    : (rg_str){NULL, 0};
		if (real.ptr) {
			if (!rg_str_skip(&real, root) || !rg_str_skip(&real, RG_STR("/")))
				return rg_fail(
					err, RG_EINVAL,
					"the node id %.*s lies outside of %.*s; name a test of "
					"this repository",
					RG_FMT(test), RG_FMT(root));
			test = rg_arena_printf(arena, "%.*s%.*s", RG_FMT(real),
					       RG_FMT(rg_str_sub(test, file.len, test.len)));
		}
		if (!rg_str_vec_has(&out, test))
			RG_PUSH(arena, &out, test);
	}
	args->tests = out;
	return RG_OK;
}

/* Starts a task that only says STOP when something that the command needs is not given. */
static bool lacks_something(const rg_command *command, rg_task *task, rg_rc *rc, rg_err *err)
{
	rg_workspace *workspace = rg_task_workspace(task);
	const rg_workspace_hooks *hooks = rg_workspace_hooks_of(workspace);
	rg_arena *arena = rg_task_arena(task);
	rg_str_vec unsaved = {0};

	if ((command->needs & RG_NEEDS_TRUST) && rg_workspace_trust(workspace) == RG_TRUST_DENIED) {
		*rc = rg_fix_stop_only(
			task, "untrusted",
			rg_arena_printf(arena,
					"%s runs this workspace's code, and the workspace is "
					"not trusted",
					command->title),
			RG_STR("Trust the workspace in the editor, then ask again."), err);
		return true;
	}
	if ((command->needs & RG_NEEDS_SAVED) && hooks->unsaved)
		unsaved = hooks->unsaved(hooks->self, workspace, arena);
	if (unsaved.n) {
		rg_str names = rg_str_vec_join(arena, &unsaved, RG_STR(", "));

		*rc = rg_fix_stop_only(
			task, "unsaved",
			rg_arena_printf(arena, "unsaved changes, which a run would not see: %.*s",
					RG_FMT(names)),
			RG_STR("Save the files and ask again."), err);
		return true;
	}
	return false;
}

rg_rc rg_command_start(rg_task **out, const rg_command *command, rg_workspace *workspace,
		       const rg_command_args *args, const rg_observer *observer, rg_err *err)
{
	rg_task *task = rg_task_new(workspace, observer);
	rg_arena *arena = rg_task_arena(task);
	rg_command_args *copy = copy_args(arena, args);
	rg_rc rc = settle_tests(copy, arena, rg_workspace_root(workspace), err);

	if (rc == RG_OK && !lacks_something(command, task, &rc, err))
		rc = command->run(task, copy, err);
	if (rc < 0) {
		rg_task_discard(task);
		return rc;
	}
	if (out)
		*out = task;
	return RG_OK;
}
