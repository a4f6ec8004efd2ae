// SPDX-License-Identifier: MIT
// The client: starts the server, hands it trust and settings, and fills in where the user is when
// a command comes from the palette. The commands themselves are the server's, under the server's
// ids: vscode-languageclient registers what the server offers, so nothing is registered twice.
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  CodeAction,
  CodeActionRequest,
  CodeActionTriggerKind,
  Command,
  ErrorAction,
  ErrorHandler,
  LanguageClient,
  LanguageClientOptions,
  MessageType,
  ServerOptions,
  State,
} from "vscode-languageclient/node";
import { Crashes } from "./crashes";
import { RunResult } from "./failures";
import { refreshGit } from "./git";
import { Messages } from "./messages";
import {
  argumentFor,
  candidatePlaces,
  commandIds,
  isProgram,
  kindInMenu,
  partActions,
  Place,
  Result,
  rootOf,
  savesFirst,
  serverPath,
  settingNames,
  settingsFor,
  setupLines,
  testsIn,
} from "./model";
import { Status } from "./status";
import { StatusLine } from "./status_line";
import { Testing } from "./testing";
import { accountFor, SCOPES, Token, TokenRequest } from "./token";

/** What lives as long as the extension, whichever server runs. */
interface Surroundings {
  context: vscode.ExtensionContext;
  output: vscode.LogOutputChannel;
  statusLine: StatusLine;
  testing: Testing;
  messages: Messages;
  restart(): Promise<void>;
}

let client: LanguageClient | undefined;

/** Of a folder, with what its own settings say; without one, of the window. */
function settings(
  context: vscode.ExtensionContext, folder: vscode.Uri | undefined,
): Record<string, unknown> {
  const section = vscode.workspace.getConfiguration("redgreen", folder);
  return settingsFor(settingNames(context.extension.packageJSON), (name) => section.inspect(name));
}

function place(): Place {
  const document = vscode.window.activeTextEditor?.document;
  const folder = document
    ? vscode.workspace.getWorkspaceFolder(document.uri)
    : vscode.workspace.workspaceFolders?.[0];
  return {
    root: folder?.uri.fsPath,
    document: document && {
      uri: document.uri.toString(),
      languageId: document.languageId,
      relativePath: vscode.workspace.asRelativePath(document.uri, false),
    },
  };
}

async function offerToOpen(result: Result | undefined, messages: Messages): Promise<void> {
  const url = result?.pr?.url;
  if (url && (await messages.ask(MessageType.Info, result.summary, [{ title: "Open" }]))) {
    await vscode.env.openExternal(vscode.Uri.parse(url));
  }
}

function showSetup(result: Result | undefined, output: vscode.LogOutputChannel): void {
  const lines = setupLines(result);
  if (lines.length > 0) {
    lines.forEach((line) => output.info(line));
    output.show(true);
  }
}

/** The server opened the first candidate; here are all of them, as VS Code shows references. */
async function peekCandidates(result: Result | undefined, root: string | undefined): Promise<void> {
  const locations = candidatePlaces(result).map(
    (place) =>
      new vscode.Location(
        vscode.Uri.file(path.join(root ?? "", place.path)),
        new vscode.Position(place.line, 0),
      ),
  );
  const first = locations[0];
  if (first && root !== undefined) {
    await vscode.commands.executeCommand(
      "editor.action.goToLocations", first.uri, first.range.start, locations, "peek", "",
    );
  }
}

/** A token of the very host that is asked for, from VS Code's own accounts, or null. */
async function tokenFor(request: TokenRequest): Promise<Token | null> {
  // A verbose trace would write it down.
  const trace = vscode.workspace.getConfiguration("redgreen").get<string>("trace.server", "off");
  const enterprise = vscode.workspace.getConfiguration("github-enterprise").inspect("uri");
  const account = accountFor(request.host, enterprise?.globalValue);
  if (account === undefined || trace === "verbose") {
    return null;
  }
  const how = request.mayAsk ? { createIfNone: true } : { silent: true };
  const session = await vscode.authentication.getSession(account, SCOPES, how).then(
    (found) => found,
    () => undefined, // the user said no, or there is no such account here
  );
  return session ? { host: request.host, token: session.accessToken } : null;
}

