# SPDX-License-Identifier: MIT
"""A language server as tests/bench/run talks to it."""
import json
import subprocess
import sys


class Server:
    """A language server with nothing around it: one request at a time, answers by id."""

    def __init__(self, words, root=None, env=None, python=None):
        self.process = subprocess.Popen(
            [str(word) for word in words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )
        self.last = 0
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root and root.as_uri(),
                "capabilities": {},
                "initializationOptions": {
                    "trusted": True,
                    "settings": {"python": python} if python else {},
                },
            },
        )
        self.send({"method": "initialized", "params": {}})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            if not line:
                sys.exit("tests/bench: the server ended")
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def start(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        return self.last

    def finish(self, *ids):
        """Waits for one of these answers; gives its id and result."""
        while (message := self.read()).get("id") not in ids or "method" in message:
            if "id" in message and "method" in message:
                self.send({"id": message["id"], "result": None})
        if "error" in message:
            sys.exit(f"tests/bench: {message['error']}")
        return message["id"], message.get("result")

    def ask(self, method, params=None):
        return self.finish(self.start(method, params))[1]

    def command(self, name, **arguments):
        return self.start(
            "workspace/executeCommand", {"command": f"redgreen.{name}", "arguments": [arguments]}
        )

    def close(self):
        self.ask("shutdown")
        self.send({"method": "exit"})
        self.process.wait()
