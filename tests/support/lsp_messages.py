# SPDX-License-Identifier: MIT
"""Holds every message of a conversation to LSP, and to what the client announced.

    checker = Checker()
    checker.take("client", message)     raises MessageError
    checker.take("server", message)

What the protocol says comes from lsp_table.json, which make_lsp_table.py makes from the protocol's
own description; a member that it does not know is an error. What a client has to announce before
it may be sent is ANNOUNCED and the functions behind it. What LSP leaves open is redgreen's own:
results of commands and the messages that begin with `redgreen/` (docs/protocol.md).
"""

import collections
import json
import pathlib

_TABLE = json.loads((pathlib.Path(__file__).parent / "lsp_table.json").read_text())

_OWN_TYPES = {
    "RedgreenActivity": {"title": "string", "message": "string", "percentage": "uinteger"},
    "RedgreenSession": {"phase": "RedgreenPhase", "remainingSeconds": "uinteger"},
    "RedgreenPhase": ["enum", "string", "analyse", "branch", "fix", "prepare", "pr"],
    "RedgreenStatus": {
        "root": "string", "text": "string", "label": "string",
        "activity": ["or", "RedgreenActivity", "null"],
        "session": ["or", "RedgreenSession", "null"], "next": ["or", "Command", "null"],
        "possible": ["array", "string"]},
    "RedgreenOutput": {"root": "string", "text": "string"},
    "RedgreenTokenParams": {"kind": "string", "host": "string", "mayAsk": "boolean"},
    "RedgreenStopped": {"code": "string", "message": "string", "next": "string"},
}
_OWN_MESSAGES = {
    "redgreen/status": {"from": "serverToClient", "kind": "notification",
                        "params": "RedgreenStatus"},
    "redgreen/output": {"from": "serverToClient", "kind": "notification",
                        "params": "RedgreenOutput"},
    "redgreen/token": {"from": "serverToClient", "kind": "request",
                       "params": "RedgreenTokenParams", "result": "any"},  # tests lie there
}

TYPES = {**_TABLE["types"], **_OWN_TYPES}
MESSAGES = {**_TABLE["messages"], **_OWN_MESSAGES}


class MessageError(AssertionError):
    """A message that the protocol, or this client, does not allow."""


# ---- types --------------------------------------------------------------------------------------

def _is_int(value):
    return isinstance(value, int) and not isinstance(value, bool) and -2**31 <= value < 2**31


def _is_uri(value):
    return isinstance(value, str) and ":" in value and " " not in value


_BASE = {
    "any": lambda v: True,
    "null": lambda v: v is None,
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "integer": _is_int,
    "uinteger": lambda v: _is_int(v) and v >= 0,
    "decimal": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "URI": _is_uri,
    "DocumentUri": _is_uri,
    "RegExp": lambda v: isinstance(v, str),
}


def _check_members(value, members, where, name):
    if not isinstance(value, dict):
        raise MessageError(f"{where}: no {name}: {value!r}")
    known = set()
    for key, kind in members.items():
        plain = key.removesuffix("?")
        known.add(plain)
        if plain in value:
            check(value[plain], kind, f"{where}.{plain}")
        elif plain == key:
            raise MessageError(f"{where}: a {name} needs {plain}: {value!r}")
    for key in value.keys() - known:
        raise MessageError(f"{where}: a {name} has no {key}")


def check(value, kind, where="message"):
    """Raises MessageError where value is not of the type."""
    if isinstance(kind, str):
        if kind in _BASE:
            if not _BASE[kind](value):
                raise MessageError(f"{where}: no {kind}: {value!r}")
        elif isinstance(TYPES[kind], dict):
            _check_members(value, TYPES[kind], where, kind)
        else:
            check(value, TYPES[kind], where)
        return
    form, *rest = kind
    if form == "is" or form == "enum":
        values = rest if form == "is" else rest[1:]
        if value not in values and not ("open" in values and _BASE[rest[0]](value)):
            raise MessageError(f"{where}: none of {values}: {value!r}")
    elif form == "array":
        if not isinstance(value, list):
            raise MessageError(f"{where}: no list: {value!r}")
        for index, item in enumerate(value):
            check(item, rest[0], f"{where}[{index}]")
    elif form == "map":
        if not isinstance(value, dict):
            raise MessageError(f"{where}: no object: {value!r}")
        for key, item in value.items():
            check(item, rest[0], f"{where}.{key}")
    elif form == "object":
        _check_members(value, rest[0], where, "literal")
    else:
        errors = []
        for one in rest:
            try:
                return check(value, one, where)
            except MessageError as error:
                errors.append(str(error))
        raise MessageError("; ".join(errors))


