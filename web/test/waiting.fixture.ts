import { errors, type Locator, type Page } from "playwright-core";

type Wait = Locator["waitFor"];

/** A wait of less than 2.5 s looks each 100 ms, a longer one each 500: what a page does comes in between. */
const SLICE_MS = 2_400;
export const LIMIT_MS = 30_000;
const limits = new WeakMap<Page, number>();
const sliced = new WeakSet<Wait>();

/**
 * How long one wait of a test may last, and how often it looks. The limit is that of a test that hangs and no budget: the
 * first page of a browser may stand behind three other files of tests.
 */
export function patient(page: Page, limitMs = LIMIT_MS): void {
  page.setDefaultTimeout(limitMs);
  limits.set(page, limitMs);
  const locators = Object.getPrototypeOf(page.locator("html")) as Locator;
  const whole = locators.waitFor;
  if (sliced.has(whole)) return;
  const inSlices: Wait = async function (this: Locator, options = {}) {
    const until = performance.now() + (options.timeout ?? limits.get(this.page()) ?? LIMIT_MS);
    for (;;) {
      const left = until - performance.now();
      try {
        return await whole.call(this, { ...options, timeout: Math.min(SLICE_MS, Math.max(left, 1)) });
      } catch (error) {
        if (!(error instanceof errors.TimeoutError) || left <= SLICE_MS) throw error;
      }
    }
  };
  sliced.add(inSlices);
  locators.waitFor = inSlices;
}
