import { itemId, SetuError } from "@setu/core";
import { readRef, type RequestView } from "@setu/requests";
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
  // Never an option: whoever sees the list of processes would see it.
  const token = process.env["SETU_TOKEN"];
  return signIn({ url, account: options.account ?? process.env["SETU_ACCOUNT"], token });
}

/**
 * The request named by its id, or by the reference that people say, as it was heard. A reference has forty bits: two
 * requests can share one, and then only the id will do.
 * @throws NOT_FOUND, WRONG_CHECK for a reference that was misheard, BAD_FIELD for what is neither, USAGE for a
 *   reference of several
 */
export async function find(client: Client, named: string): Promise<RequestView> {
  const item = named.includes(":") ? itemId(named, "item") : await itemOfReference(client, named);
  return client.get(`/requests/${encodeURIComponent(item)}`);
}

async function itemOfReference(client: Client, named: string): Promise<string> {
  const { ref } = readRef(named);
  const found = await client.get<readonly { readonly item: string }[]>(
    `/references/${encodeURIComponent(ref)}`,
  );
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
