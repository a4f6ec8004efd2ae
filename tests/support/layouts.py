# SPDX-License-Identifier: MIT
"""Ways in which the code that a test runs gets onto its path: for each layout one tree whose tests
run the tree's own code, and one whose tests run something else.

A layout is a function that builds a project in a folder and returns its two sides: how to run the
tests so that the tree's code runs, and so that it does not. Each side is a Side. Layouts that need
real builds take an `Installer`; those without are cheap.
"""

import collections
import os
import pathlib
import shutil
import subprocess
import sys
import textwrap
import zipfile

# root: the tree; python, env, args, cwd: how to run; foreign: names that must be marked (empty: none)
Side = collections.namedtuple("Side", "root python env args cwd foreign")
LAYOUTS = {}  # name -> (function, whether it needs real builds)

CORE = '''\
"""Sizes of widgets."""

def area(width, height):
    """The area of a widget, in square millimetres."""
    return width * height


def perimeter(width, height):
    return 2 * (width + height)


def describe(width, height):
    return "%d by %d, area %d" % (width, height, area(width, height))
'''
TEST = '''\
from widgets.core import area

def test_area():
    assert area(2, 3) == 6
'''
UNRELATED = '''\
"""Nothing to do with widgets."""
import socket

def connect(host):
    return socket.create_connection((host, 80))

def read_all(connection):
    return connection.makefile("rb").read()
'''


def layout(needs_builds=False):
    def add(function):
        LAYOUTS[function.__name__] = (function, needs_builds)
        return function
    return add


def write(root, **files):
    """write(root, src__widgets__core=TEXT): "__" is a folder, a last "_" of a part is kept."""
    for name, text in files.items():
        path = pathlib.Path(root) / (name.replace("__", "/").replace("/init/", "__init__") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return pathlib.Path(root)


def package(folder, name="widgets", core=CORE):
    folder = pathlib.Path(folder) / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").write_text("")
    (folder / "core.py").write_text(core)
    return folder


def manifest(root, backend="setuptools.build_meta", requires="setuptools", extra="",
             name="acme-widgets"):
    pathlib.Path(root).mkdir(parents=True, exist_ok=True)
    (pathlib.Path(root) / "pyproject.toml").write_text(textwrap.dedent('''\
        [build-system]
        requires = ["%s"]
        build-backend = "%s"
        [project]
        name = "%s"
        version = "1.0"
        description = "widgets"
        ''' % (requires, backend, name)) + textwrap.dedent(extra))


def commit(root):
    """Makes it a repository with all in it."""
    def git(*args):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c",
                        "init.defaultBranch=main", *args], cwd=str(root), check=True,
                       stdout=subprocess.DEVNULL)
    git("init", "-q")
    (root / ".gitignore").write_text("__pycache__/\n*.pyc\n*.so\nbuild/\n*.egg-info/\n.worktrees/\n")
    git("add", "-A")
    git("commit", "-qm", "start")
    return git


class Maker:
    """What a layout builds with. folder: its own; python: has pytest."""

    def __init__(self, folder, python, new_environment=None):
        self.folder = pathlib.Path(folder)
        self.python = python
        self.new_environment = new_environment  # () -> python of a fresh one with pytest

    def tree(self, name="tree", src=True, core=CORE, **more):
        root = self.folder / name
        package(root / "src" if src else root, core=core)
        manifest(root, **more)
        write(root, tests__test_core=TEST)
        return root

    def install(self, python, *args):
        """Of one project, with the backends that the environment has."""
        subprocess.run([python, "-m", "pip", "install", "-q", "--no-build-isolation", "--no-deps",
                        "--no-index", "--disable-pip-version-check", *map(str, args)], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=dict(os.environ, PATH="%s:%s" % (  # meson and ninja among them
                           pathlib.Path(python).parent, os.environ["PATH"])))

    def side(self, root, foreign=(), python=None, args=("tests",), cwd=None, **env):
        return Side(pathlib.Path(root), python or self.python, env, list(args),
                    pathlib.Path(cwd or root), sorted(foreign))

    def both(self, own_path, other_path, root, foreign=("widgets",), **more):
        """Two sides that differ in PYTHONPATH alone."""
        return (self.side(root, PYTHONPATH=str(own_path), **more),
                self.side(root, foreign, PYTHONPATH=str(other_path), **more))

    def installed(self, python):
        out = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                             check=True, stdout=subprocess.PIPE, universal_newlines=True)
        return pathlib.Path(out.stdout.strip())


