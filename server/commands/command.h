/* SPDX-License-Identifier: MIT */
/*
 * command.h - what a user can ask for, once for both faces. A command is a short file with one
 * const entry; commands.def is the only list. Neither JSON nor argv reaches a command: the faces
 * decode into rg_command_args.
 */
#ifndef RG_COMMANDS_COMMAND_H
#define RG_COMMANDS_COMMAND_H

#include "fix/workspace/args.h"
#include "fix/workspace/task.h"
#include "fix/workspace/workspace.h"

typedef enum rg_arg {
#define RG_ARG(field, name, type, help) RG_ARG_##field,
#include "commands/args.def"
#undef RG_ARG
	RG_N_ARGS
} rg_arg;
#define RG_TAKES(field) (1u << RG_ARG_##field)

typedef rg_fix_args rg_command_args;

enum {
	RG_SHOWN_LENS = 1 << 0,	   /* over tests, and as a code action on their lines */
	RG_SHOWN_ACTION = 1 << 1,  /* in the light bulb menu */
	RG_SHOWN_PALETTE = 1 << 2, /* in the palette of clients */
};
enum {
	RG_NEEDS_TRUST = 1 << 0, /* it runs the workspace's code */
	RG_NEEDS_SAVED = 1 << 1, /* unsaved buffers would make its answer wrong */
};

enum { /* what has to be under the cursor: one of these */
       RG_AT_TEST = 1 << 0,
       RG_AT_FAILURE = 1 << 1, /* the line of one, in source or in a log */
       RG_AT_LOG = 1 << 2,     /* anywhere in a log */
       RG_AT_OURS = RG_AT_TEST | RG_AT_FAILURE,
};

/* Where the user is: for lenses and actions, from state only. */
typedef struct rg_offer_ctx {
	rg_workspace *workspace;
	rg_arena *arena;
	uint32_t known;		     /* RG_KNOWN_…, of the workspace */
	const rg_settings *settings; /* its; NULL when they cannot be used */
	rg_str path;	  /* of the document, relative to the root; null for a log or draft */
	rg_str test;	  /* node id of the test under the cursor, or null */
	rg_str log;	  /* absolute path or URI when the document is a log, or null */
	bool has_failure; /* a failure of the findings touches the line */
	bool is_file;	  /* asked for of the file as a whole, wherever the cursor is */
	bool is_lens;	  /* it stands over the test all the time */
} rg_offer_ctx;

typedef struct rg_offer {
	rg_str title; /* null: the command's */
	rg_command_args args;
	rg_str disabled; /* why it is not possible now, or null */
	bool is_next;	 /* the step that comes next */
} rg_offer;

typedef struct rg_command {
	const char *id;	   /* "redgreen.runTest" */
	const char *shell; /* "run"; NULL: not in the shell */
	const char *title; /* "Run test" */
	const char *help;  /* a sentence or two for --help and docs */
	uint32_t takes;	   /* RG_TAKES(...) of the arguments; root is always taken */
	uint32_t shown, needs;
	uint32_t at;  /* RG_AT_…: where it is offered; 0: wherever there is a command at all */
	rg_move move; /* what it is on the way: whether it is possible, and comes next */
	/* A title that says more, or whether that is no place for it all the same; or NULL. Cheap.
	 */
	bool (*offer)(rg_offer *out, const rg_offer_ctx *ctx);
	rg_rc (*run)(rg_task *task, const rg_command_args *args, rg_err *err);
} rg_command;

#define RG_COMMAND(name) extern const rg_command rg_command_##name;
#include "commands/commands.def"
#undef RG_COMMAND

/* In the order of commands.def, which is menu order. */
const rg_command *const *rg_commands(size_t *n);
const rg_command *rg_command_find_id(rg_str id);
/* The command of that move; NULL for RG_MOVE_FREE. */
const rg_command *rg_command_of_move(rg_move move);
const rg_command *rg_command_find_shell(rg_str name);
/* Whether the command belongs where the user is, and if so: with which title and arguments, and
 * whether it is possible now. */
bool rg_command_offer(rg_offer *out, const rg_command *command, const rg_offer_ctx *ctx);
const char *rg_arg_name(rg_arg arg);
const char *rg_arg_help(rg_arg arg);
/* What it may be, separated by spaces; NULL: that is no list. */
const char *rg_arg_values(rg_arg arg);

/* One object → arguments, in the arena. NULL is an empty object. RG_EINVAL names the key. */
RG_MUST_CHECK rg_rc rg_command_decode(rg_command_args *out, rg_arena *arena,
				      const rg_command *command, const rg_json *object,
				      rg_err *err);
/* The other way round, for lenses and actions; leaves out what is not given. */
rg_json *rg_command_encode(const rg_command_args *args);
/* Shell words behind the command's name → arguments; common flags are the shell's own. */
RG_MUST_CHECK rg_rc rg_command_decode_words(rg_command_args *out, rg_arena *arena,
					    const rg_command *command, const rg_str_vec *words,
					    rg_err *err);
/*
 * Starts the command: trust and unsaved buffers are checked, then its use case begins. The
 * observer's done comes later unless an error is returned. args are copied.
 */
RG_MUST_CHECK rg_rc rg_command_start(rg_task **out, const rg_command *command,
				     rg_workspace *workspace, const rg_command_args *args,
				     const rg_observer *observer, rg_err *err);
/* docs/commands.md, from the tables (stopped codes and exit codes too). */
void rg_commands_render_docs(rg_buf *out);

#endif
