# SPDX-License-Identifier: MIT
"""The product on both faces: the same command in the shell and over LSP, the same answer.

    answer = product("fix", TEST, prompt="…")
    assert answer.status == 0 and answer["session"]["tests"] == [TEST]

`status` is the exit status of the shell; for the language server it is worked out from its answer
by the rules of docs/commands.md, so that one expectation holds for both. Each result is held to
the shapes of docs/results.md.
"""

import json
import os
import pathlib
import pty
import subprocess
import sys
import threading

import lsp_client
import result_shapes
from limits import TIMEOUT

# Commands by their name in the shell, and as the language server knows them.
IDS = {
    "run": "runTest", "explain": "explainLog", "locate": "locate", "fix": "startFix",
    "branch": "createFixBranch", "stability": "checkStability", "measure": "measure",
    "check": "checkChanges", "pr": "createDraftFixPr", "report": "writeReport",
    "give-up": "giveUp", "status": "showStatus", "undo": "undo", "doctor": "checkSetup",
    "workflows": "showWorkflows",
}
EXIT_UNANSWERED = 4
EXIT_OF_CODE = {-32602: 2, -32800: 130}


def environment(home):
    """No git configuration and no token of the machine; the tests' own Python and pytest."""
    kept = {name: value for name, value in os.environ.items()
            if name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH")}
    home.mkdir(exist_ok=True)
    return {
        **kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0",
        "VIRTUAL_ENV": sys.prefix, "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
    }


class Answer:
    """A result, or an error: then result is None and error has its sentence.

    is_unanswered: the shell stopped at a question that it could not ask, status 4. That is a no,
    and status is 1 as for an editor that does not answer.
    """

    def __init__(self, command, status, result, error):
        self.is_unanswered = status == EXIT_UNANSWERED
        self.status = 1 if self.is_unanswered else status
        self.result, self.error = result, error
        if result is None:
            assert error and "\n" not in error and not error.endswith("."), error
        else:
            result_shapes.check_result(command, result)

    def __getitem__(self, name):
        assert self.result is not None, self.error
        return self.result[name]

    @property
    def code(self):
        """The code of `stopped`, or None; an error is none of these."""
        stopped = self["stopped"]
        return stopped and stopped["code"]

    @property
    def text(self):
        """What the user is told: the sentence and the next step."""
        if self.result is None:
            return self.error
        stopped = self.result["stopped"]
        return f"{stopped['message']}\n{stopped['next']}" if stopped else self.result["summary"]

    def __repr__(self):
        """The words first: pytest shows the two ends of it."""
        return f"<{self.status} {self.text} {json.dumps(self.result)[:3000]}>"


class Shell:
    """`redgreen COMMAND --json`, a process for each command."""

    name = "shell"

    def __init__(self, server, env):
        self.server, self.env = server, env

    def words(self, command, root, tests, trust=True, **arguments):
        words = [self.server, command, "--json", "--quiet", "--root", str(root)]
        if trust:
            words.append("--trust")
        for name, value in arguments.items():
            words += [f"--{name}", str(value)]
        return words + list(tests)

    def start(self, command, root, tests, **arguments):
        """For a process that is interrupted: its standard output is a pipe."""
        return subprocess.Popen(self.words(command, root, tests, **arguments), env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd="/", text=True)

    def __call__(self, command, root, tests, answers=None, **arguments):
        words = self.words(command, root, tests, **arguments)
        if answers is None:
            done = subprocess.run(words, env=self.env, stdin=subprocess.DEVNULL, cwd="/",
                                  capture_output=True, text=True, timeout=TIMEOUT)
            status, out, err = done.returncode, done.stdout, done.stderr
        else:
            status, out, err = self._with_terminal(words, answers)
        lines = err.strip().splitlines()
        assert "Sanitizer" not in err and "runtime error" not in err, err
        if not out:
            assert lines and lines[-1].startswith("redgreen: "), f"{status}: {err}"
            return Answer(command, status, None, lines[-1].removeprefix("redgreen: "))
        return Answer(command, status, json.loads(out), None)

    def _with_terminal(self, words, answers):
        """Questions are asked on a terminal only; the answers are the numbers of the choices."""
        master, slave = pty.openpty()
        said, left = [], list(answers)
        process = subprocess.Popen(words, env=self.env, stdin=slave, stderr=slave, cwd="/",
                                   stdout=subprocess.PIPE, text=True, start_new_session=True)
        os.close(slave)

        def talk():
            text = ""
            while True:
                try:
                    piece = os.read(master, 4096).decode(errors="replace")
                except OSError:  # the other end was closed
                    return
                if not piece:
                    return
                said.append(piece)
                text += piece
                if "Your choice" in text:
                    text = ""
                    os.write(master, b"%d\n" % left.pop(0) if left else b"\n")

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        out, _ = process.communicate(timeout=TIMEOUT)
        thread.join(TIMEOUT)
        os.close(master)
        return process.returncode, out, "".join(said)

    def restart(self):
        """So that a changed environment counts."""

    def end(self):
        pass


class Editor:
    """`redgreen lsp` and workspace/executeCommand, one server for each root, all in one test."""

    name = "lsp"

    def __init__(self, server, env):
        self.server, self.env = server, env
        self.clients = {}
        self.settings = {}
        self.options = {}  # more of initializationOptions

    def client(self, root, trust=True):
        key = (str(root), trust)
        if key not in self.clients:
            made = lsp_client.Client([self.server, "lsp"], root=root, env=self.env, cwd="/")
            made.initialize(trusted=True if trust else None, settings=self.settings,
                            options=self.options)
            self.clients[key] = made
        return self.clients[key]

    def __call__(self, command, root, tests, answers=None, trust=True, **arguments):
        client = self.client(root, trust)
        left = list(answers or ())

        def answer(params):
            return params["actions"][left.pop(0) - 1] if left else None

        client.answers["window/showMessageRequest"] = answer
        if tests:
            arguments["tests"] = list(tests)
        try:
            result = client.request("workspace/executeCommand", {
                "command": f"redgreen.{IDS[command]}",
                "arguments": [{name: value if isinstance(value, (int, list)) else str(value)
                               for name, value in arguments.items()}]})
        except lsp_client.ResponseError as error:
            return Answer(command, EXIT_OF_CODE.get(error.code, 3), None, error.message)
        outcome = (result.get("run") or {}).get("outcome", "passed")
        is_no = (result["stopped"] or outcome != "passed" or result.get("findings")
                 or not all(check["ok"] for check in result.get("checks", ())))
        return Answer(command, 1 if is_no else 0, result, None)

    def restart(self):
        self.end()
        self.clients.clear()

    def end(self):
        """Each server has to leave in peace, with nothing said that nobody expected."""
        for client in self.clients.values():
            client.dump()  # shown when the test fails
            asked = {"window/showMessageRequest"}
            if self.options.get("tokenFromEditor"):
                asked.add("redgreen/token")
            client.inbox = [m for m in client.inbox if m["method"] not in asked]
            with client:
                pass


class Product:
    """One face on one repository."""

    def __init__(self, face, root):
        self.face, self.root = face, root

    def __call__(self, command, *tests, **arguments):
        return self.face(command, self.root, tests, **arguments)

    def carry_out_pr(self, *tests, **arguments):
        """The plan, and the plan carried out."""
        plan = self("pr", *tests, **arguments)
        if plan.result is None or plan["stopped"]:
            return plan
        return self("pr", *tests, plan=plan["plan"]["hash"], **arguments)


FACES = {"shell": Shell, "lsp": Editor}
TOP = pathlib.Path(__file__).resolve().parent.parent.parent
