// SPDX-License-Identifier: MIT
// One file out of src/ and its dependency, and the schema of .redgreen.json beside it.
import { copyFile } from "node:fs/promises";
import { build } from "esbuild";

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  logLevel: "warning",
});
await copyFile("../../docs/redgreen.schema.json", "dist/redgreen.schema.json");
