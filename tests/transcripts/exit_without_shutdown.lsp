exit without shutdown ends with 1 (LSP 3.17, "Exit Notification").
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}
#> {"id": 1, "result": {}}
---
{"method": "exit"}
---
#! exit 1
