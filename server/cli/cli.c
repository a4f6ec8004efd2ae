/* SPDX-License-Identifier: MIT */
/*
 * cli.c - one command, one loop, one answer. Progress goes to standard error as single lines that
 * a terminal overwrites, elsewhere only when it takes longer; the answer goes to standard output at
 * the end, as text or, with --json, as exactly the object that the language server returns. Ctrl-C
 * stops the task, and with it the whole process tree of a run; a second one is not needed.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "cli/follow.h"
#include "cli/nearest.h"
#include "cli/next.h"
#include "cli/pages.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "commands/command.h"
#include "commands/exits.h"
#include "os/fs.h"
#include "os/system.h"
#include "trace/thin.h"

enum { MIN_COLUMNS = 40, MAX_COLUMNS = 100 };

#define OUTPUT_MAX (64 * RG_MiB)

typedef struct cli {
	rg_arena *arena;
	rg_loop *loop;
	rg_workspace *workspace;
	const rg_command *command;
	rg_command_args args;
	rg_task *task;
	bool wants_json, says_yes, is_quiet, is_interrupted, is_interactive;
	bool is_unanswered;   /* a question could not be asked */
	bool follows;	      /* a run's output is shown as it comes */
	rg_follow_view view;  /* of that */
	bool is_second_round; /* the plan was given back because of --yes */
	rg_progress_line line;
	int status;
} cli;

static int exit_status(rg_rc rc)
{
	switch (rc) {
	case RG_EINVAL:
		return RG_EXIT_USAGE;
	case RG_ECANCELLED:
		return RG_EXIT_INTERRUPTED;
	default:
		return RG_EXIT_BROKEN;
	}
}

static void on_progress(void *self, uint32_t percent, rg_str message)
{
	cli *c = self;

	if (c->is_quiet || (c->follows && c->task && rg_task_run(c->task).ptr))
		return;
	rg_progress_line_show(&c->line, percent, message);
}

static void write_text(FILE *stream, rg_buf *text)
{
	if (text->len)
		fwrite(text->ptr, 1, text->len, stream);
	fflush(stream);
	rg_buf_release(text);
}

static void on_output(void *self, rg_str piece)
{
	cli *c = self;
	rg_buf out;

	rg_progress_line_clear(&c->line);
	rg_buf_init(&out, OUTPUT_MAX);
	rg_follow_view_add(&c->view, &out, piece);
	write_text(stderr, &out);
}

/* The answer begins on a line of its own, behind a blank one. */
static void end_output(cli *c)
{
	rg_buf out;

	if (!c->view.has_shown)
		return;
	rg_buf_init(&out, OUTPUT_MAX);
	rg_follow_view_finish(&c->view, &out);
	rg_buf_add_char(&out, '\n');
	write_text(stderr, &out);
}

/* A choice by its number; anything else is none. */
static void on_ask(void *self, rg_task *task, const rg_question *question)
{
	cli *c = self;
	char line[32];
	uint64_t number = 0;

	rg_progress_line_clear(&c->line);
	if (!c->is_interactive) {
		rg_cli__tell(
			"redgreen: without a terminal nobody can be asked, so the answer is no: ",
			question->text, "\n");
		c->is_unanswered = true;
		rg_task_answer(task, -1);
		return;
	}
	rg_cli__tell("", question->text, "\n");
	for (size_t i = 0; i < question->n_choices; i++) {
		fprintf(stderr, "  %zu  ", i + 1);
		rg_cli__tell("", question->choices[i], "\n");
	}
	fputs("Your choice (nothing: 1): ", stderr);
	if (!fgets(line, sizeof(line), stdin) ||
	    !rg_str_u64(&number, rg_str_trim(rg_str_of(line)), question->n_choices))
		number = 0;
	rg_task_answer(task, (int)number - 1);
}

/* Of the terminal, as far as lines are good to read; what is no terminal gets the widest. */
static unsigned columns(void)
{
	unsigned n = rg_terminal_columns(STDOUT_FILENO);

	return n == 0 || n > MAX_COLUMNS ? MAX_COLUMNS : n < MIN_COLUMNS ? MIN_COLUMNS : n;
}

/* Where a test was named that is not there: one that is, and nearly so. */
static rg_str meant_test(const cli *c, const rg_json *result)
{
	const rg_json *stopped = rg_json_get(result, "stopped");
	rg_str found = {NULL, 0};

	if (!rg_str_eq_z(rg_json_str(rg_json_get(stopped, "code")), "no-such-test"))
		return found;
	for (size_t i = 0; i < c->args.tests.n && !found.ptr; i++)
		found = rg_nearest_test(c->arena, rg_workspace_root(c->workspace),
					c->args.tests.items[i]);
	return found;
}

