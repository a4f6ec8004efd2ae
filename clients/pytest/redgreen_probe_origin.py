# SPDX-License-Identifier: MIT
"""Whose a file is: the project that it belongs to, whether two files are versions of one text, and
whether compiled code is of its source. Asked only about the few modules that are suspicious."""

import json
import marshal
import os
import re
import sys

_INSTALLED = ("/site-packages/", "/dist-packages/", "/.tox/", "/.nox/", "/.eggs/", ".egg/",
              "/build/lib")
_MAX_BYTES = 1024 * 1024
_MOST_PAIRS = 20
_SAME_PART = 0.5  # of the lines of the shorter file; unrelated files share imports alone


def is_installed(path):
    """Whether the file was put there by an installer or a build, and is nobody's source."""
    for part in _INSTALLED:  # for every module that was loaded
        if part in path:
            return True
    return False


def _read(path):
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _site_of(path):
    """The site-packages in which the file lies, or None."""
    end = max(path.rfind("/site-packages/"), path.rfind("/dist-packages/"))
    return path[:end + len("/site-packages")] if end > 0 else None


# Without patterns where every run comes by: compiling one takes longer than all that is read here.


def _normal(name):
    name = name.replace("_", "-").replace(".", "-").lower()
    while "--" in name:
        name = name.replace("--", "-")
    return name


def _name_in(text, table):
    """The value of `name` in a table of TOML or an INI file, or None."""
    is_inside = False
    for line in text.split("\n"):
        if line.startswith("["):
            is_inside = line.rstrip() == "[%s]" % table
        elif is_inside and line.lstrip().startswith("name"):
            value = line.lstrip()[len("name"):].lstrip()
            if value[:1] in ("=", ":"):
                value = value[1:].strip()
                if value[:1] in ("'", '"'):
                    return value[1:].split(value[0])[0]
                return value.split()[0] if value else None
    return None


def project_name(folder):
    """The name in the folder's manifest, normalised as PEP 503 says, or None. There is no parser of
    TOML before Python 3.11, and setup.py is a program."""
    text = _read(os.path.join(folder, "pyproject.toml"))
    name = _name_in(text, "project") or _name_in(text, "tool.poetry") or _name_in(
        _read(os.path.join(folder, "setup.cfg")), "metadata")
    text = "" if name else _read(os.path.join(folder, "setup.py"))
    if text:
        found = re.search(r"\bname\s*=\s*[\"']([^\"']+)", text)
        name = found and found.group(1)
    return _normal(name) if name else None


def _lines(text):
    return {line for line in map(str.strip, text.split("\n")) if len(line) > 7}


def _source_of(name, path):
    text = _read(path) if path.endswith((".py", ".pyi")) else ""
    if text:
        return text
    try:
        return sys.modules[name].__loader__.get_source(name) or ""
    except Exception:
        return ""


def _defined(text):
    """Names that the module has of its own; those that every second module has say nothing."""
    names = re.findall(r"(?m)^(?:(?:async def|def|class)\s+(\w+)|([A-Za-z]\w*)\s*[:=])", text)
    return {name for pair in names for name in pair if name} - {"main", "logger", "log", "LOGGER"}


