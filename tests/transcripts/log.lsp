What a user may look for in the client's log: who serves, what is open and whether its code may run,
each command with its end. Nothing of it before the client is ready.
---
#! file tests/test_a.py
def test_a(): pass
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "rootUri": "$URI", "initializationOptions": {"trusted": false}}}
#> {"id": 1, "result": {}}
---
{"method": "initialized", "params": {}}
#> {"method": "window/logMessage", "params": {"type": 3, "message": "~^redgreen [0-9.]+, process [0-9]+$"}}
#> {"method": "window/logMessage", "params": {"type": 3, "message": "$ROOT: opened; it is not trusted: none of its code is run"}}
---
{"id": 3, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"tests": ["tests/test_a.py::test_a"]}]}}
#> {"method": "window/logMessage", "params": {"type": 3, "message": "Run test begins in $ROOT: tests/test_a.py::test_a"}}
#> {"method": "window/logMessage", "params": {"type": 2, "message": "~^Run test ended after [0-9.]+ s: .*not trusted.*Trust the workspace .* STOP: untrusted$"}}
#> {"id": 3, "result": {"stopped": {"code": "untrusted"}}}
#> {"method": "window/showMessage", "params": {"type": 2}}
