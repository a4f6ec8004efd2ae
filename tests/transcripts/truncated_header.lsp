The input ends inside of a header.
---
#! bytes "Content-Len"
---
#! eof
---
#! exit 1
