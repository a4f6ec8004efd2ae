# SPDX-License-Identifier: MIT
"""The text of a variable, as the probe writes it: bounded, without secrets, and without running
any code of the project under test. repr() is not used on objects of classes that are not Python's
own: it may be slow, ask a database, or change what the test sees next."""

import itertools
import re

MAX_VALUE = 200
MAX_DEPTH = 3
MAX_ITEMS = 8


class _Pattern:
    """A regular expression that is compiled when a failure first needs it: that takes as long as
    the rest of the probe together, and most runs have no failure."""

    def __init__(self, text, flags=0, compile=re.compile):
        self._arguments, self._compile = (text, flags), compile

    def __getattr__(self, name):
        compiled = self._compile(*self._arguments)
        self.search, self.sub = compiled.search, compiled.sub
        return getattr(compiled, name)


# "key" only at the end of a word: not monkeypatch, not keyword. "pass" not in passed, bypass.
SECRET_NAME = _Pattern(
    r"token|secret|cred|auth(?!or)|passw|passphrase|(?<![a-z])pass(?![a-z])|keys?(?![a-z])", re.I
)
SECRET_TEXT = _Pattern(
    r"\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|sk-)[A-Za-z0-9_-]{8,}"
    r"|(?<=://)[^/\s:@]{1,200}:[^/\s@]{1,200}(?=@)|(?<=Bearer )\S{8,200}"
)
WITHHELD = "<withheld>"


def cut(text, limit=MAX_VALUE):
    if len(text) <= limit:
        return text
    return text[: limit * 2 // 3] + "..." + text[len(text) - (limit - limit * 2 // 3 - 3):]


def class_name(cls):
    try:
        return type.__getattribute__(cls, "__qualname__")
    except Exception:
        return "object"


def _is_from(cls, *modules):
    module = type.__getattribute__(cls, "__module__")
    return isinstance(module, str) and module.split(".")[0] in modules


# Of the standard library, written in C or without a call to what they hold.
_PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"),
    ("datetime", "timedelta"), ("decimal", "Decimal"), ("fractions", "Fraction"),
    ("uuid", "UUID"), ("pathlib", "PosixPath"), ("pathlib", "PurePosixPath"),
    ("pathlib._local", "PosixPath"), ("pathlib._local", "PurePosixPath"),
}


def _items(values, depth, total):
    parts = [_text(value, depth + 1) for value in itertools.islice(values, MAX_ITEMS)]
    if total > MAX_ITEMS:
        parts.append("... %d in all" % total)
    return ", ".join(parts)


def _pairs(pairs, depth, total, are_attributes):
    parts = []
    for key, value in itertools.islice(pairs, MAX_ITEMS):
        is_secret = type(key) is str and SECRET_NAME.search(key)
        text = WITHHELD if is_secret else _text(value, depth + 1)
        if are_attributes:
            parts.append("%s=%s" % (key, text))
        else:
            parts.append("%s: %s" % (_text(key, depth + 1), text))
    if total > MAX_ITEMS:
        parts.append("... %d in all" % total)
    return ", ".join(parts)


def _array(value, cls):
    """Shape and type of an array or a frame; the numbers of a small array of numpy's."""
    dtype = getattr(value, "dtype", None)
    about = "shape=%r" % (tuple(value.shape),)
    if dtype is not None:
        about += " dtype=%s" % (dtype,)
    if _is_from(cls, "numpy") and value.size <= 16 and value.dtype.kind in "biufc":
        return "%s(%r, %s)" % (class_name(cls), value.tolist(), about)
    return "<%s %s>" % (class_name(cls), about)


def _object(value, cls, depth):
    name = class_name(cls)
    module = type.__getattribute__(cls, "__module__")
    if (module, name) in _PLAIN:
        return repr(value)
    if name in ("ndarray", "Tensor", "Parameter", "DataFrame", "Series") and _is_from(
            cls, "numpy", "torch", "pandas"):
        return _array(value, cls)
    if name in ("function", "method", "builtin_function_or_method", "module"):
        return "<%s %s>" % (name, getattr(value, "__qualname__", getattr(value, "__name__", "")))
    try:
        fields = object.__getattribute__(value, "__dict__")
    except Exception:
        fields = None
    if issubclass(cls, BaseException):
        return "%s(%s)" % (name, _items(iter(value.args), depth, len(value.args)))
    if type(fields) is dict and fields:
        pairs = [(key, item) for key, item in dict.items(fields) if type(key) is str]
        return "<%s %s>" % (name, _pairs(pairs, depth, len(pairs), True))
    return "<%s>" % name


def _text(value, depth=0):
    """Like repr, without running code of the project."""
    cls = type(value)
    name = "" if cls in (int, list, tuple, dict, set, frozenset) else class_name(cls)
    if value is None or value is True or value is False or value is Ellipsis:
        return repr(value)
    if issubclass(cls, int):
        n_bits = int.bit_length(value)
        body = int.__repr__(value) if n_bits <= 600 else "<int of %d bits>" % n_bits
        return "%s(%s)" % (name, body) if name else body
    if issubclass(cls, float):
        return float.__repr__(value)
    if issubclass(cls, str):
        n = str.__len__(value)
        body = str.__repr__(str.__getitem__(value, slice(0, MAX_VALUE)))
        return body if n <= MAX_VALUE else "%s... %d characters" % (body, n)
    if issubclass(cls, bytes):
        n = bytes.__len__(value)
        body = repr(bytes.__getitem__(value, slice(0, MAX_VALUE // 2)))
        return body if n <= MAX_VALUE // 2 else "%s... %d bytes" % (body, n)
    if issubclass(cls, type):
        return "<class %s>" % class_name(value)
    if depth >= MAX_DEPTH:
        return "<%s>" % class_name(cls)
    if issubclass(cls, list):
        return "%s[%s]" % (name, _items(list.__iter__(value), depth, list.__len__(value)))
    if issubclass(cls, tuple):
        n = tuple.__len__(value)
        names = cls.__dict__.get("_fields")
        if type(names) is tuple and len(names) == n:
            return "%s(%s)" % (name, _pairs(zip(names, tuple.__iter__(value)), depth, n, True))
        return "%s(%s%s)" % (name, _items(tuple.__iter__(value), depth, n), "," * (n == 1))
    if issubclass(cls, dict):
        n = dict.__len__(value)
        return "%s{%s}" % (name, _pairs(dict.items(value), depth, n, False))
    if issubclass(cls, (set, frozenset)):
        base = set if issubclass(cls, set) else frozenset
        return "%s{%s}" % (name or cls.__name__,
                           _items(base.__iter__(value), depth, base.__len__(value)))
    return _object(value, cls, depth)


def value_text(name, value):
    """The text of a variable, bounded; never raises, never runs code of the project."""
    if SECRET_NAME.search(name):
        return WITHHELD
    try:
        text = _text(value)
    except Exception:  # a class that lies about itself
        text = "<%s>" % class_name(type(value))
    return cut(SECRET_TEXT.sub(WITHHELD, text))
