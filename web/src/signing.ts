import { ApiError } from "@setu/ui";
import type { SignChallenge } from "@setu/requests/api.ts";
import { answerOptions } from "./passkeys.ts";

/** An officer signs what the node has put before her, with what she has. @throws ApiError (STEP_UP) when she did not */
export async function sign({ options, card }: SignChallenge): Promise<unknown> {
  if (card) {
    const { signByCard } = await import("./card-signing.tsx");
    const answer = await signByCard(card, options !== null);
    if (answer !== "key") return answer;
  }
  if (!options) throw new ApiError("STEP_UP");
  return answerOptions(options);
}
