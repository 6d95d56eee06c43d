import assert from "node:assert/strict";
import { test } from "node:test";
import { toAct, type Hash, type ItemId, type Party, type RecordId, type WorkflowId } from "@setu/core";
import {
  append,
  emptyFrontier,
  inclusionCoordinates,
  inclusionProof,
  leafHash,
  listReader,
  root,
  verifyInclusion,
} from "tlog";
import { personsSuite } from "./store.persons.suite.ts";
import type { ActRow, LogEntry, NewPending, Store } from "./store.ts";

/**
 * What every store has to do. PostgreSQL and the simulator's model run the same tests, so that what the simulator
 * proves is proved of the machine (record.md section 8).
 * @param open gives an empty store and the way to close it
 * @param sideBySide whether transactions that may run at once do: in the model they run one after another
 */
export function storeSuite(
  name: string,
  open: () => Promise<{ readonly store: Store; close(): Promise<void> }>,
  { sideBySide } = { sideBySide: true },
): void {
  const suite = (title: string, body: (store: Store) => Promise<void>) => {
    test(`${name}: ${title}`, async () => {
      const { store, close } = await open();
      try {
        await body(store);
      } finally {
        await close();
      }
    });
  };

  personsSuite(suite);

  suite("a log that nobody has written is empty", async (store) => {
    await store.tx(async (tx) => {
      const own = await tx.own(OURS, false);
      assert.deepEqual([own.origin, own.size, own.checkpoint, own.cosigned], [OURS, 0, "", 0]);
      assert.deepEqual(own.frontier, emptyFrontier());
      const peer = await tx.peer(THEIRS, "none");
      assert.deepEqual([peer.held, peer.applied, peer.except, peer.pulse.no], [0, 0, [], 0]);
      assert.deepEqual(await tx.link(INDIA), { peer: INDIA, stopped: null, alarms: [] });
    });
  });

  suite("heads of logs come back as they were saved", async (store) => {
    const frontier = append(emptyFrontier(), [hash(1), hash(2), hash(3)]);
    const own = {
      origin: OURS,
      size: 3,
      frontier,
      checkpoint: "note",
      lastT: 9,
      floor: 2,
      cosigned: 1,
      pulseNo: 4,
      pulseAt: 8,
      pulseCosigned: 1,
      closedFrom: 2,
    };
    const peer = {
      origin: THEIRS,
      held: 3,
      frontier,
      checkpoint: "other",
      applied: 2,
      floor: 1,
      personal: 2,
      except: [0, 1],
      pulse: { no: 5, cosigned: 3, applied: 2, versions: ["offers/1", "other/2"] as WorkflowId[] },
      heardAt: 77,
      beyond: 6,
      opening: "abc",
      wanted: 3,
      asked: 2,
    };
    await store.tx(async (tx) => {
      await tx.own(OURS, true);
      await tx.saveOwn(own);
      await tx.peer(THEIRS, "alone");
      await tx.savePeer(peer);
    });
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.own(OURS, true), own);
      assert.deepEqual(await tx.peer(THEIRS, "share"), peer);
    });
  });

  suite("work that throws has done nothing", async (store) => {
    await assert.rejects(
      store.tx(async (tx) => {
        await tx.insertPending([draft(1)]);
        await tx.putActs([row(1)]);
        await tx.appendEntries(OURS, 0, [entry(0)]);
        await tx.advance("signed", 1, hash(1));
        throw new Error("power cut");
      }),
      /power cut/,
    );
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.pending(OURS, 99, 10), []);
      assert.equal(await tx.act(CANADA, id(1)), null);
      assert.deepEqual(await tx.entries(OURS, 0, 10), []);
      await tx.advance("signed", 0, hash(9));
    });
  });

  suite("pending acts come in order of seen, then of commit, up to what is asked", async (store) => {
    await store.tx((tx) => tx.insertPending([draft(1, 5), draft(2, 3)]));
    await store.tx((tx) => tx.insertPending([draft(3, 3), draft(4, 9)]));
    await store.tx(async (tx) => {
      const ids = async (maxSeen: number, limit: number) =>
        (await tx.pending(OURS, maxSeen, limit)).map((p) => p.id);
      assert.deepEqual(await ids(99, 10), [id(2), id(3), id(1), id(4)]);
      assert.deepEqual(await ids(5, 10), [id(2), id(3), id(1)]);
      assert.deepEqual(await ids(99, 2), [id(2), id(3)]);
      assert.deepEqual(await tx.pending(THEIRS, 99, 10), []);
      const [first] = await tx.pending(OURS, 99, 1);
      assert.deepEqual({ ...first, place: 0 }, { ...draft(2, 3), place: 0 });
    });
  });

  suite("an id is used once", async (store) => {
    const placed = await store.tx((tx) => tx.insertPending([draft(1), draft(2)]));
    assert.ok(placed[0] && placed[1] && placed[0].place < placed[1].place);
    await assert.rejects(
      store.tx((tx) => tx.insertPending([draft(3), draft(1)])),
      code("DUPLICATE"),
    );
    // Also after it has left the waiting line.
    await store.tx((tx) => tx.removePending(OURS, [id(1)]));
    await assert.rejects(
      store.tx((tx) => tx.insertPending([draft(1)])),
      code("DUPLICATE"),
    );
    await store.tx((tx) => tx.putActs([theirs(7, 0)]));
    await assert.rejects(
      store.tx((tx) => tx.putActs([theirs(7, 1)])),
      code("DUPLICATE"),
    );
    await store.tx(async (tx) => {
      assert.deepEqual(
        (await tx.pending(OURS, 99, 10)).map((p) => p.id),
        [id(2)],
      );
      assert.equal((await tx.act(INDIA, id(7)))?.pos, 0);
      assert.deepEqual([...(await tx.used(INDIA, [id(6), id(7)]))], [id(7)]);
    });
  });

  suite(
    "an act of ours waits, gets its position once, and is found by item, id and position",
    async (store) => {
      await store.tx(async (tx) => {
        const [pending] = await tx.insertPending([draft(1)]);
        await tx.putActs([{ ...row(1), place: pending?.place ?? null }, theirs(7, 4)]);
      });
      await store.tx(async (tx) => {
        const waiting = await tx.act(CANADA, id(1));
        assert.equal(waiting?.pos, null);
        assert.equal(typeof waiting?.place, "number");
        assert.equal(await tx.actAt(OURS, 12), null);
      });
      const placing = [{ id: id(1), pos: 12, t: 50, seen: 6, floor: 5 }];
      await store.tx(async (tx) => {
        await tx.removePending(OURS, [id(1)]);
        await tx.placeActs(OURS, placing);
      });
      await store.tx(async (tx) => {
        const found = { ...row(1), ...placing[0], place: null };
        delete (found as { id?: unknown }).id;
        assert.deepEqual(await tx.act(CANADA, id(1)), found);
        assert.deepEqual(await tx.actAt(OURS, 12), found);
        assert.deepEqual((await tx.actsOf(ITEM)).map((a) => a.act.id).toSorted(), [id(1), id(7)]);
        assert.deepEqual(await tx.actsOf(`canada:${id(9)}` as ItemId), []);
      });
    },
  );

  suite("an act that came back without a position is no act of its item", async (store) => {
    await store.tx(async (tx) => {
      await tx.insertPending([draft(1)]);
      await tx.putActs([row(1)]);
    });
    await store.tx((tx) => tx.returnActs(OURS, [id(1)], "STALE"));
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.pending(OURS, 99, 10), []);
      assert.deepEqual(await tx.actsOf(ITEM), []);
      assert.equal(await tx.act(CANADA, id(1)), null);
    });
  });

  suite("an act that waits can be found again in the log that the peer gives back", async (store) => {
    await store.tx(async (tx) => {
      await tx.insertPending([draft(1)]);
      await tx.putActs([row(1)]);
    });
    await store.tx(async (tx) => {
      await tx.removePending(OURS, [id(1)]);
      await tx.putActs([{ ...row(1), pos: 3, t: 8 }]);
    });
    await store.tx(async (tx) => assert.equal((await tx.act(CANADA, id(1)))?.pos, 3));
  });

  suite("positions are final", async (store) => {
    await store.tx((tx) => tx.appendEntries(OURS, 0, [entry(0), entry(1)]));
    await assert.rejects(
      store.tx((tx) => tx.appendEntries(OURS, 1, [entry(7)])),
      code("MONOTONE"),
    );
    await assert.rejects(
      store.tx((tx) => tx.appendEntries(OURS, 3, [entry(7)])),
      code("MONOTONE"),
    );
    await store.tx(async (tx) => assert.deepEqual(await tx.entries(OURS, 0, 9), [entry(0), entry(1)]));
  });

  suite("entries come back byte for byte: bodies, tombstones and none", async (store) => {
    const list = [
      entry(0),
      { ...entry(1), body: null },
      { ...entry(2), body: "destroyed" as const, id: null },
    ];
    await store.tx((tx) => tx.appendEntries(THEIRS, 0, list));
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.entries(THEIRS, 0, 3), list);
      assert.deepEqual(await tx.entries(THEIRS, 1, 2), [list[1]]);
      assert.deepEqual(await tx.entries(OURS, 0, 3), []);
    });
  });

  suite("subtree hashes are those of the tree, at any size and whatever the batches", async (store) => {
    const hashes: Uint8Array[] = [];
    const nodes = new Map<string, Uint8Array>();
    let frontier = emptyFrontier();
    for (const batch of [1, 254, 2, 300, 255, 1, 700]) {
      const first = hashes.length;
      const list = Array.from({ length: batch }, (_, i) => bare(first + i));
      await store.tx((tx) => tx.appendEntries(OURS, first, list));
      for (const { leafHash: leaf } of list) hashes.push(leaf);
      frontier = append(
        frontier,
        list.map((e) => e.leafHash),
        (level, index, node) => nodes.set(`${level}/${index}`, node),
      );
      const asked = [...nodes.keys()]
        .filter((_, i) => i % 7 === 0)
        .map((key) => key.split("/").map(Number) as [number, number]);
      const got = await store.tx((tx) => tx.hashes(OURS, asked));
      for (const [i, [level, index]] of asked.entries())
        assert.deepEqual(got[i], nodes.get(`${level}/${index}`));
    }
    const size = hashes.length;
    const coordinates = inclusionCoordinates(size, 700);
    const read = listReader(coordinates, await store.tx((tx) => tx.hashes(OURS, coordinates)));
    const proof = inclusionProof(size, 700, read);
    verifyInclusion({ size, index: 700, leafHash: hashes[700] as Uint8Array, root: root(frontier), proof });
  });

  suite(
    "the first entry that covers a position stays the first, also when a later one says less",
    async (store) => {
      const seen = [0, 2, 1, 2, 5, 3];
      const list = seen.map((n, i) => ({ ...entry(i), seen: n, t: 100 + i }));
      await store.tx((tx) => tx.appendEntries(THEIRS, 0, list.slice(0, 3)));
      await store.tx((tx) => tx.appendEntries(THEIRS, 3, list.slice(3)));
      await store.tx(async (tx) => {
        const covers = [];
        for (const pos of [0, 1, 2, 4, 5]) covers.push(await tx.firstCover(THEIRS, pos));
        assert.deepEqual(covers, [101, 101, 104, 104, null]);
        assert.equal(await tx.firstCover(OURS, 0), null);
      });
    },
  );

  suite("a key that is there stays", async (store) => {
    const key = (n: number, slot: number, fill: number) => ({
      from: CANADA,
      id: id(n),
      slot,
      material: new Uint8Array(64).fill(fill),
    });
    await store.tx((tx) => tx.putKeys([key(1, 0, 1), key(1, 1, 2), key(2, 0, 3)]));
    await store.tx((tx) => tx.putKeys([key(1, 0, 9), key(3, 0, 4)]));
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.keys(CANADA, [id(1)]), [key(1, 0, 1), key(1, 1, 2)]);
      assert.deepEqual(await tx.keys(CANADA, [id(3), id(4)]), [key(3, 0, 4)]);
      assert.deepEqual(await tx.keys(INDIA, [id(1)]), []);
    });
  });

  suite("the newest epoch of the day and key is used for sealing, any is found by id", async (store) => {
    const epoch = (name: string, day: number, kemKey = "k1") => ({
      id: name,
      peer: INDIA,
      day,
      kemKey,
      enc: hash(3),
      secret: hash(4),
    });
    await store.tx(async (tx) => {
      for (const each of [epoch("a", 10), epoch("b", 10), epoch("c", 11, "k2"), epoch("d", -1)])
        await tx.putEpoch(each);
    });
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.sendEpoch(INDIA, 10, "k1"), epoch("b", 10));
      assert.equal(await tx.sendEpoch(INDIA, 11, "k1"), null);
      assert.equal(await tx.sendEpoch(CANADA, 10, "k1"), null);
      assert.deepEqual(await tx.epoch("d"), epoch("d", -1));
      assert.equal(await tx.epoch("e"), null);
    });
  });

  suite("the first receipt that covers a position, and the largest within reach", async (store) => {
    const receipt = (size: number) => ({ origin: OURS, size, t: size * 10, note: `note ${size}` });
    await store.tx(async (tx) => {
      for (const size of [8, 3, 5]) await tx.putReceipt(receipt(size));
      await tx.putReceipt({ ...receipt(5), t: 1 });
    });
    await store.tx(async (tx) => {
      assert.deepEqual(await tx.receiptFor(OURS, 0), receipt(3));
      assert.deepEqual(await tx.receiptFor(OURS, 3), receipt(5));
      assert.equal(await tx.receiptFor(OURS, 8), null);
      assert.deepEqual(await tx.receiptUpTo(OURS, 3, 7), receipt(5));
      assert.equal(await tx.receiptUpTo(OURS, 5, 7), null);
    });
  });

  suite("the monotone table never rolls back", async (store) => {
    await store.tx((tx) => tx.advance("k", 5, hash(1)));
    await store.tx((tx) => tx.advance("k", 5, hash(1)));
    await assert.rejects(
      store.tx((tx) => tx.advance("k", 5, hash(2))),
      code("MONOTONE"),
    );
    await assert.rejects(
      store.tx((tx) => tx.advance("k", 4, hash(1))),
      code("MONOTONE"),
    );
    assert.equal(await store.tx((tx) => tx.mark("other")), null);
    await store.tx((tx) => tx.advance("k", 6, hash(2)));
    assert.deepEqual(await store.tx((tx) => tx.mark("k")), { size: 6, root: hash(2) });
    await store.tx((tx) => tx.advance("other", 1, hash(2)));
  });

  suite("an alarm is kept, and one that stops the link stops it for good", async (store) => {
    const alarm = { code: "FORK" as const, at: 5, lane: "main", evidence: "two notes" };
    await store.tx((tx) => tx.alarm(INDIA, alarm, false));
    assert.equal((await store.tx((tx) => tx.link(INDIA))).stopped, null);
    const second = { ...alarm, code: "ROLLBACK" as const, lane: null };
    await store.tx((tx) => tx.alarm(INDIA, second, true));
    await store.tx((tx) => tx.alarm(INDIA, { ...alarm, evidence: "third" }, true));
    const link = await store.tx((tx) => tx.link(INDIA));
    assert.equal(link.stopped, "ROLLBACK");
    assert.deepEqual(link.alarms.slice(0, 2), [alarm, second]);
  });

  const LOCKS = [
    ["one sequencer a log", "own", "own", true],
    ["acts commit side by side", "share", "share", false],
    ["advancing applied waits for every commit", "share", "alone", true],
    ["commits wait while applied advances", "alone", "share", true],
    ["acts on one item one after the other", "item", "item", true],
    ["acts on two items side by side", "item", "otherItem", false],
    ["reading waits for nobody", "alone", "read", false],
  ] as const;
  for (const [title, first, second, blocks] of LOCKS) {
    if (!blocks && !sideBySide) continue;
    suite(title, async (store) => {
      const order: string[] = [];
      let release = () => {};
      const gate = new Promise<void>((resolve) => (release = resolve));
      let started = () => {};
      const holding = new Promise<void>((resolve) => (started = resolve));
      const one = store.tx(async (tx) => {
        await TAKE[first](tx);
        started();
        await gate;
        order.push("first");
      });
      await holding;
      const two = store.tx(async (tx) => {
        await TAKE[second](tx);
        order.push("second");
      });
      try {
        // That something waits shows only after a while; that it does not wait shows as soon as it is done.
        if (blocks) await new Promise((resolve) => setTimeout(resolve, 60));
        else await two;
        assert.deepEqual(order, blocks ? [] : ["second"]);
      } finally {
        release();
      }
      await Promise.all([one, two]);
      assert.deepEqual(order, blocks ? ["first", "second"] : ["second", "first"]);
    });
  }

  suite("who waits for a lock reads what the other has committed", async (store) => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const one = store.tx(async (tx) => {
      const own = await tx.own(OURS, true);
      await gate;
      await tx.saveOwn({ ...own, lastT: own.lastT + 1 });
    });
    const two = store.tx(async (tx) => {
      const own = await tx.own(OURS, true);
      await tx.saveOwn({ ...own, lastT: own.lastT + 1 });
    });
    release();
    await Promise.all([one, two]);
    assert.equal((await store.tx((tx) => tx.own(OURS, false))).lastT, 2);
  });

  suite("a log only grows", async (store) => {
    await store.tx(async (tx) =>
      tx.saveOwn({ ...(await tx.own(OURS, true)), lastT: 9, cosigned: 0, pulseNo: 3 }),
    );
    await assert.rejects(
      store.tx(async (tx) => tx.saveOwn({ ...(await tx.own(OURS, true)), lastT: 8 })),
      code("MONOTONE"),
    );
    await assert.rejects(
      store.tx(async (tx) => tx.saveOwn({ ...(await tx.own(OURS, true)), pulseNo: 2 })),
      code("MONOTONE"),
    );
  });
}

