import { isSetuError } from "@setu/core";
import { parseBundle, parseWraps, type WireEntry } from "@setu/link";
import { utf8 } from "@setu/link/bytes.ts";
import { equalBytes, verifyConsistency } from "tlog";
import { same, worded, type Found } from "../check.ts";
import { holds, refusedAs, type Step } from "./asking.ts";
import { rootOf } from "./mock-log.ts";
import type { Made } from "./record.ts";
import { pushed, type HelloAnswer, type PushReply, type Session } from "./session.ts";

/** spec/record.md section 9: hello, receipts, what is given back, and keys again. */
const EXCHANGE = "record.md#9-exchange";
const MINUTES_5 = 300_000;

async function helloForm(session: Session): Promise<Found> {
  const { bed, logs } = session;
  const facts: Record<string, boolean> = {};
  for (const lane of bed.own.lanes) {
    const answer = await session.hello(lane);
    facts[`${lane}: the five fields`] =
      Object.keys(answer).toSorted().join() === "checkpoint,held,opening,origin,versions";
    facts[`${lane}: the origin of our log`] = answer.origin === logs.get(lane)?.origin;
    facts[`${lane}: nothing held, no checkpoint`] = answer.held === 0 && answer.checkpoint === "";
    facts[`${lane}: an opening of 32 hexadecimal digits`] = /^[0-9a-f]{32}$/.test(answer.opening);
    facts[`${lane}: versions`] =
      Array.isArray(answer.versions) && answer.versions.every((each) => /^[a-z]{2,16}\/[1-9]/.test(each));
  }
  return holds("hello on each lane, before anything else", "its five fields, and no entry held", facts);
}

async function freshOpening(session: Session): Promise<Found> {
  const [first, second] = [await session.hello(), await session.hello()];
  return holds("hello twice", "two openings", { "another opening": first.opening !== second.opening });
}

/** A receipt is our note with exactly the two lines of the node's mirror. */
function receiptFacts(session: Session, reply: PushReply, size: number): Record<string, boolean> {
  const { bed } = session;
  const { origin } = session.log();
  const facts: Record<string, boolean> = { [`held ${size}`]: reply.held === size };
  try {
    const { checkpoint, t } = bed.signs.openReceipt(reply.receipt ?? "", origin);
    facts["of this size"] = checkpoint.size === size;
    facts["of this history"] = equalBytes(checkpoint.root, rootOf(session.log().entries.slice(0, size)));
    facts["the time of its cosignatures within five minutes of ours"] = Math.abs(t - Date.now()) < MINUTES_5;
  } catch (error) {
    facts[`both keys of the log and both of the mirror under the note (${worded(error)})`] = false;
  }
  return facts;
}

const RECEIPT = "a receipt by both mirror keys";

async function firstReceipt(session: Session): Promise<Found> {
  const reply = await session.deliver([session.pulse()]);
  return holds("a first pulse", RECEIPT, receiptFacts(session, reply, 1));
}

async function repeated(session: Session): Promise<Found> {
  await session.deliver([session.pulse()]);
  const log = session.log();
  const bundle = log.bundle(log.size - 1);
  const { opening } = await session.hello(session.lane, true);
  const replies = [];
  for (let i = 0; i < 2; i++)
    replies.push(pushed(await session.ask(`${session.lane}/push/${opening}`, bundle)));
  const facts = Object.assign(
    {},
    ...replies.map((reply) => receiptFacts(session, reply, log.size)),
  ) as Record<string, boolean>;
  return holds("what it holds, pushed twice more", RECEIPT, facts);
}

async function overlapping(session: Session): Promise<Found> {
  const log = session.log();
  log.entries.push(session.pulse());
  const reply = pushed(await session.push(log.bundle(0)));
  return holds(
    "the whole log, of which the last entry is new",
    RECEIPT,
    receiptFacts(session, reply, log.size),
  );
}

/** An answer without a receipt, which says what is held. */
const notTaken = (sent: string, session: Session, reply: PushReply): Found =>
  same(
    sent,
    `no receipt, ${session.log().size} held`,
    `${reply.receipt === null ? "no" : "a"} receipt, ${reply.held} held`,
  );

async function shorter(session: Session): Promise<Found> {
  const log = session.log();
  const reply = pushed(await session.push(log.bundle(0, log.entries.slice(0, -1))));
  return notTaken("a checkpoint of one entry less than it holds", session, reply);
}

async function gap(session: Session): Promise<Found> {
  const log = session.log();
  const more = [...log.entries, session.pulse(), session.pulse()];
  const reply = pushed(await session.push(log.bundle(log.size + 1, more)));
  return notTaken("a stretch that leaves out an entry", session, reply);
}

async function oldOpening(session: Session): Promise<Found> {
  const { opening } = await session.hello(session.lane, true);
  await session.hello(session.lane, true);
  const log = session.log();
  const more = [...log.entries, session.pulse()];
  const reply = pushed(await session.ask(`${session.lane}/push/${opening}`, log.bundle(log.size, more)));
  return notTaken("a push under an opening that another has followed", session, reply);
}

