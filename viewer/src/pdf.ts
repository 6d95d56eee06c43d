import type { Flag } from "./kinds.ts";
import type { Document } from "./pdfium.ts";

/** Names of PDF (ISO 32000-2) that make a reader do something; looked for in the rewritten file, streams included. */
const NAMES: readonly (readonly [Flag, RegExp])[] = [
  ["pdf-javascript", /\/JavaScript(?![A-Za-z0-9])/],
  ["pdf-launch", /\/(?:Launch|RichMedia|Movie|Sound|Rendition)(?![A-Za-z0-9])/],
  ["pdf-embedded", /\/(?:EmbeddedFiles?|GoToE)(?![A-Za-z0-9])/],
  ["pdf-remote", /\/(?:GoToR|SubmitForm|ImportData)(?![A-Za-z0-9])/],
];
/** So short that packed bytes spell them by chance. */
const SHORT: readonly (readonly [Flag, RegExp])[] = [
  ["pdf-javascript", /\/JS(?![A-Za-z0-9])/],
  ["pdf-embedded", /\/XFA(?![A-Za-z0-9])/],
  ["pdf-remote", /\/URI(?![A-Za-z0-9])/],
];

/** What in a PDF would act if a reader let it. Nothing here does; a person is told before taking the original. */
export function pdfFlags(document: Document): Set<Flag> {
  const flags = new Set<Flag>();
  if (document.scripts !== 0) flags.add("pdf-javascript");
  if (document.files !== 0) flags.add("pdf-embedded");
  const whole = document.rewritten();
  const objects = whole.replace(/\bstream\r?\n(?:(?!\bstream\r?\n)[\s\S])*?\bendstream\b/g, "");
  for (const [flag, pattern] of NAMES) if (pattern.test(whole)) flags.add(flag);
  for (const [flag, pattern] of SHORT) if (pattern.test(objects)) flags.add(flag);
  return flags;
}
