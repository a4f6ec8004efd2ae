// SPDX-License-Identifier: MIT
// The client: starts the server, hands it trust and settings, and fills in where the user is when
// a command comes from the palette. The commands themselves are the server's, under the server's
// ids: vscode-languageclient registers what the server offers, so nothing is registered twice.
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import {
  argumentFor,
  candidatePlaces,
  Place,
  Result,
  rootOf,
  savesFirst,
  serverPath,
  settingNames,
  settingsFor,
} from "./model";

let client: LanguageClient | undefined;

function settings(context: vscode.ExtensionContext): Record<string, unknown> {
  const section = vscode.workspace.getConfiguration("redgreen");
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

async function offerToOpen(result: Result | undefined): Promise<void> {
  const url = result?.pr?.url;
  if (url && (await vscode.window.showInformationMessage(result.summary, "Open")) === "Open") {
    await vscode.env.openExternal(vscode.Uri.parse(url));
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

function makeClient(context: vscode.ExtensionContext): LanguageClient {
  const command = serverPath(
    vscode.workspace.getConfiguration("redgreen").get<string>("server.path", ""),
    context.asAbsolutePath(process.platform === "win32" ? "bin/redgreen.exe" : "bin/redgreen"),
    fs.existsSync,
  );
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
    initializationOptions: { trusted: vscode.workspace.isTrusted, settings: settings(context) },
    diagnosticCollectionName: "redgreen",
    outputChannelName: "redgreen",
    middleware: {
      executeCommand: async (id, given, next) => {
        if (savesFirst(id)) {
          await vscode.workspace.saveAll(false);
        }
        const result = (await next(id, given.length ? given : [argumentFor(id, place())])) as
          | Result
          | undefined;
        void offerToOpen(result);
        if (id === "redgreen.locate") {
          void peekCandidates(result, rootOf(given, place().root));
        }
        return result;
      },
    },
  };
  return new LanguageClient("redgreen", "redgreen", server, options);
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const starting = makeClient(context);
  client = starting;
  try {
    await starting.start();
    await vscode.commands.executeCommand("setContext", "redgreen.isRunning", true);
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `redgreen could not start: ${error instanceof Error ? error.message : String(error)}`,
      "Open settings",
    );
    if (choice === "Open settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "redgreen.server.path");
    }
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  await vscode.commands.executeCommand("setContext", "redgreen.isRunning", false);
  if (old?.isRunning()) {
    await old.stop();
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // One after the other: a second restart waits for the first.
  let restarting = Promise.resolve();
  const restart = (): Promise<void> => {
    restarting = restarting.then(stop).then(() => start(context));
    return restarting;
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("redgreen.restart", restart),
    // Trust is part of initialize: a server that was started without it is started anew.
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("redgreen.server.path")) {
        await restart();
      } else if (event.affectsConfiguration("redgreen")) {
        await client?.sendNotification("workspace/didChangeConfiguration", {
          settings: { redgreen: settings(context) },
        });
      }
    }),
  );
  restarting = start(context);
  await restarting;
}

export async function deactivate(): Promise<void> {
  await stop();
}
