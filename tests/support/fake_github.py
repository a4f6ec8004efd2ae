# SPDX-License-Identifier: MIT
"""A small GitHub: pull requests that can be listed, created and updated, and errors on demand.

Two servers. `GitHub` keeps the state and answers as GitHub does. `Gate` is what the program under
test talks to: it looks like an Enterprise server (/api/v3), writes down what it was sent, hands it
on through Prism, and collects what Prism finds against GitHub's description on either side. What a
real server would never say in HTTP (silence, a closed connection, a redirect) the gate does itself.
"""

import http.client
import http.server
import json
import re
import subprocess
import threading
import urllib.parse

import github_description

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


class GitHub(Service):
    def __init__(self):
        self.description = github_description.cut()
        self.lock = threading.Lock()
        self.reset()
        super().__init__()

    def reset(self):
        """One empty repository, octo/app, with main and fix/prices on it."""
        self.token = "ghp_" + "s3cret" * 6
        self.branches = {("octo/app", "main"): "1" * 40, ("octo/app", "fix/prices"): SHA}
        self.bare = {}  # projects whose branches are those of a bare repository: its path
        self.pulls = []
        self.names = {"bug", "ada", "grace"}  # labels and people that exist
        self.script = []  # (method, pattern of the path, action): each is used once
        self.on_create = lambda pull: None

    def tip(self, project, branch):
        """The commit of a branch, or None."""
        if project not in self.bare:
            return self.branches.get((project, branch))
        done = subprocess.run(["git", "-C", str(self.bare[project]), "rev-parse", "-q", "--verify",
                               "refs/heads/" + branch], stdout=subprocess.PIPE, text=True)
        return done.stdout.strip() or None

    # ---- as GitHub ----

    def schema(self, path, method, status):
        answer = self.description["paths"][path][method]["responses"][str(status)]
        if "$ref" in answer:
            answer = self.description["components"]["responses"][answer["$ref"].split("/")[-1]]
        return answer["content"]["application/json"]["schema"]

    def full(self, pull):
        """A pull request with every field that GitHub's description requires."""
        out = github_description.minimal(
            self.description, self.schema(github_description.PULLS, "post", 201))
        owner, name = pull["repository"].split("/")
        out.update(number=pull["number"], title=pull["title"], body=pull["body"],
                   draft=pull["draft"], state="open",
                   html_url="http://%s/%s/pull/%d" % (pull["site"], pull["repository"],
                                                      pull["number"]))
        for side, repository in (("head", pull["from"]), ("base", pull["repository"])):
            out[side]["ref"] = pull[side]
            out[side]["sha"] = pull.get(side + "_sha") or self.tip(repository, pull[side])
            out[side]["label"] = "%s:%s" % (repository.split("/")[0], pull[side])
            repo = out[side].get("repo") or {}
            repo.update(full_name=repository, name=repository.split("/")[1])
            out[side]["repo"] = repo
        return out

    def simple(self, pull):
        """The same as an item of a list."""
        out = github_description.minimal(
            self.description,
            self.schema(github_description.PULLS, "get", 200)["items"])
        full = self.full(pull)
        return {**out, **{key: full[key] for key in ("number", "title", "body", "draft", "state",
                                                     "html_url")},
                **{side: {**out[side], **{key: full[side][key] for key in ("ref", "sha", "label")},
                          "repo": {**(out[side].get("repo") or {}),
                                   "full_name": full[side]["repo"]["full_name"]}}
                   for side in ("head", "base")}}

    @staticmethod
    def error(status, message, errors=None):
        out = {"message": message, "documentation_url": "https://docs.github.com/rest"}
        if errors is not None:
            out["errors"] = errors
        return status, {}, json.dumps(out).encode()

    def invalid(self, message, field="base", code="custom"):
        error = {"resource": "PullRequest", "code": code, "field": field}
        if message:
            error["message"] = message
        return self.error(422, "Validation Failed", [error])

    def list_pulls(self, repository, query):
        wanted = query.get("head", [None])[0]
        base = query.get("base", [None])[0]
        return [self.simple(pull) for pull in self.pulls
                if pull["repository"] == repository
                and (not wanted or wanted == "%s:%s" % (pull["from"].split("/")[0], pull["head"]))
                and (not base or base == pull["base"])]

    def create(self, repository, fields, site):
        owner, _, head = fields["head"].rpartition(":")
        source = fields.get("head_repo") or (
            "%s/%s" % (owner, repository.split("/")[1]) if owner else repository)
        if not self.tip(source, head):
            return self.invalid(None, "head", "invalid")
        if not self.tip(repository, fields["base"]):
            return self.invalid(None, "base", "invalid")
        if len(fields.get("body") or "") > 65536:
            return self.invalid("body is too long (maximum is 65536 characters)", "body")
        for pull in self.pulls:
            if (pull["repository"], pull["from"], pull["head"], pull["base"]) == (
                    repository, source, head, fields["base"]):
                return self.invalid("A pull request already exists for %s:%s." % (
                    source.split("/")[0], head))
        pull = {"repository": repository, "from": source, "head": head, "base": fields["base"],
                "title": fields["title"], "body": fields.get("body"), "site": site,
                "draft": fields.get("draft", False), "number": 41 + len(self.pulls),
                "labels": [], "assignees": [], "reviewers": []}
        self.pulls.append(pull)
        self.on_create(pull)
        return 201, {}, json.dumps(self.full(pull)).encode()

    def add_names(self, pull, key, fields):
        if any(name not in self.names for name in fields[key]):
            return self.invalid("no such name", key)
        pull[key] += fields[key]
        if key == "labels":
            answer = [{"id": 1, "node_id": "x", "url": "https://example.invalid/x", "name": name,
                       "description": None, "color": "ffffff", "default": False}
                      for name in pull[key]]
            return 200, {}, json.dumps(answer).encode()
        call = {"assignees": "/repos/{owner}/{repo}/issues/{issue_number}/assignees",
                "reviewers": github_description.PULLS + "/{pull_number}/requested_reviewers"}[key]
        answer = github_description.minimal(self.description, self.schema(call, "post", 201))
        return 201, {}, json.dumps(answer).encode()

    def respond(self, method, path, query, fields, site):
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)/(pulls|issues)(?:/(\d+)(?:/(\w+))?)?", path)
        projects = {project for project, _ in self.branches} | set(self.bare)
        if not match or match[1] not in projects:
            return self.error(404, "Not Found")
        repository, number, part = match[1], match[3], match[4]
        if not number:
            if method == "POST":
                return self.create(repository, fields, site)
            return 200, {}, json.dumps(self.list_pulls(repository, query)).encode()
        pull = next(one for one in self.pulls if one["number"] == int(number))
        if part:
            return self.add_names(pull, "reviewers" if part == "requested_reviewers" else part,
                                  fields)
        if method == "PATCH":
            pull.update(fields)
        return 200, {}, json.dumps(self.full(pull)).encode()

    def handle(self, request):
        body = request.body()
        url = urllib.parse.urlsplit(request.path)
        fields = json.loads(body) if body else None
        with self.lock:
            if request.headers.get("Authorization") != "Bearer " + self.token:
                return request.answer(*self.error(401, "Bad credentials"))
            action = next((one for one in self.script if one[0] == request.command
                           and re.search(one[1], urllib.parse.unquote(request.path))), None)
            if action:
                self.script.remove(action)
            if action and not callable(action[2]):
                return request.answer(*action[2])
            answer = self.respond(request.command, urllib.parse.unquote(url.path),
                                  urllib.parse.parse_qs(url.query), fields,
                                  request.headers.get("X-Site"))
            if action:
                answer = action[2](answer)
        request.answer(*answer)


class Gate(Service):
    """In front of everything. faults: (method, what to do with the handler), each used once."""

    def __init__(self, prism, tls=None):
        self.prism = prism
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
            self.seen.append((request.command, request.path.replace("/api/v3", "", 1),
                              json.loads(body) if body else None, request.headers))
            fault = next((one for one in self.faults if one[0] == request.command), None)
            if fault:
                self.faults.remove(fault)
        if fault and fault[1](self, request, body):
            return
        if not request.path.startswith("/api/v3/"):
            return request.answer(404, {}, b"{}")
        request.answer(*self.pass_on(request, body))

    def pass_on(self, request, body):
        headers = {name: value for name, value in request.headers.items()
                   if name.lower() not in ("host", "connection", "content-length")}
        # Prism passes "Connection: close" on and then uses the closed connection again; so none.
        inner = http.client.HTTPConnection("127.0.0.1", self.prism.port, timeout=60)
        inner.request(request.command, request.path[len("/api/v3"):], body or None,
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
