// SPDX-License-Identifier: MIT
// As much of a GitHub as a draft needs, on this machine alone. That the calls are those of GitHub's
// description is the business of tests/e2e; here is to be seen who was asked with whose token.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import { createServer } from "node:https";
import * as path from "node:path";

export class GitHub {
  asked = []; // {method, path, token}
  drafts = []; // what was sent to create each
  remote = ""; // the bare repository of octo/shop

  /** authority is the file of its certificate, for SSL_CERT_FILE. */
  static async start(scratch) {
    const self = new GitHub();
    const key = path.join(scratch, "key.pem");
    self.authority = path.join(scratch, "certificate.pem");
    execFileSync("openssl", [
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
      "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.authority,
    ], { stdio: "pipe" });
    const files = { key: await fs.readFile(key), cert: await fs.readFile(self.authority) };
    self.server = createServer(files, (request, response) => self.#answer(request, response));
    self.server.listen(0, "127.0.0.1");
    await once(self.server, "listening");
    self.url = `https://localhost:${self.server.address().port}`;
    return self;
  }

  async #answer(request, response) {
    const pieces = await request.toArray();
    const [place] = request.url.split("?");
    const token = request.headers.authorization?.replace(/^\w+ /, "");
    this.asked.push({ method: request.method, path: place, token });
    const isAboutDrafts = place.endsWith("/repos/octo/shop/pulls");
    const [status, body] = !isAboutDrafts ? [404, { message: "Not Found" }]
      : request.method === "GET" ? [200, []]
        : [201, this.#create(JSON.parse(Buffer.concat(pieces)))];
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  }

  #create(fields) {
    const number = this.drafts.push(fields);
    const tip = (ref) => execFileSync(
      "git", ["-C", this.remote, "rev-parse", `refs/heads/${ref}`], { encoding: "utf8" },
    ).trim();
    const side = (ref) => ({
      ref, sha: tip(ref), label: `octo:${ref}`,
      repo: { full_name: "octo/shop", name: "shop" },
    });
    return {
      number, title: fields.title, body: fields.body, draft: fields.draft, state: "open",
      html_url: `${this.url}/octo/shop/pull/${number}`,
      head: side(fields.head), base: side(fields.base),
    };
  }

  async end() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
