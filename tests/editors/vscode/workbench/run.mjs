// SPDX-License-Identifier: MIT
// run.mjs --code-server ENTRY --playwright DIR --vsix FILE --pictures DIR
//         [--images DIR] [--stories DIR] [STORY...]
// The stories in stories/, or in another folder beside this file, each in a window and a repository
// of its own, in one code-server. redgreen, its Python and chromium are those on PATH.
//
// A story is its default export, a function of the window, of the demo's shop (or, where the story
// exports shops, the folders of several, all of them) and of the code-server. It may export
// settings, those of the user, prepare, which gets the shop before a window shows it, and images,
// the names of pictures that the documentation has: with --images they are written there.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CodeServer } from "./code_server.mjs";
import { Workbench } from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const support = path.join(here, "../../../support");
const text = { type: "string" };
const { values: given, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    "code-server": text, playwright: text, vsix: text, pictures: text, images: text,
    stories: { ...text, default: "stories" },
  },
});
const { chromium } = createRequire(path.join(given.playwright, "/"))("playwright-core");

/** The demo's shop, on the branch with the failing test, and its remote. */
function makeShop(folder) {
  const script = '. "$1/demo_repository.sh" && make_demo_repository "$2"';
  execFileSync("bash", ["-ec", script, "bash", support, folder]);
  const shop = path.join(folder, "shop");
  return {
    folder: shop,
    remote: path.join(folder, "origin.git"),
    git: (...words) => execFileSync("git", ["-C", shop, ...words], { encoding: "utf8" }).trim(),
    read: (name) => fs.readFile(path.join(shop, name), "utf8"),
    write: (name, content) => fs.writeFile(path.join(shop, name), content),
  };
}

/** One folder, or a workspace of several. */
async function windowOn(place, shops) {
  if (shops.length === 1) {
    return `folder=${encodeURIComponent(shops[0].folder)}`;
  }
  const file = path.join(place, "all.code-workspace");
  const folders = shops.map(({ folder }) => ({ path: folder }));
  await fs.writeFile(file, JSON.stringify({ folders }));
  return `workspace=${encodeURIComponent(file)}`;
}

async function tell(name, browser, server, scratch) {
  const story = await import(`./${given.stories}/${name}.mjs`);
  const place = await fs.mkdtemp(path.join(scratch, "r-"));
  const shops = (story.shops ?? ["."]).map((below) => makeShop(path.join(place, below)));
  await story.prepare?.(...shops);
  await server.configure(story.settings ?? {});
  const window = await Workbench.open(
    browser, `${server.url}/?${await windowOn(place, shops)}`, path.join(given.pictures, name),
  );
  const started = Date.now();
  try {
    await story.default(window, shops.length === 1 ? shops[0] : shops, server);
    const foreign = [...window.hosts].filter((host) => !["127.0.0.1", ""].includes(host));
    window.check("nothing was asked of another host", foreign.length === 0, foreign.join(", "));
    for (const image of (given.images && story.images) || []) {
      await fs.copyFile(window.pictures.get(image), path.join(given.images, `vscode-${image}.png`));
    }
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${name}: ${window.n_checks} checks, ${seconds} s`);
    return window.n_checks;
  } catch (error) {
    const file = await window.picture("failed");
    throw new Error(`${name}, behind ${window.n_checks} checks: ${error.message}\nsee ${file}`);
  } finally {
    await window.close();
  }
}

const scratch = await fs.mkdtemp(path.join(os.tmpdir(), "workbench-"));
await fs.rm(given.pictures, { recursive: true, force: true });
await fs.mkdir(given.pictures, { recursive: true });
const server = await CodeServer.start({
  entry: given["code-server"], vsix: given.vsix, scratch, searchPath: process.env.PATH,
});
let browser;
try {
  browser = await chromium.launch({
    executablePath: execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
    env: { ...process.env, HOME: scratch },
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  const files = await fs.readdir(path.join(here, given.stories));
  const all = files.sort().map((file) => path.parse(file).name);
  let n_checks = 0;
  for (const name of wanted.length ? wanted : all) {
    n_checks += await tell(name, browser, server, scratch);
  }
  console.log(`${n_checks} checks passed in the workbench; pictures of them: ${given.pictures}`);
} finally {
  await browser?.close();
  await server.end();
  await fs.rm(scratch, { recursive: true, force: true });
}
