// SPDX-License-Identifier: MIT
// One window of VS Code as a person uses it: what is done is done with mouse and keyboard, what is
// waited for is what the page shows. Each thing that was to be seen is a check. Nothing here knows
// redgreen.
import * as path from "node:path";

/** How long something may take to show, on a machine that is ten times too busy. */
const PATIENCE_MS = Number(process.env.RG_PATIENCE_MS ?? 600_000);
const FOLDERS_MS = PATIENCE_MS / 10;

/** In the bar at the left, below its icons. */
const NOWHERE = [24, 450];

const ROW = ".quick-input-list .monaco-list-row";

export class Workbench {
  n_checks = 0;
  pictures = new Map(); // files by name
  #prefix;

  /**
   * As a new user sees it: no trust was given, nothing is remembered. prefix is what the names of
   * the pictures' files begin with.
   */
  static async open(browser, url, prefix, viewport = { width: 1280, height: 800 }) {
    const self = new Workbench();
    self.#prefix = prefix;
    self.context = await browser.newContext({ viewport });
    self.context.setDefaultTimeout(PATIENCE_MS);
    self.hosts = new Set();
    self.context.on("request", (request) => self.hosts.add(new URL(request.url()).hostname));
    self.page = await self.context.newPage();
    await self.page.goto(url);
    await self.#showsFolders();
    return self;
  }

  async reload() {
    await this.page.reload();
    await this.#showsFolders();
  }

  /** As a person does it: the page is left, and tells its server so. */
  async close() {
    this.page.on("dialog", (dialog) => dialog.accept());
    await this.page.goto("about:blank");
    await this.context.close();
  }

  /** Pictures are there to be looked at: when a check fails, and for the documentation. */
  async picture(name) {
    const number = String(this.pictures.size + 1).padStart(2, "0");
    const file = `${this.#prefix}-${number}-${name}.png`;
    this.pictures.set(name, file);
    await this.page.screenshot({ path: file });
    return file;
  }

  // ---- looking -------------------------------------------------------------------------------

  shown(selector, text) {
    const all = this.page.locator(selector);
    return (text === undefined ? all : all.filter({ hasText: text })).filter({ visible: true })
      .first();
  }

  check(what, holds, seen = "") {
    if (!holds) {
      throw new Error(`not so: ${what}${seen === "" ? "" : `; seen: ${seen}`}`);
    }
    this.n_checks++;
  }

  equal(what, actual, expected) {
    this.check(`${what} is ${expected}`, actual === expected, String(actual));
  }

  /** Waits until it is there; returns it. */
  async sees(what, selector, text) {
    const found = this.shown(selector, text);
    await found.waitFor().catch(async (error) => {
      const all = await this.page.locator(selector).allInnerTexts();
      throw new Error(`not to be seen: ${what}; there: ${JSON.stringify(all)}\n${error.message}`);
    });
    this.n_checks++;
    return found;
  }

  /** Waits until it is gone. */
  async seesNo(what, selector, text) {
    const all = this.page.locator(selector);
    const found = (text === undefined ? all : all.filter({ hasText: text })).filter({
      visible: true,
    });
    await found.first().waitFor({ state: "hidden" });
    this.check(`${what} is gone`, (await found.count()) === 0);
  }

  /** Begins to look; the function it returns waits, and tells when (ms) it was first there. */
  async watchFor(selector) {
    await this.page.evaluate((wanted) => {
      globalThis.firstSeen = 0;
      const look = () => {
        if (document.querySelector(wanted)) {
          observer.disconnect();
          globalThis.firstSeen = Date.now();
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { attributes: true, childList: true, subtree: true });
    }, selector);
    return async () => {
      await this.page.waitForFunction(() => globalThis.firstSeen);
      return this.page.evaluate(() => globalThis.firstSeen);
    };
  }

  // ---- doing ---------------------------------------------------------------------------------

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  async type(text) {
    await this.page.keyboard.insertText(text);
  }

  /** Unlike what is typed it is not indented by the editor. */
  async paste(text) {
    await this.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.press("Control+V");
  }

  async trust(answer) {
    await this.shown(".monaco-dialog-box .monaco-button", answer).click();
    await this.#rest();
    await this.page.locator(".monaco-dialog-box").waitFor({ state: "detached" });
  }

  /**
   * Once in a while VS Code reads a workspace as one without folders, and stays with that; trust
   * would then be given to nothing.
   */
  async #showsFolders() {
    const row = this.shown(".explorer-folders-view .monaco-list-row");
    while (!(await row.waitFor({ timeout: FOLDERS_MS }).then(() => true, () => false))) {
      await this.page.reload();
    }
  }

  /** In place of what stands there: the key's own ">" comes late where the machine is busy. */
  async #quickInput(key, text) {
    await this.press(key);
    await this.shown(".quick-input-box input").fill(text);
  }

  /** An entry of the palette, by its title. */
  async command(title) {
    await this.#quickInput("F1", `>${title}`);
    const entry = this.shown(ROW, title);
    await entry.click();
    await this.#rest();
    await entry.waitFor({ state: "hidden" });
  }

  /** The titles that the palette has for some words. */
  async palette(words) {
    await this.#quickInput("F1", `>${words}`);
    await this.shown(ROW).waitFor();
    const titles = await this.page.locator(ROW).allInnerTexts();
    await this.press("Escape");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    return titles;
  }

  async openFile(name) {
    const file = path.basename(name);
    await this.#quickInput("Control+P", name);
    await this.shown(`${ROW}.focused`, file).waitFor();
    await this.press("Enter");
    await this.shown(".tab.active", file).waitFor();
  }

  /** The cursor to a line (1-based) of the editor that is in front. */
  async goTo(line, end = false) {
    await this.#quickInput("Control+G", `:${line}`);
    await this.shown(ROW, String(line)).waitFor(); // else Enter comes too early
    await this.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.press(end ? "End" : "Home");
  }

  /**
   * Presses a key until what it opens is there. What VS Code asks for by itself a moment before, or
   * a text that it closes and opens as one of another language, can leave the key without an
   * answer; it says so, and a person presses again.
   */
  async #pressFor(key, opened, refusal) {
    const none = this.shown(".monaco-editor-overlaymessage", refusal);
    do {
      await this.press("Escape");
      await none.waitFor({ state: "hidden" });
      await this.press(key);
      await opened.or(none).first().waitFor();
    } while (!(await opened.isVisible()));
  }

  /** Opens the menu behind Ctrl+. */
  async openActions() {
    await this.#pressFor(
      "Control+.", this.shown(".action-widget .monaco-list-row"), "No code actions",
    );
  }

  /** From where the cursor is to the file that is named there. */
  async goToDefinition(file) {
    await this.#pressFor("F12", this.shown(".tab.active", file), "No definition");
  }

  /** The menu behind Ctrl+. that is open: goes to an entry and takes it. */
  async takeAction(title) {
    const focused = this.page.locator(".action-widget .monaco-list-row.focused");
    await focused.waitFor();
    while (!(await focused.innerText()).includes(title)) {
      await this.press("ArrowDown");
    }
    await this.press("Enter");
    await this.page.locator(".action-widget").waitFor({ state: "hidden" });
  }

  async lens(title) {
    await this.shown(".codelens-decoration a", title).click();
    await this.#rest();
  }

  /** The mouse goes where nothing is: what it points to shows more of itself. */
  async #rest() {
    await this.page.mouse.move(...NOWHERE);
  }

  async save() {
    await this.press("Control+S");
    await this.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  }
}
