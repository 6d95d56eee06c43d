import { isSetuError, type ItemId, type ItemState, type RecordId } from "@setu/core";
import {
  openAct,
  ownOrigin,
  peerOrigin,
  SLOT,
  storedLeaf,
  type ActRow,
  type Alarm,
  type Crypto,
  type LogEntry,
} from "@setu/link";
import { append, emptyFrontier, equalBytes, root } from "tlog";
import { amended } from "./amended-oracle.ts";
import { MemoryStore, type State } from "./memory-store.ts";
import type { SimNode } from "./node.ts";
import { disagreed, misjudged } from "./persons-oracle.ts";
import { stateOf, type Officers } from "./officers.ts";
import { rotated } from "./rotation-oracle.ts";

/** What must hold at rest. Each returns the violations it sees, as sentences; the checker shares no code with the checked. */
export async function violations(nodes: readonly SimNode[], officers: Officers): Promise<string[]> {
  const found: string[] = [];
  for (const node of nodes) {
    found.push(
      ...uncoded(node),
      ...alarms(node),
      ...logs(node),
      ...once(node),
      ...held(node),
      ...misjudged(node),
    );
  }
  found.push(...disagreed(nodes), ...rotated(nodes));
  for (const [id, node] of officers.acknowledged) found.push(...delivered(id, node));
  const bared = nodes.map(withoutBodies);
  for (const item of officers.items) found.push(...(await agreed(item, bared)));
  return found;
}

/** Whatever fails fails with a code of its own. */
export const uncoded = ({ identity, uncoded: errors }: SimNode): string[] =>
  errors.map((error) => `${identity.party}: an error without a code: ${String(error)}`);

/** No honest pair raises an alarm or stops, but over what somebody has signed with keys that others have followed. */
function alarms({ disk, identity, peer }: SimNode): string[] {
  const raised = disk.state.links.get(identity.peer.party)?.alarms ?? [];
  const stolen = ({ code, evidence }: Alarm) => code === "RETIRED_KEY" && peer.stolen.has(evidence);
  return raised
    .filter((alarm) => !stolen(alarm))
    .map(({ code, lane }) => `${identity.party}: alarm ${code} on ${lane}`);
}

/** The tree a log signs is the tree of its entries; `t` and `seen` never decrease. */
export function logs(node: SimNode): string[] {
  return node.identity.lanes.flatMap((lane) => {
    const origin = ownOrigin(node.identity, lane);
    const own = node.disk.state.own.get(origin);
    const entries = node.disk.state.entries.get(origin) ?? [];
    const tree = root(
      append(
        emptyFrontier(),
        entries.map((entry) => entry.leafHash),
      ),
    );
    const ordered = entries.every(
      (e, i) => i === 0 || (e.t >= (entries[i - 1]?.t ?? 0) && e.seen >= (entries[i - 1]?.seen ?? 0)),
    );
    return [
      ...(own && !equalBytes(root(own.frontier), tree)
        ? [`${origin}: the signed root is not the root of the entries`]
        : []),
      ...(ordered ? [] : [`${origin}: time or seen goes back`]),
    ];
  });
}

/** Nothing happens twice. */
export function once(node: SimNode): string[] {
  const placed = [...node.disk.state.acts.values()].filter((row) => row.pos !== null);
  const places = new Set(placed.map((row) => `${row.origin}#${row.pos}`));
  const waiting = node.disk.state.pending.map((row) => row.id);
  const twice = waiting.filter(
    (id) => node.disk.state.acts.get(`${node.identity.party}/${id}/`)?.pos !== null,
  );
  return [
    ...(places.size === placed.length ? [] : [`${node.identity.party}: two acts at one position`]),
    ...twice.map((id) => `${id} waits and has a position`),
  ];
}

/** Everything has arrived: the peer's copy is the log, and all of it is applied. */
export function held(node: SimNode): string[] {
  return node.identity.lanes.flatMap((lane) => {
    const origin = peerOrigin(node.identity, lane);
    const copy = node.disk.state.peers.get(origin);
    const log = node.peer.disk.state.own.get(origin);
    if ((copy?.held ?? 0) !== (log?.size ?? 0))
      return [`${origin}: ${log?.size ?? 0} signed, ${copy?.held ?? 0} held`];
    if (copy && log && !equalBytes(root(copy.frontier), root(log.frontier)))
      return [`${origin}: two histories`];
    return copy && (copy.applied !== copy.held || (copy.except.length > 0 && !node.peer.liar))
      ? [`${origin}: not all is applied`]
      : [];
  });
}

