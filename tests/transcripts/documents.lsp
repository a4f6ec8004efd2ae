Documents as clients send them, right and wrong. A document that is not open, an edit that is
reversed or cuts a character in two, positions far outside: nothing of it ends the conversation. The
tests of the text as it then is are what the lenses show.
---
#! file tests/test_a.py
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "workspaceFolders": [{"uri": "$URI", "name": "w"}], "initializationOptions": {"trusted": true, "settings": {}}}}
#> {"id": 1, "result": {"capabilities": {"positionEncoding": "utf-16"}}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 2}, "contentChanges": [{"text": "x"}]}}
---
{"method": "textDocument/didClose", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
---
{"method": "textDocument/didSave", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": 7}}}
---
{"method": "textDocument/didOpen"}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "languageId": "python", "version": 1, "text": "# 😀\r\ndef helper():\r\n    pass\r\n"}}}
---
{"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
#> {"id": 2, "result": []}
---
Two edits in the order in which they stand: the first is behind the emoji of the first line.
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 2}, "contentChanges": [{"range": {"start": {"line": 0, "character": 4}, "end": {"line": 1, "character": 4}}, "text": "\ndef test_"}, {"range": {"start": {"line": 1, "character": 9}, "end": {"line": 1, "character": 15}}, "text": "b"}]}}
---
{"id": 3, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
#> {"id": 3, "result": [{"range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 13}}, "command": {"title": "Run test", "command": "redgreen.runTest", "arguments": [{"root": "$ROOT", "tests": ["tests/test_a.py::test_b"]}]}}, {"command": {"command": "redgreen.startFix"}}, {"command": {"command": "redgreen.checkStability"}}]}
---
Refused, each as a whole: inside of the emoji, reversed, without text, without numbers; then a list
of two of which the second is wrong. The last is beyond every end and is clamped.
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 3}, "contentChanges": [{"range": {"start": {"line": 0, "character": 3}, "end": {"line": 1, "character": 0}}, "text": ""}]}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 4}, "contentChanges": [{"range": {"start": {"line": 2, "character": 0}, "end": {"line": 0, "character": 0}}, "text": ""}]}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 5}, "contentChanges": [{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}}}]}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 6}, "contentChanges": [{"range": {"start": {"line": -1, "character": 0.5}, "end": {"line": "2", "character": 0}}, "text": ""}]}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 7}, "contentChanges": [{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}, "text": ""}, {"text": 5}]}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test_a.py", "version": 8}, "contentChanges": [{"range": {"start": {"line": 4294967296, "character": 9007199254740991}, "end": {"line": 4294967296, "character": 9007199254740992}}, "text": "\r\ndef test_c():\r\n    pass\r\n"}]}}
---
{"id": 4, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
#> {"id": 4, "result": [{"range": {"start": {"line": 1}}}, {}, {}, {"command": {"arguments": [{"tests": ["tests/test_a.py::test_c"]}]}}, {}, {}]}
---
The whole text anew, although edits were agreed on; and the same document by another spelling.
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/tests/test%5fa.py", "version": 99}, "contentChanges": [{"text": "def test_d(): pass"}]}}
---
{"id": 5, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
#> {"id": 5, "result": [{"command": {"arguments": [{"tests": ["tests/test_a.py::test_d"]}]}}, {}, {}]}
---
{"method": "textDocument/didClose", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
---
{"id": 6, "method": "textDocument/hover", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}, "position": {"line": 0, "character": 0}}}
#> {"id": 6, "result": null}
---
{"id": 7, "method": "textDocument/hover", "params": {"textDocument": {"uri": "$URI/tests/test_a.py"}}}
#> {"id": 7, "error": {"code": -32602}}
---
{"id": 8, "method": "textDocument/codeAction", "params": [1, 2, 3]}
#> {"id": 8, "error": {"code": -32602}}
---
{"id": 9, "method": "shutdown"}
#> {"id": 9, "result": null}
---
{"method": "exit"}
---
#! exit 0
