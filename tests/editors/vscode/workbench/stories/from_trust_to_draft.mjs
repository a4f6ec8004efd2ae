// SPDX-License-Identifier: MIT
// The whole way in one window: trust, a red test, where it broke, a session, a branch, an edit,
// green, five times green, the draft, the report.
import * as path from "node:path";

export const size = { width: 1120, height: 700 };
export const settings = { "editor.minimap.enabled": false };
export const images = {
  "vscode-red.png": [["red"]],
  "vscode-hover.png": [["hover"]],
  "vscode-values.png": [["values"]],
  "vscode-chain.png": [["chain"]],
  "vscode-branch.png": [["branch"]],
  "vscode-stable.png": [["stable"]],
  "vscode-draft.png": [["draft"]],
  "vscode-report.png": [["report"]],
  "vscode-story.gif": [
    ["lenses", "A test that fails. Run it from the line above it"],
    ["red", "Red where it broke, and on each line that led there"],
    ["values", "The values that broke it, and the files to look at"],
    ["session", "A fix session: 15 minutes, and a note for what only you can say"],
    ["branch", "A fix branch off the fresh base, and red there too"],
    ["edit", "Your part: mend the bug"],
    ["green", "Green on this very tree"],
    ["stable", "Five cold runs, and what they prove"],
    ["draft", "The draft, yours to edit: every claim is a recorded run"],
    ["report", "Pushed, the draft opened, the report written"],
  ],
};

const TEST = "tests/test_touching_prices.py";

/** A file whose name has git's mark beside it, in the explorer or on its tab. */
function marked(file, state) {
  return `[aria-label*="${path.basename(file)}"][aria-label*="${state}"]`;
}

/** Nothing is under way any more, as the lens over the test has it. */
async function ended(window) {
  await window.seesNo("the lens of the run", ".codelens-decoration a", "Running");
}

export default async function (window, shop) {
  await window.sees("the question of trust", ".monaco-dialog-box", "Do you trust the authors");
  await window.picture("trust");
  await window.trust("Yes, I trust the authors");

  await window.openFile(TEST);
  await window.sees("a lens to run the test", ".codelens-decoration a", "Run test");
  await window.sees("a lens to fix it", ".codelens-decoration a", "Start fix session");
  await window.picture("lenses");

  await window.lens("Run test");
  await window.sees("the frame of the test", ".squiggly-info");
  await window.sees("how it ended", ".notification-toast", "failed: ValueError");
  await window.sees("it behind the line", ".test-error-content-widget", "ValueError: tea has");
  await window.sees("it beside the test", ".testing-run-glyph");
  await window.sees("lenses again", ".codelens-decoration a", "Start fix session");
  await ended(window);
  await window.picture("red");
  await window.openFile("shop/catalog.py");
  await window.sees("the failing line", ".squiggly-error");
  await window.shown(".view-line", "raise ValueError").hover();
  await window.sees("the error", ".monaco-hover", "tea has 2 price ranges");
  await window.sees("the value that broke it", ".monaco-hover", "high=4");
  await window.sees("a candidate", ".monaco-hover", "shop/ranges.py");
  await window.picture("hover");
  await window.shown(".monaco-hover table").scrollIntoViewIfNeeded();
  await window.picture("values");
  await window.press("Escape");

  await window.openFile(TEST);
  await window.goTo(8);
  await window.press("F8");
  await window.sees("the next place of the call chain", ".marker-widget", "frame 1/5");
  await window.picture("chain");
  await window.press("Escape");

  await window.lens("Start fix session");
  await window.sees("the note of the session", ".tab.active", "NOTE.md");
  await window.picture("session");
  await window.openFile(TEST);
  await window.goTo(6);
  await window.command("Create fix branch");
  await window.sees("the new branch", ".statusbar-item", /fix\/touching/);
  window.equal("the branch", shop.git("branch", "--show-current"), "fix/touching-ranges-are-one");
  await window.sees("the test, uncommitted", marked(TEST, "Untracked"));
  await window.sees("the clock", ".statusbar-item", /redgreen: fix \d+:\d\d left/);
  await ended(window);
  await window.picture("branch");

  await window.openFile("shop/ranges.py");
  await window.goTo(15, true);
  await window.press("ArrowLeft");
  await window.type(" + 1");
  await window.save();
  await window.sees("the change", marked("shop/ranges.py", "Modified"));
  await window.picture("edit");
  await window.openFile(TEST);
  await window.goTo(6);
  await window.command("redgreen: Run test");
  await window.sees("that it passed", ".notification-toast", "passed");
  await window.seesNo("the frame of the test", ".squiggly-info");
  await window.sees("it beside the test", ".testing-run-glyph.codicon-testing-passed-icon");
  await ended(window);
  await window.picture("green");

  await window.command("redgreen: Check stability");
  await window.sees("five passes and what they mean", ".notification-toast", "5 of 5 passed");
  await ended(window);
  await window.picture("stable");

  await window.command("Create draft fix PR");
  await window.sees("the draft", ".tab.active", "PULL_REQUEST.md");
  await window.sees("its title", ".view-line", "Fix ValueError in Catalog.only");
  await window.sees("that nothing was done yet", ".codelens-decoration a", "Create this draft PR");
  await window.picture("draft");
  window.equal("what was committed", shop.git("rev-list", "--count", "main..HEAD"), "0");
  await window.lens("Create this draft PR");
  await window.sees("the report", ".tab.active", /\d{4}-\d\d-\d\d_.*\.md/);
  await window.sees("that it succeeded", ".view-line", "Success");
  await window.picture("report");

  const branch = "fix/touching-ranges-are-one";
  window.equal("what is committed", shop.git("rev-list", "--count", `main..${branch}`), "1");
  window.equal("its files", shop.git("diff", "--name-only", "main", branch), "shop/ranges.py");
  window.equal("what was pushed", shop.git("ls-remote", "origin", branch).split("\t")[0],
    shop.git("rev-parse", branch));
  window.equal("what is left", shop.git("status", "--porcelain"), `?? ${TEST}`);
}
