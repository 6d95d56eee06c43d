import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import { Link, Notice, Problem } from "@setu/ui";
import { useRef, useState } from "react";
import type { IntakePreview, IntakeRow } from "../intake.ts";
import { isGood, registerAll } from "./intake-data.ts";
import { FIELD, PROBLEM } from "./intake-words.ts";
import { Line } from "./line.tsx";

export type Table = Extract<IntakePreview, { as: "csv" }>;
type Props = { readonly table: Table; readonly onTaken: () => void };

/** Rows with their words on a page: a screen that holds ten thousand of them helps nobody. */
const SHOWN = 200;

/** A table before and after it is registered: each wrong row by its number, the good ones can be taken all the same. */
export function IntakeTable({ table: { rows, brokenAt }, onTaken }: Props) {
  const [tried, setTried] = useState<ReadonlyMap<string, string | null>>(new Map());
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stopped = useRef(false);
  const good = rows.filter((row) => isGood(row) && !tried.has(row.item)).filter(isGood);
  const wrong = rows.filter((row) => row.entry === null);
  const take = async () => {
    stopped.current = false;
    setError(null);
    setDone(0);
    try {
      const outcomes = await registerAll(good, { onProgress: setDone, isStopped: () => stopped.current });
      setTried((before) => new Map([...before, ...outcomes]));
    } catch (refused) {
      setError(refused);
    } finally {
      setDone(null);
      onTaken();
    }
  };
  const registered = [...tried.values()].filter((code) => code === null).length;
  const first = [...wrong, ...rows.filter((row) => row.entry !== null)].slice(0, SHOWN);
  return (
    <section className="panel" aria-labelledby="intake-table">
      <h2 id="intake-table">
        <Trans>What stands in the table</Trans>
      </h2>
      <p role="status">
        {done === null ? (
          <>
            <Plural value={good.length} one="# row can be registered." other="# rows can be registered." />{" "}
            <Plural value={wrong.length} one="# row is wrong." other="# rows are wrong." />{" "}
            {registered > 0 && <Plural value={registered} one="# is registered." other="# are registered." />}
          </>
        ) : (
          <Trans>
            Registering: {done} of {good.length}
          </Trans>
        )}
      </p>
      {brokenAt !== null && (
        <Notice tone="warning">
          <Trans>In row {brokenAt} the quotes are wrong: nothing from it on was read.</Trans>
        </Notice>
      )}
      {error !== null && <Problem error={error} />}
      <div className="actions">
        {done === null ? (
          good.length > 0 && (
            <button type="button" className="button primary" onClick={() => void take()}>
              <Plural value={good.length} one="Register # row" other="Register # rows" />
            </button>
          )
        ) : (
          <button type="button" className="button" onClick={() => (stopped.current = true)}>
            <Trans context="button">Stop</Trans>
          </button>
        )}
      </div>
      <ul className="intake-rows">
        {first.map((row) => (
          <li key={row.row}>
            <Row row={row} code={tried.get(row.item)} />
          </li>
        ))}
      </ul>
      {rows.length > SHOWN && (
        <p className="muted">
          <Trans>The first {SHOWN} are shown, the wrong ones before all others.</Trans>
        </p>
      )}
    </section>
  );
}

function Row({ row, code }: { readonly row: IntakeRow; readonly code: string | null | undefined }) {
  const { _ } = useI18n();
  const here = row.known || code === null || code === "DUPLICATE";
  return (
    <>
      <strong>
        <Trans>Row {row.row}</Trans>
      </strong>{" "}
      {here && row.entry !== null && (
        <>
          <Link to="/requests/$item" params={{ item: row.item }} className="mono" translate="no">
            {row.ref}
          </Link>{" "}
        </>
      )}
      <Line text={row.title} />
      {row.known && (
        <>
          {" · "}
          <Trans>registered before</Trans>
        </>
      )}
      {row.problems.map(({ field, code: why }) => (
        <strong key={field} className="error">
          {" · "}
          {field !== "row" && `${_(FIELD[field])}: `}
          {_(PROBLEM[why])}
        </strong>
      ))}
      {typeof code === "string" && code !== "DUPLICATE" && <strong className="error mono"> · {code}</strong>}
    </>
  );
}
