// SPDX-License-Identifier: MIT
// With the keyboard and in the dark: the menu behind Ctrl+. has what is possible, the next step
// first, and nothing where nothing of ours is.
export const settings = { "workbench.colorTheme": "Default Dark Modern" };

const TEST = "tests/test_touching_prices.py";
const ENTRY = ".action-widget .monaco-list-row";

export default async function (window) {
  await window.trust("Yes, I trust the authors");
  await window.sees("the dark theme", ".monaco-workbench.vs-dark");
  await window.openFile(TEST);
  await window.sees("the lenses", ".codelens-decoration a", "Run test");
  await window.goTo(7);
  await window.openActions();
  await window.sees("an entry to run the test", ENTRY, "Run test");
  await window.sees("an entry to fix it", ENTRY, "Start fix session");
  await window.picture("menu");
  await window.takeAction("Run test");
  await window.sees("the frame of the test", ".squiggly-info");
  await window.sees("how it ended", ".notification-toast", "failed: ValueError");

  await window.goTo(8);
  await window.openActions();
  await window.sees("the menu on the red line", ENTRY, "Start fix session");
  await window.picture("menu-on-red");
  await window.takeAction("What is not possible yet");
  await window.sees("what is possible", ".quick-input-list .monaco-list-row", "Run test");
  const not = await window.sees("what is not", ".quick-input-list .monaco-list-row", "Create fix");
  window.check("it says why", (await not.innerText()).includes("session"), await not.innerText());
  await window.picture("reasons");
  await window.press("Escape");
  await window.openActions();
  await window.takeAction("Start fix session");
  await window.sees("the note of the session", ".tab.active", "NOTE.md");

  await window.openFile("shop/__init__.py");
  await window.goTo(1);
  await window.press("Control+.");
  await window.sees("nothing of ours", ".monaco-editor-overlaymessage", "No code actions");
  await window.picture("nothing");
}
