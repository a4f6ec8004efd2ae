# SPDX-License-Identifier: MIT
"""redgreen's probe: a pytest plug-in that writes down what happens, and changes nothing.

Loaded with ``-p redgreen_probe``; Python 3.6 and later, pytest 6.2 and later, standard library
only. Environment:

``REDGREEN_PROBE``
    file to append to; without it the plug-in does nothing
``REDGREEN_PROBE_ROOT``
    the workspace's root; without it pytest's rootdir

The file holds JSON Lines: UTF-8, one object a line, each written by one unbuffered append, so that
xdist's workers share the file and a crash loses nothing that was written before it. A last line
without its end was cut by a crash. A reader ignores keys and kinds that it does not know. Keys
whose value would be null, empty or false may be missing. Line numbers are 1-based, paths are
absolute unless Python gave something else (``<string>``), times are in seconds. Every record has
``kind``, and ``worker`` ("gw0") when a worker of xdist wrote it.

``session``   when pytest has configured itself
    format (1), python ("3.11.7"), implementation, executable, prefix, pytest, rootdir, cwd,
    argv (pytest's arguments), plugins ["pytest-xdist 3.8.0"]
``start``     a test begins: nodeid
``report``    a phase of a test has ended. Passed set-ups and teardowns have none.
    nodeid, when ("setup" | "call" | "teardown"; "crash": a worker of xdist died in it),
    outcome ("passed" | "failed" | "skipped" | "rerun"), seconds,
    path and line of the test itself,
    wasxfail: reason, for an expected failure (outcome "skipped") or an unexpected pass,
    skipped: reason,
    subtest: {"message", "params": {name: text}}, for a subtest's own report,
    subtests_failed: true when the report only says that subtests failed,
    error: an exception, for outcome "failed" and "rerun"
``collect``   collecting failed: nodeid (of the file or folder), path, error
``internal``  pytest itself failed: error
``interrupt`` KeyboardInterrupt or pytest.exit: error
``finish``    pytest has come to its end
    exitstatus, collected (number of tests), seconds,
    foreign: [{"module", "path"}]: modules that the tree has and that came from elsewhere; the
    shortest name of each package only,
    own: number of modules that were loaded from below the root
    (``foreign`` and ``own`` are in each worker's record too)

An exception is an object:
    type      as the last line of a traceback spells it, with its module unless built in
              ("decimal.InvalidOperation"); missing for a fixture that does not exist
    name      the class's bare name ("InvalidOperation")
    message   str() of it, at most 64 KiB; for an assertion what pytest made of it
    frames    innermost last, pytest's own left out, at most 200 (the middle is left out and
              ``omitted`` says how many):
              {"path", "line", "function", "qualname", "source", "values": [[name, text]]}
              ``source`` is the stripped line; ``values`` are arguments, then locals, at most 20,
              of frames below the root only
    chain     the exceptions behind it, nearest first, at most 20: exceptions without ``chain``,
              with relation "cause" | "context" | "group" (a member of the group before it)
    crash     {"path", "line"}: where pytest says that it happened, when there are no frames

Values never run code of the project: no __repr__, no property, no __len__ of a class that is not
Python's own. They are cut at 200 characters; whatever is called TOKEN, SECRET, KEY, PASS, CRED or
AUTH, as a variable, an attribute or a key of a mapping, is withheld.
"""
