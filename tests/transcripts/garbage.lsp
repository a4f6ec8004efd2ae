Something that is not LSP at all, as when somebody starts the server in the wrong place.
---
#! bytes "GET / HTTP/1.1\r\nHost localhost\r\n\r\n"
#> {"id": null, "error": {"code": -32700}}
---
#! exit 1
