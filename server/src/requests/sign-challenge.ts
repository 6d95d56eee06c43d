import type { ItemId } from "@setu/core";
import { newMaterial } from "@setu/link";
import type { SignChallenge } from "@setu/requests";
import type { ParsedCommand } from "./command.ts";
import type { Desk, Officer } from "./desk.ts";
import { assertFilled, draftOf, itemFor, refusals } from "./drafting.ts";
import { assertSending } from "./held.ts";
import { askToSign, type Signers } from "./signers.ts";
import { bytesOf } from "./signing.ts";
import { takenBy } from "./taken.ts";

/**
 * What an officer's key has to answer, so that it signs the act that this command will become.
 * @throws the first reason for which the act could not leave; DUPLICATE as `takenBy`; BAD_APPROVAL (`no-key`)
 */
export async function challengeFor(
  desk: Desk,
  signers: Signers,
  officer: Officer,
  { item, command }: { readonly item: ItemId | null; readonly command: ParsedCommand },
): Promise<SignChallenge> {
  assertFilled(command);
  const draft = await desk.store.tx(async (tx) => {
    await assertSending(desk, tx, officer.id, { item, command });
    const target = itemFor(desk, item, command);
    await takenBy(desk, tx, officer.id, { item, target, id: command.id });
    const made = await draftOf(desk, tx, officer, target, command);
    const [first] = await refusals(desk, tx, made, command.lane);
    if (first) throw first;
    return made;
  });
  const material = newMaterial(desk.ports.world);
  return askToSign(signers, officer.id, { act: bytesOf(draft, material), material });
}
