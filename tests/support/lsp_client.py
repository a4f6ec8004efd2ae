# SPDX-License-Identifier: MIT
"""A language client for tests: starts the server, asks, waits for what it says; never sleeps.

    with Client([binary, "lsp"], root=folder) as client:
        client.initialize()
        client.open("tests/test_a.py")
        result = client.execute("runTest", tests=["tests/test_a.py::test_x"])
        shown = client.diagnostics("tests/test_a.py", lambda list: list)

Every message of both is held to the protocol and to what the client announced (lsp_messages), and
one that nobody waited for is an error at the end. When anything fails, the whole exchange is
printed.
"""

import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import urllib.parse

import lsp_messages
from limits import TIMEOUT

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {"codeLens": {"refreshSupport": True}},
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            "disabledSupport": True, "isPreferredSupport": True,
        },
    },
}

# What may come at any time; a test that cares waits for it, the others need not.
MAY_COME = {
    "$/progress", "window/logMessage", "window/showMessage", "window/showDocument",
    "window/workDoneProgress/create", "workspace/codeLens/refresh",
    "textDocument/publishDiagnostics", "client/registerCapability", "redgreen/output",
    "redgreen/status",
}


class ResponseError(Exception):
    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.message = error["message"]


class TimeoutExpired(AssertionError):
    """What was waited for did not come."""


def uri_of(path):
    return "file://" + urllib.parse.quote(str(path))


def path_of(uri):
    return urllib.parse.unquote(urllib.parse.urlparse(uri).path)


