/* SPDX-License-Identifier: MIT */
/*
 * Secrets in the places where logs print them, and lines that look like secrets and are none. No
 * secret here is one: they are put together from their form and a filling.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "report/sink.h"

#define MARK "\xC2\xABredacted\xC2\xBB"
/* Fillings, cut apart so that no scanner takes them for the real thing. */
#define A10                                                                                        \
	"aB3dE"                                                                                    \
	"fG7hJ"
#define A20                                                                                        \
	A10 "kL9mN"                                                                                \
	    "pQ2rS"
#define A30                                                                                        \
	A20 "tU4vW"                                                                                \
	    "xY6zA"
#define A40                                                                                        \
	A30 "bC8dE"                                                                                \
	    "fG1hJ"
#define H32                                                                                        \
	"0123456789abcdef"                                                                         \
	"0123456789abcdef"
#define H40 H32 "01234567"
#define JWT                                                                                        \
	"eyJhbGci"                                                                                 \
	"OiJIUzI1NiJ9."                                                                            \
	"eyJzdWIiOiIxMjM0NTY3ODkwIn0." A20
#define UPPER                                                                                      \
	"ABCDEFGH"                                                                                 \
	"IJKLMN23"

/* What stands in front, the secret, what stands behind; only the secret goes. */
static const struct {
	const char *before, *secret, *behind;
} secrets[] = {
	/* by their form */
	{"",
	 "gh"
	 "p_" A30 "aB3dE6",
	 ""},
	{"token is ",
	 "gh"
	 "o_" A30 "aB3dE6",
	 "."},
	{"(",
	 "gh"
	 "u_" A30 "aB3dE6",
	 ")"},
	{"",
	 "gh"
	 "s_" A30 "aB3dE6",
	 "\nnext"},
	{"",
	 "gh"
	 "r_" A30 "aB3dE6",
	 ""},
	{"x='",
	 "github"
	 "_pat_" A20 "_" A40,
	 "'"},
	{"",
	 "glp"
	 "at-" A20,
	 ""},
	{"",
	 "gld"
	 "t-" A20,
	 ""},
	{"",
	 "glc"
	 "bt-" A20,
	 ""},
	{"key ",
	 "AK"
	 "IA" UPPER,
	 " used"},
	{"",
	 "AS"
	 "IA" UPPER,
	 ""},
	{"",
	 "AI"
	 "za" A30 "aB3dE",
	 ""},
	{"",
	 "ya"
	 "29." A30,
	 ""},
	{"",
	 "GOC"
	 "SPX-" A20 "aB3dE6gh",
	 ""},
	{"",
	 "xo"
	 "xb-1234567890-" A20,
	 ""},
	{"",
	 "xo"
	 "xp-1234567890-" A20,
	 ""},
	{"",
	 "xap"
	 "p-1-A1234-" A20,
	 ""},
	{"https://",
	 "hooks.slack"
	 ".com/services/T000/B000/" A20,
	 ""},
	{"https://",
	 "discord"
	 ".com/api/webhooks/123456789012345678/" A40,
	 ""},
	{"",
	 "np"
	 "m_" A30 "aB3dE6",
	 ""},
	{"",
	 "pypi"
	 "-AgEIcHlwaS5vcmc" A40,
	 ""},
	{"",
	 "dckr"
	 "_pat_" A20 "abcdefg",
	 ""},
	{"",
	 "rubygems"
	 "_" H40 "01234567",
	 ""},
	{"",
	 "dop"
	 "_v1_" H32 H32,
	 ""},
	{"",
	 "hv"
	 "s." A20 "abcd",
	 ""},
	{"",
	 "dap"
	 "i" H32,
	 ""},
	{"",
	 "sk"
	 "_live_" A20,
	 ""},
	{"",
	 "rk"
	 "_test_" A20,
	 ""},
	{"",
	 "sk"
	 "-ant-api03-" A40,
	 ""},
	{"",
	 "sk"
	 "-" A40,
	 ""},
	{"",
	 "hf"
	 "_" A30 "abcd",
	 ""},
	{"",
	 "S"
	 "G." A20 "ab." A40 "abc",
	 ""},
	{"",
	 "shp"
	 "at_" H32,
	 ""},
	{"",
	 "NRA"
	 "K-" A20 "ABCDEFG",
	 ""},
	{"",
	 "gls"
	 "a_" A30 "ab_12345678",
	 ""},
	{"",
	 "ATA"
	 "TT3xFf" A40,
	 ""},
	{"",
	 "AGE-"
	 "SECRET-KEY-1" UPPER UPPER UPPER "ABCDEFGHIJ",
	 ""},
	{"bot ",
	 "123456789:"
	 "AA" A30 "bcd",
	 ""},
	{"cookie jar ", JWT, " end"},
	{"a\n",
	 "-----BEGIN RSA "
	 "PRIVATE KEY-----\nMIIEow\n" A40 "\n-----END RSA "
	 "PRIVATE KEY-----",
	 "\nb"},
	{"",
	 "-----BEGIN OPENSSH "
	 "PRIVATE KEY-----\nb3Blbn\ncut off",
	 ""},
	{"",
	 "-----BEGIN PGP "
	 "PRIVATE KEY BLOCK-----\nx\n-----END PGP "
	 "PRIVATE KEY BLOCK-----",
	 ""},
	{"git clone https://", "user:hunter2", "@host.example/x.git"},
	{"https://", A20, "@github.com/o/r"},
	{"postgres://", "app:p@ss", "@db:5432/x"},
	{"amqp://", ":pw", "@mq"},
	{"Bearer ", A30, " x"},
	/* of several parts */
	{"",
	 A10 "aB3d"
	     ".atla"
	     "sv1." A40 A20 "abcdefg",
	 ""},
	{"x ",
	 "aB1"
	 "7Q~" A30 "abcd",
	 ""},
	{"",
	 "123456789012345"
	 "|" A30,
	 ""},
	{"key ",
	 H32 "-us"
	     "12",
	 "."},
	{"",
	 A20 "abcd"
	     ".aB3dEf." A20 "abcdefghi",
	 ""},
	{"",
	 "aB3dEf"
	 "_" A20 "abcdefghi"
	 "_mmk",
	 ""},
	{"(", "s." A20 "abcd", ")"},
	{"", "AC" H32 ":" H32, ""},
	/* behind a word that is one of secrets only there */
	{"curl -u ", "me:hunter2", " https://x"},
	{"sshpass -p ", "hunter2", " ssh x"},
	{"machine x.example login me password ", "hunter2", ""},
	{"<add key=\"Password\" value=\"", "hunter2", "\" />"},
	{"- name: DB_PASSWORD\n  value: ", "hunter2", ""},
	{"{\"name\": \"API_TOKEN\", \"value\": \"", "abc123def456", "\"}"},
	/* by their names */
	{"password=", "hunter2", ""},
	{"DB_PASSWORD=", "hunter2", " make"},
	{"PGPASSWORD: ", "hunter2", ""},
	{"db_pass = '", "hunter2", "'"},
	{"{'password': '", "hunter2", "', 'user': 'x'}"},
	{"{\"passwd\": \"", "a b c", "\"}"},
	{"\\\"password\\\": \\\"", "hunter2", "\\\","},
	{"passphrase = \"", "correct horse battery", "\""},
	{"Server=x;Pwd=", "hunter2", ";Database=y"},
	{"client_secret: ", "s3cr3t", ""},
	{"SECRET_KEY = b'", "django-insecure-x", "'"},
	{"<password>", "hunter2", "</password>"},
	{"curl --password ", "hunter2", " https://x"},
	{"--token=", "abc123def456", ""},
	{"?access_token=", "abc123def456", "&x=1"},
	{"api_key='", "abc123def456", "'"},
	{"\"apiKey\": \"", "abc123def456", "\""},
	{"X-Api-Key: ", "abc123def456", ""},
	{"aws_secret_access_key = ", A40, ""},
	{"AccountKey=", A40 "==", ";"},
	{"//registry.example/:_authToken=", "abc123def456", ""},
	{"Authorization: Basic ", "eDp5", ""},
	{"'Authorization': 'Token ", "abc", "'"},
	{"authorization: bearer ", "a.b.c", ""},
	{"AUTHORIZATION: ", "abc123def456", ""},
	{"Set-Cookie: ", "id=5; Path=/", ""},
	{"PRIVATE-TOKEN: ", "abc123def456", ""},
	{"X-Amz-Signature=", H32 H32, "&x"},
	{"STRIPE_KEY=", A20 "x", ""},
	{"export GITHUB_TOKEN=", "abc123def456", ""},
	{"E   assert password == '", "hunter2", "'"},
	{"token = '", "abc123def456", "'"},
	{"config.secret=", "0xdeadbeef", ""},
	{"repr: 'x\\n",
	 "gh"
	 "p_" A30 "aB3dE6",
	 "'"},
};
#define N_SECRETS (sizeof(secrets) / sizeof(secrets[0]))

