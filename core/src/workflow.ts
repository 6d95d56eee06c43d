import type { About } from "./about.ts";
import type { Args } from "./act.ts";
import { SetuError } from "./errors.ts";
import {
  badField,
  code,
  count,
  hash,
  instant,
  itemId,
  opaque,
  recordId,
  type Party,
  type WorkflowId,
} from "./words.ts";

/**
 * record.md section 3: a workflow is two tables, one per role, and one total product table. It is data, kept
 * for ever and pinned by vectors: a version that has opened one item is never edited, only succeeded.
 */
export type Workflow = {
  readonly id: WorkflowId;
  /** Role of the party that opens an item, then of the other. */
  readonly roles: readonly [opener: RoleTable, other: RoleTable];
  /** Acts that only say: listed, not folded, open to both roles at any stage. */
  readonly says: { readonly [act: string]: ArgSchema };
  /** Of these, which speak of an earlier act of their own half, and what they ask of it. Absent: none is looked at. */
  readonly about?: { readonly [act: string]: About };
  /** `product[opener's stage][other's stage]`: what people call the status. Total, by test over every workflow. */
  readonly product: { readonly [openerStage: string]: { readonly [otherStage: string]: Cell } };
};

export type RoleTable = {
  readonly role: string;
  readonly stages: readonly string[];
  readonly rows: readonly Row[];
};

/** One move of one role. Every half begins at the stage `none`. */
export type Row = {
  readonly do: string;
  readonly from: readonly string[];
  /** Absent: the stage stays, only what the row keeps changes. */
  readonly to?: string;
  /** Stages of the other half, at the act's `seen`, under which the move is legal. Absent: any. */
  readonly other?: readonly string[];
  /**
   * Rule 5, silence: the act cites (argument `pulse`) a pulse of the other side dated after the instant this half
   * keeps under the given name. The row's `other` says which stages count as silence.
   */
  readonly silentSince?: string;
  readonly args: ArgSchema;
};

export type Cell = {
  /** Key of the status in the catalogs, in three languages. */
  readonly status: string;
  /** Whose move it is. */
  readonly turn: "opener" | "other" | "none";
  readonly clock: "running" | "paused" | "stopped";
};

const ARG_KINDS = {
  code,
  opaque,
  count,
  instant,
  hash,
  record: recordId,
  item: itemId,
  flag: (value: unknown, field: string) => {
    if (typeof value !== "boolean") throw badField(field, "flag");
    return value;
  },
} as const;

type Kind = keyof typeof ARG_KINDS;
/** `kind` once, `kind?` optional, `kind[]` a list. */
export type ArgSchema = { readonly [name: string]: Kind | `${Kind}?` | `${Kind}[]` };

/** @throws BAD_FIELD when an argument is missing, unknown or of another kind. */
export function checkArgs(schema: ArgSchema, args: Args): void {
  for (const name of Object.keys(args)) if (!Object.hasOwn(schema, name)) throw badField(name, "argument");
  for (const [name, spec] of Object.entries(schema)) {
    const kind = spec.replace(/\?$|\[\]$/, "") as Kind;
    const value: unknown = args[name];
    if (value === undefined && spec.endsWith("?")) continue;
    if (!spec.endsWith("[]")) ARG_KINDS[kind](value, name);
    else if (Array.isArray(value)) for (const element of value) ARG_KINDS[kind](element, name);
    else throw badField(name, "list");
  }
}

/** The workflows a node speaks, by id. Built once from the typed list of desks. */
export type Workflows = ReadonlyMap<WorkflowId, Workflow>;

export function workflowsOf(list: readonly Workflow[]): Workflows {
  return new Map(list.map((workflow) => [workflow.id, workflow]));
}

/** @throws UNSUPPORTED_VERSION */
export function workflowFor(workflows: Workflows, id: WorkflowId): Workflow {
  const workflow = workflows.get(id);
  if (!workflow) throw new SetuError("UNSUPPORTED_VERSION", "a workflow this node does not speak");
  return workflow;
}

/** Which of the two role tables moves the half of `party` in an item opened by `opener`. */
export const roleOf = (workflow: Workflow, opener: Party, party: Party): RoleTable =>
  workflow.roles[party === opener ? 0 : 1];