class Origin:
    def __init__(self, root, projects):
        self.root = os.path.realpath(root).rstrip("/") + "/"
        self.ours = {name for name in map(project_name, projects) if name}
        self.dists = {}  # site-packages -> {normalised name: metadata folder}
        self.answers = {}

    # ---- who owns a file ------------------------------------------------------------------------

    def _dists(self, site):
        if site not in self.dists:
            found = {}
            try:
                names = os.listdir(site)
            except OSError:
                names = []
            for name in names:
                if name.endswith((".dist-info", ".egg-info")):
                    found[_normal(name.rsplit(".", 1)[0].split("-")[0])] = os.path.join(site, name)
            self.dists[site] = found
        return self.dists[site]

    def _dist_of(self, path, top):
        """The metadata folder of one of our projects, when it says that the file is its."""
        site = _site_of(path)
        for name in self.ours if site else ():
            folder = self._dists(site).get(name)
            if not folder:
                continue
            record = _read(os.path.join(folder, "RECORD"))
            tops = _read(os.path.join(folder, "top_level.txt"))
            inside = path[len(site) + 1:]
            if ("\n" + record).find("\n" + inside + ",") >= 0 or (not record and (
                    not tops or top in tops.split())):
                return folder
        return None

    def is_ours(self, path, top):
        """Whether the file belongs to a project of the tree's own name."""
        key = os.path.dirname(path), top
        if key not in self.answers:
            self.answers[key] = self._is_ours(path, top)
        return self.answers[key]

    def _is_ours(self, path, top):
        if not self.ours:
            return False
        if ".egg/" in path:
            egg = path[:path.index(".egg/")].rsplit("/", 1)[-1]
            return _normal(egg.split("-")[0]) in self.ours
        if _site_of(path):
            return self._dist_of(path, top) is not None
        folder = os.path.dirname(path)
        for _ in range(8):
            name = project_name(folder)
            if name or len(folder) < 2:
                return name in self.ours
            folder = os.path.dirname(folder)
        return False

    @staticmethod
    def _url_of(folder):
        """(path that it was installed from, whether it is editable), as PEP 610 has it"""
        try:
            told = json.loads(_read(os.path.join(folder, "direct_url.json")) or "{}")
            url, is_editable = told.get("url", ""), bool(told.get("dir_info", {}).get("editable"))
        except (ValueError, AttributeError):
            return "", False
        if not url.startswith("file://"):
            return "", False
        from urllib.parse import unquote
        return os.path.realpath(unquote(url[len("file://"):])), is_editable

    def is_editable(self, path, top):
        """Whether the file is a shim that leads to a project's folder: the finder's own module."""
        folder = self._dist_of(path, top)
        return bool(folder) and self._url_of(folder)[1]

    def is_built_from_tree(self, path, top):
        """Whether installed native code was built from this tree, at some time."""
        folder = self._dist_of(path, top)
        return bool(folder) and (self._url_of(folder)[0] + "/").startswith(self.root)

    # ---- whether it is the same code ------------------------------------------------------------

    def are_same(self, pairs):
        """pairs: (module, path, path in the tree, …). Whether they are versions of one text."""
        n_common = n_all = n_names = n_all_names = 0
        is_equal = False
        for name, path, in_tree, _ in pairs[:_MOST_PAIRS]:
            theirs, ours = _source_of(name, path), _read(in_tree)
            if not theirs and ours:  # no source: by what it defines
                one, other = _defined(ours), set(dir(sys.modules.get(name)))
            else:
                names, others = _defined(ours), _defined(theirs)
                n_names += len(names & others)
                n_all_names += max(len(names), len(others))
                one, other = _lines(ours), _lines(theirs)
                is_equal = is_equal or (bool(ours.strip()) and ours == theirs)
            n_common += len(one & other)
            n_all += min(len(one), len(other)) if theirs else len(one)
        return (is_equal or (n_common >= 3 and n_common >= _SAME_PART * n_all)
                or (n_names >= 1 and n_names >= _SAME_PART * n_all_names))

    # ---- how it came in -------------------------------------------------------------------------

    def describe(self, name, path, place, folder):
        entry = {"module": name, "path": path}
        if place in ("link", "build", "archive"):
            entry["kind"] = place
        elif re.search(r"\.egg/|\.pyz/|\.zip/|\.whl/", path) and not os.path.exists(path):
            entry["kind"] = "archive"
        elif is_installed(path):
            entry["kind"] = "installed"
        else:
            entry["kind"] = "checkout"
        if entry["kind"] in ("checkout", "archive", "build"):
            entry["via"] = self._via(path, folder)
        if entry["kind"] == "link":
            entry["path"] = os.path.realpath(path)
        return entry

    def _via(self, path, folder):
        real = os.path.realpath(folder)
        for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep):
            if entry and os.path.realpath(entry) == real:
                return "PYTHONPATH"
        for site in sys.path:
            if not site.endswith(("site-packages", "dist-packages")):
                continue
            for name in self._dists(site).values():
                url, is_editable = self._url_of(name)
                if is_editable and (os.path.realpath(path)).startswith(url + "/"):
                    return "editable"
            try:
                names = os.listdir(site)
            except OSError:
                continue
            for name in names:
                if name.endswith((".pth", ".egg-link")) and any(
                        line.strip() and os.path.realpath(line.strip()) == real
                        for line in _read(os.path.join(site, name)).split("\n")):
                    return "editable"
        return "sys.path"


# ---- compiled code ------------------------------------------------------------------------------


def is_stale_bytecode(source, compiled, started_ns):
    """Whether Python believed compiled code that is not of the source: its hash is not checked, or
    time and size are those of the source by chance. What was written since started_ns is fresh."""
    try:
        of_compiled, of_source = os.stat(compiled), os.stat(source)
        if of_compiled.st_mtime_ns >= started_ns:
            return False
        with open(compiled, "rb") as file:
            head = file.read(16 if sys.version_info >= (3, 7) else 12)
            flags = int.from_bytes(head[4:8], "little") if len(head) == 16 else 0
            if flags & 1:
                return not flags & 2 and head[8:16] != _hash_of(source)
            if (int.from_bytes(head[-8:-4], "little") != int(of_source.st_mtime) & 0xFFFFFFFF
                    or int.from_bytes(head[-4:], "little") != of_source.st_size & 0xFFFFFFFF):
                return False  # Python has seen that
            if (of_source.st_ctime_ns + 2 * 10 ** 9 < of_compiled.st_mtime_ns
                    or of_source.st_size > _MAX_BYTES):
                return False
            code = marshal.loads(file.read())
        with open(source, "rb") as file:
            return compile(file.read(), source, "exec", dont_inherit=True) != code
    except (OSError, ValueError, EOFError, TypeError, SyntaxError):
        return False


def _hash_of(source):
    import importlib.util
    with open(source, "rb") as file:
        return importlib.util.source_hash(file.read())
