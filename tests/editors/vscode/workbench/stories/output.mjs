// SPDX-License-Identifier: MIT
// What a test prints is to be seen while it runs, and where one looks it can be stopped.
const TEST = "tests/test_slow.py";

export const settings = { "redgreen.pytestArgs": ["-s"] };

/** A test that says where it is, and waits to be let go. */
export async function prepare(shop) {
  await shop.write(TEST, `import pathlib, time

def test_slow():
    print("\\x1b[32mhalfway\\x1b[0m, thé", flush=True)
    while not pathlib.Path("go").exists():
        time.sleep(0.05)
    print("through", flush=True)
`);
}

export default async function (window, shop) {
  await window.trust("Yes, I trust the authors");
  await window.openFile(TEST);
  await window.lens("Run test");
  await window.sees("that it runs", ".codelens-decoration a", "Running");
  await window.sees("what is under way", ".statusbar-item", "redgreen: ");
  await window.command("redgreen: Show the output of the tests");
  await window.sees("what it printed", ".part.panel .xterm-rows", "halfway, thé");
  await window.picture("halfway");
  window.check("it is still under way",
    await window.shown(".codelens-decoration a", "Running").isVisible());
  await shop.write("go", "");
  await window.sees("the rest", ".part.panel .xterm-rows", "through");
  await window.sees("how it ended", ".notification-toast", "passed");
  await window.seesNo("the lens of the run", ".codelens-decoration a", "Running");
  await window.picture("through");

  shop.git("clean", "-fq", "go");
  await window.lens("Run test");
  await window.shown(".codelens-decoration a", "stop").click();
  await window.sees("that it was stopped", ".notification-toast", /stopp/);
  await window.sees("that it can be run again", ".codelens-decoration a", "Run test");
  await window.seesNo("the lens of the run", ".codelens-decoration a", "Running");
  await window.picture("stopped");
}
