A text that shows no failing test: it is read, because it looks like a log, and that is said once.
Nothing of it leads anywhere, and nothing is asked or run. A text that is no log is not read at all.
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "rootUri": "$URI", "initializationOptions": {"trusted": false}}}
#> {"id": 1, "result": {"capabilities": {"hoverProvider": true, "definitionProvider": true}}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "untitled:Untitled-1", "languageId": "plaintext", "version": 1, "text": "milk, eggs, FAILED\n"}}}
---
{"id": 2, "method": "textDocument/hover", "params": {"textDocument": {"uri": "untitled:Untitled-1"}, "position": {"line": 0, "character": 0}}}
#> {"id": 2, "result": null}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "untitled:Untitled-2", "languageId": "plaintext", "version": 1, "text": "============================= test session starts ==============================\ncollected 1 item\n\ntests/test_a.py .                                                        [100%]\n\n============================== 1 passed in 0.01s ===============================\n"}}}
#> {"method": "window/showMessage", "params": {"type": 3, "message": "~no failing test was found in the pasted log"}}
---
{"id": 3, "method": "textDocument/hover", "params": {"textDocument": {"uri": "untitled:Untitled-2"}, "position": {"line": 3, "character": 0}}}
#> {"id": 3, "result": null}
---
{"id": 4, "method": "textDocument/definition", "params": {"textDocument": {"uri": "untitled:Untitled-2"}, "position": {"line": 3, "character": 0}}}
#> {"id": 4, "result": null}
---
{"id": 5, "method": "textDocument/codeLens", "params": {"textDocument": {"uri": "untitled:Untitled-2"}}}
#> {"id": 5, "result": []}
---
{"id": 6, "method": "textDocument/definition", "params": {"textDocument": {"uri": "untitled:Untitled-2"}}}
#> {"id": 6, "error": {"code": -32602}}
---
The command says the same as a result, with the next step.
---
{"id": 7, "method": "workspace/executeCommand", "params": {"command": "redgreen.explainLog", "arguments": [{"log": "untitled:Untitled-2"}]}}
#> {"id": 7, "result": {"failures": [], "candidates": [], "stopped": {"code": "no-failures", "message": "~the pasted log"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
---
Some editors have one language for all documents of a server: the name of a log weighs more.
---
#! file ci.log
============================= test session starts ==============================
collected 1 item

tests/test_a.py .                                                        [100%]

============================== 1 passed in 0.01s ===============================
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/ci.log", "languageId": "python", "version": 1, "text": "============================= test session starts ==============================\ncollected 1 item\n\ntests/test_a.py .                                                        [100%]\n\n============================== 1 passed in 0.01s ===============================\n"}}}
#> {"method": "window/showMessage", "params": {"type": 3, "message": "~no failing test was found in ci.log"}}
