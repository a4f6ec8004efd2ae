// SPDX-License-Identifier: MIT
// VS Code's own git extension notices changes of files; that a branch, an index or a commit is
// another one it notices late. It is told.
import * as vscode from "vscode";

/** The part of the git extension's API (version 1) that is used here. */
interface GitApi {
  getRepository(uri: vscode.Uri): { status(): Promise<void> } | null;
}

const CHANGES_REFS = new Set([
  "redgreen.createFixBranch",
  "redgreen.createDraftFixPr",
  "redgreen.undo",
]);

/** Behind a command: branch, badges and the list of changes are what they are now. */
export async function refreshGit(command: string, root: string | undefined): Promise<void> {
  const git = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>("vscode.git");
  if (root !== undefined && CHANGES_REFS.has(command) && git?.isActive) {
    await git.exports.getAPI(1).getRepository(vscode.Uri.file(root))?.status();
  }
}
