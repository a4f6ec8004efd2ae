# SPDX-License-Identifier: MIT
"""Wrong messages of every kind, each with the one error code that JSON-RPC and LSP have for it."""

import json

import pytest
from lsp_process import INITIALIZE, Process, frame, request

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
NOT_INITIALIZED = -32002

URI = "file:///srv/shop/tests/test_a.py"
DOCUMENT = {"uri": URI}
AT = {"line": 0, "character": 0}
SPAN = {"start": AT, "end": AT}

# ---- what is no JSON ----------------------------------------------------------------------------

NO_JSON = [
    "", " ", "\n", "{", "}", "[", "]", "{]", "[}", "{{}", "{}}", "{} {}", "{},", "[1,]", "[,1]",
    "[1 2]", "{,}", '{"a"}', '{"a":}', '{"a":1,}', '{"a" 1}', '{"a":1 "b":2}', '{a:1}', "{'a':1}",
    '{"a":1', '{"a', '{"a":"b}', '"', '"a', "'a'", '"\\x"', '"\\u12"', '"\\u12g4"', '"\\', '"a\tb"',
    '"a\nb"', '"a\x00b"', '"\x1f"', "01", "-", "-01", "+1", "1.", ".1", "1e", "1e+", "0x1", "1_000",
    "Infinity", "NaN", "-Infinity", "nul", "nulll", "True", "FALSE", "undefined", "//", "/**/{}",
    "{}//", "#", "\ufeff{}", "{}\x00", "\x00", '{"id":1,"id":2}', '{"a":1,"a":1}',
    '"\\ud800"', '"\\udc00x"', '["\\ud83d\\u0041"]', "[" * 200 + "]" * 200, '{"a":' * 150 + "1" +
    "}" * 150,
]
NO_UTF8 = [b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf5\x80\x80\x80"', b'"\xe2\x82"',
           b'{"\x80":1}', b"\xfe\xff{}", b'"\xf0\x82\x82\xac"']

# ---- what is JSON, and no request ---------------------------------------------------------------

NO_REQUEST = [
    [], [1], [{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}], 1, "x", None, True, {},
    {"jsonrpc": "2.0"}, {"jsonrpc": "2.0", "id": 1}, {"id": 1, "method": "shutdown"},
    {"jsonrpc": "1.0", "id": 1, "method": "shutdown"}, {"jsonrpc": 2.0, "id": 1, "method": "x"},
    {"jsonrpc": "2", "id": 1, "method": "shutdown"}, {"jsonrpc": None, "id": 1, "method": "x"},
    {"jsonrpc": "2.0", "id": True, "method": "x"}, {"jsonrpc": "2.0", "id": [], "method": "x"},
    {"jsonrpc": "2.0", "id": {}, "method": "x"},
    {"jsonrpc": "2.0", "id": 1, "method": 1}, {"jsonrpc": "2.0", "id": 1, "method": None},
    {"jsonrpc": "2.0", "id": 1, "method": []}, {"jsonrpc": "2.0", "id": 1, "method": {}},
    {"jsonrpc": "2.0", "id": 1, "method": True}, {"jsonrpc": "2.0", "Method": "x", "id": 1},
    {"jsonrpc": "2.0", "id": 1, "method": "x", "params": 1},
    {"jsonrpc": "2.0", "id": 1, "method": "x", "params": "x"},
    {"jsonrpc": "2.0", "id": 1, "method": "x", "params": True},
    {"jsonrpc": "2.0", "method": "x", "params": 7}, {"jsonrpc": "2.0", "method": 7},
    {"jsonrpc": "2.0", "result": 1}, {"jsonrpc": "2.0", "error": {"code": 1, "message": "m"}},
]

# ---- what there is not --------------------------------------------------------------------------

UNKNOWN = [
    "", "x", "no/such", "textDocument", "textDocument/", "textDocument/Hover",
    "TextDocument/hover", "textDocument/hover ", " textDocument/hover", "textDocument/hover/x",
    "textDocument/completion", "textDocument/rename", "textDocument/references",
    "textDocument/formatting", "textDocument/diagnostic", "codeLens/resolve",
    "codeAction/resolve", "workspace/symbol", "workspace/executecommand", "$/x", "$/progress",
    "$/cancelRequest", "window/showMessage", "redgreen/status", "redgreen.runTest", "exit",
    "initialized", "textDocument/didOpen", "textDocument/didChange", "ä", "x" * 1000,
]

# ---- params that a method cannot use ------------------------------------------------------------

NOTHING = [None, [], {}, [1], {"x": 1}]
WRONG_DOCUMENTS = [None, 7, "x", [], {}, {"uri": None}, {"uri": 7}, {"uri": []}, {"uri": {}},
                   {"URI": URI}]