def check_command_result(result):
    """docs/results.md: a summary, and `stopped` with its three members or null."""
    if not isinstance(result, dict) or not isinstance(result.get("summary"), str):
        raise MessageError(f"a command's result needs a summary: {result!r}")
    check(result.get("stopped", "missing"), ["or", "RedgreenStopped", "null"], "stopped")


# ---- what the client announced ------------------------------------------------------------------

# A message → what has to be true in the capabilities.
ANNOUNCED = {
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/configuration": "workspace.configuration",
    "workspace/applyEdit": "workspace.applyEdit",
    "client/registerCapability": "workspace.didChangeWatchedFiles.dynamicRegistration",
}
# The same for initializationOptions.
WANTED = {"redgreen/output": "output", "redgreen/status": "status",
          "redgreen/token": "tokenFromEditor"}


def _at(tree, path):
    for name in path.split("."):
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


# Valid messages of all conversations of this process: (client's name, who sent it) → how many.
TOTAL = collections.Counter()


class Checker:
    """One conversation, from initialize on. `counts`: valid messages, by who sent them."""

    def __init__(self):
        self.capabilities = {}
        self.options = {}
        self.client = "tests"
        self.encodings = ["utf-16"]
        self.methods = {"client": {}, "server": {}}  # of requests that wait, by id
        self.tokens = set()  # of progress, that the client knows
        self.counts = collections.Counter()
        self.hears_all = True  # False: the client said more than was taken or noted

    def take(self, side, message):
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            raise MessageError(f"no JSON-RPC 2.0: {message!r}")
        if "method" in message:
            self._take_method(side, message)
        else:
            self._take_response(side, message)
        self.counts[side] += 1
        TOTAL[self.client, side] += 1

    def note(self, message):
        """A message of a client that may say anything: only what follows from it is kept."""
        if not isinstance(message, dict):
            return
        method, params = message.get("method"), message.get("params")
        if isinstance(message.get("id"), (str, int)) and isinstance(method, str):
            self.methods["client"][message["id"]] = (method, params)
        if isinstance(params, dict):
            self._note_client(method, params)
        sent = self.methods["server"].pop(message.get("id"), None) if "result" in message else None
        if sent and sent[0] == "window/workDoneProgress/create":
            self.tokens.add(sent[1]["token"])

    # ---- requests and notifications ---------------------------------------------------------

    def _take_method(self, side, message):
        method, params = message["method"], message.get("params")
        entry = MESSAGES.get(method)
        if entry is None:
            raise MessageError(f"the {side} sends no {method}")
        if entry["from"] not in (f"{side}To{'Client' if side == 'server' else 'Server'}", "both"):
            raise MessageError(f"{method} is not the {side}'s to send")
        if ("id" in message) != (entry["kind"] == "request"):
            raise MessageError(f"{method} as the wrong kind of message")
        if "params" in entry:
            check(params, entry["params"], method)
        elif params is not None:
            raise MessageError(f"{method} has no params")
        for key in message.keys() - {"jsonrpc", "id", "method", "params"}:
            raise MessageError(f"{method}: a message has no {key}")
        if "id" in message:
            self.methods[side][message["id"]] = (method, params)
        if side == "client":
            self._note_client(method, params)
        else:
            self._check_announced(method, params)

    def _note_client(self, method, params):
        if method == "initialize":
            self.capabilities = params.get("capabilities") or {}
            self.options = params.get("initializationOptions") or {}
            self.client = (params.get("clientInfo") or {}).get("name", self.client)
            offered = _at(self.capabilities, "general.positionEncodings")
            self.encodings = offered or ["utf-16"]
        token = (params or {}).get("workDoneToken")
        if token is not None:
            self.tokens.add(token)

    def _has(self, path):
        return _at(self.capabilities, path) not in (None, False)

    def _need(self, path, what):
        if not self._has(path):
            raise MessageError(f"{what}, and the client did not announce {path}")

    def _check_announced(self, method, params):
        if method in ANNOUNCED:
            self._need(ANNOUNCED[method], method)
        if method in WANTED and self.options.get(WANTED[method]) is not True:
            raise MessageError(f"{method}, and the client did not ask for it")
        if method == "$/progress":
            self._check_progress(params)
        if method == "textDocument/publishDiagnostics":
            self._check_diagnostics(params)
        if method == "window/showMessageRequest" and not params.get("actions"):
            raise MessageError(f"{method} without a choice blocks some clients")

    def _check_progress(self, params):
        if params["token"] not in self.tokens:
            raise MessageError(f"progress of {params['token']!r}, which the client does not know")
        value = params["value"]
        # VS Code drops the message of a report without one when the begin had one.
        if value["kind"] != "end" and not 0 <= value.get("percentage", -1) <= 100:
            raise MessageError(f"$/progress: no percentage: {value!r}")
        if value["kind"] == "end":
            self.tokens.discard(params["token"])

    def _check_diagnostics(self, params):
        support = "textDocument.publishDiagnostics."
        if "version" in params:
            self._need(support + "versionSupport", "a version")
        for one in params["diagnostics"]:
            if one.get("source") != "redgreen":
                raise MessageError(f"whose is it? {one!r}")
            for member, announced in (("relatedInformation", "relatedInformation"),
                                      ("codeDescription", "codeDescriptionSupport"),
                                      ("tags", "tagSupport"), ("data", "dataSupport")):
                if member in one:
                    self._need(support + announced, f"{member} of a diagnostic")

    # ---- answers ----------------------------------------------------------------------------

    def _take_response(self, side, message):
        other = "server" if side == "client" else "client"
        if set(message) not in ({"jsonrpc", "id", "result"}, {"jsonrpc", "id", "error"}):
            raise MessageError(f"no answer: {message!r}")
        if "error" in message:
            check(message["error"], ["object", {"code": "integer", "message": "string",
                                                "data?": "any"}], "error")
        method, params = self.methods[other].pop(message["id"], (None, None))
        if "error" in message:
            return  # also to what could not be read
        if method is None and not self.hears_all:
            return
        if method not in MESSAGES:
            raise MessageError(f"an answer that nobody waits for: {message!r}")
        result = message["result"]
        if "result" in MESSAGES[method]:
            check(result, MESSAGES[method]["result"], method)
        if method == "window/workDoneProgress/create":
            self.tokens.add(params["token"])
        if side == "server":
            self._check_result(method, params, result)

    def _check_result(self, method, params, result):
        if method == "initialize":
            self._check_capabilities(result["capabilities"])
        elif method == "textDocument/hover" and result:
            kind = result["contents"]["kind"]
            formats = _at(self.capabilities, "textDocument.hover.contentFormat")
            if kind not in (formats or ["plaintext"]):
                raise MessageError(f"hover in {kind}, and the client shows {formats}")
        elif method == "textDocument/codeAction":
            for action in result:
                self._check_action(action, params)
        elif method == "workspace/executeCommand":
            check_command_result(result)

    def _check_capabilities(self, offered):
        if offered.get("positionEncoding", "utf-16") not in [*self.encodings, "utf-16"]:
            raise MessageError(f"{offered['positionEncoding']}, which was not offered")
        if isinstance(offered.get("codeActionProvider"), dict):
            self._need("textDocument.codeAction.codeActionLiteralSupport", "codeActionKinds")

    def _check_action(self, action, params):
        if isinstance(action.get("command"), str):
            return  # a plain command
        support = "textDocument.codeAction."
        self._need(support + "codeActionLiteralSupport", "a code action")
        for member, announced in (("isPreferred", "isPreferredSupport"),
                                  ("disabled", "disabledSupport"), ("data", "dataSupport")):
            if member in action:
                self._need(support + announced, f"{member} of an action")
        if ("command" in action) == ("disabled" in action):
            raise MessageError(f"it is possible, or it says why not: {action!r}")
        wanted = _at(params, "context.only")
        if wanted and not any((action["kind"] + ".").startswith(kind + ".") for kind in wanted):
            raise MessageError(f"{action['kind']}, and {wanted} was wanted")
