What is no JSON answers ParseError, what is no message InvalidRequest; ids go back as they came, and
the conversation goes on each time (JSON-RPC 2.0, section 5.1; goal R1).
---
{"id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": {}}}
#> {"id": 1, "result": {}}
---
#! body {"jsonrpc":"2.0","id":2,"method":
#> {"id": null, "error": {"code": -32700}}
---
#! body ""
#> {"id": null, "error": {"code": -32700}}
---
#! body "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"m\"}\n{}"
#> {"id": null, "error": {"code": -32700}}
---
#! body {"jsonrpc":"2.0","id":2,"id":3,"method":"m"}
#> {"id": null, "error": {"code": -32700, "message": "~."}}
---
#! body {"jsonrpc":"2.0","id":02,"method":"m"}
#> {"id": null, "error": {"code": -32700}}
---
#! body {"jsonrpc":"2.0","id":2,"method":"a\u0000b"}
#> {"id": null, "error": {"code": -32700}}
---
#! body {"jsonrpc":"2.0","id":2,"method":"\ud800"}
#> {"id": null, "error": {"code": -32700}}
---
Not UTF-8: a stray byte, an overlong form, a surrogate, a byte order mark.
---
#! bytes "Content-Length: 34\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"\u00ffabcd\"}"
#> {"id": null, "error": {"code": -32700}}
---
#! bytes "Content-Length: 31\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"\u00c0\u0080\"}"
#> {"id": null, "error": {"code": -32700}}
---
#! bytes "Content-Length: 32\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"\u00ed\u00a0\u0080\"}"
#> {"id": null, "error": {"code": -32700}}
---
#! bytes "Content-Length: 5\r\n\r\n\u00ef\u00bb\u00bf{}"
#> {"id": null, "error": {"code": -32700}}
---
Batches are not part of LSP.
---
#! body [{"jsonrpc":"2.0","id":2,"method":"shutdown"}]
#> {"id": null, "error": {"code": -32600}}
---
#! body []
#> {"id": null, "error": {"code": -32600}}
---
#! body {"id":2,"method":"shutdown"}
#> {"id": 2, "error": {"code": -32600}}
---
#! body {"jsonrpc":"2.0","id":{"a":1},"method":"shutdown"}
#> {"id": null, "error": {"code": -32600}}
---
#! body {"jsonrpc":"2.0","id":2,"method":["shutdown"]}
#> {"id": 2, "error": {"code": -32600}}
---
#! body {"jsonrpc":"2.0","id":2,"method":"shutdown","params":7}
#> {"id": 2, "error": {"code": -32600}}
---
#! body {"jsonrpc":"2.0","id":2}
#> {"id": 2, "error": {"code": -32600}}
---
An answer to a question that nobody asked is ignored, and so is an unknown notification.
---
{"id": 77, "result": {"a": 1}}
---
{"id": "no", "error": {"code": 1, "message": "no"}}
---
{"method": "no/suchNotification", "params": [1, 2]}
---
{"method": "$/noSuchNotification"}
---
{"id": 9007199254740991, "method": "no/suchRequest"}
#> {"id": 9007199254740991, "error": {"code": -32601}}
---
{"id": -2147483649, "method": "$/noSuchRequest", "params": []}
#> {"id": -2147483649, "error": {"code": -32601}}
---
{"id": "ä\\u0041 ", "method": "Shutdown"}
#> {"id": "ä\\u0041 ", "error": {"code": -32601}}
---
{"id": null, "method": "no/suchRequest"}
#> {"id": null, "error": {"code": -32601}}
---
{"method": "textDocument/hover", "params": {}}
---
{"id": 3, "method": "textDocument/didOpen", "params": {}}
#> {"id": 3, "error": {"code": -32601}}
---
{"id": 4, "method": "shutdown"}
#> {"id": 4, "result": null}
---
{"method": "exit"}
---
#! exit 0