static void print(const cli *c, const rg_json *result)
{
	rg_buf out;

	rg_buf_init(&out, OUTPUT_MAX);
	if (c->wants_json) {
		rg_json_render(&out, result);
		rg_buf_add_char(&out, '\n');
	} else {
		bool is_terminal = rg_is_terminal(STDOUT_FILENO);
		rg_cli_look look = {
			.command = c->command,
			.has_colour = is_terminal && rg_env_get("NO_COLOR").len == 0,
			.columns = columns(),
			.has_shown_output = c->view.has_shown,
			.carries_out_plan = c->is_second_round,
			.wraps = is_terminal,
			.folder = rg_fs_cwd(c->arena),
			.meant = meant_test(c, result),
			.next = rg_cli_next(c->arena, c->command, c->workspace, result)};

		rg_cli_print_result(&out, result, &look);
	}
	write_text(stdout, &out);
}

/* Whoever works in a session wants to know how much of it is left. */
static void tell_time(const cli *c)
{
	rg_session_time time;

	if (c->is_quiet || !rg_is_terminal(STDERR_FILENO) || !rg_workspace_session(c->workspace) ||
	    c->command == &rg_command_show_status)
		return;
	time = rg_workspace_session_time(c->workspace);
	fprintf(stderr, "%.*s\n", RG_FMT(rg_session_time_full(c->arena, &time)));
}

/* "No" in the sense of exit 1: stopped, a run that did not pass, findings, something to mend. */
static bool is_no(const rg_json *result)
{
	rg_str outcome = rg_json_str(rg_json_get(rg_json_get(result, "run"), "outcome"));
	const rg_json *check = rg_json_first(rg_json_get(result, "checks"));

	for (; check; check = rg_json_next(check))
		if (!rg_json_bool(rg_json_get(check, "ok"), true))
			return true;
	return rg_json_get(result, "stopped") || rg_json_count(rg_json_get(result, "findings")) ||
	       (outcome.ptr && !rg_str_eq_z(outcome, "passed"));
}

static void start(cli *c);

static void on_done(void *self, rg_rc rc, const rg_err *err, const rg_json *result)
{
	cli *c = self;
	const rg_json *plan;

	rg_progress_line_clear(&c->line);
	end_output(c);
	c->task = NULL;
	if (rc < 0) {
		rg_cli__tell("redgreen: ", rg_str_of(err->message), "\n");
		c->status = c->is_interrupted ? RG_EXIT_INTERRUPTED : exit_status(rc);
		rg_loop_stop(c->loop);
		return;
	}
	plan = rg_json_get(result, "plan");
	if (plan && !rg_json_get(result, "stopped") && !c->args.plan.ptr && c->says_yes &&
	    !c->is_second_round) {
		c->args.plan = rg_arena_dup(c->arena, rg_json_str(rg_json_get(plan, "hash")));
		c->is_second_round = true;
		if (!c->is_quiet && !c->wants_json)
			print(c, result);
		start(c);
		return;
	}
	print(c, result);
	tell_time(c);
	c->status = !is_no(result)					 ? RG_EXIT_DONE
		    : c->is_unanswered && rg_json_get(result, "stopped") ? RG_EXIT_UNANSWERED
									 : RG_EXIT_NO;
	rg_loop_stop(c->loop);
}

static void start(cli *c)
{
	rg_observer observer = {.self = c,
				.progress = on_progress,
				.output = c->follows ? on_output : NULL,
				.ask = on_ask,
				.done = on_done};
	rg_err err;
	rg_rc rc = rg_command_start(&c->task, c->command, c->workspace, &c->args, &observer, &err);

	if (rc < 0) {
		fprintf(stderr, "redgreen: %s\n", err.message);
		c->status = exit_status(rc);
		rg_loop_stop(c->loop);
	}
}

static void start_first(void *data)
{
	start(data);
}

static void on_interrupt(void *data)
{
	cli *c = data;

	c->is_interrupted = true;
	if (c->task)
		rg_task_cancel(c->task);
}

/* The nearest folder upwards that holds .git; else the folder itself, and git says why not. */
static rg_str find_root(rg_arena *arena, rg_str from)
{
	rg_str folder = rg_fs_real(arena, rg_arena_cstr(arena, from));
	rg_str start_folder = folder;

	while (folder.len > 1) {
		char *git = rg_path_join(arena, folder, RG_STR(".git"));

		if (rg_fs_is_folder(git) || rg_fs_is_file(git))
			return folder;
		folder = rg_path_folder(folder);
	}
	return start_folder;
}

