/* SPDX-License-Identifier: MIT */
/*
 * python_check.c - asks an interpreter what it is, in a child with the tests' environment. The
 * script runs on any Python, also on 2.7, so that an old one is named instead of its SyntaxError
 * shown; its answer is the line behind a marker, because a sitecustomize may print as well.
 */
#include "base/json.h"
#include "base/mem.h"
#include "os/child.h"
#include "os/fs.h"
#include "runner/lines.h"
#include "runner/python.h"

#define CHECK_TIMEOUT_MS 30000
#define MARKER		 "redgreen-python:"

static const char script[] =
	"import json, sys\n"
	"a = {'version': '%d.%d.%d' % sys.version_info[:3], 'prefix': sys.prefix}\n"
	"if sys.version_info >= (3, 6):\n"
	"    a['implementation'] = sys.implementation.name\n"
	"    try:\n"
	"        import pytest\n"
	"        a['pytest'] = pytest.__version__\n"
	"    except ImportError as e:\n"
	"        a['missing'] = str(e)\n"
	"        a['name'] = getattr(e, 'name', None)\n"
	"    p = set()\n"
	"    try:\n"
	"        from importlib import metadata\n"
	"        for d in metadata.distributions():\n"
	"            if any(e.group == 'pytest11' for e in d.entry_points):\n"
	"                p.add('%s %s' % (d.metadata['Name'], d.version))\n"
	"    except ImportError:\n"
	"        try:\n"
	"            import pkg_resources\n"
	"            for e in pkg_resources.iter_entry_points('pytest11'):\n"
	"                p.add('%s %s' % (e.dist.project_name, e.dist.version))\n"
	"        except ImportError:\n"
	"            pass\n"
	"    a['plugins'] = sorted(p)\n"
	"print('" MARKER "' + json.dumps(a))\n";

struct rg_python_check {
	rg_loop *loop;
	rg_arena *arena; /* the caller's */
	rg_python python;
	rg_child *child;
	bool is_stopped;
	rg_python_done done;
	void *data;
	rg_rc rc;
	rg_err err;
};

static void finish(void *data)
{
	rg_python_check *check = data;

	check->done(check->data, check->rc, check->rc == RG_OK ? &check->python : NULL,
		    &check->err);
	free(check);
}

static rg_str text_of(rg_python_check *check, const rg_json *answer, const char *key)
{
	return rg_arena_dup(check->arena, rg_json_str(rg_json_get(answer, key)));
}

/* "3.6" as 306; pytest's "8.0.0rc1" as 800. */
static uint64_t version_number(rg_str version)
{
	uint64_t major = 0, minor = 0;
	rg_str part;

	if (rg_str_part(&part, &version, '.') && rg_str_u64(&major, part, 9999) &&
	    rg_str_part(&part, &version, '.'))
		(void)rg_str_u64(&minor, part, 99);
	return major * 100 + minor;
}

/* How pytest gets into this Python: uv's environments have no pip. */
static rg_str install_command(rg_python_check *check)
{
	rg_arena *arena = check->arena;
	rg_str python = check->python.path, text;
	rg_err err;

	if (check->python.prefix.len &&
	    rg_fs_read(&text, arena,
		       rg_path_join(arena, check->python.prefix, RG_STR("pyvenv.cfg")), 65536,
		       &err) == RG_OK &&
	    rg_str_has(text, RG_STR("\nuv = ")))
		return rg_arena_printf(arena, "uv pip install -p %.*s pytest", RG_FMT(python));
	return rg_arena_printf(arena, "%.*s -m pip install pytest", RG_FMT(python));
}

