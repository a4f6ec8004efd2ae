# SPDX-License-Identifier: MIT
"""Native code that was edited: a run that does not run it says so, and the setting `build` brings it
up to date first; its errors are failures at their lines."""

import json
import subprocess
import textwrap

import pytest

import product as product_module

TEST = "tests/test_core.py::test_answer"
CORE = """\
#include <Python.h>
#define ANSWER 41
static PyObject *answer(PyObject *self, PyObject *args) { return PyLong_FromLong(ANSWER); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_core", "", -1, methods};
PyMODINIT_FUNC PyInit__core(void) { return PyModule_Create(&module); }
"""
BUILD = """\
set -e
echo build >>builds
cd "$(dirname "$0")"
suffix=$(python -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
include=$(python -c 'import sysconfig; print(sysconfig.get_path("include"))')
cc -shared -fPIC "-I$include" src/core/_core.c -o "src/core/_core$suffix"
"""


@pytest.fixture
def tree(tmp_path, user_env):
    root = tmp_path / "ä native"
    for name, text in {"src/core/__init__.py": "", "src/core/_core.c": CORE, "build.sh": BUILD,
                       "conftest.py": "import sys\nsys.path.insert(0, 'src')\n",
                       ".gitignore": "*.so\n__pycache__/\n/builds\n",
                       "tests/test_core.py": """\
                           from core._core import answer

                           def test_answer():
                               assert answer() == 42
                           """}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(textwrap.dedent(text))
    for args in (["init", "-q", "-b", "main"], ["add", "-A"],
                 ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "start"]):
        subprocess.run(["git", *args], cwd=root, env=user_env, check=True)
    return root


def edit(root, before, after):
    path = root / "src" / "core" / "_core.c"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_native_code_that_was_not_rebuilt_is_no_evidence(tree, server, user_env):
    run = product_module.Shell(server, user_env)
    subprocess.run(["bash", "build.sh"], cwd=tree, env=user_env, check=True)
    before = run("run", tree, [TEST])
    assert (before["run"]["outcome"], before.code) == ("failed", None)
    edit(tree, "41", "42")
    stale = run("run", tree, [TEST])
    assert (stale["run"]["outcome"], stale.code) == ("failed", "not-rebuilt")
    assert "src/core/_core.c" in stale["run"]["unbuilt"] and "`build`" in stale.text
    edit(tree, "42", "41")  # as it was built, though younger
    assert run("run", tree, [TEST]).code is None


def test_the_setting_build_runs_when_native_files_changed(tree, server, user_env):
    run = product_module.Shell(server, user_env)
    (tree / ".redgreen.json").write_text(json.dumps({"build": ["bash", "build.sh"]}))
    refused = run("run", tree, [TEST], trust=False)
    assert refused.code == "untrusted" and not (tree / "builds").exists()
    assert run("run", tree, [TEST])["run"]["outcome"] == "failed"
    edit(tree, "41", "42")
    passed = run("run", tree, [TEST])
    assert (passed["run"]["outcome"], passed.code) == ("passed", None)
    run("run", tree, [TEST])
    assert (tree / "builds").read_text().split() == ["build"] * 2  # not when nothing changed
    edit(tree, "PyLong_FromLong(ANSWER)", "PyLong_FromLong(ANSWER")
    broken = run("run", tree, [TEST])
    assert broken.code == "build-failed" and "build_log.txt" in broken.text
    failure = broken["failures"][0]
    assert (failure["type"], failure["phase"]) == ("BuildError", "collect")
    frame = failure["frames"][-1]
    assert (frame["path"], frame["line"], frame["inWorkspace"]) == ("src/core/_core.c", 3, True)
    edit(tree, "PyLong_FromLong(ANSWER", "PyLong_FromLong(ANSWER)")
    assert run("run", tree, [TEST])["run"]["outcome"] == "passed"