const CANADA = "canada" as Party;
const INDIA = "india" as Party;
const OURS = "canada/link/india/main/1";
const THEIRS = "india/link/canada/main/1";

const id = (n: number): RecordId => n.toString(16).padStart(32, "0") as RecordId;
const ITEM = `canada:${id(1)}` as ItemId;
const hash = (n: number): Uint8Array => leafHash(Uint8Array.of(n % 256, Math.floor(n / 256)));
const text = (n: number): Hash => hash(n).toBase64({ alphabet: "base64url", omitPadding: true }) as Hash;
const code = (expected: string) => (error: unknown) => (error as { code?: string }).code === expected;

const draft = (n: number, seen = 0): NewPending => ({
  origin: OURS,
  id: id(n),
  item: ITEM,
  seen,
  t: 1_772_000_000_000 + n,
  sealed: { a: text(n), b: n % 2 ? text(n + 1) : null, act: hash(n), body: n % 2 ? new Uint8Array(0) : null },
});

const bare = (n: number): LogEntry => {
  const leaf = Uint8Array.of(n % 256, Math.floor(n / 256));
  return { leaf, leafHash: leafHash(leaf), t: n, seen: 0, id: null, act: leaf, body: null };
};
const entry = (n: number): LogEntry => ({
  ...bare(n),
  seen: n,
  id: id(n),
  act: hash(n),
  body: Uint8Array.of(n, 0, 255),
});

