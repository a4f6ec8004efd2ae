# SPDX-License-Identifier: MIT
"""Where the modules that the tests loaded came from. A run is evidence about a tree only if it ran
the tree's code, not a copy in site-packages, another checkout or stale bytecode.

A module is *own* when its file, links resolved, lies below the root and was not put there by an
installer, a build or another work tree. One from elsewhere is *foreign* when it stands for code of
the tree: it belongs to a project of the same name as the tree's own, or the tree has a module of
that name where it would be imported from, and the two files are versions of one text. A mere equal
name (`utils`, `tests`, a vendored copy) is nobody's fault, and an archive in the tree is a part of
it, but for what the tree itself has.
"""

import importlib.util
import os
import sys
import time

from redgreen_probe_origin import Origin, is_installed, is_stale_bytecode

MOST = 100  # entries of each list
STARTED_NS = time.time_ns() if hasattr(time, "time_ns") else int(time.time() * 1e9)
SOURCE_ENDINGS = (".py", ".pyx", ".pyi", ".c", ".cc", ".cpp", ".cxx", ".cu", ".rs")
NATIVE_ENDINGS = (".so", ".pyd", ".dylib")  # the loader's name does not tell: finders wrap loaders

# Where repositories with several projects keep them, one level further down.
_COLLECTIONS = ("packages", "libs", "libraries", "projects", "components", "apps", "services",
                "plugins", "modules", "src", "python", "sdk")
_MANIFESTS = {"pyproject.toml", "setup.py", "setup.cfg"}
_MAX_FOLDERS = 500


def _list(folder):
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


def _below(folder):
    """(path, names in it) of the folders that may hold a project."""
    for name in sorted(_list(folder))[:_MAX_FOLDERS]:
        path = os.path.join(folder, name)
        if name.startswith(".") or name in ("node_modules", "build", "dist"):
            continue
        names = _list(path)
        if names and "pyvenv.cfg" not in names:
            yield path, names


def tree_folders(root):
    """(folders from which the tree's packages would be imported, folders from which they might be,
    projects): the root, its src, lib and python, and the same of each project in it."""
    projects, sure, unsure = [root], [], []
    for path, names in _below(root):
        name = os.path.basename(path)
        if names & _MANIFESTS:
            projects.append(path)
            continue
        if name in _COLLECTIONS:
            projects += [below for below, files in _below(path) if files & _MANIFESTS]
        if name in names and "__init__.py" not in names:  # foo/foo/__init__.py
            sure.append(path)
    for project in projects:
        for part in ("", "src", "lib", "python"):
            folder = os.path.join(project, part) if part else project
            if os.path.isdir(folder):
                (unsure if part in ("lib", "python") else sure).append(folder)
    return sure, unsure, projects


def _links_in(folder):
    """Names of the symbolic links in it: one look instead of one for each module."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name for entry in entries if entry.is_symlink()}
    except OSError:  # as in an archive
        return ()


class _Places:
    """Where a file lies, by its folder: "own", "link" (in the tree by a link that leads out of it),
    "build" (a copy in the tree), "checkout" (another one inside of it) or "elsewhere"."""

    def __init__(self, root):
        self.root = root.rstrip("/") + "/"
        self.real = os.path.realpath(root).rstrip("/") + "/"
        self.known, self.links, self.reals = {}, {}, {}

    def _real_folder(self, folder):
        """realpath() that looks at each folder once, whatever the number of folders below it."""
        if folder not in self.reals:
            above = os.path.dirname(folder)
            if above == folder:
                return folder
            real = os.path.join(self._real_folder(above), os.path.basename(folder))
            self.reals[folder] = os.path.realpath(real) if os.path.islink(real) else real
        return self.reals[folder]

    def of_folder(self, folder):
        if folder not in self.known:
            self.known[folder] = self._of_folder(folder)
        return self.known[folder]

    def of(self, path):
        folder = os.path.dirname(path)
        if folder not in self.links:
            self.links[folder] = _links_in(folder)
        place = self.of_folder(folder)
        if place in ("own", "elsewhere") and path[len(folder) + 1:] in self.links[folder]:
            return self._of_folder(os.path.dirname(os.path.realpath(path)),
                                   is_inside=place == "own")
        return place

    def _of_folder(self, folder, is_inside=False):
        real = self._real_folder(folder).rstrip("/") + "/"
        is_inside = is_inside or (folder + "/").startswith((self.root, self.real))
        if not real.startswith(self.real):
            if is_inside and not is_installed(self._relative(folder)):
                return "link"
            return "elsewhere"
        if is_installed(real[len(self.real) - 1:]):
            return "build" if "/build/lib" in real[len(self.real) - 1:] else "elsewhere"
        return "checkout" if self._is_other_checkout(real) else "own"

    def _relative(self, folder):
        for root in (self.root, self.real):
            if folder.startswith(root):
                return folder[len(root) - 1:] + "/"
        return folder + "/"

    def _is_other_checkout(self, real):
        """A linked work tree or a clone of its own; a submodule is part of the tree."""
        while len(real) > len(self.real):
            mark = real + ".git"
            if os.path.isdir(mark):
                return True
            if os.path.isfile(mark):
                try:
                    with open(mark, errors="replace") as file:
                        return "/worktrees/" in file.read(4096)
                except OSError:
                    return False
            real = os.path.dirname(real.rstrip("/")).rstrip("/") + "/"
        return False


def _attribute(module, name):
    """Of the module itself: a module's own __getattr__ may import half a library."""
    try:
        return object.__getattribute__(module, "__dict__").get(name)
    except Exception:  # a module may be any object
        return None