OLDER = CORE.replace("2 * (width + height)", "width + height + width + height")


# ---- without a build ----------------------------------------------------------------------------


@layout()
def pythonpath_to_another_checkout(m):
    root, other = m.tree(), m.tree("other", core=OLDER)
    return m.both(root / "src", other / "src", root)


@layout()
def a_folder_of_copies_without_a_manifest(m):
    root = m.tree(src=False)
    package(m.folder / "copies", core=OLDER)
    return m.both(root, m.folder / "copies", root, cwd=root / "tests", args=["."])


@layout()
def ini_option_pythonpath(m):
    root, other = m.tree(), m.tree("other", core=OLDER)
    return (m.side(root, args=["-o", "pythonpath=src", "tests"]),
            m.side(root, ["widgets"], args=["-o", "pythonpath='%s'" % (other / "src"), "tests"]))


@layout()
def import_mode_importlib(m):
    root, other = m.tree(), m.tree("other", core=OLDER)
    return m.both(root / "src", other / "src", root, args=["--import-mode=importlib", "tests"])


@layout()
def import_mode_append(m):
    root, other = m.tree(src=False), m.tree("other", src=False, core=OLDER)
    (root / "conftest.py").write_text("")  # its folder is appended
    return (m.side(root, args=["--import-mode=append", "."], cwd=root / "tests"),
            m.side(root, ["widgets"], args=["--import-mode=append", "."], cwd=root / "tests",
                   PYTHONPATH=str(other)))


@layout()
def import_mode_prepend(m):
    root, other = m.tree(src=False), m.tree("other", src=False, core=OLDER)
    (root / "tests" / "other").mkdir()  # prepended is the first folder without __init__.py
    shutil.copytree(str(other / "widgets"), str(m.folder / "site" / "widgets"))
    return (m.side(root, args=["tests"], cwd=root),
            m.side(root, ["widgets"], args=["."], cwd=root / "tests",
                   PYTHONPATH=str(m.folder / "site")))


@layout()
def namespace_package(m):
    root, other = m.folder / "tree", m.folder / "other"
    for folder, core in ((root, CORE), (other, OLDER)):
        package(folder / "src" / "acme", core=core)
    manifest(root)
    write(root, tests__test_core=TEST.replace("widgets.core", "acme.widgets.core")
          + "import acme.gears\n")
    package(m.folder / "portion" / "acme", "gears", UNRELATED)  # another project's part of it
    both = "%s:" + str(m.folder / "portion")
    return m.both(both % (root / "src"), both % (other / "src"), root, ["acme.widgets"])


@layout()
def zipped_egg(m):
    root = m.tree()
    eggs = {}
    for name, pack, core in (("acme_widgets", "widgets", OLDER), ("gears", "gears", UNRELATED)):
        eggs[pack] = m.folder / (name + "-0.9-py3.11.egg")
        with zipfile.ZipFile(str(eggs[pack]), "w") as egg:
            egg.writestr(pack + "/__init__.py", "")
            egg.writestr(pack + "/core.py", core)
            egg.writestr("EGG-INFO/PKG-INFO", "Name: %s\nVersion: 0.9\n" % name)
    write(root, tests__test_core=TEST + "import gears.core\n")
    return m.both("%s:%s" % (root / "src", eggs["gears"]),
                  "%s:%s" % (eggs["widgets"], eggs["gears"]), root)


@layout()
def zipapp(m):
    root = m.tree()
    app = m.folder / "app.pyz"
    with zipfile.ZipFile(str(app), "w") as file:
        file.writestr("__main__.py", "")
        file.writestr("widgets/__init__.py", "")
        file.writestr("widgets/core.py", OLDER)
    return m.both(root / "src", app, root)


