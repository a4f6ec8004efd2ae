// SPDX-License-Identifier: MIT
// Documents that are nowhere on disk, and changes that are not yet: a log that is pasted is read,
// and its lines lead to the code; a run is one of what the editor shows.
import { LOG } from "../log.mjs";

const TEST = "tests/test_touching_prices.py";

export default async function (window, shop) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.sees("the lenses", ".codelens-decoration a", "Run test");

  await window.command("File: New Untitled Text File");
  await window.sees("a new document", ".tab.active", "Untitled-1");
  await window.paste(LOG);
  await window.sees("a lens over the failure", ".codelens-decoration a", "Show candidate files");
  await window.picture("pasted");
  await window.goTo(LOG.split("\n").findIndex((line) => line.startsWith("shop/catalog.py:24")) + 1);
  await window.goToDefinition("catalog.py");
  await window.sees("the code", ".tab.active", "catalog.py");
  await window.sees("its line", ".statusbar-item", "Ln 24,");
  await window.sees("that it is red", ".squiggly-error");
  await window.picture("code");

  await window.openFile("shop/ranges.py");
  await window.goTo(15, true);
  await window.press("ArrowLeft");
  await window.type(" + 1");
  await window.sees("that it is not saved", ".tab.active.dirty");
  await window.openFile(TEST);
  await window.lens("Run test");
  await window.sees("that it passed", ".notification-toast", "passed");
  window.check("what was run was saved", (await shop.read("shop/ranges.py")).includes("high + 1:"));
  await window.sees("that the log is not", ".tab.dirty", "Untitled-1");
  await window.picture("passed");
}
