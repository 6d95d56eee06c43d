import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { api, Link, Problem, problemOf, When } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { NotSent as Answer } from "../api.ts";
import { useTakeBack } from "./data.ts";
import { NEW } from "./drafts.ts";
import { Line } from "./line.tsx";
import { OUR_DONE } from "./our-words.ts";
import { DO } from "./words.ts";

const KEY = ["requests", "not-sent"];

/** Everything that this officer wrote and that has not left: drafts, and acts that came back. */
export function NotSent({ onNewScreen = false }: { readonly onNewScreen?: boolean }) {
  const { data } = useQuery({ queryKey: KEY, queryFn: () => api<Answer>("/drafts") });
  // On the screen of a new request its own draft is before the reader's eyes.
  const drafts = data?.drafts.filter((each) => !onNewScreen || each.key !== NEW) ?? [];
  const returned = data?.returned ?? [];
  if (drafts.length + returned.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="not-sent">
      <h2 id="not-sent">
        <Trans>Not sent yet</Trans>
      </h2>
      <ul className="not-sent">
        {returned.map((each) => (
          <ReturnedOne key={each.id} each={each} />
        ))}
        {drafts.map((each) => (
          <DraftOne key={each.key} each={each} />
        ))}
      </ul>
    </section>
  );
}

function DraftOne({ each }: { readonly each: Answer["drafts"][number] }) {
  const { _ } = useI18n();
  const client = useQueryClient();
  const [sure, setSure] = useState(false);
  const discard = useMutation({
    mutationFn: () =>
      api<void>(`/drafts/${encodeURIComponent(each.key)}?revision=${each.revision}`, { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const what = each.acts
    .map((act) => _(DO[act] ?? OUR_DONE[act.split(".")[0] ?? ""] ?? { id: act }))
    .join("; ");
  return (
    <li>
      {each.key === NEW ? (
        <Link to="/new">
          <Trans>New request, not finished</Trans>
        </Link>
      ) : (
        <Link to="/requests/$item" params={{ item: each.key }}>
          <span className="mono">{each.ref}</span> {what}
        </Link>
      )}{" "}
      <span className="meta">
        <Trans>Saved here</Trans> <When at={each.at} both={false} />
      </span>
      <p dir="auto">
        <Line text={each.begins} />
      </p>
      {discard.error !== null && <Problem error={discard.error} />}
      <button type="button" className="link-button" onClick={() => (sure ? discard.mutate() : setSure(true))}>
        {sure ? <Trans context="button">Really discard</Trans> : <Trans context="button">Discard</Trans>}
      </button>
    </li>
  );
}

function ReturnedOne({ each }: { readonly each: Answer["returned"][number] }) {
  const { _ } = useI18n();
  const takeBack = useTakeBack();
  const words = problemOf(each.code);
  return (
    <li>
      <strong>
        <Trans>Came back, not sent: {_(DO[each.do] ?? { id: each.do })}.</Trans>
      </strong>{" "}
      <When at={each.at} both={false} /> {_(words.what)} {_(words.next)}
      <p dir="auto">
        <Line text={each.begins} />
      </p>
      {takeBack.error !== null && <Problem error={takeBack.error} />}
      <button
        type="button"
        className="link-button"
        onClick={() => takeBack.mutate({ id: each.id, keep: true })}
      >
        <Trans context="button">Use this text again</Trans>
      </button>
    </li>
  );
}
