import { itemOf, type Json, type RecordId } from "@setu/core";
import { utf8 } from "@setu/link/bytes.ts";
import { padme } from "@setu/link/pad.ts";
import { newId, newMaterial, type Made } from "./record.ts";
import type { Session } from "./session.ts";

/**
 * Entries that were receipted and cannot be taken: each is named in the next pulse, and whatever follows goes on
 * (spec/record.md section 8). They stand in one stretch, before and between good ones, so that one pulse judges all.
 */
export type Entry = {
  readonly id: string;
  readonly section: string;
  readonly sent: string;
  /** Whether the node takes it, or names it in `except`. */
  readonly taken: boolean;
  readonly make: (session: Session, earlier: Earlier) => Made;
};

/** What stands in the logs before the stretch. */
export type Earlier = {
  /** Opened in the lane of the stretch, and in another one. */
  readonly here: RecordId;
  readonly elsewhere: RecordId | null;
};

const ACT = "record.md#3-act";
const SEALING = "record.md#6-sealing";
const WRAPS = "record.md#7-wraps";
const BUNDLE = "record.md#8-bundle";
const HOUR = 3_600_000;

/** An opening with some of its fields changed. */
const asked =
  (change: (session: Session, id: RecordId) => { readonly [name: string]: Json }) => (session: Session) => {
    const id = newId();
    return session.make({ id, act: session.request(id, change(session, id)) });
  };

const message = (session: Session, item: Json): Made => {
  const id = newId();
  return session.make({ id, act: session.request(id, { item, do: "message", args: {} }) });
};

const logAct = (fields: { readonly [name: string]: Json }) => (session: Session) => {
  const id = newId();
  return session.make({ id, act: session.act({ wf: "link/1", id, ...fields }) });
};

const bare = (session: Session, change: object = {}): Made => {
  const id = newId();
  return session.make({ id, act: session.request(id), ...change });
};

export const ENTRIES: readonly Entry[] = [
  { id: "good", section: ACT, sent: "a request", taken: true, make: asked(() => ({})) },
  {
    id: "no-keys",
    section: WRAPS,
    sent: "an entry whose keys never come",
    taken: false,
    make: (session) => {
      const made = bare(session, { wrapped: false });
      session.withheld.add(made.id);
      return made;
    },
  },
  {
    id: "keys-when-asked",
    section: WRAPS,
    sent: "an entry whose keys come when they are asked for again",
    taken: true,
    make: (session) => bare(session, { wrapped: false }),
  },
  {
    id: "commitment",
    section: SEALING,
    sent: "an act that is not what its leaf commits to",
    taken: false,
    make: (session) => bare(session, { leaf: (leaf: { [key: string]: Json }) => ({ ...leaf, a: OTHER }) }),
  },
  {
    id: "padding",
    section: SEALING,
    sent: "an act with more padding than Padmé has",
    taken: false,
    make: (session) => bare(session, { pad: tooMuch }),
  },
  {
    id: "body-commitment",
    section: SEALING,
    sent: "an act whose body is not the one its leaf commits to",
    taken: false,
    make: (session) => {
      const id = newId();
      const act = session.request(id, { body: OTHER });
      return session.make({ id, act, body: utf8('{"text":"Synthetic."}') }, newMaterial());
    },
  },
  {
    id: "unknown-field",
    section: ACT,
    sent: "an act with a field that no act has",
    taken: false,
    make: asked(() => ({ x: 1 })),
  },
  {
    id: "free-text",
    section: "record.md#2-words",
    sent: "an act with a text of people in an argument",
    taken: false,
    make: asked(() => ({ args: { offence: "Free text about somebody" } })),
  },
  {
    id: "from-other",
    section: SEALING,
    sent: "an act in the name of the node itself",
    taken: false,
    make: asked(({ bed }) => ({ from: bed.node.party, to: bed.own.party })),
  },
  {
    id: "to-third",
    section: ACT,
    sent: "an act to a third party",
    taken: false,
    make: asked(() => ({ to: "zz" })),
  },
  {
    id: "other-id",
    section: SEALING,
    sent: "an act with another id than its keys came under",
    taken: false,
    make: asked(({ bed }) => {
      const id = newId();
      return { id, item: `${bed.own.party}:${id}` };
    }),
  },
  {
    id: "item-of-third",
    section: BUNDLE,
    sent: "an act on an item that a third party opened",
    taken: false,
    make: (session) => message(session, `zz:${newId()}`),
  },
  {
    id: "item-never-opened",
    section: BUNDLE,
    sent: "an act on an item that nobody has opened",
    taken: false,
    make: (session) => message(session, `${session.bed.own.party}:${newId()}`),
  },
  {
    id: "item-of-other-lane",
    section: BUNDLE,
    sent: "an act on an item that was opened in another lane",
    taken: false,
    make: (session, { elsewhere }) => message(session, `${session.bed.own.party}:${elsewhere ?? newId()}`),
  },
  {
    id: "item-of-this-lane",
    section: BUNDLE,
    sent: "a message on an item of this lane",
    taken: true,
    make: (session, { here }) => message(session, itemOf(session.bed.own.party, here)),
  },
  {
    id: "replay",
    section: BUNDLE,
    sent: "a record under an id that was used before",
    taken: false,
    make: (session, { here }) => session.make({ id: here, act: session.request(here) }),
  },
  {
    id: "earlier",
    section: "record.md#5-leaf",
    sent: "an entry dated an hour before the one before it",
    taken: false,
    make: (session) => bare(session, { t: Date.now() - HOUR }),
  },
  {
    id: "log-act",
    section: ACT,
    sent: "an act of the log that nobody knows",
    taken: false,
    make: logAct({ do: "no-such-act" }),
  },
  {
    id: "pulse-lists",
    section: ACT,
    sent: "a pulse whose lists are not of one length",
    taken: false,
    make: (session) => session.pulse(session.lane, { sizes: [] }, false),
  },
  {
    id: "unknown-critical",
    section: ACT,
    sent: "a request with something critical that nobody knows: held, not refused",
    taken: true,
    make: asked(() => ({ crit: ["no-such-feature"] })),
  },
  {
    id: "later-version",
    section: ACT,
    sent: "a request of version 9999: held, not refused",
    taken: true,
    make: asked(() => ({ wf: "requests/9999" })),
  },
  {
    id: "earlier-version",
    section: "workflows.md",
    sent: "a request of the first version, which is all that the bed speaks",
    taken: true,
    make: asked(() => ({ wf: "requests/1" })),
  },
];

const OTHER = `${"A".repeat(42)}A`;

/** A whole block more than the padded length of the plaintext. */
function tooMuch(plaintext: Uint8Array): Uint8Array {
  const padded = new Uint8Array(padme(plaintext.length + 1) + 16);
  padded.set(plaintext);
  padded[plaintext.length] = 0x80;
  return padded;
}