async function heldAsSigned(session: Session): Promise<Found> {
  const { held, checkpoint }: HelloAnswer = await session.hello();
  const log = session.log();
  let signed = false;
  try {
    signed = session.bed.signs.openOwn(checkpoint, log.origin).size === held;
  } catch (error) {
    if (!isSetuError(error)) throw error;
  }
  return holds("hello after pushes", "what is held, under our own signature", {
    [`held ${log.size}`]: held === log.size,
    "our checkpoint of that size": signed,
  });
}

const range = (from: number, to: number) => Buffer.from(JSON.stringify({ from, to }));

async function givenBack(session: Session): Promise<Found> {
  const log = session.log();
  const reply = await session.ask(`${session.lane}/fetch`, range(1, log.size));
  if (reply.status !== 200) return same("fetch from 1", "a bundle", `${reply.status} ${reply.code}`);
  const bundle = parseBundle(reply.bytes);
  const size = log.size;
  const consistent = () =>
    verifyConsistency({
      oldSize: 1,
      oldRoot: rootOf(log.entries.slice(0, 1)),
      size,
      root: session.bed.signs.openOwn(bundle.checkpoint, log.origin).root,
      proof: bundle.proof,
    });
  return holds("fetch from 1 to what it holds", "the entries as they were sent", {
    "the origin of our log": bundle.origin === log.origin,
    "from 1": bundle.from === 1,
    "every byte of every entry": sameEntries(bundle.entries, log.entries.slice(1)),
    "our checkpoint, and a proof that leads to it": succeeds(consistent),
  });
}

function succeeds(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

const sameEntries = (came: readonly WireEntry[], sent: readonly Made[]): boolean =>
  came.length === sent.length &&
  came.every(({ leaf, act }, i) => {
    const made = sent[i];
    return made !== undefined && equalBytes(leaf, made.leaf) && equalBytes(act, made.act);
  });

async function badRanges(session: Session): Promise<Found> {
  const { size } = session.log();
  for (const [from, to] of [
    [-1, size],
    [0, size + 1],
    [size, size],
    [0, size - 1],
  ] as const) {
    const found = refusedAs(
      `fetch from ${from} to ${to}, of ${size}`,
      "BAD_FIELD",
      await session.ask(`${session.lane}/fetch`, range(from, to)),
    );
    if (found.outcome === "failed") return found;
  }
  const text = await session.ask(`${session.lane}/fetch`, Buffer.from("all of it"));
  return refusedAs("fetch that is no JSON", "NOT_JSON", text);
}

const asking = (origin: string, positions: readonly number[]) =>
  Buffer.from(JSON.stringify({ origin, positions }));

async function keysAgain(session: Session): Promise<Found> {
  const log = session.log();
  const positions = [0, log.size - 1];
  const reply = await session.ask(`${session.lane}/wraps`, asking(log.origin, positions));
  if (reply.status !== 200)
    return same("keys of two entries again", "wraps", `${reply.status} ${reply.code}`);
  const { origin, epochs, wraps } = parseWraps(reply.bytes, positions.length);
  const { crypto, own } = session.bed;
  const opens = wraps.every((wrap, i) => {
    const made = log.entries[positions[i] ?? 0];
    const epoch = wrap && epochs[wrap.epoch];
    const slot = wrap?.slots.find((each) => each.slot === 0);
    if (!wrap || !epoch || !slot || !made || wrap.id !== made.id) return false;
    const info = utf8(`setu/1 wrap ${own.party} ${wrap.id} 0 ${made.a}`);
    const secret = crypto.decapsulate(epoch.kemKey, epoch.enc);
    return equalBytes(
      crypto.open(crypto.derive(secret, info), slot.bytes, info),
      made.materials.get(0) ?? info,
    );
  });
  return holds("keys of two entries again", "the keys that came with them, wrapped to ours", {
    "the origin of our log": origin === log.origin,
    "the same keys": opens,
  });
}

async function badPositions(session: Session): Promise<Found> {
  const { size, origin } = session.log();
  for (const positions of [[], [size], [1, 0], [0, 0], Array.from({ length: 65 }, (_, i) => i)]) {
    const sent = `keys of positions ${positions.join(" ").slice(0, 20)}, of ${size}`;
    const found = refusedAs(
      sent,
      "BAD_FIELD",
      await session.ask(`${session.lane}/wraps`, asking(origin, positions)),
    );
    if (found.outcome === "failed") return found;
  }
  const reply = await session.ask(`${session.lane}/wraps`, asking(`${origin}0`, [0]));
  return refusedAs("keys of another log", "WRONG_ORIGIN", reply);
}

export const OPENING: readonly Step[] = [
  ["hello/form", EXCHANGE, helloForm],
  ["hello/fresh-opening", EXCHANGE, freshOpening],
];

export const CONVERSATION: readonly Step[] = [
  ["receipt/first", "record.md#8-bundle", firstReceipt],
  ["receipt/repeated", EXCHANGE, repeated],
  ["receipt/overlapping", EXCHANGE, overlapping],
  ["receipt/shorter", EXCHANGE, shorter],
  ["receipt/gap", EXCHANGE, gap],
  ["receipt/old-opening", EXCHANGE, oldOpening],
  ["hello/held", EXCHANGE, heldAsSigned],
  ["fetch/as-sent", EXCHANGE, givenBack],
  ["fetch/bounds", EXCHANGE, badRanges],
  ["keys/again", "record.md#7-wraps", keysAgain],
  ["keys/bounds", "record.md#7-wraps", badPositions],
];
