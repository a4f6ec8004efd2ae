# SPDX-License-Identifier: MIT
"""Every way in which a push can fail, played by a real git on the other side.

    with refusal.play(there):
        …push `there.branch`…        # must end with refusal.cause, and these words in its message

`there` has: `git(*words)` in the work tree, `configure(name, value)` in the user's configuration,
`bare` (the remote's bare repository, of the remote origin), `branch` (what is pushed; not there),
`folder` (for files), `server` (git_servers.Http or Ssh, which serves the folder of `bare`).
tests/e2e/test_git_remote.py has all of them at server/git, tests/real/push_refusals.py at the
product.
"""

import contextlib
import socket
import ssl
import subprocess
import threading

import fake_forge
import git_servers

REFUSALS = []


class Refusal:
    def __init__(self, title, cause, words, ways, play):
        self.title, self.cause, self.words, self.ways = title, cause, words, ways
        self.play = contextlib.contextmanager(play)


def refusal(title, cause, words, ways=("http", "ssh")):
    def add(play):
        REFUSALS.append(Refusal(title, cause, words, ways, play))
        return play
    return add


def way_of(server):
    return "http" if isinstance(server, git_servers.Http) else "ssh"


# ---- means --------------------------------------------------------------------------------------

@contextlib.contextmanager
def hook(there, name, script):
    path = there.bare / "hooks" / name
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    yield
    path.unlink()


@contextlib.contextmanager
def pushes_to(there, url):
    there.git("remote", "set-url", "--push", "origin", url)
    yield
    there.git("config", "--unset", "remote.origin.pushurl")


@contextlib.contextmanager
def another_ref(there, name):
    """A commit of somebody else's on the remote."""
    def git(*words):
        return subprocess.run(["git", "-C", str(there.bare), "-c", "user.name=Grace", "-c",
                               "user.email=grace@example.org", *words], check=True, text=True,
                              stdout=subprocess.PIPE).stdout.strip()

    tree = git("hash-object", "-t", "tree", "-w", "/dev/null")
    git("update-ref", f"refs/heads/{name}", git("commit-tree", tree, "-m", "theirs"))
    yield
    git("update-ref", "-d", f"refs/heads/{name}")


