#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes lsp_table.json, the part of the protocol's own description that redgreen uses:

    make_lsp_table.py METAMODEL     metaModel.json of microsoft/vscode-languageserver-node (MIT)

Messages are those of server/lsp/methods.def and SENT below, with all types that they lead to. A type
is the name of a base type or of an entry in "types", or one of ["array", T], ["or", T…],
["map", T], ["is", text], ["object", {name: T}]; a name that ends in "?" may be missing. An entry is
an object's members, or ["enum", base, value…], "open" behind it when others are allowed.
"""

import json
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
SENT = {
    "$/progress", "client/registerCapability", "textDocument/publishDiagnostics",
    "window/logMessage", "window/showDocument", "window/showMessage", "window/showMessageRequest",
    "window/workDoneProgress/create", "workspace/applyEdit", "workspace/codeLens/refresh",
    "workspace/configuration",
}


class Table:
    def __init__(self, model):
        self.named = {kind: {entry["name"]: entry for entry in model[kind]}
                      for kind in ("structures", "enumerations", "typeAliases")}
        self.types = {}

    def type(self, given):
        kind = given["kind"]
        if kind == "base":
            return given["name"]
        if kind == "reference":
            return self.reference(given["name"])
        if kind == "array":
            return ["array", self.type(given["element"])]
        if kind == "or":
            return ["or", *map(self.type, given["items"])]
        if kind == "map":
            return ["map", self.type(given["value"])]
        if kind == "stringLiteral":
            return ["is", given["value"]]
        if kind == "literal":
            return ["object", self.members(given["value"])]
        raise ValueError(f"a type of kind {kind}")

    def reference(self, name):
        if name.startswith("LSP"):  # LSPAny, LSPObject, LSPArray: whatever JSON can hold
            return "any"
        if name not in self.types:
            self.types[name] = None  # a type may lead back to itself
            if name in self.named["structures"]:
                self.types[name] = self.members(self.named["structures"][name])
            elif name in self.named["enumerations"]:
                entry = self.named["enumerations"][name]
                values = [value["value"] for value in entry["values"]]
                is_open = ["open"] if entry.get("supportsCustomValues") else []
                self.types[name] = ["enum", entry["type"]["name"], *values, *is_open]
            else:
                self.types[name] = self.type(self.named["typeAliases"][name]["type"])
        return name

    def members(self, structure):
        out = {}
        for base in structure.get("extends", []) + structure.get("mixins", []):
            out.update(self.members(self.named["structures"][base["name"]]))
        for member in structure["properties"]:
            name = member["name"] + ("?" if member.get("optional") else "")
            out[name] = self.type(member["type"])
        return out


def main():
    model = json.loads(pathlib.Path(sys.argv[1]).read_text())
    methods = set(re.findall(r'"([^"]+)"', (TOP / "server/lsp/methods.def").read_text())) | SENT
    table = Table(model)
    messages = {}
    for kind in ("requests", "notifications"):
        for entry in model[kind]:
            if entry["method"] not in methods:
                continue
            message = {"from": entry["messageDirection"], "kind": kind[:-1]}
            if "params" in entry:
                message["params"] = table.type(entry["params"])
            if "result" in entry:
                message["result"] = table.type(entry["result"])
            messages[entry["method"]] = message
    missing = methods - set(messages)
    if missing:
        sys.exit(f"the model has no {', '.join(sorted(missing))}")
    # What $/progress carries is LSPAny in the model.
    values = ["WorkDoneProgressBegin", "WorkDoneProgressReport", "WorkDoneProgressEnd"]
    table.types["ProgressParams"] = {"token": table.reference("ProgressToken"),
                                     "value": ["or", *map(table.reference, values)]}
    line = "SPDX-License-Identifier: MIT. Made by make_lsp_table.py from metaModel.json " \
           f"{model['metaData']['version']}, Copyright (c) Microsoft Corporation, MIT."
    rows = [f'"note": {json.dumps(line)}']
    for key, entries in (("messages", messages), ("types", table.types)):
        body = ",\n".join(f"{json.dumps(name)}: {json.dumps(entries[name])}"
                          for name in sorted(entries))
        rows.append(f'"{key}": {{\n{body}\n}}')
    (TOP / "tests/support/lsp_table.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


main()
