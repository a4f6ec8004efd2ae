/* SPDX-License-Identifier: MIT */
/*
 * python_pyenv.c - pyenv's choice, made without its shims: a shim is a shell script that decides
 * anew at each start, by the folder it is started in. The rules are those of pyenv's libexec/
 * (version-name, version-file, version-file-read, latest); and PATH, where the shims stand.
 */
#include "os/fs.h"
#include "os/system.h"
#include "runner/python_search.h"

static const rg_str none = {NULL, 0};

static rg_str pyenv_root(rg_search *search)
{
	rg_str root = rg_search__home(search, "PYENV_ROOT", ".pyenv");

	return root.len && rg_fs_is_folder(rg_search__below(search, root, "versions").ptr) ? root
											   : none;
}

rg_str rg_search__pyenv_shims(rg_search *search)
{
	rg_str root = pyenv_root(search);

	return root.len ? rg_search__below(search, root, "shims") : none;
}

/* A number at the beginning of *text, which is taken off; -1 when there is none. */
static long number_at(rg_str *text)
{
	long value = -1;

	while (text->len && text->ptr[0] >= '0' && text->ptr[0] <= '9') {
		value = (value < 0 ? 0 : value) * 10 + (text->ptr[0] - '0');
		*text = rg_str_sub(*text, 1, text->len);
		if (value > 100000)
			break;
	}
	return value;
}

/* >0 when a is the later version. */
static int later(rg_str a, rg_str b)
{
	while (a.len && b.len) {
		long x = number_at(&a), y = number_at(&b);

		if (x != y)
			return x > y ? 1 : -1;
		if (a.len && b.len && x < 0 && a.ptr[0] != b.ptr[0])
			return (unsigned char)a.ptr[0] > (unsigned char)b.ptr[0] ? 1 : -1;
		a = rg_str_sub(a, 1, a.len);
		b = rg_str_sub(b, 1, b.len);
	}
	return (a.len > 0) - (b.len > 0);
}

/* "3.13.0rc1", "3.14-dev" are passed over where a prefix is asked for, and "3.13.0t" too. */
static bool is_final(rg_str version, bool wants_threads)
{
	bool has_t = version.len > 1 && version.ptr[version.len - 1] == 't' &&
		     version.ptr[version.len - 2] >= '0' && version.ptr[version.len - 2] <= '9';
	rg_str rest = version;

	if (rg_str_ends(rest, RG_STR("-dev")) || rg_str_ends(rest, RG_STR("-src")) ||
	    rg_str_ends(rest, RG_STR("-latest")) || has_t != wants_threads)
		return false;
	while (rest.len && rest.ptr[rest.len - 1] >= '0' && rest.ptr[rest.len - 1] <= '9')
		rest.len--;
	return rest.len == version.len || !rest.len ||
	       !(rest.ptr[rest.len - 1] == 'a' || rest.ptr[rest.len - 1] == 'b' ||
		 rg_str_ends(rest, RG_STR("rc")));
}

/* The newest installed version that begins with "3.11" or "3.11-". */
static rg_str latest(rg_search *search, rg_str versions, rg_str prefix)
{
	rg_str_vec names = rg_fs_list(search->arena, versions.ptr);
	bool wants_threads = rg_str_chop(&prefix, RG_STR("t"));
	rg_str best = none;

	for (size_t i = 0; i < names.n; i++) {
		rg_str rest = names.items[i];

		if (rg_str_skip(&rest, prefix) && rest.len &&
		    (rest.ptr[0] == '.' || rest.ptr[0] == '-') &&
		    is_final(names.items[i], wants_threads) &&
		    (!best.ptr || later(names.items[i], best) > 0))
			best = names.items[i];
	}
	return best;
}

static rg_str installed(rg_search *search, rg_str version)
{
	rg_str versions = rg_search__below(search, pyenv_root(search), "versions"), path, found;

	if (!version.len || version.ptr[0] == '/' || rg_str_has(version, RG_STR("..")))
		return none; /* pyenv refuses what leaves its folder: CVE-2022-35861 */
	for (int i = 0; i < 2; i++) {
		path = rg_str_of(rg_path_join(search->arena, versions, version));
		if (rg_search__python_in(search, path).ptr)
			return path;
		found = latest(search, versions, version);
		if (found.ptr)
			return rg_str_of(rg_path_join(search->arena, versions, found));
		if (!rg_str_skip(&version, RG_STR("python-")))
			break;
	}
	return none;
}

