// SPDX-License-Identifier: MIT
// run.mjs --code-server ENTRY --playwright DIR --vsix FILE --pictures DIR
//         [--images DIR --painter PYTHON] [--stories DIR] [STORY...]
// The stories in stories/, or in another folder beside this file, each in a window and a repository
// of its own, in one code-server. redgreen, its Python and chromium are those on PATH.
//
// A story is its default export, a function of the window, of the demo's shop (or, where the story
// exports shops, the folders of several, all of them), of the code-server and of a GitHub. It may
// export settings, those of the user (or a function of the GitHub), prepare, which gets the shop
// before a window shows it, repository, where it is another than the demo's, size, that of the
// window, and images: those of the documentation by their file, each with the pictures that it is
// made of; what moves has a caption for each. With --images they are written there, by a Python
// that has Pillow.
//
// Behind a story the server has ended with its window, and every message that it sent is held to
// LSP. The recordings of a story that fails are kept beside its pictures.
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CodeServer } from "./code_server.mjs";
import { GitHub } from "./github.mjs";
import { Workbench } from "./workbench.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const support = path.join(here, "../../../support");
const text = { type: "string" };
const { values: given, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    "code-server": text, playwright: text, vsix: text, pictures: text, images: text,
    painter: text, stories: { ...text, default: "stories" },
  },
});
const { chromium } = createRequire(path.join(given.playwright, "/"))("playwright-core");

/** The name of the clone that a repository's script makes. */
const CLONES = { demo: "shop", sqlparse: "sqlparse" };

/** A clone on the branch with the failing test, and its remote. */
function makeShop(folder, repository) {
  const script = '. "$1/$2_repository.sh" && "make_$2_repository" "$3"';
  execFileSync("bash", ["-ec", script, "bash", support, repository, folder]);
  const shop = path.join(folder, CLONES[repository]);
  const inShop = { cwd: shop, encoding: "utf8", env: { ...process.env, HOME: folder } };
  const self = {
    folder: shop,
    remote: path.join(folder, "origin.git"),
    git: (...words) => execFileSync("git", words, inShop).trim(),
    redgreen: (...words) => execFileSync("redgreen", [...words, "--trust"], inShop),
    read: (name) => fs.readFile(path.join(shop, name), "utf8"),
    write: (name, content) => fs.writeFile(path.join(shop, name), content),
    /** In the shell: a session, its branch, the fix. */
    makeGreen: async () => {
      const test = "tests/test_touching_prices.py::test_touching_ranges_are_one";
      self.redgreen("fix", test, "--quiet");
      self.redgreen("branch", "--quiet");
      const ranges = await self.read("shop/ranges.py");
      await self.write("shop/ranges.py", ranges.replace("[-1].high:", "[-1].high + 1:"));
      self.redgreen("run", "--quiet");
    },
  };
  return self;
}

/** A package of an extension that lies beside this file; its path. */
async function packExtension(name, scratch) {
  const folder = path.join(scratch, name, "extension");
  const file = path.join(scratch, `${name}.vsix`);
  await fs.cp(path.join(here, name), folder, { recursive: true });
  execFileSync("python3", ["-m", "zipfile", "-c", file, folder]);
  return file;
}

/** A folder with the program on PATH, where there is one: it keeps what is said in another. */
async function makeRecorder(scratch, recordings) {
  const programs = path.join(scratch, "programs");
  await fs.mkdir(programs);
  await fs.mkdir(recordings);
  const { stdout: program, status } = spawnSync("which", ["redgreen"], { encoding: "utf8" });
  if (status !== 0) {
    return programs; // the extension brings one along
  }
  await fs.writeFile(path.join(programs, "redgreen"), `#!/bin/sh
[ "$1" = lsp ] && set -- "$@" --record "${recordings}/$$.lsp"
exec "${program.trim()}" "$@"
`, { mode: 0o755 });
  return programs;
}

