# SPDX-License-Identifier: MIT
"""A place for wrappers to lead to that is like a container: a daemon runs the commands, not the
client that asks for them. Standard streams are all that connects the two, and when the client is
gone the command's standard input ends, as with `docker exec -i`."""

import contextlib
import json
import socket
import subprocess
import sys
import threading

CLIENT = '''import json, os, socket, sys, threading
daemon = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
daemon.sendall(json.dumps(sys.argv[2:]).encode() + b"\\n")

def hand_over():
    while data := os.read(0, 65536):
        daemon.sendall(data)
    daemon.shutdown(socket.SHUT_WR)

threading.Thread(target=hand_over, daemon=True).start()
last = b""
while data := last + daemon.recv(65536):
    if data == last:
        os._exit(last[0])  # the status comes behind the output
    sys.stdout.buffer.write(data[:-1])
    sys.stdout.buffer.flush()
    last = data[-1:]
'''


class Container:
    def __init__(self, folder):
        self.socket = socket.create_server(("127.0.0.1", 0))
        client = folder / "container.py"
        client.write_text(CLIENT)
        self.wrapper = [sys.executable, "-IS", str(client), str(self.socket.getsockname()[1])]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _accept(self):
        while True:
            try:
                connection = self.socket.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rb") as client:
            process = subprocess.Popen(
                json.loads(client.readline()), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, cwd="/", env={"PATH": "/usr/bin:/bin"},
                start_new_session=True)
            threading.Thread(target=self._feed, args=(client, process), daemon=True).start()
            while data := process.stdout.read1():
                self._send(connection, data)
            self._send(connection, bytes([process.wait() % 256]))
            with contextlib.suppress(OSError):  # whatever the client does with its end
                connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _feed(client, process):
        with contextlib.suppress(OSError, ValueError), process.stdin:
            while data := client.read1():
                process.stdin.write(data)
                process.stdin.flush()

    @staticmethod
    def _send(connection, data):
        with contextlib.suppress(OSError):  # the client is gone, and the command goes on
            connection.sendall(data)
