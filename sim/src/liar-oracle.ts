import { isItemAct, type ErrorCode, type ItemAct, type RecordId } from "@setu/core";
import { peerOrigin, type Alarm } from "@setu/link";
import { append, emptyFrontier, equalBytes, parseCheckpoint, root, type Checkpoint } from "tlog";
import { amended } from "./amended-oracle.ts";
import type { Liar } from "./liar.ts";
import type { SimNode } from "./node.ts";
import { agreed, delivered, held, logs, once, uncoded, withoutBodies } from "./oracles.ts";
import { stateOf, type Officers } from "./officers.ts";
import { misjudged } from "./persons-oracle.ts";
import { fakeKeys } from "./stand-ins.ts";

/**
 * What must hold on the honest side whatever the other one says. It never puts its name to two histories; what it
 * accuses the other of he has done, and it can show it; its own acts stay and stay valid; what it has taken is what
 * the log holds, once. Where no lie leaves anything signed behind, everything arrives all the same.
 */
export async function lied(
  [honest, liar]: readonly [SimNode, SimNode],
  officers: Officers,
): Promise<string[]> {
  const link = honest.disk.state.links.get(liar.identity.party) ?? { stopped: null, alarms: [] };
  const found = [
    ...uncoded(honest),
    ...(liar.liar?.shown ?? []),
    ...oneHistory(honest),
    ...link.alarms.flatMap((alarm) => accused(alarm, honest, liar)),
    ...logs(honest),
    ...once(honest),
    ...misjudged(honest),
    ...taken(honest),
    ...kept(honest, officers),
    ...(await standing(honest, officers)),
  ];
  if (link.stopped !== null || !mends(liar)) return found;
  // What it had signed beside its own programs these cannot read either.
  const bared = [withoutBodies(honest), { node: liar, bare: liar.disk.state }];
  found.push(...held(honest), ...held(liar));
  for (const [id, node] of officers.acknowledged) found.push(...delivered(id, node));
  for (const item of officers.items) found.push(...(await agreed(item, bared)));
  return found;
}

/** Whether everything arrives once the lies end. */
export const mends = ({ liar, forgotten }: SimNode): boolean =>
  !forgotten && (liar?.lies.every((lie) => lie.mends) ?? true);

/** Every checkpoint that it has ever cosigned is of one tree: that which it has applied, as far as it has. */
function oneHistory(honest: SimNode): string[] {
  return honest.identity.lanes.flatMap((lane) => {
    const origin = peerOrigin(honest.identity, lane);
    const signed = new Map<number, Checkpoint>();
    const found: string[] = [];
    for (const checkpoint of honest.cosigned.filter((each) => each.origin === origin)) {
      const before = signed.get(checkpoint.size);
      if (before && !equalBytes(before.root, checkpoint.root))
        found.push(`${origin}: two trees of ${checkpoint.size} were cosigned`);
      signed.set(checkpoint.size, checkpoint);
    }
    let frontier = emptyFrontier();
    const applied = honest.disk.state.peers.get(origin)?.applied ?? 0;
    for (const { leafHash } of (honest.disk.state.entries.get(origin) ?? []).slice(0, applied)) {
      frontier = append(frontier, [leafHash]);
      const at = signed.get(frontier.size);
      if (at && !equalBytes(at.root, root(frontier)))
        found.push(`${origin}: another tree of ${frontier.size} was applied than was cosigned`);
    }
    return found;
  });
}

const SIGNED = /^— \w+ [0-9a-f]{8}/;

/** Three lines, an empty one and a first signature. */
function notesIn(evidence: string): readonly string[] {
  const lines = evidence.split("\n");
  return lines.flatMap((line, i) =>
    i >= 4 && SIGNED.test(line) && lines[i - 1] === "" ? [`${lines.slice(i - 4, i + 1).join("\n")}\n`] : [],
  );
}

/** Statements of the other side that these words hold, each under its good signature. */
export function statements(evidence: string, honest: SimNode): readonly Checkpoint[] {
  const { party, peer, lanes } = honest.identity;
  const keys = fakeKeys(party, peer.party);
  return notesIn(evidence).flatMap((note) => {
    const origin = lanes
      .map((lane) => peerOrigin(honest.identity, lane))
      .find((each) => note.startsWith(each));
    return origin ? [keys.openPeer(note, origin)] : [];
  });
}

const WITH_STATEMENTS: ReadonlySet<ErrorCode> = new Set(["FORK", "VOID_ACT"]);

/** A lie that was not told excuses no accusation. */
export const excused = ({ lies, told }: Pick<Liar, "lies" | "told">): readonly ErrorCode[] =>
  lies.flatMap((lie) => (told.has(lie.name) ? lie.may : []));

/** An alarm accuses of what was done, and two histories are shown by two statements. */
function accused({ code, evidence }: Alarm, honest: SimNode, { liar, forgotten }: SimNode): string[] {
  const may = liar ? excused(liar) : [];
  // Who has lost what he signed, and is told by nobody, signs those positions again.
  const restored: readonly ErrorCode[] = honest.forgotten
    ? ["ROLLBACK", "CANNOT_OPEN", "FORK", "SEEN_BEYOND"]
    : [];
  // What it said before it was restored, and says again, is of a history that it has lost.
  const former: readonly ErrorCode[] = forgotten ? ["FORK", "ROLLBACK"] : [];
  if (![...may, ...restored, ...former].includes(code)) return [`a false alarm ${code}`];
  const said = WITH_STATEMENTS.has(code) ? statements(evidence, honest) : null;
  if (said?.length === 0) return [`an alarm ${code} without a statement`];
  const two = code !== "FORK" || evidence.includes('"earlier"') || honest.forgotten;
  return two || (said?.length ?? 0) > 1 ? [] : ["an alarm FORK with one statement"];
}

