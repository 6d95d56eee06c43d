import type { SecureContextOptions, TLSSocket } from "node:tls";
import { SetuError } from "@setu/core";
import { spkiPin } from "../keys/certificate.ts";

/** The only group either side offers: whoever cannot speak it is refused by the handshake, not by a policy later. */
export const GROUP = "X25519MLKEM768";

export type Identity = { readonly key: string; readonly certificate: string };

/** Both change while the link lives, and old and new overlap: what is in use is asked for each connection. */
export type Pinned = {
  readonly tls: () => Identity;
  /** Pins of the peer that count now. */
  readonly pins: () => readonly string[];
  /** The peer has proved to hold this one. */
  readonly shown?: (pin: string) => void;
};

export const fixed = (tls: Identity, pin: string): Pinned => ({ tls: () => tls, pins: () => [pin] });

export const secureContext = ({ key, certificate }: Identity) =>
  ({
    key,
    cert: certificate,
    minVersion: "TLSv1.3",
    maxVersion: "TLSv1.3",
    ecdhCurve: GROUP,
    // Certificates are self-signed and nobody's authority is asked: the pin below decides, on both sides.
    rejectUnauthorized: false,
    ALPNProtocols: ["http/1.1"],
  }) satisfies SecureContextOptions & Record<string, unknown>;

/** What was negotiated, for the link's own page. */
export type Negotiated = { readonly group: string; readonly protocol: string };

/** @throws WRONG_PEER unless the other end holds the private key of a pinned public key */
export function checkPin(socket: TLSSocket, { pins, shown }: Pick<Pinned, "pins" | "shown">): void {
  const certificate = socket.getPeerX509Certificate();
  const pin = certificate && spkiPin(certificate);
  if (!pin || !pins().includes(pin)) {
    throw new SetuError("WRONG_PEER", "the other end is not the node on the card");
  }
  shown?.(pin);
}

/** Only the connecting side can read the group; the listening side offers no other. @throws WRONG_PEER on a downgrade */
export function checkGroup(socket: TLSSocket): Negotiated {
  const info = socket.getEphemeralKeyInfo() as { readonly name?: string } | null;
  const negotiated = { group: info?.name ?? "", protocol: socket.getProtocol() ?? "" };
  if (negotiated.group !== GROUP || negotiated.protocol !== "TLSv1.3") {
    throw new SetuError("WRONG_PEER", "the connection is not post-quantum TLS 1.3");
  }
  return negotiated;
}
