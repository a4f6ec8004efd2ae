The unit of positions is negotiated: utf-8 where it is offered (LSP 3.17, "PositionEncodingKind").
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {"general": {"positionEncodings": ["utf-16", "utf-32", "utf-8"]}}}}
#> {"id": 1, "result": {"capabilities": {"positionEncoding": "utf-8"}}}
