#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How runs end, what is left of them, and what a flood of output does: goals R5 to R10 as figures.

    process_control.py --bin BUILD/bin --python PYTHON [--trials N] [--seconds N]
                       [--most SECONDS] [FIGURE...]

A hundred trials take a minute on a quiet machine and four on one that is four times too busy; --most
ends a figure's trials earlier, and the row says how many there were.

end      R6: shutdown to exit with three running tests, end of standard input to exit
kill     R7: kill -9 of the server, and of the editor that started it, in turn, while a test runs
         that has a child, one in a session of its own, and one that was forked twice, has a session
         of its own and no environment
cancel   R8: $/cancelRequest to its answer, and to the end of the last of those processes
flood    R9: a gigabyte of output, one line of 100 MB, bytes that are no text, escape sequences:
         memory, hover meanwhile, bytes accounted for
pipe     R10: a process that outlives pytest holds its output: pytest's end to the run's answer
elsewhere  R7 and R8 behind a wrapper, where the processes are a daemon's: cancelled, over its limit,
         redgreen killed, in turn
reader   R5: a client that does not read for N seconds: memory, and whether it can still write

PYTHON has pytest. Build for release: sanitizers change memory and time. Trials run one at a time.
"""
import argparse
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/support"))
from container import Container  # noqa: E402
from lsp_client import Client, ResponseError  # noqa: E402

TESTS = '''
import atexit, os, subprocess, sys, time
HERE = os.path.dirname(os.path.abspath(__file__))
SLEEPER = os.path.join(HERE, "sleeper")


def there(name):
    with open(os.path.join(HERE, name + ".part"), "w") as file:
        file.write(str(time.monotonic_ns()))
    os.rename(os.path.join(HERE, name + ".part"), os.path.join(HERE, name))


def daemon():
    if (pid := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(SLEEPER, [SLEEPER, "1000"], {})
        os._exit(0)
    os.waitpid(pid, 0)


def test_wild():
    subprocess.Popen([SLEEPER, "1000"])
    subprocess.Popen([SLEEPER, "1000"], start_new_session=True)
    daemon()
    there("ready")
    time.sleep(1000)


def test_plain():
    atexit.register(there, "ended")


def test_pipe():
    subprocess.Popen([SLEEPER, "1000"], start_new_session=True)
    atexit.register(there, "ended")


def write(byte, n):
    chunk, left = byte * 65536, n
    while left:
        left -= os.write(1, chunk[:left])


def test_gigabyte():
    there("ready")
    write(b"Z", BIG)


def test_line():
    there("ready")
    write(b"Z", LINE)


def test_binary():
    there("ready")
    write(b"\\xff", LINE)


def test_escapes():
    there("ready")
    write(b"\\x1b", LINE)


def test_chatty():
    there("ready")
    end = time.monotonic() + 600
    while time.monotonic() < end:
        print("q" * 200, flush=True)
        time.sleep(0.001)
'''
EDITOR = '''
import json, subprocess, sys, time
server = subprocess.Popen([sys.argv[1], "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
for message in json.loads(sys.argv[2]):
    if "params" in message and "processId" in message["params"]:
        message["params"]["processId"] = __import__("os").getpid()
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    server.stdin.flush()
while server.stdout.read1(65536):
    pass
'''


class Place:
    """A repository whose tests leave processes behind; all of them run a program that lies in it."""

    def __init__(self, args, name="place"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="redgreen-control-")).resolve() / name
        self.folder.mkdir()
        shutil.copy(shutil.which("sleep"), self.folder / "sleeper")
        sizes = {"BIG": args.big, "LINE": args.line}
        text = re.sub(r"\b(BIG|LINE)\b", lambda match: str(sizes[match[0]]), TESTS)
        (self.folder / "test_it.py").write_text(text)
        for words in (["init", "-q"], ["add", "test_it.py", "sleeper"],
                      ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
            subprocess.run(["git", "-C", self.folder, *words], check=True)
        self.settings = {"python": str(args.python), "pytestArgs": ["-s"], "spectrum": False,
                         "runTimeoutSeconds": 900}

    def processes(self):
        """Whoever runs from here or was started for here: pytest, its children, the guard."""
        found = []
        for entry in os.scandir("/proc"):
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                command = pathlib.Path(entry.path, "cmdline").read_bytes()
                here = os.readlink(entry.path + "/cwd")
            except OSError:
                continue
            if command and (bytes(self.folder) in command or here == str(self.folder)):
                found.append(int(entry.name))
        return found

    def wait_for(self, name, client=None, number=None):
        """The time at which the test made the file. A run that is answered first has failed."""
        while not (self.folder / name).exists():
            if client and number not in client.pending:
                sys.exit(f"answered, and no {name}: {client.responses.get(number)}")
            time.sleep(0.002)
        value = int((self.folder / name).read_text())
        (self.folder / name).unlink()
        return value / 1e9

    def seconds_until_gone(self, most=10):
        begin = time.monotonic()
        while time.monotonic() - begin < most:
            if not self.processes():
                return time.monotonic() - begin
            time.sleep(0.01)
        return None

    def clean(self):
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        shutil.rmtree(self.folder.parent)

    def run(self, client, test):
        return client.start_command("runTest", tests=[f"test_it.py::{test}"],
                                    root=str(self.folder))

    def client(self, args, **settings):
        client = Client([args.bin / "redgreen", "lsp"], root=self.folder, timeout=900)
        client.initialize(settings={**self.settings, **settings})
        return client


def trials(args):
    end_by = time.monotonic() + args.most
    for number in range(args.trials):
        if number and time.monotonic() > end_by:
            return
        yield number


def end(client):
    if client.process.poll() is None:
        client.process.kill()
    client.process.wait()


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def line(what, value, goal, is_met):
    print(f"{what:64} {value:>24}   goal {goal}   {'reached' if is_met else 'MISSED'}", flush=True)
    return is_met


def milliseconds(what, seconds, goal_ms, part=0.95):
    value = percentile(seconds, part) * 1000
    return line(f"{what}, {len(seconds)} times: p50 / p{part * 100:.0f} / max",
                f"{percentile(seconds, .5) * 1000:.0f} / {value:.0f} / {max(seconds) * 1000:.0f} ms",
                f"<= {goal_ms} ms", value <= goal_ms)


# ---- the figures --------------------------------------------------------------------------------


def figure_end(args):
    shut, closed = [], []
    for number in trials(args):
        places = [Place(args, f"place{i}") for i in range(3)]
        client = Client([args.bin / "redgreen", "lsp"], root=places[0].folder, timeout=900)
        client.initialize(settings=places[0].settings, workspaceFolders=[
            {"uri": place.folder.as_uri(), "name": place.folder.name} for place in places])
        runs = [place.run(client, "test_wild") for place in places]
        for place, run in zip(places, runs):
            place.wait_for("ready", client, run)
        begin = time.monotonic()
        if number % 2:
            client.process.stdin.close()
        else:
            client.notify("exit") if client.request("shutdown") is None else None
        client.process.wait()
        (closed if number % 2 else shut).append(time.monotonic() - begin)
        for place in places:
            if place.seconds_until_gone() is None:
                sys.exit("processes are left")
            place.clean()
    met = milliseconds("shutdown to exit, three tests running", shut, 1500, 0.99)
    return milliseconds("end of standard input to exit", closed, 1000, 0.99) and met


def editor_of(args, place):
    messages = [
        {"id": 1, "method": "initialize", "params": {
            "processId": 0, "capabilities": {}, "rootUri": place.folder.as_uri(),
            "initializationOptions": {"trusted": True, "settings": place.settings}}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "workspace/executeCommand", "params": {
            "command": "redgreen.runTest", "arguments": [{"tests": ["test_it.py::test_wild"]}]}}]
    return subprocess.Popen([sys.executable, "-c", EDITOR, args.bin / "redgreen",
                             json.dumps(messages)])


def figure_kill(args):
    """Each trial leaves a server behind, or an editor; whoever is left must end by itself."""
    seconds, survivors = [], 0
    for number in trials(args):
        place = Place(args)
        if number % 2:
            editor = editor_of(args, place)
            place.wait_for("ready")
            editor.kill()
            gone = place.seconds_until_gone()
            editor.wait()
        else:
            client = place.client(args)
            place.wait_for("ready", client, place.run(client, "test_wild"))
            client.process.kill()
            gone = place.seconds_until_gone()
            end(client)
        survivors += gone is None or gone > 2
        seconds.append(gone if gone is not None else 10)
        place.clean()
    met = milliseconds("kill -9 to the last process's end", seconds, 2000, 1)
    return line(f"trials of {len(seconds)} with a survivor after 2 s", survivors, "0",
                survivors == 0) and met


def figure_cancel(args):
    place = Place(args)
    client = place.client(args)
    answered, gone = [], []
    for _ in trials(args):
        number = place.run(client, "test_wild")
        place.wait_for("ready", client, number)
        begin = time.monotonic()
        client.notify("$/cancelRequest", {"id": number})
        try:
            client.finish(number)
            sys.exit("the cancelled run gave a result")
        except ResponseError as error:
            if error.code != -32800:
                raise
        answered.append(time.monotonic() - begin)
        if (more := place.seconds_until_gone()) is None:
            sys.exit("processes are left")
        gone.append(time.monotonic() - begin if more else answered[-1])
    end(client)
    place.clean()
    met = milliseconds("cancel to its answer", answered, 200)
    return milliseconds("cancel to the last process's end", gone, 2000) and met


LIMIT_SECONDS = 10  # until then the test must have begun


def elsewhere_end(how, client, number):
    """Ends a run and gives the time from which on nothing of it should be there."""
    begin = time.monotonic()
    if how == "kill":
        client.process.kill()
        return begin
    if how == "cancel":
        client.notify("$/cancelRequest", {"id": number})
    try:
        client.finish(number)
    except ResponseError:
        pass
    return begin if how == "cancel" else time.monotonic()


def figure_elsewhere(args):
    gone = {"cancel": [], "limit": [], "kill": []}
    place = Place(args)
    there = place.folder.parent / "there"
    there.symlink_to(place.folder)
    with Container(place.folder.parent) as container:
        for trial in trials(args):
            how = list(gone)[trial % 3]
            client = place.client(args, wrapper=container.wrapper, runTimeoutSeconds=(
                LIMIT_SECONDS if how == "limit" else 900),
                pathMap=[{"from": str(there), "to": "."}])
            number = place.run(client, "test_wild")
            place.wait_for("ready", client, number)
            begin = elsewhere_end(how, client, number)
            gone[how].append(10 if place.seconds_until_gone() is None
                             else time.monotonic() - begin)
            end(client)
    place.clean()
    return all([milliseconds(f"behind a wrapper, {how} to the last process's end", seconds, 2000)
                for how, seconds in gone.items() if seconds])


def memory(pid, name="VmRSS"):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", text)[1]) * 1024


def accounted(log, byte):
    """How many of this byte the run wrote, by what its log kept and what it says is missing."""
    text = log.read_bytes()
    missing = sum(int(n) for n in re.findall(rb"\n\[redgreen: (\d+) bytes left out\]\n", text))
    return text.count(byte) + missing


def figure_flood(args):
    met = True
    for test, byte, size in (("test_gigabyte", b"Z", args.big), ("test_line", b"Z", args.line),
                             ("test_binary", b"\xff", args.line),
                             ("test_escapes", b"\x1b", args.line)):
        place = Place(args)
        client = place.client(args)
        client.open("test_it.py")
        client.execute("runTest", tests=["test_it.py::test_pipe"])  # warm
        pid, hovers, most = client.process.pid, [], 0
        before = memory(pid)
        number = place.run(client, test)
        place.wait_for("ready", client, number)
        while number in client.pending:
            begin = time.monotonic()
            client.hover("test_it.py", 30, 5)
            hovers.append(time.monotonic() - begin)
            most = max(most, memory(pid))
            time.sleep(0.01)
        result = client.finish(number)
        if result["run"]["outcome"] != "passed":
            sys.exit(f"{test}: {result['summary']}")
        found = accounted(place.folder / result["run"]["log"], byte)
        grown = (most - before) / 2**20
        met &= line(f"{test}, {size / 1e6:.0f} MB: memory", f"{grown:+.1f} MiB", "< 16 MiB",
                    grown < 16)
        met &= milliseconds(f"{test}: hover meanwhile", hovers, 100, 1)
        met &= line(f"{test}: bytes accounted for", f"{found - size:+d}", "0", found == size)
        end(client)
        place.clean()
    return met


def figure_pipe(args):
    place = Place(args)
    client = place.client(args)
    seconds = {"test_plain": [], "test_pipe": []}
    for _ in trials(args):
        for test in seconds:
            result = client.finish(place.run(client, test))
            answered = time.monotonic()
            if result["run"]["outcome"] != "passed" or place.processes():
                sys.exit(f"{result['summary']}; left: {place.processes()}")
            seconds[test].append(answered - place.wait_for("ended"))
    end(client)
    place.clean()
    met = milliseconds("pytest's end to the run's answer, its output held",
                       seconds["test_pipe"], 300)
    milliseconds("the same without such a process", seconds["test_plain"], 300)
    return met


def figure_reader(args):
    """An editor that writes and hovers at a person's pace, and does not read."""
    place = Place(args)
    client = place.client(args)
    client.open("test_it.py")
    server = subprocess.Popen([args.bin / "redgreen", "lsp"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    end(client)
    os.set_blocking(server.stdin.fileno(), False)
    slowest, last = 0, 0

    def send(message):
        nonlocal slowest
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        left, begin = b"Content-Length: %d\r\n\r\n" % len(body) + body, time.monotonic()
        while left:
            if not select.select([], [server.stdin], [], 30)[1]:
                sys.exit("the server does not read")
            left = left[os.write(server.stdin.fileno(), left):]
        slowest = max(slowest, time.monotonic() - begin)

    uri = (place.folder / "test_it.py").as_uri()
    send({"id": 1, "method": "initialize", "params": {
        "processId": None, "rootUri": place.folder.as_uri(),
        "capabilities": {"window": {"workDoneProgress": True}},
        "initializationOptions": {"trusted": True, "settings": place.settings}}})
    send({"method": "initialized", "params": {}})
    send({"method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": uri, "languageId": "python", "version": 1,
        "text": (place.folder / "test_it.py").read_text()}}})
    send({"id": 2, "method": "workspace/executeCommand", "params": {
        "command": "redgreen.runTest", "workDoneToken": "t",
        "arguments": [{"tests": ["test_it.py::test_chatty"]}]}})
    place.wait_for("ready")
    before, begin, most = memory(server.pid), time.monotonic(), 0
    for last in range(3, 1_000_000):
        if time.monotonic() - begin > args.seconds:
            break
        send({"id": last, "method": ("textDocument/hover", "textDocument/codeLens")[last % 2],
              "params": {"textDocument": {"uri": uri}, "position": {"line": 60, "character": 5}}})
        most = max(most, memory(server.pid))
        time.sleep(0.02)
    answers = set()
    send({"method": "$/cancelRequest", "params": {"id": 2}})

    def read():
        while True:
            length = 0
            while (row := server.stdout.readline()) not in (b"\r\n", b""):
                if row.lower().startswith(b"content-length:"):
                    length = int(row.split(b":")[1])
            if row == b"":
                return
            message = json.loads(server.stdout.read(length))
            if "method" not in message:
                answers.add(message["id"])

    reader = threading.Thread(target=read)
    reader.start()
    while len(answers) < last - 1 and reader.is_alive():
        time.sleep(0.01)
    send({"id": last, "method": "shutdown"})
    send({"method": "exit"})
    server.stdin.close()
    server.wait()
    reader.join()
    place.seconds_until_gone()
    place.clean()
    grown = (most - before) / 2**20
    met = line(f"not reading for {args.seconds} s: memory", f"{grown:+.1f} MiB", "< 32 MiB",
               grown < 32)
    met &= line("the slowest write to it", f"{slowest * 1000:.0f} ms", "< 1000 ms", slowest < 1)
    lost = sorted(set(range(1, last + 1)) - answers)
    return line(f"of {last} requests without an answer once it reads", str(len(lost)), "0",
                not lost) and met


FIGURES = {"end": figure_end, "kill": figure_kill, "cancel": figure_cancel, "elsewhere": figure_elsewhere,
           "flood": figure_flood, "pipe": figure_pipe, "reader": figure_reader}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=", ".join(FIGURES))
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--python", type=pathlib.Path, required=True)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--most", type=float, default=1e9,
                        help="seconds for the trials of a figure; fewer then, and the row says so")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--big", type=int, default=1_000_000_000, help="bytes, of a gigabyte")
    parser.add_argument("--line", type=int, default=100_000_000, help="bytes, of a line")
    args = parser.parse_args()
    for name in args.figures:
        if name not in FIGURES:
            parser.error(f"there is no figure {name}")
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return 0 if all([FIGURES[name](args) for name in args.figures or FIGURES]) else 1


if __name__ == "__main__":
    sys.exit(main())
