// SPDX-License-Identifier: MIT
// Where the program is missing one message says which and leads to the setting; what needs it is
// not offered.
export const settings = { "redgreen.server.path": "/opt/none/redgreen" };

export default async function (window) {
  await window.trust("Yes, I trust the authors");
  await window.openFile("tests/test_touching_prices.py");
  const toast = await window.sees("what is missing", ".notification-toast", "/opt/none/redgreen");
  const n_messages = await window.page.locator(".notification-toast").count();
  window.equal("the number of messages", n_messages, 1);
  await window.picture("message");
  const titles = await window.palette("redgreen");
  window.check("it can be started again", titles.some((t) => t.includes("Restart")), titles);
  window.check("nothing else is offered", !titles.some((t) => t.includes("Run test")), titles);
  await toast.locator(".monaco-button", { hasText: "Open settings" }).click();
  await window.sees("the setting", ".settings-editor", "redgreen.server.path");
  await window.picture("setting");
}
