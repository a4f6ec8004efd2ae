// SPDX-License-Identifier: MIT
// Line ends of Windows, emoji of several code points and combining characters in the failing line:
// what is underlined is that line, from its first character to its last.
const TEST = "tests/test_tea.py";
const FAILING = "    assert \"🍵👩‍👩‍👧 thé\" == \"🍵 the\\u0301\"";
const LINES = ["def test_tea():", "    # 🍵 te\u0301", FAILING, ""];

export async function prepare(shop) {
  await shop.write(TEST, LINES.join("\r\n"));
}

export default async function (window) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.sees("its line ends", ".statusbar-item", "CRLF");
  await window.lens("Run test");
  const red = await window.sees("the failing line", ".squiggly-error");
  await window.sees("how it ended", ".notification-toast", "failed: AssertionError");
  const line = window.shown(".view-line", "assert");
  const [underlined, text] = await Promise.all([
    red.boundingBox(),
    line.locator(":scope > span").evaluate((span) => {
      const range = document.createRange();
      range.selectNodeContents(span);
      const indent = range.toString().search(/\S/);
      const first = document.createTreeWalker(span, NodeFilter.SHOW_TEXT).nextNode();
      range.setStart(first, Math.min(indent, first.length));
      const { left, right } = range.getBoundingClientRect();
      return { left, right };
    }),
  ]);
  const seen = JSON.stringify({ underlined, text });
  window.check("it begins with the line", Math.abs(underlined.x - text.left) < 2, seen);
  window.check("it ends with the line",
    Math.abs(underlined.x + underlined.width - text.right) < 2, seen);
  await window.picture("red");
  await line.hover({ position: { x: 60, y: 8 } });
  await window.sees("the error", ".monaco-hover", "AssertionError");
  await window.sees("the characters as they are", ".monaco-hover", "🍵");
  await window.picture("hover");
}