async function offerAfterCrashes({ output, restart }: Surroundings): Promise<void> {
  const choice = await vscode.window.showErrorMessage(
    "redgreen ended by itself again and again. What it had recorded is kept.",
    "Start again",
    "Show output",
  );
  if (choice === "Start again") {
    await restart();
  } else if (choice === "Show output") {
    output.show();
  }
}

/** VS Code's menu hides what is not possible; this entry of it leads to a list that does not. */
function whatElse(): vscode.CodeAction {
  const kind = vscode.CodeActionKind.Empty.append("redgreen.why");
  const action = new vscode.CodeAction("What is not possible yet, and why…", kind);
  action.command = { title: action.title, command: "redgreen.showActions" };
  return action;
}

/** What is possible where the cursor is, to be picked, and what is not, with its reason. */
async function showActions(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!client?.isRunning() || !editor) {
    return;
  }
  const answer = await client.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: client.code2ProtocolConverter.asUri(editor.document.uri) },
    range: client.code2ProtocolConverter.asRange(editor.selection),
    context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked },
  });
  // Not CodeAction.is: to it one without command and edit, as what is not possible, is none.
  const isAction = (one: CodeAction | Command): one is CodeAction =>
    typeof one.command !== "string";
  const { can, cannot } = partActions((answer ?? []).filter(isAction));
  const picked = await vscode.window.showQuickPick(
    [
      ...can.map(({ title, command }) => ({ label: title, command })),
      { label: "not possible yet", kind: vscode.QuickPickItemKind.Separator, command: undefined },
      ...cannot.map(({ title, disabled }) =>
        ({ label: title, description: disabled?.reason ?? "", command: undefined })),
    ],
    { placeHolder: can.length ? "What is possible here, the next step first" : "Nothing, here" },
  );
  if (picked?.command) {
    await vscode.commands.executeCommand(
      picked.command.command, ...(picked.command.arguments ?? []),
    );
  }
}

function makeErrorHandler(surroundings: Surroundings, isUp: () => boolean): ErrorHandler {
  const crashes = new Crashes();
  let said: vscode.Disposable | undefined;
  return {
    error: (_error, _message, count) => ({
      action: (count ?? 0) > 3 ? ErrorAction.Shutdown : ErrorAction.Continue,
      handled: true,
    }),
    closed: () => {
      if (!isUp()) {
        return { action: CloseAction.DoNotRestart, handled: true }; // start() tells it
      }
      said?.dispose();
      if (crashes.mayRestart(Date.now())) {
        said = vscode.window.setStatusBarMessage(
          "redgreen ended by itself and was started again", 20_000,
        );
        return { action: CloseAction.Restart, handled: true };
      }
      void offerAfterCrashes(surroundings);
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

function makeClient(command: string, surroundings: Surroundings): LanguageClient {
  const { context, output, statusLine, testing, messages } = surroundings;
  let isUp = false;
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "python" },
      { scheme: "file", language: "c" },
      { scheme: "file", language: "cpp" },
      { scheme: "file", language: "cuda-cpp" },
      // Logs: the server looks whether a text is one. Those of machines have names of their own.
      { scheme: "file", language: "log" },
      { scheme: "file", language: "plaintext" },
      { scheme: "file", pattern: "**/*.{log,txt}" },
      { scheme: "file", pattern: "**/*{junit,pytest,report,result}*.{xml,json,jsonl}" },
      // The draft of a pull request: its first line has the lens that creates it.
      { scheme: "file", pattern: "**/redgreen/sessions/**" },
      { scheme: "untitled" },
    ],
    initializationOptions: {
      trusted: vscode.workspace.isTrusted,
      status: true,
      output: true,
      tokenFromEditor: true,
    },
    diagnosticCollectionName: "redgreen",
    outputChannel: output,
    errorHandler: makeErrorHandler(surroundings, () => isUp),
    middleware: {
      executeCommand: async (id, given, next) => {
        if (savesFirst(id)) {
          await vscode.workspace.saveAll(false);
        }
        const here = place();
        const root = rootOf(given, here.root);
        const argument = given.length ? given : [argumentFor(id, here)];
        const tests = testsIn(argument);
        if (root !== undefined && savesFirst(id) && tests.length > 0) {
          await testing.begin(root, tests);
        }
        try {
          const result = (await next(id, argument)) as (Result & RunResult) | undefined;
          void offerToOpen(result, messages);
          showSetup(result, output);
          if (root !== undefined) {
            testing.show(root, result).catch((error) => output.error(error));
          }
          if (id === "redgreen.locate") {
            void peekCandidates(result, root);
          }
          return result;
        } finally {
          if (root !== undefined) {
            testing.end(root);
          }
          await refreshGit(id, root);
        }
      },
      provideCodeActions: async (document, range, asked, token, next) => {
        const actions = (await next(document, range, asked, token)) ?? [];
        if (asked.only) {
          return actions;
        }
        for (const action of actions) {
          if (action instanceof vscode.CodeAction && action.kind) {
            action.kind = vscode.CodeActionKind.Empty.append(kindInMenu(action.kind.value));
          }
        }
        const { can, cannot } = partActions(actions);
        return can.length && cannot.length ? [...actions, whatElse()] : actions;
      },
      handleWorkDoneProgress: () => undefined, // our own item of the status bar says the same
      workspace: {
        configuration: ({ items }) => items.map(({ scopeUri }) =>
          settings(context, scopeUri ? vscode.Uri.parse(scopeUri) : undefined)),
      },
    },
  };
  const made = new LanguageClient("redgreen", "redgreen", server, options);
  messages.serve(made);
  made.onNotification("redgreen/status", (status: Status) => statusLine.take(status));
  made.onNotification("redgreen/output", ({ root, text }: { root: string; text: string }) =>
    testing.append(root, text));
  made.onRequest("redgreen/token", tokenFor);
  made.onDidChangeState(({ newState }) => {
    isUp ||= newState === State.Running;
    statusLine.forget();
    void vscode.commands.executeCommand(
      "setContext", "redgreen.isRunning", newState === State.Running,
    );
  });
  return made;
}

