import { checkCritical, type Act, type Args, type LogAct } from "./act.ts";
import { bytesOfChunks, chunks } from "./chunks.ts";
import {
  badField,
  hash,
  recordId,
  type Code,
  type Hash,
  type Party,
  type RecordId,
  type WorkflowId,
} from "./words.ts";

/**
 * What a node says of its own keys (record.md section 3): those that will follow the present ones, in each lane, under
 * the present ones. Bytes here; which of them is which key of which log is for whoever knows signatures.
 */
export const KEYS_WORKFLOW = "keys/1" as WorkflowId;

/** Ed25519 (32 bytes), then ML-DSA-44 (1312): of a log, or of whoever cosigns. */
export const LOG_KEYS_BYTES = 32 + 1312;
/** X-Wing: ML-KEM-768 (1184 bytes), then X25519 (32). */
export const SEALING_KEY_BYTES = 1184 + 32;

export type KeysAct = {
  readonly do: "announce";
  /** The same in every lane. */
  readonly rotation: RecordId;
  /** H of the keys that these follow, and of all that will: of no other keys are these the successors. */
  readonly follows: Hash;
  readonly becomes: Hash;
  /** Of the log in which this stands. */
  readonly log: Uint8Array;
  readonly mirror: Uint8Array;
  /** H of the SubjectPublicKeyInfo of the TLS key. */
  readonly tls: Hash;
  readonly kem: Uint8Array;
};

const ARGS = ["rotation", "follows", "becomes", "log", "mirror", "tls", "kem"];

export const isKeysAct = (act: Act): act is LogAct =>
  act.item === undefined && act.wf === KEYS_WORKFLOW && act.do === "announce";

/** @throws BAD_FIELD | UNSUPPORTED_VERSION */
export function parseKeysAct(act: LogAct): KeysAct {
  checkCritical(act);
  if (!isKeysAct(act)) throw badField("do", "act about the keys of a node");
  const { args } = act;
  for (const name of Object.keys(args)) if (!ARGS.includes(name)) throw badField(name, "argument");
  const [follows, becomes] = [hash(args["follows"], "follows"), hash(args["becomes"], "becomes")];
  if (follows === becomes) throw badField("becomes", "hash of other keys");
  return {
    do: "announce",
    rotation: recordId(args["rotation"], "rotation"),
    follows,
    becomes,
    log: exactly(args["log"], "log", LOG_KEYS_BYTES),
    mirror: exactly(args["mirror"], "mirror", LOG_KEYS_BYTES),
    tls: hash(args["tls"], "tls"),
    kem: exactly(args["kem"], "kem", SEALING_KEY_BYTES),
  };
}

function exactly(value: unknown, field: string, length: number): Uint8Array {
  const bytes = bytesOfChunks(value, field, length);
  if (bytes.length !== length) throw badField(field, `${length} bytes`);
  return bytes;
}

export function keysAct(from: Party, to: Party, id: RecordId, said: KeysAct): LogAct {
  const { do: what, ...rest } = said;
  const args = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, value instanceof Uint8Array ? chunks(value) : value]),
  ) as unknown as Args;
  return { crit: [], wf: KEYS_WORKFLOW, from, to, id, do: what as Code, args };
}