/* Nothing in them is a secret, and a report needs them. */
static const char *const harmless[] = {
	"token = get_token()",
	"token=token",
	"tokens: 5120",
	"max_tokens=4096",
	"def login(user, password=None):",
	"password: str = ''",
	"token: Optional[str] = None",
	"KeyError: 'token'",
	"self.password = password",
	"password = settings.DB_PASSWORD",
	"secret = os.environ['SECRET']",
	"SyntaxError: unexpected token: 'foo'",
	"assert tokens[0] == 'IDENT'",
	"password=${PASSWORD}",
	"password=***",
	"password=<hidden>",
	"token: null",
	"E       AssertionError: assert 'pass' == 'fail'",
	"tests/test_token.py::test_password PASSED",
	"tests/test_auth.py:12: in test_secret",
	"FAILED tests/test_keys.py::test_key[a-b] - KeyError: 'key'",
	"key=lambda x: x",
	"cache_key = 'user:1'",
	"commit 0123456789abcdef0123456789abcdef01234567",
	"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	"https://example.com/a:b@c",
	"ssh://git@example.com/x.git",
	"git@example.com:x/y.git",
	"sk-learn and risk-averse",
	"=== 3 passed, 1 failed in 0.12s ===",
	"/usr/lib/python3.11/site-packages/_pytest/assertion/rewrite.py:186: in exec_module",
	"<Tokenizer object at 0x7f48c8ffec90>",
	"eyJ is how JSON begins",
	"-----BEGIN CERTIFICATE-----",
	"Error: invalid password: please try again",
	"PWD=/home/x/project",
	"the secret is: do not worry",
	"npm_config_cache=/tmp/x",
	"getpass(prompt='Password: ', stream=None)",
	"print(\"Set-Cookie: \" + value)",
	"docker run -u 1000:1000 image -p 80:80",
	"login with password authentication",
	"abcdefghijklmnopqrstuvwx.some_module.a_function_of_it_that_is_long",
	"test_x_abcdefghijklmnopqrstuvwxyz_0123456789",
	"the session: 20 tests, session=requests.Session()",
	"fw_some_name_of_24_letters and YCbCr, pk.md, sl.txt",
	"key=/usr/share/keys/0123456789",
};
#define N_HARMLESS (sizeof(harmless) / sizeof(harmless[0]))

