import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { parseBundle } from "@setu/link";
import { makeCertificate } from "@setu/server/keys/certificate.ts";
import { generateKeys, mirrorSigners } from "@setu/server/keys/node-keys.ts";
import { formatNote, parseNote, signatureLine, type Signer } from "tlog";
import { same, type Found } from "../check.ts";
import { holds, type Step } from "./asking.ts";
import type { Call, Said } from "./listener.ts";
import { newId } from "./record.ts";
import type { Session } from "./session.ts";

/** spec/record.md section 9 from the other side: how the tested node speaks, and what it does when it is lied to. */
const EXCHANGE = "record.md#9-exchange";
const CONNECTION = "link.md#2-connection";
const REFUSALS = "link.md#5-refusals";

/** Something that a node answers with a pulse: a person has acted. */
async function stir(session: Session): Promise<void> {
  const id = newId();
  await session.deliver([session.make({ id, act: session.request(id) })]);
}

const pushesSince = ({ listener, lane }: Session, from: number): readonly Call[] =>
  listener.calls.slice(from).filter((call) => call.verb === "push" && call.lane === lane);

/** Puts the listener into a mood, and out of it whatever happens. */
async function inMood<T>(
  session: Session,
  mood: (call: Call) => Said | null,
  work: () => Promise<T>,
): Promise<T> {
  session.listener.mood = mood;
  try {
    return await work();
  } finally {
    session.listener.mood = null;
  }
}

async function first(session: Session): Promise<Found> {
  const { bed, listener } = session;
  const facts: Record<string, boolean> = {};
  for (const lane of bed.own.lanes) {
    await session.hello(lane);
    await session.until(`the first push in ${lane}`, () => session.their(lane).held > 0);
    const calls = listener.calls.filter((call) => call.lane === lane);
    const push = calls.findIndex(({ verb }) => verb === "push");
    facts[`${lane}: hello before the first push`] = calls.slice(0, push).some(({ verb }) => verb === "hello");
    facts[`${lane}: its log begins with a pulse`] = session.their(lane).pulses[0]?.no === 1;
    const { versions } = await session.hello(lane, true);
    facts[`${lane}: the pulse names the versions of its hello`] =
      session.their(lane).pulses[0]?.versions.join() === versions.join();
  }
  return holds("a bed that holds nothing", "hello, then its log from the first pulse on", facts);
}

/** A note with cosignatures that bear the right name and are by other keys. */
function forged(note: string, by: readonly Signer[]): string {
  const { text, signatures } = parseNote(note);
  const lines = by.map((each) => signatureLine(each, text, Math.floor(Date.now() / 1000)));
  return formatNote({ text, signatures: [...signatures, ...lines] });
}

async function receiptByNobody(session: Session): Promise<Found> {
  const { bed, lane } = session;
  const { held, origin } = session.their();
  const nobody = mirrorSigners(await generateKeys(bed.own.party), bed.own.party);
  const from = session.listener.calls.length;
  let lied = 0;
  const lie = (call: Call): Said | null => {
    if (call.verb !== "push" || call.lane !== lane || lied++ > 0) return null;
    const { checkpoint } = parseBundle(call.body);
    const { size } = bed.signs.openPeer(checkpoint, origin);
    return { status: 200, body: { checkpoint, held: size, receipt: forged(checkpoint, nobody) } };
  };
  return inMood(session, lie, async () => {
    await stir(session);
    await session.until("the push again", () => session.their().held > held);
    const starts = pushesSince(session, from).map(({ body }) => parseBundle(body).from);
    return holds("a receipt that the mirror has not signed", "the same stretch again", {
      "it was pushed again": starts.length > 1,
      "from the same entry": starts.every((start) => start === held),
    });
  });
}

async function noReceipt(session: Session): Promise<Found> {
  const { held, checkpoint } = session.their();
  const from = session.listener.calls.length;
  let refused = 0;
  const mood = (call: Call): Said | null =>
    call.verb === "push" && call.lane === session.lane && refused++ === 0
      ? { status: 200, body: { checkpoint, held, receipt: null } }
      : null;
  return inMood(session, mood, async () => {
    await stir(session);
    await session.until("the push again", () => session.their().held > held);
    const starts = pushesSince(session, from).map(({ body }) => parseBundle(body).from);
    return same(
      "no receipt",
      `pushes from ${held} until there is one`,
      `pushes from ${[...new Set(starts)].join(" ")} until there is one`,
    );
  });
}

