What nobody knows is no offer: utf-16 always works.
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {"general": {"positionEncodings": ["ebcdic", 7, null]}}}}
#> {"id": 1, "result": {"capabilities": {"positionEncoding": "utf-16"}}}
