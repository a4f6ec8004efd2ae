# SPDX-License-Identifier: MIT
"""What the fakes of all forges share. Two servers each.

A `Forge` keeps the state (pull requests that can be listed, created and updated, and answers on
demand) and answers as that forge does. `Gate` is what the program under test talks to: it writes
down what it was sent, hands it on, and collects what is found against the forge's description on
either side. What a real server would never say in HTTP (silence, a closed connection, a redirect)
the gate does itself.
"""

import http.client
import http.server
import json
import re
import subprocess
import threading
import urllib.parse

from limits import TIMEOUT

SHA = "0123456789abcdef0123456789abcdef01234567"


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, headers, body):
        headers = {"Content-Type": "application/json; charset=utf-8", **headers}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.server.owner.handle(self)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET


class Service:
    """A server on a free port of this machine, in threads of this process."""

    def __init__(self, tls=None):
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.owner = self
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.host = "127.0.0.1:%d" % self.port
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Forge(Service):
    """A subclass says: kind, prefix (of the API's paths), authorization, calls, and its wire:
    error(status, message=None), refusal(name), respond(…), creation() and create_path.
    """

    # Method and pattern of the path of what a test can give another answer to.
    calls = {"list": None, "create": None, "update": None}
    create_path = None  # of octo/app

    def error(self, status, message=None):
        """The answer of that status, with the forge's own words when there are no others."""
        raise NotImplementedError

    def refusal(self, name):
        """What it says to "text" (Rule, line feed, violated), "list" (First, second), "fields"
        (of the title), "no-base", "too-long", "archived"."""
        raise NotImplementedError

    def creation(self, title):
        """The fields that create a pull request of fix/prices."""
        raise NotImplementedError

    def be_behind(self):
        """It does not see yet what was pushed, once."""
        raise NotImplementedError

    def take_no_drafts(self):
        raise NotImplementedError

    def __init__(self):
        self.lock = threading.Lock()
        self.reset()
        super().__init__()

    def reset(self):
        """One empty repository, octo/app, with main and fix/prices on it."""
        self.token = "s3cret-" * 5
        self.branches = {("octo/app", "main"): "1" * 40, ("octo/app", "fix/prices"): SHA}
        self.bare = {}  # projects whose branches are those of a bare repository: its path
        self.pulls = []
        self.names = {"bug", "ada", "grace"}  # labels and people that exist
        self.script = []  # (method, pattern of the path, action): each is used once
        self.on_create = lambda pull: None
        # CI: runs as the forge shows them, inputs of the workflows that can be started (those it
        # requires with "!"), names of required checks (None: not told), and what was started.
        self.runs = []
        self.workflows = {"tests.yml": ["!arch", "note"], "plain.yml": []}
        self.required = ["build"]
        self.started = []

    def tip(self, project, branch):
        """The commit of a branch, or None."""
        if project not in self.bare:
            return self.branches.get((project, branch))
        done = subprocess.run(["git", "-C", str(self.bare[project]), "rev-parse", "-q", "--verify",
                               "refs/heads/" + branch], stdout=subprocess.PIPE, text=True)
        return done.stdout.strip() or None

    def projects(self):
        return {project for project, _ in self.branches} | set(self.bare)

    def same(self, repository, source, head, base):
        """The pull request of these branches, or None."""
        return next((pull for pull in self.pulls if (
            pull["repository"], pull["from"], pull["head"], pull["base"]) == (
                repository, source, head, base)), None)

    def keep(self, **pull):
        pull = {"number": 41 + len(self.pulls), "labels": [], "assignees": [], "reviewers": [],
                **pull}
        self.pulls.append(pull)
        self.on_create(pull)
        return pull

    def on(self, call, action):
        """The next such call gets this answer, or what action makes of the true one."""
        self.script.append((*self.calls[call], action))

    def violations(self, method, path, query, fields, answer):
        """What is against the forge's description, where no proxy looks at it."""
        return []

    def handle(self, request):
        body = request.body()
        url = urllib.parse.urlsplit(request.path)
        path = urllib.parse.unquote(url.path)
        query = urllib.parse.parse_qs(url.query)
        fields = json.loads(body) if body else None
        with self.lock:
            if request.headers.get("Authorization") != self.authorization + self.token:
                return request.answer(*self.error(401))
            action = next((one for one in self.script if one[0] == request.command
                           and re.search(one[1], path)), None)
            if action:
                self.script.remove(action)
            if action and not callable(action[2]):
                answer = action[2]
            else:
                answer = self.respond(request.command, path, query, fields,
                                      request.headers.get("X-Site"))
            if action and callable(action[2]):
                answer = action[2](answer)
            status, headers, text = answer
            found = self.violations(request.command, path, query, fields, answer)
        if found:
            headers = {**headers, "sl-violations": json.dumps(found)}
        request.answer(status, headers, text)


class Gate(Service):
    """In front of everything: what the program under test talks to.

    faults: (method, what to do with the handler), each used once. inner: where it hands requests
    on, without the prefix.
    """

    def __init__(self, inner, prefix="/api/v3", tls=None):
        self.inner, self.prefix = inner, prefix
        self.lock = threading.Lock()
        self.reset()
        super().__init__(tls)

    def reset(self):
        self.seen = []  # (method, path with query, fields, headers)
        self.violations = []
        self.faults = []

    def calls(self):
        """["GET /repos/octo/app/pulls", ...]"""
        return ["%s %s" % (method, path.split("?")[0]) for method, path, _, _ in self.seen]

    def handle(self, request):
        body = request.body()
        with self.lock:
            self.seen.append((request.command, request.path.replace(self.prefix, "", 1),
                              json.loads(body) if body else None, request.headers))
            fault = next((one for one in self.faults if one[0] == request.command), None)
            if fault:
                self.faults.remove(fault)
        if fault and fault[1](self, request, body):
            return
        if not request.path.startswith(self.prefix + "/"):
            return request.answer(404, {}, b"{}")
        request.answer(*self.pass_on(request, body))

    def pass_on(self, request, body):
        headers = {name: value for name, value in request.headers.items()
                   if name.lower() not in ("host", "connection", "content-length")}
        # Prism passes "Connection: close" on and then uses the closed connection again; so none.
        inner = http.client.HTTPConnection("127.0.0.1", self.inner.port, timeout=TIMEOUT)
        inner.request(request.command, request.path[len(self.prefix):], body or None,
                      {**headers, "X-Site": self.host})
        answer = inner.getresponse()
        status, got, text = answer.status, answer.headers, answer.read()
        inner.close()
        with self.lock:
            for violation in json.loads(got.get("sl-violations") or "[]"):
                # GitHub's description leaves most of the errors out that GitHub gives.
                if "Unable to match the returned status code" not in violation["message"]:
                    self.violations.append((request.command, request.path, violation))
        return status, {name: value for name, value in got.items()
                        if name.lower() not in ("content-length", "connection", "date", "server",
                                                "transfer-encoding", "keep-alive")}, text