@layout()
def archives_of_test_data(m):
    """One that the repository holds is a part of it; a copy of its code in one is not its code."""
    root = m.tree()
    (root / "tests" / "data").mkdir()
    for name, pack, core in (("parcel", "parcel", UNRELATED), ("copies", "widgets", OLDER)):
        with zipfile.ZipFile(str(root / "tests" / "data" / (name + ".zip")), "w") as file:
            file.writestr(pack + "/__init__.py", "")
            file.writestr(pack + "/core.py", core)
    write(root, tests__test_core=TEST + "import parcel.core\n")
    parcel, copies = (root / "tests" / "data" / name for name in ("parcel.zip", "copies.zip"))
    return m.both("%s:%s" % (root / "src", parcel), "%s:%s" % (copies, parcel), root)


@layout()
def link_in_site_packages_and_link_in_the_tree(m):
    root, site = m.tree(), m.folder / "lib" / "site-packages"
    site.mkdir(parents=True)
    (site / "widgets").symlink_to(root / "src" / "widgets")
    linked = m.folder / "linked"
    shutil.copytree(str(root), str(linked))
    shutil.move(str(linked / "src" / "widgets"), str(m.folder / "shared"))
    (linked / "src" / "widgets").symlink_to(m.folder / "shared")
    return (m.side(root, PYTHONPATH=str(site)),
            m.side(linked, ["widgets"], PYTHONPATH=str(linked / "src")))


@layout()
def links_inside_the_tree(m):
    root, other = m.tree(), m.tree("other", core=OLDER)
    (root / "flat").mkdir()
    (root / "flat" / "widgets").symlink_to("../src/widgets")
    return m.both(root / "flat", other / "src", root)


@layout()
def a_package_that_is_vendored_twice(m):
    root = m.tree()
    for folder in (root / "src" / "widgets" / "_vendor", root / "third_party"):
        write(folder, shapes=UNRELATED)
    write(m.folder / "site", shapes=UNRELATED)
    package(m.folder / "app" / "vendor", core=OLDER)
    write(root, tests__test_core=TEST + "import shapes\nfrom widgets import core\n")
    return m.both("%s:%s" % (root / "src", m.folder / "site"),
                  "%s:%s" % (m.folder / "app" / "vendor", m.folder / "site"), root)


@layout()
def helpers_of_the_tests(m):
    root, other = m.tree(), m.tree("other", core=OLDER)
    for folder in (root, other):
        write(folder, tests__helpers=CORE.replace("widget", "helper"),
              tests__test_core=TEST + "import helpers\n")
    own = "%s:%s" % (root / "src", root / "tests")
    return m.both(own, "%s:%s" % (root / "src", other / "tests"), root, ["helpers"],
                  args=["--import-mode=importlib", "tests"])


@layout()
def conftest_that_is_imported(m):
    root, other = m.tree(), m.tree("other")
    for folder in (root, other):
        (folder / "tests" / "conftest.py").write_text(CORE)
    write(root, tests__test_core=TEST + "def test_c():\n    import conftest\n")
    args = ["--import-mode=importlib", "tests"]
    return m.both("%s:%s" % (root / "src", root / "tests"),
                  "%s:%s" % (root / "src", other / "tests"), root, ["conftest"], args=args)


@layout()
def same_name_by_chance(m):
    root = m.tree()
    site = m.folder / "lib" / "site-packages"
    for name in ("utils", "tests", "docs"):
        package(root, name, CORE.replace("widget", name))
        package(site, name, UNRELATED)
    write(root, tests__test_core=TEST + "import utils.core, docs.core\n")
    copies = m.folder / "copies"
    shutil.copytree(str(root / "utils"), str(copies / "utils"))
    more = dict(args=["--import-mode=importlib", "."], cwd=root / "tests")
    return (m.side(root, PYTHONPATH="%s:%s" % (root / "src", site), **more),
            m.side(root, ["utils"], PYTHONPATH="%s:%s:%s" % (root / "src", copies, site), **more))


