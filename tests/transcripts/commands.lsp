Arguments of commands: one object, known keys, right types. A wrong one is InvalidParams and names
what is wrong; nothing is run.
---
{"id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}, "rootUri": "$URI", "initializationOptions": {"trusted": false}}}
#> {"id": 1, "result": {"capabilities": {"executeCommandProvider": {"commands": ["redgreen.runTest", "redgreen.explainLog", "redgreen.locate", "redgreen.startFix", "redgreen.createFixBranch", "redgreen.checkStability", "redgreen.measure", "redgreen.checkChanges", "redgreen.createDraftFixPr", "redgreen.writeReport", "redgreen.giveUp", "redgreen.showStatus", "redgreen.showWorkflows", "redgreen.undo", "redgreen.stop", "redgreen.answer", "redgreen.whyNot", "redgreen.checkSetup"]}}}}
---
{"id": 2, "method": "workspace/executeCommand", "params": {"command": "redgreen.noSuch"}}
#> {"id": 2, "error": {"code": -32602, "message": "~redgreen.noSuch"}}
---
{"id": 3, "method": "workspace/executeCommand"}
#> {"id": 3, "error": {"code": -32602}}
---
{"id": 4, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"test": ["a"]}]}}
#> {"id": 4, "error": {"code": -32602, "message": "~\"test\""}}
---
{"id": 5, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"tests": "a"}]}}
#> {"id": 5, "error": {"code": -32602, "message": "~\"tests\""}}
---
{"id": 6, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"tests": ["--pdb"]}]}}
#> {"id": 6, "error": {"code": -32602, "message": "~node id"}}
---
{"id": 7, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{}, {}]}}
#> {"id": 7, "error": {"code": -32602}}
---
{"id": 8, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": {"tests": []}}}
#> {"id": 8, "error": {"code": -32602}}
---
{"id": 9, "method": "workspace/executeCommand", "params": {"command": "redgreen.checkStability", "arguments": [{"runs": 0}]}}
#> {"id": 9, "error": {"code": -32602, "message": "~\"runs\""}}
---
{"id": 10, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"root": "relative"}]}}
#> {"id": 10, "error": {"code": -32602, "message": "~\"root\""}}
---
{"id": 11, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"root": "$ROOT/missing"}]}}
#> {"id": 11, "error": {"code": -32602, "message": "~missing"}}
---
{"id": 12, "method": "workspace/executeCommand", "params": {"command": "redgreen.explainLog", "arguments": [{"log": "-"}]}}
#> {"id": 12, "error": {"code": -32602, "message": "~\"log\""}}
---
{"id": 13, "method": "workspace/executeCommand", "params": {"command": "redgreen.explainLog", "arguments": [{"log": "untitled:Untitled-1"}]}}
#> {"id": 13, "error": {"code": -32602, "message": "~not open"}}
---
Not trusted: the command is refused as a result, in a sentence; nothing of the workspace ran.
---
{"id": 14, "method": "workspace/executeCommand", "params": {"command": "redgreen.runTest", "arguments": [{"tests": ["tests/test_a.py"]}]}}
#> {"id": 14, "result": {"stopped": {"code": "untrusted"}}}
#> {"method": "window/showMessage", "params": {"type": 2, "message": "~STOP"}}
