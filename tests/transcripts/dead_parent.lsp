The process that the client named is gone (LSP 3.17, InitializeParams.processId): the server ends by
itself. 4194305 is above every process id of Linux.
---
{"id": 1, "method": "initialize", "params": {"processId": 4194305, "rootUri": null, "capabilities": {}}}
#> {"id": 1, "result": {}}
---
#! exit 1
