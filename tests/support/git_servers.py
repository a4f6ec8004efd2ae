# SPDX-License-Identifier: MIT
"""Real git servers on free loopback ports, each ended with the test that started it: lighttpd with
git-http-backend and a password, and an own sshd. Nothing of the machine's own set-up is used."""

import contextlib
import getpass
import os
import pathlib
import shutil
import socket
import subprocess
import threading

from limits import TIMEOUT

USER, PASSWORD = "ada", "s3cret pass"


def free_port():
    """Somebody else may take it before its server does: try again, then."""
    with deaf_port() as port:
        return port


@contextlib.contextmanager
def deaf_port():
    """A port that is taken, and on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


class Program:
    """One in the foreground that listens on a port; it is ready when its log says so.

    A subclass says command(port) and ready.
    """

    def __init__(self):
        for _ in range(5):
            self.port = free_port()
            self.process = subprocess.Popen(self.command(self.port), stdin=subprocess.DEVNULL,
                                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.log = []
            for line in self.process.stdout:
                self.log.append(line.decode(errors="replace"))
                if self.ready in self.log[-1]:
                    threading.Thread(target=self._drain, daemon=True).start()
                    return
            self.process.wait()
        raise AssertionError("the server did not start:\n" + "".join(self.log))

    def _drain(self):
        for line in self.process.stdout:
            self.log.append(line.decode(errors="replace"))

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=TIMEOUT)


class Server(Program):
    """A git server for the bare repositories in a folder.

    A subclass says let_in(configure), too: what a user has in the own git configuration to be let
    in. environment: more of it for the programs of git.
    """

    def __init__(self, folder, repositories, environment=None):
        self.repositories, self.environment = repositories, environment or {}
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        super().__init__()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


class Http(Server):
    """http://127.0.0.1:PORT/git/NAME.git for the bare repositories in a folder."""

    ready = "server started"

    @property
    def store(self):
        """The user's file of passwords."""
        return self.folder / "credentials"

    def let_in(self, configure, password=PASSWORD):
        self.store.write_text(f"http://{USER}:{password.replace(' ', '%20')}"
                              f"@127.0.0.1%3a{self.port}\n")
        configure("credential.helper", f"store --file={self.store}")

    def command(self, port):
        backend = pathlib.Path(subprocess.check_output(["git", "--exec-path"], text=True).strip(),
                               "git-http-backend")
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        (self.folder / "htdocs").mkdir(exist_ok=True)
        configuration = self.folder / "lighttpd.conf"
        configuration.write_text(f"""
server.document-root = "{self.folder}/htdocs"
server.bind = "127.0.0.1"
server.port = {port}
server.upload-dirs = ( "{self.folder}" )
server.modules = ( "mod_auth", "mod_authn_file", "mod_alias", "mod_setenv", "mod_cgi" )
auth.backend = "plain"
auth.backend.plain.userfile = "{self.folder}/users"
auth.require = ( "/git/" => ( "method" => "basic", "realm" => "git", "require" => "valid-user" ) )
alias.url = ( "/git/" => "{backend}/" )
$HTTP["url"] =~ "^/git/" {{
	cgi.assign = ( "" => "" )
	setenv.set-environment = ( "GIT_PROJECT_ROOT" => "{self.repositories}",
		{"".join(f'"{name}" => "{value}", ' for name, value in self.environment.items())}
		"GIT_HTTP_EXPORT_ALL" => "1", "GIT_CONFIG_NOSYSTEM" => "1", "HOME" => "{self.folder}" )
}}
""")
        return ["lighttpd", "-D", "-f", str(configuration)]

    def url(self, name, user=""):
        return f"http://{user + '@' if user else ''}127.0.0.1:{self.port}/git/{name}.git"


class Ssh(Server):
    """ssh://127.0.0.1:PORT/…/NAME.git for the user that runs the test, by a key of its own."""

    ready = "Server listening on"

    def let_in(self, configure):
        configure("core.sshCommand", self.ssh_command())

    def command(self, port):
        if os.geteuid() == 0:  # then sshd wants it, for each connection: it stays, others use it
            pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        for name in ("host", "client", "stranger"):
            if not (self.folder / name).exists():
                subprocess.check_call(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name,
                                       "-f", str(self.folder / name)])
        environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                       **self.environment}
        (self.folder / "sshd_config").write_text(f"""
ListenAddress 127.0.0.1:{port}
HostKey {self.folder}/host
PidFile none
AuthorizedKeysFile {self.folder}/client.pub
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv {" ".join(f"{name}={value}" for name, value in environment.items())}
LogLevel VERBOSE
""")
        host_key = " ".join((self.folder / "host.pub").read_text().split()[:2])
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}\n")
        return [shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin"), "-D", "-e", "-f",
                str(self.folder / "sshd_config")]

    def ssh_command(self, key="client", known_hosts="known_hosts"):
        """For GIT_SSH_COMMAND: as a user's own ssh configuration would have it."""
        return (f"ssh -F /dev/null -o IdentitiesOnly=yes -o IdentityFile='{self.folder}/{key}' "
                f"-o UserKnownHostsFile='{self.folder}/{known_hosts}' "
                f"-o GlobalKnownHostsFile=/dev/null -o IdentityAgent=none")

    def url(self, name):
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{self.repositories}/{name}.git"


class Silent:
    """Accepts connections and never says a word."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.port = self.socket.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
