/* SPDX-License-Identifier: MIT */
/*
 * environment.c - builds the tests' environment in one pass; only a setup script needs a child.
 * bash sources the script in the environment built so far and then prints its own with `env -0`:
 * the result is taken over as it is, so that removed variables are gone as well.
 *
 * Credentials are recognised by name and taken out of what is inherited only. What the user's
 * settings or script put in on purpose stays.
 */
#include "runner/environment.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "os/child.h"
#include "os/fs.h"
#include "os/system.h"
#include "runner/lines.h"

#define SETUP_TIMEOUT_MS 60000

struct rg_environment_task {
	rg_loop *loop;
	rg_arena *arena; /* the caller's */
	rg_environment environment;
	rg_str setup; /* absolute, or null */
	rg_environment_done done;
	void *data;
	rg_child *child;
	bool is_stopped;
	rg_rc rc;
	rg_err err;
};

/* Plain output, and nothing that differs between an editor and a shell. COLUMNS: pytest cuts its
 * summary lines there. PYTHONFAULTHANDLER: a crash prints its stack. */
static const char *const plain[][2] = {
	{"NO_COLOR", "1"},  {"PY_COLORS", "0"},	       {"TERM", "dumb"},
	{"COLUMNS", "200"}, {"PYTHONUNBUFFERED", "1"}, {"PYTHONFAULTHANDLER", "1"},
};

/* Inherited variables that would change what pytest prints, or what another tool of ours set. */
static const char *const dropped[] = {
	"FORCE_COLOR",	       "CLICOLOR_FORCE", "PYTEST_CURRENT_TEST", "REDGREEN_PROBE",
	"REDGREEN_PROBE_ROOT", "PYTHONHASHSEED", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID",
	"PYTHONPYCACHEPREFIX", "REDGREEN_CHILD",
};

/* Say nothing about the tests: ids of terminals, shells and sessions. */
static const char *const volatile_names[] = {
	"_",
	"SHLVL",
	"PWD",
	"OLDPWD",
	"COLORTERM",
	"LS_COLORS",
	"WINDOWID",
	"SSH_CLIENT",
	"SSH_CONNECTION",
	"SSH_TTY",
	"GPG_TTY",
	"INVOCATION_ID",
	"JOURNAL_STREAM",
	"LINES",
	"MANAGERPID",
	"SYSTEMD_EXEC_PID",
};
static const char *const volatile_prefixes[] = {
	"XDG_SESSION_", "TERM_",  "VSCODE_", "TMUX",	 "NVIM",	 "VIM",
	"STY",		"ITERM_", "KITTY_",  "WEZTERM_", "DBUS_SESSION_"};

static rg_str name_of(rg_str var)
{
	return rg_str_sub(var, 0, rg_str_find_char(var, '='));
}

static bool is_in(const char *const *names, size_t n, rg_str name)
{
	for (size_t i = 0; i < n; i++)
		if (rg_str_eq_z(name, names[i]))
			return true;
	return false;
}

#define IS_IN(names, name) is_in((names), sizeof(names) / sizeof((names)[0]), (name))

