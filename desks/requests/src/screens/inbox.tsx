import { useLingui } from "@lingui/react/macro";
import { useEffect } from "react";
import { RequestList } from "./request-list.tsx";

type Props = { readonly search: { readonly q?: string | undefined; readonly page?: number | undefined } };

/** What we owe, by how much it presses. */
export default function Inbox({ search }: Props) {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Inbox" });
  useEffect(() => {
    document.title = `${title} · Setu`;
  }, [title]);
  return (
    <RequestList
      view="inbox"
      title={title}
      empty={t`Nothing is waiting for an answer from us.`}
      search={search}
    />
  );
}
