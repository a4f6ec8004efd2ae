URIs that are no local files: opened, edited, asked about and closed like others; and a name that
needs escaping, answered as the client spells it.
---
#! file tests/a b%#ä/test_x.py
def test_x():
    pass
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "rootUri": "$URI"}}
#> {"id": 1, "result": {}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "untitled:Untitled-1", "languageId": "python", "version": 1, "text": "def test_u(): pass\n"}}}
---
{"id": 2, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "untitled:Untitled-1"}}}
#> {"id": 2, "result": []}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "vscode-remote://wsl%2Bdebian/a.py", "languageId": "python", "version": 1, "text": ""}}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "file:///%00", "languageId": "python", "version": 1, "text": ""}}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "", "languageId": "python", "version": 1, "text": ""}}}
---
{"method": "textDocument/didClose", "params": {"textDocument": {"uri": ""}}}
---
{"id": 3, "method": "textDocument/hover", "params": {"textDocument": {"uri": "vscode-remote://wsl%2Bdebian/a.py"}, "position": {"line": 5, "character": 5}}}
#> {"id": 3, "result": null}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/tests/a%20b%25%23%c3%a4/test_x.py", "languageId": "python", "version": 1, "text": "def test_x():\n    pass\n"}}}
---
{"id": 4, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/tests/a b%25%23%C3%A4/test_x.py"}}}
#> {"id": 4, "result": [{"command": {"arguments": [{"tests": ["tests/a b%#ä/test_x.py::test_x"]}]}}, {}, {}]}
