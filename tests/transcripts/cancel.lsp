Cancelling what is not there, or is over, or has no id, changes nothing.
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}
#> {"id": 1, "result": {}}
---
{"method": "$/cancelRequest", "params": {"id": 1}}
---
{"method": "$/cancelRequest", "params": {"id": "never"}}
---
{"method": "$/cancelRequest", "params": {}}
---
{"method": "$/cancelRequest"}
---
{"method": "$/cancelRequest", "params": [1]}
---
{"method": "window/workDoneProgress/cancel", "params": {"token": "never"}}
---
{"method": "window/workDoneProgress/cancel", "params": {}}
---
{"id": 2, "method": "shutdown"}
#> {"id": 2, "result": null}
