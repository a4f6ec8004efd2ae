// The client: starts the server, hands it trust and settings, and puts its commands into the
// palette. Everything else is standard LSP and lives in the server.
import * as fs from "node:fs";
import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  LanguageClientOptions,
  ServerOptions,
} from "vscode-languageclient/node";
import { argumentFor, PALETTE, Result, serverPath, settingsFor } from "./model";

let client: LanguageClient | undefined;

function configuration(): Record<string, unknown> {
  const section = vscode.workspace.getConfiguration("redgreen");
  return settingsFor(JSON.parse(JSON.stringify(section)) as Record<string, unknown>);
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
      { scheme: "file", pattern: "**/*.{log,txt}" },
      { scheme: "untitled" },
    ],
    initializationOptions: { trusted: vscode.workspace.isTrusted, settings: configuration() },
    diagnosticCollectionName: "redgreen",
    outputChannelName: "redgreen",
  };
  return new LanguageClient("redgreen", "redgreen", server, options);
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  client = makeClient(context);
  try {
    await client.start();
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
  await old?.stop();
}

async function send(name: string, argument: Record<string, unknown>): Promise<Result | undefined> {
  if (!client) {
    return undefined;
  }
  return (await client.sendRequest(ExecuteCommandRequest.type, {
    command: `redgreen.${name}`,
    arguments: [argument],
  })) as Result;
}

/** A plan is shown with its text before it is carried out; no answer means no. */
async function confirmPlan(name: string, result: Result): Promise<void> {
  if (!result.plan) {
    return;
  }
  const steps = result.plan.steps.map((step) => `• ${step.what}: ${step.detail}`).join("\n");
  const go = "Create draft PR";
  const choice = await vscode.window.showInformationMessage(
    `${result.plan.title}\n\n${steps}`,
    { modal: true },
    go,
  );
  if (choice === go) {
    await vscode.workspace.saveAll(false);
    show(await send(name, { plan: result.plan.hash }));
  }
}

function show(result: Result | undefined): void {
  if (!result) {
    return;
  }
  if (result.stopped) {
    void vscode.window.showWarningMessage(`${result.summary} ${result.stopped.next}`);
  } else if (result.pr?.url) {
    const url = result.pr.url;
    void vscode.window.showInformationMessage(result.summary, "Open").then((choice) => {
      if (choice) {
        void vscode.env.openExternal(vscode.Uri.parse(url));
      }
    });
  } else {
    vscode.window.setStatusBarMessage(`redgreen: ${result.summary}`, 10_000);
  }
}

async function runFromPalette(name: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const folder = editor
    ? vscode.workspace.getWorkspaceFolder(editor.document.uri)
    : vscode.workspace.workspaceFolders?.[0];
  try {
    const result = await send(
      name,
      argumentFor(name, folder?.uri.fsPath, editor?.document.uri.toString()),
    );
    if (result?.plan && !result.stopped) {
      await confirmPlan(name, result);
    } else {
      show(result);
    }
  } catch (error) {
    void vscode.window.showErrorMessage(
      `redgreen: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  for (const name of PALETTE) {
    context.subscriptions.push(
      vscode.commands.registerCommand(`redgreen.client.${name}`, () => runFromPalette(name)),
    );
  }
  context.subscriptions.push(
    vscode.commands.registerCommand("redgreen.client.restart", async () => {
      await stop();
      await start(context);
    }),
    // Trust is part of initialize: a server that was started without it is started anew.
    vscode.workspace.onDidGrantWorkspaceTrust(async () => {
      await stop();
      await start(context);
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("redgreen.server.path")) {
        await stop();
        await start(context);
      } else if (event.affectsConfiguration("redgreen")) {
        await client?.sendNotification("workspace/didChangeConfiguration", {
          settings: { redgreen: configuration() },
        });
      }
    }),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