static rg_str redacted(rg_arena *arena, const char *text)
{
	return rg_sink_redact(arena, rg_str_of(text), NULL);
}

static void report_redact__secrets_go_and_what_is_around_them_stays(void **state)
{
	rg_arena *arena = rg_arena_new();
	size_t n_missed = 0;

	(void)state;
	assert_true(N_SECRETS >= 60);
	for (size_t i = 0; i < N_SECRETS; i++) {
		rg_str text = rg_arena_printf(arena, "%s%s%s", secrets[i].before, secrets[i].secret,
					      secrets[i].behind);
		rg_str want = rg_arena_printf(arena, "%s%s%s", secrets[i].before, MARK,
					      secrets[i].behind);
		rg_str got = rg_sink_redact(arena, text, NULL);

		if (!rg_str_eq(got, want)) {
			print_error("want %.*s\ngot  %.*s\n", RG_FMT(want), RG_FMT(got));
			n_missed++;
		}
	}
	assert_int_equal(n_missed, 0);
	rg_arena_free(arena);
}

static void report_redact__what_is_no_secret_stays(void **state)
{
	rg_arena *arena = rg_arena_new();
	size_t n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < N_HARMLESS; i++) {
		rg_str got = redacted(arena, harmless[i]);

		if (!rg_str_eq_z(got, harmless[i])) {
			print_error("want %s\ngot  %.*s\n", harmless[i], RG_FMT(got));
			n_wrong++;
		}
	}
	assert_int_equal(n_wrong, 0);
	rg_arena_free(arena);
}

/* In a line with several, in all lines of a text, and when it is seen for the second time. */
static void report_redact__all_of_them_go_and_twice_changes_nothing(void **state)
{
	rg_arena *arena = rg_arena_new();
	rg_buf all;
	rg_str once;

	(void)state;
	rg_buf_init(&all, 1 << 20);
	for (size_t i = 0; i < N_SECRETS; i++)
		rg_buf_printf(&all, "%s%s%s\n", secrets[i].before, secrets[i].secret,
			      rg_str_has(rg_str_of(secrets[i].secret), RG_STR("cut off"))
				      ? "\n-----END X-----"
				      : secrets[i].behind);
	once = rg_sink_redact(arena, rg_buf_str(&all), NULL);
	for (size_t i = 0; i < N_SECRETS; i++)
		if (strlen(secrets[i].secret) > 12)
			assert_false(rg_str_has(once, rg_str_of(secrets[i].secret)));
	assert_true(rg_str_eq(rg_sink_redact(arena, once, NULL), once));
	rg_buf_release(&all);
	rg_arena_free(arena);
}

