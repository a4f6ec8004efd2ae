// SPDX-License-Identifier: MIT
// From the start of the extension, as VS Code's log has it, to the first lens on the page.
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { tellFigure } from "../figure.mjs";

const TEST = "tests/test_late.py";
const ROUNDS = Number(process.env.RG_ROUNDS ?? 10);

/** Without tests: the extension starts when a file is opened that comes later. */
export async function prepare(shop) {
  await fs.rm(path.join(shop.folder, "tests"), { recursive: true });
}

/** When VS Code began to start the extension, in ms; the newest is this window's. */
async function started(server) {
  const times = (await server.logs("remoteexthost.log")).map((text) => {
    const found = /^(\S+ \S+) .*_doActivateExtension redgreen\.redgreen/m.exec(text);
    return found ? Date.parse(found[1]) : 0;
  });
  return Math.max(...times);
}

export default async function (window, shop, server) {
  const lenses = [];
  await window.trust("Yes, I trust the authors");
  for (let n = 0; n < ROUNDS; n++) {
    await window.sees("that the window is ready", ".statusbar-item", "dev");
    const lens = await window.watchFor(".codelens-decoration a");
    await fs.mkdir(path.join(shop.folder, "tests"));
    await shop.write(TEST, "def test_late():\n    assert 1 == 2\n");
    await window.openFile(TEST);
    const seen = await lens();
    lenses.push(seen - await started(server));
    await window.command("View: Close All Editors");
    await prepare(shop);
    await window.reload();
  }
  tellFigure("the first lens, behind the start of the extension", lenses);
}
