import type { SearchHit, SearchResult } from "@setu/requests";
import type { Client } from "../client.ts";
import { answer, clean, type Talk } from "../terminal.ts";

/** Each request that was found, and under it why. The query stands in the node's home log. */
export async function search(
  client: Client,
  words: readonly string[],
  { after, ...talk }: Talk & { readonly after?: string },
): Promise<void> {
  const query = new URLSearchParams({ q: words.join(" "), ...(after !== undefined && { after }) });
  const found = await client.get<SearchResult>(`/search?${query.toString()}`);
  answer(talk, found, () => {
    const matters = found.matters.map(({ row, hits }) =>
      [`${row.ref}  ${row.status}  ${clean(row.title ?? "(no longer readable)")}`, ...hits.map(reason)].join(
        "\n",
      ),
    );
    const end = found.more === null ? [] : [`older ones: --after ${found.more}`];
    return matters.length === 0 ? "nothing found" : [...matters, ...end].join("\n");
  });
}

const reason = ({ where, before, match, after, replaced }: SearchHit): string =>
  `  ${where}: ${clean(before)}[${clean(match)}]${clean(after)}${replaced === true ? "  CORRECTED since" : ""}`;
