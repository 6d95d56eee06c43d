import type { LinkView } from "@setu/requests/api.ts";

export type Next = "stopped" | "mend" | "write" | "carry" | "nothing";

/** What is to be done next where files are carried: the first that holds. */
export function nextOf({ state, reason, lanes, carried }: LinkView): Next {
  const { out = null, in: came = null } = carried ?? {};
  if (state === "stopped") return "stopped";
  if (reason === "OWN_LOG_CLOSED") return "mend";
  const signed = lanes.reduce((all, { size }) => all + size, 0);
  const unwritten = out === null || signed > out.sent || lanes.some(({ pending }) => pending > 0);
  // What came after our last file was written has its receipts in the next one.
  if (unwritten || (came !== null && came.at >= out.at)) return "write";
  return out.receipted < out.sent ? "carry" : "nothing";
}
