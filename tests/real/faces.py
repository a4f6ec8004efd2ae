# SPDX-License-Identifier: MIT
"""The two faces of redgreen, asked alike: face.ask("startFix", tests=[...]) gives the result."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import lsp_client  # noqa: E402

SHELL = {
    "startFix": "fix",
    "createFixBranch": "branch",
    "runTest": "run",
    "showStatus": "status",
    "checkStability": "stability",
    "checkChanges": "check",
    "createDraftFixPr": "pr",
}


class Broken(Exception):
    """redgreen gave no result where it should have; said with its own words."""


class Shell:
    """One process for each command, the environment by VIRTUAL_ENV, as in an activated shell."""

    name = "shell"

    def __init__(self, binary, tree, python, env, timeout):
        self.binary, self.tree, self.timeout = binary, tree, timeout
        self.env = dict(env, VIRTUAL_ENV=str(python.parent.parent))

    def ask(self, command, **arguments):
        words = [str(self.binary), SHELL[command], "--json", "--trust"]
        for key, value in arguments.items():
            words += value if isinstance(value, list) else [f"--{key}", str(value)]
        try:
            done = subprocess.run(
                words,
                cwd=self.tree,
                env=self.env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.timeout,
            )
        except subprocess.TimeoutExpired:
            raise Broken(f"{SHELL[command]} did not answer in {self.timeout} s") from None
        if done.returncode not in (0, 1):
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Broken(f"{SHELL[command]} ended with {done.returncode}: {said[-1:]}")
        return json.loads(done.stdout)

    def close(self):
        pass


class Lsp:
    """One server for the whole way, the environment by the editor's setting."""

    name = "lsp"

    def __init__(self, binary, tree, python, env, timeout):
        self.timeout = timeout
        self.client = lsp_client.Client([binary, "lsp"], root=tree, env=env, timeout=timeout)
        self.client.initialize(settings={"python": str(python)})

    def ask(self, command, **arguments):
        try:
            return self.client.request(
                "workspace/executeCommand",
                {"command": f"redgreen.{command}", "arguments": [arguments]},
                self.timeout,
            )
        except (lsp_client.ResponseError, AssertionError) as error:
            raise Broken(f"{command}: {error}") from None

    def close(self):
        try:
            self.client.leave()
        except Exception as error:
            raise Broken(f"the server's end: {error}") from None
        finally:
            if self.client.process.poll() is None:
                self.client.process.kill()
            self.client.process.wait()


FACES = {"lsp": Lsp, "shell": Shell}
