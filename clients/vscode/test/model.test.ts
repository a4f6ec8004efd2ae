// SPDX-License-Identifier: MIT
// What the client decides by itself: settings, the server's place, arguments from the palette.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import {
  argumentFor,
  candidatePlaces,
  commandIds,
  isProgram,
  kindInMenu,
  partActions,
  rootOf,
  savesFirst,
  serverPath,
  settingNames,
  settingsFor,
  setupLines,
  testsIn,
} from "../src/model";

const manifest: unknown = JSON.parse(fs.readFileSync("package.json", "utf8"));
const TEST_FILE = { uri: "file:///r/tests/test_a.py", languageId: "python" };

test("settings: the nearest place wins, nobody's word is not sent", () => {
  const written: Record<string, object> = {
    base: { globalValue: "main", workspaceValue: "develop" },
    python: { globalValue: "python3.12", workspaceValue: "a", workspaceFolderValue: "b" },
    jobs: { defaultValue: 0 },
  };
  const sent = settingsFor(["base", "python", "jobs", "remote"], (name) => written[name]);
  assert.deepEqual(sent, { base: "develop", python: "b" });
});

test("settings: empty values are somebody's word", () => {
  const sent = settingsFor(["pytestArgs", "base"], (name) =>
    name === "base" ? { workspaceValue: "" } : { globalValue: [] },
  );
  assert.deepEqual(sent, { pytestArgs: [], base: "" });
});

test("settings: the client's own stay with the client", () => {
  const names = settingNames(manifest);
  assert.ok(names.includes("server.path") && names.includes("stabilityRuns"));
  const sent = settingsFor(names, () => ({ globalValue: 1 }));
  assert.ok(!("server.path" in sent) && "stabilityRuns" in sent);
  assert.deepEqual(settingNames({}), []);
});

test("server: setting, then the extension's, then PATH", () => {
  assert.equal(serverPath("/opt/redgreen", "/ext/bin/redgreen", () => true), "/opt/redgreen");
  assert.equal(serverPath("", "/ext/bin/redgreen", (p) => p === "/ext/bin/redgreen"),
    "/ext/bin/redgreen");
  assert.equal(serverPath("", "/ext/bin/redgreen", () => false), "redgreen");
});

test("server: a name is looked for on PATH, a path is taken as it is", () => {
  const exists = (file: string): boolean => ["/opt/bin/redgreen", "/x/rg"].includes(file);
  assert.ok(isProgram("redgreen", "/usr/bin:/opt/bin", exists));
  assert.ok(!isProgram("redgreen", "/usr/bin", exists));
  assert.ok(isProgram("/x/rg", "", exists));
  assert.ok(!isProgram("/opt/redgreen", "/opt/bin", exists));
});

test("menu: Ctrl+. shows the server's actions, which are no source actions there", () => {
  assert.equal(kindInMenu("source.redgreen.runTest"), "redgreen.runTest");
  assert.equal(kindInMenu("quickfix"), "quickfix");
  assert.equal(kindInMenu("source.organizeImports"), "source.organizeImports");
  const can = { title: "Run test" };
  const cannot = { title: "Create fix branch", disabled: { reason: "no session" } };
  assert.deepEqual(partActions([cannot, can]), { can: [can], cannot: [cannot] });
});

test("commands: the client's own are not the server's", () => {
  const ids = commandIds(manifest);
  assert.ok(ids.includes("redgreen.runTest") && !ids.includes("redgreen.restart"));
  assert.deepEqual(commandIds({}), []);
});

test("palette: a command is told the folder; a log its document; a run its test file", () => {
  const place = { root: "/r", document: { ...TEST_FILE, relativePath: "tests/test_a.py" } };
  assert.deepEqual(argumentFor("redgreen.undo", place), { root: "/r" });
  assert.deepEqual(argumentFor("redgreen.explainLog", place), { root: "/r", log: TEST_FILE.uri });
  assert.deepEqual(argumentFor("redgreen.runTest", place), {
    root: "/r",
    tests: ["tests/test_a.py"],
  });
  assert.deepEqual(argumentFor("redgreen.runTest", {}), {});
});

test("palette: a source file is no test", () => {
  const document = { ...TEST_FILE, relativePath: "app/attest_a.py" };
  assert.deepEqual(argumentFor("redgreen.runTest", { root: "/r", document }), { root: "/r" });
});

test("candidates are places: the best function's line, or the file's beginning", () => {
  const candidates = [
    { path: "app/money.py", functions: [{ line: 3 }, { line: 9 }] },
    { path: "app/basket.py", functions: [] },
  ];
  assert.deepEqual(candidatePlaces({ summary: "", candidates }), [
    { path: "app/money.py", line: 2 },
    { path: "app/basket.py", line: 0 },
  ]);
  assert.deepEqual(candidatePlaces(undefined), []);
  assert.equal(rootOf([{ root: "/r" }], "/other"), "/r");
  assert.equal(rootOf([], "/other"), "/other");
});

test("set-up: a line for each thing, and what mends what is missing", () => {
  const check = { item: "pytest", ok: true, level: "ok", detail: "8.3.5", next: null };
  const missing = { ...check, ok: false, level: "error", detail: "not there", next: "install it" };
  assert.deepEqual(setupLines({ summary: "", checks: [check, missing] }), [
    "ok       pytest: 8.3.5",
    "error    pytest: not there",
    "         install it",
  ]);
  assert.deepEqual(setupLines(undefined), []);
});

test("what runs tests saves first, what only reads does not", () => {
  assert.ok(savesFirst("redgreen.runTest") && savesFirst("redgreen.createDraftFixPr"));
  assert.ok(!savesFirst("redgreen.showStatus") && !savesFirst("redgreen.stop"));
});

test("the tests that a command's argument names", () => {
  assert.deepEqual(testsIn([{ tests: ["tests/a.py::b", 7] }]), ["tests/a.py::b"]);
  assert.deepEqual(testsIn([{ root: "/r" }]), []);
  assert.deepEqual(testsIn([]), []);
});