/** What of the other's acts is here stands in the log where it says so, and is not among what could not be taken. */
function taken(honest: SimNode): string[] {
  return honest.identity.lanes.flatMap((lane) => {
    const origin = peerOrigin(honest.identity, lane);
    const log = honest.disk.state.peers.get(origin);
    const [applied, except] = [log?.applied ?? 0, log?.except ?? []];
    const entries = honest.disk.state.entries.get(origin) ?? [];
    const rows = [...honest.disk.state.acts.values()].filter((row) => row.origin === origin);
    const wrong = rows.filter(
      ({ act, pos }) => pos === null || pos >= applied || except.includes(pos) || entries[pos]?.id !== act.id,
    );
    const gone = applied !== rows.length + except.length;
    return [
      ...wrong.map(({ act, pos }) => `${origin}#${pos}: ${act.do} was taken from elsewhere`),
      ...(gone ? [`${origin}: ${applied} applied, ${rows.length} taken and ${except.length} named`] : []),
    ];
  });
}

/** What an honest officer was told is kept, whatever becomes of the link. */
function kept(honest: SimNode, officers: Officers): string[] {
  const { acts, returned } = honest.disk.state;
  return [...officers.acknowledged].flatMap(([id, node]) =>
    node !== honest || acts.has(`${honest.identity.party}/${id}/`) || returned.includes(id)
      ? []
      : [`${id} was acknowledged and is lost`],
  );
}

/**
 * Nothing that the other side says later makes an act of ours void, but for words of its own that it had kept from us and
 * gave to us once we were restored; and its words or their loss change no state.
 */
async function standing(honest: SimNode, officers: Officers): Promise<string[]> {
  const { bare } = withoutBodies(honest);
  // Where the link has stopped, acts of ours wait: they stand in no entry, and are judged again before they do.
  const placed = {
    ...honest.disk.state,
    acts: new Map([...honest.disk.state.acts].filter(([, row]) => row.pos !== null)),
  };
  const items = new Set([
    ...officers.items,
    ...[...honest.disk.state.acts.values()].flatMap(({ act }) => (isItemAct(act) ? [act.item] : [])),
  ]);
  const found: string[] = [];
  for (const item of items) {
    const [full, without] = [await stateOf(honest, placed, item), await stateOf(honest, bare, item)];
    found.push(...amended(item, [{ party: honest.identity.party, state: full }]));
    const ours = full?.judged.filter(({ act }) => act.from === honest.identity.party) ?? [];
    const voids = ours.filter(({ act, void: why }) => why && !deaf(honest, act.id) && !withheld(honest, act));
    found.push(...voids.map(({ act, void: why }) => `${item}: our ${act.do} became void: ${why}`));
    const verdicts = [full, without].map((state) => JSON.stringify(state?.judged.map((each) => each.void)));
    if (verdicts[0] !== verdicts[1]) found.push(`${item}: destroying bodies changes the state`);
  }
  return found;
}

/** After a restore it has said what it had heard, and has not heard it again yet. */
function deaf(honest: SimNode, id: RecordId): boolean {
  const { acts, peers } = honest.disk.state;
  const row = acts.get(`${honest.identity.party}/${id}/`);
  const lane = row?.origin.split("/")[3] ?? "";
  return (row?.seen ?? 0) > (peers.get(peerOrigin(honest.identity, lane))?.applied ?? 0);
}

/** It stands after a word of the other side on its item that could not be read when it was written. */
function withheld(honest: SimNode, { id, item }: ItemAct): boolean {
  const { acts } = honest.disk.state;
  const row = acts.get(`${honest.identity.party}/${id}/`);
  const origin = peerOrigin(honest.identity, row?.origin.split("/")[3] ?? "");
  return [...acts.values()].some(
    ({ act, origin: of, pos }) =>
      isItemAct(act) &&
      act.item === item &&
      of === origin &&
      pos !== null &&
      pos < (row?.seen ?? 0) &&
      honest.passed.has(`${origin} ${pos}`),
  );
}

/** Shown a checkpoint that contradicts what it holds, under its own opening, it has not gone on as if nothing were. */
export function shown(honest: SimNode, opening: string, note: string): string[] {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf("\n— ")));
  const { state } = honest.disk;
  const log = state.peers.get(checkpoint.origin);
  const stopped = state.links.get(honest.identity.peer.party)?.stopped ?? null;
  if (!log || log.opening !== opening || stopped !== null || checkpoint.size > log.held) return [];
  const leaves = (state.entries.get(checkpoint.origin) ?? []).slice(0, checkpoint.size);
  const tree = append(
    emptyFrontier(),
    leaves.map(({ leafHash }) => leafHash),
  );
  return equalBytes(root(tree), checkpoint.root)
    ? []
    : [`${checkpoint.origin}: two trees of ${checkpoint.size} were shown, and no alarm`];
}
