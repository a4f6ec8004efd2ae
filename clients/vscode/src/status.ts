// SPDX-License-Identifier: MIT
// What the server says of each repository (redgreen/status of docs/protocol.md), and what of it is
// shown where the user is.

export interface Status {
  root: string;
  text: string;
  label: string;
  activity: { title: string; message: string; percentage: number } | null;
  session: { phase: string; remainingSeconds: number } | null;
  next: { title: string; command: string; arguments?: unknown[] } | null;
  possible: string[];
}

/** The line, some seconds after the status came: the clock goes on between two of them. */
export function lineAt(status: Status, secondsSince: number): string {
  if (!status.session || status.text === "") {
    return status.text;
  }
  const left = Math.ceil(status.session.remainingSeconds - secondsSince);
  if (left <= 0) {
    return "redgreen: time is up";
  }
  const seconds = String(left % 60).padStart(2, "0");
  return `${status.label} ${Math.floor(left / 60)}:${seconds} left`;
}

/** Of some roots the innermost around a file; without a file, the only one there is. */
export function rootAround(file: string | undefined, roots: readonly string[]): string | undefined {
  if (file === undefined) {
    return roots.length === 1 ? roots[0] : undefined;
  }
  return roots
    .filter((root) => file === root || file.startsWith(root.endsWith("/") ? root : `${root}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** The part of a command's id that its context key redgreen.can.… is named by. */
export function contextKey(command: string): string {
  return command.replace(/^redgreen\./, "redgreen.can.");
}
