import { canonicalBytes, parseCanonical, type Json } from "./canonical.ts";
import { SetuError } from "./errors.ts";
import { readMarking, type Marking } from "./marking/index.ts";
import {
  badField,
  code,
  count,
  hash,
  itemId,
  opaque,
  party,
  recordId,
  workflowId,
  type Code,
  type Count,
  type Hash,
  type Instant,
  type ItemId,
  type Opaque,
  type Party,
  type RecordId,
  type WorkflowId,
} from "./words.ts";

/** record.md section 2. */
export const MAX_ACT_BYTES = 16 * 1024;
export const MAX_ATTACHMENTS = 32;
const MAX_ARG_LIST = 256;

/** What an argument can be: words and numbers. A plain `string` is not assignable, so no free text compiles. */
export type ArgValue = Code | Opaque | RecordId | ItemId | Hash | WorkflowId | Instant | Count | boolean;
export type Args = { readonly [name: string]: ArgValue | readonly ArgValue[] };

/** Commitment to the plaintext, hash of the ciphertext (AES-GCM is not key-committing), length of the ciphertext. */
export type AttachmentRef = { readonly a: Hash; readonly c: Hash; readonly n: Count };

/** The heads of both halves on the officer's screen: the last folded act of mine and of yours, null before the first. */
export type After = readonly [mine: RecordId | null, yours: RecordId | null];

type Common = {
  /** What a reader must understand to judge this act; a reader that lacks one holds it as an unsupported version. */
  readonly crit: readonly Code[];
  readonly wf: WorkflowId;
  readonly from: Party;
  readonly to: Party;
  readonly id: RecordId;
  readonly do: Code;
  readonly args: Args;
};

/** An act of a person on an item. */
export type ItemAct = Common & {
  readonly item: ItemId;
  readonly by: Opaque;
  /** Absent on acts that only say. */
  readonly after?: After;
  readonly mark: Marking;
  /** Retention class. */
  readonly ret: Code;
  /** Commitment to the body; null when the act has none. */
  readonly body: Hash | null;
  readonly att: readonly AttachmentRef[];
};

/** An act of the node about the log itself: pulse, keys, close. It has no item and never a body. */
export type LogAct = Common & { readonly item?: never };

export type Act = ItemAct | LogAct;
export const isItemAct = (act: Act): act is ItemAct => act.item !== undefined;

/** What `crit` may name in this version: nothing yet. */
const UNDERSTOOD: ReadonlySet<Code> = new Set();

/**
 * Judged by the reader of an act, not by its parser: the record stays in the log and is held, never ignored.
 * @throws UNSUPPORTED_VERSION when the act names something that this version does not understand
 */
export function checkCritical({ crit }: Act): void {
  for (const feature of crit) {
    if (!UNDERSTOOD.has(feature)) {
      throw new SetuError("UNSUPPORTED_VERSION", "an act needs a newer version to be understood", {
        detail: { crit: feature },
      });
    }
  }
}

export const actBytes = (act: Act): Uint8Array => canonicalBytes(act);

const COMMON_FIELDS = ["args", "crit", "do", "from", "id", "to", "wf"];
const ITEM_FIELDS = [...COMMON_FIELDS, "att", "body", "by", "item", "mark", "ret"];

/**
 * The strict form of an act, from the exact bytes the log holds. Whether it is *legal* is not asked here:
 * `fold` decides that from the logs.
 * @throws the codes of parseCanonical | BAD_FIELD; an unknown marking is read as the strictest
 */
export function parseAct(bytes: Uint8Array): Act {
  const fields = record(parseCanonical(bytes, MAX_ACT_BYTES), "act");
  const common: Common = {
    crit: list(fields["crit"], "crit", 16, code),
    wf: workflowId(fields["wf"], "wf"),
    from: party(fields["from"], "from"),
    to: party(fields["to"], "to"),
    id: recordId(fields["id"], "id"),
    do: code(fields["do"], "do"),
    args: parseArgs(fields["args"]),
  };
  if (common.from === common.to) throw badField("to", "other party");
  if (!Object.hasOwn(fields, "item")) {
    onlyFields(fields, COMMON_FIELDS, []);
    return common;
  }
  onlyFields(fields, ITEM_FIELDS, ["after"]);
  return {
    ...common,
    item: itemId(fields["item"], "item"),
    by: opaque(fields["by"], "by"),
    ...(Object.hasOwn(fields, "after") && { after: parseAfter(fields["after"]) }),
    mark: readMarking(fields["mark"]),
    ret: code(fields["ret"], "ret"),
    body: fields["body"] === null ? null : hash(fields["body"], "body"),
    att: list(fields["att"], "att", MAX_ATTACHMENTS, parseAttachment),
  };
}

/** Like `parseAct` for a value that this node has made: the way from plain JSON to branded words. */
export const toAct = (value: Json): Act => parseAct(canonicalBytes(value));

function parseAfter(value: unknown): After {
  if (!Array.isArray(value) || value.length !== 2) throw badField("after", "pair of heads");
  const head = (v: unknown) => (v === null ? null : recordId(v, "after"));
  return [head(value[0]), head(value[1])];
}

function parseAttachment(value: unknown, field: string): AttachmentRef {
  const fields = record(value, field);
  onlyFields(fields, ["a", "c", "n"], []);
  return { a: hash(fields["a"], "att.a"), c: hash(fields["c"], "att.c"), n: count(fields["n"], "att.n") };
}

/** A word or number of any kind; which kind a field must be is said by the workflow (`checkArgs`). */
const ANY_WORD = /^[A-Za-z0-9_-][A-Za-z0-9:/._-]{0,63}$/;

function parseArgs(value: unknown): Args {
  const args: Record<string, ArgValue | readonly ArgValue[]> = {};
  for (const [name, arg] of Object.entries(record(value, "args"))) {
    args[name] = Array.isArray(arg) ? list(arg, name, MAX_ARG_LIST, argValue) : argValue(arg, name);
  }
  return args;
}

function argValue(value: unknown, field: string): ArgValue {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return count(value, field);
  if (typeof value !== "string" || !ANY_WORD.test(value)) throw badField(field, "word");
  return value as ArgValue;
}

function record(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField(field, "object");
  return value as Readonly<Record<string, unknown>>;
}

function list<T>(
  value: unknown,
  field: string,
  max: number,
  element: (v: unknown, field: string) => T,
): readonly T[] {
  if (!Array.isArray(value) || value.length > max) throw badField(field, `list of at most ${max}`);
  return value.map((v) => element(v, field));
}

/** Unknown fields are refused, not ignored: what a reader must not miss is announced in `crit`. */
function onlyFields(fields: object, required: readonly string[], optional: readonly string[]): void {
  for (const name of required)
    if (!Object.hasOwn(fields, name)) throw badField(name, "field (it is missing)");
  for (const name of Object.keys(fields)) {
    if (!required.includes(name) && !optional.includes(name)) {
      throw new SetuError("BAD_FIELD", "a field is unknown", { detail: { field: name } });
    }
  }
}
