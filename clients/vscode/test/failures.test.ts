// SPDX-License-Identifier: MIT
// Results as the Testing view shows them.
import * as assert from "node:assert/strict";
import { test } from "node:test";
import { Failure, lineOfTest, RunResult, sidesOf, toldOf, verdictsOf } from "../src/failures";

const FAILURE: Failure = {
  test: "tests/test_a.py::test_x",
  type: "ValueError",
  message: "no price",
  frames: [
    { path: "tests/test_a.py", line: 8, function: "test_x", inWorkspace: true },
    { path: "app/money.py", line: 4, function: "parse", inWorkspace: true },
    { path: "/usr/lib/python3/decimal.py", line: 90, function: "__new__", inWorkspace: false },
  ],
};

function ran(outcome: string, tests: string[], failures: Failure[] = []): RunResult {
  return { summary: "it went", run: { tests, outcome, seconds: 0.5, log: null }, failures };
}

test("a message stands at the innermost line of the workspace, the stack begins innermost", () => {
  const told = toldOf(FAILURE);
  assert.equal(told.text, "ValueError: no price");
  assert.deepEqual(told.place, { path: "app/money.py", line: 3 });
  assert.deepEqual(told.stack.map(({ label }) => label), ["__new__", "parse", "test_x"]);
});

test("a failure without frames has no place", () => {
  const told = toldOf({ test: "t.py", type: null, message: null, frames: [] });
  assert.deepEqual(told, { text: "", place: undefined, stack: [], sides: undefined });
});

test("a comparison has two sides where it is whole", () => {
  assert.deepEqual(sidesOf("assert 3 == 4\n +  where 3 = f()"), { actual: "3", expected: "4" });
  assert.equal(sidesOf("assert 'aaa...' == 'bbb'"), undefined);
  assert.equal(sidesOf("assert (1 == 2) == 3"), undefined);
  assert.equal(sidesOf("assert f(1)"), undefined);
  assert.equal(sidesOf("no price"), undefined);
});

test("what failed failed, what was asked for and did not passed", () => {
  const id = FAILURE.test;
  assert.deepEqual(verdictsOf(ran("passed", [id])), [{ test: id, state: "passed", told: [] }]);
  const [failed] = verdictsOf(ran("failed", [id], [FAILURE, FAILURE]));
  assert.equal(failed?.state, "failed");
  assert.equal(failed?.told.length, 2);
});

test("a file or a parametrised test that was asked for is told by what failed in it", () => {
  const failure = { ...FAILURE, test: `${FAILURE.test}[a-b]` };
  for (const asked of ["tests/test_a.py", FAILURE.test]) {
    const verdicts = verdictsOf(ran("failed", [asked], [failure]));
    assert.deepEqual(verdicts.map(({ test }) => test), [failure.test]);
  }
});

test("a crash without a report is an error, a run that was stopped says nothing", () => {
  const [crashed] = verdictsOf(ran("crashed", [FAILURE.test]));
  assert.equal(crashed?.state, "errored");
  assert.equal(crashed?.told[0]?.text, "it went");
  assert.deepEqual(verdictsOf(ran("stopped", [FAILURE.test])), []);
  assert.deepEqual(verdictsOf(undefined), []);
});

test("a test's line is that of its function, whatever its parameters", () => {
  const text = "import x\r\n\r\nclass TestA:\r\n    async def test_x(self):\r\n        pass\r\n";
  assert.equal(lineOfTest(text, "t.py::TestA::test_x[a::b]"), 3);
  assert.equal(lineOfTest(text, "t.py::TestA"), 2);
  assert.equal(lineOfTest(text, "t.py::test_"), undefined);
});
