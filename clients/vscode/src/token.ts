// SPDX-License-Identifier: MIT
// Whose token goes to which host. A repository's settings can name the host, so the account is
// chosen by the host alone: a token never goes to another one than that it was made for.

/** What the server asks (redgreen/token of docs/protocol.md). */
export interface TokenRequest {
  kind: string;
  host: string;
  mayAsk: boolean;
}

export interface Token {
  host: string;
  token: string;
}

export const SCOPES = ["repo"];

/** VS Code's account for a host, or undefined; enterpriseUri is the user's own setting. */
export function accountFor(host: string, enterpriseUri: unknown): string | undefined {
  if (host === "github.com") {
    return "github";
  }
  if (typeof enterpriseUri !== "string" || !URL.canParse(enterpriseUri)) {
    return undefined;
  }
  const url = new URL(enterpriseUri);
  return url.protocol === "https:" && url.host === host ? "github-enterprise" : undefined;
}
