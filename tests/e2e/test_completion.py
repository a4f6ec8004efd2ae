# SPDX-License-Identifier: MIT
"""What Tab gives in bash, zsh and fish: commands, flags, files, and the tests of a file."""

import os
import pathlib
import shlex
import subprocess

import pytest

from limits import TIMEOUT

TOP = pathlib.Path(__file__).resolve().parents[2]
SHELL = TOP / "clients" / "shell"

# Words as bash splits them (a colon ends one), then what it would offer.
BASH = r"""
source {script}
COMP_LINE={line}; COMP_POINT=${{#COMP_LINE}}
read -ra COMP_WORDS <<<"${{COMP_LINE//:/ : }}"
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=("")
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
compopt() {{ :; }}
_redgreen
printf '%s\n' "${{COMPREPLY[@]}}"
"""

# A real one on a pseudo-terminal: it is ended when the line has become what is wanted.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'fpath=({folder} $fpath); autoload -U compinit; compinit -u -D; print READY''ED'
zpty -r shell out '*READYED*'
zpty -w -n shell {line}$'\t'
zpty -r shell out '*'{wanted}'*'
zpty -d shell
print found
"""


@pytest.fixture
def folder(tmp_path):
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_x.py").write_text(
        "class TestA:\n    def test_in(self): pass\n\n"
        "def test_one(): pass\n\ndef test_two(): pass\n\ndef helper(): pass\n")
    (tmp_path / "ci.log").write_text("")
    return tmp_path


def ask(folder, *argv):
    path = f"{os.environ['REDGREEN_BUILD']}/bin:{os.environ['PATH']}"
    return subprocess.run(argv, cwd=folder, text=True, capture_output=True, timeout=TIMEOUT,
                          env={**os.environ, "PATH": path, "HOME": str(folder)})


def bash(folder, line):
    script = BASH.format(script=shlex.quote(str(SHELL / "redgreen.bash")), line=shlex.quote(line))
    answer = ask(folder, "bash", "-c", script)
    assert not answer.stderr
    return answer.stdout.split()


def fish(folder, line):
    script = f"source {shlex.quote(str(SHELL / 'redgreen.fish'))}; complete -C {shlex.quote(line)}"
    answer = ask(folder, "fish", "-c", script)
    assert not answer.stderr
    return [offer.split("\t")[0] for offer in answer.stdout.splitlines()]


@pytest.mark.parametrize("shell", [bash, fish])
@pytest.mark.parametrize("line, wanted", [
    ("redgreen re", ["report"]),
    ("redgreen run --fo", ["--follow"]),
    ("redgreen give-up --rea", ["--reason"]),
    ("redgreen fix --kind o", ["opt"]),
    ("redgreen explain c", ["ci.log"]),
    ("redgreen locate --log c", ["ci.log"]),
    ("redgreen run tests/te", ["tests/test_x.py"]),
    ("redgreen undo te", []),
])
def test_tab(folder, shell, line, wanted):
    assert shell(folder, line) == wanted


def test_tests_of_a_file(folder):
    """bash replaces what is behind the last colon, fish the whole word."""
    assert bash(folder, "redgreen run tests/test_x.py::test_") == ["test_one", "test_two"]
    assert bash(folder, "redgreen fix tests/test_x.py::TestA::") == ["test_in"]
    assert fish(folder, "redgreen run tests/test_x.py::test_") == [
        "tests/test_x.py::test_one", "tests/test_x.py::test_two"]


@pytest.mark.parametrize("line, wanted", [
    ("redgreen stab", "stability"),
    ("redgreen give-up --rea", "--reason"),
    ("redgreen run tests/test_x.py::test_o", "test_x.py::test_one"),
    ("redgreen explain c", "ci.log"),
])
def test_tab_in_zsh(folder, line, wanted):
    answer = ask(folder, "zsh", "-f", "-c", ZSH.format(
        folder=shlex.quote(str(SHELL)), line=shlex.quote(line), wanted=shlex.quote(wanted)))
    assert answer.stdout == "found\n"


def test_a_file_that_cannot_be_read_is_one_sentence(folder):
    answer = ask(folder, "redgreen", "--print-tests", "nowhere.py")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "nowhere.py" in answer.stderr