const actRow = (from: Party, to: Party, n: number): ActRow => ({
  origin: from === CANADA ? OURS : THEIRS,
  pos: null,
  place: null,
  t: 1,
  seen: 0,
  floor: 0,
  act: toAct({
    args: {},
    att: [],
    body: null,
    by: "o.1",
    crit: [],
    do: "message",
    from,
    id: id(n),
    item: ITEM,
    mark: { tlp: "AMBER" },
    ret: "standard",
    to,
    wf: "requests/1",
  }),
  approvals: "[]",
});
const row = (n: number): ActRow => actRow(CANADA, INDIA, n);
const theirs = (n: number, pos: number): ActRow => ({ ...actRow(INDIA, CANADA, n), pos });

type Tx = Parameters<Parameters<Store["tx"]>[0]>[0];
const TAKE: Record<"own" | "share" | "alone" | "read" | "item" | "otherItem", (tx: Tx) => Promise<unknown>> =
  {
    own: (tx) => tx.own(OURS, true),
    share: (tx) => tx.peer(THEIRS, "share"),
    alone: (tx) => tx.peer(THEIRS, "alone"),
    read: (tx) => tx.peer(THEIRS, "none"),
    item: (tx) => tx.lockItem(ITEM),
    otherItem: (tx) => tx.lockItem(`canada:${id(2)}` as ItemId),
  };
