// SPDX-License-Identifier: MIT
// Without a network one sentence says what is in the way, nothing is lost, and when it is back the
// draft is made with the text as it was edited. The session was begun in the shell.
import * as fs from "node:fs/promises";

const TEST = "tests/test_touching_prices.py";
const BRANCH = "fix/touching-ranges-are-one";

export async function prepare(shop) {
  await shop.makeGreen();
  shop.git("remote", "set-url", "origin", "https://github.invalid/octo/shop.git");
}

export default async function (window, shop) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.sees("the session of the shell", ".statusbar-item", /redgreen: .* left/);
  await window.command("Create draft fix PR");
  await window.sees("the draft", ".tab.active", "PULL_REQUEST.md");
  await window.goTo(1, true);
  await window.type(", at last");
  await window.save();

  await window.lens("Create this draft PR");
  await window.sees("what is in the way", ".notification-toast", "github.invalid");
  await window.sees("where more is said", ".notification-toast .monaco-button", "Show output");
  await window.picture("not-pushed");
  window.equal("the number of commits of the branch there",
    shop.git("ls-remote", shop.remote, BRANCH), "");
  await window.sees("the draft, still there", ".tab.active", "PULL_REQUEST.md");
  await window.sees("as it was edited", ".view-line", "at last");
  window.check("the fix is still there", (await shop.read("shop/ranges.py")).includes("high + 1:"));
  await fs.access(`${shop.folder}/${TEST}`);

  shop.git("remote", "set-url", "origin", shop.remote);
  await window.seesNo("the lens of what was tried", ".codelens-decoration a", "Create this draft");
  await window.lens("Create draft fix PR");
  await window.lens("Create this draft PR");
  await window.sees("the report", ".tab.active", /\d{4}-\d\d-\d\d_.*\.md/);
  await window.picture("report");
  window.equal("what was pushed", shop.git("ls-remote", "origin", BRANCH).split("\t")[0],
    shop.git("rev-parse", BRANCH));
  window.check("with the title as it was edited",
    shop.git("log", "-1", "--format=%s", BRANCH).includes("at last"));
}
