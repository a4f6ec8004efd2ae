# SPDX-License-Identifier: MIT
"""Environments with real pytest versions, made once and kept in the tests' cache.

Pythons are those of pyenv and the python3.X on PATH; at least the one that runs this. For each
pytest series the oldest and the newest Python that it supports are taken.
"""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

CACHE = pathlib.Path(
    os.environ.get("REDGREEN_TEST_CACHE")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    / "redgreen-tests"
)

# pytest version, oldest and newest Python that it runs on; and plug-ins that go with it.
SERIES = [
    ("6.2.5", (3, 6), (3, 11), ["pytest-xdist<3", "pytest-rerunfailures<11"]),
    ("7.4.4", (3, 7), (3, 12), ["pytest-xdist<4", "pytest-rerunfailures<15"]),
    ("8.4.2", (3, 9), (3, 14), ["pytest-xdist>=3.8,<4", "pytest-rerunfailures>=15,<17"]),
    ("9.1.1", (3, 10), (3, 14), ["pytest-xdist>=3.8,<4", "pytest-rerunfailures>=16,<17"]),
]


def _version(python):
    try:
        out = subprocess.run([python, "-c", "import sys; print(*sys.version_info[:2])"],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300,
                             check=True).stdout
        return tuple(int(part) for part in out.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def pythons():
    """{(3, 11): path} of the interpreters of this machine."""
    candidates = [sys.executable]
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv")
    candidates += sorted(str(path) for path in pyenv.glob("versions/3.*/bin/python"))
    candidates += [shutil.which("python3.%d" % minor) for minor in range(6, 15)]
    found = {}
    for python in filter(None, candidates):
        version = _version(python)
        if version and version >= (3, 6):
            found.setdefault(version, python)
    return found


def matrix():
    """[(pytest version, Python version, Python's path, plug-ins)]"""
    found, rows = pythons(), []
    for pytest, oldest, newest, plugins in SERIES:
        fitting = sorted(version for version in found if oldest <= version <= newest)
        for version in sorted({*fitting[:1], *fitting[-1:]}):
            rows.append((pytest, version, found[version], plugins))
    return rows


def name(row):
    return "pytest%s-py%d.%d" % (row[0], *row[1])


def _uv():
    own = CACHE / "uv" / "bin" / "uv"
    found = shutil.which("uv") or (str(own) if own.exists() else None)
    if not found:
        subprocess.run([sys.executable, "-m", "venv", str(CACHE / "uv")], check=True)
        subprocess.run([str(CACHE / "uv" / "bin" / "pip"), "install", "-q", "uv>=0.9,<1"],
                       check=True)
        found = str(own)
    return found


def make(label, python, *requirements):
    """The python of an environment with these packages; made if it is not in the cache."""
    folder = CACHE / "venvs" / label
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(str(folder) + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may want it at once
        mark, wanted = folder / "complete", "\n".join(requirements)
        if not mark.exists() or mark.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            uv = _uv()
            subprocess.run([uv, "venv", "-q", "-p", python, str(folder)], check=True)
            own = str(folder / "bin" / "python")
            subprocess.run([uv, "pip", "install", "-q", "-p", own, *requirements], check=True)
            # uv can do it as well, but not for Python 3.6. Some files are for other versions.
            subprocess.run([own, "-m", "compileall", "-qq", str(folder / "lib")])
            mark.write_text(wanted)
    return str(folder / "bin" / "python")


def python_of(row):
    """The python of the environment of one row of matrix()."""
    pytest, _, python, plugins = row
    return make(name(row), python, "pytest==%s" % pytest, *plugins)