async function lyingHello(session: Session): Promise<Found> {
  const { lane } = session;
  const from = session.listener.calls.length;
  const lie = (call: Call): Said | null =>
    call.verb === "hello" && call.lane === lane
      ? {
          status: 200,
          body: {
            checkpoint: `${session.their().origin}\n1000\n${randomBytes(32).toString("base64")}\n\n`,
            held: 1000,
            opening: randomBytes(16).toString("hex"),
            origin: session.their().origin,
            versions: [],
          },
        }
      : null;
  const pushed = await inMood(session, lie, async () => {
    await session.hello(lane);
    await session.until("its question", () =>
      session.listener.calls.slice(from).some((call) => call.verb === "hello" && call.lane === lane),
    );
    await pause(500);
    return pushesSince(session, from).length;
  });
  const { held } = session.their();
  await session.hello(lane);
  await stir(session);
  await session.until("its log goes on", () => session.their().held > held);
  return same(
    "a hello that holds 1000 entries under no signature",
    "no push, and all goes on after",
    `${pushed === 0 ? "no" : "a"} push, and all goes on after`,
  );
}

const WAIT = 2;

async function retryAfter(session: Session): Promise<Found> {
  const { held } = session.their();
  let at = 0;
  const mood = (call: Call): Said | null => {
    if (call.verb !== "push" || call.lane !== session.lane || at > 0) return null;
    at = call.at;
    return { status: 429, body: { code: "OVER_QUOTA" }, headers: { "retry-after": String(WAIT) } };
  };
  return inMood(session, mood, async () => {
    await stir(session);
    await session.until("the push after its pause", () => session.their().held > held);
    const next = session.listener.calls.find(
      (call) => call.verb === "push" && call.lane === session.lane && call.at > at,
    );
    const early = next !== undefined && next.at < at + WAIT * 1000 - 100;
    return same(
      `429 with Retry-After: ${WAIT}`,
      "no push in that time, then one",
      early ? "a push before" : "no push in that time, then one",
    );
  });
}

async function impostor(session: Session): Promise<Found> {
  const { listener, bed, lane } = session;
  listener.show(await makeCertificate(bed.own.party));
  try {
    const [calls, tried] = [listener.calls.length, listener.connections];
    await session.hello(lane);
    await session.until("an attempt to connect", () => listener.connections > tried);
    await pause(500);
    const heard = listener.calls.length - calls;
    return same(
      "another key where the bed was",
      "no byte of a question",
      heard === 0 ? "no byte of a question" : `${heard} questions`,
    );
  } finally {
    listener.show(bed.keys.tls);
    await session.hello(lane);
  }
}

async function wholeLog(session: Session): Promise<Found> {
  const faults = [...session.theirs].flatMap(([lane, { faults: found }]) =>
    found.map((fault) => `${lane}: ${fault}`),
  );
  return Promise.resolve(
    same("nothing: all that the node has pushed", "no fault", faults.slice(0, 5).join("; ") || "no fault"),
  );
}

async function onlySpoken(session: Session): Promise<Found> {
  const unspoken = [...session.theirs].flatMap(([, { workflows }]) =>
    [...workflows].filter((wf) => wf !== "link/1" && wf !== "requests/1"),
  );
  return Promise.resolve(
    same(
      "pulses that name requests/1 alone",
      "no entry of another workflow",
      unspoken.length === 0 ? "no entry of another workflow" : unspoken.join(" "),
    ),
  );
}

export const SENDER: readonly Step[] = [
  ["sender/no-receipt", EXCHANGE, noReceipt],
  ["sender/receipt-by-nobody", EXCHANGE, receiptByNobody],
  ["sender/lying-hello", EXCHANGE, lyingHello],
  ["sender/retry-after", REFUSALS, retryAfter],
  ["sender/impostor", CONNECTION, impostor],
];
export const BEGINNING: readonly Step[] = [["sender/first", EXCHANGE, first]];
export const AFTERWARDS: readonly Step[] = [
  ["sender/whole-log", "record.md#8-bundle", wholeLog],
  ["sender/only-what-is-spoken", "record.md#3-act", onlySpoken],
];