static void report_redact__known_values_go_in_every_coding(void **state)
{
	rg_str values[] = {RG_STR_INIT("s3cr3t/value+"), RG_STR_INIT("short"),
			   RG_STR_INIT("line one of it\nline two of it\n"), RG_STR_INIT("")};
	const rg_str_vec known = {values, 4, 4};
	rg_arena *arena = rg_arena_new();
	static const char *const cases[][2] = {
		{"a s3cr3t/value+ b s3cr3t/value+", "a " MARK " b " MARK},
		{"x=s3cr3t%2Fvalue%2B&y", "x=" MARK "&y"},
		{"czNjcjN0L3ZhbHVlKw==", MARK "=="},
		{"Basic bWU6czNjcjN0L3ZhbHVlKw== x", "Basic " MARK "== x"},
		{"{\"dTpzM2NyM3QvdmFsdWUr\": 1}", "{\"" MARK "\": 1}"},
		{"short", "short"},
		{"line one of it\nline two of it", MARK},
		{"E  'line two of it'", "E  '" MARK "'"},
		{"s3cr3t\x1b[0m/value+", MARK},
		{"s3cr3t/\xE2\x80\x8Bvalue+", MARK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str got = rg_sink_redact(arena, rg_str_of(cases[i][0]), &known);

		if (!rg_str_eq_z(got, cases[i][1]))
			fail_msg("%s gives %.*s", cases[i][0], RG_FMT(got));
	}
	rg_arena_free(arena);
}

static void report_redact__only_visible_text_is_left(void **state)
{
	rg_arena *arena = rg_arena_new();
	static const char *const cases[][2] = {
		{"a\r\nb\rc\n", "a\nb\nc\n"},
		{"\x1b[1;31mred\x1b[0m \x1b]0;title\x07|\x1b]8;;u\x1b\\l\x1b(B", "red |l"},
		{"a\x01\x7f\tb\x0b", "a\tb"},
		{"abc\xE2\x80\xAEtxt\xE2\x81\xA6x\xE2\x80\x8F", "abctxtx"},
		{"\xEF\xBB\xBFx\xC2\x9B"
		 "31my\xC2\x85",
		 "xy"},
		{"\xff\xc3(\xe2\x82\xed\xa0\x80",
		 "\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD"
		 "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"t\xF3\xA0\x81\x81g", "tg"},
		{"caf\xC3\xA9 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
		 "caf\xC3\xA9 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_str got = redacted(arena, cases[i][0]);

		if (!rg_str_eq_z(got, cases[i][1]))
			fail_msg("case %zu gives \"%.*s\"", i, RG_FMT(got));
	}
	assert_null(rg_sink_redact(arena, (rg_str){NULL, 0}, NULL).ptr);
	assert_int_equal(rg_sink_redact(arena, (rg_str){"a\0b", 3}, NULL).len, 2);
	rg_arena_free(arena);
}

/* Pieces that a rule could begin at again and again: the time must not be the square of the size.
 */
static void report_redact__hostile_text_is_read_in_linear_time(void **state)
{
	static const char *const pieces[] = {"eyJ-",
					     "eyJ.",
					     "sk-",
					     "token=",
					     "cookie:",
					     "password ",
					     "t1.",
					     "pat.",
					     "sl.",
					     "AAAAAAAAAAAAAAAAAAAAAA@",
					     "aaaaaaaaaaaaaaaaaaaaaaaa.",
					     "curl -u ",
					     "password \n value ",
					     "://",
					     "-----BEGIN ",
					     "\x1b]",
					     "'secret':",
					     "Bearer xx ",
					     "a:@"};
	const size_t size = (size_t)1 << 20;
	char *text = malloc(size);

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		rg_arena *arena = rg_arena_new();
		size_t len = strlen(pieces[i]), n = 0;

		for (; n + len <= size; n += len)
			memcpy(text + n, pieces[i], len);
		assert_true(rg_utf8_is_valid(rg_sink_redact(arena, (rg_str){text, n}, NULL)));
		rg_arena_free(arena);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(report_redact__secrets_go_and_what_is_around_them_stays),
		cmocka_unit_test(report_redact__what_is_no_secret_stays),
		cmocka_unit_test(report_redact__all_of_them_go_and_twice_changes_nothing),
		cmocka_unit_test(report_redact__known_values_go_in_every_coding),
		cmocka_unit_test(report_redact__only_visible_text_is_left),
		cmocka_unit_test(report_redact__hostile_text_is_read_in_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
