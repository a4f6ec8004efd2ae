// What the client decides without VS Code, so that it can be tested without it.

/** The part of a command's result that the client reads. */
export interface Result {
  summary: string;
  stopped: { code: string; message: string; next: string } | null;
  plan?: { hash: string; title: string; steps: { what: string; detail: string }[] } | null;
  pr?: { url?: string; file?: string } | null;
}

/** Commands in the palette, by the name behind "redgreen.". */
export const PALETTE = [
  "createDraftFixPr",
  "startFix",
  "createFixBranch",
  "checkStability",
  "measure",
  "checkChanges",
  "explainLog",
  "locate",
  "writeReport",
  "giveUp",
  "showStatus",
  "undo",
  "stop",
  "checkSetup",
] as const;

/** Settings that are the client's own and no business of the server's. */
const CLIENT_ONLY = new Set(["server", "trace"]);

/** The redgreen.* section as the server wants it: only what is set, nothing of the client's. */
export function settingsFor(section: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(section)) {
    const isEmpty =
      value === null ||
      value === undefined ||
      value === "" ||
      (Array.isArray(value) && value.length === 0) ||
      (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0);
    if (!CLIENT_ONLY.has(key) && !isEmpty && typeof value !== "function") {
      out[key] = value;
    }
  }
  return out;
}

/** The setting, else the program that the extension brings along, else the one on PATH. */
export function serverPath(
  setting: string,
  bundled: string,
  exists: (path: string) => boolean,
): string {
  if (setting !== "") {
    return setting;
  }
  return exists(bundled) ? bundled : "redgreen";
}

/** The one argument object of a command that is called from the palette. */
export function argumentFor(
  name: string,
  root: string | undefined,
  document: string | undefined,
): Record<string, unknown> {
  const argument: Record<string, unknown> = {};
  if (root !== undefined) {
    argument["root"] = root;
  }
  if (name === "explainLog" && document !== undefined) {
    argument["log"] = document;
  }
  return argument;
}
