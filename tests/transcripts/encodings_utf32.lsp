A client that offers utf-32 alone gets it.
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {"general": {"positionEncodings": ["utf-32"]}}}}
#> {"id": 1, "result": {"capabilities": {"positionEncoding": "utf-32"}}}