def _module_path(module, library):
    """None for what has no file, and for the standard library: two of three modules."""
    try:
        path = object.__getattribute__(module, "__dict__").get("__file__")
    except Exception:
        return None
    if type(path) is not str or not path or path[0] == "<":
        return None
    if path.startswith(library) and "-packages/" not in path:
        return None
    is_plain = path[0] == "/" and "/./" not in path and "/../" not in path
    return path if is_plain else os.path.abspath(path)


def _loader_name(module):
    loader = _attribute(module, "__loader__")
    return (loader if isinstance(loader, type) else type(loader)).__name__


def _import_folder(name, path):
    """The folder from which the module was imported: the path without the module's own part."""
    parts = name.split(".")
    stem = os.path.splitext(os.path.basename(path))[0]
    if stem == "__init__":
        path = os.path.dirname(path)
    folder = os.path.dirname(path)
    for part in reversed(parts[:-1]):
        if os.path.basename(folder) != part:
            break
        folder = os.path.dirname(folder)
    return folder


class _Modules:
    """Modules, sorted by where each comes from."""

    def __init__(self, root):
        self.places = _Places(root)
        self.own = {}  # name -> path
        self.elsewhere = {}  # name -> (path, place)

    def add(self, name, path, place):
        if place == "own":
            self.own[name] = path
        else:
            self.elsewhere[name] = (path, place)


class Loaded(_Modules):
    """sys.modules."""

    def __init__(self, root):
        _Modules.__init__(self, root)
        library = os.path.dirname(os.path.abspath(os.__file__)) + os.sep  # the standard library
        for name, module in list(sys.modules.items()):
            if type(name) is not str or name == "__main__" or name.startswith("redgreen_probe"):
                continue
            path = _module_path(module, library)
            if path is None:
                continue
            place = self.places.of(path)
            if place == "own" and _loader_name(module) == "zipimporter":
                place = "archive"
            self.add(name, path, place)


def _builds(finder):
    """Whether to be asked for a name may make it build: the finders of editable installs by
    meson-python (_editable.py; in older ones it is rebuild) and by scikit-build-core
    (_editable_redirect.py), which has a flag for it."""
    return hasattr(finder, "_rebuild") or getattr(finder, "rebuild_flag", hasattr(finder, "rebuild"))


class Importable(_Modules):
    """What Python would import, as it is now, under the names of the tree's packages. None of them
    is imported for that: only a name with a dot would import what stands before the dot."""

    def __init__(self, root):
        _Modules.__init__(self, root)
        sys.meta_path[:] = [finder for finder in sys.meta_path if not _builds(finder)]
        for folder in tree_folders(root)[0]:
            for name in sorted(_list(folder)):
                if name.isidentifier() and "__init__.py" in _list(os.path.join(folder, name)):
                    self._find(name)

    def _find(self, name):
        try:
            path = importlib.util.find_spec(name).origin
        except Exception:  # no module of that name, or a finder that cannot do this
            return
        if path and os.path.isabs(path):
            self.add(name, path, self.places.of(path))


class _Tree:
    """What the tree has under a module's name."""

    def __init__(self, root, loaded):
        self.sure, self.unsure, self.projects = tree_folders(root)
        known = set(self.sure)
        for name, path in loaded.own.items():  # tests and their helpers among them
            folder = _import_folder(name, path)
            if folder not in known:
                known.add(folder)
                self.sure.append(folder)
        for entry in sys.path:
            folder = os.path.abspath(entry or ".")
            if folder not in known and loaded.places.of_folder(folder) == "own":
                known.add(folder)
                self.sure.append(folder)
        self.listed = {}

    def _names(self, folder):
        if folder not in self.listed:
            self.listed[folder] = _list(folder)
        return self.listed[folder]

    def _find_in(self, folder, parts):
        for part in parts[:-1]:
            if part not in self._names(folder):
                return None
            folder = os.path.join(folder, part)
        names, last = self._names(folder), parts[-1]
        if last in names and "__init__.py" in self._names(os.path.join(folder, last)):
            return os.path.join(folder, last, "__init__.py")
        for ending in SOURCE_ENDINGS:
            if last + ending in names:
                return os.path.join(folder, last + ending)
        return None

    def has(self, top):
        """Whether any module of that package could be found."""
        names = {top} | {top + ending for ending in SOURCE_ENDINGS}
        return any(not names.isdisjoint(self._names(folder))
                   for folders in (self.sure, self.unsure) for folder in folders)

    def find(self, name):
        """(path, whether it would be imported from there), or (None, False)"""
        parts = name.split(".")
        for folders, is_sure in ((self.sure, True), (self.unsure, False)):
            for folder in folders:
                path = self._find_in(folder, parts)
                if path:
                    return path, is_sure
        return None, False


