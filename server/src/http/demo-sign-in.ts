import { SetuError } from "@setu/core";
import type { Account } from "@setu/requests";
import type { SignIn } from "./sign-in.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1"]);

/**
 * Sign-in without any proof, for a demonstration on one machine.
 * @param address the address that the listener is bound to
 * @throws USAGE on any other than the loopback: it would let the whole network in
 */
export function demoSignIn(accounts: readonly Account[], address: string): SignIn {
  if (!LOOPBACK.has(address))
    throw new SetuError("USAGE", "demo accounts are for a listener on the loopback only");
  return {
    // Whoever has not signed in yet sees no more than these of an account.
    accounts: () => accounts.map(({ id, name, agency, lang }) => ({ id, name, agency, lang })),
    signIn(account) {
      const found = accounts.find((each) => each.id === account);
      if (!found) throw notSignedIn();
      return { officer: found.id, way: "demo" };
    },
  };
}

/** Where officers prove who they are. */
export const noAccounts: SignIn = {
  accounts: () => [],
  signIn() {
    throw notSignedIn();
  },
};

const notSignedIn = () => new SetuError("FORBIDDEN", "not signed in");
