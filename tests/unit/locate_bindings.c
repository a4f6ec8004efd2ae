/* SPDX-License-Identifier: MIT */
/*
 * locate_bindings.c - from a failing Python test to C++: a repository of many operations, each with
 * a binding, host code, device code and kernels, and a checker that all of them include. A failure
 * is a log, as pytest writes it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "locate/binding.h"
#include "locate/locate.h"
#include "trace/trace.h"

#define OPERATIONS 30

typedef struct tree_file {
	rg_str path, text;
} tree_file;

typedef struct tree {
	rg_arena *arena;
	RG_VEC(tree_file) files;
	rg_str_vec paths, tests;
	rg_index *index;
} tree;

static rg_str source(void *self, rg_arena *arena, rg_str path)
{
	const tree *t = self;

	(void)arena;
	for (size_t i = 0; i < t->files.n; i++)
		if (rg_str_eq(path, t->files.items[i].path))
			return t->files.items[i].text;
	return (rg_str){NULL, 0};
}

static void put(tree *t, rg_str path, rg_str text)
{
	RG_PUSH(t->arena, &t->files, (tree_file){path, text});
	RG_PUSH(t->arena, &t->paths, path);
	rg_index_put(t->index, path, text);
}

static void put_z(tree *t, const char *path, const char *text)
{
	put(t, rg_str_of(path), rg_str_of(text));
}

static rg_str camel(rg_arena *arena, const char *name)
{
	rg_str out = rg_arena_printf(arena, "%s", name);

	((char *)(uintptr_t)out.ptr)[0] = (char)(out.ptr[0] - 32);
	return out;
}

/* The files of one operation, in the newer (`bind_function`) or the older way. */
static void put_operation(tree *t, const char *group, const char *name, bool is_old)
{
	rg_arena *a = t->arena;
	rg_str folder = rg_arena_printf(a, "ops/cpp/operations/%s/%s", group, name);
	rg_str class = camel(a, name);

	if (is_old) {
		put(t, rg_arena_printf(a, "%.*s/%s_pybind.cpp", RG_FMT(folder), name),
		    rg_arena_printf(a,
				    "#include \"%s.hpp\"\nvoid py_bind_%s(py::module& module) {\n"
				    "    bind_registered_operation(module, ops::%s, doc,\n"
				    "        ops::pybind_overload_t{});\n}\n",
				    name, name, name));
		put(t, rg_arena_printf(a, "%.*s/%s.hpp", RG_FMT(folder), name),
		    rg_arena_printf(a,
				    "namespace ops {\nconstexpr auto %s = register_operation<\n"
				    "    \"ops::%s\", operations::Execute%.*s>();\n}\n",
				    name, name, RG_FMT(class)));
	} else {
		put(t, rg_arena_printf(a, "%.*s/%s_nanobind.cpp", RG_FMT(folder), name),
		    rg_arena_printf(a,
				    "#include \"%s.hpp\"\nvoid bind_%s(nb::module_& mod) {\n"
				    "    ops::bind_function<\"%s\">(\n        mod, doc, &ops::%s,\n"
				    "        nb::arg(\"input\"));\n}\n",
				    name, name, name, name));
		put(t, rg_arena_printf(a, "%.*s/%s.hpp", RG_FMT(folder), name),
		    rg_arena_printf(a, "namespace ops { Tensor %s(const Tensor& input); }\n",
				    name));
	}
	put(t, rg_arena_printf(a, "%.*s/%s.cpp", RG_FMT(folder), name),
	    rg_arena_printf(a,
			    "#include \"%s.hpp\"\nnamespace ops {\n"
			    "Tensor %s(const Tensor& input) {\n    return prim::%s(input);\n}\n}\n",
			    name, name, name));
	put(t, rg_arena_printf(a, "%.*s/device/%s_device_operation.cpp", RG_FMT(folder), name),
	    rg_arena_printf(a,
			    "#include \"core_coord.hpp\"\nnamespace ops::operations {\n"
			    "void %.*sDeviceOperation::validate(const Attributes& a) {\n"
			    "    TT_FATAL(a.dim >= 0, \"bad\");\n}\n}\n",
			    RG_FMT(class)));
	put(t, rg_arena_printf(a, "%.*s/device/%s_program_factory.cpp", RG_FMT(folder), name),
	    rg_arena_printf(
		    a,
		    "#include \"core_coord.hpp\"\nnamespace ops::operations {\n"
		    "Program %.*sProgramFactory::create(const Attributes& a) {\n"
		    "    auto cores = split_work(a.grid, a.rows);\n"
		    "    CreateKernel(program, \"device/kernels/dataflow/%s_reader.cpp\");\n"
		    "    CreateKernel(program, \"shared/kernels/compute/rows_%c.cpp\");\n"
		    "}\n}\n",
		    RG_FMT(class), name, name[0]));
	put(t,
	    rg_arena_printf(a, "%.*s/device/kernels/dataflow/%s_reader.cpp", RG_FMT(folder), name),
	    rg_arena_printf(a, "void kernel_main() {\n    noc_async_read(%s, b, c);\n}\n", name));
}

