import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import { Tlp } from "@setu/ui";
import type { RequestRow, SearchHit } from "../../api.ts";
import { READ, type ReadPage } from "../../read-pages.ts";
import { cameWords } from "../came-words.ts";
import { Due } from "../clock-panel.tsx";
import { Line } from "../line.tsx";
import { Hits } from "../hits.tsx";
import { Unread } from "../unread.tsx";
import { STATUS } from "../words.ts";
import { requestPath, useReading } from "./links.ts";

type Props = Extract<ReadPage, { readonly kind: "search" }>;

/** Search with a form and links alone. It is written down with its reader, as everywhere. */
export function ReadSearch({ q, result, lang }: Omit<Props, "kind"> & { readonly lang: string | null }) {
  const { href } = useReading();
  return (
    <>
      <h1>
        <Trans context="screen">Search</Trans>
      </h1>
      <form role="search" action={`${READ}/search`} method="get">
        <p>
          <label htmlFor="q">
            <Trans>Words, a reference or a number</Trans>
          </label>
        </p>
        <p>
          <input
            id="q"
            name="q"
            type="search"
            defaultValue={q}
            maxLength={200}
            dir="auto"
            autoComplete="off"
          />
          {lang !== null && <input type="hidden" name="lang" value={lang} />}{" "}
          <button type="submit">
            <Trans context="button">Search</Trans>
          </button>
        </p>
        <p className="meta muted">
          <Trans>
            In any script. A telephone or document number is found however it is written. What you search is
            written down in our log.
          </Trans>
        </p>
      </form>
      {result !== null && (
        <>
          <p>
            {result.matters.length === 0 ? (
              <Trans>
                Nothing that you may read has “<bdi>{q}</bdi>” in it. Try fewer words, or a part of the
                number.
              </Trans>
            ) : (
              <Plural
                value={result.matters.length}
                one="# matter on this page"
                other="# matters on this page"
              />
            )}
          </p>
          <Unread files={result.unread} />
          <ol className="matters">
            {result.matters.map(({ row, hits }) => (
              <Matter key={row.item} row={row} hits={hits} />
            ))}
          </ol>
          {result.more !== null && (
            <p>
              <a href={href("/search", { q, after: result.more })} rel="next">
                <Trans context="page">Older ones</Trans>
              </a>
            </p>
          )}
        </>
      )}
    </>
  );
}

type MatterProps = { readonly row: RequestRow; readonly hits: readonly SearchHit[] };

function Matter({ row, hits }: MatterProps) {
  const { _ } = useI18n();
  const { href } = useReading();
  return (
    <li>
      <h2>
        <a href={href(requestPath(row.item))} className="mono" translate="no">
          {row.ref}
        </a>{" "}
        <span lang={row.lang ?? undefined}>
          <Line text={row.title ?? "–"} />
        </span>
      </h2>
      <p className="meta">
        <Tlp label={row.tlp} /> {row.cameBy !== null && <strong>{_(cameWords(row.cameBy))} · </strong>}
        {_(STATUS[row.status] ?? { id: row.status })} · <Due clock={row.clock} />
      </p>
      <Hits hits={hits} />
    </li>
  );
}
