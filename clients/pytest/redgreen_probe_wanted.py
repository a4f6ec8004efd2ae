# SPDX-License-Identifier: MIT
"""The tests that redgreen asked for, among all those that pytest collected."""

import os


class Wanted:
    """nodeids: a line each, relative to root; a class and a test without its parameters stand for
    all that is theirs. rootdir: pytest's, which the ids of collected tests are relative to."""

    def __init__(self, nodeids, root, rootdir):
        self.rootdir = os.path.realpath(rootdir)
        self.names = {}  # path of a file -> names of the tests in it
        for nodeid in filter(None, nodeids.split("\n")):
            file, _, name = nodeid.partition("::")
            path = os.path.normpath(os.path.join(os.path.realpath(root), file))
            self.names.setdefault(path, set()).add(name)

    def has(self, nodeid):
        file, _, name = nodeid.partition("::")
        names = self.names.get(os.path.normpath(os.path.join(self.rootdir, file)), ())
        return any(not wanted or name == wanted or name.startswith((wanted + "[", wanted + "::"))
                   for wanted in names)
