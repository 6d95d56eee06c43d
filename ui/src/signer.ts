import { ApiError } from "./api.ts";

/** What the node asks to have signed: by a key of this browser, by a card elsewhere, or by whichever she takes. */
type Challenge = {
  readonly options: Readonly<Record<string, unknown>> | null;
  readonly card: { readonly code: string; readonly until: number } | null;
};

/** Has the officer sign it. @throws ApiError (STEP_UP) when she did not */
type Signer = (challenge: Challenge) => Promise<unknown>;
let signer: Signer = () => Promise.reject(new ApiError("STEP_UP"));

/** Told once who does it: what talks to keys is loaded when somebody signs. */
export function setSigner(given: Signer): void {
  signer = given;
}

export const signWithKey: Signer = (challenge) => signer(challenge);
