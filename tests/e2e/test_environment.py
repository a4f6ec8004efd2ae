# SPDX-License-Identifier: MIT
"""The user's own environment: wrappers that lead elsewhere, projects inside of a repository, and
credentials. In the shell alone: both faces share all of it."""

import json
import os
import shutil
import sys

import pytest

from credential_names import NAMES
from product import Product, Shell
from repositories import make_repository

IT = "tests/test_it.py::test_it[a b's]"
TEST = '''import os, sys
import pytest

@pytest.mark.parametrize("x", ["a b's"])
def test_it(x):
    for name in ("PYTHONHASHSEED", "MY_TOKEN", "HOME"):
        print(name + "=" + str(os.environ.get(name)))
    print("cwd=" + os.getcwd())
    print("prefix=" + sys.prefix)
    assert x == "other"
'''
# Nothing of the environment comes through, and the working folder is another one.
CONTAINER = '''#!/bin/sh
[ "$1 $2 $3" = "exec -T app" ] || exit 125
shift 3
cd / && exec env -i PATH=/usr/bin:/bin "$@"
'''
SSH = '''#!/bin/sh
[ "$1" = box ] || exit 255
shift
cd / && exec env -i PATH=/usr/bin:/bin sh -c "$*"
'''


@pytest.fixture
def small(server, user_env, tmp_path):
    def make(**settings):
        place = make_repository(tmp_path / "small (ä)", {"app.py": "", "tests/test_it.py": TEST},
                                user_env, reproduction=["tests/test_it.py"])
        place.write(".redgreen.json", json.dumps(settings))
        return place, Product(Shell(server, user_env), place.root)

    return make


def program(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def printed(answer):
    assert answer.result is not None, answer.error
    with open(answer["run"]["log"]) as log:
        pairs = (line.rstrip("\n").partition("=") for line in log)
        return {name: value for name, _, value in pairs if name.replace("_", "a").isalpha()}


@pytest.mark.parametrize("name, text, words", [("docker", CONTAINER, ["exec", "-T", "app"]),
                                               ("ssh", SSH, ["box"])],
                         ids=["docker", "ssh"])
def test_a_wrapper_into_another_root(small, tmp_path, name, text, words):
    wrapper = [program(tmp_path / "bin" / name, text), *words]
    place, product = small(wrapper=wrapper, python=sys.executable,
                           pathMap=[{"from": str(tmp_path / "there"), "to": "."}])
    os.symlink(place.root, tmp_path / "there")
    answer = product("run", IT)
    assert answer["run"]["outcome"] == "failed", answer
    [failure] = answer["failures"]
    assert failure["test"] == IT
    frame = failure["frames"][-1]
    assert (frame["path"], frame["line"]) == ("tests/test_it.py", 10)
    seen = printed(answer)
    assert seen["PYTHONHASHSEED"].isdigit() and seen["HOME"] == "None", seen
    assert os.path.samefile(seen["cwd"], tmp_path / "there"), seen
    checks = {check["item"]: check for check in product("doctor")["checks"]}
    assert checks["pytest"]["ok"] and name in checks["wrapper"]["detail"], checks
    place.write(".redgreen.json", json.dumps({"wrapper": [*wrapper[:-1], "gone"]}))
    checks = {check["item"]: check for check in product("doctor")["checks"]}
    assert "does not answer" in checks["pytest"]["detail"], checks
    assert "gone python3 --version" in checks["pytest"]["next"], checks


def test_a_project_inside_of_the_repository_has_its_own_environment(small, tmp_path, user_env):
    """The nearest one runs the test, in its project's folder; ids stay relative to the root."""
    del user_env["VIRTUAL_ENV"]
    place, product = small()
    folder = place.root / "packages" / "a"
    (folder / "tests").mkdir(parents=True)
    shutil.move(place.root / "tests" / "test_it.py", folder / "tests" / "test_it.py")
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-rA"\n')
    for where in (place.root, folder):
        (where / ".venv" / "bin").mkdir(parents=True)
        os.symlink(os.path.realpath(sys.executable), where / ".venv" / "bin" / "python")
        shutil.copy(os.path.join(sys.prefix, "pyvenv.cfg"), where / ".venv")
        (where / ".venv" / ".gitignore").write_text("*\n")
    os.symlink(os.path.join(sys.prefix, "lib"), folder / ".venv" / "lib")
    test = "packages/a/" + IT
    answer = product("run", test)
    assert answer["run"]["outcome"] == "failed", answer
    assert [failure["test"] for failure in answer["failures"]] == [test]
    assert printed(answer)["prefix"] == str(folder / ".venv")
    assert printed(answer)["cwd"] == str(folder)
    assert answer["run"]["argv"][0] == str(folder / ".venv" / "bin" / "python")
    checks = {check["item"]: check for check in product("doctor", test)["checks"]}
    assert ".venv in packages/a" in checks["python"]["detail"], checks
    assert any(".venv in the root" in note for note in checks["python"]["notes"]), checks
    assert "rootdir packages/a, run in packages/a" in checks["configuration"]["detail"], checks
    assert "addopts: -rA" in checks["configuration"]["notes"], checks
    checks = {check["item"]: check for check in product("doctor")["checks"]}
    assert not checks["pytest"]["ok"] and "pip" in checks["pytest"]["next"], checks


def test_a_credential_comes_in_only_where_a_setting_names_it(small, user_env):
    user_env.update(MY_TOKEN="sesame", OTHER_TOKEN="x")
    place, product = small()
    assert printed(product("run", IT))["MY_TOKEN"] == "None"
    checks = {check["item"]: check for check in product("doctor")["checks"]}
    assert "MY_TOKEN, OTHER_TOKEN" in checks["credentials"]["detail"], checks
    place.write(".redgreen.json", json.dumps({"env": {"MY_TOKEN": "${env:MY_TOKEN}"}}))
    assert printed(product("run", IT))["MY_TOKEN"] == "sesame"
    checks = {check["item"]: check for check in product("doctor")["checks"]}
    assert "MY_TOKEN" not in checks["credentials"]["detail"], checks


def test_no_credential_reaches_anything_that_is_run(small, user_env, tmp_path):
    """A hundred that tools know by name, in the test, the setup script, the wrapper and the build."""
    assert len(NAMES) >= 60
    user_env.update({name: f"value-of-{name}" for name in NAMES})
    seen = tmp_path / "seen"
    seen.mkdir()
    dump = "env >%s/$1.$$\nshift\nexec \"$@\"\n"
    tool = program(tmp_path / "bin" / "tool", "#!/bin/sh\n" + dump % seen)
    place, product = small(setup="setup.sh", wrapper=[tool, "wrapper"], build=[tool, "build", "true"])
    place.write("setup.sh", f"env >{seen}/setup.$$\n")
    place.write("conftest.py", f"import os\nopen('{seen}/test', 'w').write(repr(os.environ))\n")
    place.write("native.c", "int x;\n")
    assert product("run", IT)["run"]["outcome"] == "failed"
    texts = {path.name.split(".")[0]: path.read_text() for path in seen.iterdir()}
    assert set(texts) >= {"setup", "wrapper", "test"}, texts.keys()
    for who, text in texts.items():
        assert [name for name in NAMES if f"value-of-{name}" in text] == [], who
