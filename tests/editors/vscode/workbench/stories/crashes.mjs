// SPDX-License-Identifier: MIT
// A server that dies is started again and serves as before; one that dies again and again is not,
// and says so once, with what to do.
import { until } from "../code_server.mjs";

const TEST = "tests/test_touching_prices.py";

/** Whether the window's log has that a server was started, and what it said when it was ready. */
async function isReady(server, id) {
  const logs = await server.logs("redgreen.log");
  return logs.some((text) => text.split(`, process ${id}\n`)[1]?.includes("files are read"));
}

/** Ends the server once it serves, and waits until it is gone. */
async function kill(server) {
  const [id] = await server.children("redgreen");
  await until(() => isReady(server, id));
  process.kill(id, "SIGKILL");
  await until(async () => !(await server.children("redgreen")).includes(id));
}

export default async function (window, shop, server) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.sees("lenses", ".codelens-decoration a", "Run test");
  window.equal("the number of servers", (await server.children("redgreen")).length, 1);

  await kill(server);
  await window.sees("that it was started again", ".statusbar-item", "was started again");
  await window.picture("once");
  await window.lens("Run test");
  await window.sees("that it serves", ".squiggly-info");
  await window.sees("how it ended", ".notification-toast", "failed: ValueError");

  for (let n = 0; n < 4; n++) {
    await until(async () => (await server.children("redgreen")).length === 1);
    await kill(server);
  }
  await window.sees("that it stays away", ".notification-toast", "again and again");
  window.equal("the number of servers", (await server.children("redgreen")).length, 0);
  await window.picture("often");
  await window.shown(".notification-toast .monaco-button", "Start again").click();
  await window.sees("lenses again", ".codelens-decoration a", "Run test");
  window.equal("the number of servers", (await server.children("redgreen")).length, 1);
}
