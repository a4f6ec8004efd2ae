A client that closes its end without a word: the process ends with 1.
---
{"id": 1, "method": "initialize", "params": {"processId": $PID, "rootUri": "$URI", "capabilities": {}}}
#> {"id": 1, "result": {}}
---
#! eof
---
#! exit 1