def _find_foreign(root, loaded):
    """One entry for each package that stands for the tree's."""
    tree = _Tree(root, loaded)
    origin = Origin(root, tree.projects)
    own_tops = {name.split(".")[0] for name in loaded.own}
    tops = {}
    for name in sorted(loaded.elsewhere):
        tops.setdefault(name.split(".")[0], []).append(name)
    out, native = [], []
    for top, names in sorted(tops.items()):
        pairs = []  # (name, path here, path in the tree, whether that is sure)
        is_there = tree.has(top)
        if not is_there and not origin.ours:
            continue
        for name in names:
            path, place = loaded.elsewhere[name]
            found, is_sure = tree.find(name) if is_there else (None, False)
            if path.endswith(NATIVE_ENDINGS) and origin.is_built_from_tree(path, top):
                native.append(path)
            elif found and place == "link":
                pairs = [(name, path, found, True)]
                break
            elif found:
                pairs.append((name, path, found, is_sure))
            elif (place != "archive" and top not in own_tops and not pairs
                  and origin.is_ours(path, top) and not origin.is_editable(path, top)):
                pairs.append((name, path, None, False))
        if not pairs:
            continue
        name, path = pairs[0][:2]
        place = loaded.elsewhere[name][1]
        sure = [pair for pair in pairs if pair[3]]
        if place != "link" and not origin.is_ours(path, top) and not origin.are_same(sure):
            continue
        out.append(origin.describe(name, path, place, _import_folder(name, path)))
    return out, native


def _find_stale(loaded):
    """Modules of the tree that ran from bytecode which is not of their source."""
    out = []
    for name, path in sorted(loaded.own.items()):
        module = sys.modules.get(name)
        kind = _loader_name(module)
        if kind == "SourcelessFileLoader":
            out.append({"module": name, "path": path, "kind": "bytecode", "via": "sourceless"})
        elif kind == "SourceFileLoader":
            compiled = getattr(_attribute(module, "__spec__"), "cached", None)
            if compiled and is_stale_bytecode(path, compiled, STARTED_NS):
                out.append({"module": name, "path": compiled, "kind": "bytecode", "via": "stale"})
    return out


def _find_native(root, loaded, is_any):
    """Files with native code of the tree that the process holds."""
    out = {path for path in loaded.own.values() if path.endswith(NATIVE_ENDINGS)}
    if not (out or is_any or "ctypes" in sys.modules or "_cffi_backend" in sys.modules):
        return out  # nothing else could have brought a library of the tree
    real = os.path.realpath(root).rstrip("/") + "/"
    try:
        with open("/proc/self/maps", errors="replace") as maps:
            for line in maps:
                at = line.find(real)
                if at < 0 or ".so" not in line:
                    continue
                path = line[at:].rstrip("\n")
                rest = path[len(real) - 1:]
                if "/build/lib" in rest or not is_installed(rest):
                    out.add(path)
    except OSError:
        pass
    return out


def _times(paths):
    out = []
    for path in sorted(set(os.path.realpath(path) for path in paths))[:MOST]:
        try:
            out.append({"path": path, "time": os.stat(path).st_mtime_ns // 1000000})
        except OSError:
            pass
    return out


def provenance(root):
    """{"foreign": modules that stand for the tree's and came from elsewhere, one for each package,
    "own": number of modules of the tree, "modules": [[name, path relative to the root]] of these,
    "native": [{"path", "time"}] of files with native code that was built from the tree}"""
    loaded = Loaded(root)
    foreign, native = _find_foreign(root, loaded) if loaded.elsewhere else ([], [])
    foreign += _find_stale(loaded)
    modules = [[name, os.path.relpath(path, root)] for name, path in sorted(loaded.own.items())]
    return {"foreign": foreign[:MOST], "own": len(loaded.own), "modules": modules[:MOST],
            "native": _times(set(native) | _find_native(root, loaded, bool(native)))}


def importable(root):
    """The same of what no run has loaded yet."""
    found = Importable(root)
    return {"foreign": _find_foreign(root, found)[0][:MOST], "own": len(found.own)}
