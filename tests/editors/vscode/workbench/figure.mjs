// SPDX-License-Identifier: MIT
// What the figures of figures/ share: how they are told, and a repository of the size of a large
// project.
import * as fs from "node:fs/promises";
import * as path from "node:path";

export function tellFigure(what, values) {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  console.log(`  ${what}: median ${at(0.5)} ms, p95 ${at(0.95)} ms, of ${sorted.join(" ")}`);
}

/** Ten thousand source files more, committed. */
export async function makeLarge(shop) {
  for (let folder = 0; folder < 100; folder++) {
    const name = `lots/part_${folder}`;
    await fs.mkdir(path.join(shop.folder, name), { recursive: true });
    await Promise.all(Array.from({ length: 100 }, (_, n) => shop.write(`${name}/module_${n}.py`,
      `"""Part ${folder}, module ${n}."""\n\n\ndef value_${folder}_${n}(given):\n` +
      `    return given * ${n} + ${folder}\n`)));
  }
  shop.git("add", "lots");
  shop.git("commit", "-qm", "A large project", "--", "lots");
}
