# SPDX-License-Identifier: MIT
"""A log in the editor is read as if its run had been made here: opened or pasted, from this machine
or another one, as whatever language; and it is quiet about everything else."""

import json
import os
import subprocess
import sys

import pytest

from lsp_client import Client

MONEY = '''\
def cents(text):
    return int(text) * 100


def total(prices):
    return sum(cents(price) for price in prices)
'''
TEST = '''\
from shop.money import total


def test_total():
    assert total(["3", "12,500"]) == 1250300


def test_other():
    assert total(["1"]) == 1
'''
MANY = "tests/test_money.py::test_total"
OTHER = "tests/test_money.py::test_other"
PASTE = "untitled:Untitled-1"


def failures(where="/builds/ci/shop-4711/"):
    """Two failures, as pytest of another machine printed them with --tb=short."""
    return f'''\
=================================== FAILURES ===================================
__________________________________ test_total __________________________________
{where}tests/test_money.py:5: in test_total
    assert total(["3", "12,500"]) == 1250300
{where}shop/money.py:6: in total
    return sum(cents(price) for price in prices)
{where}shop/money.py:2: in cents
    return int(text) * 100
E   ValueError: invalid literal for int() with base 10: '12,500'
__________________________________ test_other __________________________________
{where}tests/test_money.py:9: in test_other
    assert total(["1"]) == 1
E   assert 100 == 1
=========================== short test summary info ============================
FAILED {MANY} - ValueError: inv...
FAILED {OTHER} - assert 100 == 1
============================== 2 failed in 0.10s ===============================
'''


LOG = failures()
PASSED = '''\
============================= test session starts ==============================
collected 2 items

tests/test_money.py ..                                                   [100%]

============================== 2 passed in 0.01s ===============================
'''


def git(root, *words):
    subprocess.run(["git", "-C", str(root), "-c", "user.name=T", "-c", "user.email=t@example.org",
                    *words], check=True, capture_output=True)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "a shop"
    for name, text in {"conftest.py": "", "shop/__init__.py": "", "shop/money.py": MONEY,
                       "tests/test_money.py": TEST}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    return folder


@pytest.fixture
def client(server, root, tmp_path):
    env = dict(os.environ, HOME=str(tmp_path), GIT_CONFIG_GLOBAL=os.devnull,
               GIT_CONFIG_NOSYSTEM="1")
    with Client([server, "lsp"], root=root, env=env) as made:
        made.initialize(settings={"python": sys.executable})
        yield made


def errors(found):
    return [d["range"]["start"]["line"] for d in found if d["severity"] == 1]


def candidates(found):
    """The candidates that the failing lines name; the frames on the way name none."""
    return [r for d in found for r in d.get("relatedInformation", [])
            if r["message"].startswith("candidate ")]


def shown(client):
    """Waits until the failing lines are red and candidates are known; gives the first line's."""
    client.diagnostics("tests/test_money.py",
                       lambda found: errors(found) == [8] and candidates(found))
    return client.diagnostics("shop/money.py",
                              lambda found: errors(found) == [1] and candidates(found))[0]


def is_withdrawn(client):
    for path in ("shop/money.py", "tests/test_money.py"):
        client.diagnostics(path, lambda found: not found)
    return True


def nothing_was_run(client):
    assert client.said("window/showMessageRequest") == []
    assert client.said("window/workDoneProgress/create") == []
    assert not (client.root / ".git" / "redgreen" / "runs").exists()


# ---- opened, pasted, closed -----------------------------------------------------------------

@pytest.mark.parametrize("language", ["log", "plaintext", "text", "", "never-heard-of-it"])
def test_a_log_of_any_language_is_read_when_it_is_opened(client, root, language):
    (root / "build-4711.output").write_text(LOG)
    client.open("build-4711.output", language=language)  # before anything else is known
    diagnostic = shown(client)
    assert diagnostic["code"] == "ValueError"
    assert "read from build-4711.output" in diagnostic["message"]
    assert client.said("window/showMessage") == []
    client.close("build-4711.output")
    assert is_withdrawn(client)
    nothing_was_run(client)


def test_what_was_glanced_at_is_looked_at_again(client, server, root):
    """The first log comes before the repository was read; its candidates become the full answer."""
    (root / "ci.log").write_text(LOG)
    client.open("ci.log", language="log")
    ran = subprocess.run([server, "locate", "--log", "ci.log", "--json"], cwd=root, check=True,
                         capture_output=True, text=True)
    full = [c["reasons"][0]["text"] for c in json.loads(ran.stdout)["candidates"][:3]]
    assert client.diagnostics("shop/money.py", lambda found: [
        c["message"].split(": ", 1)[1] for c in candidates(found)] == full)


