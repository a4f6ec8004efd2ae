// SPDX-License-Identifier: MIT
// From the moment at which pytest reports a failing test to the red line on the page, and from a
// key to the hover.
import { tellFigure } from "../figure.mjs";

const HOOK = `import pathlib, time

def pytest_runtest_logreport(report):
    if report.failed:
        pathlib.Path("failed_at").write_text(str(time.time() * 1000))
`;
const TEST = `import pathlib

def test_light():
    assert not pathlib.Path("red").exists()
`;
const ROUNDS = Number(process.env.RG_ROUNDS ?? 20);

export async function prepare(shop) {
  await shop.write("tests/conftest.py", HOOK);
  await shop.write("tests/test_light.py", TEST);
  await shop.write("red", "");
  await shop.write(".git/info/exclude", "red\nfailed_at\n");
}

export default async function (window, shop) {
  const lines = [];
  const hovers = [];
  await window.trust("Yes, I trust the authors");
  await window.openFile("tests/test_light.py");
  await window.goTo(4);
  for (let n = 0; n < ROUNDS; n++) {
    const line = await window.watchFor(".squiggly-error");
    await window.lens("Run test");
    const seen = await line();
    lines.push(seen - Number(await shop.read("failed_at")));

    const hover = await window.watchFor(".monaco-hover:not(.hidden) .hover-row");
    await window.press("Control+K");
    const pressed = Date.now();
    await window.press("Control+I");
    hovers.push((await hover()) - pressed);
    await window.press("Escape");

    shop.git("clean", "-fqX", "red");
    await window.lens("Run test");
    await window.seesNo("the red line", ".squiggly-error");
    await shop.write("red", "");
  }
  tellFigure("the red line, behind pytest's word", lines);
  tellFigure("the hover, behind its key", hovers);
}
