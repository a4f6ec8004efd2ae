// SPDX-License-Identifier: MIT
// A repository that is not trusted is read and not run: a log shows where it broke, and nothing
// that would run its code is offered.
import { LOG } from "../log.mjs";

export default async function (window, shop, server) {
  await shop.write("nightly.log", LOG);
  await window.trust("No, I don't trust the authors");
  await window.sees("restricted mode", ".statusbar-item", "Restricted Mode");

  await window.openFile("nightly.log");
  await window.sees("a lens over the failure", ".codelens-decoration a", "Show candidate files");
  await window.picture("log");
  await window.openFile("shop/catalog.py");
  await window.sees("the failing line", ".squiggly-error");
  await window.shown(".view-line", "raise ValueError").hover();
  await window.sees("what the log says", ".monaco-hover", "tea has 2 price ranges");
  await window.picture("line");

  const titles = await window.palette("redgreen");
  window.check("the set-up can be checked", titles.some((t) => t.includes("Check set-up")), titles);
  for (const title of ["Run test", "Start fix session", "Create fix branch", "Check stability"]) {
    window.check(`"${title}" is not offered`, !titles.some((t) => t.includes(title)), titles);
  }
  window.check("no Python ran", (await server.children("python3")).length === 0);
}