bool rg_environment_is_credential(rg_str name)
{
	static const char *const words[] = {
		"TOKEN",    "TOKENS",	  "SECRET",	"SECRETS", "PASSWORD",	 "PASSWD",
		"PASS",	    "PASSPHRASE", "PWD",	"APIKEY",  "CREDENTIAL", "CREDENTIALS",
		"PAT",	    "CREDS",	  "PRIVATEKEY", "AUTH",	   "PASSWORDS",	 "ASKPASS",
		"PASSFILE", "WEBHOOK",	  "APPKEY"};
	/* Agents, caches and open vaults: what they hold is as good as a token. */
	static const char *const whole[] = {
		"SSH_AUTH_SOCK", "NETRC",      "GPG_AGENT_INFO", "AWS_ACCESS_KEY_ID",
		"PGPASSFILE",	 "KRB5CCNAME", "BW_SESSION",	 "VSCODE_GIT_IPC_HANDLE"};
	static const char *const harmless[] = {"PWD", "OLDPWD"};
	char upper[128];
	rg_str rest, word;

	if (name.len >= sizeof(upper))
		name = rg_str_sub(name, name.len - sizeof(upper) + 1, name.len);
	for (size_t i = 0; i < name.len; i++)
		upper[i] = (char)toupper((unsigned char)name.ptr[i]);
	rest = (rg_str){upper, name.len};
	if (IS_IN(harmless, rest))
		return false;
	if (IS_IN(whole, rest) || rg_str_ends(rest, RG_STR("_KEY")) ||
	    rg_str_ends(rest, RG_STR("CONNECTION_STRING")) ||
	    rg_str_starts(rest, RG_STR("OP_SESSION_")) || rg_str_ends(rest, RG_STR("TOKEN")) ||
	    rg_str_ends(rest, RG_STR("PASSWORD")) || rg_str_ends(rest, RG_STR("APIKEY")) ||
	    rg_str_has(rest, RG_STR("SECRET")))
		return true;
	while (rg_str_part(&word, &rest, '_'))
		if (IS_IN(words, word))
			return true;
	return false;
}

rg_str rg_environment_get(const rg_str_vec *vars, const char *name)
{
	rg_str wanted = rg_str_of(name);

	for (size_t i = 0; vars && i < vars->n; i++)
		if (rg_str_eq(name_of(vars->items[i]), wanted))
			return rg_str_sub(vars->items[i], wanted.len + 1, vars->items[i].len);
	return (rg_str){NULL, 0};
}

static void set_var(rg_arena *arena, rg_str_vec *vars, rg_str name, rg_str value)
{
	rg_str var = rg_arena_printf(arena, "%.*s=%.*s", RG_FMT(name), RG_FMT(value));

	for (size_t i = 0; i < vars->n; i++)
		if (rg_str_eq(name_of(vars->items[i]), name)) {
			vars->items[i] = var;
			return;
		}
	RG_PUSH(arena, vars, var);
}

void rg_environment_set(rg_arena *arena, rg_str_vec *vars, const char *name, rg_str value)
{
	set_var(arena, vars, rg_str_of(name), value);
}

/* What values may refer to. */
typedef struct known_values {
	const rg_str_vec *vars; /* as they are so far */
	const rg_str_vec *base; /* as inherited: a credential comes in where it is named */
	rg_str root, tree;
} known_values;

static rg_str value_of(const known_values *known, const char *name)
{
	rg_str value = rg_environment_get(known->vars, name);

	if (rg_str_is_null(value) && rg_environment_is_credential(rg_str_of(name)))
		value = rg_environment_get(known->base, name);
	return value;
}

/* The value with ${…} replaced; other dollar signs stay. */
static rg_str expand(rg_arena *arena, rg_str value, const known_values *known)
{
	rg_buf out;
	rg_str text;

	if (!rg_str_has(value, RG_STR("${")))
		return value;
	rg_buf_init(&out, RG_LIMIT_SETTINGS_BYTES);
	while (value.len) {
		size_t begin = rg_str_find(value, RG_STR("${")), end;
		rg_str name;

		rg_buf_add(&out, rg_str_sub(value, 0, begin));
		value = rg_str_sub(value, begin, value.len);
		end = rg_str_find_char(value, '}');
		if (end == SIZE_MAX) {
			rg_buf_add(&out, value);
			break;
		}
		name = rg_str_sub(value, 2, end);
		value = rg_str_sub(value, end + 1, value.len);
		(void)rg_str_skip(&name, RG_STR("env:"));
		if (rg_str_eq_z(name, "workspaceFolder"))
			rg_buf_add(&out, known->tree);
		else
			rg_buf_add(&out, value_of(known, rg_arena_cstr(arena, name)));
	}
	text = rg_arena_dup(arena, rg_buf_str(&out));
	rg_buf_release(&out);
	return text.ptr ? text : RG_STR("");
}

