# SPDX-License-Identifier: MIT
"""sanitizer_reports - what sanitizers found, of programs whose log_path is FOLDER/sanitizer.

As a program: sanitizer_reports.py FOLDER prints it, and ends with 1 where there is something.
A server that its editor kills while leaks are looked for leaves a warning about threads that were
not suspended; that is none.
"""
import pathlib
import re
import sys

FOUND = re.compile(r"ERROR: |runtime error: ")


def read(folder):
    """All reports in the folder, as one text."""
    texts = [path.read_text(errors="replace")
             for path in sorted(pathlib.Path(folder).glob("sanitizer.*"))]
    return "".join(text for text in texts if FOUND.search(text))


if __name__ == "__main__":
    found = read(sys.argv[1])
    print(found, end="")
    sys.exit(1 if found else 0)
