A hundred thousand brackets end at the limit of depth, not on the stack.
---
#! bytes "Content-Length: 100000\r\n\r\n"
---
#! repeat 100000 "["
#> {"id": null, "error": {"code": -32700}}
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}
#> {"id": 1, "result": {}}
