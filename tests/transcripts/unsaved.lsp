A run sees the disk. Unsaved changes are named, and nothing runs until they are saved; what only
looks different (line ends, as editors normalise them) is not a change.
---
#! file app.py
x = 1
---
#! file other.py
y = 1
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "rootUri": "$URI", "initializationOptions": {"trusted": true}}}
#> {"id": 1, "result": {}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/app.py", "languageId": "python", "version": 1, "text": "x = 1\r\n"}}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/other.py", "languageId": "python", "version": 1, "text": "y = 2\n"}}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/app.py", "version": 2}, "contentChanges": [{"range": {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 5}}, "text": "2"}]}}
---
{"id": 2, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"tests": ["tests/test_a.py"]}]}}
#> {"id": 2, "result": {"stopped": {"code": "unsaved", "message": "~app.py, other.py$"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
---
{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "$URI/app.py", "version": 3}, "contentChanges": [{"text": "x = 1"}]}}
---
{"id": 3, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"tests": ["tests/test_a.py"]}]}}
#> {"id": 3, "result": {"stopped": {"code": "unsaved", "message": "~: other.py$"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
