/* SPDX-License-Identifier: MIT */
/*
 * fault.c - two tables of what errors say. An error that went through a source file is the source's
 * but for those of the environment that no code can cause, as a missing shared library. A name that
 * the workspace's own package lacks is the source's: so do tests of what is not written yet fail.
 */
#include "locate/fault.h"

#include "locate/source_path.h"

#define FAILURES_MAX 200

typedef struct evidence {
	const rg_scene *scene;
	const rg_failure *failure;
	const rg_exception *error; /* of the failure: the reported one, or one behind it */
	rg_str type;		   /* its last part */
	bool is_own;		   /* no frame of it lies in a source file */
	bool is_in_test;	   /* its innermost frame lies in a file of the tests */
} evidence;

/* ---- what the workspace has ----------------------------------------------------------------- */

/* "b" of "a.b". */
static rg_str last_part(rg_str dotted)
{
	size_t dot = rg_str_rfind_char(dotted, '.');

	return dot == SIZE_MAX ? dotted : rg_str_sub(dotted, dot + 1, dotted.len);
}

/* The text in the first quotes behind `mark`; null. */
static rg_str quoted(rg_str text, rg_str mark)
{
	size_t at = rg_str_find(text, mark);
	size_t end;

	if (at == SIZE_MAX)
		return (rg_str){NULL, 0};
	text = rg_str_sub(text, at + mark.len, text.len);
	end = rg_str_find_char(text, '\'');
	return end == SIZE_MAX ? (rg_str){NULL, 0} : rg_str_sub(text, 0, end);
}

/* Whether a folder or a module of the workspace, anywhere, has the name. */
static bool workspace_has(const rg_scene *scene, rg_str name)
{
	const rg_str_vec *files = scene->input->files;

	for (size_t i = 0; files && i < files->n; i++) {
		rg_str rest = files->items[i], part;

		while (rg_str_part(&part, &rest, '/')) {
			if (!rest.ptr) /* the file: "a" of "a.py", "a.pyx", "a.cpython-312.so" */
				part = rg_str_sub(part, 0, rg_str_find_char(part, '.'));
			if (rg_str_eq(part, name))
				return true;
		}
	}
	return false;
}

static bool is_test_file(const rg_scene *scene, rg_str path)
{
	return rg_str_map_find(&scene->all, path) != RG_STR_MAP_NONE &&
	       rg_scene_file(scene, path) == RG_NO_FILE && !rg_path_is_source(path);
}

/* Whether some source file mentions the term. */
static bool source_mentions(const rg_scene *scene, rg_str term)
{
	rg_postings postings;
	rg_posting posting;

	rg_postings_init(&postings, scene->index, term);
	while (rg_postings_next(&posting, &postings))
		if (scene->of_document[posting.document] != RG_NO_FILE)
			return true;
	return false;
}

/* ---- the environment ------------------------------------------------------------------------ */

/*
 * Modules that Python itself once had (PEP 594, PEP 632, and those that 3.12 and before dropped):
 * who imports them needs a change, not an installation.
 */
static bool was_in_python(rg_str module)
{
	static const char *const gone[] = {
		"aifc",	       "asynchat", "asyncore",	"audioop",   "binhex",	  "cgi",
		"cgitb",       "chunk",	   "crypt",	"distutils", "formatter", "imghdr",
		"imp",	       "lib2to3",  "mailcap",	"msilib",    "nis",	  "nntplib",
		"ossaudiodev", "parser",   "pipes",	"smtpd",     "sndhdr",	  "spwd",
		"sunau",       "symbol",   "telnetlib", "uu",	     "xdrlib",
	};

	for (size_t i = 0; i < sizeof(gone) / sizeof(*gone); i++)
		if (rg_str_eq_z(module, gone[i]))
			return true;
	return false;
}

static rg_str missing_module(const evidence *e)
{
	rg_str module, top;

	if (!rg_str_eq_z(e->type, "ModuleNotFoundError") && !rg_str_eq_z(e->type, "ImportError"))
		return (rg_str){NULL, 0};
	module = quoted(e->error->message, RG_STR("No module named '"));
	top = rg_str_sub(module, 0, rg_str_find_char(module, '.'));
	if (!top.len || was_in_python(top) || workspace_has(e->scene, top))
		return (rg_str){NULL, 0};
	return rg_arena_printf(e->scene->arena,
			       "the package `%.*s` is not installed, and nothing in the workspace "
			       "is called so",
			       RG_FMT(top));
}

