# SPDX-License-Identifier: MIT
"""docs/results.md as shapes: what each command answers with, member by member. `T?` may be missing,
`[T]` is a list, `A|B` either, 'text' in quotes the text itself."""

import lsp_messages

NULL = "null"
SHAPES = {
    "run": {
        "id": "string", "tree": "string", "tests": "[string]", "argv": "[string]",
        "outcome": "'passed'|'failed'|'error'|'crashed'|'timeout'|'stopped'|'no-tests'"
                   "|'not-runnable'",
        "seconds": "number", "log": "string", "foreign": "[foreign]", "why": "string?",
        "unbuilt": "string?",
    },
    "foreign": {
        "module": "string", "path": "string",
        "kind": "'installed'|'checkout'|'archive'|'build'|'link'|'bytecode'?", "via": "string?",
    },
    "failure": {
        "test": "string|null", "phase": "'collect'|'setup'|'call'|'teardown'",
        "type": "string|null", "message": "string",
        "kind": "'correctness'|'performance'|'resource'", "kindBecause": "string|null",
        "fingerprint": "string",
        "operation": "string|null",
        "frames": "[frame]", "chain": "[link]",
    },
    "frame": {
        "path": "string", "line": "int", "function": "string|null", "language": "string|null",
        "inWorkspace": "bool", "values": "values",
    },
    "link": {
        "relation": "'cause'|'context'|'group'", "type": "string|null", "message": "string",
        "frames": "[frame]",
    },
    "candidate": {
        "path": "string", "score": "int",
        "kind": "'python'|'native'|'kernel'|'stub'|'config'|'data'", "reasons": "[reason]", "functions": "[function]",
    },
    "pointing": {
        "confidence": "number|null", "fault": "'source'|'test'|'environment'",
        "text": "string|null",
    },
    "reason": {"signal": "string", "points": "int", "text": "string"},
    "function": {"name": "string", "line": "int", "score": "int"},
    "baseline": {
        "outcome": "string", "sameReason": "bool", "difference": "string|null", "run": "run",
    },
    "plan": {
        "hash": "string", "branch": "string", "base": "string", "steps": "[step]",
        "files": "[file]", "title": "string", "body": "string",
    },
    "workflow": {
        "name": "string", "file": "string|null", "reason": "string", "command": "string|null",
        "start": "string|null", "missing": "[string]", "required": "bool", "runsByItself": "bool",
        "waitsForReady": "bool", "manual": "bool", "unsure": "bool", "state": "string|null",
        "url": "string|null",
    },
    "ci_run": {
        "name": "string", "file": "string|null", "event": "string|null",
        "state": "'queued'|'running'|'waiting'|'passed'|'failed'|'cancelled'|'skipped'",
        "url": "string|null",
    },
    "started": {"name": "string", "started": "bool", "message": "string"},
    "step": {"what": "string", "detail": "string"},
    "file": {"path": "string", "change": "'added'|'modified'|'deleted'"},
    "pr": {
        "forge": "string", "url": "string?", "file": "string?", "number": "int|null",
        "draft": "bool",
    },
    "session": {
        "id": "string", "phase": "string", "elapsedSeconds": "int",
        "remainingSeconds": "int", "tests": "[string]",
        "prompt": "string|null", "worktree": "string|null", "attempts": "[attempt]",
        "checklist": "[item]",
    },
    "attempt": {
        "number": "int", "tree": "string", "outcome": "string", "changed": "[string]",
        "log": "string", "patch": "string|null",
    },
    "item": {"item": "string", "done": "bool", "evidence": "string|null"},
    "finding": {
        "path": "string", "line": "int", "rule": "string", "message": "string",
        "fix": "edit|null",
    },
    "round": {
        "variant": "string", "outcome": "string", "seed": "int", "command": "string",
        "log": "string",
    },
    "edit": {"title": "string", "edit": "any"},
    "side": {"name": "string", "unit": "string", "median": "number", "interval": "[number]",
             "variation": "number", "values": "[number]"},
    "quantity": {"name": "string", "unit": "string", "source": "string", "more": "bool",
                 "before": "side", "after": "side", "ratio": "number", "interval": "[number]",
                 "p": "number", "verdict": "string"},
    "check": {"item": "string", "ok": "bool", "level": "string", "detail": "string",
              "next": "string|null?", "notes": "[string]"},
}
# Beside summary and stopped. A command that was stopped may have less, never something else.
RESULTS = {
    "run": {"run": "run", "failures": "[failure]", "candidates": "[candidate]",
            "pointing": "pointing"},
    "explain": {"failures": "[failure]", "candidates": "[candidate]", "pointing": "pointing"},
    "locate": {"failures": "[failure]", "candidates": "[candidate]", "pointing": "pointing"},
    "fix": {"session": "session", "failures": "[failure]", "candidates": "[candidate]",
            "pointing": "pointing", "note": "string"},
    "branch": {"branch": "string", "worktree": "string|null", "base": "string",
               "baseCommit": "string",
               "baseIsFresh": "bool", "baseline": "baseline"},
    "stability": {"verdict": "string", "passed": "int", "runs": "int",
                  "failureRateBelow": "number|null", "confidence": "number", "needed": "int",
                  "varied": "[round]", "class": "string|null", "sameFailure": "bool|null"},
    "measure": {"before": "side|null", "after": "side|null", "ratio": "number|null",
                "interval": "[number]|null", "p": "number?", "verdict": "string",
                "quantities": "[quantity]?", "seed": "int?", "inTurns": "bool?",
                "order": "string?"},
    "check": {"findings": "[finding]"},
    "report": {"path": "string", "status": "string", "text": "string?"},
    "give-up": {"path": "string", "status": "string", "text": "string?"},
    "status": {"session": "session", "phase": "string", "remainingSeconds": "int",
               "checklist": "[item]", "attempts": "[attempt]"},
    "workflows": {"workflows": "[workflow]", "runs": "[ci_run]", "required": "[string]|null",
                  "started": "[started]"},
    "undo": {"restored": "[string]"},
    "stop": {"ended": "[string]"},
    "doctor": {"checks": "[check]"},
}
PLAN = {"plan": "plan"}
PR = {"commit": "string", "tree": "string", "branch": "string", "pushed": "bool", "pr": "pr",
      "report": "string"}

