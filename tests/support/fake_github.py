# SPDX-License-Identifier: MIT
"""A small GitHub, which looks like an Enterprise server. Prism stands between it and the gate and
checks both sides with GitHub's own description."""

import json
import re

import fake_forge
import github_description


class GitHub(fake_forge.Forge):
    kind, prefix, authorization = "github", "/api/v3", "Bearer "
    calls = {"list": ("GET", "/pulls$"), "create": ("POST", "/pulls$"),
             "update": ("PATCH", r"/pulls/\d+$")}
    words = {401: "Bad credentials", 403: "Resource not accessible by personal access token",
             404: "Not Found", 500: "Server Error"}

    def __init__(self):
        self.description = github_description.cut()
        super().__init__()

    def reset(self):
        super().reset()
        self.token = "ghp_" + "s3cret" * 6

    # ---- as GitHub ----

    create_path = "/repos/octo/app/pulls"

    def creation(self, title):
        return {"head": "fix/prices", "base": "main", "title": title, "body": "x"}

    def be_behind(self):
        self.on("create", self.invalid("Head sha can't be blank", "head"))

    def take_no_drafts(self):
        self.on("create", self.invalid(
            "Draft pull requests are not supported in this repository."))

    def refusal(self, name):
        return {
            "text": self.error(422, "Rule\nviolated"),
            "list": self.error(422, "Validation Failed", [
                {"resource": "PullRequest", "code": "custom", "field": "base", "message": one}
                for one in ("First", "second")]),
            "fields": self.error(422, "Validation Failed", [
                {"resource": "PullRequest", "field": "title", "code": "missing_field"}]),
            "no-base": self.invalid(None, "base", "invalid"),
            "too-long": self.invalid("body is too long (maximum is 65536 characters)", "body"),
            "archived": self.error(403, "Repository was archived so is read-only."),
        }[name]

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

    def error(self, status, message=None, errors=None):
        out = {"message": message or self.words.get(status, "No"), "documentation_url": "https://docs.github.com/rest"}
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
        if self.same(repository, source, head, fields["base"]):
            return self.invalid("A pull request already exists for %s:%s." % (
                source.split("/")[0], head))
        pull = self.keep(repository=repository, head=head, base=fields["base"], site=site,
                         title=fields["title"], body=fields.get("body"),
                         draft=fields.get("draft", False), **{"from": source})
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

    # ---- Actions ----

    def ci_runs(self, repository, query, site):
        schema = self.schema(github_description.RUNS, "get", 200)
        one = schema["properties"]["workflow_runs"]["items"]
        found = []
        for number, run in enumerate(self.runs):
            if run.get("repository", "octo/app") != repository or (
                    query.get("head_sha", [fake_forge.SHA])[0] != fake_forge.SHA):
                continue
            item = github_description.minimal(self.description, one)
            item.update(id=number + 1, name=run["name"], path=run["path"], event=run["event"],
                        status=run["status"], conclusion=run["conclusion"],
                        html_url="http://%s/%s/actions/runs/%d" % (site, repository, number + 1))
            found.append(item)
        return 200, {}, json.dumps({"total_count": len(found), "workflow_runs": found}).encode()

    def dispatch(self, repository, name, fields):
        """As "Create a workflow dispatch event"; the words are those that its users quote."""
        if name not in self.workflows:
            return self.error(404)
        known = [one.lstrip("!") for one in self.workflows[name] or []]
        inputs = fields.get("inputs") or {}
        if self.workflows[name] is None:
            return self.error(422, "Workflow does not have 'workflow_dispatch' trigger")
        if not self.tip(repository, fields["ref"]):
            return self.error(422, "No ref found for: " + fields["ref"])
        unknown = [one for one in inputs if one not in known]
        if unknown:
            return self.error(422, "Unexpected inputs provided: " + json.dumps(unknown))
        for one in self.workflows[name]:
            if one.startswith("!") and one[1:] not in inputs:
                return self.error(422, "Required input '%s' not provided" % one[1:])
        self.started.append((repository, name, fields["ref"], inputs))
        return 204, {}, b""

    def rules(self):
        if self.required is None:
            return self.error(404)
        return 200, {}, json.dumps([{
            "type": "required_status_checks", "ruleset_id": 1, "ruleset_source": "octo/app",
            "ruleset_source_type": "Repository", "parameters": {
                "required_status_checks": [{"context": one} for one in self.required],
                "strict_required_status_checks_policy": False}}]).encode()

    def ci(self, method, path, query, fields, site):
        """The answer, or None when it is about something else."""
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)/(actions/runs|actions/workflows/([^/]+)/"
                             r"dispatches|rules/branches/.+|branches/.+)", path)
        if not match or match[1] not in self.projects():
            return None
        if match[3]:
            return self.dispatch(match[1], match[3], fields)
        if match[2] == "actions/runs":
            return self.ci_runs(match[1], query, site)
        return self.rules() if match[2].startswith("rules") else self.error(404, "Branch not found")

    def respond(self, method, path, query, fields, site):
        answer = self.ci(method, path, query, fields, site)
        if answer:
            return answer
        match = re.fullmatch(r"/repos/([^/]+/[^/]+)/(pulls|issues)(?:/(\d+)(?:/(\w+))?)?", path)
        if not match or match[1] not in self.projects():
            return self.error(404)
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
