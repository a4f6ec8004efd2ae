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
#include "runner/python_mend.h"
#include "runner/wrapper.h"

#define CHECK_TIMEOUT_MS 30000
#define MARKER		 "redgreen-python:"

static const char script[] =
	"import json, sys\n"
	"a = {'version': '%d.%d.%d' % sys.version_info[:3], 'prefix': sys.prefix}\n"
	"if sys.version_info >= (3, 6):\n"
	"    import importlib.util, os, sysconfig\n"
	"    a['implementation'] = sys.implementation.name\n"
	"    a['pip'] = importlib.util.find_spec('pip') is not None\n"
	"    m = os.path.join(sysconfig.get_path('stdlib'), 'EXTERNALLY-MANAGED')\n"
	"    a['managed'] = sys.prefix == sys.base_prefix and os.path.exists(m)\n"
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
	rg_python_spec spec; /* text is the caller's, in the arena */
	rg_str next;	     /* the command that mends it, or null */
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

	check->done(check->data, check->rc, check->python.version.ptr ? &check->python : NULL,
		    check->next, &check->err);
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
	if (missing.ptr || version_number(python->pytest) < 602)
		check->next = rg_python_mend(check->arena, python, &check->spec,
					     rg_json_bool(rg_json_get(answer, "pip"), true),
					     rg_json_bool(rg_json_get(answer, "managed"), false),
					     !missing.ptr);
	if (missing.ptr && rg_str_eq_z(rg_json_str(rg_json_get(answer, "name")), "pytest"))
		return rg_fail(&check->err, RG_ENOTFOUND, "no pytest in %.*s (%.*s); run: %.*s",
			       RG_FMT(python->path), RG_FMT(python->reason), RG_FMT(check->next));
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

/* Nothing came back: behind a wrapper that is first of all the wrapper's business. */
static rg_rc no_answer(rg_python_check *check, const rg_child_result *result)
{
	rg_arena *arena = check->arena;
	rg_str path = check->python.path;
	rg_str last = rg_lines_last(arena, result->err.len ? result->err : result->out, 3, 500);
	rg_str_vec probe = {0}, line;

	if (check->spec.wrapper && check->spec.wrapper->n) {
		RG_PUSH(arena, &probe, path);
		RG_PUSH(arena, &probe, RG_STR("--version"));
		line = rg_wrapper_argv(arena, check->spec.wrapper, (rg_str){NULL, 0}, NULL, &probe);
		check->next = rg_arena_printf(arena, "%.*s (until it prints a version)",
					      RG_FMT(rg_shell_line(arena, &line)));
		return rg_fail(&check->err,
			       result->end == RG_CHILD_TIMEOUT ? RG_ETIMEOUT : RG_EEXTERNAL,
			       "the wrapper %.*s does not answer%s%.*s",
			       RG_FMT(rg_shell_line(arena, check->spec.wrapper)),
			       last.len ? ": " : "", RG_FMT(last));
	}
	if (result->end == RG_CHILD_TIMEOUT)
		return rg_fail(&check->err, RG_ETIMEOUT, "%.*s does not answer", RG_FMT(path));
	return rg_fail(&check->err, RG_EEXTERNAL, "%.*s (%.*s) does not work, status %d: %.*s",
		       RG_FMT(path), RG_FMT(check->python.reason), result->exit_code, RG_FMT(last));
}

static void child_done(void *data, const rg_child_result *result)
{
	rg_python_check *check = data;
	rg_str line = rg_lines_find(result->out, RG_STR(MARKER));
	rg_json *answer = NULL;
	rg_err ignored;

	check->child = NULL;
	if (check->is_stopped || result->end == RG_CHILD_STOPPED)
		check->rc = rg_fail(&check->err, RG_ECANCELLED, "stopped");
	else if (line.ptr &&
		 rg_json_parse(&answer,
			       rg_str_sub(line,
					  rg_str_find(line, RG_STR(MARKER)) + sizeof(MARKER) - 1,
					  line.len),
			       &ignored) == RG_OK)
		check->rc = read_answer(check, answer);
	else
		check->rc = no_answer(check, result);
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
	rg_str_vec command = {0}, argv;

	check->loop = loop;
	check->arena = arena;
	check->python = *python;
	check->spec = *spec;
	check->done = done;
	check->data = data;
	RG_PUSH(arena, &command, python->path);
	RG_PUSH(arena, &command, RG_STR("-c"));
	RG_PUSH(arena, &command, rg_str_of(script));
	argv = rg_wrapper_argv(arena, spec->wrapper, (rg_str){NULL, 0}, NULL, &command);
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
