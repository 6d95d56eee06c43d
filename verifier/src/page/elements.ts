import type { Language } from "../text.ts";
import { LANGUAGES } from "../text.ts";
import type { Words } from "../words/words.ts";

/** The few ways in which this page makes elements. Text is set as text: nothing that was read becomes markup. */
type Told = (words: Words) => string;

const told: (readonly [Element, Told])[] = [];
let language: Language = "en";

export const speaking = (): Language => language;

/** All that has been said on the page is said again in this language. */
export function speak(next: Language): void {
  language = next;
  document.documentElement.lang = next;
  document.title = LANGUAGES[next].page.title;
  for (const [element, text] of told) element.textContent = text(LANGUAGES[next]);
}

/** An element whose text follows the language. */
export function tell<E extends Element>(element: E, text: Told): E {
  told.push([element, text]);
  element.textContent = text(LANGUAGES[language]);
  return element;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A field under its label. */
export function field<E extends HTMLElement>(control: E, label: Told): HTMLElement {
  return make("label", {}, tell(make("span"), label), control);
}

/** The browser's own way of saving: the bytes never leave the page. */
export function save(name: string, bytes: Uint8Array<ArrayBuffer> | string, type: string): void {
  const href = URL.createObjectURL(new Blob([bytes], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
