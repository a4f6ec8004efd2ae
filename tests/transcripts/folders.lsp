Two folders in one window: a command without a root cannot know which is meant, until a document
says so.
---
#! file one/tests/test_a.py
def test_a(): pass
---
#! file two/b.py
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "workspaceFolders": [{"uri": "$URI/one", "name": "one"}, {"uri": "$URI/two/", "name": "two"}], "initializationOptions": {"trusted": false}}}
#> {"id": 1, "result": {"capabilities": {"workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}}}}}
---
{"id": 2, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest"}}
#> {"id": 2, "error": {"code": -32602, "message": "~/one, .*/two$"}}
---
{"id": 3, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"root": "$URI/two"}]}}
#> {"id": 3, "result": {"stopped": {"code": "untrusted"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/one/tests/test_a.py", "languageId": "python", "version": 1, "text": "def test_a(): pass\n"}}}
---
{"id": 4, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest"}}
#> {"id": 4, "result": {"stopped": {"code": "untrusted"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
---
{"id": 5, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/one/tests/test_a.py"}}}
#> {"id": 5, "result": []}
---
Nothing may run, so no lens stands there; what runs nothing is offered, for the right folder.
---
{"id": 8, "method": "textDocument/codeAction", "params": {"textDocument": {"uri": "$URI/one/tests/test_a.py"}, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "context": {"diagnostics": []}}}
#> {"id": 8, "result": [{"command": "redgreen.checkChanges", "arguments": [{"root": "$ROOT/one"}]}, {"command": "redgreen.checkSetup"}, {"title": "What is not possible now, and why", "command": "redgreen.whyNot", "arguments": [{"root": "$ROOT/one"}]}]}
---
{"id": 9, "method": "workspace/executeCommand", "params": {"command": "redgreen.whyNot", "arguments": [{"root": "$ROOT/one"}]}}
#> {"id": 9, "result": {"stopped": null, "summary": "~Run test: the workspace is not trusted\\. .*Start fix session: .*Create fix branch: .*"}}
#> {"method": "window/showMessage", "params": {"type": 3}}
---
A folder goes: what is in it belongs to nothing any more.
---
{"method": "workspace/didChangeWorkspaceFolders", "params": {"event": {"added": [], "removed": [{"uri": "$URI/one", "name": "one"}]}}}
---
{"id": 6, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/one/tests/test_a.py"}}}
#> {"id": 6, "result": []}
---
{"id": 7, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest"}}
#> {"id": 7, "result": {"stopped": {"code": "untrusted"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
