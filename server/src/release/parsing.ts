import { SetuError, type Json } from "@setu/core";
import { MAX_GATE_TEXT, parseGateSaid } from "@setu/core/gates/index.ts";
import { strict } from "../requests/command.ts";
import type { SaidToGate } from "./answer-args.ts";

const SAID = ["basis", "conditions", "decision", "evidence", "mitigations", "raw", "residual", "until"];

/** @throws BAD_FIELD | CONTRADICTION | TOO_LARGE */
export function parseSaid(answer: Json | undefined): SaidToGate {
  const { subject, ...said } = strict(answer, "answer", ["gate", "subject"], SAID);
  return { ...parseGateSaid(said), subject: text(subject, "subject", true) };
}

/** @throws BAD_FIELD | TOO_LARGE */
export function text(value: Json | undefined, field: string, empty = false): string {
  if (typeof value !== "string" || (!empty && value.trim() === ""))
    throw new SetuError("BAD_FIELD", "a text is missing", { detail: { field } });
  if (value.length > MAX_GATE_TEXT)
    throw new SetuError("TOO_LARGE", "the text is too long", { detail: { field, max: MAX_GATE_TEXT } });
  return value;
}