WRONG_POSITIONS = [None, 7, "x", [], {}, {"line": 0}, {"character": 0},
                   {"line": "0", "character": 0}, {"line": 0, "character": "0"}, {"line": -1, "character": 0},
                   {"line": 0, "character": -1}, {"line": 0.5, "character": 0},
                   {"line": 0, "character": 0.5}, {"line": None, "character": 0},
                   {"line": [], "character": 0}, {"Line": 0, "Character": 0}]


def wrong_params():
    for method in ("textDocument/hover", "textDocument/definition"):
        for params in NOTHING:
            yield method, params
        for document in WRONG_DOCUMENTS:
            yield method, {"textDocument": document, "position": AT}
        for position in WRONG_POSITIONS:
            yield method, {"textDocument": DOCUMENT, "position": position}
    for params in [*NOTHING, *({"textDocument": document} for document in WRONG_DOCUMENTS),
                   {"textDocument": {"uri": "file:///not/open.py"}}]:
        yield "textDocument/codeLens", params
    context = {"diagnostics": []}
    for params in NOTHING:
        yield "textDocument/codeAction", params
    for document in [*WRONG_DOCUMENTS, {"uri": "file:///not/open.py"}]:
        yield "textDocument/codeAction", {"textDocument": document, "range": SPAN,
                                          "context": context}
    for position in WRONG_POSITIONS:
        for span in ({"start": position, "end": AT}, {"start": AT, "end": position}):
            yield "textDocument/codeAction", {"textDocument": DOCUMENT, "range": span,
                                              "context": context}
    for params in NOTHING:
        yield "workspace/executeCommand", params
    for command in (None, 7, "", "runTest", "redgreen.", "redgreen.RunTest", "redgreen.no"):
        yield "workspace/executeCommand", {"command": command, "arguments": [{}]}
    wrong = [7, "x", [7], ["x"], [[]], [True], [{}, {}], [{"no": 1}], [{"root": 7}],
             [{"root": []}], [{"tests": "x"}], [{"tests": [7]}], [{"tests": [""]}],
             [{"tests": ["-x"]}], [{"Tests": []}], [{"root": "file://elsewhere/x"}]]
    for command in ("runTest", "checkStability"):
        for arguments in wrong:
            yield "workspace/executeCommand", {"command": f"redgreen.{command}",
                                               "arguments": arguments}
    for runs in (0, -1, 1.5, "5", [5], True, 100001):
        yield "workspace/executeCommand", {"command": "redgreen.checkStability",
                                           "arguments": [{"runs": runs}]}
    for kind in ("", "bug", "FIX", 7):
        yield "workspace/executeCommand", {"command": "redgreen.startFix",
                                           "arguments": [{"kind": kind}]}
    for log in ("", "-", 7, "untitled:not-open"):
        yield "workspace/executeCommand", {"command": "redgreen.explainLog",
                                           "arguments": [{"log": log}]}


# ---- the set ------------------------------------------------------------------------------------

def cases():
    """(what was before, body, code)."""
    for text in NO_JSON:
        yield "running", text.encode(), PARSE_ERROR
    for body in NO_UTF8:
        yield "running", body, PARSE_ERROR
    for message in NO_REQUEST:
        yield "running", json.dumps(message).encode(), INVALID_REQUEST
    for method in UNKNOWN:
        yield "running", body_of(method, {}), METHOD_NOT_FOUND
    for method, params in wrong_params():
        yield "running", body_of(method, params), INVALID_PARAMS
    yield "running", body_of("initialize", {"capabilities": {}}), INVALID_REQUEST
    asked = ["shutdown", "textDocument/hover", "textDocument/definition", "textDocument/codeLens",
             "textDocument/codeAction", "workspace/executeCommand", "no/such", "$/x"]
    for method in asked:
        yield "new", body_of(method, {}), NOT_INITIALIZED
    for method in [*asked, "initialize"]:
        yield "shut down", body_of(method, {}), INVALID_REQUEST


def body_of(method, params):
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()


CASES = list(cases())


def test_the_set_is_large():
    assert len(CASES) >= 300


@pytest.mark.parametrize("phase", ["new", "running", "shut down"])
def test_every_wrong_message_gets_its_code(server, phase, tmp_path):
    process = Process([server, "lsp"], cwd=tmp_path)
    try:
        if phase != "new":
            process.write(INITIALIZE)
            process.read()
            process.write(frame({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
                "textDocument": {**DOCUMENT, "languageId": "python", "version": 1, "text": ""}}}))
        if phase == "shut down":
            process.write(request("down", "shutdown"))
            process.read()
        wrong = []
        for before, body, code in CASES:
            if before != phase:
                continue
            process.write(frame(body) + request("behind it", "no/such"))
            answers = []
            while (answer := process.read())["id"] != "behind it":
                answers.append(answer.get("error", {}))
            if [answer.get("code") for answer in answers] != [code] or not answers[0]["message"]:
                wrong.append(f"{body[:200]!r}: {answers}, not {code}")
        assert not wrong, "\n".join(wrong)
    finally:
        process.close()
