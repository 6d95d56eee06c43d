import type { Account } from "@setu/requests";

/** Who somebody has shown to be, and how. */
export type Proved = {
  readonly officer: string;
  readonly way: "demo" | "oidc" | "passkey" | "certificate";
  /** What the identity provider said (OpenID Connect Core section 2): `authTime` in milliseconds. */
  readonly provider?: {
    readonly acr: string | null;
    readonly authTime: number | null;
    readonly idToken: string;
  };
  /** The passkey that was used. */
  readonly passkey?: string;
};

/** Sign-in by a name alone, which only a demonstration has. Real ways stand in `../sign-in`. */
export interface SignIn {
  /** What the sign-in screen offers; empty where it must not say who works here. */
  accounts(): readonly Account[];
  /** @throws FORBIDDEN, with no word on what was wrong */
  signIn(account: unknown): Proved;
}