def test_a_paste_becomes_a_log(client):
    client.open(PASTE, "", language="plaintext")
    lines = LOG.splitlines(keepends=True)
    client.change(PASTE, 2, (0, 0, 0, 0, "the build is red again:\n\n"))
    client.change(PASTE, 3, (2, 0, 2, 0, "".join(lines[:4])))
    client.change(PASTE, 4, (6, 0, 6, 0, "".join(lines[4:])))
    assert "read from a pasted log" in shown(client)["message"]
    client.change(PASTE, 5, "never mind\n")
    assert is_withdrawn(client)
    client.change(PASTE, 6, LOG)
    assert shown(client)
    client.close(PASTE)
    assert is_withdrawn(client)
    nothing_was_run(client)


def test_a_buffer_without_a_name_is_one_too(client):
    """Neovim calls it "file://"; VS Code takes the code in a traceback for Python."""
    for uri, language in (("file://", "log"), ("untitled:Untitled-2", "python")):
        client.open(uri, LOG, language=language)
        assert shown(client)
        client.close(uri)
        assert is_withdrawn(client)


def test_an_edited_log_is_read_as_the_editor_shows_it(client, root):
    (root / "ci.log").write_text(PASSED)
    client.open("ci.log", PASSED, language="log")
    client.change("ci.log", 2, LOG)
    assert shown(client)
    result = client.execute("explainLog", log="ci.log")
    assert [f["test"] for f in result["failures"]] == [MANY, OTHER]


def test_a_log_that_lies_elsewhere_belongs_to_the_folder_that_is_open(client, tmp_path):
    download = tmp_path / "downloads" / "job log.txt"
    download.parent.mkdir()
    download.write_text(LOG)
    client.open(f"file://{str(download).replace(' ', '%20')}", LOG, language="plaintext")
    assert shown(client)


@pytest.mark.parametrize("where", [
    "", "/builds/ci/shop-4711/", "C:\\Users\\ada\\shop\\", "\\\\share\\ada\\shop\\"])
def test_paths_of_another_machine_are_files_of_this_one(client, where):
    client.open(PASTE, failures(where), language="plaintext")
    related = shown(client)["relatedInformation"]
    assert [r["location"]["range"]["start"]["line"] for r in related[:3]] == [1, 5, 4]


def test_a_path_that_two_files_end_in_is_not_guessed(client, root):
    for folder in ("a", "b"):
        (root / folder / "lib").mkdir(parents=True)
        (root / folder / "lib" / "core.py").write_text(MONEY)
    git(root, "add", "-A")
    client.open(PASTE, LOG.replace("shop/money.py", "lib/core.py"), language="plaintext")
    client.diagnostics("tests/test_money.py", lambda found: errors(found) == [4, 8])
    for folder in ("a", "b"):
        assert not any(p["uri"].endswith("core.py")
                       for p in client.said("textDocument/publishDiagnostics"))
    told = client.hover(PASTE, 6)["contents"]["value"]
    assert "several files here end in this path" in told


# ---- what its lines say ---------------------------------------------------------------------

def test_lines_of_a_log_lead_to_the_code_and_to_candidates(client):
    client.open(PASTE, LOG, language="plaintext")
    shown(client)
    frame = client.hover(PASTE, 6)["contents"]["value"]
    assert "shop/money.py" in frame and "#L2)" in frame and "frame 3 of 3" in frame
    assert "ValueError" in frame and "Files to look at" in frame and "`cents`" in frame.replace(
        "` ", "`").replace(" `", "`")
    for line in (1, 8, 14):  # heading, error, summary
        assert MANY in client.hover(PASTE, line)["contents"]["value"]
    assert OTHER in client.hover(PASTE, 10)["contents"]["value"]
    assert OTHER in client.hover(PASTE, 15)["contents"]["value"]
    for line in (0, 7, 13, 16, 400):
        assert client.hover(PASTE, line) is None


def test_what_was_too_slow_says_so(client):
    slow = LOG.replace("ValueError: invalid literal for int() with base 10: '12,500'",
                       "Failed: Timeout (>1.0s) from pytest-timeout.")
    client.open(PASTE, slow, language="plaintext")
    shown(client)
    assert "Of the kind *performance*: ` Timeout" in client.hover(PASTE, 6)["contents"]["value"]
    client.open("tests/test_money.py")
    assert "Of the kind" not in client.hover("tests/test_money.py", 8)["contents"]["value"]


def test_a_traceback_of_no_test_is_read_too(client):
    client.open(PASTE, """\
2026-01-01 00:00:00 ERROR request failed
Traceback (most recent call last):
  File "/srv/shop/money.py", line 6, in total
    return sum(cents(price) for price in prices)
  File "/srv/shop/money.py", line 2, in cents
    return int(text) * 100
ValueError: invalid literal for int() with base 10: 'x'
2026-01-01 00:00:01 INFO request done
""", language="plaintext")
    found = client.diagnostics("shop/money.py", lambda found: errors(found) == [1])
    assert "\na traceback (read from a pasted log)" in found[0]["message"]
    assert "a traceback" in client.hover(PASTE, 4)["contents"]["value"]
    ids = {command["command"] for command in client.offered(PASTE, 5)}
    assert "redgreen.locate" in ids and "redgreen.runTest" not in ids


