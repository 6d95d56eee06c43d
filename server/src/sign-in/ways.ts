import type { Party } from "@setu/core";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { Cards } from "./cards.ts";
import { Ceremonies } from "./ceremonies.ts";
import type { CertificateConfig, OidcConfig, SignInConfig } from "./config.ts";
import { oidcProvider, type Provider } from "./oidc.ts";
import { Passkeys } from "./passkeys.ts";

/** The ways in that prove something, as this node is set up. */
export type Ways = {
  readonly ceremonies: Ceremonies;
  readonly oidc: { readonly config: OidcConfig; readonly provider: () => Provider } | null;
  readonly passkeys: Passkeys | null;
  readonly certificates: CertificateConfig | null;
  /** Certificates whose keys sign acts. */
  readonly cards: Cards | null;
};

type Around = {
  readonly store: PgStore;
  readonly now: () => number;
  readonly log: Log;
  readonly party: Party;
  readonly peer: Party;
  /** Of our own screens; known when the listener has its port. */
  readonly origin: () => string;
  /** Tells the other side of our officers' keys, in the transaction that changes them. */
  readonly declare: (tx: PgTx) => Promise<void>;
};

export function waysOf(
  config: SignInConfig,
  { store, now, log, party, peer, origin, declare }: Around,
): Ways {
  const ceremonies = new Ceremonies(store, now);
  const { oidc, passkeys, certificates } = config;
  let provider: Provider | null = null;
  const copied = async (officer: string, key: string) => {
    const evidence = `passkey ${key} of ${officer}`;
    const alarm = { code: "KEY_COPIED", at: now(), lane: null, evidence } as const;
    await store.tx((tx) => tx.alarm(peer, alarm, false));
  };
  return {
    ceremonies,
    oidc: oidc ? { config: oidc, provider: () => (provider ??= oidcProvider(oidc, origin(), now)) } : null,
    passkeys: passkeys
      ? new Passkeys({ store, ceremonies, now, log, party, origin, synced: passkeys.synced, copied, declare })
      : null,
    certificates: certificates ?? null,
    cards: certificates ? new Cards({ store, ceremonies, now, declare, config: certificates }) : null,
  };
}
