import { itemId, SetuError } from "@setu/core";
import type { RequestList, RequestView } from "@setu/requests";
import { signIn, type Client } from "../client.ts";
import { homeOf, urlOfHome } from "../home.ts";

export type RequestOptions = {
  readonly json?: boolean;
  readonly url?: string;
  readonly account?: string;
  readonly home?: string;
};

/** Which node: what was said, then SETU_URL, then the node whose home this is. @throws NO_NODE | NOT_FOUND | … */
export async function open(options: RequestOptions): Promise<Client> {
  const url = options.url ?? process.env["SETU_URL"] ?? urlOfHome(homeOf(options.home));
  return signIn({ url, account: options.account ?? process.env["SETU_ACCOUNT"] });
}

const REFERENCE = /^[A-Z][A-Z0-9]{1,15}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

/**
 * The request named by its id, or by the reference that people say. A reference has forty bits: two requests can share
 * one, and then only the id will do.
 * @throws NOT_FOUND, BAD_FIELD for what is neither, USAGE for a reference of several
 */
export async function find(client: Client, named: string): Promise<RequestView> {
  const reference = named.toUpperCase();
  const item = REFERENCE.test(reference) ? await itemOfReference(client, reference) : itemId(named, "item");
  return client.get(`/requests/${encodeURIComponent(item)}`);
}

async function itemOfReference(client: Client, ref: string): Promise<string> {
  const query = new URLSearchParams({ view: "all", q: ref }).toString();
  const { rows } = await client.get<RequestList>(`/requests?${query}`);
  const found = rows.filter((row) => row.ref === ref);
  if (found.length > 1) {
    throw new SetuError(
      "USAGE",
      `several requests have this reference: ${found.map(({ item }) => item).join(", ")}`,
    );
  }
  const [row] = found;
  if (!row) throw new SetuError("NOT_FOUND", `no request ${ref}`);
  return row.item;
}
