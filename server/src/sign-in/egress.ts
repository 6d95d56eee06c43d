import { lookup, type LookupAddress } from "node:dns";
import { request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { SetuError } from "@setu/core";
import { isPublicAddress } from "./addresses.ts";

/**
 * The way out to an address that somebody has configured or, worse, that an answer has named. HTTPS only; each address
 * of the name is looked at before anything is sent, and the connection goes to the address that was looked at (a name
 * that resolves otherwise a moment later gains nothing); redirects are handed back, never followed.
 */
export type Egress = {
  /** Hosts that the operator says may stand on a private address: the ministry's own. */
  readonly named: readonly string[];
  /** PEM of the authority that has signed their certificates; absent: the system's. */
  readonly ca?: string;
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
};

export type Outgoing = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
};

const MAX_ANSWER = 512 * 1024;

/** @throws IDP_SILENT with `detail.reason`: `address` when it was not let out, `answer` when nothing usable came back */
export const outwards =
  ({ named, ca, resolve = resolved }: Egress) =>
  async (url: string, { method, headers, body, signal }: Outgoing): Promise<Response> => {
    const target = new URL(url);
    if (target.protocol !== "https:" || target.username !== "" || target.password !== "")
      throw refused("only https leaves this node");
    const trusted = named.includes(target.hostname);
    const literal = target.hostname.replace(/^\[|\]$/g, "");
    const found = isIP(literal)
      ? [{ address: literal, family: isIP(literal) }]
      : await resolve(target.hostname).catch((cause: unknown) => {
          throw silent("its name does not resolve", cause);
        });
    // One bad address among good ones is how rebinding begins.
    if (found.length === 0 || (!trusted && !found.every(({ address }) => isPublicAddress(address))))
      throw refused("the name leads to an address that is not public");
    return send(target, { method, headers, body, signal }, found, ca);
  };

function send(
  target: URL,
  { method, headers, body, signal }: Outgoing,
  found: readonly LookupAddress[],
  ca: string | undefined,
): Promise<Response> {
  const pinned: LookupFunction = (_host, options, done) =>
    options.all ? done(null, [...found]) : done(null, found[0]?.address ?? "", found[0]?.family);
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(silent("it does not answer", cause));
    const outgoing = request(
      target,
      { method, headers, lookup: pinned, agent: false, ...(signal && { signal }), ...(ca && { ca }) },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER) answer.destroy(new Error(`it answers with more than ${MAX_ANSWER} bytes`));
          else chunks.push(chunk);
        });
        answer.on("error", fail);
        answer.on("end", () => {
          const status = answer.statusCode ?? 500;
          const said = new Headers();
          for (const [name, values] of Object.entries(answer.headersDistinct))
            for (const value of values ?? []) said.append(name, value);
          const empty = status === 204 || status === 205 || status === 304;
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: said }));
        });
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body instanceof URLSearchParams ? body.toString() : (body as string | undefined));
  });
}

const resolved = (host: string): Promise<readonly LookupAddress[]> =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });

const refused = (message: string): SetuError =>
  new SetuError("IDP_SILENT", message, { detail: { reason: "address" } });
const silent = (message: string, cause: unknown): SetuError =>
  new SetuError("IDP_SILENT", `the identity provider: ${message}`, { cause, detail: { reason: "answer" } });
