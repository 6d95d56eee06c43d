import {
  leafBytes,
  opaque,
  pulseAct,
  recordId,
  STRICTEST,
  type Act,
  type Code,
  type Count,
  type Hash,
  type Instant,
  type ItemAct,
  type ItemId,
  type LogAct,
  type Pulse,
} from "@setu/core";
import {
  ciphertextHash,
  ownOrigin,
  peerOrigin,
  sealAct,
  type KeyRow,
  type LogEntry,
  type OwnLog,
  type PeerLog,
  type Tx,
} from "@setu/link";
import { requests } from "@setu/requests";
import { append, leafHash, root } from "tlog";
import type { Memory } from "./lie.ts";

/** What a node that was taken over can sign into its own log: any leaf over any bytes. Its programs send it as ever. */
export type Forged = {
  readonly act: Act;
  readonly approvals?: string;
  readonly t?: number;
  readonly seen?: number;
  /** The keys that it delivers with it; those that open it unless said otherwise. */
  readonly keys?: (rows: readonly KeyRow[]) => readonly KeyRow[];
};

export type Heads = { readonly own: OwnLog; readonly theirs: PeerLog };

export async function headsOf({ ports: { identity }, lane }: Memory, tx: Tx): Promise<Heads> {
  return {
    own: await tx.own(ownOrigin(identity, lane), true),
    theirs: await tx.peer(peerOrigin(identity, lane), "none"),
  };
}

/** One entry over the act, sealed as it should be. */
export async function entryOf(
  { ports }: Memory,
  tx: Tx,
  { own, theirs }: Heads,
  forged: Forged,
): Promise<LogEntry> {
  const { act, approvals = "[]", keys = (rows) => rows } = forged;
  const { sealed, keys: rows } = sealAct(ports, act, approvals, null);
  await tx.putKeys(keys(rows));
  const leaf = {
    v: 1 as const,
    t: (forged.t ?? Math.max(ports.world.now(), own.lastT)) as Instant,
    seen: (forged.seen ?? Math.max(theirs.applied, own.floor)) as Count,
    a: sealed.a,
    b: sealed.b,
    c: [ciphertextHash(sealed.act), null] as const,
    n: [sealed.act.length as Count, 0 as Count] as const,
  };
  const bytes = leafBytes(leaf);
  const { t, seen } = leaf;
  return { leaf: bytes, leafHash: leafHash(bytes), t, seen, id: act.id, act: sealed.act, body: null };
}

/** Its log goes on from there, under its own good signature. */
export async function sign(
  { ports }: Memory,
  tx: Tx,
  { own }: Heads,
  entries: readonly LogEntry[],
): Promise<void> {
  const { origin } = own;
  const frontier = append(
    own.frontier,
    entries.map((entry) => entry.leafHash),
  );
  const head = { origin, size: frontier.size, root: root(frontier) };
  const checkpoint = ports.keys.sign(head, ports.world.now());
  await tx.appendEntries(origin, own.size, entries);
  const lastT = Math.max(own.lastT, ...entries.map(({ t }) => t));
  const floor = Math.max(own.floor, ...entries.map(({ seen }) => seen));
  await tx.saveOwn({ ...own, size: frontier.size, frontier, checkpoint, lastT, floor });
  await tx.advance(`signed:${origin}`, head.size, head.root);
}

export const newId = ({ ports }: Memory) => recordId(ports.world.random(16).toHex(), "id");

/** A pulse that is true but for what is changed. */
export function pulseOf(memory: Memory, { own, theirs }: Heads, change: Partial<Pulse>): LogAct {
  const { identity } = memory.ports;
  const pulse: Pulse = {
    no: (own.pulseNo + 1) as Count,
    lanes: [memory.lane as Code],
    sizes: [own.size as Count],
    roots: [root(own.frontier).toBase64({ alphabet: "base64url", omitPadding: true }) as Hash],
    cosigned: Math.max(theirs.held, own.pulseCosigned) as Count,
    applied: theirs.applied as Count,
    except: theirs.except as readonly Count[],
    versions: identity.versions,
    home: `${"h".repeat(42)}A` as Hash,
    ...change,
  };
  return pulseAct(identity.party, identity.peer.party, newId(memory), pulse);
}

/** An act on an item, of no workflow's making. */
export function actOn(memory: Memory, item: ItemId, change: Partial<ItemAct>): ItemAct {
  const { party, peer } = memory.ports.identity;
  return {
    crit: [],
    wf: requests.id,
    from: party,
    to: peer.party,
    id: newId(memory),
    by: opaque("officer.1", "by"),
    item,
    do: "acknowledge" as Code,
    args: {},
    after: [null, null],
    mark: STRICTEST,
    ret: "case" as Code,
    body: null,
    att: [],
    ...change,
  };
}