static const char *const names[OPERATIONS] = {
	"gather",    "scatter", "softmax", "matmul",	"concat", "permute", "reshape", "slice",
	"embedding", "argmax",	"topk",	   "sort",	"pad",	  "repeat",  "tilize",	"untilize",
	"reduce",    "mean",	"sum",	   "prod",	"cumsum", "conv",    "pool",	"upsample",
	"layernorm", "dropout", "rotary",  "attention", "where",  "clone"};

static void open_tree(tree *t, bool is_old)
{
	*t = (tree){.arena = rg_arena_new(), .index = rg_index_new()};
	for (size_t i = 0; i < OPERATIONS; i++)
		put_operation(t, i % 2 ? "math" : "data_movement", names[i], is_old);
	put_z(t, "metal/common/core_coord.cpp",
	      "#include \"core_coord.hpp\"\nnamespace metal {\n"
	      "CoreRangeSet split_work(Grid grid, int rows) {\n"
	      "    TT_FATAL(rows <= grid.x * grid.y, \"{} rows\", rows);\n}\n}\n");
	put_z(t, "metal/common/core_coord.hpp",
	      "namespace metal { CoreRangeSet split_work(Grid grid, int rows); }\n");
	put_z(t, "ops/cpp/operations/shared/kernels/compute/rows_g.cpp",
	      "void kernel_main() { pack_rows(g); }\n");
	put_z(t, "ops/cpp/operations/shared/kernels/compute/rows_s.cpp",
	      "void kernel_main() { pack_rows(s); }\n");
	put_z(t, "ops/ops/__init__.py",
	      "from ops.decorators import auto_register\nauto_register(ops._ops)\n");
	put_z(t, "ops/ops/decorators.py",
	      "class FastOperation:\n    def __call__(self, *function_args, **function_kwargs):\n"
	      "        return self.function(*function_args, **function_kwargs)\n");
	put_z(t, "tests/ops/unit_tests/operations/reduce/test_gather.py",
	      "import ops\nimport torch\n\n\ndef test_gather(device):\n"
	      "    x = ops.from_torch(torch.rand(1, 1, 32, 64), device=device)\n"
	      "    out = ops.gather(x, 2)\n    assert out.shape == x.shape\n");
	put_z(t, "tests/ops/unit_tests/operations/test_all.py",
	      "import ops\n\n\ndef test_one():\n    assert ops.gather(1, 2)\n");
}

static void close_tree(tree *t)
{
	rg_index_free(t->index);
	rg_arena_free(t->arena);
}

static const rg_candidate_vec *locate(tree *t, const char *log)
{
	const rg_paths *paths = rg_paths_new(t->arena, RG_STR("/repo"), &t->paths);
	const rg_trace_options options = {paths, {"", 0}};
	const rg_trace *trace = rg_trace_parse(t->arena, rg_str_of(log), &options);
	rg_locate_input input = {.failures = &trace->failures,
				 .tests = &t->tests,
				 .files = &t->paths,
				 .index = t->index,
				 .source = source,
				 .source_self = t};

	return &rg_locate(t->arena, &input)->candidates;
}

