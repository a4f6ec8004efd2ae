// SPDX-License-Identifier: MIT
// From the moment at which pytest reports a failing test to the red line on the page.
const HOOK = `import pathlib, time

def pytest_runtest_logreport(report):
    if report.failed:
        pathlib.Path("failed_at").write_text(str(time.time() * 1000))
`;
const TEST = `import pathlib

def test_light():
    assert not pathlib.Path("red").exists()
`;
const ROUNDS = 5;

export async function prepare(shop) {
  await shop.write("tests/conftest.py", HOOK);
  await shop.write("tests/test_light.py", TEST);
  await shop.write("red", "");
  await shop.write(".git/info/exclude", "red\nfailed_at\n");
}

export default async function (window, shop) {
  await window.trust("Yes, I trust the authors");
  await window.openFile("tests/test_light.py");
  for (let n = 0; n < ROUNDS; n++) {
    const line = await window.watchFor(".squiggly-error");
    await window.lens("Run test");
    const seen = await line();
    const failed = Number(await shop.read("failed_at"));
    console.log(`red line: ${Math.round(seen - failed)} ms behind pytest`);
    shop.git("clean", "-fqX", "red");
    await window.lens("Run test");
    await window.seesNo("the red line", ".squiggly-error");
    await shop.write("red", "");
  }
}
