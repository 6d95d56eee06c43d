import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lang } from "@setu/requests";

/** Where a paper belongs: with a request, or with what is answered to one. */
type Paper = { readonly lang: Lang; readonly with: "ask" | "answer"; readonly pages: number };

/** What offices that do not exist have sent: printed by tools/papers.ts from the page of the same name in `papers/`. */
export const PAPERS = {
  "subscriber-request": { lang: "en", with: "ask", pages: 2 },
  saisie: { lang: "fr", with: "ask", pages: 2 },
  "lab-hi": { lang: "hi", with: "ask", pages: 2 },
  "letter-en": { lang: "en", with: "answer", pages: 1 },
  manifest: { lang: "en", with: "answer", pages: 2 },
  certificat: { lang: "fr", with: "answer", pages: 1 },
  "letter-hi": { lang: "hi", with: "answer", pages: 1 },
} as const satisfies { readonly [name: string]: Paper };
export type PaperName = keyof typeof PAPERS;

export const papersFor = (what: Paper["with"], lang: Lang): readonly PaperName[] =>
  (Object.keys(PAPERS) as PaperName[]).filter(
    (name) => PAPERS[name].with === what && PAPERS[name].lang === lang,
  );

export const readPaper = (name: PaperName): Uint8Array =>
  readFileSync(join(import.meta.dirname, "papers", `${name}.pdf`));
