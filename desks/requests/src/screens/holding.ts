import { useLang } from "@setu/ui";
import type { RequestView } from "../api.ts";
import { BLOCKS } from "../texts/blocks.ts";
import { FIELDS, fillPlaces, readied } from "../texts/fields.ts";
import { isWritten } from "./draft-merge.ts";
import { deskOf, EMPTY } from "./drafts.ts";
import { instantWords, useKnown } from "./known.ts";

/** The act of a holding reply: the notice that it takes longer, with its reason. */
export const HOLDING = "extend";
const BLOCK = "holding";

/** Puts the desk's holding reply into the notice that is about to be written; what was begun stays as it is. */
export function useHolding(view: RequestView): () => Promise<void> {
  const lang = useLang();
  const known = useKnown(view);
  return async () => {
    const desk = deskOf(view.item);
    await desk.load();
    const begun = desk.state.acts[HOLDING];
    const block = BLOCKS.find(({ id }) => id === BLOCK);
    if (block === undefined || (begun !== undefined && isWritten(begun))) return;
    desk.write(HOLDING, { ...EMPTY, text: readied(block.text[lang], known(lang), lang), lang });
  };
}

/** The date that the holding reply leaves open is the one that was chosen for the act. */
export function withDate(text: string, until: unknown, lang: keyof typeof FIELDS.date): string {
  if (typeof until !== "number") return text;
  const said = instantWords(until, lang);
  const names = ["date", ...Object.values(FIELDS.date)];
  return fillPlaces(text, Object.fromEntries(names.map((name) => [name, said])));
}
