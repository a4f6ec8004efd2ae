# SPDX-License-Identifier: MIT
"""The language server as bytes on both sides: for what no language client would send."""

import json
import os
import select
import subprocess

from limits import TIMEOUT


def frame(body):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def request(number, method="no/such", **params):
    return frame({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


INITIALIZE = request(0, "initialize", processId=None, rootUri=None, capabilities={})


class Process:
    """The server with its bare descriptors; reading is the test's business."""

    def __init__(self, command, cwd=None):
        self.process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.buffer = b""

    def write(self, data, piece=None):
        piece = piece or max(1, len(data))
        for begin in range(0, len(data), piece):
            self.process.stdin.write(data[begin:begin + piece])
            self.process.stdin.flush()

    def read(self, timeout=TIMEOUT):
        """The next message; None at the end."""
        while True:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if separator:
                length = int(head.split(b":")[1])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    return json.loads(rest[:length])
            ready, _, _ = select.select([self.process.stdout], [], [], timeout)
            assert ready, "nothing came"
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if data == b"":
                assert self.buffer == b"", "the output ends inside of a message"
                return None
            self.buffer += data

    def status(self):
        return self.process.wait(TIMEOUT)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
