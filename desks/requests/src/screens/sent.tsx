import { useLingui } from "@lingui/react/macro";
import { useEffect } from "react";
import { RequestList } from "./request-list.tsx";

type Props = { readonly search: { readonly q?: string | undefined; readonly page?: number | undefined } };

/** What the other side owes us, with its clock; what waits for an act of ours stands first. */
export default function Sent({ search }: Props) {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Sent requests" });
  useEffect(() => {
    document.title = `${title} · Setu`;
  }, [title]);
  return (
    <RequestList
      view="sent"
      title={title}
      empty={t`We have asked nothing that is still open.`}
      search={search}
    />
  );
}