NAMES = {"int": "integer", "bool": "boolean", "number": "decimal", "values": ["map", "string"]}


def type_of(shape):
    """The shape as a type of lsp_messages."""
    shape = shape.removesuffix("?")
    if "|" in shape:
        return ["or", *map(type_of, shape.split("|"))]
    if shape.startswith("["):
        return ["array", type_of(shape[1:-1])]
    return ["is", shape.strip("'")] if shape.startswith("'") else NAMES.get(shape, shape)


lsp_messages.TYPES.update({
    name: {member + ("?" if shape.endswith("?") else ""): type_of(shape)
           for member, shape in members.items()}
    for name, members in SHAPES.items()})


def members_of(command, result):
    if command != "pr":
        return RESULTS[command]
    return PLAN if "plan" in result else PR


def check_result(command, result):
    """Raises MessageError where the result of a command (by its shell name) is of no such shape."""
    lsp_messages.check_command_result(result)
    stopped = result["stopped"]
    if stopped:
        for name in ("code", "message", "next"):
            assert isinstance(stopped[name], str) and stopped[name], result
    members = members_of(command, result)
    for name, shape in members.items():
        if name in result and not (stopped and result[name] is None):
            lsp_messages.check(result[name], type_of(shape), f"{command}.{name}")
        elif not stopped and not shape.endswith("?"):
            raise lsp_messages.MessageError(f"{command}: {name} is missing: {list(result)}")
    # What a run showed that stopped a command is shown, too.
    extra = {"run", "failures", "candidates", "pointing"} if stopped else {"run"}
    for name in result:
        if name not in members and name not in ("summary", "stopped", *extra):
            raise lsp_messages.MessageError(f"{command}: a result has no {name}")
