// SPDX-License-Identifier: MIT
// A token comes from VS Code's own account, when the user agrees and not before; who refuses has
// the branch pushed and the text as a file.
const TEST = "tests/test_touching_prices.py";
const BRANCH = "fix/touching-ranges-are-one";

export const settings = ({ url }) => ({
  "github-enterprise.uri": url,
  "redgreen.forge": { kind: "github", url, project: "octo/shop" },
});

export async function prepare(shop) {
  await shop.makeGreen();
}

const DIALOG = ".monaco-dialog-box";

export default async function (window, shop, server, github) {
  github.remote = shop.remote;
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.sees("the session of the shell", ".statusbar-item", /redgreen: .* left/);
  await window.command("Create draft fix PR");
  await window.sees("the draft", ".tab.active", "PULL_REQUEST.md");
  window.equal("what the forge was asked", github.asked.length, 0);

  await window.lens("Create this draft PR");
  await window.sees("VS Code's own question", DIALOG, "wants to sign in");
  await window.picture("question");
  await window.shown(`${DIALOG} .monaco-button`, "Cancel").click();
  await window.sees("what happened without it", ".notification-toast", "token");
  await window.picture("refused");
  window.check("no token was sent", github.asked.every(({ token }) => token === undefined));
  window.equal("drafts", github.drafts.length, 0);

  await window.openFile(TEST);
  await window.command("Create draft fix PR");
  await window.sees("the draft again", ".tab.active", "PULL_REQUEST.md");
  await window.lens("Create this draft PR");
  await window.shown(`${DIALOG} .monaco-button`, "Allow").click();
  await window.sees("where the draft is", ".notification-toast .monaco-button", "Open");
  const n_told = await window.page.locator(".notification-toast").count();
  window.equal("the number of messages", n_told, 1);
  await window.picture("draft");
  window.equal("drafts", github.drafts.length, 1);
  window.equal("its branch", github.drafts[0].head, BRANCH);
  window.check("it is a draft", github.drafts[0].draft === true);
  window.equal("whose token it was", github.asked.at(-1).token, "of-the-editor");
}
