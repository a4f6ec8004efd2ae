A header without an end is given up at its limit.
---
#! repeat 9000 "x"
#> {"id": null, "error": {"code": -32700}}
---
#! exit 1