@contextlib.contextmanager
def cut(there, is_middle):
    """A way to the server on which the connection breaks off once is_middle(bytes, total)."""
    def carry(source, target, watches):
        total = 0
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                total += len(piece)
                if watches and is_middle(piece, total):
                    break
                target.sendall(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve():
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", there.server.port))
                for ends in ((client, server, True), (server, client, False)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def at_port(there, port):
    return there.server.url(there.bare.stem).replace(f":{there.server.port}/", f":{port}/")


# ---- what the server says -----------------------------------------------------------------------

@refusal("commits of somebody else on the branch", "not-fast-forward", "stale info")
def _(there):
    with another_ref(there, there.branch):
        yield


@refusal("a protected branch", "protected", "protected branches")
def _(there):
    with hook(there, "pre-receive", "echo 'GitLab: You are not allowed to push code to protected "
                                    "branches on this project.' >&2; exit 1\n"):
        yield


@refusal("a pre-receive hook with words", "hook-declined",
         "pre-receive hook declined: no TODO, please: Connection refused")
def _(there):
    with hook(there, "pre-receive",
              "echo >&2; echo 'no TODO, please: Connection refused' >&2; exit 1\n"):
        yield


@refusal("an update hook that says nothing", "hook-declined", "hook declined")
def _(there):
    with hook(there, "update", "exit 1\n"):
        yield


@refusal("a file that is too large", "too-large", "exceeds GitHub's file size limit")
def _(there):
    with hook(there, "pre-receive", """cat >&2 <<'END'
error: File data/big.bin is 123.00 MB; this exceeds GitHub's file size limit of 100.00 MB
error: GH001: Large files detected. You may want to try Git Large File Storage.
END
exit 1
"""):
        yield


@refusal("more than the server takes at once", "too-large", "exceeds maximum allowed size")
def _(there):
    there.git("config", "-f", there.bare / "config", "receive.maxInputSize", "20")
    yield
    there.git("config", "-f", there.bare / "config", "--unset", "receive.maxInputSize")


FULL_DISK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
ssize_t write(int fd, const void *bytes, size_t n)
{
	ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
	char link[64], path[4096] = "";
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof(path) - 1) > 0 && strstr(path, "/objects/")) {
		errno = ENOSPC;
		return -1;
	}
	return real(fd, bytes, n);
}
"""


@refusal("a server whose disk is full", "server", "No space left on device")
def _(there):
    shim = there.folder / "full.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-xc", "-o", shim, "-", "-ldl"], check=True,
                   input=FULL_DISK.encode())
    there.git("-C", there.bare, "prune", "--expire=now")  # what is there is not written again
    with type(there.server)(there.folder / "full", there.bare.parent,
                            {"LD_PRELOAD": str(shim)}) as server:
        server.let_in(there.configure)
        with pushes_to(there, server.url(there.bare.stem)):
            yield
    there.server.let_in(there.configure)


@refusal("a ref that is locked there", "ref", "cannot lock ref")
def _(there):
    lock = there.bare / "refs" / "heads" / f"{there.branch}.lock"
    lock.parent.mkdir(exist_ok=True)
    lock.touch()
    yield
    lock.unlink()


@refusal("a branch in the way of the name", "ref", "cannot lock ref")
def _(there):
    with another_ref(there, there.branch.split("/")[0]):
        yield


@refusal("a shallow clone", "shallow", "shallow update not allowed")
def _(there):
    shallow = there.git("rev-parse", "--absolute-git-dir") + "/shallow"
    with open(shallow, "x") as file:
        file.write(there.git("rev-list", "--max-parents=0", "HEAD") + "\n")
    away = there.bare.rename(there.bare.with_suffix(".away"))
    there.git("init", "-q", "--bare", there.bare)
    yield
    subprocess.run(["rm", "-r", shallow, there.bare], check=True)
    away.rename(there.bare)


# ---- who may ------------------------------------------------------------------------------------

@refusal("reading is allowed, writing is not", "denied", "403", ["http"])
def _(there):
    there.git("config", "-f", there.bare / "config", "http.receivepack", "false")
    yield
    there.git("config", "-f", there.bare / "config", "--unset", "http.receivepack")


@refusal("reading is allowed, writing is not", "denied", "Permission to octo/app.git denied",
         ["ssh"])
def _(there):
    keys = there.server.folder / "client.pub"
    key = keys.read_text()
    keys.write_text("command=\"echo 'ERROR: Permission to octo/app.git denied to ada.' >&2; "
                    f"exit 1\" {key}")
    yield
    keys.write_text(key)


@refusal("a password that is wrong", "auth", "Authentication failed", ["http"])
def _(there):
    there.server.let_in(there.configure, "wrong")
    yield
    there.server.let_in(there.configure)


@refusal("no password", "auth", "terminal prompts disabled", ["http"])
def _(there):
    there.configure("credential.helper", "")
    yield
    there.server.let_in(there.configure)


@refusal("a key that the server does not know", "auth", "Permission denied (publickey)", ["ssh"])
def _(there):
    there.configure("core.sshCommand", there.server.ssh_command(key="stranger"))
    yield
    there.server.let_in(there.configure)


@refusal("a repository that is not there", "no-repository", ".git")
def _(there):
    away = there.bare.rename(there.bare.with_suffix(".away"))
    yield
    away.rename(there.bare)


# ---- whom one talks to --------------------------------------------------------------------------

@refusal("a host that is not known", "host-key", "Host key verification failed", ["ssh"])
def _(there):
    there.configure("core.sshCommand", there.server.ssh_command(known_hosts="empty"))
    yield
    assert not (there.server.folder / "empty").exists()
    there.server.let_in(there.configure)


@refusal("a host with another key than before", "host-key", "", ["ssh"])
def _(there):
    known = there.server.folder / "known_hosts"
    before = known.read_text()
    other = " ".join((there.server.folder / "stranger.pub").read_text().split()[:2])
    known.write_text(f"[127.0.0.1]:{there.server.port} {other}\n")
    yield
    known.write_text(before)


@refusal("a certificate that nobody has signed", "certificate", "certificate", ["http"])
def _(there):
    key, certificate = there.folder / "key.pem", there.folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    service = fake_forge.Service(tls)
    with pushes_to(there, f"https://localhost:{service.port}/x.git"):
        yield
    service.end()


class Busy(fake_forge.Service):
    def handle(self, request):
        request.body()
        request.answer(503, {"Content-Type": "text/html"}, b"busy")


@refusal("a server that is busy", "server", "503", ["http"])
def _(there):
    service = Busy()
    with pushes_to(there, f"http://{service.host}/x.git"):
        yield
    service.end()


# ---- the network --------------------------------------------------------------------------------

@refusal("a host that does not exist", "network", "name.invalid")
def _(there):
    with pushes_to(there, f"{way_of(there.server)}://name.invalid/x.git"):
        yield


@refusal("a port on which nobody listens", "network", "onnect")
def _(there):
    with git_servers.deaf_port() as port, pushes_to(there, at_port(there, port)):
        yield


@refusal("a connection that is cut in the middle", "network", "", ["http"])
def _(there):
    store = there.server.store
    before = store.read_text()
    with cut(there, lambda piece, _: b"POST " in piece) as port:
        store.write_text(before + before.replace(f"%3a{there.server.port}", f"%3a{port}"))
        with pushes_to(there, at_port(there, port)):
            yield
    store.write_text(before)


@refusal("a connection that is cut in the middle", "network", "", ["ssh"])
def _(there):
    known = there.server.folder / "known_hosts"
    before = known.read_text()
    with cut(there, lambda _, total: total > 3000) as port:  # behind the key exchange
        known.write_text(before + before.replace(f":{there.server.port} ", f":{port} "))
        with pushes_to(there, at_port(there, port)):
            yield
    known.write_text(before)


@refusal("a server process that is killed in the middle", "network", "")
def _(there):
    with hook(there, "pre-receive", "kill -9 $PPID\n"):
        yield
