# SPDX-License-Identifier: MIT
"""What the language server may send, as shapes: every message that a test receives is held to them.

Written from LSP 3.17; only what redgreen sends is listed, and a member that is not listed is an
error. `T?` may be missing, `[T]` is a list, `A|B` either, 'text' in quotes the text itself.
"""

SHAPES = {
    "Position": {"line": "uint", "character": "uint"},
    "Range": {"start": "Position", "end": "Position"},
    "Location": {"uri": "uri", "range": "Range"},
    "Command": {"title": "string", "command": "string", "arguments": "[any]?"},
    "RelatedInformation": {"location": "Location", "message": "string"},
    "Diagnostic": {
        "range": "Range", "severity": "1|2|3|4", "code": "string?", "source": "'redgreen'",
        "message": "string", "relatedInformation": "[RelatedInformation]?",
    },
    "PublishDiagnosticsParams": {
        "uri": "uri", "version": "int?", "diagnostics": "[Diagnostic]",
    },
    "ProgressBegin": {
        "kind": "'begin'", "title": "string", "cancellable": "bool?", "message": "string?",
        "percentage": "percent",
    },
    "ProgressReport": {
        "kind": "'report'", "cancellable": "bool?", "message": "string?", "percentage": "percent",
    },
    "ProgressEnd": {"kind": "'end'", "message": "string?"},
    "ProgressParams": {"token": "int|string", "value": "ProgressBegin|ProgressReport|ProgressEnd"},
    "CreateProgressParams": {"token": "int|string"},
    "MessageParams": {"type": "1|2|3|4", "message": "string"},
    "TokenParams": {"kind": "string", "host": "string", "mayAsk": "bool"},
    "MessageActionItem": {"title": "string"},
    "MessageRequestParams": {
        "type": "1|2|3|4", "message": "string", "actions": "[MessageActionItem]",
    },
    "ShowDocumentParams": {
        "uri": "uri", "external": "bool?", "takeFocus": "bool?", "selection": "Range?",
    },
    "ConfigurationItem": {"scopeUri": "uri?", "section": "string?"},
    "ConfigurationParams": {"items": "[ConfigurationItem]"},
    "Watcher": {"globPattern": "string", "kind": "uint?"},
    "WatchOptions": {"watchers": "[Watcher]"},
    "Registration": {"id": "string", "method": "string", "registerOptions": "WatchOptions"},
    "RegistrationParams": {"registrations": "[Registration]"},
    "SaveOptions": {"includeText": "bool?"},
    "SyncOptions": {"openClose": "bool", "change": "2", "save": "SaveOptions"},
    "LensOptions": {"resolveProvider": "bool?"},
    "ActionOptions": {"codeActionKinds": "[string]", "resolveProvider": "bool?"},
    "ExecuteOptions": {"commands": "[string]", "workDoneProgress": "bool?"},
    "FolderOptions": {"supported": "bool", "changeNotifications": "bool|string"},
    "WorkspaceOptions": {"workspaceFolders": "FolderOptions"},
    "Capabilities": {
        "positionEncoding": "'utf-8'|'utf-16'|'utf-32'", "textDocumentSync": "SyncOptions",
        "hoverProvider": "bool", "definitionProvider": "bool", "codeLensProvider": "LensOptions",
        "codeActionProvider": "ActionOptions", "executeCommandProvider": "ExecuteOptions",
        "workspace": "WorkspaceOptions",
    },
    "ServerInfo": {"name": "string", "version": "string"},
    "InitializeResult": {"capabilities": "Capabilities", "serverInfo": "ServerInfo"},
    "Markup": {"kind": "'markdown'|'plaintext'", "value": "string"},
    "Hover": {"contents": "Markup", "range": "Range?"},
    "CodeLens": {"range": "Range", "command": "Command"},
    "Disabled": {"reason": "string"},
    "CodeAction": {
        "title": "string", "kind": "string", "diagnostics": "[any]?", "isPreferred": "bool?",
        "disabled": "Disabled?", "command": "Command?",
    },
    "Error": {"code": "int", "message": "string", "data": "any?"},
}

