import type { ErrorCode } from "@setu/core";
import { same, type Check, type Found } from "../check.ts";
import { refusedAs, stepsOf, type Step } from "./asking.ts";
import { newId } from "./record.ts";
import type { Session } from "./session.ts";

/**
 * What stops a link for good (spec/record.md sections 3 and 9): one of these ends a run, because afterwards the node says
 * nothing more to this bed. The others want a node and a bed of their own.
 */
const EXCHANGE = "record.md#9-exchange";
const PULSE = "record.md#3-act";

type Ending = { readonly section: string; readonly run: (session: Session) => Promise<Found> };

/** The same size under another root. */
async function fork(session: Session): Promise<Found> {
  const log = session.log();
  const other = [...log.entries.slice(0, -1), session.pulse()];
  return refusedAs("another history of the same size", "FORK", await session.push(log.bundle(0, other)));
}

/** A longer history that leaves out what stands under a receipt. */
async function rewrite(session: Session): Promise<Found> {
  const log = session.log();
  const other = [...log.entries.slice(0, -1), session.pulse(), session.pulse()];
  const reply = await session.push(log.bundle(log.size - 1, other));
  return refusedAs("a longer history in which the last entry is another", "FORK", reply);
}

/** Receipted like any entry; what it says stops the link when it is opened. */
const pulsing = (sent: string, change: (session: Session) => object) => async (session: Session) => {
  await session.deliver([session.pulse(session.lane, change(session) as never, false)]);
  return stops(session, sent);
};

/** The node says in its own time that it has stopped. */
async function stops(session: Session, sent: string): Promise<Found> {
  const code = "LINK_STOPPED" satisfies ErrorCode;
  let came = "";
  const end = performance.now() + session.patience;
  while (came !== `423 ${code}` && performance.now() < end) {
    const reply = await session.ask(`${session.lane}/hello`, Uint8Array.of(0));
    came = `${reply.status} ${reply.code ?? ""}`.trim();
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  return same(sent, `423 ${code}`, came);
}

export const ENDINGS = {
  fork: { section: EXCHANGE, run: fork },
  rewrite: { section: EXCHANGE, run: rewrite },
  "pulse-number": {
    section: PULSE,
    run: pulsing("a pulse whose number does not rise", () => ({ no: 1 })),
  },
  "pulse-back": {
    section: PULSE,
    run: pulsing("a pulse that has cosigned less than an earlier one", () => ({ cosigned: 0, applied: 0 })),
  },
  "pulse-root": {
    section: EXCHANGE,
    run: pulsing("a pulse that names another root of its own lane", ({ bed }) => ({
      roots: bed.own.lanes.map(() => `${"B".repeat(42)}A`),
    })),
  },
  "seen-beyond": {
    section: EXCHANGE,
    run: async (session) => {
      const id = newId();
      const log = session.log();
      const seen = session.their().held + 1000;
      const made = session.make({ id, act: session.request(id), seen });
      await session.push(log.bundle(log.size, [...log.entries, made]));
      return stops(session, "an entry that has seen a thousand entries which nobody wrote");
    },
  },
} as const satisfies Readonly<Record<string, Ending>>;

export type EndingName = keyof typeof ENDINGS;

const STOPPED: readonly Step[] = (["hello", "push", "fetch"] as const).map((verb) => [
  `end/stopped-${verb}`,
  EXCHANGE,
  async (session) => {
    const { lane } = session;
    const log = session.log();
    const { path, body } = {
      hello: { path: `${lane}/hello`, body: Uint8Array.of(1) },
      push: { path: `${lane}/push/${"0".repeat(32)}`, body: log.bundle(0) },
      fetch: { path: `${lane}/fetch`, body: Buffer.from(JSON.stringify({ from: 0, to: log.size })) },
    }[verb];
    return refusedAs(`${verb} after the link has stopped`, "LINK_STOPPED", await session.ask(path, body));
  },
]);

export const endingChecks = (session: Session, name: EndingName): readonly Check[] => {
  const { section, run } = ENDINGS[name];
  return stepsOf(session, [[`end/${name}`, section, run], ...STOPPED]);
};
