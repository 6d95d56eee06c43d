import { SetuError } from "@setu/core";
import { actChallenge } from "@setu/link";
import type { SignChallenge } from "@setu/requests";
import type { Cards } from "../sign-in/cards.ts";
import type { Passkeys } from "../sign-in/passkeys.ts";

/** With what officers sign at this node; `null`: not with that. */
export type Signers = { readonly passkeys: Passkeys | null; readonly cards: Cards | null };

/**
 * Every way in which this officer can sign this act; the one that she takes is the one that is answered.
 * @param act the exact bytes that will be sealed, `material` those of the text that it names
 * @throws BAD_APPROVAL (`no-key`)
 */
export async function askToSign(
  { passkeys, cards }: Signers,
  officer: string,
  { act, material }: { readonly act: Uint8Array; readonly material: Uint8Array },
): Promise<SignChallenge> {
  const kept = { material: Buffer.from(material).toString("base64url") };
  const keys = (await passkeys?.keysOf(officer)) ?? [];
  const challenge = new Uint8Array(actChallenge(act));
  const options = keys.length > 0 ? await passkeys?.challenge("act", officer, challenge, kept) : null;
  const card = (await cards?.offer(officer, act, kept)) ?? null;
  if (!options && !card)
    throw new SetuError("BAD_APPROVAL", "there is no key to sign with", { detail: { reason: "no-key" } });
  return { options: options ? { ...options } : null, card };
}
