// SPDX-License-Identifier: MIT
// code-server with packages installed: VS Code's own server and page, on a port of its own, with
// all its files below one folder. Nothing here knows redgreen.
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Asks, with a breath between two times, until it is so. */
export async function until(holds) {
  while (!(await holds())) {
    await pause(50);
  }
}

/** Nothing is fetched, nothing saves or asks by itself. */
const SETTINGS = {
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "files.autoSave": "off",
  "files.hotExit": "off",
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.startupPrompt": "always", // also when the page was loaded again
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export class CodeServer {
  /**
   * entry is code-server's script, vsixes the packages, scratch a new folder, searchPath PATH;
   * environment comes to that of its own.
   */
  static async start({ entry, vsixes, scratch, searchPath, environment }) {
    const self = new CodeServer();
    self.scratch = scratch;
    self.environment = environment;
    self.log = await fs.open(path.join(scratch, "code-server.log"), "a");
    self.settingsFile = path.join(scratch, "data/User/settings.json");
    await fs.mkdir(path.dirname(self.settingsFile), { recursive: true });
    await self.configure({});
    // The extension host takes its environment from a login shell, as a user's does.
    const quoted = searchPath.replaceAll("'", "'\\''");
    await fs.writeFile(path.join(scratch, ".profile"), `PATH='${quoted}'\nexport PATH\n`);

    const words = vsixes.flatMap((vsix) => ["--install-extension", vsix]);
    const [status] = await once(self.run(entry, ...words), "exit");
    if (status !== 0) {
      throw new Error(`${vsixes} could not be installed: ${await self.said()}`);
    }
    while (!(await self.#serves(entry)));
    return self;
  }

  /**
   * Starts to serve; false when code-server gave up, for it grants itself some seconds only until
   * its two processes know each other, which a busy machine may need for more than that.
   */
  async #serves(entry) {
    const address = `127.0.0.1:${await freePort()}`;
    this.url = `http://${address}`;
    this.process = this.run(entry, "--bind-addr", address);
    let isGone = false;
    this.ended = once(this.process, "exit").then(() => {
      isGone = true;
    });
    let isUp = false;
    await until(async () => {
      isUp = await fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false);
      return isUp || isGone;
    });
    if (isUp) {
      return true;
    }
    const said = await this.said();
    if (!said.trimEnd().endsWith("timed out")) {
      throw new Error(`code-server ended: ${said}`);
    }
    return false;
  }

  run(entry, ...more) {
    const environment = {
      HOME: this.scratch, SHELL: "/bin/sh", LC_ALL: "C.UTF-8", ...this.environment,
    };
    for (const name of ["PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"]) {
      if (process.env[name] !== undefined) {
        environment[name] = process.env[name];
      }
    }
    for (const name of ["CONFIG", "DATA", "STATE", "CACHE"]) {
      environment[`XDG_${name}_HOME`] = path.join(this.scratch, name.toLowerCase());
    }
    environment["EXTENSIONS_GALLERY"] = "{}"; // no look-ups in a market of extensions
    const options = [
      entry, "--auth", "none", "--config", path.join(this.scratch, "config.yaml"),
      "--user-data-dir", path.join(this.scratch, "data"),
      "--extensions-dir", path.join(this.scratch, "extensions"),
      "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override",
      "--ignore-last-opened", ...more,
    ];
    return spawn(process.execPath, options, {
      cwd: this.scratch, env: environment, detached: true,
      stdio: ["ignore", this.log.fd, this.log.fd],
    });
  }

  async said() {
    const text = await fs.readFile(path.join(this.scratch, "code-server.log"), "utf8");
    return text.slice(-2000);
  }

  /** The texts of VS Code's own logs of that name, one for each window that there was. */
  async logs(name) {
    const folder = path.join(this.scratch, "data/logs");
    const files = (await fs.readdir(folder, { recursive: true }))
      .filter((file) => path.basename(file) === name);
    return Promise.all(files.map((file) => fs.readFile(path.join(folder, file), "utf8")));
  }

  /** Settings of the user, for windows that are opened from now on. */
  async configure(settings) {
    await fs.writeFile(this.settingsFile, JSON.stringify({ ...SETTINGS, ...settings }));
  }

  /** The ids of the processes of a program that were started from its windows. */
  async children(program) {
    const ids = (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const ours = await Promise.all(ids.map(async (id) => {
      const [words, environment] = await Promise.all(["cmdline", "environ"].map((name) =>
        fs.readFile(`/proc/${id}/${name}`, "utf8").then((s) => s.split("\0"), () => []),
      ));
      return path.basename(words[0] ?? "") === program &&
        environment.includes(`HOME=${this.scratch}`);
    }));
    return ids.filter((_, n) => ours[n]).map(Number);
  }

  /** Waits until the last process of a program has ended. */
  async isWithout(program) {
    await until(async () => (await this.children(program)).length === 0);
  }

  /** The whole group: hosts of extensions and of terminals outlive the process in front. */
  async end() {
    process.kill(-this.process.pid, "SIGKILL");
    await this.ended;
    await this.log.close();
  }
}
