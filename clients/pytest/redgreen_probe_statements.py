# SPDX-License-Identifier: MIT
"""Which statement of a file a traceback's line belongs to. A line alone does not say which one of
a test's assertions failed once somebody has put the source into another layout.

Python 3.8 and later know where a statement ends; before that nothing is said. A file is parsed
once, and only when a test failed in it.
"""

import ast
import linecache

MAX_LINES = 20000
MAX_FILES = 200
MAX_STATEMENT = 4000
_BODIES = ("body", "handlers", "cases")
_files = {}  # path -> (lines, [(first, last)] by first line), or None


def statement_of(path, line, first_line):
    """(source, n): the statement at a line, with its own lines only (of an `if` its condition),
    and how many statements of the same text stand before it in the function that begins at
    first_line. None where that is not known."""
    found = _file(path)
    if found is None:
        return None
    lines, ranges = found
    best = None
    for first, last in ranges:
        if first > line:
            break
        if line <= last and (best is None or last - first <= best[1] - best[0]):
            best = first, last
    if best is None:
        return None
    text = _text(lines, best)
    if len(text) > MAX_STATEMENT:
        return None
    bare = "".join(text.split())
    size = best[1] - best[0]
    n_before = sum(1 for one in ranges if first_line <= one[0] < best[0]
                   and one[1] - one[0] == size and "".join(_text(lines, one).split()) == bare)
    return text, n_before


def _text(lines, place):
    return "\n".join(line.strip() for line in lines[place[0] - 1:place[1]])


def _file(path):
    if path not in _files:
        if len(_files) >= MAX_FILES:
            return None
        _files[path] = None
        lines = linecache.getlines(path)
        if lines and len(lines) <= MAX_LINES:
            _files[path] = lines, _ranges(ast.parse("".join(lines)))
    return _files[path]


def _ranges(tree):
    out = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        last = node.end_lineno
        for name in _BODIES:
            inner = getattr(node, name, None)
            if inner and hasattr(inner[0], "lineno"):
                starts = [inner[0].lineno]
                starts += [one.lineno for one in getattr(inner[0], "decorator_list", ())]
                last = max(node.lineno, min([last] + [start - 1 for start in starts]))
        out.append((node.lineno, last))
    return sorted(out)
