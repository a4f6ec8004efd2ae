A message above the limit (64 MiB) is passed over, not stored, and the next one is read.
---
#! bytes "Content-Length: 67108865\r\n\r\n"
---
#! repeat 65 "x"
---
#! repeat 67108800 "x"
#> {"id": null, "error": {"code": -32700, "message": "~limit"}}
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}
#> {"id": 1, "result": {}}
