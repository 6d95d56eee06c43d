import { useWindowTitle } from "@setu/ui";
import { useLingui } from "@lingui/react/macro";
import type { ListQuery } from "./list-query.ts";
import { NotSent } from "./not-sent.tsx";
import { RequestList } from "./request-list.tsx";

/** What the other side owes us, with its clock; what waits for an act of ours stands first. */
export default function Sent({ search }: { readonly search: ListQuery }) {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Sent requests" });
  useWindowTitle(title);
  return (
    <>
      <RequestList view="sent" title={title} query={search} />
      <NotSent />
    </>
  );
}