/* subprocess says so when it cannot find the program; other missing files may be the source's. */
static rg_str missing_program(const evidence *e)
{
	const rg_frame_vec *frames = &e->error->frames;
	rg_str program, name;

	if (!rg_str_eq_z(e->type, "FileNotFoundError") || !frames->n ||
	    !rg_str_eq_z(rg_path_name(frames->items[frames->n - 1].path), "subprocess.py"))
		return (rg_str){NULL, 0};
	program = quoted(e->error->message, RG_STR("No such file or directory: '"));
	name = rg_path_name(program);
	if (!name.len || workspace_has(e->scene, name))
		return (rg_str){NULL, 0};
	return rg_arena_printf(e->scene->arena, "the program `%.*s` is not installed",
			       RG_FMT(program));
}

static rg_str forbidden(const evidence *e)
{
	static const char *const places[] = {"/dev/", "/proc/", "/sys/", "/etc/",
					     "/var/", "/usr/",	"/opt/"};
	rg_str path;

	if (!rg_str_eq_z(e->type, "PermissionError"))
		return (rg_str){NULL, 0};
	path = quoted(e->error->message, RG_STR("'"));
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (rg_str_starts(path, rg_str_of(places[i])))
			return rg_arena_printf(e->scene->arena,
					       "`%.*s` may not be used by this user", RG_FMT(path));
	return (rg_str){NULL, 0};
}

/* A fixture of a well-known plug-in. */
static rg_str missing_plugin(const evidence *e)
{
	static const char *const fixtures[][2] = {
		{"mocker", "pytest-mock"},
		{"benchmark", "pytest-benchmark"},
		{"qtbot", "pytest-qt"},
		{"django_db_setup", "pytest-django"},
		{"django_user_model", "pytest-django"},
		{"live_server", "pytest-django"},
		{"httpx_mock", "pytest-httpx"},
		{"httpserver", "pytest-httpserver"},
		{"requests_mock", "requests-mock"},
		{"aiohttp_client", "pytest-aiohttp"},
		{"event_loop", "pytest-asyncio"},
		{"freezer", "pytest-freezer"},
		{"snapshot", "syrupy"},
		{"datadir", "pytest-datadir"},
		{"data_regression", "pytest-regressions"},
		{"faker", "Faker"},
		{"celery_app", "pytest-celery"},
		{"subtests", "pytest-subtests"},
		{"worker_id", "pytest-xdist"},
		{"respx_mock", "respx"},
		{"mpi_tmpdir", "pytest-mpi"},
	};
	rg_str name = quoted(e->error->message, RG_STR("fixture '"));

	if (e->error->type.len || !name.len || !rg_str_ends(e->error->message, RG_STR("not found")))
		return (rg_str){NULL, 0};
	for (size_t i = 0; i < sizeof(fixtures) / sizeof(*fixtures); i++)
		if (rg_str_eq_z(name, fixtures[i][0]))
			return rg_arena_printf(e->scene->arena,
					       "the plug-in %s, which has the fixture `%.*s`, is "
					       "not installed",
					       fixtures[i][1], RG_FMT(name));
	return (rg_str){NULL, 0};
}

/* What messages say of a machine; `own`: only when the source had no part in it. */
static const struct {
	const char *text;  /* in the message */
	const char *words; /* for the user */
	bool own;
} conditions[] = {
	{"cannot open shared object file", "a shared library is missing", false},
	{"Library not loaded:", "a shared library is missing", false},
	{"DLL load failed", "a shared library is missing", false},
	{"' not found (required by", "a shared library is too old", false},
	{"No space left on device", "the disk is full", false},
	{"Read-only file system", "the file system is read-only", true},
	{"Name or service not known", "there is no network", true},
	{"nodename nor servname provided", "there is no network", true},
	{"Temporary failure in name resolution", "there is no network", true},
	{"Network is unreachable", "there is no network", true},
	{"No route to host", "there is no network", true},
	{"Connection refused", "nothing answers at that address", true},
	{"Max retries exceeded with url", "there is no network", true},
	{"unsupported locale setting", "the locale is not installed", true},
	{"No CUDA GPUs are available", "there is no device", true},
	{"no CUDA-capable device is detected", "there is no device", true},
	{"Found no NVIDIA driver", "there is no driver", true},
	{"CUDA driver version is insufficient", "the driver is too old", true},
	{"not compiled with CUDA enabled", "the installed package has no support for the device",
	 true},
	{"couldn't connect to display", "there is no display", true},
	{"could not connect to display", "there is no display", true},
	{"no display name and no $DISPLAY", "there is no display", true},
	{"async def functions are not natively supported",
	 "no plug-in that runs `async def` tests is installed", true},
};