@layout()
def an_old_copy_in_build(m):
    root = m.tree()
    package(root / "build" / "lib", core=OLDER)
    return m.both(root / "src", root / "build" / "lib", root)


@layout()
def a_work_tree_of_the_same_repository(m):
    root = m.tree()
    git = commit(root)
    git("worktree", "add", "-q", str(m.folder / "linked"))
    return (m.side(m.folder / "linked", PYTHONPATH=str(m.folder / "linked" / "src")),
            m.side(m.folder / "linked", ["widgets"], PYTHONPATH=str(root / "src")))


@layout()
def a_work_tree_inside_of_the_tree(m):
    root = m.tree()
    git = commit(root)
    git("worktree", "add", "-q", str(root / ".worktrees" / "fix"))
    return m.both(root / "src", root / ".worktrees" / "fix" / "src", root)


@layout()
def a_monorepo(m):
    root = m.folder / "tree"
    for name in ("widgets", "gears"):
        project = root / "packages" / name
        package(project / "src", name, CORE if name == "widgets" else UNRELATED)
        manifest(project, name="acme-" + name)
    write(root / "packages" / "widgets", tests__test_core=TEST + "import gears.core\n")
    package(m.folder / "lib" / "site-packages", core=OLDER)
    gears, widgets = (root / "packages" / name / "src" for name in ("gears", "widgets"))
    return m.both("%s:%s" % (widgets, gears),
                  "%s:%s" % (m.folder / "lib" / "site-packages", gears), root,
                  args=["packages/widgets/tests"])


@layout()
def bytecode_without_its_source(m):
    root = m.tree()
    other = m.folder / "other"
    shutil.copytree(str(root), str(other))
    module = other / "src" / "widgets" / "core.py"
    subprocess.run([m.python, "-c", "import py_compile, sys; py_compile.compile(sys.argv[1], "
                    "cfile=sys.argv[1] + 'c')", str(module)], check=True)
    module.unlink()
    return (m.side(root, PYTHONPATH=str(root / "src")),
            m.side(other, ["widgets.core"], PYTHONPATH=str(other / "src")))


# ---- with real builds ---------------------------------------------------------------------------


def editable(m, root, other):
    """Installed as editable from the tree, and from another checkout."""
    sides = []
    for source, foreign in ((root, ()), (other, ["widgets"])):
        python = m.new_environment()
        m.install(python, "-e", source)
        sides.append(m.side(root, foreign, python=python, cwd=root / "tests", args=["."]))
    return tuple(sides)


def backend(name, requires, src=True, extra=""):
    def build(m):
        more = dict(backend=name, requires=requires, extra=extra, src=src)
        return editable(m, m.tree(**more), m.tree("other", core=OLDER, **more))
    return build


for label, args in {
        "editable_setuptools_pth": ("setuptools.build_meta", "setuptools"),
        "editable_setuptools_finder": ("setuptools.build_meta", "setuptools", False,
                                       '[tool.setuptools]\npackages = ["widgets"]\n'),
        "editable_hatchling": ("hatchling.build", "hatchling", True,
                               "[tool.hatch.build.targets.wheel]\npackages = [\"src/widgets\"]\n"),
        "editable_flit": ("flit_core.buildapi", "flit_core", True,
                          "[tool.flit.module]\nname = \"widgets\"\n"),
        "editable_poetry": ("poetry.core.masonry.api", "poetry-core", True,
                            '[tool.poetry]\npackages = [{include = "widgets", from = "src"}]\n'),
        "editable_pdm": ("pdm.backend", "pdm-backend")}.items():
    LAYOUTS[label] = (backend(*args), True)


@layout(needs_builds=True)
def wheel_in_site_packages(m):
    root = m.tree()
    installed, linked = m.new_environment(), m.new_environment()
    m.install(installed, root)
    m.install(linked, "-e", root)
    return m.side(root, python=linked), m.side(root, ["widgets"], python=installed)


@layout(needs_builds=True)
def wheel_beside_a_flat_layout(m):
    """python -m pytest finds the tree first when it runs in the root."""
    root = m.tree(src=False, extra='[tool.setuptools]\npackages = ["widgets"]\n')
    python = m.new_environment()
    m.install(python, root)
    return (m.side(root, python=python),
            m.side(root, ["widgets"], python=python, cwd=root / "tests", args=["."]))


