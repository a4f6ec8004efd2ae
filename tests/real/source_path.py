# SPDX-License-Identifier: MIT
"""Which files of a repository are sources, and which are tests: as rg_path_is_source and
rg_lesson_is have it (server/locate/source_path.c, lessons.c)."""
NO_SOURCES = {"test", "tests", "testing", "unittests", "unit_tests", "t", "doc", "docs", "example",
              "examples", "benchmark", "benchmarks", "asv_bench", "samples", "tutorial",
              "tutorials"}
NO_SOURCE = {"conftest.py", "setup.py", "test.py", "tests.py", "noxfile.py", "tasks.py",
             "fabfile.py", "dodo.py", "_version.py", "versioneer.py"}
PYTHON = (".py", ".pyx", ".pyi")
SOURCE = (*PYTHON, ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".cu", ".cuh")


def is_source(path):
    *folders, name = path.lower().split("/")
    stem = name.rsplit(".", 1)[0]
    return (name.endswith(SOURCE) and name not in NO_SOURCE and not name.startswith("test_")
            and not stem.endswith(("_test", "_tests", "_unittest"))
            and not NO_SOURCES.intersection(folders))


def is_test(path):
    *folders, name = path.split("/")
    return path.endswith(PYTHON) and not is_source(path) and (
        name.startswith(("test_", "tests_", "unittest_"))
        or name.endswith(("_test.py", "_tests.py", "_unittest.py"))
        or not {"test", "tests", "testing", "unittests"}.isdisjoint(folders))