class Client:
    """One server process. Requests of the server are answered by `answers[method](params)`."""

    def __init__(self, command, root=None, env=None, cwd=None, timeout=TIMEOUT):
        self.root = pathlib.Path(root).resolve() if root else None
        self.timeout = timeout
        self.exchange = []  # (direction, message), for the log
        self.inbox = []  # messages of the server that nobody has taken yet
        self.responses = {}
        self.pending = {}  # id → method
        self.last_id = 0
        self.checker = lsp_messages.Checker()
        self.has_ended = False
        self.wrong = []  # what the reader could not accept
        self.changed = threading.Condition()
        self.writing = threading.Lock()
        self.answers = {
            "window/workDoneProgress/create": lambda params: None,
            "window/showDocument": lambda params: {"success": True},
            "window/showMessageRequest": lambda params: None,
            "workspace/codeLens/refresh": lambda params: None,
            "workspace/configuration": lambda params: [None] * len(params["items"]),
            "client/registerCapability": lambda params: None,
        }
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=env, cwd=cwd,
        )
        self.errors = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    # ---- the wire ---------------------------------------------------------------------------

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.decode(errors="replace"))

    def _read(self):
        try:
            while True:
                length = None
                while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                if line == b"":
                    break
                body = self.process.stdout.read(length)
                self._take(json.loads(body.decode()))
        except Exception as error:
            self.wrong.append(f"reading: {error!r}")
        with self.changed:
            self.has_ended = True
            self.changed.notify_all()

    def _take(self, message):
        with self.changed:
            self.exchange.append(("<--", message))
            try:
                self.checker.take("server", message)
            except lsp_messages.MessageError as error:
                self.wrong.append(str(error))
            if "method" not in message:
                if self.pending.pop(message.get("id"), None) is None:
                    self.wrong.append(f"an answer that nobody waits for: {message}")
                self.responses[message.get("id")] = message
            else:
                self.inbox.append(message)
            self.changed.notify_all()
        if "method" in message and "id" in message:
            answer = self.answers.get(message["method"])
            if answer:  # None: the test answers with respond(), or never
                self.respond(message, answer(message.get("params")))

    def send_bytes(self, data):
        with self.writing:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def send(self, message):
        with self.changed:
            self.exchange.append(("-->", message))
            self.checker.take("client", message)
        body = json.dumps(message, ensure_ascii=False).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def respond(self, request, result):
        self.send({"jsonrpc": "2.0", "id": request["id"], "result": result})

    # ---- asking and waiting -----------------------------------------------------------------

    def _wait(self, look, what, timeout=None):
        end = time.monotonic() + (timeout or self.timeout)
        with self.changed:
            while (found := look()) is None:
                if self.has_ended:
                    raise AssertionError(f"the server ended while {what} was awaited")
                if not self.changed.wait(end - time.monotonic()) and time.monotonic() >= end:
                    raise TimeoutExpired(f"{what} did not come")
            return found

    def start(self, method, params=None):
        """Sends a request and gives its id, for finish()."""
        with self.changed:
            self.last_id += 1
            self.pending[self.last_id] = method
        message = {"jsonrpc": "2.0", "id": self.last_id, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)
        return self.last_id

    def finish(self, number, timeout=None):
        """The result of a request; raises ResponseError."""
        message = self._wait(
            lambda: self.responses.pop(number, None), f"the answer to {number}", timeout
        )
        if "error" in message:
            raise ResponseError(message["error"])
        return message["result"]

    def request(self, method, params=None, timeout=None):
        return self.finish(self.start(method, params), timeout)

    def notify(self, method, params=None):
        message = {"jsonrpc": "2.0", "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)

    def wait(self, method, predicate=lambda params: True, timeout=None):
        """Takes the first message of this method that fits and gives its params."""
        return self.wait_message(method, predicate, timeout).get("params")

    def wait_message(self, method, predicate=lambda params: True, timeout=None):
        """The same, with the id that respond() needs."""
        def look():
            for index, message in enumerate(self.inbox):
                if message["method"] == method and predicate(message.get("params")):
                    return self.inbox.pop(index)
            return None

        return self._wait(look, method, timeout)

    def said(self, method):
        """The params of all messages of this method so far, taken or not."""
        with self.changed:
            return [m.get("params") for way, m in self.exchange
                    if way == "<--" and m.get("method") == method]

    # ---- what editors do --------------------------------------------------------------------

    def uri(self, path):
        return path if ":" in str(path) else uri_of(self.root / path)

    def initialize(self, trusted=True, settings=None, capabilities=CAPABILITIES, options=None,
                   **more):
        params = {
            "processId": os.getpid(), "capabilities": capabilities,
            "rootUri": uri_of(self.root) if self.root else None,
            "workspaceFolders": [{"uri": uri_of(self.root), "name": self.root.name}]
            if self.root else None,
            "initializationOptions": {"trusted": trusted, "settings": settings or {},
                                      **(options or {})},
        }
        params.update(more)
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, path, text=None, language="python", version=1):
        if text is None:
            text = (self.root / path).read_text()
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri(path), "languageId": language, "version": version, "text": text}})

    def change(self, path, version, *changes):
        """changes: whole texts, or (start line, start character, end line, end character, text)."""
        def encode(change):
            if isinstance(change, str):
                return {"text": change}
            a, b, c, d, text = change
            return {"range": {"start": {"line": a, "character": b},
                              "end": {"line": c, "character": d}}, "text": text}

        self.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri(path), "version": version},
            "contentChanges": [encode(change) for change in changes]})

    def save(self, path):
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(path)}})

    def close(self, path):
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    def at(self, method, path, line=0, character=0, **more):
        params = {"textDocument": {"uri": self.uri(path)},
                  "position": {"line": line, "character": character}}
        params.update(more)
        return self.request(method, params)

    def hover(self, path, line, character=0):
        return self.at("textDocument/hover", path, line, character)

    def lenses(self, path):
        return self.request("textDocument/codeLens",
                            {"textDocument": {"uri": self.uri(path)}})

    def actions(self, path, line, diagnostics=(), trigger=1, **context):
        return self.request("textDocument/codeAction", {
            "textDocument": {"uri": self.uri(path)},
            "range": {"start": {"line": line, "character": 0},
                      "end": {"line": line, "character": 0}},
            "context": {"diagnostics": list(diagnostics), "triggerKind": trigger, **context}})

    def offered(self, path, line, diagnostics=(), trigger=1, **context):
        """The commands of the actions that are possible; for some clients an action is one."""
        actions = self.actions(path, line, diagnostics, trigger, **context)
        return [a if isinstance(a["command"], str) else a["command"]
                for a in actions if "command" in a]

    def run(self, command, timeout=None):
        """Runs the command of a lens or an action as it stands."""
        return self.request("workspace/executeCommand", {
            "command": command["command"], "arguments": command["arguments"]}, timeout)

    def start_command(self, name, token=None, **arguments):
        params = {"command": f"redgreen.{name}", "arguments": [arguments]}
        if token is not None:
            params["workDoneToken"] = token
        return self.start("workspace/executeCommand", params)

    def execute(self, name, timeout=None, **arguments):
        return self.finish(self.start_command(name, **arguments), timeout)

    def diagnostics(self, path, predicate=lambda found: True, timeout=None):
        """Waits until the last word about the file fits, and gives it."""
        uri = self.uri(path)

        def look():
            for way, message in reversed(self.exchange):
                if (way == "<--" and message.get("method") == "textDocument/publishDiagnostics"
                        and path_of(message["params"]["uri"]) == path_of(uri)):
                    found = message["params"]["diagnostics"]
                    return found if predicate(found) else None
            return None

        return self._wait(look, f"diagnostics for {path}", timeout)

    # ---- the end ----------------------------------------------------------------------------

    def exit_status(self, timeout=None):
        try:
            return self.process.wait(timeout or self.timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutExpired("the server did not end") from None

    def leave(self):
        """shutdown and exit; the status must be 0, and nothing unexpected may be left."""
        self.request("shutdown")
        self.notify("exit")
        status = self.exit_status()
        if status != 0:
            raise AssertionError(f"exit status {status}")
        self.check()

    def check(self):
        unexpected = [m for m in self.inbox if m["method"] not in MAY_COME]
        problems = self.wrong + [f"nobody expected {m}" for m in unexpected]
        if problems:
            raise AssertionError("\n".join(problems))

    def dump(self, out=sys.stderr):
        print(f"---- {self.process.args}", file=out)
        for way, message in self.exchange:
            text = json.dumps(message, ensure_ascii=False)
            print(way, text if len(text) < 4000 else text[:4000] + " …", file=out)
        print("---- standard error", file=out)
        print("".join(self.errors), file=out)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None and self.process.poll() is None:
                self.leave()
            elif kind is None:
                self.check()
        except Exception:
            self.dump()
            raise
        finally:
            if kind is not None:
                self.dump()
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