NATIVE = '''\
#include <Python.h>
static PyObject *answer(PyObject *self, PyObject *args) { return PyLong_FromLong(6); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "%(name)s", "", -1, methods};
PyMODINIT_FUNC PyInit_%(name)s(void) { return PyModule_Create(&module); }
'''
NATIVE_TEST = "from widgets._core import answer\n\ndef test_a():\n    assert answer() == 6\n"


def native_tree(m, name, core, **more):
    root = m.tree(name, core=core, **more)
    (root / "src" / "widgets" / "_core.c").write_text(NATIVE % {"name": "_core"})
    write(root, tests__test_core=TEST + NATIVE_TEST)
    return root


@layout(needs_builds=True)
def editable_scikit_build(m):
    more = dict(backend="scikit_build_core.build", requires="scikit-build-core",
                extra='[tool.scikit-build]\nwheel.packages = ["src/widgets"]\n')
    trees = []
    for name, core in (("tree", CORE), ("other", OLDER)):
        trees.append(native_tree(m, name, core, **more))
        (trees[-1] / "CMakeLists.txt").write_text(textwrap.dedent('''\
            cmake_minimum_required(VERSION 3.20)
            project(widgets C)
            find_package(Python REQUIRED COMPONENTS Development.Module)
            python_add_library(_core MODULE src/widgets/_core.c WITH_SOABI)
            install(TARGETS _core DESTINATION widgets)
            '''))
    return editable(m, *trees)


@layout(needs_builds=True)
def editable_meson(m):
    trees = []
    for name, core in (("tree", CORE), ("other", OLDER)):
        trees.append(native_tree(m, name, core, backend="mesonpy", requires="meson-python"))
        (trees[-1] / "meson.build").write_text(textwrap.dedent('''\
            project('widgets', 'c')
            py = import('python').find_installation(pure: false)
            py.install_sources('src/widgets/__init__.py', 'src/widgets/core.py', subdir: 'widgets')
            py.extension_module('_core', 'src/widgets/_core.c', subdir: 'widgets', install: true)
            '''))
        commit(trees[-1])
    return editable(m, *trees)


SETUP = '''\
from setuptools import Extension, setup
setup(name="acme-widgets", version="1.0", package_dir={"": "src"}, packages=["widgets"],
      ext_modules=[Extension("widgets._core", ["src/widgets/_core.c"])])
'''


@layout(needs_builds=True)
def extension_module_in_place(m):
    trees = []
    for name, core in (("tree", CORE), ("other", OLDER)):
        trees.append(native_tree(m, name, core))
        (trees[-1] / "setup.py").write_text(SETUP)
    return editable(m, *trees)


@layout(needs_builds=True)
def extension_module_alone(m):
    """Nothing but a compiled module: built from this tree it is the tree's, from another not."""
    sides = []
    root = m.tree()
    for name in ("tree", "other"):
        project = m.folder / name
        manifest(project)
        (project / "module.c").write_text(NATIVE % {"name": "fastwidgets"})
        (project / "setup.py").write_text(
            "from setuptools import Extension, setup\nsetup(name='acme-widgets', packages=[], "
            "ext_modules=[Extension('fastwidgets', ['module.c'])])\n")
        python = m.new_environment()
        m.install(python, project)
        sides.append(m.side(root, ["fastwidgets"] if name == "other" else (), python=python,
                            PYTHONPATH=str(root / "src")))
    write(root, tests__test_core=TEST + "import fastwidgets\n")
    return tuple(sides)


def build(name, folder, python, new_environment=None):
    """The two sides of one layout."""
    folder = pathlib.Path(folder) / ("ä " + name)
    folder.mkdir()
    return LAYOUTS[name][0](Maker(folder, python, new_environment))


def names(with_builds):
    return [name for name, (_, needs) in LAYOUTS.items() if with_builds or not needs]


if __name__ == "__main__":
    print("\n".join(names(True)), file=sys.stdout)