static rg_str condition(const evidence *e)
{
	/* An assertion compares texts: what it quotes has not happened. */
	if (rg_str_eq_z(e->type, "AssertionError"))
		return (rg_str){NULL, 0};
	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++) {
		rg_str message = e->error->message, line;

		if ((conditions[i].own && !e->is_own) ||
		    !rg_str_has(message, rg_str_of(conditions[i].text)))
			continue;
		(void)rg_str_line(&line, &message);
		return rg_arena_printf(e->scene->arena, "%s: %.*s", conditions[i].words,
				       RG_FMT(rg_utf8_cut(line, 160)));
	}
	return (rg_str){NULL, 0};
}

/* ---- the test itself ------------------------------------------------------------------------ */

static const rg_frame *innermost(const evidence *e)
{
	return &e->error->frames.items[e->error->frames.n - 1];
}

static rg_str bad_syntax(const evidence *e)
{
	if (e->failure->phase != RG_PHASE_COLLECT || !e->is_own || !e->is_in_test ||
	    (!rg_str_eq_z(e->type, "SyntaxError") && !rg_str_eq_z(e->type, "IndentationError") &&
	     !rg_str_eq_z(e->type, "TabError")))
		return (rg_str){NULL, 0};
	return rg_arena_printf(e->scene->arena, "%.*s is not valid Python: %.*s, line %u",
			       RG_FMT(innermost(e)->path), RG_FMT(e->error->message),
			       innermost(e)->line);
}

/* `from package import *` may be what fails to bring the name. */
static bool has_star_import(const rg_scene *scene, rg_str path)
{
	const rg_outline *outline = rg_scene_outline(scene, path);

	for (size_t i = 0; i < outline->imports.n; i++)
		if (rg_str_eq_z(outline->imports.items[i].name, "*"))
			return true;
	return false;
}

static rg_str unknown_name(const evidence *e)
{
	bool is_local = rg_str_eq_z(e->type, "UnboundLocalError");
	rg_str name = quoted(e->error->message, is_local ? RG_STR("variable '") : RG_STR("name '"));

	if ((!is_local && !rg_str_eq_z(e->type, "NameError")) || !e->is_own || !e->is_in_test ||
	    !name.len || has_star_import(e->scene, innermost(e)->path) ||
	    !rg_scene_source(e->scene, innermost(e)->path).ptr)
		return (rg_str){NULL, 0};
	return rg_arena_printf(e->scene->arena, "%.*s, line %u, uses `%.*s`, which it does not %s",
			       RG_FMT(innermost(e)->path), innermost(e)->line, RG_FMT(name),
			       is_local ? "set before" : "define or import");
}

/* "helper() missing 1 required positional argument: 'x'", of a function of the test file itself. */
static rg_str wrong_call(const evidence *e)
{
	size_t open = rg_str_find_char(e->error->message, '(');
	const rg_outline *outline;
	rg_str name;

	if (!rg_str_eq_z(e->type, "TypeError") || !e->is_own || !e->is_in_test ||
	    open == SIZE_MAX ||
	    (!rg_str_starts(rg_str_sub(e->error->message, open, SIZE_MAX), RG_STR("() missing ")) &&
	     !rg_str_starts(rg_str_sub(e->error->message, open, SIZE_MAX), RG_STR("() takes ")) &&
	     !rg_str_starts(rg_str_sub(e->error->message, open, SIZE_MAX), RG_STR("() got an "))))
		return (rg_str){NULL, 0};
	name = last_part(rg_str_sub(e->error->message, 0, open));
	if (!name.len || source_mentions(e->scene, name))
		return (rg_str){NULL, 0};
	outline = rg_scene_outline(e->scene, innermost(e)->path);
	for (size_t i = 0; i < outline->definitions.n; i++)
		if (rg_str_eq(last_part(outline->definitions.items[i].name), name))
			return rg_arena_printf(e->scene->arena,
					       "%.*s, line %u, calls its own `%.*s` wrongly: %.*s",
					       RG_FMT(innermost(e)->path), innermost(e)->line,
					       RG_FMT(name), RG_FMT(e->error->message));
	return (rg_str){NULL, 0};
}

/* A fixture that nobody defines; a package with fixtures of its own may owe it to its users. */
static rg_str missing_fixture(const evidence *e)
{
	rg_str name = quoted(e->error->message, RG_STR("fixture '"));

	if (e->error->type.len || !name.len ||
	    !rg_str_ends(e->error->message, RG_STR("not found")) ||
	    source_mentions(e->scene, RG_STR("fixture")) || source_mentions(e->scene, name))
		return (rg_str){NULL, 0};
	return rg_arena_printf(e->scene->arena,
			       "the test asks for the fixture `%.*s`, which no "
			       "file defines",
			       RG_FMT(name));
}

