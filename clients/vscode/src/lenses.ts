// SPDX-License-Identifier: MIT
// The lenses, known to VS Code before there is a server. VS Code asks a third of a second after it
// last heard of a provider or of a change; the server starts within that time instead of before it.
import * as vscode from "vscode";
import {
  ClientCapabilities,
  CodeLensRefreshRequest,
  CodeLensRequest,
  DynamicFeature,
  LanguageClient,
  StaticFeature,
} from "vscode-languageclient/node";

export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #registration: vscode.Disposable;
  #serving: Promise<LanguageClient | undefined> = Promise.resolve(undefined);
  #wasAsked = false;

  constructor(documents: vscode.DocumentSelector) {
    this.#registration = vscode.languages.registerCodeLensProvider(documents, this);
  }

  /** From now on the answers are those of a server that is still to start; undefined: of none. */
  serve(starting: Promise<LanguageClient | undefined>): void {
    this.#serving = starting;
    this.refresh();
  }

  /** The lenses are others. Before VS Code asked at all that would only make it wait anew. */
  refresh(): void {
    if (this.#wasAsked) {
      this.#changed.fire();
    }
  }

  async provideCodeLenses(
    document: vscode.TextDocument, token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[] | undefined> {
    this.#wasAsked = true;
    const client = await this.#serving;
    if (!client?.isRunning() || token.isCancellationRequested) {
      return undefined;
    }
    const params = client.code2ProtocolConverter.asCodeLensParams(document);
    const lenses = await client.sendRequest(CodeLensRequest.type, params, token).catch((error) =>
      client.handleFailedRequest(CodeLensRequest.type, token, error, null));
    return client.protocol2CodeConverter.asCodeLenses(lenses, token);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** What takes the place of vscode-languageclient's own lenses, which begin behind the server. */
class LensFeature implements StaticFeature {
  readonly #client: LanguageClient;
  readonly #lenses: Lenses;

  constructor(client: LanguageClient, lenses: Lenses) {
    this.#client = client;
    this.#lenses = lenses;
  }

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.textDocument = { ...capabilities.textDocument, codeLens: {} };
    capabilities.workspace = { ...capabilities.workspace, codeLens: { refreshSupport: true } };
  }

  initialize(): void {
    this.#client.onRequest(CodeLensRefreshRequest.type, () => this.#lenses.refresh());
  }

  getState(): { kind: "static" } {
    return { kind: "static" };
  }

  clear(): void {
    this.#lenses.refresh();
  }
}

export class ClientWithLenses extends LanguageClient {
  setLenses(lenses: Lenses): void {
    this.registerFeature(new LensFeature(this, lenses));
  }

  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const type = "registrationType" in feature ? feature.registrationType : undefined;
    if (type?.method !== CodeLensRequest.method) {
      super.registerFeature(feature);
    }
  }
}
