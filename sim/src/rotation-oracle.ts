import { peerOrigin } from "@setu/link";
import type { SimNode } from "./node.ts";

/**
 * Of keys that changed: from the first head on that a node has cosigned under those that follow, it never again puts its
 * name to a larger one under those before; and at rest both sides hold the same keys of both for true.
 */
export function rotated(nodes: readonly SimNode[]): string[] {
  return nodes.flatMap((node) => [...retired(node), ...untold(node), ...cards(node)]);
}

function retired(node: SimNode): string[] {
  return node.identity.lanes.flatMap((lane) => {
    const origin = peerOrigin(node.identity, lane);
    const heads = node.cosigned.filter((each) => each.origin === origin);
    const found: string[] = [];
    let [newest, largest, end] = [0, 0, Infinity];
    for (const { by, size } of heads) {
      largest = Math.max(largest, size);
      if (by > newest) [newest, end] = [by, largest];
      else if (by < newest && size > end)
        found.push(`${origin}: a head of ${size} was taken under keys that had ended at ${end}`);
    }
    return found;
  });
}

/** Who refuses such a head tells it; a restore takes the alarm back with the database. */
function untold({ disk, identity, peer, forgotten }: SimNode): string[] {
  const told = new Set(disk.state.links.get(peer.identity.party)?.alarms.map(({ evidence }) => evidence));
  const kept = [...peer.stolen].filter(([head, refused]) => refused && !told.has(head) && !forgotten);
  return kept.map(() => `${identity.party}: former keys signed, and nobody was told`);
}

function cards({ identity, ring, peer }: SimNode): string[] {
  const own = [ring.present, ...ring.former.map(({ number }) => number)];
  const there = [peer.ring.peer, ...peer.ring.peerFormer.map(({ number }) => number)];
  return [
    ...(own.join() === there.join() ? [] : [`${identity.party}: another card of it is believed over there`]),
    ...(ring.plan === null ? [] : [`${identity.party}: keys were to change, and did not`]),
  ];
}