def test_a_report_for_machines_is_read_too(client, root):
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                    "--junitxml=report.xml"], cwd=root, capture_output=True)
    client.open("report.xml", language="xml")
    assert "read from report.xml" in shown(client)["message"]
    lines = (root / "report.xml").read_text().splitlines()
    line = next(i for i, s in enumerate(lines) if s.startswith("shop/money.py:2: "))
    assert "Files to look at" in client.hover("report.xml", line)["contents"]["value"]


def test_a_line_of_a_log_leads_to_the_file_that_it_names(client):
    client.open(PASTE, LOG, language="plaintext")
    client.open("shop/money.py")
    shown(client)
    for line, end, row in ((2, "/tests/test_money.py", 4), (6, "/shop/money.py", 1),
                           (8, "/shop/money.py", 1), (15, "/tests/test_money.py", 8)):
        found = client.at("textDocument/definition", PASTE, line)
        assert found["uri"].endswith(end) and found["range"]["start"] == {
            "line": row, "character": 0}
    for line in (0, 7, 400):
        assert client.at("textDocument/definition", PASTE, line) is None
    assert client.at("textDocument/definition", "shop/money.py", 1) is None


def test_actions_and_lenses_of_a_log_are_about_its_failures(client):
    client.open(PASTE, LOG, language="plaintext")
    shown(client)
    for line, test in ((7, MANY), (8, MANY), (11, OTHER), (15, OTHER)):
        run = [c for c in client.offered(PASTE, line) if c["command"] == "redgreen.runTest"]
        assert [command["arguments"][0]["tests"] for command in run] == [[test]]
    assert client.actions(PASTE, 7, trigger=2) == []  # no light bulb on every line
    lenses = client.lenses(PASTE)
    assert {lens["range"]["start"]["line"] for lens in lenses} == {1, 9}
    assert [lens["command"]["title"] for lens in lenses[:3]] == [
        "Run test", "Show candidate files", "Start fix session"]


def test_a_test_that_is_not_here_is_not_offered(client):
    client.open(PASTE, LOG.replace("tests/test_money.py", "tests/test_gone.py"),
                language="plaintext")
    client.diagnostics("shop/money.py", lambda found: errors(found) == [1])
    ids = {command["command"] for command in client.offered(PASTE, 7)}
    assert "redgreen.locate" in ids
    assert not ids & {"redgreen.runTest", "redgreen.startFix"}


def test_candidates_are_those_of_the_failure_that_is_shown(client):
    client.open(PASTE, LOG, language="plaintext")
    shown(client)
    command = next(c for c in client.offered(PASTE, 7) if c["command"] == "redgreen.locate")
    result = client.run(command)
    assert [f["test"] for f in result["failures"]] == [MANY]
    assert result["candidates"][0]["path"] == "shop/money.py"
    where = client.wait("window/showDocument")
    assert where["uri"].endswith("/shop/money.py") and where["takeFocus"] is True
    line = result["candidates"][0]["functions"][0]["line"]
    assert where["selection"]["start"] == {"line": line - 1, "character": 0}


def test_candidates_are_places_of_the_diagnostic_too(client):
    client.open(PASTE, LOG, language="plaintext")
    found = candidates([shown(client)])
    assert found[0]["message"].startswith("candidate 1, ")
    assert found[0]["location"]["uri"].endswith("/shop/money.py")


# ---- logs and runs --------------------------------------------------------------------------

def test_a_run_counts_more_than_an_older_log(client, root):
    client.open(PASTE, LOG, language="plaintext")
    shown(client)
    (root / "shop/money.py").write_text(MONEY.replace("int(text) * 100",
                                                      "int(text.replace(',', '')) * 100"))
    assert client.execute("runTest", tests=[MANY])["run"]["outcome"] == "passed"
    # What the log says of the other test still holds, what it says of this one does not.
    client.diagnostics("shop/money.py", lambda found: not found)
    client.diagnostics("tests/test_money.py", lambda found: errors(found) == [8])
    client.close(PASTE)
    assert is_withdrawn(client)


def test_closing_a_log_leaves_what_a_run_showed(client):
    client.execute("runTest", tests=[MANY])
    ran = client.diagnostics("shop/money.py", lambda found: errors(found) == [1])[0]
    assert "read from" not in ran["message"]
    client.open(PASTE, LOG, language="plaintext")
    client.diagnostics("shop/money.py", lambda found: "read from" in found[0]["message"])
    client.close(PASTE)
    client.diagnostics("shop/money.py",
                       lambda found: found and found[0]["message"] == ran["message"])
    client.diagnostics("tests/test_money.py", lambda found: errors(found) == [])


