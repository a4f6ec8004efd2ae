// SPDX-License-Identifier: MIT
// The first-run pages are found, and their buttons do what they say.
export default async function (window) {
  await window.trust("Yes, I trust the authors");
  await window.openFile("tests/test_touching_prices.py");
  await window.sees("lenses", ".codelens-decoration a", "Run test");
  await window.command("Welcome: Open Walkthrough");
  await window.shown(".quick-input-list .monaco-list-row", "From a failing pytest").click();
  await window.sees("the first step", ".getting-started-step.expanded", "Run a failing test");
  await window.sees("its page", ".getting-started-media iframe, .getting-started-media .markdown");
  await window.picture("pages");
  await window.shown(".getting-started-step", "If something does not work").click();
  await window.shown(".getting-started-step.expanded .monaco-button", "Check set-up").click();
  await window.sees("what was found, in the output", ".part.panel .view-line", "pytest");
  await window.picture("set-up");
}
