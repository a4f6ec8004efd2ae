exit is heard before initialize too.
---
{"method": "exit"}
---
#! exit 1