static bool is_name(rg_str name)
{
	if (name.len == 0 || isdigit((unsigned char)name.ptr[0]))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!isalnum((unsigned char)name.ptr[i]) && name.ptr[i] != '_')
			return false;
	return true;
}

/* The inside of a double-quoted value: backslash escapes of n, t, ", \ and $. */
static rg_str unescape(rg_arena *arena, rg_str text)
{
	char *out = rg_arena_alloc(arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\\' && i + 1 < text.len && strchr("nt\"\\$", text.ptr[i + 1])) {
			c = text.ptr[++i];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		out[n++] = c;
	}
	return (rg_str){out, n};
}

/* NAME=value, export NAME=value, quotes, # comments; as docker, direnv and python-dotenv agree. */
static rg_rc add_env_line(rg_arena *arena, rg_str_vec *vars, rg_str line, const known_values *known,
			  const char *path, uint32_t number, rg_err *err)
{
	size_t equals;
	rg_str name, value;

	line = rg_str_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return RG_OK;
	if (rg_str_skip(&line, RG_STR("export ")))
		line = rg_str_trim(line);
	equals = rg_str_find_char(line, '=');
	name = rg_str_trim(rg_str_sub(line, 0, equals));
	if (equals == SIZE_MAX || !is_name(name)) /* not quoted: it may be a part of a secret */
		return rg_fail(err, RG_EINVAL, "%s:%u: this is not NAME=value", path, number);
	value = rg_str_trim(rg_str_sub(line, equals + 1, line.len));
	if (value.len && (value.ptr[0] == '"' || value.ptr[0] == '\'')) {
		char quote = value.ptr[0];
		size_t end = 1;

		while (end < value.len && value.ptr[end] != quote)
			end += quote == '"' && value.ptr[end] == '\\' ? 2 : 1;
		if (end >= value.len)
			return rg_fail(err, RG_EINVAL, "%s:%u: the quote of %.*s is not closed",
				       path, number, RG_FMT(name));
		value = rg_str_sub(value, 1, end);
		if (quote == '"')
			value = expand(arena, unescape(arena, value), known);
	} else {
		size_t comment = rg_str_find(value, RG_STR(" #"));

		if (comment != SIZE_MAX)
			value = rg_str_trim(rg_str_sub(value, 0, comment));
		value = expand(arena, value, known);
	}
	if (memchr(value.ptr ? value.ptr : "", '\0', value.len))
		return rg_fail(err, RG_EINVAL, "%s:%u: a value cannot hold a NUL byte", path,
			       number);
	set_var(arena, vars, name, value);
	return RG_OK;
}

static rg_rc add_env_file(rg_arena *arena, rg_str_vec *vars, const known_values *known, rg_str file,
			  rg_err *err)
{
	const char *path = rg_path_join(arena, known->root, file);
	rg_str text, line;
	uint32_t number = 0;
	rg_rc rc = rg_fs_read(&text, arena, path, RG_LIMIT_SETTINGS_BYTES, err);

	if (rc < 0)
		return rg_err_prefix(err, "envFile");
	(void)rg_str_skip(&text, RG_STR("\xef\xbb\xbf"));
	while (rg_str_line(&line, &text))
		if ((rc = add_env_line(arena, vars, line, known, path, ++number, err)) < 0)
			return rc;
	return RG_OK;
}

static bool is_volatile(rg_str name)
{
	size_t n = sizeof(volatile_prefixes) / sizeof(volatile_prefixes[0]);

	for (size_t i = 0; i < n; i++)
		if (rg_str_starts(name, rg_str_of(volatile_prefixes[i])))
			return true;
	return IS_IN(volatile_names, name);
}

