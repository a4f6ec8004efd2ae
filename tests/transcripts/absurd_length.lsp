A length that no number holds: where the next message begins cannot be known, so this is the end.
---
#! bytes "Content-Length: 9999999999999999999999\r\n\r\n{}"
#> {"id": null, "error": {"code": -32700}}
---
#! exit 1
