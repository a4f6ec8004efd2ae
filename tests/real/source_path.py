# SPDX-License-Identifier: MIT
"""Which files of a repository are sources: as rg_path_is_source has it
(server/locate/source_path.c)."""
NO_SOURCES = {"test", "tests", "testing", "unittests", "unit_tests", "t", "doc", "docs", "example",
              "examples", "benchmark", "benchmarks", "asv_bench", "samples", "tutorial",
              "tutorials"}
NO_SOURCE = {"conftest.py", "setup.py", "test.py", "tests.py", "noxfile.py", "tasks.py",
             "fabfile.py", "dodo.py", "_version.py", "versioneer.py"}
SOURCE = (".py", ".pyx", ".pyi", ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".cu", ".cuh")


def is_source(path):
    *folders, name = path.lower().split("/")
    stem = name.rsplit(".", 1)[0]
    return (name.endswith(SOURCE) and name not in NO_SOURCE and not name.startswith("test_")
            and not stem.endswith(("_test", "_tests", "_unittest"))
            and not NO_SOURCES.intersection(folders))
