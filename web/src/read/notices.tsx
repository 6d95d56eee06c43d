import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import type { Notice } from "@setu/requests/me.ts";
import { OF_NO_ITEM } from "@setu/requests/me.ts";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { Line } from "@setu/requests/screens/line.tsx";
import { requestPath, useReading } from "@setu/requests/screens/read/links.ts";
import { When } from "@setu/ui";
import { reasonOf } from "../notice-words.ts";

type Props = Extract<ReadPage, { readonly kind: "notices" }>;

/** What the officer has been told, newest first. Looking here marks nothing as read. */
export function ReadNotices({ list: { rows, unread, next } }: Props) {
  const { href } = useReading();
  return (
    <>
      <h1>
        <Trans context="screen">Notices</Trans>
      </h1>
      <p>
        {unread === 0 ? (
          <Trans>You have read everything.</Trans>
        ) : (
          <Plural value={unread} one="# unread" other="# unread" />
        )}
      </p>
      <ol className="matters">
        {rows.map((row) => (
          <Told key={row.id} notice={row} />
        ))}
      </ol>
      {next !== null && (
        <p>
          <a href={href("/notices", { after: String(next) })} rel="next">
            <Trans>Older</Trans>
          </a>
        </p>
      )}
    </>
  );
}

function Told({ notice }: { readonly notice: Notice }) {
  const { _ } = useI18n();
  const { href } = useReading();
  const why = _(reasonOf(notice));
  return (
    <li>
      <p>
        {!notice.read && (
          <strong>
            <Trans context="notice">Unread</Trans>:{" "}
          </strong>
        )}
        {notice.kind === "reply" ? <Trans>The other side: {why}</Trans> : why}
      </p>
      {!OF_NO_ITEM.has(notice.kind) && (
        <p>
          <a href={href(requestPath(notice.item))} className="mono" translate="no">
            {notice.ref}
          </a>{" "}
          {notice.title !== null && (
            <span lang={notice.lang ?? undefined}>
              <Line text={notice.title} />
            </span>
          )}
        </p>
      )}
      <p className="meta muted">
        <When at={notice.at} />
      </p>
      {notice.due !== null && (
        <p className="meta">
          <Trans>
            Due: <When at={notice.due} />
          </Trans>
        </p>
      )}
    </li>
  );
}
