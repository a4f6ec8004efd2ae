#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Environments made by the tools themselves: does redgreen choose the one that the tool would use?

    environments.py --redgreen BUILD/bin/redgreen [--only uv,poetry] [--tools DIR]

Each row is a repository in a new home, with an environment that the real tool made; what the tool
says about it (`poetry env info`, `pipenv --venv`, `hatch env find`, `pyenv which`) is the truth.
The tools come with pip into DIR, which is made when it is not there. pyenv is used where it is
installed; conda, mamba and pixi have no package here, and are in the unit tests only.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOOLS = ["uv", "poetry", "pipenv", "hatch", "tox", "nox", "virtualenv"]


class Place:
    """A repository with a name that is not harmless, and a home of its own."""

    def __init__(self, folder, tools):
        self.home = folder / "home"
        self.root = folder / "My Projekt (ä)"
        self.root.mkdir(parents=True)
        self.home.mkdir()
        self.env = {"HOME": str(self.home), "LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
                    "PATH": "%s:%s" % (tools / "bin", os.environ["PATH"])}
        for name, value in os.environ.items():  # where packages come from
            if name.startswith(("PIP_", "UV_INDEX", "UV_DEFAULT", "SSL_")):
                self.env[name] = value
        for config in ("/etc/pip.conf", os.path.expanduser("~/.config/pip/pip.conf"),
                       os.path.expanduser("~/.pip/pip.conf")):
            if os.path.exists(config):
                self.env.setdefault("PIP_CONFIG_FILE", config)
        self.run("git", "init", "-q", "-b", "main")
        self.run("git", "config", "user.name", "T")
        self.run("git", "config", "user.email", "t@example.com")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *argv, cwd=None, env=None, check=True):
        done = subprocess.run(argv, cwd=cwd or self.root, env={**self.env, **(env or {})},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if check and done.returncode:
            raise RuntimeError("%s: %s" % (" ".join(argv), (done.stderr or done.stdout)[-600:]))
        return done.stdout.strip()

    def choice(self, redgreen, env=None, test=None):
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "--allow-empty", "-m", "x")
        path = "%s:/usr/bin:/bin" % self.env["PATH"] if not env or "PATH" not in env else env["PATH"]
        done = subprocess.run([redgreen, "doctor", "--json", *([test] if test else [])],
                              cwd=self.root, env={**self.env, **(env or {}), "PATH": path},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        checks = {check["item"]: check for check in json.loads(done.stdout)["checks"]}
        return checks["python"]["detail"]


PYPROJECT = '[project]\nname = "My_App.one"\nversion = "1"\nrequires-python = ">=3.9"\n'
HATCH = PYPROJECT + ('[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
                     '[tool.hatch.envs.default]\nskip-install = true\n')


def venv(place):
    place.run(sys.executable, "-m", "venv", ".venv")
    return str(place.root / ".venv/bin/python"), None, None


def venv_of_sub_project(place):
    place.run(sys.executable, "-m", "venv", "--without-pip", ".venv")
    place.write("packages/a/tests/test_a.py", "def test_a(): pass\n")
    place.run(sys.executable, "-m", "venv", "--without-pip", "packages/a/venv")
    return str(place.root / "packages/a/venv/bin/python"), None, "packages/a/tests/test_a.py"


def virtualenv_active(place):
    place.run("virtualenv", "-q", "--no-download", str(place.home / "v"))
    return str(place.home / "v/bin/python"), {"VIRTUAL_ENV": str(place.home / "v")}, None


def uv(place):
    place.write("pyproject.toml", PYPROJECT)
    place.run("uv", "sync", "-q", "--no-install-project")
    return place.run("uv", "run", "-q", "--no-sync", "python", "-c",
                     "import sys; print(sys.executable)"), None, None


def uv_elsewhere(place):
    env = {"UV_PROJECT_ENVIRONMENT": "environments/dev"}
    place.write("pyproject.toml", PYPROJECT)
    place.run("uv", "sync", "-q", "--no-install-project", env=env)
    return str(place.root / "environments/dev/bin/python"), env, None


def uv_workspace(place):
    place.write("pyproject.toml", PYPROJECT + '[tool.uv.workspace]\nmembers = ["packages/*"]\n')
    place.write("packages/a/pyproject.toml", PYPROJECT.replace("one", "two"))
    place.write("packages/a/tests/test_a.py", "def test_a(): pass\n")
    place.run("uv", "sync", "-q", "--no-install-workspace", cwd=place.root / "packages/a")
    return (place.run("uv", "run", "-q", "--no-sync", "python", "-c",
                      "import sys; print(sys.executable)", cwd=place.root / "packages/a"),
            None, "packages/a/tests/test_a.py")


def _poetry(place, env=None):
    place.run("poetry", "env", "use", "-q", sys.executable, env=env)
    return place.run("poetry", "env", "info", "-e", env=env)


def poetry(place):
    place.write("pyproject.toml", '[tool.poetry]\nname = "My_App.one"\nversion = "1"\n'
                                  'description = ""\nauthors = []\n')
    return _poetry(place), None, None


def poetry_project_table(place):
    place.write("pyproject.toml", PYPROJECT.replace("My_App.one", "My-App")
                + "[tool.poetry]\npackage-mode = false\n")
    return _poetry(place), None, None


def poetry_without_name(place):
    place.write("pyproject.toml", "[tool.poetry]\npackage-mode = false\n")
    return _poetry(place), None, None


def poetry_in_project(place):
    place.write("pyproject.toml", PYPROJECT + "[tool.poetry]\npackage-mode = false\n")
    place.write("poetry.toml", "[virtualenvs]\nin-project = true\n")
    return _poetry(place), None, None


def poetry_own_path(place):
    place.write("pyproject.toml", PYPROJECT.replace("My_App.one", "x")
                + "[tool.poetry]\npackage-mode = false\n")
    place.run("poetry", "config", "virtualenvs.path", "{cache-dir}/vs")
    place.run("poetry", "config", "cache-dir", str(place.home / "big cache"))
    return _poetry(place), None, None


def poetry_by_variable(place):
    env = {"POETRY_VIRTUALENVS_PATH": str(place.home / "vs")}
    place.write("pyproject.toml", PYPROJECT.replace("My_App.one", "x")
                + "[tool.poetry]\npackage-mode = false\n")
    return _poetry(place, env), env, None


def poetry_two_pythons(place):
    place.write("pyproject.toml", PYPROJECT.replace("My_App.one", "x")
                + "[tool.poetry]\npackage-mode = false\n")
    _poetry(place)
    root = pathlib.Path(os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"))
    for python in sorted(root.glob("versions/3.1[0-9]*/bin/python")):
        place.run("poetry", "env", "use", "-q", str(python))
    place.run("poetry", "env", "use", "-q", sys.executable)
    return place.run("poetry", "env", "info", "-e"), None, None


def _pipenv(place, env=None, cwd=None):
    env = {"PIPENV_YES": "1", **(env or {})}
    place.run("pipenv", "--python", sys.executable, cwd=cwd, env=env)
    return place.run("pipenv", "--venv", cwd=cwd, env=env) + "/bin/python"


def pipenv(place):
    place.write("Pipfile", "")
    return _pipenv(place), None, None


def pipenv_workon_home(place):
    env = {"WORKON_HOME": str(place.home / "work on")}
    place.write("Pipfile", "")
    return _pipenv(place, env), env, None


def pipenv_own_name(place):
    env = {"PIPENV_CUSTOM_VENV_NAME": "mine"}
    place.write("Pipfile", "")
    return _pipenv(place, env), env, None


def pipenv_of_sub_project(place):
    place.write("packages/b b/Pipfile", "")
    place.write("packages/b b/tests/test_b.py", "def test_b(): pass\n")
    return (_pipenv(place, cwd=place.root / "packages/b b"), None,
            "packages/b b/tests/test_b.py")


def _hatch(place, env=None, name="default"):
    place.run("hatch", "env", "create", name, env=env)
    return place.run("hatch", "env", "find", name, env=env) + "/bin/python"


def hatch(place):
    place.write("pyproject.toml", HATCH)
    return _hatch(place), None, None


def hatch_unmanaged(place):
    place.write("pyproject.toml", "[tool.hatch.envs.default]\nskip-install = true\n")
    return _hatch(place), None, None


def hatch_data_folder(place):
    env = {"HATCH_DATA_DIR": str(place.home / "hd")}
    place.write("pyproject.toml", HATCH)
    return _hatch(place, env), env, None


def hatch_in_project(place):
    place.write("pyproject.toml", HATCH)
    config = place.home / ".config/hatch/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[dirs.env]\nvirtual = ".hatch"\n')
    return _hatch(place), None, None


def hatch_with_path(place):
    place.write("pyproject.toml", HATCH + 'path = ".venv"\n')
    return _hatch(place), None, None


def hatch_test_environment(place):
    place.write("pyproject.toml", HATCH + "[tool.hatch.envs.check]\nskip-install = true\n"
                                          'dependencies = ["pytest"]\n')
    _hatch(place)
    return _hatch(place, name="check"), None, None


def tox(place):
    place.write("tox.ini", "[tox]\nskipsdist = true\nenvlist = py,lint\n"
                           "[testenv]\ndeps = pytest\ncommands = python -c pass\n"
                           "[testenv:lint]\ndeps =\ncommands = python -c pass\n")
    place.run("tox", "run", "-q")
    return place.run("tox", "config", "-e", "py", "-k", "env_python").split("= ")[-1], None, None


def nox(place):
    place.write("noxfile.py", "import nox\n@nox.session\ndef tests(session):\n"
                              "    session.install('pytest')\n@nox.session\n"
                              "def docs(session):\n    session.run('python', '-c', 'pass')\n")
    place.run("nox")
    return str(place.root / ".nox/tests/bin/python"), None, None


def _pyenv(place, local=None, env=None):
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    env = {"PYENV_ROOT": root, "PATH": "%s/shims:%s/bin:/usr/bin:/bin" % (root, root), **(env or {})}
    if local:
        place.write(".python-version", local + "\n")
    return place.run("pyenv", "which", "python", env=env), env, None


def pyenv_local(place):
    return _pyenv(place, "3.9")


def pyenv_variable(place):
    return _pyenv(place, "3.9", {"PYENV_VERSION": "3.12"})


def pyenv_global(place):
    return _pyenv(place)


ROWS = [venv, venv_of_sub_project, virtualenv_active, uv, uv_elsewhere, uv_workspace, poetry,
        poetry_project_table, poetry_without_name, poetry_in_project, poetry_own_path,
        poetry_by_variable, poetry_two_pythons, pipenv, pipenv_workon_home, pipenv_own_name,
        pipenv_of_sub_project, hatch, hatch_unmanaged, hatch_data_folder, hatch_in_project,
        hatch_with_path, hatch_test_environment, tox, nox, pyenv_local, pyenv_variable,
        pyenv_global]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--redgreen", required=True, type=pathlib.Path)
    parser.add_argument("--tools", type=pathlib.Path,
                        default=pathlib.Path(tempfile.gettempdir()) / "redgreen-tools")
    parser.add_argument("--only", default="", help="rows whose names begin so, with commas")
    options = parser.parse_args()
    redgreen, tools = str(options.redgreen.resolve()), options.tools.resolve()
    if not (tools / "bin" / "poetry").exists():
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        subprocess.run([str(tools / "bin/pip"), "install", "-q", *TOOLS], check=True)
    wanted, wrong = tuple(filter(None, options.only.split(","))), 0
    rows = [row for row in ROWS if not wanted or row.__name__.startswith(wanted)]
    for row in rows:
        with tempfile.TemporaryDirectory(prefix="environments-") as folder:
            place = Place(pathlib.Path(os.path.realpath(folder)), tools)
            try:
                truth, env, test = row(place)
                said = place.choice(redgreen, env, test)
            except (RuntimeError, KeyError, ValueError) as error:
                wrong += 1
                print("%-24s the row could not be made: %s" % (row.__name__, error), flush=True)
                continue
            chosen = said.rsplit(" (", 1)[0] if said.endswith(")") else said
            for candidate in (said.split(" (")[0:n] for n in range(1, said.count(" (") + 2)):
                if os.path.exists(" (".join(candidate)):
                    chosen = " (".join(candidate)
                    break
            is_right = (os.path.dirname(chosen) == os.path.dirname(truth)
                        or os.path.realpath(chosen) == os.path.realpath(truth)
                        and "pyenv" in row.__name__)
            wrong += not is_right
            reason = said[len(chosen):].strip()
            print("%-24s %s  %s" % (row.__name__, "right" if is_right else "WRONG", reason),
                  flush=True)
            if not is_right:
                print("    chosen %s\n    truth  %s" % (chosen, truth), flush=True)
    print("%d rows, %d wrong" % (len(rows), wrong))
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