async function tellNoStart(text: string, restart: () => Promise<void>): Promise<void> {
  const choice = await vscode.window.showErrorMessage(text, "Open settings", "Try again");
  if (choice === "Open settings") {
    await vscode.commands.executeCommand("workbench.action.openSettings", "redgreen.server.path");
  } else if (choice === "Try again") {
    await restart();
  }
}

async function start(surroundings: Surroundings): Promise<void> {
  const { context, restart } = surroundings;
  const command = serverPath(
    vscode.workspace.getConfiguration("redgreen").get<string>("server.path", ""),
    context.asAbsolutePath(process.platform === "win32" ? "bin/redgreen.exe" : "bin/redgreen"),
    fs.existsSync,
  );
  if (!isProgram(command, process.env["PATH"] ?? "", fs.existsSync)) {
    void tellNoStart(
      command === "redgreen"
        ? "The program redgreen is not on PATH: install it, or name it in the settings."
        : `There is no program ${command}, which the setting redgreen.server.path names.`,
      restart,
    );
    return;
  }
  const starting = makeClient(command, surroundings);
  client = starting;
  try {
    await starting.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void tellNoStart(`redgreen could not start: ${reason}`, restart);
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  if (old?.isRunning()) {
    await old.stop();
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // One after the other: a second restart waits for the first.
  let restarting = Promise.resolve();
  const restart = (): Promise<void> => {
    restarting = restarting.then(stop).then(() => start(surroundings));
    return restarting;
  };
  const output = vscode.window.createOutputChannel("redgreen", { log: true });
  const surroundings: Surroundings = {
    context,
    output,
    statusLine: new StatusLine(commandIds(context.extension.packageJSON)),
    testing: new Testing(),
    messages: new Messages(output),
    restart,
  };
  context.subscriptions.push(
    surroundings.output,
    surroundings.statusLine,
    surroundings.testing,
    vscode.commands.registerCommand("redgreen.restart", restart),
    vscode.commands.registerCommand("redgreen.showOutput", () => surroundings.output.show()),
    vscode.commands.registerCommand("redgreen.showRun", () =>
      vscode.commands.executeCommand("testing.showMostRecentOutput")),
    vscode.commands.registerCommand("redgreen.showActions", showActions),
    // Trust is part of initialize: a server that was started without it is started anew.
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("redgreen.server.path")) {
        await restart();
      } else if (event.affectsConfiguration("redgreen")) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: null });
      }
    }),
  );
  restarting = start(surroundings);
  await restarting;
}

export async function deactivate(): Promise<void> {
  await stop();
}
