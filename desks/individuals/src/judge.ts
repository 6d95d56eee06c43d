import { badField, checkArgs, SetuError } from "@setu/core";
import { isCode } from "@setu/core/codes/index.ts";
import { CASE_ACTS, isCaseAct, type Case, type CaseSaid, type Step } from "./case.ts";
import { isNeutral, outcomesOf } from "./outcomes.ts";
import { listOf, textOf } from "./said.ts";

/**
 * Whether the next act may be written. That who decides is not who registered, and that enough was searched, is judged
 * beside it: both want to know more than the acts.
 * @param open null: there is no such case yet
 * @throws BAD_FIELD | UNKNOWN_CODE for another form; TOO_LARGE; STALE where another has moved it; NOT_FOUND;
 *   RESTRICTED where what is restricted would be taken out
 */
export function judgeCase(open: Case | null, next: CaseSaid): void {
  const step = isCaseAct(next.do) ? CASE_ACTS[next.do] : undefined;
  if (!step) throw badField("do", "step of a case");
  checkArgs(step.args, next.args);
  assertText(step, next);
  for (const [name, list] of Object.entries(step.lists ?? {})) {
    const given = next.args[name];
    if (given !== undefined && !isCode(list, given, next.at))
      throw new SetuError("UNKNOWN_CODE", `${name} is not a code of its list`, { detail: { field: name } });
  }
  if (step.from.length === 0) {
    if (open !== null) throw new SetuError("DUPLICATE", "the id names another case");
    if (Number(next.args["received"]) > next.at) throw badField("received", "instant that has been");
    return;
  }
  if (open === null) throw new SetuError("NOT_FOUND", "there is no such case");
  if (!step.from.includes(open.state)) throw stale();
  RULES[next.do]?.(open, next);
}

function assertText({ text: most }: Step, { text }: CaseSaid): void {
  if (most === null) {
    if (text !== null) throw badField("text", "text where none is written");
    return;
  }
  if ((text ?? "").trim() === "") throw badField("text", "text");
  if ((text ?? "").length > most)
    throw new SetuError("TOO_LARGE", "the text is too long", { detail: { field: "text", max: most } });
}

const stale = () => new SetuError("STALE", "somebody has moved it; look again");
const among = (has: boolean, wanted: boolean): void => {
  if (has !== wanted) throw stale();
};
const attachedTo = ({ matters }: Case, item: unknown): boolean => matters.some((each) => each.item === item);
const restrictedIn = ({ restricts }: Case, item: unknown): boolean =>
  restricts.some((each) => each.item === item);

const RULES: { readonly [act: string]: (open: Case, next: CaseSaid) => void } = {
  "case-identify": ({ identity }) => among(identity !== null, false),
  "case-admit": ({ identity, received }, { args, at }) => {
    // Whoever cannot be told from another is told nothing: the case is rejected for it, and not admitted.
    if (identity === null) throw new SetuError("ILLEGAL", "who asks has not been identified");
    const from = Number(args["at"]);
    if (from < received || from > at) throw badField("at", "instant since it was received");
  },
  "case-attach": (open, { args }) => among(attachedTo(open, args["matter"]), false),
  // A restriction ends when another officer lifts it, and in no other way.
  "case-detach": (open, { args }) => {
    among(attachedTo(open, args["matter"]), true);
    if (restrictedIn(open, args["matter"]))
      throw new SetuError("RESTRICTED", "the processing of this matter is restricted");
  },
  "case-restrict": (open, { args }) => {
    among(attachedTo(open, args["matter"]), true);
    among(restrictedIn(open, args["matter"]), false);
  },
  "case-lift": (open, { args }) => among(restrictedIn(open, args["matter"]), true),
  "case-consult": (open, { args }) => among(attachedTo(open, args["matter"]), true),
  "case-decide": (open, { args }) => {
    const outcome = textOf(args["outcome"]);
    const matters = listOf(args["matters"]);
    if (!outcomesOf(open.kind).includes(outcome))
      throw badField("outcome", "outcome of this kind of request");
    if ((outcome === "refused") !== (args["ground"] !== undefined))
      throw badField("ground", "ground of a refusal");
    if (isNeutral(outcome) ? matters.length > 0 : matters.length === 0)
      throw badField("matters", "matters that it is about");
    if (!matters.every((item) => attachedTo(open, item))) throw stale();
  },
};
