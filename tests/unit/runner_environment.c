/* SPDX-License-Identifier: MIT */
/* runner_environment.c - what a test sees of the user's environment, and what it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "os/system.h"
#include "runner/environment.h"
#include "support/temp_root.h"

typedef struct fixture {
	rg_arena *arena;
	rg_loop *loop;
	rg_str root;
	rg_str_vec base;
	rg_rc rc;
	const rg_environment *environment;
	rg_err err;
	int n_done;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	rg_str path = rg_arena_printf((f->arena = rg_arena_new()), "PATH=%.*s",
				      RG_FMT(rg_env_get("PATH")));

	f->loop = rg_loop_new();
	f->root = make_root(f->arena);
	RG_PUSH(f->arena, &f->base, path);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	int rc = remove_root(f->root);

	rg_loop_free(f->loop);
	rg_arena_free(f->arena);
	free(f);
	return rc;
}

static void on_done(void *data, rg_rc rc, const rg_environment *environment, const rg_err *err)
{
	fixture *f = data;

	f->rc = rc;
	f->environment = environment;
	f->err = *err;
	f->n_done++;
	/* The task is gone when this returns: what is looked at later must lie in the arena. */
	if (environment) {
		rg_environment *copy = RG_NEW(f->arena, rg_environment);

		*copy = *environment;
		f->environment = copy;
	}
	rg_loop_stop(f->loop);
}

static void build(fixture *f, const rg_environment_spec *spec)
{
	rg_environment_spec copy = *spec;

	copy.root = f->root;
	if (!copy.base)
		copy.base = &f->base;
	f->n_done = 0;
	rg_environment_start(f->loop, f->arena, &copy, on_done, f);
	assert_int_equal(f->n_done, 0); /* never from inside start */
	rg_loop_run(f->loop);
	assert_int_equal(f->n_done, 1);
}

static const char *get(fixture *f, const char *name)
{
	rg_str value = rg_environment_get(&f->environment->vars, name);

	return value.ptr ? rg_arena_cstr(f->arena, value) : NULL;
}

static void environment_credentials__are_recognised_by_name(void **state)
{
	static const char *const secret[] = {"GH_TOKEN",
					     "GITHUB_TOKEN",
					     "HF_TOKEN",
					     "TWINE_PASSWORD",
					     "AWS_SECRET_ACCESS_KEY",
					     "AWS_ACCESS_KEY_ID",
					     "AWS_SESSION_TOKEN",
					     "PGPASSWORD",
					     "SSH_AUTH_SOCK",
					     "OPENAI_API_KEY",
					     "api_key",
					     "MY_SECRET_THING",
					     "DB_PASS",
					     "NPM_CONFIG__AUTH",
					     "GOOGLE_APPLICATION_CREDENTIALS",
					     "GITLAB_PAT",
					     "GIT_ASKPASS",
					     "SUDO_ASKPASS",
					     "VSCODE_GIT_ASKPASS_NODE",
					     "VSCODE_GIT_IPC_HANDLE",
					     "KRB5CCNAME",
					     "PGPASSFILE",
					     "BW_SESSION",
					     "OP_SESSION_me",
					     "SLACK_WEBHOOK_URL",
					     "AZURE_STORAGE_CONNECTION_STRING"};
	static const char *const harmless[] = {"PATH",
					       "HOME",
					       "PWD",
					       "OLDPWD",
					       "PYTHONPATH",
					       "KEYBOARD",
					       "TT_METAL_HOME",
					       "ARCH_NAME",
					       "COMPASS_HOME",
					       "AUTHOR",
					       "BYPASS",
					       "TOKENIZERS_PARALLELISM",
					       "DATABASE_URL",
					       "PATTERN",
					       "XKB_DEFAULT_LAYOUT",
					       "SESSION_MANAGER",
					       "VSCODE_PID",
					       "DBUS_SESSION_BUS_ADDRESS"};

	(void)state;
	for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		if (!rg_environment_is_credential(rg_str_of(secret[i])))
			fail_msg("%s went through", secret[i]);
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (rg_environment_is_credential(rg_str_of(harmless[i])))
			fail_msg("%s was withheld", harmless[i]);
}