/* "cannot import name 'x' from 'tests.helpers' (/…/tests/helpers.py)" */
static rg_str missing_helper(const evidence *e)
{
	rg_str message = e->error->message;
	rg_str name = quoted(message, RG_STR("cannot import name '"));
	rg_str module = quoted(message, RG_STR(" from '"));
	const rg_str_vec *files = e->scene->input->files;
	size_t open = rg_str_rfind_char(message, '(');
	rg_str path;

	if (!rg_str_eq_z(e->type, "ImportError") || !name.len || !module.len || open == SIZE_MAX)
		return (rg_str){NULL, 0};
	path = rg_str_sub(message, open + 1, message.len);
	(void)rg_str_chop(&path, RG_STR(")"));
	for (size_t i = 0; files && i < files->n; i++) {
		rg_str file = files->items[i];

		if (rg_str_ends(path, file) &&
		    (path.len == file.len || path.ptr[path.len - file.len - 1] == '/') &&
		    is_test_file(e->scene, file))
			return rg_arena_printf(e->scene->arena,
					       "%.*s, a file of the tests, does not define `%.*s`",
					       RG_FMT(file), RG_FMT(name));
	}
	return (rg_str){NULL, 0};
}

/* What pytest says of how a test is written, before it runs anything. */
static rg_str misuse(const evidence *e)
{
	static const char *const texts[] = {
		"in \"parametrize\" the number of names",
		"function uses no argument '",
		"function uses no fixture '",
		"duplicate parametrization of",
		"' not found in `markers` configuration",
		"Fixtures are not meant to be called",
		"recursive dependency involving fixture",
		"ScopeMismatch: ",
		"duplicate 'parametrize' ",
	};

	if (!rg_str_eq_z(e->type, "Failed") && e->error->type.len)
		return (rg_str){NULL, 0};
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		rg_str message = e->error->message, line;

		if (!rg_str_has(message, rg_str_of(texts[i])))
			continue;
		(void)rg_str_line(&line, &message);
		return rg_arena_printf(e->scene->arena,
				       "pytest refuses the test as it is written: "
				       "%.*s",
				       RG_FMT(rg_utf8_cut(line, 160)));
	}
	return (rg_str){NULL, 0};
}

/* ---- all together --------------------------------------------------------------------------- */

static const struct {
	rg_fault fault;
	rg_str (*find)(const evidence *e);
} rules[] = {
	{RG_FAULT_ENVIRONMENT, missing_module},
	{RG_FAULT_ENVIRONMENT, missing_program},
	{RG_FAULT_ENVIRONMENT, missing_plugin},
	{RG_FAULT_ENVIRONMENT, forbidden},
	{RG_FAULT_ENVIRONMENT, condition},
	{RG_FAULT_TEST, bad_syntax},
	{RG_FAULT_TEST, unknown_name},
	{RG_FAULT_TEST, wrong_call},
	{RG_FAULT_TEST, missing_fixture},
	{RG_FAULT_TEST, missing_helper},
	{RG_FAULT_TEST, misuse},
};

static rg_fault judge(rg_str *text, const rg_scene *scene, const rg_failure *failure,
		      const rg_exception *error)
{
	evidence e = {scene, failure, error, last_part(error->type), true, false};

	for (size_t i = 0; i < error->frames.n; i++)
		e.is_own &= rg_scene_frame(scene, &error->frames.items[i]) == RG_NO_FILE;
	for (size_t i = 0; i < failure->chain.n; i++)
		for (size_t k = 0; k < failure->chain.items[i].frames.n; k++)
			e.is_own &=
				rg_scene_frame(scene, &failure->chain.items[i].frames.items[k]) ==
				RG_NO_FILE;
	if (error->frames.n)
		e.is_in_test = is_test_file(scene, innermost(&e)->path);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		*text = rules[i].find(&e);
		if (text->ptr)
			return rules[i].fault;
	}
	return RG_FAULT_SOURCE;
}

rg_fault rg_fault_find(rg_str *text, const rg_scene *scene)
{
	const rg_failure_vec *failures = scene->input->failures;
	rg_fault fault = RG_FAULT_SOURCE;
	rg_str first = {NULL, 0};

	*text = (rg_str){NULL, 0};
	for (size_t i = 0; failures && i < failures->n && i < FAILURES_MAX; i++) {
		rg_fault here =
			judge(&first, scene, &failures->items[i], &failures->items[i].error);

		if (here == RG_FAULT_SOURCE) {
			*text = (rg_str){NULL, 0};
			return RG_FAULT_SOURCE;
		}
		if (i == 0) {
			fault = here;
			*text = first;
		}
	}
	return fault;
}
