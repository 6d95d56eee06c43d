import { asNarrowed, type ItemId, type ItemState, type Judged, type Marking, type Party } from "@setu/core";
import { laterOf } from "@setu/requests";

/** An item as one node folds it. */
type Seen = { readonly party: Party; readonly state: ItemState | null };

/**
 * Of what was corrected and narrowed: no narrowing that holds lets anybody read who could not before, nothing is said anew
 * that was recalled, and of each act the text and the audience that stand are those that follow from the acts of its side
 * alone, in the order of their positions. Told in its own few lines; on both nodes the same.
 */
export function amended(item: ItemId, seen: readonly Seen[]): string[] {
  const found = seen.flatMap(({ party, state }) => (state ? misread(item, party, state) : []));
  const tables = new Set(seen.flatMap(({ party, state }) => (state ? [shown(party, state).join()] : [])));
  return tables.size > 1 ? [...found, `${item}: the two sides read other texts or audiences`] : found;
}

function misread(item: ItemId, reader: Party, state: ItemState): string[] {
  if (!state.workflow.about) return [];
  const sides = [state.opener.party, state.other.party];
  const logs = sides.map((party) => inOrder(state.judged.filter((each) => each.party === party)));
  const wrong = logs.flatMap((log) =>
    log.flatMap((each, i) => {
      const due = verdict(each, log.slice(0, i).filter(holds));
      const isOther = each.void !== null && !OF_ABOUT.has(each.void);
      return isOther || each.void === due
        ? []
        : [`${item}: ${each.act.do} of ${each.party} is ${String(each.void)} and should be ${String(due)}`];
    }),
  );
  const due = logs.flatMap((log) => standing(log.filter(holds)));
  return due.toSorted().join() === shown(reader, state).join()
    ? wrong
    : [...wrong, `${item}: ${reader} shows another text or audience than stands in the logs`];
}

const OF_ABOUT: ReadonlySet<string> = new Set(["refers", "wider"]);
const holds = (each: Judged): boolean => each.void === null;
const inOrder = (log: readonly Judged[]) => log.toSorted((a, b) => a.pos - b.pos);
const STRICT = ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"];

const names = (each: Judged, id: unknown): boolean => each.act.args["ref"] === id;

function verdict({ act }: Judged, before: readonly Judged[]): "refers" | "wider" | null {
  const { ref } = act.args;
  if (act.do !== "correct" && act.do !== "narrow") return null;
  if (ref !== undefined && !before.some((each) => each.act.id === ref)) return "refers";
  if (act.do === "correct")
    return before.some((each) => each.act.do === "recall" && names(each, ref)) ? "refers" : null;
  const bounds =
    ref === undefined
      ? before
      : [...before.filter(({ act: { id } }) => id === ref), ...narrowing(before, ref)];
  return bounds.every((each) => isWithin(act.mark, each.act.mark)) ? null : "wider";
}

/** What narrows the act of this id: by naming it, or all that the side says. */
const narrowing = (log: readonly Judged[], id: unknown): readonly Judged[] =>
  log.filter((each) => each.act.do === "narrow" && (names(each, id) || names(each, undefined)));

const isWithin = (mark: Marking, bound: Marking): boolean =>
  mark.audience.every((agency) => bound.audience.includes(agency)) &&
  STRICT.indexOf(mark.tlp) <= STRICT.indexOf(bound.tlp);

/** `act text audience`, a line for each act that was not itself said of another. */
function standing(log: readonly Judged[]): string[] {
  const recalled = log.filter((each) => each.act.do === "recall").map((each) => each.act.args["ref"]);
  const first = (id: unknown): unknown => {
    const act = log.find((each) => each.act.id === id)?.act;
    return act?.do === "correct" ? first(act.args["ref"]) : id;
  };
  return log
    .filter((each) => each.act.do !== "correct")
    .map(({ party, act }) => {
      const text = log.findLast(
        (each) =>
          each.act.do === "correct" && first(each.act.id) === act.id && !recalled.includes(each.act.id),
      );
      const bounds = narrowing(log, act.id);
      const audience = act.mark.audience.filter((agency) =>
        bounds.every((each) => each.act.mark.audience.includes(agency)),
      );
      return line(party, act.id, text?.act.id ?? act.id, audience);
    });
}

/** The same as the programs of this side tell it. */
function shown(reader: Party, state: ItemState): string[] {
  if (!state.workflow.about) return [];
  const judged = asNarrowed(state).judged.filter(holds);
  const side = (party: Party) => (party === reader ? ("us" as const) : ("them" as const));
  const later = laterOf(
    judged.map(({ party, act, t }) => ({
      id: act.id,
      do: act.do,
      args: act.args,
      side: side(party),
      at: t,
      void: null,
      body: null,
      bodyState: "none" as const,
      rule: null,
    })),
  );
  return judged
    .filter((each) => each.act.do !== "correct")
    .map(({ party, act }) => {
      const text = later.get(`${side(party)} ${act.id}`)?.corrected?.id ?? act.id;
      return line(party, act.id, text, act.mark.audience);
    })
    .toSorted();
}

const line = (party: Party, id: string, text: string, audience: readonly string[]): string =>
  `${party} ${id} ${text} ${audience.join("+")}`;
