// SPDX-License-Identifier: MIT
// The same with 10,000 source files.
import { makeLarge } from "../figure.mjs";
import { prepare as prepareSmall } from "./red_line.mjs";

export { default } from "./red_line.mjs";

export async function prepare(shop) {
  await makeLarge(shop);
  await prepareSmall(shop);
}
