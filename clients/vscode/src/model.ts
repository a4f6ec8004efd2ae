// SPDX-License-Identifier: MIT
// What the client decides without VS Code, so that it can be tested without it.
import * as path from "node:path";

/** The part of a command's result that the client reads. */
export interface Result {
  summary: string;
  pr?: { url?: string } | null;
  checks?: { item: string; ok: boolean; level: string; detail: string; next: string | null }[];
  candidates?: { path: string; functions: { line: number }[] }[];
}

/** What VS Code knows about a setting: what somebody wrote, and where. */
export interface Inspected {
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** Settings that are the client's own and no business of the server's. */
const CLIENT_ONLY = new Set(["server.path", "trace.server"]);

const CLIENT_COMMANDS = new Set([
  "redgreen.restart",
  "redgreen.showActions",
  "redgreen.showOutput",
  "redgreen.showRun",
]);

/** Commands that run tests: what the editor holds unsaved would not be seen by them. */
const SAVES_FIRST = new Set([
  "redgreen.runTest",
  "redgreen.startFix",
  "redgreen.createFixBranch",
  "redgreen.checkStability",
  "redgreen.measure",
  "redgreen.checkChanges",
  "redgreen.createDraftFixPr",
]);

/**
 * The redgreen.* section as the server wants it: what somebody wrote, the nearest place first.
 * VS Code's defaults are left out: sent along, they would win over .redgreen.json.
 */
export function settingsFor(
  names: readonly string[],
  inspect: (name: string) => Inspected | undefined,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const found = inspect(name);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    if (!CLIENT_ONLY.has(name) && value !== undefined && value !== null) {
      settings[name] = value;
    }
  }
  return settings;
}

/** The names behind "redgreen." of a manifest's contributed settings. */
export function settingNames(manifest: unknown): string[] {
  const properties = (
    manifest as { contributes?: { configuration?: { properties?: Record<string, unknown> } } }
  ).contributes?.configuration?.properties;
  return Object.keys(properties ?? {}).map((name) => name.replace(/^redgreen\./, ""));
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

/** Whether the command can be started: a path that exists, or a name on PATH. */
export function isProgram(
  command: string,
  searchPath: string,
  exists: (path: string) => boolean,
): boolean {
  if (path.basename(command) !== command) {
    return exists(command);
  }
  return searchPath.split(path.delimiter).some((folder) => exists(path.join(folder, command)));
}

/** The ids of a manifest's commands that are the server's. */
export function commandIds(manifest: unknown): string[] {
  const commands = (manifest as { contributes?: { commands?: { command: string }[] } }).contributes
    ?.commands;
  return (commands ?? []).map(({ command }) => command).filter((id) => !CLIENT_COMMANDS.has(id));
}

/**
 * VS Code's menu behind Ctrl+. leaves out the kind "source", which has a menu of its own. There the
 * server's actions are of a kind of their own, under "More actions".
 */
export function kindInMenu(kind: string): string {
  return kind.replace(/^source\.(?=redgreen\.)/, "");
}

/** The part of a code action that is read, as VS Code and the protocol have it. */
export interface Action {
  title: string;
  command?: unknown;
  disabled?: { reason: string } | undefined;
}

/** Those that are possible, then those that are not, in the order of the menu. */
export function partActions<A extends object>(actions: readonly A[]): { can: A[]; cannot: A[] } {
  const isPossible = (action: Action): boolean => action.disabled === undefined;
  return {
    can: actions.filter((action) => isPossible(action as unknown as Action)),
    cannot: actions.filter((action) => !isPossible(action as unknown as Action)),
  };
}

/** The tests that a command's argument names. */
export function testsIn(argument: readonly unknown[]): string[] {
  const { tests } = (argument[0] ?? {}) as { tests?: unknown };
  return Array.isArray(tests) ? tests.filter((test) => typeof test === "string") : [];
}

export function savesFirst(command: string): boolean {
  return SAVES_FIRST.has(command);
}

/** What the set-up was found to be, a line for each thing, and one for what mends it. */
export function setupLines(result: Result | undefined): string[] {
  return (result?.checks ?? []).flatMap(({ item, level, detail, next }) => [
    `${level.padEnd(7)}  ${item}: ${detail}`,
    ...(next === null ? [] : [`         ${next}`]),
  ]);
}

/** Candidates as places, best first; path relative to the root, line 0-based. */
export function candidatePlaces(result: Result | undefined): { path: string; line: number }[] {
  return (result?.candidates ?? []).map((candidate) => ({
    path: candidate.path,
    line: Math.max(0, (candidate.functions[0]?.line ?? 1) - 1),
  }));
}

/** The root that a command's argument names, else the one of where the user is. */
export function rootOf(
  given: readonly unknown[],
  otherwise: string | undefined,
): string | undefined {
  const root = (given[0] as { root?: unknown } | undefined)?.root;
  return typeof root === "string" ? root : otherwise;
}

/** Where the user is when a command comes from the palette. */
export interface Place {
  root?: string | undefined;
  document?: { uri: string; languageId: string; relativePath: string } | undefined;
}

/** The one argument object of a command that comes from the palette; a lens brings its own. */
export function argumentFor(command: string, place: Place): Record<string, unknown> {
  const argument: Record<string, unknown> = {};
  if (place.root !== undefined) {
    argument["root"] = place.root;
  }
  if (command === "redgreen.explainLog" && place.document) {
    argument["log"] = place.document.uri;
  }
  if (
    command === "redgreen.runTest" &&
    place.document?.languageId === "python" &&
    /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(place.document.relativePath)
  ) {
    argument["tests"] = [place.document.relativePath];
  }
  return argument;
}
