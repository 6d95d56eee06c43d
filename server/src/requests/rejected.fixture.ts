import { randomBytes } from "node:crypto";
import { actBytes, type Code, type ItemAct, type Opaque, type RecordId } from "@setu/core";
import { actChallenge, approvalOf, formatApprovals, type Ports } from "@setu/link";
import { forgeInto } from "@setu/link/pair.fixture.ts";
import type { SoftKey } from "../sign-in/soft-key.fixture.ts";
import { assertionOf, keyName, parseAssertion } from "../sign-in/webauthn.ts";

/** A message on the item of an act, by whomever; a node that was taken over signs it into its log as it likes. */
export function messageOn(act: ItemAct, by: string): ItemAct {
  const { after: _, ...rest } = act;
  return {
    ...rest,
    id: randomBytes(16).toString("hex") as RecordId,
    by: by as Opaque,
    do: "message" as Code,
    args: {},
    body: null,
    att: [],
  };
}

/** What the key makes of exactly this act, whether or not anybody may still use it. */
export function approvalsBy(key: SoftKey, act: ItemAct): string {
  const challenge = Buffer.from(actChallenge(actBytes(act))).toString("base64url");
  const assertion = assertionOf(parseAssertion(key.answer({ challenge })));
  return formatApprovals([approvalOf(keyName(key.spki), assertion)]);
}

/** Past every rule of the node, with the keys of the node; its programs then send it as ever. */
export const signInto = (
  ports: Ports,
  lane: string,
  act: ItemAct,
  approvals: string,
  text?: string,
): Promise<void> => {
  const by = { name: "Synthetic", agency: "Synthetic" };
  const body = text !== undefined && utf8(JSON.stringify({ v: 1, text, lang: "en", by, files: [] }));
  const forgery = { act, approvals, ...(body && { body }) };
  return forgeInto({ ports, now: Date.now(), party: ports.identity.party }, lane, [forgery]);
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
