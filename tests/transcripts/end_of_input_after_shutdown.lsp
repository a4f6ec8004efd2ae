A client that asked for shutdown and then closes its end: nothing went wrong.
---
{"id": 1, "method": "initialize", "params": {"processId": $PID, "rootUri": "$URI", "capabilities": {}}}
#> {"id": 1, "result": {}}
---
{"id": 2, "method": "shutdown"}
#> {"id": 2, "result": null}
---
#! eof
---
#! exit 0
