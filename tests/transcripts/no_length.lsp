Headers without a length.
---
#! bytes "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}"
#> {"id": null, "error": {"code": -32700, "message": "~Content-Length"}}
---
#! exit 1
