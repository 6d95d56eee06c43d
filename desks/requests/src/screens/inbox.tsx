import { useWindowTitle } from "@setu/ui";
import { useLingui } from "@lingui/react/macro";
import type { ListQuery } from "./list-query.ts";
import { RequestList } from "./request-list.tsx";

/** What we owe, by how much it presses. */
export default function Inbox({ search }: { readonly search: ListQuery }) {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Inbox" });
  useWindowTitle(title);
  return <RequestList view="inbox" title={title} query={search} />;
}
