import type { Exchange, GateSaid } from "@setu/core";
import type { ReleaseConfig } from "./config.ts";

export type SaidToGate = GateSaid & { readonly subject: string };
type Of = { readonly purpose: string; readonly recipients: readonly string[] };

/** An answer as the home log keeps it: codes in the act, words in its body, and the version of the profile that asked. */
export function answerArgs(
  { profiles }: ReleaseConfig,
  exchange: Exchange,
  { purpose, recipients }: Of,
  { gate, raw, residual, decision, until, ...texts }: SaidToGate,
): { readonly args: object; readonly text: string } {
  const profile = profiles.find((each) => each.exchange === exchange);
  const args = {
    gate,
    raw,
    residual,
    decision,
    recipients,
    ...(purpose !== "" && { purpose }),
    ...(until !== null && { until }),
    ...(profile && { profile: profile.id, version: profile.version }),
  };
  return { args, text: JSON.stringify(texts) };
}

/** A subject as two who write it mean the same. */
export const sameSubject = (subject: string): string => subject.normalize("NFC").trim().toLowerCase();
