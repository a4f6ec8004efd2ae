The input ends inside of a body: what was there of it is not acted on.
---
#! bytes "Content-Length: 100\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}"
---
#! eof
---
#! exit 1
