import { SetuError, type ArgSchema, type ListName } from "@setu/core";
import { requests4 } from "@setu/requests";
import { ARG_LISTS, SCALES } from "@setu/requests/lists.ts";
import { readInstant } from "../instant.ts";

/** What each act says to the other side, for `--help`. The acts and their arguments are those of the workflow. */
export const ACTS: Readonly<Record<string, string>> = {
  acknowledge: "say that the request has arrived and is being worked on",
  clarify: "ask what is unclear; the clock pauses until the reply or the instant given",
  reply: "answer a clarification; the clock runs again",
  part: "send a part of the answer",
  answer: "send the answer, or its last part",
  refuse: "refuse the request, or what is left of it, on a coded ground",
  extend: "give notice of more time, for judicial authorisation only",
  contest: "say why the urgency is not accepted",
  deem: "let a clarification lapse that was not answered in time",
  revise: "change the urgency",
  withdraw: "take the request back; it may cross an answer",
  close: "close the request after its outcome, and say what it was good for",
  message: "say something that changes no state",
  recall: "ask the other side to give up something that was sent",
  kept: "say that what they recall is not destroyed here, on which ground, and by when it is looked at again",
  correct: "say anew what one of your acts said; what was said before stays readable",
  narrow:
    "take back for whom or for what an act of yours, or without --ref all of them, may be held; never wider",
  evaluate: "say how reliable what you sent is, and its source",
  "re-evaluate": "give notice that you would evaluate otherwise what they sent",
  agree: "agree to their notice: their evaluation then stands",
  disagree: "keep your evaluation against their notice",
};

export type ArgOption = {
  readonly name: string;
  readonly kind: string;
  readonly many: boolean;
  readonly required: boolean;
  /** Where its codes stand; several where another argument says in which. */
  readonly lists: readonly ListName[];
};

/** Arguments that the node knows better than its officer. */
const FILLED: Readonly<Record<string, readonly string[]>> = { deem: ["pulse"] };

/** The arguments of an act, from the workflow's own schema. */
export function argsOf(act: string): readonly ArgOption[] {
  const row = requests4.roles.flatMap(({ rows }) => rows).find((each) => each.do === act);
  const schema: ArgSchema = row?.args ?? requests4.says[act] ?? {};
  return Object.entries(schema)
    .filter(([name]) => !FILLED[act]?.includes(name))
    .map(([name, spec]) => ({
      name,
      kind: spec.replace(/\?$|\[\]$/, ""),
      many: spec.endsWith("[]"),
      required: !spec.endsWith("?"),
      lists: listsFor(act, name),
    }));
}

function listsFor(act: string, name: string): readonly ListName[] {
  const list = ARG_LISTS[act]?.[name];
  if (list !== undefined) return [list];
  const isScale = ARG_LISTS[act]?.["scheme"] !== undefined && (name === "source" || name === "information");
  return isScale ? Object.values(SCALES).map((scales) => scales[name]) : [];
}

/**
 * An argument as it is typed.
 * @throws BAD_FIELD
 */
export function readArg(
  { name, kind }: Pick<ArgOption, "name" | "kind">,
  text: string,
): string | number | boolean {
  if (kind === "instant") return readInstant(name, text);
  if (kind === "count") {
    if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text)) throw bad(name, "whole number");
    return Number(text);
  }
  return kind === "flag" ? text === "true" : text;
}

const bad = (field: string, expected: string): SetuError =>
  new SetuError("BAD_FIELD", `${field} is not a ${expected}`, { detail: { field, expected } });
