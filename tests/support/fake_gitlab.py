# SPDX-License-Identifier: MIT
"""A small GitLab: merge requests, projects and people, held to the documented fields."""

import json
import re

import fake_forge
import forge_fields

IDS = {"octo/app": 7, "ada/app": 8, "octo/sub/app": 9}
PEOPLE = {"ada": 11, "grace": 12}


class GitLab(fake_forge.Forge):
    kind, prefix, authorization = "gitlab", "/api/v4", "Bearer "
    calls = {"list": ("GET", "/merge_requests$"), "create": ("POST", "/merge_requests$"),
             "update": ("PUT", r"/merge_requests/\d+$")}
    words = {401: "401 Unauthorized", 403: "403 Forbidden", 404: "404 Project Not Found",
             500: "500 Internal Server Error"}

    def reset(self):
        super().reset()
        self.token = "glpat-" + "s3cret" * 4
        self.unassignable = set()  # people who exist and are left out without a word

    def error(self, status, message=None):
        return status, {}, json.dumps({"message": message or self.words.get(status, "No")}).encode()

    create_path = "/projects/octo/app/merge_requests"

    def creation(self, title):
        return {"source_branch": "fix/prices", "target_branch": "main", "title": title,
                "description": "x"}

    def be_behind(self):
        def late(answer):
            status, headers, text = answer
            return status, headers, json.dumps({**json.loads(text), "sha": None}).encode()
        self.on("create", late)

    def take_no_drafts(self):
        self.on_create = lambda pull: pull.update(draft=False)

    def refusal(self, name):
        return {
            "text": self.error(422, "Rule\nviolated"),
            "list": self.error(422, ["First", "second"]),
            "fields": self.error(400, {"title": ["can't be blank"], "base": ["First"]}),
            "no-base": self.error(422, {"target_branch": ["does not exist"]}),
            "too-long": self.error(400, {"description": [
                "is too long (maximum is 1048576 characters)"]}),
            "archived": self.error(403, "403 Forbidden - project is archived"),
        }[name]

    def full(self, pull):
        people = [{"id": PEOPLE[name], "username": name, "name": name.title(), "state": "active"}
                  for name in PEOPLE]
        return {
            "id": 1000 + pull["number"], "iid": pull["number"], "state": "opened",
            "project_id": IDS[pull["repository"]], "title": pull["title"],
            "description": pull["body"], "draft": pull["draft"],
            "work_in_progress": pull["draft"], "source_branch": pull["head"],
            "target_branch": pull["base"], "source_project_id": IDS[pull["from"]],
            "target_project_id": IDS[pull["repository"]],
            "sha": pull.get("head_sha") or self.tip(pull["from"], pull["head"]),
            "web_url": "http://%s/%s/-/merge_requests/%d" % (
                pull["site"], pull["repository"], pull["number"]),
            "labels": pull["labels"],
            **{key: [one for one in people if one["username"] in pull[key]]
               for key in ("assignees", "reviewers")},
        }

    @staticmethod
    def is_draft(title):
        return re.match(r"(draft:|\[draft\]|\(draft\))", title, re.I) is not None

    def create(self, source, fields, site):
        target = next((name for name, number in IDS.items()
                       if number == fields.get("target_project_id", IDS[source])), None)
        if self.same(target, source, fields["source_branch"], fields["target_branch"]):
            return self.error(409, ["Another open merge request already exists for this source "
                                    "branch: !%d" % self.same(
                                        target, source, fields["source_branch"],
                                        fields["target_branch"])["number"]])
        if len(fields["title"]) > 255:
            return self.error(400, {"title": ["is too long (maximum is 255 characters)"]})
        pull = self.keep(repository=target, head=fields["source_branch"], site=site,
                         base=fields["target_branch"], title=fields["title"],
                         body=fields.get("description"), draft=self.is_draft(fields["title"]),
                         **{"from": source})
        return 201, {}, json.dumps(self.full(pull)).encode()

    def change(self, pull, fields):
        if "title" in fields:
            pull.update(title=fields["title"], draft=self.is_draft(fields["title"]))
        if "description" in fields:
            pull["body"] = fields["description"]
        pull["labels"] += [one for one in fields.get("add_labels", "").split(",") if one]
        for key in ("assignee", "reviewer"):
            if key + "_ids" in fields:
                pull[key + "s"] = [name for name in PEOPLE if PEOPLE[name] in fields[key + "_ids"]
                                   and name not in self.unassignable]
        return 200, {}, json.dumps(self.full(pull)).encode()

    # ---- CI: each run is a job of one pipeline ----

    def pipeline_jobs(self, site):
        return [{"id": 100 + number, "name": run["name"], "status": run["status"],
                 "stage": "test", "web_url": "http://%s/octo/app/-/jobs/%d" % (site, 100 + number)}
                for number, run in enumerate(self.runs)]

    def ci(self, method, path, query, fields, site):
        """The answer, or None when it is about something else."""
        match = re.fullmatch(r"/projects/(.+?)/(pipelines|pipelines/5/jobs|jobs/(\d+)/play)", path)
        if not match or match[1] not in self.projects():
            return None
        if match[3]:
            job = self.pipeline_jobs(site)[int(match[3]) - 100]
            self.started.append((match[1], job["name"]))
            return 200, {}, json.dumps({**job, "status": "pending"}).encode()
        if match[2] == "pipelines":
            pipelines = [{"id": 5, "sha": fake_forge.SHA, "ref": "fix/prices", "status": "running",
                          "source": "merge_request_event",
                          "web_url": "http://%s/octo/app/-/pipelines/5" % site}]
            return 200, {}, json.dumps(pipelines if self.runs else []).encode()
        return 200, {}, json.dumps(self.pipeline_jobs(site)).encode()

    def respond(self, method, path, query, fields, site):
        answer = self.ci(method, path, query, fields, site)
        if answer:
            return answer
        if path == "/users":
            return 200, {}, json.dumps([
                {"id": PEOPLE[name], "username": name} for name in PEOPLE
                if name == query["username"][0] and name in self.names]).encode()
        match = re.fullmatch(r"/projects/(.+?)(/merge_requests(?:/(\d+))?)?", path)
        if not match or match[1] not in self.projects():
            return self.error(404)
        project, number = match[1], match[3]
        if not match[2]:
            return 200, {}, json.dumps({
                "id": IDS[project], "path_with_namespace": project,
                **({} if self.required is None else {
                    "only_allow_merge_if_pipeline_succeeds": bool(self.required)})}).encode()
        if not number and method == "POST":
            return self.create(project, fields, site)
        if not number:
            return 200, {}, json.dumps([
                self.full(pull) for pull in self.pulls if pull["repository"] == project
                and query.get("source_branch", [pull["head"]])[0] == pull["head"]
                and query.get("target_branch", [pull["base"]])[0] == pull["base"]]).encode()
        pull = next((one for one in self.pulls if one["number"] == int(number)), None)
        if not pull:
            return self.error(404, "404 Not found")
        if method == "PUT":
            return self.change(pull, fields)
        return 200, {}, json.dumps(self.full(pull)).encode()

    def violations(self, method, path, query, fields, answer):
        status, headers, text = answer
        is_list = path.endswith("/merge_requests")
        found = []
        if path.endswith("/play"):
            found = forge_fields.play(fields)
        elif path.endswith("/pipelines"):
            found = forge_fields.pipelines_query(query)
        elif method == "POST":
            found = forge_fields.creation(fields)
        elif method == "PUT":
            found = forge_fields.update(fields)
        elif is_list:
            found = forge_fields.listing(query)
        if "Content-Type" in headers:  # not from GitLab itself
            return found
        got = json.loads(text)
        if status >= 400:
            return found + forge_fields.error(got)
        check = (forge_fields.pipeline if path.endswith("/pipelines") else
                 forge_fields.job if path.endswith(("/jobs", "/play")) else None)
        for one in (got if isinstance(got, list) else [got]) if check else []:
            found += check(one)
        if "/merge_requests" in path:
            for one in got if isinstance(got, list) else [got]:
                found += forge_fields.merge_request(one)
        return found
