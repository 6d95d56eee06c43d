import { isSetuError, SetuError } from "@setu/core";
import type { ReasonHeld } from "@setu/requests/reasons.ts";
import type { Client } from "../client.ts";

export type ReasonOptions = { readonly for?: string | undefined; readonly why?: string | undefined };

/** An item in an address of the node; only what is asked of one item is asked for a reason. */
const ITEM = /^\/requests\/([^/]+)/;

/**
 * A client that says why, where the node asks: once, and then goes on. Without a reason the node's refusal stands.
 * @throws USAGE for a code without a line, or a line without a code
 */
export function forReason(client: Client, { for: code, why }: ReasonOptions): Client {
  if (code === undefined && why === undefined) return client;
  if (code === undefined || why === undefined)
    throw new SetuError("USAGE", "a reason is a code and a line: --for and --why");
  const saying = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const item = ITEM.exec(path)?.[1];
      if (!isSetuError(error, "REASON_NEEDED") || error.detail["verb"] === undefined || item === undefined)
        throw error;
      const { verb } = error.detail;
      await client.post<ReasonHeld>(`/requests/${item}/reason`, { verb, code, why });
      return work();
    }
  };
  return {
    ...client,
    get: (path) => saying(path, () => client.get(path)),
    download: (path, told) => saying(path, () => client.download(path, told)),
  };
}