static void environment_base__credentials_go_and_plain_output_comes(void **state)
{
	fixture *f = *state;

	RG_PUSH(f->arena, &f->base, RG_STR("GH_TOKEN=ghp_secret"));
	RG_PUSH(f->arena, &f->base, RG_STR("SSH_AUTH_SOCK=/tmp/agent"));
	RG_PUSH(f->arena, &f->base, RG_STR("FORCE_COLOR=1"));
	RG_PUSH(f->arena, &f->base, RG_STR("PYTHONHASHSEED=0"));
	RG_PUSH(f->arena, &f->base, RG_STR("TERM=xterm-256color"));
	RG_PUSH(f->arena, &f->base, RG_STR("KEEP=a=b"));
	build(f, &(rg_environment_spec){0});
	assert_int_equal(f->rc, RG_OK);
	assert_null(get(f, "GH_TOKEN"));
	assert_null(get(f, "SSH_AUTH_SOCK"));
	assert_null(get(f, "FORCE_COLOR"));
	assert_null(get(f, "PYTHONHASHSEED"));
	assert_string_equal(get(f, "KEEP"), "a=b");
	assert_string_equal(get(f, "TERM"), "dumb");
	assert_string_equal(get(f, "NO_COLOR"), "1");
	assert_string_equal(get(f, "COLUMNS"), "200");
	assert_string_equal(get(f, "PYTHONFAULTHANDLER"), "1");
	assert_int_equal(f->environment->withheld.n, 2);
	assert_true(rg_str_eq_z(f->environment->withheld.items[0], "GH_TOKEN"));
}

static void environment_credentials__one_that_a_setting_names_comes_in(void **state)
{
	fixture *f = *state;
	rg_str named[] = {RG_STR("GH_TOKEN=${env:GH_TOKEN}"), RG_STR("OTHER=[${NOT_SET}]")};
	rg_str_vec env = {named, 2, 2};

	RG_PUSH(f->arena, &f->base, RG_STR("GH_TOKEN=ghp_secret"));
	RG_PUSH(f->arena, &f->base, RG_STR("NPM_TOKEN=npm_secret"));
	RG_PUSH(f->arena, &f->base, RG_STR("PYTHONHASHSEED=7"));
	build(f, &(rg_environment_spec){.env = &env});
	assert_int_equal(f->rc, RG_OK);
	assert_string_equal(get(f, "GH_TOKEN"), "ghp_secret");
	assert_null(get(f, "NPM_TOKEN"));
	assert_string_equal(get(f, "OTHER"), "[]");
	assert_int_equal(f->environment->withheld.n, 1);
	assert_true(rg_str_eq_z(f->environment->withheld.items[0], "NPM_TOKEN"));
}

static void environment_settings__win_over_file_and_base_and_expand(void **state)
{
	fixture *f = *state;
	rg_str settings[] = {RG_STR("PYTHONPATH=${workspaceFolder}/src:${env:PYTHONPATH}"),
			     RG_STR("NO_COLOR="), RG_STR("API_TOKEN=mine"), RG_STR("BOTH=setting"),
			     RG_STR("ODD=$x ${ ${nosuch}!")};
	rg_str_vec env = {settings, 5, 5};

	put_file(f->root, "test env",
		 "\xef\xbb\xbf# comment\n\nexport A=1 # why\nB='two words $A'\n"
		 "C=\"x\\n${A}\"\r\nBOTH=file\nEMPTY=\n D = spaced \n");
	RG_PUSH(f->arena, &f->base, RG_STR("PYTHONPATH=/old"));
	build(f, &(rg_environment_spec){.env = &env, .env_file = RG_STR("test env")});
	assert_int_equal(f->rc, RG_OK);
	assert_string_equal(get(f, "PYTHONPATH"),
			    rg_arena_printf(f->arena, "%s/src:/old", f->root.ptr).ptr);
	assert_string_equal(get(f, "NO_COLOR"), "");
	assert_string_equal(get(f, "API_TOKEN"), "mine"); /* the user put it there */
	assert_string_equal(get(f, "A"), "1");
	assert_string_equal(get(f, "B"), "two words $A");
	assert_string_equal(get(f, "C"), "x\n1");
	assert_string_equal(get(f, "D"), "spaced");
	assert_string_equal(get(f, "EMPTY"), "");
	assert_string_equal(get(f, "BOTH"), "setting");
	assert_string_equal(get(f, "ODD"), "$x !");
}

static void environment_file__errors_name_file_and_line(void **state)
{
	fixture *f = *state;

	build(f, &(rg_environment_spec){.env_file = RG_STR("missing.env")});
	assert_int_equal(f->rc, RG_ENOTFOUND);
	assert_null(f->environment);
	assert_non_null(strstr(f->err.message, "envFile"));
	assert_non_null(strstr(f->err.message, "missing.env"));
	put_file(f->root, "bad.env", "A=1\nnonsense here\n");
	build(f, &(rg_environment_spec){.env_file = RG_STR("bad.env")});
	assert_int_equal(f->rc, RG_EINVAL);
	assert_non_null(strstr(f->err.message, "bad.env:2: "));
	assert_null(strstr(f->err.message, "nonsense")); /* it could be a part of a key */
	put_file(f->root, "open.env", "A=\"never closed\n");
	build(f, &(rg_environment_spec){.env_file = RG_STR("open.env")});
	assert_int_equal(f->rc, RG_EINVAL);
	assert_non_null(strstr(f->err.message, "open.env:1: "));
}