/* Sorts by name and hashes. */
static void complete(rg_environment *environment, rg_arena *arena)
{
	uint64_t hash = RG_HASH_START;

	for (size_t i = 0; i < environment->withheld.n; i++) /* some came back by a setting */
		if (!rg_str_is_null(rg_environment_get(&environment->vars,
						       environment->withheld.items[i].ptr)))
			environment->withheld.items[i--] =
				environment->withheld.items[--environment->withheld.n];
	rg_str_vec_sort(&environment->vars);
	rg_str_vec_sort(&environment->withheld);
	rg_str_vec_sort(&environment->from_setup);
	for (size_t i = 0; i < environment->vars.n; i++)
		if (!is_volatile(name_of(environment->vars.items[i])))
			hash = rg_hash_field(hash, environment->vars.items[i]);
	environment->fingerprint = rg_hash_hex(arena, hash);
}

static void add_inherited(rg_environment *environment, rg_arena *arena, const rg_str_vec *base)
{
	for (size_t i = 0; i < base->n; i++) {
		rg_str name = name_of(base->items[i]);

		if (name.len == 0 || name.len == base->items[i].len || IS_IN(dropped, name))
			continue;
		if (rg_environment_is_credential(name))
			RG_PUSH(arena, &environment->withheld, rg_arena_dup(arena, name));
		else
			RG_PUSH(arena, &environment->vars, rg_arena_dup(arena, base->items[i]));
	}
}

static void finish(void *data)
{
	rg_environment_task *task = data;
	rg_environment *built = NULL;

	if (task->rc == RG_OK) {
		complete(&task->environment, task->arena);
		built = RG_NEW(task->arena, rg_environment);
		*built = task->environment;
	}
	task->done(task->data, task->rc, built, &task->err);
	free(task);
}

/* Takes over what bash printed: NUL-terminated "K=V". */
static void take_over(rg_environment_task *task, rg_str printed)
{
	rg_str_vec before = task->environment.vars, after = {0};
	rg_str var;

	while (printed.len && rg_str_part(&var, &printed, '\0')) {
		rg_str name = name_of(var), old;

		if (name.len == 0 || name.len == var.len || rg_str_eq_z(name, "_") ||
		    rg_str_eq_z(name, "SHLVL") || rg_str_eq_z(name, "PWD") ||
		    rg_str_eq_z(name, "OLDPWD") || rg_str_eq_z(name, "REDGREEN_CHILD"))
			continue;
		var = rg_arena_dup(task->arena, var);
		RG_PUSH(task->arena, &after, var);
		name = rg_arena_dup(task->arena, name);
		old = rg_environment_get(&before, name.ptr);
		if (rg_str_is_null(old) || !rg_str_eq(old, rg_str_sub(var, name.len + 1, var.len)))
			RG_PUSH(task->arena, &task->environment.from_setup, name);
	}
	task->environment.vars = after;
}

static void setup_done(void *data, const rg_child_result *result)
{
	rg_environment_task *task = data;
	rg_str last = rg_lines_last(task->arena, result->err, 5, 600);

	task->child = NULL;
	if (task->is_stopped || result->end == RG_CHILD_STOPPED)
		task->rc = rg_fail(&task->err, RG_ECANCELLED, "stopped during the setup script");
	else if (result->end == RG_CHILD_TIMEOUT)
		task->rc = rg_fail(&task->err, RG_ETIMEOUT,
				   "the setup script %s did not end in time; its last lines: %.*s",
				   task->setup.ptr, RG_FMT(last));
	else if (result->end == RG_CHILD_SIGNALED)
		task->rc =
			rg_fail(&task->err, RG_EEXTERNAL,
				"the setup script %s was ended by signal %d; its last lines: %.*s",
				task->setup.ptr, result->signal, RG_FMT(last));
	else if (result->exit_code != 0)
		task->rc = rg_fail(&task->err, RG_EEXTERNAL,
				   "the setup script failed with status %d%s%.*s; run it by hand "
				   "until it works: bash -c '. %s'",
				   result->exit_code, last.len ? ": " : "", RG_FMT(last),
				   task->setup.ptr);
	else if (result->out.len == 0)
		task->rc =
			rg_fail(&task->err, RG_EEXTERNAL,
				"the setup script %s ends the shell that sources it (exit, exec)",
				task->setup.ptr);
	else if (result->is_cut)
		task->rc = rg_fail(&task->err, RG_ETOOBIG,
				   "the environment of the setup script %s is too large",
				   task->setup.ptr);
	else
		take_over(task, result->out);
	finish(task);
}

