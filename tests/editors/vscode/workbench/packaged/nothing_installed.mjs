// SPDX-License-Identifier: MIT
// Where redgreen is nowhere on PATH the one inside of the extension serves, and has all that it
// needs.
const TEST = "tests/test_touching_prices.py";

export default async function (window, shop, server) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.lens("Run test");
  await window.sees("the frame of the test", ".squiggly-info");
  await window.sees("how it ended", ".notification-toast", "failed: ValueError");
  await window.sees("it behind the line", ".test-error-content-widget", "ValueError: tea has");
  window.equal("the number of servers", (await server.children("redgreen")).length, 1);
  await window.command("redgreen: Check set-up");
  await window.sees("the end of the set-up", ".part.panel .view-line", "configuration:");
  const [log] = await server.logs("redgreen.log");
  window.check("the probe is the extension's", /probe: .*\/redgreen\.redgreen-/.test(log), log);
  await window.picture("red");
}
