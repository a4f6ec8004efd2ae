The life cycle of LSP 3.17, "Lifecycle Messages": before initialize every request is refused and
notifications are dropped; initialize comes once; after shutdown nothing is answered but with
InvalidRequest; exit after shutdown ends with 0.
---
{"id": 1, "method": "textDocument/hover", "params": {}}
#> {"id": 1, "error": {"code": -32002}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/a.py", "languageId": "python", "version": 1, "text": ""}}}
---
{"id": 2, "method": "no/suchRequest"}
#> {"id": 2, "error": {"code": -32002}}
---
{"id": "three", "method": "initialize", "params": {"processId": $PID, "rootUri": "$URI", "capabilities": {}}}
#> {"id": "three", "result": {"serverInfo": {"name": "redgreen"}, "capabilities": {"positionEncoding": "utf-16", "textDocumentSync": {"openClose": true, "change": 2}, "hoverProvider": true}}}
---
{"method": "initialized", "params": {}}
---
{"id": 4, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}
#> {"id": 4, "error": {"code": -32600}}
---
The document that was opened too early is not open.
---
{"id": 5, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "$URI/a.py"}}}
#> {"id": 5, "error": {"code": -32602, "message": "~not open"}}
---
{"id": 6, "method": "shutdown"}
#> {"id": 6, "result": null}
---
{"id": 7, "method": "shutdown"}
#> {"id": 7, "error": {"code": -32600}}
---
{"id": 8, "method": "textDocument/hover", "params": {}}
#> {"id": 8, "error": {"code": -32600}}
---
{"method": "textDocument/didOpen", "params": {}}
---
{"method": "exit"}
---
#! exit 0