/* The first word of each line, the first of which counts. */
static rg_str version_of_file(rg_str text)
{
	rg_str line, word;

	while (rg_str_line(&line, &text)) {
		line = rg_str_trim(line);
		if (!line.len || line.ptr[0] == '#')
			continue;
		word = rg_str_sub(line, 0, rg_str_find_char(line, ' '));
		return rg_str_trim(rg_str_sub(word, 0, rg_str_find_char(word, '\t')));
	}
	return none;
}

rg_str rg_search__pyenv(rg_search *search, rg_str *said, rg_str *version, bool with_global)
{
	rg_str wanted = rg_search__var(search, "PYENV_VERSION"), source = RG_STR("PYENV_VERSION");
	rg_str root = pyenv_root(search);

	*said = none;
	if (!root.len)
		return none;
	for (rg_str folder = search->cwd; !wanted.len && folder.len;
	     folder = rg_path_folder(folder)) {
		wanted = version_of_file(rg_search__text(
			search, rg_search__below(search, folder, ".python-version")));
		source = rg_arena_printf(search->arena, ".python-version in %.*s",
					 RG_FMT(rg_search__name(search, folder)));
	}
	if (!wanted.len && with_global) {
		wanted = version_of_file(
			rg_search__text(search, rg_search__below(search, root, "version")));
		source = RG_STR("pyenv global");
	}
	wanted = rg_str_sub(wanted, 0, rg_str_find_char(wanted, ':'));
	if (!wanted.len || rg_str_eq_z(wanted, "system"))
		return none;
	*version = wanted;
	*said = rg_arena_printf(search->arena, "pyenv's %.*s (%.*s)", RG_FMT(wanted),
				RG_FMT(source));
	return installed(search, wanted);
}

/* The folder's own file alone: the walk comes to those above. */
void rg_search__by_pyenv_virtualenv(rg_search *search)
{
	rg_str wanted = version_of_file(rg_search__text(
		search, rg_search__below(search, search->folder, ".python-version")));
	rg_str prefix = wanted.len && pyenv_root(search).len ? installed(search, wanted) : none;

	if (prefix.ptr && rg_fs_is_file(rg_search__below(search, prefix, "pyvenv.cfg").ptr))
		rg_search__add(search, prefix,
			       rg_arena_printf(search->arena,
					       "pyenv's %.*s (.python-version in %.*s)",
					       RG_FMT(wanted),
					       RG_FMT(rg_search__name(search, search->folder))),
			       NULL);
}

/* No environment: nobody misses it where there is one. */
void rg_search__by_pyenv_version(rg_search *search)
{
	rg_str said, version, prefix = rg_search__pyenv(search, &said, &version, false);

	if (prefix.ptr && !search->chosen->path.ptr)
		rg_search__add_program(search, rg_search__python_in(search, prefix), said, "pyenv");
}

/* The programs of that name on PATH, until one can be used. */
static bool by_name(rg_search *search, const char *name)
{
	rg_str path = rg_search__var(search, "PATH"), part, shims = rg_search__pyenv_shims(search);

	while (rg_str_part(&part, &path, ':')) {
		rg_str program = part.len ? rg_find_program(search->arena, name, part) : none;
		rg_str said, wanted, prefix;

		if (!program.ptr)
			continue;
		if (!shims.len || !rg_str_eq(rg_path_folder(program), shims)) {
			rg_search__add_program(search, program, RG_STR("first on PATH"), NULL);
			return true;
		}
		prefix = rg_search__pyenv(search, &said, &wanted, true);
		if (prefix.ptr) {
			rg_search__add_program(
				search, rg_search__python_in(search, prefix),
				rg_arena_printf(search->arena, "first on PATH: %.*s", RG_FMT(said)),
				"pyenv");
			return true;
		}
		if (said.ptr)
			rg_search__add_useless(
				search, program, said,
				rg_arena_printf(
					search->arena,
					"pyenv has no such version; run: pyenv install %.*s",
					RG_FMT(wanted)));
	}
	return false;
}

void rg_search__by_path(rg_search *search)
{
	if (!search->chosen->path.ptr && !by_name(search, "python3"))
		(void)by_name(search, "python");
}
