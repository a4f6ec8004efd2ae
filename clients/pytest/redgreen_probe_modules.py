# SPDX-License-Identifier: MIT
"""Where the modules that the tests loaded came from. A run is evidence about a tree only if it ran
the tree's code, not a copy in site-packages or another checkout."""

import os
import sys


def is_installed(path):
    """Whether the file was put there by an installer or a build, and is nobody's source."""
    return any(part in path for part in ("/site-packages/", "/dist-packages/", "/.tox/", "/.nox/",
                                         "/.eggs/", "/build/lib"))


def _is_package(folder, name, names):
    if name + ".py" in names:
        return True
    path = os.path.join(folder, name)
    return name in names and os.path.isfile(os.path.join(path, "__init__.py"))


def _list(folder):
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


# Where repositories with several projects keep them, one level further down.
_COLLECTIONS = ("packages", "libs", "projects", "components", "apps", "services")
_MANIFESTS = {"pyproject.toml", "setup.py", "setup.cfg"}
_MAX_FOLDERS = 500


def _below(folder):
    """(path, names in it) of the folders that may hold a project."""
    for name in sorted(_list(folder))[:_MAX_FOLDERS]:
        path = os.path.join(folder, name)
        if name.startswith(".") or name in ("node_modules", "build", "dist"):
            continue
        names = _list(path)
        if "pyvenv.cfg" not in names:
            yield path, names


def tree_folders(root):
    """The folders from which the tree's packages would be imported: the root, its src, lib and
    python, and the same of each project in it."""
    projects, folders = [root], []
    for path, names in _below(root):
        name = os.path.basename(path)
        if names & _MANIFESTS:
            projects.append(path)
        elif name in _COLLECTIONS:
            projects += [below for below, files in _below(path) if files & _MANIFESTS]
        elif name in names and "__init__.py" not in names:  # foo/foo/__init__.py
            folders.append(path)
    for project in projects:
        for part in ("", "src", "lib", "python"):
            folder = os.path.join(project, part) if part else project
            if os.path.isdir(folder):
                folders.append(folder)
    return folders


def _module_path(module):
    path = getattr(module, "__file__", None)
    if not path:
        places = getattr(module, "__path__", None)
        path = next(iter(places), None) if places is not None else None
    return os.path.abspath(path) if isinstance(path, str) else None


def provenance(describer, root):
    """(modules that the tree has and that came from elsewhere, number of those from the tree)"""
    library = os.path.dirname(os.path.abspath(os.__file__)) + os.sep  # the standard library
    foreign, own, tops = {}, 0, {}
    for name, module in sorted(list(sys.modules.items()), key=lambda item: str(item[0])):
        if type(name) is not str or name in ("__main__", "conftest"):
            continue
        if name.startswith("redgreen_probe"):
            continue
        try:
            path = _module_path(module)
        except Exception:  # a module may be any object
            continue
        if path is None or (path.startswith(library) and not is_installed(path)):
            continue
        if describer.is_own(path):
            own += 1
            continue
        top = name.split(".")[0]
        if top not in foreign:
            tops.setdefault(top, (name, path))
    folders = [(folder, _list(folder)) for folder in tree_folders(root)] if tops else []
    for top, (name, path) in tops.items():
        if any(_is_package(folder, top, names) for folder, names in folders):
            foreign[top] = {"module": name, "path": path}
    return [foreign[top] for top in sorted(foreign)][:100], own