# Parameters of what the server sends by itself.
PARAMS = {
    "textDocument/publishDiagnostics": "PublishDiagnosticsParams",
    "$/progress": "ProgressParams",
    "window/workDoneProgress/create": "CreateProgressParams",
    "window/showMessage": "MessageParams",
    "window/logMessage": "MessageParams",
    "window/showMessageRequest": "MessageRequestParams",
    "window/showDocument": "ShowDocumentParams",
    "workspace/configuration": "ConfigurationParams",
    "workspace/codeLens/refresh": "nothing",
    "client/registerCapability": "RegistrationParams",
    "redgreen/token": "TokenParams",
}
REQUESTS = {
    "window/workDoneProgress/create", "window/showMessageRequest", "window/showDocument",
    "workspace/configuration", "workspace/codeLens/refresh", "client/registerCapability",
    "redgreen/token",
}

# Results of what it is asked.
RESULTS = {
    "initialize": "InitializeResult",
    "shutdown": "null",
    "textDocument/hover": "Hover|null",
    "textDocument/definition": "Location|null",
    "textDocument/codeLens": "[CodeLens]",
    "textDocument/codeAction": "[CodeAction|Command]",
    "workspace/executeCommand": "CommandResult",
}


class ShapeError(AssertionError):
    """A message that the protocol does not allow."""


def _is_int(value):
    return isinstance(value, int) and not isinstance(value, bool) and -2**31 <= value < 2**31


def _check_result(value, where):
    """docs/results.md: a summary, and `stopped` with its three members or null."""
    if not isinstance(value, dict) or not isinstance(value.get("summary"), str):
        raise ShapeError(f"{where}: a command's result needs a summary: {value!r}")
    stopped = value.get("stopped", "missing")
    if stopped is not None and (
        not isinstance(stopped, dict) or set(stopped) != {"code", "message", "next"}
    ):
        raise ShapeError(f"{where}.stopped: {stopped!r}")


SIMPLE = {
    "any": lambda v: True,
    "null": lambda v: v is None,
    "nothing": lambda v: v is None,
    "string": lambda v: isinstance(v, str),
    "bool": lambda v: isinstance(v, bool),
    "int": _is_int,
    "uint": lambda v: _is_int(v) and v >= 0,
    "percent": lambda v: _is_int(v) and 0 <= v <= 100,
    "uri": lambda v: isinstance(v, str) and ":" in v and " " not in v,
}


def check(value, shape, where="message"):
    """Raises ShapeError where value is not of the shape."""
    if shape.startswith("[") and shape.endswith("]"):
        if not isinstance(value, list):
            raise ShapeError(f"{where}: no list: {value!r}")
        for index, item in enumerate(value):
            check(item, shape[1:-1], f"{where}[{index}]")
    elif "|" in shape:
        errors = []
        for one in shape.split("|"):
            try:
                return check(value, one, where)
            except ShapeError as error:
                errors.append(str(error))
        raise ShapeError("; ".join(errors))
    elif shape == "CommandResult":
        _check_result(value, where)
    elif shape in SHAPES:
        members = SHAPES[shape]
        if not isinstance(value, dict):
            raise ShapeError(f"{where}: no {shape}: {value!r}")
        for name, member in members.items():
            if name in value:
                check(value[name], member.removesuffix("?"), f"{where}.{name}")
            elif not member.endswith("?"):
                raise ShapeError(f"{where}: a {shape} needs {name}: {value!r}")
        for name in value:
            if name not in members:
                raise ShapeError(f"{where}: a {shape} has no {name}")
    elif shape in SIMPLE:
        if not SIMPLE[shape](value):
            raise ShapeError(f"{where}: no {shape}: {value!r}")
    elif str(value) != shape.strip("'") or isinstance(value, str) != shape.startswith("'"):
        raise ShapeError(f"{where}: not {shape}: {value!r}")


def check_message(message, method_of_id):
    """Holds one message of the server to its shape. method_of_id: request id → method."""
    if message.get("jsonrpc") != "2.0":
        raise ShapeError(f"no JSON-RPC 2.0: {message!r}")
    method = message.get("method")
    if method is not None:
        if method not in PARAMS:
            raise ShapeError(f"the server does not send {method}")
        if ("id" in message) != (method in REQUESTS):
            raise ShapeError(f"{method} as the wrong kind of message")
        check(message.get("params"), PARAMS[method], method)
    elif "error" in message:
        check(message["error"], "Error", "error")
    else:
        asked = method_of_id(message.get("id"))
        if asked in RESULTS:
            check(message.get("result"), RESULTS[asked], asked)
