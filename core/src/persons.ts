import { checkCritical, type Act, type Args, type LogAct } from "./act.ts";
import { bytesOfChunks, chunks } from "./chunks.ts";
import {
  badField,
  code,
  hash,
  instant,
  itemId,
  opaque,
  type Code,
  type Hash,
  type Instant,
  type ItemId,
  type Opaque,
  type Party,
  type RecordId,
  type WorkflowId,
} from "./words.ts";

/**
 * What a party says of its own officers and their keys (record.md section 2: key entries stand in each lane that they
 * concern, and bind from their position). Acts of a log: no item, no body. A node writes them only to a peer whose
 * pulse names this workflow.
 */
export const PERSONS_WORKFLOW = "persons/1" as WorkflowId;

/** An officer's public key (SubjectPublicKeyInfo, DER) is at most so long: RSA with 4096 bits needs 550 bytes. */
export const MAX_SPKI = 768;

/** Of COSE (RFC 9053), by the words that an act can hold. */
export const KEY_ALGORITHMS = { es256: -7, eddsa: -8, rs256: -257 } as const;
export type KeyAlgorithm = keyof typeof KEY_ALGORITHMS;

/** Names the accreditation that an act follows from, for who reads it; nothing is judged by it. */
type Because = { readonly item?: ItemId };

export type OfficerKeyAct = Because & {
  readonly do: "officer-key";
  readonly officer: Opaque;
  /** H of the public key: what approvals call it. */
  readonly key: Hash;
  readonly kind: Code;
  readonly alg: KeyAlgorithm;
  readonly spki: Uint8Array;
  /** Of a key that a browser uses: H of the relying party's id and of the origin at which she signs. */
  readonly site: { readonly rp: Hash; readonly origin: Hash } | null;
  /** The leaf of an act that this key signed lies within: from ≤ t < until. */
  readonly from: Instant;
  readonly until: Instant;
};

export type PersonsAct =
  | OfficerKeyAct
  /** `since`: somebody else may have used the key from then on. */
  | (Because & { readonly do: "revoke-key"; readonly key: Hash; readonly since: Instant | null })
  | (Because & { readonly do: "suspend" | "resume" | "recall-officer"; readonly officer: Opaque });

type Reader = (args: Args) => Omit<PersonsAct, "item">;

const officerOnly =
  (name: "suspend" | "resume" | "recall-officer"): Reader =>
  (args) => ({ do: name, officer: opaque(args["officer"], "officer") });

/** By act: its arguments beside `item`, and how they are read. */
const ACTS: {
  readonly [name in PersonsAct["do"]]: { readonly args: readonly string[]; readonly read: Reader };
} = {
  "officer-key": {
    args: ["officer", "key", "kind", "alg", "spki", "rp", "origin", "from", "until"],
    read: readKey,
  },
  "revoke-key": {
    args: ["key", "since"],
    read: ({ key, since }) => ({
      do: "revoke-key",
      key: hash(key, "key"),
      since: since === undefined ? null : instant(since, "since"),
    }),
  },
  suspend: { args: ["officer"], read: officerOnly("suspend") },
  resume: { args: ["officer"], read: officerOnly("resume") },
  "recall-officer": { args: ["officer"], read: officerOnly("recall-officer") },
};

export const isPersonsAct = (act: Act): act is LogAct =>
  act.item === undefined && act.wf === PERSONS_WORKFLOW && Object.hasOwn(ACTS, act.do);

/** @throws BAD_FIELD | UNSUPPORTED_VERSION. That `key` is the hash of `spki` is for whoever has a hash to check. */
export function parsePersonsAct(act: LogAct): PersonsAct {
  checkCritical(act);
  if (!isPersonsAct(act)) throw badField("do", "act about an officer");
  const { args, read } = ACTS[act.do as PersonsAct["do"]];
  for (const name of Object.keys(act.args))
    if (name !== "item" && !args.includes(name)) throw badField(name, "argument");
  const item = act.args["item"];
  return { ...read(act.args), ...(item !== undefined && { item: itemId(item, "item") }) } as PersonsAct;
}

export function personsAct(from: Party, to: Party, id: RecordId, said: PersonsAct): LogAct {
  const { do: name, ...rest } = said;
  const args: Args = Object.fromEntries(
    Object.entries(rest).flatMap(([field, value]) =>
      value === null
        ? []
        : field === "site"
          ? Object.entries(value as object)
          : [[field, value instanceof Uint8Array ? chunks(value) : value]],
    ),
  );
  return { crit: [], wf: PERSONS_WORKFLOW, from, to, id, do: name as Code, args };
}

function readKey(args: Args): Omit<OfficerKeyAct, "item"> {
  const { alg, rp, origin } = args;
  if (typeof alg !== "string" || !Object.hasOwn(KEY_ALGORITHMS, alg))
    throw badField("alg", "algorithm of a key");
  const from = instant(args["from"], "from");
  const until = instant(args["until"], "until");
  if (from >= until) throw badField("until", "instant after `from`");
  if ((rp === undefined) !== (origin === undefined)) throw badField("origin", "pair with `rp`");
  return {
    do: "officer-key",
    officer: opaque(args["officer"], "officer"),
    key: hash(args["key"], "key"),
    kind: code(args["kind"], "kind"),
    alg: alg as KeyAlgorithm,
    spki: bytesOfChunks(args["spki"], "spki", MAX_SPKI),
    site: rp === undefined ? null : { rp: hash(rp, "rp"), origin: hash(origin, "origin") },
    from,
    until,
  };
}
