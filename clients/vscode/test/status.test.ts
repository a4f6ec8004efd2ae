// SPDX-License-Identifier: MIT
// The status line, crashes, and whose token goes where.
import * as assert from "node:assert/strict";
import { test } from "node:test";
import { Crashes } from "../src/crashes";
import { contextKey, lineAt, rootAround, Status } from "../src/status";
import { accountFor } from "../src/token";

const STATUS: Status = {
  root: "/r",
  text: "redgreen: fix 4:12 left",
  label: "redgreen: fix",
  activity: null,
  session: { phase: "fix", remainingSeconds: 252 },
  next: null,
  possible: [],
};

test("the clock goes on between two statuses, and ends", () => {
  assert.equal(lineAt(STATUS, 0), "redgreen: fix 4:12 left");
  assert.equal(lineAt(STATUS, 192.5), "redgreen: fix 1:00 left");
  assert.equal(lineAt(STATUS, 243), "redgreen: fix 0:09 left");
  assert.equal(lineAt(STATUS, 252), "redgreen: time is up");
});

test("without a session the text stands as it came", () => {
  assert.equal(lineAt({ ...STATUS, session: null, text: "redgreen: running" }, 99),
    "redgreen: running");
  assert.equal(lineAt({ ...STATUS, text: "" }, 1), "");
});

test("the innermost root around the file is meant", () => {
  const roots = ["/r", "/r/vendor/x", "/rest"];
  assert.equal(rootAround("/r/vendor/x/a.py", roots), "/r/vendor/x");
  assert.equal(rootAround("/r/a.py", roots), "/r");
  assert.equal(rootAround("/rest/a.py", roots), "/rest");
  assert.equal(rootAround("/elsewhere/a.py", roots), undefined);
  assert.equal(rootAround(undefined, ["/r"]), "/r");
  assert.equal(rootAround(undefined, roots), undefined);
  assert.equal(contextKey("redgreen.runTest"), "redgreen.can.runTest");
});

test("a server that ends by itself is started again four times in three minutes", () => {
  const crashes = new Crashes();
  for (let n = 0; n < 4; n++) {
    assert.ok(crashes.mayRestart(n * 1000));
  }
  assert.ok(!crashes.mayRestart(5000));
  assert.ok(crashes.mayRestart(200_000));
});

test("a token goes to the host of its account alone", () => {
  assert.equal(accountFor("github.com", undefined), "github");
  assert.equal(accountFor("github.com.evil.example", undefined), undefined);
  assert.equal(accountFor("git.example:8443", "https://git.example:8443/"), "github-enterprise");
  assert.equal(accountFor("git.example", "https://git.example:8443/"), undefined);
  assert.equal(accountFor("git.example", "http://git.example/"), undefined);
  assert.equal(accountFor("git.example", "git.example"), undefined);
});
