# SPDX-License-Identifier: MIT
"""Logs of any size: twenty tests that fail, and much of one thing beside."""

N_TESTS = 20
LINE = "%06d INFO     app.worker:worker.py:%d item %d of the batch was taken after 0.12 s\n"


def ruler(name, fill):
    left = (80 - len(name) - 2) // 2
    return f"{fill * left} {name} {fill * (80 - len(name) - 2 - left)}\n"


def lines(n_bytes):
    """Lines as a logger writes them."""
    size = number = 0
    while size < n_bytes:
        text = "".join(LINE % (i, i % 900, i) for i in range(number, number + 1000))
        number += 1000
        size += len(text)
        yield text


def captured(n_bytes):
    yield ruler("Captured log call", "-")
    yield from lines(n_bytes)


def long_lines(n_bytes):
    yield ruler("Captured stdout call", "-")
    for _ in range(n_bytes // 4000):
        yield "x" * 3999 + "\n"


def one_line(n_bytes):
    yield ruler("Captured stdout call", "-")
    for _ in range(n_bytes // 10000):
        yield "x" * 10000
    yield "\n"


def report(number):
    return (
        f"{ruler(f'test_case_{number}', '_')}\n    def test_case_{number}():\n"
        f">       assert f({number}) == 2\nE       assert 1 == 2\n\n"
        f"test_kinds.py:{number + 6}: AssertionError\n"
    )


def frames(n_bytes):
    """A chain of calls; its report has nothing else."""
    for number in range(n_bytes // 66):
        yield (
            f"app/deep_{number % 50:02}.py:{number % 900 + 100}: in call_{number % 70:02}\n"
            f"    return call_{number % 70:02}(x) + 1\n"
        )
    yield "E   ValueError: x\n"


def errors(n_bytes):
    """One exception's text: places in C++."""
    for number in range(n_bytes // 60):
        yield f"E   TT_FATAL @ /src/ops/gather_{number % 300:03}.cpp:{number % 900 + 100}: cond\n"


def session(n_bytes, before=None, behind=None, body=None):
    """The log in pieces; each failing test has its part of what takes n_bytes in all."""
    yield ruler("test session starts", "=")
    yield "platform linux -- Python 3.11.2, pytest-8.3.0\ncollected 22 items\n\ntest_kinds.py "
    yield from before(n_bytes) if before else ()
    yield "..FFFFFFFFFFFFFFFFFFFF                                             [100%]\n\n"
    yield ruler("FAILURES", "=")
    for number in range(N_TESTS):
        yield ruler(f"test_case_{number}", "_") if body else report(number)
        yield from body(n_bytes // N_TESTS) if body else ()
        yield from behind(n_bytes // N_TESTS) if behind else ()
    yield ruler("short test summary info", "=")
    for number in range(N_TESTS):
        yield f"FAILED test_kinds.py::test_case_{number} - assert 1 == 2\n"
    yield ruler(f"{N_TESTS} failed, 2 passed in 3.21s", "=")


def prefixed(pieces, prefixes):
    """Each line once behind each of the prefixes."""
    rest = ""
    for piece in pieces:
        rows = (rest + piece).split("\n")
        rest = rows.pop()
        yield "".join(f"{prefix}{row}\n" for row in rows for prefix in prefixes)


KINDS = {
    "captured output": lambda n: session(n, behind=captured),
    "output under -s": lambda n: session(n, before=lines),
    "lines of 4 kB": lambda n: session(n, behind=long_lines),
    "lines of many MB": lambda n: session(n, behind=one_line),
    "time stamps before": lambda n: prefixed(
        session(n, behind=captured), ["2024-04-16T20:20:30.3359129Z "]
    ),
    "four ranks in turn": lambda n: prefixed(
        session(n // 4, behind=captured), [f"[1,{rank}]<stdout>: " for rank in range(4)]
    ),
    "colours and CRLF": lambda n: (
        row.replace("\n", "\033[0m\r\n\033[32m") for row in session(n, behind=captured)
    ),
    "frames": lambda n: session(n, body=frames),
    "places in a message": lambda n: session(n, body=errors),
}


def write(path, kind, n_bytes):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.writelines(KINDS[kind](n_bytes))
    return path.stat().st_size
