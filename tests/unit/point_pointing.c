/* SPDX-License-Identifier: MIT */
/*
 * What locating knows between commands: from the cache and without it, after edits that a watch
 * tells and that stamps tell, on any number of threads, an answer is the same bytes.
 */
#include "support/git_repo.h"

#include "base/hash.h"
#include "point/inventory.h"
#include "point/pointing.h"
#include "point/sight.h"
#include "os/parallel.h"

#define COMMIT "git add -A; git commit -qm x\n"

/* Forty sources, a test that uses two of them, and a history. */
static void make_tree(fixture *f)
{
	sh(f, "mkdir -p pkg/sub tests; for i in $(seq 40); do\n"
	      "printf 'def parse_%d(text):\\n    return common(text, %d)\\n' $i $i >pkg/m$i.py\n"
	      "done; cp pkg/m7.py pkg/sub/m7.py\n"
	      "printf 'from pkg.m7 import parse_7\\n\\ndef test_it():\\n"
	      "    assert parse_7(rare_word)\\n' >tests/test_it.py\n" COMMIT
	      "for i in 1 2 3; do echo \"# rare_word $i\" >>pkg/m9.py; echo "
	      ">>tests/test_it.py\n" COMMIT
	      "done; touch -d '1 hour ago' pkg/*.py pkg/sub/*.py tests/*.py");
}

typedef struct asked {
	rg_inventory *inventory;
	rg_repo_facts facts;
	rg_str_vec tests;
	rg_pointing_input input;
} asked;

static void look(asked *a, fixture *f)
{
	rg_inventory_free(a->inventory);
	*a = (asked){0};
	ok(f, rg_repo_facts_read(&a->facts, f->arena, opened(f), &f->err));
	ok(f, rg_inventory_read(&a->inventory, f->repo, f->root, true, &f->err));
	RG_PUSH(f->arena, &a->tests, S("tests/test_it.py::test_it"));
	a->input = (rg_pointing_input){.root = f->root,
				       .files = &a->inventory->files,
				       .private_dir = a->facts.private_dir,
				       .head = a->facts.head_oid,
				       .tests = &a->tests};
}

/* Candidates with scores, reasons and functions as one text. */
static rg_str text_of(fixture *f, const rg_answer *answer)
{
	rg_str out = S("");

	for (size_t i = 0; i < answer->candidates.n; i++) {
		const rg_candidate *c = &answer->candidates.items[i];

		out = rg_arena_printf(f->arena, "%.*s%.*s %d\n", RG_FMT(out), RG_FMT(c->path),
				      c->score);
		for (size_t k = 0; k < c->reasons.n; k++)
			out = rg_arena_printf(f->arena, "%.*s\t%.*s %d %.*s\n", RG_FMT(out),
					      RG_FMT(c->reasons.items[k].signal),
					      c->reasons.items[k].points,
					      RG_FMT(c->reasons.items[k].text));
		for (size_t k = 0; k < c->functions.n; k++)
			out = rg_arena_printf(f->arena, "%.*s\t%.*s %d\n", RG_FMT(out),
					      RG_FMT(c->functions.items[k].name),
					      c->functions.items[k].score);
	}
	return out;
}

static rg_str find(fixture *f, rg_pointing *pointing, asked *a)
{
	return text_of(f, rg_pointing_find(f->arena, pointing, &a->input));
}

/* What somebody finds who knows nothing yet and has no cache. */
static rg_str find_anew(fixture *f)
{
	rg_pointing *pointing = rg_pointing_new();
	asked a = {0};
	rg_str out;

	look(&a, f);
	a.input.private_dir = NONE;
	out = find(f, pointing, &a);
	rg_pointing_free(pointing);
	rg_inventory_free(a.inventory);
	return out;
}

static void pointing__from_the_cache_finds_the_same(void **state)
{
	fixture *f = *state;
	rg_pointing *pointing = rg_pointing_new();
	asked a = {0};
	rg_str expected;

	make_tree(f);
	expected = find_anew(f);
	assert_true(rg_str_has(expected, S("pkg/m7.py ")));
	look(&a, f);
	same(find(f, pointing, &a), expected);
	rg_pointing_keep(pointing, &a.input);
	rg_pointing_free(pointing);
	same(sh(f, "ls .git/redgreen/cache | sed 's/-.*/-/' | sort -u | grep -e index -e history"),
	     S("history\nindex-"));
	pointing = rg_pointing_new();
	same(find(f, pointing, &a), expected);
	rg_pointing_free(pointing);
	rg_inventory_free(a.inventory);
	same(sh(f, "git status --porcelain"), S(""));
}

static void pointing__a_damaged_cache_is_made_again(void **state)
{
	fixture *f = *state;
	rg_pointing *pointing = rg_pointing_new();
	asked a = {0};
	rg_str expected;

	make_tree(f);
	expected = find_anew(f);
	look(&a, f);
	find(f, pointing, &a);
	rg_pointing_keep(pointing, &a.input);
	rg_pointing_free(pointing);
	for (int i = 0; i < 3; i++) {
		static const char *const damages[] = {
			"for f in .git/redgreen/cache/*; do printf x | dd of=$f bs=1 seek=100 "
			"conv=notrunc 2>/dev/null; done",
			"for f in .git/redgreen/cache/*; do head -c 50 $f >x; mv x $f; done",
			"for f in .git/redgreen/cache/*; do : >$f; done"};

		sh(f, damages[i]);
		pointing = rg_pointing_new();
		same(find(f, pointing, &a), expected);
		rg_pointing_keep(pointing, &a.input);
		rg_pointing_free(pointing);
	}
	rg_inventory_free(a.inventory);
}

