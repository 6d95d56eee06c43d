import type { RequestView, TimelineAct } from "../api.ts";
import { isWritten } from "./draft-merge.ts";
import { deskOf, EMPTY } from "./drafts.ts";
import type { Anew } from "./saying-anew.tsx";

/**
 * Begins to say an act of ours anew, with the text that holds now, or to narrow it from the handling that holds now. A
 * correction that was begun on another record goes on, and its composer says of which: no words are written over.
 */
export async function beginAnew({ item }: RequestView, what: Anew, act: TimelineAct): Promise<void> {
  const desk = deskOf(item);
  await desk.load();
  const begun = desk.state.acts[what];
  if (what === "correct" && begun !== undefined && isWritten(begun)) return;
  const { text, lang } = (what === "correct" && (act.later?.corrected?.body ?? act.body)) || EMPTY;
  desk.write(what, { ...EMPTY, text, lang, args: { ref: act.id }, mark: act.mark });
}
