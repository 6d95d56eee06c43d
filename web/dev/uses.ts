import type { Account } from "@setu/requests/api.ts";
import type { GateAnswer, GateSaid, ItemId } from "@setu/core";
import { asked, judge } from "@setu/core/gates/index.ts";
import { refOf } from "@setu/requests";
import type { UseLine, Uses, UseView } from "@setu/requests/using-api.ts";
import { USED_WITHIN, type Use } from "@setu/requests/using.ts";
import { TO_THIRD } from "./permissions.ts";

/** What is done with what came, in the stand-in: strictly marked, so that three gates are asked. */
type Kept = UseLine & { readonly item: string; readonly answers: GateAnswer[] };
export type UsesState = Map<string, Kept>;
const LEFT_OUT = ["g0", "g1", "g2", "g3", "g4", "g9", "g10", "g11", "g12", "g13", "g14"] as const;
const PROFILE = { notApplicable: Object.fromEntries(LEFT_OUT.map((gate) => [gate, "Not in this exchange"])) };

export const usesIn = (state: UsesState, item: string): Uses => ({
  item,
  ref: refOf(item as ItemId),
  uses: [...state.values()].filter((use) => use.item === item).toReversed(),
  asked: true,
  stopped: null,
});

export function useIn(state: UsesState, id: string, me: Account): UseView {
  const use = state.get(id);
  if (!use) throw new Error("there is no such use");
  const scope = { matter: use.item, subject: "", purpose: use.kind, recipients: [] };
  const context = { proposal: id, scope, author: use.by, now: Date.now(), emergency: false, reuses: [] };
  return {
    ...use,
    ref: refOf(use.item as ItemId),
    gates: asked(PROFILE),
    leftOut: LEFT_OUT.map((gate) => ({ gate, because: "Not in this exchange" })),
    others: [],
    subject: "",
    judgement: judge(PROFILE, use.answers, context),
    stopped: { answer: null },
    own: use.by === me.id,
  };
}

type Intended = {
  readonly id: string;
  readonly kind: Use;
  readonly text: string;
  readonly leave?: { readonly third?: string };
};

export function intendIn(state: UsesState, item: string, json: object, me: Account): UseView {
  const { id, kind, text, leave } = json as Intended;
  const at = Date.now();
  state.set(id, {
    id,
    item,
    kind,
    at,
    why: text,
    by: me.id,
    state: "open",
    usedAt: null,
    until: null,
    leave: leave?.third === undefined ? [] : [{ item: TO_THIRD, conditions: ["return-after-use"] }],
    answers: [],
  });
  return useIn(state, id, me);
}

/** A deed on a use; the rules are the node's, here it happens. */
export function useDeedIn(state: UsesState, id: string, what: string, json: object, me: Account): void {
  const use = state.get(id);
  if (!use) throw new Error("there is no such use");
  const now = Date.now();
  if (what === "gate") {
    use.answers.push({
      ...(json as { readonly answer: GateSaid }).answer,
      id: crypto.randomUUID(),
      proposal: id,
      decider: me.id,
      at: now as never,
      scope: { matter: "", subject: "", purpose: "", recipients: [] },
    });
  }
  if (what === "done") state.set(id, { ...use, state: "used", usedAt: now, until: now + USED_WITHIN });
  if (what === "drop") state.set(id, { ...use, state: "dropped" });
}
