import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";

/** More controls than any screen has between two that a test names. */
const MAX_TABS = 250;

/**
 * A person at a keyboard without a mouse. Keys go in, what stands on the screen comes out; the page itself cannot be
 * reached, so that no test clicks by accident. `pointed` counts what only a pointer does, whoever did it.
 */
export class Hands {
  readonly #page: Page;
  #pointed = 0;

  private constructor(page: Page) {
    this.#page = page;
    patient(page);
  }

  /** Opens the address: all that is done otherwise than with keys. */
  static async at(context: BrowserContext, address: string): Promise<Hands> {
    const page = await context.newPage();
    const hands = new Hands(page);
    await page.exposeBinding("pointed", () => void (hands.#pointed += 1));
    await page.addInitScript(`
      for (const kind of ["pointerdown", "mousedown", "touchstart"])
        addEventListener(kind, () => globalThis.pointed(), true);
    `);
    await page.goto(address);
    return hands;
  }

  get pointed(): number {
    return this.#pointed;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Tab, or Shift+Tab, until what has the focus is called so. */
  async tabTo(name: RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    const passed: string[] = [];
    for (let n = 0; n < MAX_TABS; n += 1) {
      await this.#page.keyboard.press(key);
      const focused = await this.focused();
      if (name.test(focused)) return;
      passed.push(focused);
    }
    assert.fail(`${key} never comes to ${name}; it passed ${passed.slice(0, 40).join(" | ")}`);
  }

  /** What has the focus, as it is called: by its label, else by its text. */
  focused(): Promise<string> {
    return this.#page.evaluate<string>(`(() => {
      const at = document.activeElement;
      const label = at.ariaLabel ?? [...(at.labels ?? [])].map((each) => each.textContent).join(" ");
      return (label || at.textContent || "").trim();
    })()`);
  }

  /** Waits until it stands on the screen. */
  async sees(selector: string, words: string | RegExp = ""): Promise<void> {
    await this.#page.locator(selector, { hasText: words }).first().waitFor();
  }

  async seesNoMore(selector: string): Promise<void> {
    await this.#page.locator(selector).waitFor({ state: "detached" });
  }

  read(selector: string): Promise<string[]> {
    return this.#page.locator(selector).allTextContents();
  }

  /** What is written in a field. */
  written(selector: string): Promise<string> {
    return this.#page.locator(selector).inputValue();
  }

  /** The file that the browser saves when the key is pressed. */
  async saves(key: string): Promise<{ readonly name: string; readonly path: string }> {
    const saved = this.#page.waitForEvent("download");
    await this.#page.keyboard.press(key);
    const download = await saved;
    return { name: download.suggestedFilename(), path: await download.path() };
  }
}
