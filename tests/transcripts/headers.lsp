Headers as clients write them: Vim sends Content-Type behind the length, names come in any case.
---
#! bytes "content-length: 114\r\nContent-Type: application/vim-jsonrpc; charset=utf-8\r\nX-Other: 1\r\n\r\n{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {\"processId\":null,\"rootUri\":null,\"capabilities\":{}}}"
#> {"id": 1, "result": {}}
---
Another charset cannot be read; the message is passed over.
---
#! bytes "Content-Type: application/vscode-jsonrpc; charset=utf-16\r\nContent-Length: 2\r\n\r\n{}"
#> {"id": null, "error": {"code": -32700, "message": "~utf-8"}}
---
{"id": 2, "method": "shutdown"}
#> {"id": 2, "result": null}