static rg_rc read_answer(rg_python_check *check, const rg_json *answer)
{
	rg_python *python = &check->python;
	rg_str missing = rg_json_str(rg_json_get(answer, "missing"));
	const rg_json *plugins = rg_json_get(answer, "plugins");

	python->version = text_of(check, answer, "version");
	python->implementation = text_of(check, answer, "implementation");
	python->sys_prefix = text_of(check, answer, "prefix");
	python->pytest = text_of(check, answer, "pytest");
	if (version_number(python->version) < 306)
		return rg_fail(&check->err, RG_EINVAL,
			       "%.*s (%.*s) is Python %.*s, and redgreen needs 3.6 or later; set "
			       "python in .redgreen.json",
			       RG_FMT(python->path), RG_FMT(python->reason),
			       RG_FMT(python->version));
	if (missing.ptr && rg_str_eq_z(rg_json_str(rg_json_get(answer, "name")), "pytest"))
		return rg_fail(&check->err, RG_ENOTFOUND, "no pytest in %.*s (%.*s); run: %.*s",
			       RG_FMT(python->path), RG_FMT(python->reason),
			       RG_FMT(install_command(check)));
	if (missing.ptr)
		return rg_fail(&check->err, RG_EEXTERNAL, "pytest of %.*s cannot be imported: %.*s",
			       RG_FMT(python->path), RG_FMT(missing));
	if (version_number(python->pytest) < 602)
		return rg_fail(&check->err, RG_EINVAL,
			       "pytest of %.*s is %.*s, and redgreen needs 6.2 or later",
			       RG_FMT(python->path), RG_FMT(python->pytest));
	for (size_t i = 0; i < rg_json_count(plugins) && i < 500; i++)
		RG_PUSH(check->arena, &python->plugins,
			rg_arena_dup(check->arena, rg_json_str(rg_json_at(plugins, i))));
	return RG_OK;
}

static void child_done(void *data, const rg_child_result *result)
{
	rg_python_check *check = data;
	rg_str path = check->python.path, line = rg_lines_find(result->out, RG_STR(MARKER));
	rg_str last =
		rg_lines_last(check->arena, result->err.len ? result->err : result->out, 3, 500);
	rg_json *answer = NULL;
	rg_err ignored;

	check->child = NULL;
	if (check->is_stopped || result->end == RG_CHILD_STOPPED)
		check->rc = rg_fail(&check->err, RG_ECANCELLED, "stopped");
	else if (result->end == RG_CHILD_TIMEOUT)
		check->rc = rg_fail(&check->err, RG_ETIMEOUT, "%.*s does not answer", RG_FMT(path));
	else if (line.ptr &&
		 rg_json_parse(&answer,
			       rg_str_sub(line,
					  rg_str_find(line, RG_STR(MARKER)) + sizeof(MARKER) - 1,
					  line.len),
			       &ignored) == RG_OK)
		check->rc = read_answer(check, answer);
	else
		check->rc = rg_fail(&check->err, RG_EEXTERNAL,
				    "%.*s (%.*s) does not work, status %d: %.*s", RG_FMT(path),
				    RG_FMT(check->python.reason), result->exit_code, RG_FMT(last));
	rg_json_free(answer);
	finish(check);
}

rg_python_check *rg_python_check_start(rg_loop *loop, rg_arena *arena, const rg_python *python,
				       const rg_python_spec *spec, rg_python_done done, void *data)
{
	rg_python_check *check = rg_calloc(1, sizeof(*check));
	rg_child_options options = {.ends_with_us = true,
				    .timeout_ms = CHECK_TIMEOUT_MS,
				    .done = child_done,
				    .data = check};
	rg_str_vec argv = {0};

	check->loop = loop;
	check->arena = arena;
	check->python = *python;
	check->done = done;
	check->data = data;
	for (size_t i = 0; spec->wrapper && i < spec->wrapper->n; i++)
		RG_PUSH(arena, &argv, spec->wrapper->items[i]);
	RG_PUSH(arena, &argv, python->path);
	RG_PUSH(arena, &argv, RG_STR("-c"));
	RG_PUSH(arena, &argv, rg_str_of(script));
	options.argv = rg_lines_c_array(arena, &argv);
	options.env = spec->env ? rg_lines_c_array(arena, spec->env) : NULL;
	options.cwd = rg_arena_cstr(arena, spec->cwd.len ? spec->cwd : spec->root);
	check->rc = rg_child_start(&check->child, loop, &options, &check->err);
	if (check->rc < 0)
		rg_loop_post(loop, finish, check);
	return check;
}

void rg_python_check_stop(rg_python_check *check)
{
	check->is_stopped = true;
	if (check->child)
		rg_child_stop(check->child);
}