/** Acknowledged means durable, and at rest everything durable is delivered. */
export function delivered(id: RecordId, node: SimNode): string[] {
  // Only after a restore: the officer has it back, with its text, and knows that it did not go.
  if (node.disk.state.returned.includes(id)) return [];
  const name = `${node.identity.party}/${id}/`;
  if (!node.disk.state.acts.has(name)) return [`${name} was acknowledged and is lost`];
  if (!node.peer.disk.state.acts.has(name)) return [`${name} was acknowledged and never arrived`];
  return [];
}

/** Both nodes fold every item to the same state; nothing of it is void; bodies play no part. */
export async function agreed(item: ItemId, nodes: readonly Bared[]): Promise<string[]> {
  const states = await Promise.all(nodes.map(({ node }) => stateOf(node, node.disk.state, item)));
  const bare = await Promise.all(nodes.map((each) => stateOf(each.node, each.bare, item)));
  const said = states.map(stages);
  const voids = states.flatMap((state) => state?.judged.filter((judged) => judged.void) ?? []);
  return [
    ...amended(
      item,
      nodes.map(({ node }, i) => ({ party: node.identity.party, state: states[i] ?? null })),
    ),
    ...(new Set(said).size === 1 ? [] : [`${item}: ${said.join(" and ")}`]),
    ...voids.map(({ act, void: reason }) => `${item}: ${act.do} of ${act.from} is void: ${reason}`),
    ...nodes.flatMap(({ node }, i) =>
      stages(bare[i] ?? null) === said[i]
        ? []
        : [`${item}: destroying bodies changes the state of ${node.identity.party}`],
    ),
  ];
}

const stages = (state: ItemState | null): string =>
  state
    ? JSON.stringify([state.opener.stage, state.opener.head, state.other.stage, state.other.head])
    : "none";

type Bared = { readonly node: SimNode; readonly bare: State };

/**
 * What a node has after every body was destroyed: tombstones for ciphertext, only the keys of acts, and readable acts
 * that are opened from these anew. An act that needs more than that to be opened or understood is missing here.
 */
export function withoutBodies(node: SimNode): Bared {
  const { entries, keys } = node.disk.state;
  const { crypto } = node.ports(new MemoryStore());
  const destroyed = new Map(
    [...entries].map(([origin, log]) => [
      origin,
      log.map(({ body, ...rest }) => ({ ...rest, body: body && ("destroyed" as const) })),
    ]),
  );
  const left = new Map([...keys].filter(([, { slot }]) => slot === SLOT.act));
  const acts = new Map<string, ActRow>();
  for (const [origin, log] of destroyed) {
    let floor = 0;
    const { peers, own } = node.disk.state;
    const read = peers.get(origin)?.applied ?? own.get(origin)?.closedFrom ?? Infinity;
    const except = new Set(peers.get(origin)?.except);
    for (const [pos, entry] of log.slice(0, read).entries()) {
      // What was passed over stays so: a record that came again, or one whose keys came too late.
      const row = except.has(pos) ? null : reopened(crypto, left, origin, entry);
      const name = row && `${row.act.from}/${row.act.id}/`;
      // The verdict over the persons behind it was given once.
      const persons = name && node.disk.state.acts.get(name)?.persons;
      if (row && name) acts.set(name, { ...row, pos, floor, ...(persons && { persons }) });
      floor = Math.max(floor, entry.seen);
    }
  }
  return { node, bare: { ...node.disk.state, entries: destroyed, keys: left, acts } };
}

/** The act as it can be read from its entry and the keys that are left; null when it cannot. */
function reopened(crypto: Crypto, keys: State["keys"], origin: string, entry: LogEntry): ActRow | null {
  const { id, t, seen } = entry;
  const key = keys.get(`${origin.slice(0, origin.indexOf("/"))}/${id}/${SLOT.act}`);
  if (!key) return null;
  try {
    return {
      origin,
      pos: null,
      place: null,
      t,
      seen,
      floor: 0,
      ...openAct(crypto, storedLeaf(entry), key, entry.act),
    };
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}
