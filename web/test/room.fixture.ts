import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** The last is 400 % of a window of 1280 by 1024 (WCAG 2.2, 1.4.10): the same in CSS pixels. */
export const SIZES = [
  { width: 320, height: 900 },
  { width: 1280, height: 1024 },
  { width: 1440, height: 900 },
  { width: 320, height: 256 },
] as const;

/** What is too wide for its place, in words a person finds it by. Runs in the page. */
const CROWDED = `(() => {
  const width = document.documentElement.clientWidth;
  const told = (each) => each.localName + "." + each.className + " " + each.textContent.trim().slice(0, 60);
  const found = [];
  if (document.documentElement.scrollWidth > width)
    found.push("the page is " + document.documentElement.scrollWidth + " px wide");
  for (const each of document.querySelectorAll("button, .button, a, th, h1, h2, h3, legend, label, summary, dt, dd, time, .tlp, .due, .modal, .overlay")) {
    if (each.closest(".visually-hidden, .skip, [hidden]") || !each.checkVisibility()) continue;
    const box = each.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    if (box.right > width + 1 || box.left < -1) found.push("out of the window: " + told(each));
    const inline = getComputedStyle(each).display === "inline";
    if (!inline && (each.scrollWidth > each.clientWidth + 1) && getComputedStyle(each).overflowX !== "auto")
      found.push("cut off: " + told(each));
  }
  return found;
})()`;

/** Nothing needs sideways scrolling, and no word of a control, a heading or a time is cut off. */
export async function assertRoom(page: Page, where: string): Promise<void> {
  assert.deepEqual(await page.evaluate<string[]>(CROWDED), [], where);
}

/**
 * Everything that can have the focus, last first, as Shift+Tab goes: that is the way on which a bar that stays in sight
 * lies over it. Of each a point is looked for at which it is what is seen.
 */
const COVERED = `(() => {
  const layer = document.querySelector(".modal") ?? document;
  const all = [...layer.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((each) => each.tabIndex >= 0 && each.checkVisibility() && !each.closest(".skip, .visually-hidden") && !each.disabled);
  const covered = [];
  const was = document.activeElement;
  for (const each of all.reverse()) {
    each.focus();
    if (document.activeElement !== each) continue;
    const seen = [...each.getClientRects()].some((box) =>
      [0.1, 0.5, 0.9].some((x) => [0.1, 0.5, 0.9].some((y) => {
        const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
        return top !== null && (top === each || each.contains(top) || top.contains(each) && top.closest("label") === top);
      })),
    );
    if (!seen) covered.push(each.localName + " " + (each.ariaLabel ?? each.textContent.trim().slice(0, 60)));
  }
  was.focus({ preventScroll: true });
  return covered;
})()`;

/** Whatever has the focus can be seen (WCAG 2.2, 2.4.11). The focus is where it was afterwards. */
export async function assertFocusSeen(page: Page, where: string): Promise<void> {
  assert.deepEqual(await page.evaluate<string[]>(COVERED), [], where);
}
