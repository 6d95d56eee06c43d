import { useLingui as useI18n } from "@lingui/react";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import {
  Link,
  LoadProblem,
  navigate,
  Notice,
  ScreenKeys,
  SelectField,
  TextField,
  useLang,
  useNow,
  usePageKey,
  usePlace,
  When,
  useWindowTitle,
} from "@setu/ui";
import { agencyName } from "@setu/ui/agencies.ts";
import { useCallback, useState } from "react";
import type { PostingRow } from "../api.ts";
import { AgenciesPanel } from "./agencies.tsx";
import { usePostings } from "./data.ts";
import { codeWords, PAST, STANDING } from "./words.ts";
import "./officers.css";

const HELP = [{ keys: ["C"], does: msg`Nominate an officer` }];
const DAY = 86_400_000;
/** From so many days before its end a posting says so. */
const SOON = 30;

type Show = "now" | "turn" | "past" | "all";
const SHOWS: Readonly<Record<Show, (row: PostingRow) => boolean>> = {
  now: ({ standing }) => !PAST.includes(standing),
  turn: ({ turn }) => turn === "us",
  past: ({ standing }) => PAST.includes(standing),
  all: () => true,
};

/** Who is posted where: ours and theirs side by side. */
export default function OfficersScreen() {
  const { t } = useLingui();
  const lang = useLang();
  const { node, peer } = usePlace();
  const { data, error, refetch } = usePostings();
  const [show, setShow] = useState<Show>("now");
  const [said, setSaid] = useState("");
  const title = t({ context: "screen", message: "Officers" });
  useWindowTitle(title);
  const may = data?.may === true;
  usePageKey(
    "c",
    useCallback(() => {
      if (may) navigate({ to: "/officers/new" });
    }, [may]),
  );
  const words = said.trim().toLocaleLowerCase(lang);
  const found = (data?.rows ?? []).filter(
    (row) => SHOWS[show](row) && (words === "" || textOf(row, lang).includes(words)),
  );
  const here = node.name[lang];
  const there = peer?.name[lang] ?? "";
  return (
    <div className="officers-desk">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && (
        <p role="status" className="soon">
          <Trans>Loading who is posted…</Trans>
        </p>
      )}
      {data !== undefined && (
        <>
          <div className="posting-tools">
            <SelectField
              label={t({ context: "posting", message: "Show" })}
              value={show}
              onChange={(value) => setShow(value as Show)}
              options={[
                { value: "now", label: t`Posted or about to be` },
                { value: "turn", label: t`Waiting for us` },
                { value: "past", label: t`Over` },
                { value: "all", label: t({ context: "postings", message: "All" }) },
              ]}
            />
            <TextField label={t`Name, agency or mandate`} value={said} onChange={setSaid} max={100} />
            {may && (
              <Link to="/officers/new" className="button primary">
                <Trans>Nominate an officer</Trans>
              </Link>
            )}
          </div>
          <div className="posting-sides">
            <Side
              id="ours"
              title={t`Posted by ${here}`}
              none={data.rows.length === 0 ? t`Nobody has been nominated yet.` : t`Nobody here matches.`}
              rows={inOrder(
                found.filter(({ side }) => side === "us"),
                lang,
              )}
            />
            <Side
              id="theirs"
              title={t`Posted by ${there}`}
              none={data.rows.length === 0 ? t`Nobody has been nominated yet.` : t`Nobody here matches.`}
              rows={inOrder(
                found.filter(({ side }) => side === "them"),
                lang,
              )}
            />
          </div>
          <AgenciesPanel here={here} there={there} />
        </>
      )}
      <ScreenKeys help={HELP} />
    </div>
  );
}

/** What waits for us first, then by name. */
const inOrder = (rows: readonly PostingRow[], lang: ReturnType<typeof useLang>): readonly PostingRow[] =>
  rows.toSorted(
    (a, b) =>
      Number(b.turn === "us") - Number(a.turn === "us") ||
      (a.name ?? a.officer).localeCompare(b.name ?? b.officer, lang),
  );

/** What a row is found by, in the reader's language. */
const textOf = (row: PostingRow, lang: ReturnType<typeof useLang>): string =>
  [
    row.name ?? "",
    row.title ?? "",
    row.officer,
    agencyName(row.agency, lang),
    codeWords("officer-post", row.terms.post, lang),
    ...row.terms.mandate.map((code) => codeWords("officer-mandate", code, lang)),
  ]
    .join(" ")
    .toLocaleLowerCase(lang);

type SideProps = {
  readonly id: string;
  readonly title: string;
  readonly none: string;
  readonly rows: readonly PostingRow[];
};

function Side({ id, title, none, rows }: SideProps) {
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="figures">({rows.length})</span>
      </h2>
      {rows.length === 0 && <p className="muted">{none}</p>}
      <ul>
        {rows.map((row) => (
          <Line key={row.item} row={row} />
        ))}
      </ul>
    </section>
  );
}

function Line({ row }: { readonly row: PostingRow }) {
  const { _ } = useI18n();
  const lang = useLang();
  const { terms } = row;
  const mandate = new Intl.ListFormat(lang).format(
    terms.mandate.map((code) => codeWords("officer-mandate", code, lang)),
  );
  return (
    <li>
      <Link to="/officers/$item" params={{ item: row.item }}>
        <bdi>{row.name ?? row.officer}</bdi>
      </Link>
      {row.title !== null && (
        <>
          {" "}
          <bdi className="muted">{row.title}</bdi>
        </>
      )}
      <p>
        <strong className={`standing ${row.standing}`}>{_(STANDING[row.standing])}</strong>
        <Turn row={row} />
      </p>
      <p className="muted">
        {codeWords("officer-post", terms.post, lang)}, {agencyName(row.agency, lang)} · {mandate}
      </p>
      <p className="muted">
        <Trans>
          Until <When at={terms.until} both={false} />
        </Trans>
      </p>
      <EndsSoon row={row} />
    </li>
  );
}

/** Who has to say something; of an amendment, that it is one. */
function Turn({ row: { turn, open, accredited } }: { readonly row: PostingRow }) {
  if (turn === "none") return null;
  const change = open !== null && accredited !== null;
  return (
    <>
      {" · "}
      {turn === "us" && (change ? <Trans>A change waits for us</Trans> : <Trans>Waits for us</Trans>)}
      {turn === "them" &&
        (change ? <Trans>A change waits for the other side</Trans> : <Trans>Waits for the other side</Trans>)}
    </>
  );
}

/** That the powers end, and nobody has to do anything for it. */
export function EndsSoon({ row: { standing, terms } }: { readonly row: PostingRow }) {
  const now = useNow();
  const days = Math.ceil((terms.until - now) / DAY);
  if (standing !== "in-force" || days > SOON) return null;
  return (
    <Notice tone="warning">
      <Plural value={days} one="Ends by itself in # day" other="Ends by itself in # days" />
    </Notice>
  );
}
