import { makeCertificate } from "@setu/server/keys/certificate.ts";
import type { ConnectionOptions } from "node:tls";
import { same, type Found } from "../check.ts";
import { refusedAs, type Step } from "./asking.ts";
import type { Session } from "./session.ts";

/** spec/link.md section 2: who is let in, over what, and what is found there. */
const SECTION = "link.md#2-connection";
const INTERFACE = "link.md#3-interface";
/** Long enough for an answer that should not come. */
const SILENCE = 3_000;

/** With groups that TLS 1.2 has. */
const OLD = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ecdhCurve: "X25519:P-256" } as const;

const question = (lane: string) =>
  `POST /link/1/${lane}/hello HTTP/1.1\r\nhost: bed\r\ncontent-length: 1\r\nconnection: close\r\n\r\n\u0001`;

async function unheard({ line, lane }: Session, sent: string, options: ConnectionOptions): Promise<Found> {
  const { came } = await line.raw(options, question(lane), SILENCE);
  return same(sent, "no byte of an answer", came === "" ? "no byte of an answer" : `an answer: ${came}`);
}

async function stranger(session: Session): Promise<Found> {
  const { key, certificate } = await makeCertificate(session.bed.own.party);
  return unheard(session, "hello under a key that is on no card", { key, cert: certificate });
}

async function negotiated({ line, bed }: Session): Promise<Found> {
  const { protocol, group, pin } = await line.negotiated();
  const expected = `TLSv1.3 X25519MLKEM768 ${bed.node.tls}`;
  return same("a handshake as it has to be", expected, `${protocol} ${group} ${pin}`);
}

const lost =
  (method: string, path: (lane: string) => string, what: string) =>
  async ({ line, lane }: Session): Promise<Found> =>
    refusedAs(
      what,
      "NOT_FOUND",
      await line.ask(path(lane), method === "GET" ? null : Uint8Array.of(1), { method }),
    );

export const CONNECTION: readonly Step[] = [
  ["connection/negotiated", SECTION, negotiated],
  ["connection/tls-1.2", SECTION, (session) => unheard(session, "hello over TLS 1.2", OLD)],
  [
    "connection/other-group",
    SECTION,
    (session) => unheard(session, "hello over the group X25519", { ecdhCurve: "X25519" }),
  ],
  [
    "connection/no-certificate",
    SECTION,
    (session) => unheard(session, "hello without a certificate", { key: "", cert: "" }),
  ],
  ["connection/stranger", SECTION, stranger],
  ["interface/unknown-path", INTERFACE, lost("POST", () => "/link/1/nothing", "POST /link/1/nothing")],
  [
    "interface/other-version",
    INTERFACE,
    lost("POST", (lane) => `/link/2/${lane}/hello`, "hello of /link/2/"),
  ],
  [
    "interface/unknown-lane",
    INTERFACE,
    lost("POST", () => "/link/1/no-such-lane/hello", "hello of another lane"),
  ],
  ["interface/method", INTERFACE, lost("GET", (lane) => `/link/1/${lane}/hello`, "hello by GET")],
  [
    "interface/unknown-file",
    "link.md#4-files",
    lost("GET", () => `/link/1/file/${"A".repeat(43)}/0`, "a part of a file that is nobody's"),
  ],
];