/* The rank of a path, from 1; a large number when it is none. */
static size_t rank(const rg_candidate_vec *candidates, const char *path)
{
	for (size_t i = 0; i < candidates->n; i++)
		if (rg_str_eq_z(candidates->items[i].path, path))
			return i + 1;
	return SIZE_MAX;
}

static void check_within(const rg_candidate_vec *candidates, const char *path, size_t bound)
{
	if (rank(candidates, path) <= bound)
		return;
	for (size_t i = 0; i < candidates->n && i < 8; i++)
		print_error("%d %.*s\n", candidates->items[i].score,
			    RG_FMT(candidates->items[i].path));
	fail_msg("%s is not among the first %zu", path, bound);
}

#define GATHER "ops/cpp/operations/data_movement/gather/"

static const char checker_log[] =
	"=========================== FAILURES ===========================\n"
	"_________________________ test_gather __________________________\n"
	"tests/ops/unit_tests/operations/reduce/test_gather.py:7: in test_gather\n"
	"    out = ops.gather(x, 2)\n"
	"ops/ops/decorators.py:3: in __call__\n"
	"    return self.function(*function_args, **function_kwargs)\n"
	"E   RuntimeError: TT_FATAL @ /src/metal/common/core_coord.cpp:4: rows <= grid.x * "
	"grid.y\n"
	"E   info:\n"
	"E   72 rows\n"
	"E   backtrace:\n"
	"E    --- metal::split_work(Grid, int)\n"
	"E    --- ops::operations::GatherProgramFactory::create(ops::Attributes const&)\n"
	"E    --- void ops::launch<ops::operations::GatherDeviceOperation>(unsigned char)\n"
	"E    --- ops::gather(ops::Tensor const&)\n"
	"E    --- /src/build/lib/_ops.so(+0x16eb26) [0x7f80c0a1eb26]\n"
	"=================== short test summary info ====================\n"
	"FAILED tests/ops/unit_tests/operations/reduce/test_gather.py::test_gather - "
	"RuntimeErr...\n"
	"====================== 1 failed in 1.23s =======================\n";

static void check_operation(bool is_old)
{
	tree t;
	const rg_candidate_vec *candidates;

	open_tree(&t, is_old);
	candidates = locate(&t, checker_log);
	check_within(candidates, GATHER "device/gather_program_factory.cpp", 2);
	check_within(candidates, GATHER "gather.cpp", 5);
	check_within(candidates, is_old ? GATHER "gather.hpp" : GATHER "gather_nanobind.cpp", 6);
	for (size_t i = 0; i < 5; i++)
		if (!rg_str_has(candidates->items[i].path, RG_STR("gather")) &&
		    !rg_str_starts(candidates->items[i].path, RG_STR("metal/common/core_coord")))
			fail_msg("%.*s is number %zu", RG_FMT(candidates->items[i].path), i + 1);
	assert_true(rank(candidates, "metal/common/core_coord.cpp") <= 8);
	assert_true(rank(candidates, "ops/cpp/operations/math/scatter/scatter.cpp") > 8);
	close_tree(&t);
}

static void locate_bindings__a_shared_checker_leads_to_the_operation(void **state)
{
	(void)state;
	check_operation(false);
	check_operation(true);
}

static void locate_bindings__without_a_log_the_test_alone_leads_there(void **state)
{
	tree t;
	const rg_candidate_vec *candidates;

	(void)state;
	open_tree(&t, false);
	RG_PUSH(t.arena, &t.tests, RG_STR("tests/ops/unit_tests/operations/test_all.py::test_one"));
	candidates = locate(&t, "");
	check_within(candidates, GATHER "gather_nanobind.cpp", 3);
	check_within(candidates, GATHER "gather.cpp", 3);
	check_within(candidates, GATHER "device/gather_program_factory.cpp", 6);
	check_within(candidates, GATHER "device/kernels/dataflow/gather_reader.cpp", 7);
	check_within(candidates, "ops/cpp/operations/shared/kernels/compute/rows_g.cpp", 9);
	assert_true(rank(candidates, "ops/cpp/operations/shared/kernels/compute/rows_s.cpp") > 9);
	close_tree(&t);
}

