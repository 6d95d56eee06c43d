import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { trailWords, VERB_WORDS } from "@setu/requests/trail-words.ts";
import { VERBS, type Pin, type Tally, type Trail, type TrailRow } from "@setu/requests/trail.ts";
import { Link, useLang, usePlace, When } from "@setu/ui";
import { useMemo } from "react";
import { useTrailOfficers } from "./oversight-data.ts";

type Props = { readonly trail: Trail; readonly search: Readonly<Record<string, string>> };

/** Each entry in words, with its place in the home log and what binds it there. */
export function TrailTable({ trail, search }: Props) {
  const { rows, total } = trail;
  const { data: officers } = useTrailOfficers();
  const names = useMemo(() => new Map(officers?.map(({ id, name }) => [id, name])), [officers]);
  return (
    <>
      <p role="status">
        {total.more ? (
          <Trans>More than {total.n} entries</Trans>
        ) : (
          <Plural value={total.n} one="# entry" other="# entries" />
        )}
      </p>
      <Verbs trail={trail} search={search} />
      {rows.length > 0 && (
        <table className="trail">
          <thead>
            <tr>
              <th scope="col">
                <Trans context="column">Time</Trans>
              </th>
              <th scope="col">
                <Trans context="column">Who</Trans>
              </th>
              <th scope="col">
                <Trans context="column">What</Trans>
              </th>
              <th scope="col">
                <Trans context="column">Matter</Trans>
              </th>
              <th scope="col">
                <Trans context="column">Log index</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.pos} row={row} names={names} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** How many of each verb, each the way to those. */
function Verbs({ trail, search }: Props) {
  const { t } = useLingui();
  const lang = useLang();
  const { before: _before, ...filters } = search;
  return (
    <ul className="verbs" aria-label={t`By what was done`}>
      {VERBS.map((verb) => (
        <li key={verb}>
          <Link
            to="/oversight"
            search={{ ...filters, verb: search["verb"] === verb ? undefined : verb }}
            aria-current={search["verb"] === verb ? "true" : undefined}
          >
            {VERB_WORDS[verb][lang]}
          </Link>{" "}
          <Counted tally={trail.verbs[verb]} />
        </li>
      ))}
    </ul>
  );
}

const Counted = ({ tally: { n, more } }: { readonly tally: Tally }) => (
  <span className="figures">{more ? `>\u00a0${n}` : n}</span>
);

type RowProps = { readonly row: TrailRow; readonly names: ReadonlyMap<string, string> };

function Row({ row, names }: RowProps) {
  const lang = useLang();
  const { node } = usePlace();
  return (
    <tr>
      <td>
        <When at={row.at} both={false} />
      </td>
      <td>
        <bdi>{row.name ?? (row.by === node.party ? node.name[lang] : row.by)}</bdi>
      </td>
      <td>
        {trailWords(row.do, row.args, { lang, names })}{" "}
        <span className="muted">({VERB_WORDS[row.verb][lang]})</span>
        {row.text !== null && row.text !== "" && (
          <p className="trail-text" dir="auto">
            {row.text}
          </p>
        )}
      </td>
      <td>
        {row.item !== null && row.ref !== null && (
          <a href={`/read/oversight/${encodeURIComponent(row.item)}`} className="mono" translate="no">
            {row.ref}
          </a>
        )}
      </td>
      <td>
        <span className="figures">{row.pos}</span> <Bound pin={row.pin} />
      </td>
    </tr>
  );
}

/** What binds the entry, in words. */
function Bound({ pin }: { readonly pin: Pin | null }) {
  const lang = useLang();
  const { peer } = usePlace();
  const other = peer?.name[lang] ?? "";
  if (pin === null)
    return (
      <span className="muted">
        <Trans>bound by no pulse yet</Trans>
      </span>
    );
  if (!pin.holds)
    return (
      <strong className="error">
        <Trans>
          Pulse {pin.no} binds another home log than the one that is here. Take an export and verify it.
        </Trans>
      </strong>
    );
  return (
    <span className="muted">
      <Trans>
        bound by pulse {pin.no} of <When at={pin.at} both={false} />
      </Trans>
      {pin.receipted === null ? (
        <>
          {", "}
          <Trans>not yet held by {other}</Trans>
        </>
      ) : (
        <>
          {", "}
          <Trans>
            which {other} holds since <When at={pin.receipted} both={false} />
          </Trans>
        </>
      )}
    </span>
  );
}
