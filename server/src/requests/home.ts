import {
  leafBytes,
  type Args,
  type Code,
  type Count,
  type Instant,
  type LogAct,
  type RecordId,
  type WorkflowId,
} from "@setu/core";
import { ciphertextHash, homeOrigin, sealAct, type Ports, type Tx } from "@setu/link";
import { append, leafHash, root } from "tlog";

/**
 * The home log (record.md section 4): what is ours alone, in the same form as what crosses, never sent. Its head goes
 * into the next pulse as a salted hash, so that nobody here can quietly rewrite it.
 */
const HOME = "home/1" as WorkflowId;

export type HomeAct = "command" | "read" | "query";

/** In the transaction of what it records: what is not written down has not happened. @throws as the store */
export async function writeHome(
  ports: Ports,
  tx: Tx,
  what: HomeAct,
  args: Readonly<Record<string, string | number>>,
): Promise<void> {
  const { identity, world, keys } = ports;
  const origin = homeOrigin(identity.party, identity.instance);
  const log = await tx.own(origin, true);
  const id = Buffer.from(world.random(16)).toString("hex") as RecordId;
  const act: LogAct = {
    crit: [],
    wf: HOME,
    from: identity.party,
    to: identity.peer.party,
    id,
    do: what as Code,
    args: args as unknown as Args,
  };
  const { sealed, keys: material } = sealAct(ports, act, "[]", null);
  const t = Math.max(world.now(), log.lastT) as Instant;
  const leaf = leafBytes({
    v: 1,
    t,
    seen: 0 as Count,
    a: sealed.a,
    b: null,
    c: [ciphertextHash(sealed.act), null],
    n: [sealed.act.length as Count, 0 as Count],
  });
  const entry = { leaf, leafHash: leafHash(leaf), t, seen: 0, id, act: sealed.act, body: null };
  const frontier = append(log.frontier, [entry.leafHash]);
  const checkpoint = keys.sign({ origin, size: frontier.size, root: root(frontier) }, world.now());
  await Promise.all([
    tx.putKeys(material),
    tx.appendEntries(origin, log.size, [entry]),
    tx.saveOwn({ ...log, size: frontier.size, frontier, checkpoint, lastT: t }),
    tx.advance(`signed:${origin}`, frontier.size, root(frontier)),
  ]);
}
