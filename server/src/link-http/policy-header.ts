import type { IncomingMessage } from "node:http";

/**
 * By which policy a node decides who of its officers may see what: a hash, said with each request and each answer. It is
 * the word of the node at the other end of a pinned line, and in no signed log: a policy that changes is no change of
 * the format.
 */
const HEADER = "setu-policy";
const HASH = /^[0-9a-f]{64}$/;

export type PolicyTalk = {
  /** Of our own policy. */
  readonly own: string;
  readonly heard: (hash: string) => void;
};

export const policyHeaders = (talk: PolicyTalk | undefined): Readonly<Record<string, string>> =>
  talk === undefined ? {} : { [HEADER]: talk.own };

/** What is no hash is nothing. */
export function hearPolicy(talk: PolicyTalk | undefined, { headers }: IncomingMessage): void {
  const said = headers[HEADER];
  if (typeof said === "string" && HASH.test(said)) talk?.heard(said);
}
