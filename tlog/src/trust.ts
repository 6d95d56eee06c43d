import { parseCheckpoint } from "./checkpoint.ts";
import { equalBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { openNote } from "./note.ts";
import type { VerifiedCheckpoint } from "./policy.ts";
import { isCosigner } from "./signer.ts";
import type { Verified } from "./signer.ts";
import { KEY_TYPES, parseVkey } from "./vkey.ts";
import type { VerifierKey } from "./vkey.ts";

// C2SP tlog-policy: which logs are known, which witnesses, and how many of them are enough.

export const MAX_TRUST_BYTES = 262_144;
/** Of logs, of witnesses and of groups each; the specification asks for 32. */
const MAX_OF_A_KIND = 64;

export type TrustedLog = { readonly key: VerifierKey; readonly url: string | null };

/** `url` is the submission prefix of tlog-witness; `name` means something inside the policy only. */
export type Witness = { readonly name: string; readonly key: VerifierKey; readonly url: string | null };

type Group = { readonly least: number; readonly members: readonly string[] };

export type Trust = {
  readonly logs: readonly TrustedLog[];
  readonly witnesses: readonly Witness[];
  readonly groups: ReadonlyMap<string, Group>;
  /** Of a witness or a group; null: `none`. */
  readonly quorum: string | null;
};

/**
 * Reads a policy file. Names and URLs are octets and mean nothing else: each is given as a string with one character for
 * each octet. Throws `TRUST_SIZE`, `TRUST_MALFORMED`, and what `parseVkey` throws.
 */
export function parseTrust(file: Uint8Array): Trust {
  if (file.length > MAX_TRUST_BYTES)
    throw new TlogError("TRUST_SIZE", `a policy has at most ${MAX_TRUST_BYTES} bytes`);
  if (file.some((octet) => (octet < 0x20 && octet !== 0x09 && octet !== 0x0a) || octet === 0x7f)) {
    throw malformed("a policy holds no control characters but tab and newline");
  }
  const building = new Building();
  for (const line of octets(file).split("\n")) {
    const words = line.split(/[ \t]/).filter((word) => word !== "");
    const [kind = "#", ...rest] = words;
    if (kind.startsWith("#")) continue;
    const define = KINDS.get(kind);
    if (!define) throw malformed(`a line begins with ${printable(kind)}`);
    define(building, rest);
  }
  return building.done();
}

type Define = (building: Building, words: readonly string[]) => void;

/** By the first word of a line. */
const KINDS: ReadonlyMap<string, Define> = new Map<string, Define>([
  [
    "log",
    (building, [vkey, url = null, ...more]) => {
      if (vkey === undefined || more.length > 0) throw malformed("a log has the form: log <vkey> [<url>]");
      building.addLog({ key: keyOf(vkey), url });
    },
  ],
  [
    "witness",
    (building, [name, vkey, url = null, ...more]) => {
      if (name === undefined || vkey === undefined || more.length > 0) {
        throw malformed("a witness has the form: witness <name> <vkey> [<url>]");
      }
      building.addWitness({ name, key: keyOf(vkey), url });
    },
  ],
  [
    "group",
    (building, [name, least, ...members]) => {
      if (name === undefined || least === undefined || members.length === 0) {
        throw malformed("a group has the form: group <name> all|any|<k> <name>...");
      }
      building.addGroup(name, least, members);
    },
  ],
  [
    "quorum",
    (building, [name, ...more]) => {
      if (name === undefined || more.length > 0) throw malformed("a quorum has the form: quorum <name>");
      building.setQuorum(name);
    },
  ],
]);

const NONE = "none";

class Building {
  readonly #logs: TrustedLog[] = [];
  readonly #witnesses: Witness[] = [];
  readonly #groups = new Map<string, Group>();
  readonly #members = new Set<string>();
  #quorum: string | null | undefined;

  addLog(log: TrustedLog): void {
    // 0x04 signs no log: it says of another's log that it was seen.
    if (log.key.type === KEY_TYPES.cosignature)
      throw malformed("a cosignature key (0x04) is no key of a log");
    this.#add(this.#logs, log, "log");
  }

  addWitness(witness: Witness): void {
    if (!isCosigner(witness.key)) throw malformed("a plain key (0x01) is no key of a witness");
    this.#requireNew(witness.name);
    this.#add(this.#witnesses, witness, "witness");
  }

  addGroup(name: string, count: string, members: readonly string[]): void {
    this.#requireNew(name);
    for (const member of members) {
      this.#requireKnown(member);
      if (this.#members.has(member)) throw malformed(`${printable(member)} is a member twice`);
      this.#members.add(member);
    }
    const least = leastOf(count, members.length);
    if (this.#groups.size >= MAX_OF_A_KIND) throw malformed(`more than ${MAX_OF_A_KIND} groups`);
    this.#groups.set(name, { least, members });
  }

  setQuorum(name: string): void {
    if (this.#quorum !== undefined) throw malformed("there are two quorum lines");
    if (name !== NONE) this.#requireKnown(name);
    this.#quorum = name === NONE ? null : name;
  }

  done(): Trust {
    if (this.#quorum === undefined) throw malformed("there is no quorum line");
    return {
      logs: this.#logs,
      witnesses: this.#witnesses,
      groups: this.#groups,
      quorum: this.#quorum,
    };
  }

  #add<T extends { readonly key: VerifierKey }>(list: T[], one: T, what: string): void {
    if (list.some(({ key }) => equalBytes(key.publicKey, one.key.publicKey))) {
      throw malformed(`two lines have the key of one ${what}`);
    }
    if (list.length >= MAX_OF_A_KIND)
      throw malformed(`more than ${MAX_OF_A_KIND} lines of one kind: ${what}`);
    list.push(one);
  }

  #isKnown(name: string): boolean {
    return this.#groups.has(name) || this.#witnesses.some((witness) => witness.name === name);
  }

  #requireNew(name: string): void {
    if (name === NONE || this.#isKnown(name)) throw malformed(`the name ${printable(name)} is taken`);
  }

  #requireKnown(name: string): void {
    if (!this.#isKnown(name)) throw malformed(`${printable(name)} is not defined on a line before`);
  }
}

function leastOf(count: string, members: number): number {
  if (count === "any") return 1;
  if (count === "all") return members;
  const least = /^[1-9][0-9]{0,3}$/.test(count) ? Number(count) : 0;
  if (least < 1 || least > members)
    throw malformed(`a group of ${members} cannot ask for ${printable(count)}`);
  return least;
}

/** Throws `QUORUM_MISSING` unless the witnesses behind these verified signatures are enough. */
export function requireQuorum(trust: Trust, verified: readonly Verified[]): void {
  const has = ({ key }: Witness): boolean =>
    // A cosignature without a time is no witness's (tlog-witness: it must not be zero).
    verified.some((by) => by.key.name === key.name && by.key.keyId === key.keyId && (by.timestamp ?? 0) > 0);
  const met = new Set(trust.witnesses.filter(has).map(({ name }) => name));
  // A group stands after its members.
  for (const [name, { least, members }] of trust.groups) {
    if (members.filter((member) => met.has(member)).length >= least) met.add(name);
  }
  if (trust.quorum !== null && !met.has(trust.quorum)) {
    throw new TlogError("QUORUM_MISSING", "not enough of the witnesses have cosigned the checkpoint");
  }
}

export type WitnessedCheckpoint = VerifiedCheckpoint & {
  /** Names, in the policy, of the witnesses that have cosigned, with their clocks in POSIX seconds. */
  readonly witnesses: readonly { readonly name: string; readonly timestamp: number }[];
};

/**
 * Holds a signed checkpoint against a policy: signed by one of its logs, under that log's name, and cosigned by enough of
 * its witnesses. Lines of keys that it does not name are ignored.
 *
 * Throws what `openNote` and `parseCheckpoint` throw, `ORIGIN_MISMATCH`, `SIGNATURE_MISSING`, `QUORUM_MISSING`.
 */
export function openWitnessed(note: string | Uint8Array, trust: Trust): WitnessedCheckpoint {
  const keys = [...trust.logs, ...trust.witnesses].map(({ key }) => key);
  const { text, verified } = openNote(note, keys);
  const checkpoint = parseCheckpoint(text);
  const signed = verified.filter(({ key }) => trust.logs.some((log) => log.key === key));
  if (signed.length === 0) throw new TlogError("SIGNATURE_MISSING", "no log of the policy has signed");
  if (!signed.some(({ key }) => key.name === checkpoint.origin)) {
    throw new TlogError("ORIGIN_MISMATCH", "the log that has signed bears another name");
  }
  requireQuorum(trust, verified);
  const witnesses = trust.witnesses.flatMap(({ name, key }) => {
    const by = verified.find((each) => each.key === key);
    return by?.timestamp === undefined ? [] : [{ name, timestamp: by.timestamp }];
  });
  return { ...checkpoint, text, signatures: verified, witnesses };
}

/** Key names are UTF-8 in their vkey, whatever the octets beside them are. */
function keyOf(vkey: string): VerifierKey {
  const bytes = Uint8Array.from(vkey, (char) => char.charCodeAt(0));
  try {
    return parseVkey(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    if (cause instanceof TlogError) throw cause;
    throw new TlogError("TEXT_ENCODING", "a vkey is not valid UTF-8", { cause });
  }
}

function octets(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 4096) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 4096)));
  }
  return parts.join("");
}

/** A word of a hostile file, short enough for a message. */
const printable = (word: string): string => JSON.stringify(word.slice(0, 40));

const malformed = (message: string): TlogError => new TlogError("TRUST_MALFORMED", message);