def test_the_log_of_a_run_shows_what_the_run_showed(client):
    result = client.execute("runTest", tests=[MANY])
    ran = client.diagnostics("shop/money.py", lambda found: errors(found) == [1])[0]
    log = result["run"]["log"]
    with open(log) as file:
        text = file.read()
    client.open(f"file://{log.replace(' ', '%20')}", text, language="plaintext")
    line = next(i for i, s in enumerate(text.splitlines()) if "money.py:2: ValueError" in s)
    told = client.hover(f"file://{log.replace(' ', '%20')}", line)["contents"]["value"]
    assert "12,500" in told and "| name | value |" in told  # values, which no text has
    client.diagnostics("shop/money.py", lambda found: found[0]["message"] == ran["message"])


# ---- quiet ----------------------------------------------------------------------------------

def test_source_and_prose_are_not_read(client, root):
    (root / "shop/notes.py").write_text(f'"""\n{LOG}"""\n')
    client.open("shop/notes.py")
    (root / "README.md").write_text(f"```\n{LOG}```\n")
    client.open("README.md", language="markdown")
    client.change("README.md", 2, (0, 0, 0, 0, "See:\n"))
    # The server answers in order; a log behind them is read, and is all there is.
    client.open(PASTE, LOG.replace("money.py:2", "money.py:6"), language="plaintext")
    client.diagnostics("shop/money.py", lambda found: errors(found) == [5])
    for said in client.said("textDocument/publishDiagnostics"):
        assert not any("notes.py" in d["message"] or "README.md" in d["message"]
                       for d in said["diagnostics"])
    # Who asks is answered.
    assert len(client.execute("explainLog", log="README.md")["failures"]) == 2


def test_a_log_without_failures_says_so_once(client):
    client.open(PASTE, PASSED, language="plaintext")
    said = client.wait("window/showMessage")
    assert said["type"] == 3 and "no failing test was found in the pasted log" in said["message"]
    client.change(PASTE, 2, LOG)
    shown(client)
    client.change(PASTE, 3, PASSED)
    assert is_withdrawn(client)
    client.change(PASTE, 4, LOG)
    shown(client)
    assert len(client.said("window/showMessage")) == 1


def test_the_failures_may_be_at_the_end_of_hours_of_output(client, root):
    noise = "".join(f"[{i}/20000] Building CXX object src/file_{i}.cpp.o\n" for i in range(20000))
    (root / "pipeline.txt").write_text(noise + LOG)
    client.open("pipeline.txt", language="plaintext")
    assert shown(client)
    line = noise.count("\n") + 6
    assert "shop/money.py" in client.hover("pipeline.txt", line)["contents"]["value"]
    assert {lens["range"]["start"]["line"] for lens in client.lenses("pipeline.txt")} == {
        noise.count("\n") + 1, noise.count("\n") + 9}


def test_a_log_larger_than_any_document_is_read_from_disk(client, root):
    """What the editor sent is not kept; what is at the end of the file still counts."""
    noise = "captured output that says nothing at all, again and again and again\n"
    text = "============================= test session starts ====\n"
    text += noise * (33 * 1024 * 1024 // len(noise)) + LOG
    (root / "huge.log").write_text(text)
    client.open("huge.log", text, language="log")
    client.diagnostics("shop/money.py", lambda found: errors(found) == [1])
    client.change("huge.log", 2, (0, 0, 0, 0, "x"))
    client.close("huge.log")
    assert is_withdrawn(client)


def test_closing_while_it_is_read_leaves_nothing(client):
    client.open(PASTE, LOG, language="plaintext")
    client.close(PASTE)
    # A log that is read behind it shows that the first one is over.
    client.open("untitled:Untitled-9", LOG.replace("money.py:2", "money.py:6"),
                language="plaintext")
    client.diagnostics("shop/money.py", lambda found: errors(found) == [5])
    client.close("untitled:Untitled-9")
    assert is_withdrawn(client)


def test_two_logs_are_open_and_one_is_closed(client):
    client.open(PASTE, LOG, language="plaintext")
    shown(client)
    client.open("untitled:Untitled-2", LOG.replace("test_total", "test_sum")
                .replace("money.py:2", "money.py:6"), language="plaintext")
    client.diagnostics("shop/money.py", lambda found: sorted(errors(found)) == [1, 5])
    client.close("untitled:Untitled-2")
    client.diagnostics("shop/money.py", lambda found: errors(found) == [1])
    client.close(PASTE)
    assert is_withdrawn(client)