static void locate_bindings__kinds_say_what_must_be_built(void **state)
{
	tree t;
	const rg_candidate_vec *candidates;
	size_t n = 0;

	(void)state;
	open_tree(&t, false);
	candidates = locate(&t, checker_log);
	for (size_t i = 0; i < candidates->n; i++) {
		const rg_candidate *c = &candidates->items[i];
		rg_candidate_kind want = rg_str_ends(c->path, RG_STR(".py")) ? RG_CANDIDATE_PYTHON
					 : rg_str_has(c->path, RG_STR("/kernels/"))
						 ? RG_CANDIDATE_KERNEL
						 : RG_CANDIDATE_NATIVE;

		assert_int_equal(c->kind, want);
		n |= 1u << want;
	}
	assert_int_equal(n, 1u << RG_CANDIDATE_PYTHON | 1u << RG_CANDIDATE_KERNEL |
				    1u << RG_CANDIDATE_NATIVE);
	close_tree(&t);
}

/* want: targets with blanks between them; NULL: the name is not bound there. */
static void check_binding(const char *text, const char *name, const char *want)
{
	rg_binding binding;
	rg_buf got;

	if (!rg_binding_find(&binding, rg_str_of(text), rg_str_of(name))) {
		if (want)
			fail_msg("%s", text);
		return;
	}
	rg_buf_init(&got, 1000);
	for (size_t i = 0; i < binding.n; i++)
		rg_buf_printf(&got, "%s%.*s", i ? " " : "", RG_FMT(binding.targets[i]));
	if (!want || !rg_str_eq_z(rg_buf_str(&got), want))
		fail_msg("%s: %.*s", text, RG_FMT(rg_buf_str(&got)));
	rg_buf_release(&got);
}

static void locate_bindings__ways_to_give_a_name_to_python(void **state)
{
	(void)state;
	check_binding("ttnn::bind_function<\"gather\">(mod, &ttnn::gather);", "gather", "gather");
	check_binding("bind_function<\"gather\", \"ttnn.experimental.\">(\n    mod, &ns::gather);",
		      "gather", "gather");
	check_binding("constexpr auto gather =\n    register_operation<\"ttnn::gather\", "
		      "ops::ExecuteGather>();",
		      "gather", "ExecuteGather");
	check_binding("  m.def(\n      \"scale\",\n      &scale_rows, py::arg(\"x\"));", "scale",
		      "scale_rows");
	check_binding("m.impl(\"add_one\", TORCH_FN(add_one_cpu));", "add_one",
		      "TORCH_FN add_one_cpu");
	check_binding("py::class_<Grid>(m, \"CoreGrid\")\n  .def(py::init<int>())", "CoreGrid", "");
	check_binding(
		".def_property_readonly(\"size\", [](const Grid& g) { return grid_size(g); })",
		"size", "Grid grid_size");
	check_binding(
		"    {\"dot\",\n        (PyCFunction)array_dot,\n        METH_FASTCALL, NULL},",
		"dot", "array_dot");
	check_binding("{\"old\", old_f, METH_VARARGS, 0},", "old", "old_f");
	check_binding("TVM_REGISTER_GLOBAL(\"relax.analysis.kind\").set_body_typed(PatternKind);",
		      "kind", "set_body_typed PatternKind");
	check_binding("TORCH_LIBRARY(ns, m) { m.def(\"roi(Tensor x) -> Tensor\"); }", "roi", "");
	check_binding("m.def(\"ns::roi(Tensor x) -> Tensor\", &roi_cpu);", "roi", "roi_cpu");
	check_binding("m.def(\"add.Tensor(Tensor x) -> Tensor\", &add_cpu);", "add", "add_cpu");
	check_binding("m.def(\"f\", &run); ns::roi(x);", "roi", NULL);
	check_binding("log(\"gather\");", "gather", NULL);
	check_binding("m.def(\"gather_all\", &all);", "gather", NULL);
	check_binding("", "gather", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locate_bindings__a_shared_checker_leads_to_the_operation),
		cmocka_unit_test(locate_bindings__without_a_log_the_test_alone_leads_there),
		cmocka_unit_test(locate_bindings__kinds_say_what_must_be_built),
		cmocka_unit_test(locate_bindings__ways_to_give_a_name_to_python),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
