import { ApiError } from "./api.ts";

/** Has the officer's key answer what this node asks. @throws ApiError (STEP_UP) when the key was not used */
type Signer = (options: Readonly<Record<string, unknown>>) => Promise<unknown>;
let signer: Signer = () => Promise.reject(new ApiError("STEP_UP"));

/** Told once who does it: what talks to keys is loaded when somebody signs. */
export function setSigner(given: Signer): void {
  signer = given;
}

export const signWithKey: Signer = (options) => signer(options);
