/* SPDX-License-Identifier: MIT */
/* git_repo.c - what a repository is, where its base is, and which ones are refused with what words.
 */
#include "support/git_repo.h"

#include "git/tree.h"

#define BASE "echo 1 >a && git add a && git commit -qm base\n"

/*
 * libgit2 1.5 forgets pcre2's match data whenever a regular expression does not match; it uses one
 * for every repository of format 1. server/git avoids the other places.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8\n";
}

static void refuses(fixture *f, const char *folder, rg_rc rc, const char *words)
{
	rg_str path = rg_arena_printf(f->arena, "%.*s/%s", RG_FMT(f->folder), folder);

	refused(f, rg_repo_open(&f->repo, path.ptr, &f->err), rc, words);
	assert_null(f->repo);
}

static void facts_of_a_branch(void **state)
{
	fixture *f = *state;
	rg_repo_facts facts;

	sh(f, BASE "git checkout -qb fix/é; mkdir -p sub/deep");
	ok(f,
	   rg_repo_open(&f->repo, rg_arena_printf(f->arena, "%.*s/sub/deep", RG_FMT(f->root)).ptr,
			&f->err));
	ok(f, rg_repo_facts_read(&facts, f->arena, f->repo, &f->err));
	same(facts.root, f->root);
	same(facts.git_dir, rg_arena_printf(f->arena, "%.*s/.git", RG_FMT(f->root)));
	same(facts.common_dir, facts.git_dir);
	same(facts.private_dir, rg_arena_printf(f->arena, "%.*s/.git/redgreen", RG_FMT(f->root)));
	assert_int_equal(facts.head, RG_HEAD_BRANCH);
	same(facts.branch, S("fix/é"));
	same(facts.head_oid, sh(f, "git rev-parse HEAD"));
	same(facts.user_name, S("Ada Test"));
	same(facts.user_email, S("ada@example.org"));
	assert_true(rg_str_is_null(facts.operation));
	assert_false(facts.is_shallow || facts.is_sparse || facts.signs_commits);
}

static void facts_of_odd_heads(void **state)
{
	fixture *f = *state;
	rg_repo_facts facts;

	ok(f, rg_repo_facts_read(&facts, f->arena, opened(f), &f->err));
	assert_int_equal(facts.head, RG_HEAD_UNBORN);
	assert_true(rg_str_is_null(facts.head_oid));
	sh(f, BASE "git checkout -q --detach; git config commit.gpgsign true");
	ok(f, rg_repo_facts_read(&facts, f->arena, opened(f), &f->err));
	assert_int_equal(facts.head, RG_HEAD_DETACHED);
	assert_true(rg_str_is_null(facts.branch));
	assert_true(facts.signs_commits);
	sh(f, "git config --global --unset user.name");
	ok(f, rg_repo_facts_read(&facts, f->arena, opened(f), &f->err));
	assert_true(rg_str_is_null(facts.user_name));
}

static void facts_of_a_linked_work_tree(void **state)
{
	fixture *f = *state;
	rg_repo_facts facts;
	rg_str common = rg_arena_printf(f->arena, "%.*s/.git", RG_FMT(f->root));

	sh(f, BASE "git worktree add -q ../linked -b other");
	f->root = rg_arena_printf(f->arena, "%.*s/linked", RG_FMT(f->folder));
	ok(f, rg_repo_facts_read(&facts, f->arena, opened(f), &f->err));
	same(facts.root, f->root);
	same(facts.common_dir, common);
	same(facts.git_dir, rg_arena_printf(f->arena, "%.*s/worktrees/linked", RG_FMT(common)));
	same(facts.branch, S("other"));
}

static void operations_have_names(void **state)
{
	static const char *const cases[][2] = {
		{"merge", "git merge -q other >/dev/null || true"},
		{"rebase", "git rebase -q other >/dev/null 2>&1 || true"},
		{"cherry-pick", "git cherry-pick other >/dev/null 2>&1 || true"},
		{"revert", "git revert --no-edit HEAD~1 >/dev/null 2>&1 || true"},
		{"bisect", "git bisect start -q HEAD HEAD~1 >/dev/null"}};
	fixture *f = *state;
	rg_repo_facts facts;

	sh(f, BASE "echo 2 >a; git commit -qam two; git checkout -qb other HEAD~1; echo 3 >a\n"
		   "git commit -qam three; git checkout -q main; echo 4 >a; git commit -qam four");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sh(f, cases[i][1]);
		ok(f, rg_repo_facts_read(&facts, f->arena, opened(f), &f->err));
		same(facts.operation, rg_str_of(cases[i][0]));
		sh(f, rg_arena_printf(f->arena, "git %s %s >/dev/null 2>&1", cases[i][0],
				      i == 4 ? "reset" : "--abort")
			      .ptr);
	}
}

static void files_are_gits(void **state)
{
	fixture *f = *state;
	rg_str_vec files;

	sh(f, BASE
	   "mkdir p 'q r'; echo x >p/x; echo y >'q r/ü'; git add p; echo n >p/new; echo i >i.log\n"
	   "echo '*.log' >.gitignore; git add -f i.log; echo i >j.log; echo g >gone; git add gone\n"
	   "rm gone; git init -q nested; echo n >nested/n; ln -s p link; ln -s nowhere broken\n"
	   "git init -q ../lib; (cd ../lib; echo l >l; git add l; git commit -qm l)\n"
	   "git submodule --quiet add ../lib lib 2>/dev/null");
	ok(f, rg_repo_files(&files, f->arena, opened(f), &f->err));
	same(rg_str_vec_join(f->arena, &files, S("\n")),
	     sh(f, "git -c core.quotePath=false ls-files -co --exclude-standard | sort -u |\n"
		   "LC_ALL=C sort | grep -v -e ^gone$ -e ^lib$ -e ^nested/"));
}

static void bases_are_found(void **state)
{
	fixture *f = *state;
	rg_base base;

	sh(f, BASE "git branch -m work");
	refused(f, rg_base_find(&base, f->arena, opened(f), NONE, NONE, &f->err), RG_ENOTFOUND,
		"no base branch was found");
	sh(f, "git branch develop; git branch master");
	ok(f, rg_base_find(&base, f->arena, opened(f), NONE, NONE, &f->err));
	same(base.ref, S("refs/heads/master"));
	assert_true(rg_str_is_null(base.remote));
	sh(f, "git clone -q --bare . ../up.git; git -C ../up.git symbolic-ref HEAD "
	      "refs/heads/develop\n"
	      "git remote add up ../up.git; git fetch -q up; git remote set-head up -a >/dev/null");
	ok(f, rg_base_find(&base, f->arena, opened(f), NONE, NONE, &f->err));
	same(base.ref, S("refs/remotes/up/develop"));
	same(base.branch, S("develop"));
	same(base.remote, S("up"));
	same(base.oid, sh(f, "git rev-parse HEAD"));
	ok(f, rg_base_find(&base, f->arena, f->repo, S("up/master"), NONE, &f->err));
	same(base.ref, S("refs/remotes/up/master"));
	ok(f, rg_base_find(&base, f->arena, f->repo, S("work"), NONE, &f->err));
	same(base.ref, S("refs/remotes/up/work"));
	refused(f, rg_base_find(&base, f->arena, f->repo, S("none"), NONE, &f->err), RG_ENOTFOUND,
		"there is no branch \"none\"");
	refused(f, rg_base_find(&base, f->arena, f->repo, NONE, S("none"), &f->err), RG_ENOTFOUND,
		"there is no remote \"none\"; git remote -v");
	sh(f, "git remote add other ../up.git; git fetch -q other; git branch -q -u other/work");
	ok(f, rg_base_find(&base, f->arena, opened(f), NONE, NONE, &f->err));
	same(base.remote, S("other"));
}

static void urls_have_no_secrets(void **state)
{
	static const char *const cases[][2] = {
		{"https://me:secret@example.org/a/b.git", "https://example.org/a/b.git"},
		{"https://token@example.org:8443/a@b.git", "https://example.org:8443/a@b.git"},
		{"ssh://git@example.org/a.git", "ssh://example.org/a.git"},
		{"git@example.org:a/b.git", "git@example.org:a/b.git"},
		{"/srv/git/a.git", "/srv/git/a.git"}};
	fixture *f = *state;

	sh(f, "git remote add r x");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sh(f, rg_arena_printf(f->arena, "git remote set-url r '%s'", cases[i][0]).ptr);
		same(rg_remote_url(f->arena, opened(f), S("r")), rg_str_of(cases[i][1]));
	}
	assert_true(rg_str_is_null(rg_remote_url(f->arena, f->repo, S("none"))));
	sh(f, "git remote set-url r gh:owner/repo; git config --global "
	      "url.https://x.org/.insteadOf gh\n"
	      "git config url.ssh://git@github.com/.insteadOf gh:");
	same(rg_remote_url(f->arena, opened(f), S("r")), S("ssh://github.com/owner/repo"));
}

static void revisions_are_resolved(void **state)
{
	fixture *f = *state;
	rg_str oid;

	sh(f, BASE "git tag -a v1 -m v1");
	ok(f, rg_repo_resolve(&oid, f->arena, opened(f), S("v1"), &f->err));
	same(oid, sh(f, "git rev-parse HEAD"));
	refused(f, rg_repo_resolve(&oid, f->arena, f->repo, S("HEAD~9"), &f->err), RG_ENOTFOUND,
		"there is no commit \"HEAD~9\"");
	refused(f, rg_repo_resolve(&oid, f->arena, f->repo, S("HEAD:a"), &f->err), RG_ENOTFOUND,
		"there is no commit \"HEAD:a\"");
}

static void where_no_repository_is(void **state)
{
	fixture *f = *state;

	sh(f, "mkdir ../empty");
	refuses(f, "empty", RG_ENOTFOUND, "is not inside a git repository; run git init");
	refuses(f, "missing", RG_ENOTFOUND, "is not inside a git repository");
}

static void links_where_our_own_files_are(void **state)
{
	fixture *f = *state;

	for (size_t i = 0; i < 3; i++) {
		static const char *const names[] = {"sessions", "cache", "evidence.db"};

		sh(f, rg_arena_printf(f->arena,
				      "rm -rf .git/redgreen; mkdir .git/redgreen; "
				      "ln -s ../../../elsewhere .git/redgreen/%s",
				      names[i])
			      .ptr);
		refuses(f, "work", RG_EREFUSED, "is a link");
	}
	sh(f, "rm -r .git/redgreen; ln -s /nowhere .git/redgreen");
	refuses(f, "work", RG_EREFUSED, "/redgreen is a link");
}

static void bare_repositories(void **state)
{
	fixture *f = *state;

	sh(f, "git init -q --bare ../bare.git");
	refuses(f, "bare.git", RG_EREFUSED, "is bare: it has no work tree");
}

static void sha256_repositories(void **state)
{
	fixture *f = *state;

	sh(f, "git init -q --object-format=sha256 ../sha256");
	refuses(f, "sha256", RG_EREFUSED, "is of a kind that redgreen cannot read right");
}

static void partial_clones(void **state)
{
	fixture *f = *state;
	rg_repo *repo = NULL;

	sh(f, BASE "git config uploadpack.allowFilter true\n"
		   "git clone -q --filter=blob:none \"file://$PWD\" ../partial\n"
		   "git clone -q --filter=tree:0 \"file://$PWD\" ../treeless");
	ok(f, rg_repo_open(&repo, rg_arena_printf(f->arena, "%.*s/partial", RG_FMT(f->folder)).ptr,
			   &f->err));
	rg_repo_close(repo);
	refuses(f, "treeless", RG_EREFUSED, "is a partial clone without its trees (tree:0)");
}

static void sparse_work_trees(void **state)
{
	fixture *f = *state;
	rg_repo_facts facts;
	rg_repo *repo = NULL;
	rg_str_vec files;

	sh(f, BASE "mkdir b c; echo 1 >b/b; echo 1 >c/c; git add -A; git commit -qm b\n"
		   "git clone -q . ../cone; cd ../cone; git sparse-checkout set b");
	ok(f, rg_repo_open(&repo, rg_arena_printf(f->arena, "%.*s/cone", RG_FMT(f->folder)).ptr,
			   &f->err));
	ok(f, rg_repo_facts_read(&facts, f->arena, repo, &f->err));
	assert_true(facts.is_sparse);
	rg_repo_close(repo);
	sh(f, "cd ../cone; git sparse-checkout reapply --sparse-index");
	ok(f, rg_repo_open(&repo, rg_arena_printf(f->arena, "%.*s/cone", RG_FMT(f->folder)).ptr,
			   &f->err));
	refused(f, rg_repo_files(&files, f->arena, repo, &f->err), RG_EREFUSED,
		"git sparse-checkout reapply --no-sparse-index");
	rg_repo_close(repo);
}

static void reftables(void **state)
{
	fixture *f = *state;

	sh(f, BASE
	   "cp -a . ../reftable; cd ../reftable\n"
	   "git config core.repositoryFormatVersion 1; git config extensions.refStorage reftable");
	refuses(f, "reftable", RG_EREFUSED, "cannot read right");
}

static void split_indexes(void **state)
{
	fixture *f = *state;
	rg_str tree;

	sh(f, BASE "git update-index --split-index; echo 2 >a");
	refused(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err), RG_EREFUSED,
		"git update-index --no-split-index");
	sh(f, "git update-index --no-split-index");
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
}

static void other_peoples_repositories(void **state)
{
	fixture *f = *state;
	rg_str words;

	sh(f, BASE);
	/* Only root can give a folder away; for others everything here is their own. */
	if (chown(f->root.ptr, 12345, 12345) < 0) {
		assert_non_null(opened(f));
		return;
	}
	sh_in(f, f->folder, "chown -R 12345 work; mkdir work/sub");
	words = rg_arena_printf(
		f->arena,
		"the repository at %.*s belongs to another user; git config --global --add "
		"safe.directory %.*s would accept it",
		RG_FMT(f->root), RG_FMT(f->root));
	refuses(f, "work/sub", RG_EREFUSED, words.ptr);
	sh_in(f, f->folder, "git config --global --add safe.directory \"$PWD/work\"");
	assert_non_null(opened(f));
	sh_in(f, f->folder, "chown -R 0:0 work");
}

