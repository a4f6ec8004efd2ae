// SPDX-License-Identifier: MIT
// Two repositories in one window: one server, and what is run in one is red there alone; so are the
// settings of a folder.
import * as fs from "node:fs/promises";
import * as path from "node:path";

export const shops = ["first", "second one"];

export async function prepare(first, second) {
  await fs.mkdir(path.join(second.folder, ".vscode"));
  await second.write(".vscode/settings.json", JSON.stringify({ "redgreen.stabilityRuns": 3 }));
}

export default async function (window, [first, second], server) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(path.join(second.folder, "tests/test_touching_prices.py"));
  await window.sees("lenses", ".codelens-decoration a", "Run test");
  await window.sees("its setting", ".codelens-decoration a", "Check stability (3 runs)");
  await window.lens("Run test");
  await window.sees("the frame of the test", ".squiggly-info");
  await window.sees("how it ended", ".notification-toast", "failed: ValueError");
  await window.openFile(path.join(second.folder, "shop/catalog.py"));
  await window.sees("the failing line", ".squiggly-error");
  window.equal("the number of servers", (await server.children("redgreen")).length, 1);
  await window.openFile(path.join(first.folder, "tests/test_touching_prices.py"));
  await window.sees("lenses in the other", ".codelens-decoration a", "Start fix session");
  await window.sees("the usual", ".codelens-decoration a", "Check stability (5 runs)");
  await window.seesNo("a red line in the other", ".monaco-editor .squiggly-info");
  await window.lens("Start fix session");
  await window.sees("the note of its session", ".tab.active", "NOTE.md");
  await window.sees("its clock", ".statusbar-item", /redgreen: .* left/);
  await window.picture("two");
  window.equal("the branch of the other", second.git("branch", "--show-current"), "dev");
}
