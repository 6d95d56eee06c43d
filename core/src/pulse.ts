import { checkCritical, type LogAct } from "./act.ts";
import { SetuError } from "./errors.ts";
import { checkArgs, type ArgSchema } from "./workflow.ts";
import {
  workflowId,
  type Code,
  type Count,
  type Hash,
  type Party,
  type RecordId,
  type WorkflowId,
} from "./words.ts";

/** The acts of a node about its own log (record.md rule 7, and `link.md` section 2.4 for keys). */
export const LOG_WORKFLOW = "link/1" as WorkflowId;

/**
 * Heartbeat, anchor, cumulative acceptance, proof of silence and witness of the home log, in one scheduled entry.
 * The arguments are flat lists so that a pulse is an act like any other.
 */
export type Pulse = {
  readonly no: Count;
  /** My lanes on this link, with size and root of each, in the same order. */
  readonly lanes: readonly Code[];
  readonly sizes: readonly Count[];
  readonly roots: readonly Hash[];
  /** How much of your log of this lane I have cosigned, and applied "all up to n, except …". */
  readonly cosigned: Count;
  readonly applied: Count;
  readonly except: readonly Count[];
  readonly versions: readonly WorkflowId[];
  /** HMAC(salt, checkpoint of my home log): an auditor opens the salt, the peer learns nothing. */
  readonly home: Hash;
};

const PULSE_ARGS: ArgSchema = {
  no: "count",
  lanes: "code[]",
  sizes: "count[]",
  roots: "hash[]",
  cosigned: "count",
  applied: "count",
  except: "count[]",
  home: "hash",
};

export function pulseAct(from: Party, to: Party, id: RecordId, pulse: Pulse): LogAct {
  return { crit: [], wf: LOG_WORKFLOW, from, to, id, do: "pulse" as Code, args: pulse };
}

/** @throws BAD_FIELD | UNSUPPORTED_VERSION */
export function parsePulse(act: LogAct): Pulse {
  checkCritical(act);
  const { versions, ...args } = act.args;
  checkArgs(PULSE_ARGS, args);
  const pulse = act.args as unknown as Pulse;
  if (!Array.isArray(versions))
    throw new SetuError("BAD_FIELD", "a pulse names the versions its node speaks");
  for (const version of versions) workflowId(version, "versions");
  const { lanes, sizes, roots } = pulse;
  if (lanes.length !== sizes.length || lanes.length !== roots.length) {
    throw new SetuError("BAD_FIELD", "a pulse names size and root of each lane");
  }
  return pulse;
}

export const isPulse = (act: { readonly wf: WorkflowId; readonly do: Code }): boolean =>
  act.wf === LOG_WORKFLOW && act.do === "pulse";
