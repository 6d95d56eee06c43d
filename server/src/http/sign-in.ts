import type { Account } from "@setu/requests";

/**
 * How a person proves who they are. The demo's accounts stand behind this now; the ministry's identity provider and
 * passkeys will. Sessions are not its business.
 */
export interface SignIn {
  /** What the sign-in screen offers; empty where it must not say who works here. */
  accounts(): readonly Account[];
  /** @returns the officer's id. @throws FORBIDDEN, with no word on what was wrong */
  signIn(proof: Readonly<Record<string, unknown>>): Promise<string>;
}