/* Node ids as typed are relative to the working folder; redgreen's are relative to the root. */
static void rebase_tests(cli *c, rg_str root)
{
	rg_str cwd = rg_fs_cwd(c->arena), below = cwd;

	if (!rg_str_skip(&below, root) || below.len == 0 || !rg_str_skip(&below, RG_STR("/")))
		return;
	for (size_t i = 0; i < c->args.tests.n; i++) {
		rg_str *test = &c->args.tests.items[i];
		size_t colons = rg_str_find(*test, RG_STR("::"));
		rg_str file = rg_str_sub(*test, 0, colons);

		if (file.len && file.ptr[0] != '/' && rg_fs_is_file(rg_arena_cstr(c->arena, file)))
			*test = rg_arena_printf(c->arena, "%.*s/%.*s", RG_FMT(below),
						RG_FMT(*test));
	}
}

/* A log as typed is relative to the working folder, too. */
static void rebase_log(cli *c)
{
	rg_str log = c->args.log;

	if (log.len && log.ptr[0] != '/' && rg_fs_is_file(rg_arena_cstr(c->arena, log)))
		c->args.log = rg_str_of(rg_path_join(c->arena, rg_fs_cwd(c->arena), log));
}

/* A log may come through a pipe, and be of any length, as a file may. It is written nowhere. */
static void take_input(cli *c)
{
	rg_thinner *thinner = rg_thinner_new(c->arena, RG_LIMIT_TRACE_BYTES);
	char chunk[65536];
	size_t n;

	if (rg_is_terminal(STDIN_FILENO) && !c->is_quiet)
		fputs("redgreen: paste the log, then press Ctrl-D on a line of its own\n", stderr);
	while ((n = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		rg_thinner_add(thinner, (rg_str){chunk, n});
	c->args.log = RG_STR("standard input");
	c->args.log_text = rg_thinner_finish(thinner);
}

/* Takes the flags that every command has; false when one of them ends it all. */
static bool take_common_flags(cli *c, int argc, char **argv, rg_str_vec *words, bool *trusts)
{
	unsigned given = 0;

	for (int i = 2; i < argc; i++) {
		rg_str word = rg_str_of(argv[i]);
		rg_cli_flag flag = rg_cli_flag_of(word);

		if (rg_str_eq_z(word, "--")) {
			for (; i < argc; i++)
				RG_PUSH(c->arena, words, rg_str_of(argv[i]));
		} else if (flag == RG_CLI_HELP) {
			return false;
		} else if (flag < RG_CLI_N_FLAGS) {
			given |= 1u << flag;
		} else {
			RG_PUSH(c->arena, words, word);
		}
	}
	c->wants_json = given & (1u << RG_CLI_JSON);
	c->says_yes = given & (1u << RG_CLI_YES);
	c->is_quiet = given & (1u << RG_CLI_QUIET);
	c->follows = given & (1u << RG_CLI_FOLLOW);
	*trusts = given & (1u << RG_CLI_TRUST);
	if (given & (1u << RG_CLI_VERBOSE))
		rg_log_set_level(RG_LOG_INFO);
	return true;
}

/* Whoever runs a test in a terminal expects to see what pytest says. */
static void choose_following(cli *c)
{
	bool is_terminal = rg_is_terminal(STDERR_FILENO);

	if (c->is_quiet)
		c->follows = false;
	else if (c->command == &rg_command_run_test && is_terminal && !c->wants_json)
		c->follows = true;
	rg_follow_view_init(&c->view, is_terminal && rg_env_get("NO_COLOR").len == 0,
			    is_terminal ? rg_terminal_columns(STDERR_FILENO) : 0);
}

static int run(cli *c, int argc, char **argv)
{
	rg_str_vec words = {0};
	rg_str root;
	bool trusts = false;
	rg_err err;

	if (!take_common_flags(c, argc, argv, &words, &trusts)) {
		rg_buf out;

		rg_buf_init(&out, OUTPUT_MAX);
		rg_cli_print_command_help(&out, c->command);
		write_text(stdout, &out);
		return RG_EXIT_DONE;
	}
	if (rg_command_decode_words(&c->args, c->arena, c->command, &words, &err) < 0) {
		fprintf(stderr, "redgreen: %s\n", err.message);
		return RG_EXIT_USAGE;
	}
	if (c->args.root.ptr && !rg_fs_is_folder(rg_arena_cstr(c->arena, c->args.root))) {
		fprintf(stderr, "redgreen: --root: there is no folder %.*s\n",
			RG_FMT(c->args.root));
		return RG_EXIT_USAGE;
	}
	root = c->args.root.ptr ? rg_fs_real(c->arena, rg_arena_cstr(c->arena, c->args.root))
				: find_root(c->arena, rg_fs_cwd(c->arena));
	rebase_tests(c, root);
	c->is_interactive = rg_is_terminal(STDIN_FILENO) && rg_is_terminal(STDERR_FILENO);
	if (rg_str_eq_z(c->args.log, "-"))
		take_input(c);
	else
		rebase_log(c);
	choose_following(c);
	c->loop = rg_loop_new();
	c->workspace = rg_workspace_new(c->loop, root, NULL);
	c->line.loop = c->loop;
	c->line.workspace = c->workspace;
	/* Whoever types the command has said that the tests may run. */
	rg_workspace_set_trust(c->workspace, trusts ? RG_TRUST_GRANTED : RG_TRUST_TESTS);
	rg_loop_on_interrupt(c->loop, on_interrupt, c);
	rg_loop_post(c->loop, start_first, c);
	rg_loop_run(c->loop);
	rg_progress_line_release(&c->line);
	rg_workspace_free(c->workspace);
	rg_loop_free(c->loop);
	rg_follow_view_release(&c->view);
	return c->status;
}

static const struct {
	const char *name;
	void (*print)(rg_buf *out);
} docs[] = {
	{"commands", rg_commands_render_docs}, {"settings", rg_settings_render_docs},
	{"schema", rg_settings_render_schema}, {"man", rg_cli_print_man},
	{"bash", rg_cli_print_bash},	       {"zsh", rg_cli_print_zsh},
	{"fish", rg_cli_print_fish},
};

static int print_docs(rg_buf *out, const char *which)
{
	for (size_t i = 0; which && i < sizeof(docs) / sizeof(docs[0]); i++)
		if (strcmp(which, docs[i].name) == 0) {
			docs[i].print(out);
			return RG_EXIT_DONE;
		}
	fputs("redgreen: --print-docs needs one of:", stderr);
	for (size_t i = 0; i < sizeof(docs) / sizeof(docs[0]); i++)
		fprintf(stderr, " %s", docs[i].name);
	fputs("\n", stderr);
	return RG_EXIT_USAGE;
}

/* For completions, which show nothing of an error. */
static int print_tests(rg_buf *out, const char *path)
{
	rg_err err;

	if (path && rg_cli_print_tests(out, path, &err) == RG_OK)
		return RG_EXIT_DONE;
	fprintf(stderr, "redgreen: %s\n", path ? err.message : "--print-tests needs a file");
	return RG_EXIT_USAGE;
}

int rg_cli_main(int argc, char **argv)
{
	cli c = {.arena = rg_arena_new(), .status = RG_EXIT_BROKEN};
	rg_str name = rg_str_of(argc > 1 ? argv[1] : "");
	const char *what = argc > 2 ? argv[2] : NULL;
	rg_buf out;

	rg_progress_line_init(&c.line, rg_clock_ns());
	rg_buf_init(&out, OUTPUT_MAX);
	c.command = rg_command_find_shell(name);
	if (c.command) {
		c.status = run(&c, argc, argv);
	} else if (rg_str_eq_z(name, "--version")) {
		puts("redgreen " RG_VERSION);
		c.status = RG_EXIT_DONE;
	} else if (rg_str_eq_z(name, "--print-docs")) {
		c.status = print_docs(&out, what);
		write_text(stdout, &out);
	} else if (rg_str_eq_z(name, "--print-tests")) {
		c.status = print_tests(&out, what);
		write_text(stdout, &out);
	} else if (rg_str_eq_z(name, "help") && rg_command_find_shell(rg_str_of(what))) {
		rg_cli_print_command_help(&out, rg_command_find_shell(rg_str_of(what)));
		write_text(stdout, &out);
		c.status = RG_EXIT_DONE;
	} else if (name.len == 0 || rg_str_eq_z(name, "help") || rg_str_eq_z(name, "--help") ||
		   rg_str_eq_z(name, "-h")) {
		bool is_asked = name.len || rg_is_terminal(STDOUT_FILENO);

		rg_cli_print_help(&out);
		write_text(is_asked ? stdout : stderr, &out);
		c.status = is_asked ? RG_EXIT_DONE : RG_EXIT_USAGE;
	} else {
		rg_cli_explain_word(&out, name);
		rg_cli__tell("redgreen: ", rg_buf_str(&out), "\n");
		c.status = RG_EXIT_USAGE;
	}
	rg_buf_release(&out);
	rg_arena_free(c.arena);
	return c.status;
}