static rg_rc start_setup(rg_environment_task *task, rg_str cwd, uint64_t timeout_ms)
{
	/* $1 is taken off, so that the script does not see it; its output goes to stderr. No "||"
	 * behind source: it would switch the script's own "set -e" off. */
	static const char script[] = "rg_setup=$1; shift\n"
				     "source \"$rg_setup\" >&2\n"
				     "rg_status=$?\n"
				     "[ \"$rg_status\" -eq 0 ] || exit \"$rg_status\"\n"
				     "unset rg_setup rg_status\n"
				     "exec /usr/bin/env -0\n";
	rg_arena *arena = task->arena;
	rg_str bash =
		rg_find_program(arena, "bash", rg_environment_get(&task->environment.vars, "PATH"));
	rg_child_options options = {.cwd = rg_arena_cstr(arena, cwd),
				    .ends_with_us = true,
				    .timeout_ms = timeout_ms ? timeout_ms : SETUP_TIMEOUT_MS,
				    .done = setup_done,
				    .data = task};
	const char *argv[] = {NULL,   "--noprofile", "--norc",	      "-c",
			      script, "bash",	     task->setup.ptr, NULL};

	if (!rg_fs_is_file(task->setup.ptr))
		return rg_fail(&task->err, RG_EINVAL,
			       "the setup script %s does not exist; name another one, or take the "
			       "setting \"setup\" away",
			       task->setup.ptr);
	if (rg_str_is_null(bash))
		return rg_fail(&task->err, RG_ENOTFOUND,
			       "the setup script needs bash, and there is none on PATH");
	argv[0] = bash.ptr;
	options.argv = argv;
	options.env = rg_lines_c_array(arena, &task->environment.vars);
	return rg_child_start(&task->child, task->loop, &options, &task->err);
}

static rg_rc build(rg_environment_task *task, const rg_environment_spec *spec)
{
	rg_arena *arena = task->arena;
	rg_str_vec *vars = &task->environment.vars, own;
	known_values known = {.vars = vars,
			      .base = spec->base ? spec->base : &own,
			      .root = spec->root,
			      .tree = spec->tree.ptr ? spec->tree : spec->root};
	rg_rc rc;

	if (!spec->base)
		own = rg_env_all(arena);
	add_inherited(&task->environment, arena, known.base);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		rg_environment_set(arena, vars, plain[i][0], rg_str_of(plain[i][1]));
	if (spec->env_file.len &&
	    (rc = add_env_file(arena, vars, &known, spec->env_file, &task->err)) < 0)
		return rc;
	for (size_t i = 0; spec->env && i < spec->env->n; i++) {
		rg_str var = spec->env->items[i], name = name_of(var);

		set_var(arena, vars, name,
			expand(arena, rg_str_sub(var, name.len + 1, var.len), &known));
	}
	if (!spec->setup.len)
		return RG_OK;
	task->setup = rg_str_of(rg_path_join(arena, spec->root, spec->setup));
	return start_setup(task, rg_str_is_null(spec->cwd) ? spec->root : spec->cwd,
			   spec->setup_timeout_ms);
}

rg_environment_task *rg_environment_start(rg_loop *loop, rg_arena *arena,
					  const rg_environment_spec *spec, rg_environment_done done,
					  void *data)
{
	rg_environment_task *task = rg_calloc(1, sizeof(*task));

	task->loop = loop;
	task->arena = arena;
	task->done = done;
	task->data = data;
	task->rc = build(task, spec);
	if (!task->child)
		rg_loop_post(loop, finish, task);
	return task;
}

void rg_environment_stop(rg_environment_task *task)
{
	task->is_stopped = true;
	if (task->child) {
		rg_child_stop(task->child);
	} else if (task->rc == RG_OK) {
		task->rc = rg_fail(&task->err, RG_ECANCELLED, "stopped");
	}
}
