// SPDX-License-Identifier: MIT
// A bug that people had, in a project that is not ours: sqlparse 0.5.3 does not split a script with
// DROP TABLE IF EXISTS in a block (its issue 812). In the dark, from the red line to the report.
export const repository = "sqlparse";
export const size = { width: 1120, height: 700 };
export const settings = {
  "editor.minimap.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
};
export const images = {
  "sqlparse-red.png": [["red"]],
  "sqlparse-candidates.png": [["candidates"]],
  "sqlparse-level.png": [["level"]],
  "sqlparse-note.png": [["note"]],
  "sqlparse-edit.png": [["edit"]],
  "sqlparse-draft.png": [["draft"]],
  "sqlparse-report.png": [["report"]],
};

const TEST = "tests/test_if_exists.py";

/** In place of what the note has between <> at the end of a line. */
async function fillIn(window, line, blank, text) {
  await window.shown(".view-line", blank).waitFor();
  await window.goTo(line, true);
  await window.press(...Array(blank.length).fill("Backspace"));
  await window.type(text);
}

/** Nothing is under way any more, as the lens over the test has it. */
async function ended(window) {
  await window.seesNo("the lens of the run", ".codelens-decoration a", "Running");
}

export default async function (window, clone) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.lens("Run test");
  await window.sees("the failing line", ".squiggly-error");
  await window.sees("how it ended", ".notification-toast", "assert 1 == 2");
  await window.sees("lenses again", ".codelens-decoration a", "Start fix session");
  await window.picture("red");

  await window.goTo(13);
  await window.press("Control+K", "Control+I");
  await window.sees("the value that broke it", ".monaco-hover", "DROP TABLE IF EXISTS");
  const candidate = await window.sees("a candidate", ".monaco-hover a", "statement_splitter.py");
  await candidate.scrollIntoViewIfNeeded();
  await window.picture("candidates");
  await candidate.click();
  await window.sees("the file to look at", ".tab.active", "statement_splitter.py");
  await window.picture("level");

  await window.openFile(TEST);
  await window.lens("Start fix session");
  await window.sees("the note of the session", ".tab.active", "NOTE.md");
  await fillIn(window, 6, "<Brief description>", "IF EXISTS in a block swallows what follows");
  await fillIn(window, 10, "<Explanation>", "The lexer hands out the IF of IF EXISTS as a " +
    "keyword of its own; the splitter takes it for a block, and waits for the END IF.");
  await fillIn(window, 12, "<What needs to change>", "IF EXISTS becomes one keyword.");
  await window.save();
  await window.picture("note");

  await window.openFile(TEST);
  await window.goTo(5);
  await window.command("Create fix branch");
  await window.sees("the new branch", ".statusbar-item", /fix\/if-exists/);
  await window.sees("the clock", ".statusbar-item", /redgreen: fix \d+:\d\d left/);
  await ended(window);
  await window.openFile("sqlparse/keywords.py");
  await window.goTo(72, true);
  await window.press("Enter");
  await window.type("(r'IF\\s+(NOT\\s+)?EXISTS\\b', tokens.Keyword),");
  await window.save();
  await window.sees("the change", `[aria-label*="keywords.py"][aria-label*="Modified"]`);
  await window.picture("edit");
  await window.openFile(TEST);
  await window.goTo(5);
  await window.command("redgreen: Run test");
  await window.sees("that it passed", ".notification-toast", "passed");
  await window.seesNo("the failing line", ".squiggly-error");
  await ended(window);
  await window.command("redgreen: Check stability");
  await window.sees("five passes and what they mean", ".notification-toast", "5 of 5 passed");
  await ended(window);

  await window.command("Create draft fix PR");
  await window.sees("the draft", ".tab.active", "PULL_REQUEST.md");
  await window.sees("the project's own template", ".view-line", "Thanks for contributing");
  await window.sees("that nothing was done yet", ".codelens-decoration a", "Create this draft PR");
  await window.picture("draft");
  await window.lens("Create this draft PR");
  await window.sees("the report", ".tab.active", /\d{4}-\d\d-\d\d_.*\.md/);
  await window.sees("that it succeeded", ".view-line", "Success");
  await window.picture("report");

  const branch = clone.git("branch", "--show-current");
  const files = clone.git("diff", "--name-only", "main", branch);
  window.equal("its files", files, "sqlparse/keywords.py");
  window.equal("what is left", clone.git("status", "--porcelain"), `?? outputs/\n?? ${TEST}`);
}