/** Puts them beside the pictures. */
async function keepRecordings(folder, name) {
  const kept = path.join(given.pictures, `${name}-recordings`);
  await fs.cp(folder, kept, { recursive: true });
  return kept;
}

/** Holds what was recorded to LSP, and takes it away; the number of valid messages. */
async function checkRecordings(folder, name) {
  const files = (await fs.readdir(folder)).map((file) => path.join(folder, file));
  if (files.length === 0) {
    return 0;
  }
  try {
    const said = execFileSync(
      "python3", [path.join(support, "check_recordings.py"), ...files],
      { encoding: "utf8", stdio: "pipe" },
    );
    return [...said.matchAll(/: (\d+) messages/g)].reduce((sum, [, n]) => sum + Number(n), 0);
  } catch (error) {
    const kept = await keepRecordings(folder, name);
    throw new Error(`a message of the server is wrong: ${error.stderr}\nsee ${kept}`);
  } finally {
    await Promise.all(files.map((file) => fs.rm(file)));
  }
}

/** The documentation's images, made of the pictures of a story. */
async function paint(images, pictures, scratch) {
  const list = path.join(scratch, "images.json");
  await fs.writeFile(list, JSON.stringify(Object.entries(images).map(([file, frames]) => ({
    out: path.join(given.images, file),
    frames: frames.map(([name, caption]) => ({ picture: pictures.get(name), caption })),
  }))));
  execFileSync(given.painter, [path.join(support, "pictures.py"), list]);
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

async function tell(name, { browser, server, github, scratch, recordings }) {
  const story = await import(`./${given.stories}/${name}.mjs`);
  const place = await fs.mkdtemp(path.join(scratch, "r-"));
  const shops = (story.shops ?? ["."]).map((below) =>
    makeShop(path.join(place, below), story.repository ?? "demo"));
  await story.prepare?.(...shops);
  const { settings = {} } = story;
  await server.configure(typeof settings === "function" ? settings(github) : settings);
  const window = await Workbench.open(
    browser, `${server.url}/?${await windowOn(place, shops)}`, path.join(given.pictures, name),
    story.size,
  );
  const started = Date.now();
  try {
    await story.default(window, shops.length === 1 ? shops[0] : shops, server, github);
    const foreign = [...window.hosts].filter((host) => !["127.0.0.1", ""].includes(host));
    window.check("nothing was asked of another host", foreign.length === 0, foreign.join(", "));
    if (given.images && story.images) {
      await paint(story.images, window.pictures, scratch);
    }
  } catch (error) {
    const file = await window.picture("failed");
    await keepRecordings(recordings, name);
    throw new Error(`${name}, behind ${window.n_checks} checks: ${error.message}\nsee ${file}`);
  } finally {
    await window.close();
  }
  await server.isWithout("redgreen");
  window.check("the server ended with its window", true);
  const n_messages = await checkRecordings(recordings, name);
  if (n_messages > 0) {
    window.check("all that the server sent is valid", true);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${name}: ${window.n_checks} checks, ${n_messages} valid messages, ${seconds} s`);
  return window.n_checks;
}

const scratch = await fs.mkdtemp(path.join(os.tmpdir(), "workbench-"));
await fs.rm(given.pictures, { recursive: true, force: true });
await fs.mkdir(given.pictures, { recursive: true });
const recordings = path.join(scratch, "recordings");
const programs = await makeRecorder(scratch, recordings);
const github = await GitHub.start(scratch);
const server = await CodeServer.start({
  entry: given["code-server"], scratch,
  vsixes: [given.vsix, await packExtension("accounts", scratch)],
  searchPath: `${programs}:${process.env.PATH}`, environment: { SSL_CERT_FILE: github.authority },
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
    n_checks += await tell(name, { browser, server, github, scratch, recordings });
  }
  console.log(`${n_checks} checks passed in the workbench; pictures of them: ${given.pictures}`);
} finally {
  await browser?.close();
  await server.end();
  await github.end();
  await fs.rm(scratch, { recursive: true, force: true });
}
