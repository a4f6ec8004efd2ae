Settings come with initialize, with a notification, or are asked for, for everything and for each
folder; a wrong one is said once, at once. An empty object, as Neovim sends it right after
initialize, says nothing about ours.
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {"workspace": {"configuration": true}}, "rootUri": "$URI", "initializationOptions": {"settings": {"python": "/usr/bin/python3"}}}}
#> {"id": 1, "result": {}}
---
{"method": "initialized", "params": {}}
---
{"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "$URI/a.py", "languageId": "python", "version": 1, "text": ""}}}
---
{"method": "workspace/didChangeConfiguration", "params": {"settings": {"redgreen": {"pythn": "x"}}}}
#> {"method": "window/showMessage", "params": {"type": 2, "message": "~pythn"}}
---
{"method": "workspace/didChangeConfiguration", "params": {"settings": null}}
#> {"id": 1, "method": "workspace/configuration", "params": {"items": [{"section": "redgreen"}, {"section": "redgreen", "scopeUri": "$URI"}]}}
---
{"id": 1, "result": [{"branchMode": 7}]}
#> {"method": "window/showMessage", "params": {"type": 2, "message": "~branchMode"}}
---
{"method": "workspace/didChangeConfiguration", "params": {"settings": {}}}
#> {"id": 2, "method": "workspace/configuration"}
---
{"id": 2, "result": [null]}
---
{"method": "workspace/didChangeConfiguration"}
#> {"id": 3, "method": "workspace/configuration"}
---
{"id": 3, "error": {"code": -32601, "message": "no"}}
---
{"method": "workspace/didChangeConfiguration", "params": {"settings": null}}
#> {"id": 4, "method": "workspace/configuration"}
---
{"id": 4, "result": [{}, {"stabilityRuns": "many"}]}
#> {"method": "window/showMessage", "params": {"type": 2, "message": "~stabilityRuns"}}
---
{"method": "workspace/didChangeWorkspaceFolders", "params": {"event": {"added": [{"uri": "$URI/inner", "name": "inner"}], "removed": []}}}
#> {"id": 5, "method": "workspace/configuration", "params": {"items": [{"section": "redgreen"}, {"section": "redgreen", "scopeUri": "$URI"}, {"section": "redgreen", "scopeUri": "$URI/inner"}]}}
---
{"method": "workspace/didChangeConfiguration", "params": {"settings": {"redgreen": {}}}}
---
{"id": 2, "method": "shutdown"}
#> {"id": 2, "result": null}