static void borrowed_objects(void **state)
{
	fixture *f = *state;
	rg_str tree;

	sh(f, BASE "git clone -q --shared . ../borrower");
	f->root = rg_arena_printf(f->arena, "%.*s/borrower", RG_FMT(f->folder));
	ok(f, rg_tree_snapshot(&tree, f->arena, opened(f), NULL, &f->err));
	same(tree, sh(f, "git rev-parse HEAD^{tree}"));
}

static void the_global_file_of_the_environment_counts(void **state)
{
	fixture *f = *state;
	rg_str path = rg_arena_printf(f->arena, "%.*s/other config", RG_FMT(f->folder));
	rg_repo_facts facts;

	sh(f, "git config --file '../other config' user.name 'Grace Other'");
	setenv("GIT_CONFIG_GLOBAL", path.ptr, 1);
	ok(f, rg_repo_facts_read(&facts, f->arena, opened(f), &f->err));
	unsetenv("GIT_CONFIG_GLOBAL");
	same(facts.user_name, S("Grace Other"));
	assert_true(rg_str_is_null(facts.user_email)); /* it stands for ~/.gitconfig */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_global_file_of_the_environment_counts),
		TEST(facts_of_a_branch),
		TEST(facts_of_odd_heads),
		TEST(facts_of_a_linked_work_tree),
		TEST(operations_have_names),
		TEST(files_are_gits),
		TEST(bases_are_found),
		TEST(urls_have_no_secrets),
		TEST(revisions_are_resolved),
		TEST(where_no_repository_is),
		TEST(bare_repositories),
		TEST(links_where_our_own_files_are),
		TEST(sha256_repositories),
		TEST(partial_clones),
		TEST(sparse_work_trees),
		TEST(reftables),
		TEST(split_indexes),
		TEST(other_peoples_repositories),
		TEST(borrowed_objects),
	};

	return RUN_TESTS(tests);
}
