# SPDX-License-Identifier: MIT
"""GitHub's published OpenAPI description, cut down to the calls that redgreen makes.

The whole description takes Prism eight seconds to load, the cut less than two. It is made from the
npm package @octokit/openapi, which tests/support/setup.sh installs, and kept in the tests' cache.
"""

import json
import os
import pathlib

import git_servers

PULLS = "/repos/{owner}/{repo}/pulls"
RUNS = "/repos/{owner}/{repo}/actions/runs"
DISPATCHES = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches"
RULES = "/repos/{owner}/{repo}/rules/branches/{branch}"
BRANCH = "/repos/{owner}/{repo}/branches/{branch}"
CALLS = {
    PULLS: ["get", "post"],
    PULLS + "/{pull_number}": ["get", "patch"],
    PULLS + "/{pull_number}/requested_reviewers": ["post"],
    "/repos/{owner}/{repo}/issues/{issue_number}/labels": ["post"],
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees": ["post"],
    RUNS: ["get"],
    DISPATCHES: ["post"],
    RULES: ["get"],
    BRANCH: ["get"],
}


def tools():
    """Where setup.sh put the packages; tests/run says it."""
    return pathlib.Path(os.environ["REDGREEN_NODE_TOOLS"]) / "node_modules"


def _references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def cut():
    """The description with CALLS alone, and all that they refer to."""
    path = tools() / "@octokit" / "openapi" / "generated" / "api.github.com.json"
    whole = json.loads(path.read_text())
    out = {key: whole[key] for key in ("openapi", "info")}
    out["paths"] = {}
    for call, methods in CALLS.items():
        kept = {key: value for key, value in whole["paths"][call].items() if key == "parameters"}
        kept.update({method: whole["paths"][call][method] for method in methods})
        out["paths"][call] = kept
    out["components"] = {}
    waiting = list(_references(out["paths"]))
    while waiting:
        _, _, kind, name = waiting.pop().split("/", 3)
        here = out["components"].setdefault(kind, {})
        if name not in here:
            here[name] = whole["components"][kind][name]
            waiting.extend(_references(here[name]))
    return out


def minimal(description, schema):
    """The smallest value that the schema allows: what a fake fills its answers up with."""
    while "$ref" in schema:
        _, _, kind, name = schema["$ref"].split("/", 3)
        schema = description["components"][kind][name]
    if schema.get("nullable"):
        return None
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return minimal(description, schema[choice][0])
    if "allOf" in schema:
        value = {}
        for part in schema["allOf"]:
            value.update(minimal(description, part) or {})
        return value
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return {name: minimal(description, schema["properties"][name])
                for name in schema.get("required", [])}
    texts = {"uri": "https://example.invalid/x", "date-time": "2026-01-01T00:00:00Z"}
    plain = {"array": [], "integer": 1, "number": 1, "boolean": False}
    return plain[kind] if kind in plain else texts.get(schema.get("format"), "x")


class Prism(git_servers.Program):
    """A proxy in front of a fake that checks requests and answers with the description.

    What is wrong with either is in the answer's header sl-violations; nothing is changed.
    """

    ready = "Prism is listening on"

    def __init__(self, folder, upstream):
        self.upstream = upstream
        self.description = pathlib.Path(folder, "github.json")
        self.description.write_text(json.dumps(cut()))
        super().__init__()

    def command(self, port):
        program = tools() / "@stoplight" / "prism-cli" / "dist" / "index.js"
        return ["node", str(program), "proxy", "--host", "127.0.0.1", "--port", str(port),
                str(self.description), self.upstream]
