# SPDX-License-Identifier: MIT
"""Whose code a run ran: the cheap layouts that differ most (tests/real/layouts has all of them, with
real builds), and bytecode that is not of its source."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

import layouts

PROBE = pathlib.Path(__file__).resolve().parents[2] / "clients" / "pytest"


def finish_of(side, home, **more):
    probe = home / "probe.jsonl"
    path = os.pathsep.join(filter(None, [side.env.get("PYTHONPATH"), str(PROBE)]))
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "REDGREEN_PROBE": str(probe),
           "REDGREEN_PROBE_ROOT": str(side.root), "LC_ALL": "C.UTF-8",
           "PYTHONPYCACHEPREFIX": str(home / "pyc"), **side.env, "PYTHONPATH": path, **more}
    env = {name: value for name, value in env.items() if value}
    done = subprocess.run([side.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p",
                           "redgreen_probe", *side.args], cwd=str(side.cwd), env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    record = json.loads(probe.read_text(encoding="utf-8").splitlines()[-1])
    probe.unlink()
    return record


@pytest.mark.parametrize("name", [
    "namespace_package", "zipped_egg", "same_name_by_chance",
    "bytecode_without_its_source", "a_work_tree_inside_of_the_tree"])
def test_code_from_elsewhere_is_marked_and_the_trees_own_is_not(name, tmp_path):
    own, other = layouts.build(name, tmp_path, sys.executable)
    record = finish_of(own, tmp_path)
    assert record["foreign"] == [] and record["own"] >= 2
    assert any("widgets" in entry[0] for entry in record["modules"])
    foreign = finish_of(other, tmp_path)["foreign"]
    assert [entry["module"] for entry in foreign] == other.foreign
    assert all(entry["kind"] in ("checkout", "archive", "bytecode") for entry in foreign)


def stale(folder, module, mode):
    """Compiled code of the source as it was, which Python believes."""
    script = ("import py_compile, sys; py_compile.compile(sys.argv[1], "
              "invalidation_mode=py_compile.PycInvalidationMode.%s)" % mode)
    before = module.stat()
    subprocess.run([sys.executable, "-c", script, str(module)], check=True, cwd=str(folder))
    module.write_text(module.read_text().replace("width * height", "height * width"))
    os.utime(str(module), ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("mode", ["TIMESTAMP", "UNCHECKED_HASH"])
def test_bytecode_that_is_not_of_its_source_is_marked_where_python_believes_it(mode, tmp_path):
    maker = layouts.Maker(tmp_path, sys.executable)
    root = maker.tree()
    side = maker.side(root, PYTHONPATH=str(root / "src"))
    stale(tmp_path, root / "src" / "widgets" / "core.py", mode)
    assert finish_of(side, tmp_path)["foreign"] == []  # a private cache: the source ran
    entry, = finish_of(side, tmp_path, PYTHONPYCACHEPREFIX="")["foreign"]
    assert (entry["module"], entry["kind"], entry["via"]) == ("widgets.core", "bytecode", "stale")


def test_checked_bytecode_is_never_stale(tmp_path):
    maker = layouts.Maker(tmp_path, sys.executable)
    root = maker.tree()
    stale(tmp_path, root / "src" / "widgets" / "core.py", "CHECKED_HASH")
    side = maker.side(root, PYTHONPATH=str(root / "src"))
    assert finish_of(side, tmp_path, PYTHONPYCACHEPREFIX="")["foreign"] == []


BUILDER = '''\
import pathlib, sys


class Finder:  # as meson-python's, which compiles the package when it is imported
    def _rebuild(self):
        pathlib.Path({!r}).touch()

    def find_spec(self, name, path=None, target=None):
        if name == "widgets":
            self._rebuild()


sys.meta_path.insert(0, Finder())
'''


def test_the_doctor_names_another_checkout_before_anything_runs(tmp_path, user_env, server):
    """As an editable install of another clone leaves it: a line in the environment's .pth."""
    maker = layouts.Maker(tmp_path, sys.executable)
    root, other = maker.tree(), maker.tree("other", core=layouts.OLDER)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")], check=True)
    python = root / ".venv" / "bin" / "python"
    paths = maker.installed(python) / "paths.pth"
    layouts.commit(root)
    del user_env["VIRTUAL_ENV"]

    def imports():
        done = subprocess.run([server, "doctor", "--json"], cwd=str(root), env=user_env, text=True,
                              stdout=subprocess.PIPE, check=False)
        checks = {check["item"]: check for check in json.loads(done.stdout)["checks"]}
        return checks.get("imports")

    with_pytest = str(maker.installed(sys.executable))
    paths.write_text(f"{with_pytest}\n{other}/src\n")
    found = imports()
    assert found["level"] == "warning", found
    assert found["detail"].startswith(f"Python has `widgets` from {other}/src, not from this tree")
    assert found["next"].endswith(f"{python} -m pip install -e '{root}' puts this one in its place.")
    (root / "pytest.ini").write_text("[pytest]\npythonpath = src\n")
    assert imports()["level"] == "ok"
    (root / "pytest.ini").unlink()
    paths.write_text(f"{with_pytest}\n{root}/src\n")
    assert imports()["level"] == "ok"
    paths.write_text(f"{with_pytest}\nimport builder\n")
    (paths.parent / "builder.py").write_text(BUILDER.format(str(tmp_path / "built")))
    assert imports() is None  # neither here nor there: the run will say
    assert not (tmp_path / "built").exists()
