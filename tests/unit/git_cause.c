/* SPDX-License-Identifier: MIT */
/*
 * git_cause.c - git's words into a cause. The words are those of git, OpenSSH, curl and forges, as
 * they stand in their sources and in public issues; tests/e2e/test_git_remote.py meets real ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "git/cause.h"

typedef struct words {
	const char *out, *err;
	rg_git_cause cause;
	const char *message;
} words;

#define TO   "To https://example.org/o/r.git\n"
#define BANG "!\tabc:refs/heads/b\t"
#define NO_READ                                                                                    \
	"fatal: Could not read from remote repository.\n\nPlease make sure you have the "          \
	"correct access rights\nand the repository exists.\n"

static const words all[] = {
	{TO BANG "[rejected] (fetch first)\nDone\n", "error: failed to push some refs to 'x'\n",
	 RG_GIT_NOT_FAST_FORWARD, "fetch first"},
	{TO BANG "[rejected] (stale info)\nDone\n", "error: failed to push\n",
	 RG_GIT_NOT_FAST_FORWARD, "stale info"},
	{TO BANG "[rejected] (non-fast-forward)\nDone\n", "", RG_GIT_NOT_FAST_FORWARD,
	 "non-fast-forward"},
	{TO BANG "[remote rejected] (pre-receive hook declined)\nDone\n",
	 "remote: \nremote: ========\nremote: no TODO, please        \nremote: more\n",
	 RG_GIT_HOOK_DECLINED, "pre-receive hook declined: no TODO, please"},
	/* A hook may say anything; the status line counts. */
	{TO BANG "[remote rejected] (pre-receive hook declined)\nDone\n",
	 "remote: Connection refused, Authentication failed\n", RG_GIT_HOOK_DECLINED,
	 "pre-receive hook declined: Connection refused, Authentication failed"},
	{TO BANG "[remote rejected] (push declined due to repository rule violations)\nDone\n",
	 "remote: error: GH013: Repository rule violations found for refs/heads/b.\n",
	 RG_GIT_HOOK_DECLINED, NULL},
	{TO BANG "[remote rejected] (protected branch hook declined)\nDone\n",
	 "remote: error: GH006: Protected branch update failed for refs/heads/main.\n",
	 RG_GIT_PROTECTED, NULL},
	{TO BANG "[remote rejected] (pre-receive hook declined)\nDone\n",
	 "remote: GitLab: You are not allowed to push code to protected branches on this "
	 "project.\n",
	 RG_GIT_PROTECTED, NULL},
	{TO BANG "[remote rejected] (shallow update not allowed)\nDone\n", "", RG_GIT_SHALLOW,
	 NULL},
	{TO BANG "[remote rejected] (unpacker error)\nDone\n",
	 "error: remote unpack failed: unable to create temporary object directory\n",
	 RG_GIT_SERVER, "unpacker error: unable to create temporary object directory"},
	{TO BANG "[remote rejected] (unpacker error)\nDone\n",
	 "Writing objects: 33% (1/3)\rremote: fatal: pack exceeds maximum allowed size (1.00 MiB)\n"
	 "error: remote unpack failed: index-pack abnormal exit\n",
	 RG_GIT_TOO_LARGE, "unpacker error: fatal: pack exceeds maximum allowed size (1.00 MiB)"},
	{TO BANG "[remote rejected] (pre-receive hook declined)\nDone\n",
	 "remote: error: File big.bin is 123.00 MB; this exceeds GitHub's file size limit of "
	 "100.00 MB\n",
	 RG_GIT_TOO_LARGE, NULL},
	{TO BANG "[remote rejected] (failed to update ref)\nDone\n",
	 "remote: error: cannot lock ref 'refs/heads/b': 'refs/heads' exists\n", RG_GIT_REF,
	 "failed to update ref: error: cannot lock ref 'refs/heads/b': 'refs/heads' exists"},
	{TO BANG "[remote rejected] (refusing to allow a Personal Access Token to create or update "
		 "workflow `.github/workflows/x.yml` without `workflow` scope)\nDone\n",
	 "", RG_GIT_DENIED, NULL},
	{"",
	 "error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\n"
	 "fatal: the remote end hung up unexpectedly\n",
	 RG_GIT_TOO_LARGE, NULL},
	{"", "fatal: unable to access 'https://h/': The requested URL returned error: 503\n",
	 RG_GIT_SERVER, NULL},
	{"",
	 "ERROR: The `octo' organization has enabled or enforced SAML SSO. To access this "
	 "repository, you must re-authorize the OAuth Application.\n" NO_READ,
	 RG_GIT_AUTH, NULL},
	{"", "fatal: unable to access 'https://me:pw@h/x.git/': Could not resolve host: h\n",
	 RG_GIT_NETWORK, "unable to access 'https://h/x.git/': Could not resolve host: h"},
	{"",
	 "fatal: unable to access 'https://h/': Failed to connect to h port 443 after 3 ms: "
	 "Couldn't connect to server\n",
	 RG_GIT_NETWORK, NULL},
	{"", "ssh: connect to host h port 22: Connection refused\n" NO_READ, RG_GIT_NETWORK,
	 "ssh: connect to host h port 22: Connection refused"},
	{"", "ssh: Could not resolve hostname h: Name or service not known\n" NO_READ,
	 RG_GIT_NETWORK, NULL},
	{"", "kex_exchange_identification: Connection closed by remote host\n" NO_READ,
	 RG_GIT_NETWORK, NULL},
	{"", "fatal: could not read Username for 'https://h': terminal prompts disabled\n",
	 RG_GIT_AUTH, NULL},
	{"",
	 "remote: Invalid username or password.\nfatal: Authentication failed for 'https://h/'\n",
	 RG_GIT_AUTH, "Authentication failed for 'https://h/'"},
	{"", "git@h: Permission denied (publickey).\n" NO_READ, RG_GIT_AUTH,
	 "git@h: Permission denied (publickey)."},
	{"",
	 "No ED25519 host key is known for h and you have requested strict checking.\n"
	 "Host key verification failed.\n" NO_READ,
	 RG_GIT_HOST_KEY, "Host key verification failed."},
	{"",
	 "fatal: unable to access 'https://h/': SSL certificate problem: self-signed "
	 "certificate\n",
	 RG_GIT_CERTIFICATE, NULL},
	{"", "ERROR: Repository not found.\n" NO_READ, RG_GIT_NO_REPOSITORY,
	 "Repository not found."},
	{"", "remote: Repository not found.\nfatal: repository 'https://h/x/' not found\n",
	 RG_GIT_NO_REPOSITORY, "repository 'https://h/x/' not found"},
	{"",
	 "remote: \nremote: ========\nremote: \nremote: ERROR: The project you were looking for "
	 "could not be found or you don't have permission to view it.\nremote: \n" NO_READ,
	 RG_GIT_NO_REPOSITORY, NULL},
	{"", "fatal: '/x.git' does not appear to be a git repository\n" NO_READ,
	 RG_GIT_NO_REPOSITORY, NULL},
	{"", "fatal: couldn't find remote ref refs/heads/none\n", RG_GIT_NO_SUCH_REF, NULL},
	{"", "ERROR: Permission to o/r.git denied to me.\n" NO_READ, RG_GIT_DENIED,
	 "Permission to o/r.git denied to me."},
	{"",
	 "remote: Permission to o/r.git denied to me.\nfatal: unable to access 'https://h/': The "
	 "requested URL returned error: 403\n",
	 RG_GIT_DENIED, NULL},
	{"", "ERROR: The key you are authenticating with has been marked as read only.\n" NO_READ,
	 RG_GIT_DENIED, NULL},
	{"", "fatal: the receiving end does not support push options\n", RG_GIT_NO_OPTIONS, NULL},
	{"", "fatal: something else\nmore\n", RG_GIT_OTHER, "something else"},
	{"", "\x1b[31mwarning\x07: odd\n", RG_GIT_OTHER, " [31mwarning : odd"},
	{"", "", RG_GIT_OTHER, "git ended with an error and said nothing"},
	{"Done\n!\t\n!\n!\ta\tb\n", "", RG_GIT_OTHER, "b"},
};