static void environment_setup__exports_are_taken_over(void **state)
{
	fixture *f = *state;

	put_file(f->root, "set up.sh",
		 "echo noise; echo more >&2\n"
		 "set -a\n"
		 "NL=$'two\\nlines'\n"
		 "TT_METAL_HOME=$PWD/x\n"
		 "ARGS=$#\n"
		 "set +a\n"
		 "unset GONE\n"
		 "private=1\n"
		 "export PATH=/opt/tools/bin:$PATH\n"
		 "cd /\n");
	RG_PUSH(f->arena, &f->base, RG_STR("GONE=1"));
	build(f, &(rg_environment_spec){.setup = RG_STR("set up.sh")});
	if (f->rc != RG_OK)
		fail_msg("%s", f->err.message);
	assert_string_equal(get(f, "NL"), "two\nlines");
	assert_string_equal(get(f, "TT_METAL_HOME"),
			    rg_arena_printf(f->arena, "%s/x", f->root.ptr).ptr);
	assert_string_equal(get(f, "ARGS"), "0");
	assert_null(get(f, "GONE"));
	assert_null(get(f, "private"));
	assert_null(get(f, "rg_status"));
	assert_null(get(f, "REDGREEN_CHILD"));
	assert_int_equal(strncmp(get(f, "PATH"), "/opt/tools/bin:", 15), 0);
	assert_true(rg_str_vec_has(&f->environment->from_setup, RG_STR("TT_METAL_HOME")));
	assert_false(rg_str_vec_has(&f->environment->from_setup, RG_STR("NO_COLOR")));
}

static void environment_setup__failures_say_status_and_last_lines(void **state)
{
	static const struct {
		const char *script;
		rg_rc rc;
		const char *says;
	} rows[] = {
		{"echo one\necho 'no such board' >&2\nreturn 7\n", RG_EEXTERNAL,
		 "failed with status 7: one | no such board"},
		{"set -e\nfalse\necho never\n", RG_EEXTERNAL, "failed with status 1"},
		{"if then\n", RG_EEXTERNAL, "syntax error"},
		{"exit 0\n", RG_EEXTERNAL, "ends the shell"},
		{"kill -9 $$\n", RG_EEXTERNAL, "signal 9"},
	};
	fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put_file(f->root, "setup.sh", rows[i].script);
		build(f, &(rg_environment_spec){.setup = RG_STR("setup.sh")});
		assert_int_equal(f->rc, rows[i].rc);
		if (!strstr(f->err.message, rows[i].says) || !strstr(f->err.message, "setup.sh"))
			fail_msg("%zu: %s", i, f->err.message);
	}
	build(f, &(rg_environment_spec){.setup = RG_STR("nowhere.sh")});
	assert_int_equal(f->rc, RG_EINVAL);
}

static void environment_setup__one_that_hangs_is_ended(void **state)
{
	fixture *f = *state;
	rg_environment_spec spec = {.root = f->root, .base = &f->base, .setup = RG_STR("setup.sh")};
	rg_environment_task *task;

	put_file(f->root, "setup.sh", "echo waiting for the device\nread -r x < <(sleep 1000)\n");
	spec.setup_timeout_ms = 3000;
	build(f, &spec);
	assert_int_equal(f->rc, RG_ETIMEOUT);
	assert_non_null(strstr(f->err.message, "waiting for the device"));
	spec.setup_timeout_ms = 0;
	f->n_done = 0;
	task = rg_environment_start(f->loop, f->arena, &spec, on_done, f);
	rg_environment_stop(task);
	rg_loop_run(f->loop);
	assert_int_equal(f->n_done, 1);
	assert_int_equal(f->rc, RG_ECANCELLED);
}

static void environment_fingerprint__only_what_tests_may_notice(void **state)
{
	fixture *f = *state;
	rg_str first, second;

	RG_PUSH(f->arena, &f->base, RG_STR("A=1"));
	build(f, &(rg_environment_spec){0});
	first = f->environment->fingerprint;
	assert_int_equal(first.len, 16);
	RG_PUSH(f->arena, &f->base, RG_STR("SHLVL=7"));
	RG_PUSH(f->arena, &f->base, RG_STR("VSCODE_PID=1234"));
	build(f, &(rg_environment_spec){0});
	second = f->environment->fingerprint;
	assert_true(rg_str_eq(first, second));
	RG_PUSH(f->arena, &f->base, RG_STR("CI=1"));
	build(f, &(rg_environment_spec){0});
	assert_false(rg_str_eq(first, f->environment->fingerprint));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(environment_credentials__are_recognised_by_name),
		TEST(environment_base__credentials_go_and_plain_output_comes),
		TEST(environment_credentials__one_that_a_setting_names_comes_in),
		TEST(environment_settings__win_over_file_and_base_and_expand),
		TEST(environment_file__errors_name_file_and_line),
		TEST(environment_setup__exports_are_taken_over),
		TEST(environment_setup__failures_say_status_and_last_lines),
		TEST(environment_setup__one_that_hangs_is_ended),
		TEST(environment_fingerprint__only_what_tests_may_notice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