static void pointing__sees_edits_new_files_and_removed_ones(void **state)
{
	static const char *const edits[] = {
		"echo 'def parse_7(x): return rare_word' >pkg/m3.py",
		"echo 'rare_word = parse_7' >pkg/new.py",
		"rm pkg/m7.py",
		"mv pkg/m3.py pkg/moved.py; git add -A; git commit -qm moved",
		"git checkout -q HEAD~2 2>/dev/null",
		"git checkout -q main; echo '*' >.gitignore"};
	fixture *f = *state;
	rg_pointing *pointing = rg_pointing_new();
	asked a = {0};

	make_tree(f);
	look(&a, f);
	find(f, pointing, &a);
	for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
		sh(f, edits[i]);
		look(&a, f);
		same(find(f, pointing, &a), find_anew(f));
	}
	rg_pointing_free(pointing);
	rg_inventory_free(a.inventory);
}

static rg_str up_to(rg_str text, char end)
{
	return rg_str_sub(text, 0, rg_str_find_char(text, end));
}

static void pointing__a_glance_names_the_same_file_first(void **state)
{
	fixture *f = *state;
	asked a = {0};

	make_tree(f);
	look(&a, f);
	same(up_to(text_of(f, rg_pointing_glance(f->arena, &a.input)), ' '),
	     up_to(find_anew(f), ' '));
	rg_inventory_free(a.inventory);
}

/* Files in any order, read on 1 to 16 threads: one text. RG_RUNS says how often, else 50 times. */
static void pointing__answers_are_the_same_bytes_whatever_the_order_of_reading(void **state)
{
	fixture *f = *state;
	asked a = {0};
	rg_str expected;
	uint32_t chance = 1;
	const char *runs = getenv("RG_RUNS");
	unsigned long n = runs ? strtoul(runs, NULL, 10) : 50;

	make_tree(f);
	expected = find_anew(f);
	look(&a, f);
	a.input.private_dir = NONE;
	for (unsigned long i = 0; i < n; i++) {
		rg_pointing *pointing = rg_pointing_new();
		rg_arena *arena = rg_arena_new();
		rg_str_vec shuffled = rg_str_vec_dup(arena, &a.inventory->files), some;

		for (size_t k = shuffled.n; k-- > 1;) {
			rg_str one = shuffled.items[k];
			size_t other = (chance = chance * 1664525u + 1013904223u) % (k + 1);

			shuffled.items[k] = shuffled.items[other];
			shuffled.items[other] = one;
		}
		a.input.n_threads = 1 + i % 16;
		/* A part of them first, so that the others get later numbers. */
		some = (rg_str_vec){shuffled.items, i % (shuffled.n + 1), shuffled.cap};
		a.input.files = &some;
		rg_pointing_refresh(pointing, &a.input);
		a.input.files = &shuffled;
		same(find(f, pointing, &a), expected);
		rg_pointing_free(pointing);
		rg_arena_free(arena);
	}
	rg_inventory_free(a.inventory);
}

/* ---- through a workspace's sight ------------------------------------------------------------ */

typedef struct seen {
	fixture *f;
	rg_loop *loop;
	rg_sight *sight;
	asked a;
	rg_str text; /* of the last answer */
	bool is_rested;
} seen;

static void on_rest(void *data)
{
	((seen *)data)->is_rested = true;
	rg_loop_stop(((seen *)data)->loop);
}

static void on_lent(void *data, rg_pointing *pointing)
{
	seen *s = data;
	const rg_inventory *inventory = rg_sight_inventory(s->sight);

	assert_non_null(pointing);
	if (inventory) {
		s->a.input.files = &inventory->files;
		s->a.input.number = inventory->number;
	}
	s->text = find(s->f, pointing, &s->a);
	rg_sight_return_take(s->sight, pointing);
}

static void sight__an_edit_before_the_question_is_in_the_answer(void **state)
{
	static const char *const edits[] = {
		"echo 'def parse_7(x): return rare_word' >pkg/m3.py", /* in place */
		"echo 'x = rare_word' >x; mv x pkg/m4.py",
		"echo 'def parse_7(x): return rare_word, rare_word' >>pkg/sub/m7.py"};
	fixture *f = *state;
	seen s = {.f = f};

	make_tree(f);
	s.loop = rg_loop_new();
	s.sight = rg_sight_new(s.loop, f->root, &(rg_sight_hooks){.self = &s, .rested = on_rest});
	assert_null(rg_sight_inventory(s.sight));
	rg_sight_open(s.sight);
	while (!s.is_rested)
		rg_loop_run(s.loop);
	assert_non_null(rg_sight_inventory(s.sight));
	for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
		sh(f, edits[i]);
		assert_non_null(rg_sight_inventory(s.sight)); /* the list is what it was */
		look(&s.a, f);
		rg_sight_borrow(s.sight, on_lent, &s);
		same(s.text, find_anew(f));
	}
	sh(f, "echo 'rare_word = parse_7' >pkg/new.py");
	assert_null(rg_sight_inventory(s.sight)); /* somebody has to list the files again */
	look(&s.a, f);
	rg_sight_borrow(s.sight, on_lent, &s);
	same(s.text, find_anew(f));
	rg_sight_close(s.sight);
	while (!rg_sight_is_idle(s.sight))
		rg_loop_run(s.loop);
	rg_inventory_free(s.a.inventory);
	rg_sight_free(s.sight);
	rg_loop_free(s.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pointing__from_the_cache_finds_the_same),
		TEST(pointing__a_damaged_cache_is_made_again),
		TEST(pointing__sees_edits_new_files_and_removed_ones),
		TEST(pointing__a_glance_names_the_same_file_first),
		TEST(pointing__answers_are_the_same_bytes_whatever_the_order_of_reading),
		TEST(sight__an_edit_before_the_question_is_in_the_answer),
	};

	return RUN_TESTS(tests);
}
