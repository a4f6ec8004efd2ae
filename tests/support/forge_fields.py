# SPDX-License-Identifier: MIT
"""GitLab's interface as its pages document it, as far as redgreen uses it.

No package has GitLab's own description. The names and types are those of docs.gitlab.com/api:
merge_requests (List project merge requests, Create MR, Update MR, their attributes and answers),
users (List users, username), projects (Get single project), rest/troubleshooting (errors).
A "?" behind a type: it may be null.
"""

TYPES = {"integer": int, "string": str, "boolean": bool, "array": list, "object": dict}

MERGE_REQUEST = {  # what is read of an answer; more may come
    "iid": "integer", "title": "string", "description": "string?", "state": "string",
    "source_branch": "string", "target_branch": "string", "source_project_id": "integer",
    "target_project_id": "integer", "draft": "boolean", "sha": "string?", "web_url": "string",
    "labels": "array", "assignees": "array", "reviewers": "array",
}
OPTIONAL = {  # of requests; all of them are optional both when creating and when updating
    "allow_collaboration": "boolean", "assignee_id": "integer", "assignee_ids": "array",
    "description": "string", "labels": "string", "milestone_id": "integer",
    "remove_source_branch": "boolean", "reviewer_ids": "array", "squash": "boolean",
}
CREATE = {"source_branch": "string", "target_branch": "string", "title": "string"}
UPDATE = {"add_labels": "string", "remove_labels": "string", "discussion_locked": "boolean",
          "state_event": "string", "target_branch": "string", "title": "string"}
LIST = {"state", "scope", "source_branch", "target_branch", "per_page", "page"}
STATES = {"all", "opened", "closed", "locked", "merged"}


def _wrong(where, fields, known, required, others_are_wrong):
    """What is wrong with an object, as Prism says it."""
    found = []
    for name in required:
        if name not in fields:
            found.append({"location": [where], "message": "%s is missing" % name})
    for name, value in fields.items():
        kind = known.get(name)
        if kind is None:
            if others_are_wrong:
                found.append({"location": [where], "message": "%s is not known" % name})
        elif value is None and kind.endswith("?"):
            pass
        elif type(value) is not TYPES[kind.rstrip("?")]:
            found.append({"location": [where], "message": "%s is no %s" % (name, kind)})
        elif kind == "array" and name.endswith("_ids") and not all(
                type(one) is int for one in value):
            found.append({"location": [where], "message": "%s holds no numbers" % name})
    return found


def creation(fields):
    return _wrong("request", fields, {**CREATE, **OPTIONAL, "target_project_id": "integer"},
                  CREATE, True)


def update(fields):
    found = _wrong("request", fields, {**UPDATE, **OPTIONAL}, (), True)
    return found or ([] if fields else [{"location": ["request"], "message": "nothing to do"}])


def listing(query):
    found = [{"location": ["request"], "message": "%s is not known" % name}
             for name in query if name not in LIST]
    if query.get("state", ["all"])[0] not in STATES:
        found.append({"location": ["request"], "message": "no such state"})
    return found


# pipelines (List project pipelines), jobs (List pipeline jobs, Run a job).
PIPELINE = {"id": "integer", "sha": "string", "ref": "string", "status": "string",
            "source": "string", "web_url": "string"}
PIPELINES = {"sha", "ref", "source", "status", "per_page", "page"}
STATUSES = {"created", "waiting_for_resource", "preparing", "pending", "running", "success",
            "failed", "canceled", "canceling", "skipped", "manual", "scheduled"}
JOB = {"id": "integer", "name": "string", "status": "string", "stage": "string",
       "web_url": "string"}


def _with_status(fields, known):
    found = _wrong("response", fields, known, known, False)
    return found + ([] if fields.get("status") in STATUSES else [
        {"location": ["response"], "message": "no such status"}])


def pipeline(fields):
    return _with_status(fields, PIPELINE)


def job(fields):
    return _with_status(fields, JOB)


def pipelines_query(query):
    return [{"location": ["request"], "message": "%s is not known" % name}
            for name in query if name not in PIPELINES]


def play(fields):
    """job_inputs and job_variables_attributes, both optional."""
    return _wrong("request", fields or {}, {"job_variables_attributes": "array",
                                            "job_inputs": "object"}, (), True)


def merge_request(fields):
    return _wrong("response", fields, MERGE_REQUEST, MERGE_REQUEST, False)


def error(fields):
    """{"message": …} or {"error": …}."""
    return [] if isinstance(fields, dict) and {"message", "error"} & set(fields) else [
        {"location": ["response"], "message": "an error without message"}]