static void every_sentence_has_its_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		rg_arena *arena = rg_arena_new();
		rg_git_verdict v =
			rg_git__verdict(arena, rg_str_of(all[i].out), rg_str_of(all[i].err));

		if (v.cause != all[i].cause)
			fail_msg("%s: %s%s", rg_git_cause_name(v.cause), all[i].out, all[i].err);
		if (all[i].message &&
		    !rg_str_eq(rg_str_trim(v.message), rg_str_trim(rg_str_of(all[i].message))))
			fail_msg("\"%.*s\" is not \"%s\"", RG_FMT(v.message), all[i].message);
		rg_arena_free(arena);
	}
}

static void secrets_are_left_out_of_urls(void **state)
{
	static const char *const cases[][2] = {
		{"push to https://me:p@ss@h/x 'ssh://u@h' done",
		 "push to https://h/x 'ssh://h' done"},
		{"a@b is an address", "a@b is an address"},
		{"https://h/p@th and http://t@h", "https://h/p@th and http://h"},
		{"://@", "://"}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rg_arena *arena = rg_arena_new();

		assert_string_equal(rg_git__without_secrets(arena, rg_str_of(cases[i][0])).ptr,
				    cases[i][1]);
		rg_arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sentence_has_its_cause),
		cmocka_unit_test(secrets_are_left_out_of_urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
