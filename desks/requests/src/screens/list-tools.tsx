import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { LOCALES, useLang } from "@setu/ui";
import { MAX_EXPORTED, MAX_SELECTED } from "./selection.ts";

type Props = {
  readonly total: number;
  /** The total is where counting stopped. */
  readonly more: boolean;
  readonly selected: number;
  /** All that is selected was put away: it can only be brought back. */
  readonly away: boolean;
  readonly on: Readonly<Record<Tool, () => void>>;
};

type Tool = "page" | "matching" | "none" | "assign" | "take" | "followUp" | "putAway" | "csv" | "xlsx";

/** How many there are, what is selected, and what can be done with it. Its line is there before anything is selected,
 * so that no row moves when something is. */
export function ListTools({ total, more, selected, away, on }: Props) {
  const { t } = useLingui();
  return (
    <div className="list-tools" role="group" aria-label={t`Selection and export`}>
      <p className="figures">
        {selected > 0 ? (
          <strong>
            <Plural value={selected} one="# selected" other="# selected" />
          </strong>
        ) : (
          <Total total={total} more={more} />
        )}
      </p>
      <button type="button" className="link-button" onClick={selected > 0 ? on.none : on.page}>
        {selected > 0 ? (
          <Trans context="button">Select none</Trans>
        ) : (
          <Trans context="button">Select this page</Trans>
        )}
      </button>
      {selected > 0 && selected < Math.min(total, MAX_SELECTED) && (
        <button type="button" className="link-button" onClick={on.matching}>
          {more || total > MAX_SELECTED ? (
            <Trans context="button">Select the first {MAX_SELECTED}</Trans>
          ) : (
            <Trans context="button">Select all {total}</Trans>
          )}
        </button>
      )}
      {selected > 0 && (
        <span className="tools">
          <button type="button" className="button" onClick={on.take} aria-keyshortcuts="a" data-key="A">
            <Trans context="button">Take</Trans>
          </button>
          <button
            type="button"
            className="button"
            onClick={on.assign}
            aria-keyshortcuts="Shift+A"
            data-key="Shift A"
          >
            <Trans context="button">Assign to…</Trans>
          </button>
          <button type="button" className="button" onClick={on.followUp} aria-keyshortcuts="h" data-key="H">
            <Trans context="button">Follow-up date…</Trans>
          </button>
          <button type="button" className="button" onClick={on.putAway} aria-keyshortcuts="e" data-key="E">
            {away ? <Trans context="button">Bring back</Trans> : <Trans context="button">Put away</Trans>}
          </button>
        </span>
      )}
      <Export selected={selected} onCsv={on.csv} onXlsx={on.xlsx} />
    </div>
  );
}

type ExportProps = { readonly selected: number; readonly onCsv: () => void; readonly onXlsx: () => void };

function Export({ selected, onCsv, onXlsx }: ExportProps) {
  if (selected > MAX_EXPORTED) {
    return (
      <span className="tools export">
        <Trans>
          At most {MAX_EXPORTED} are exported by themselves. Select fewer, or none for the whole list.
        </Trans>
      </span>
    );
  }
  return (
    <span className="tools export">
      {selected > 0 ? (
        <Trans context="before CSV, XLSX">Export the selected:</Trans>
      ) : (
        <Trans context="before CSV, XLSX">Export the list:</Trans>
      )}
      <button type="button" className="link-button" translate="no" onClick={onCsv} aria-keyshortcuts="s">
        CSV
      </button>
      <button
        type="button"
        className="link-button"
        translate="no"
        onClick={onXlsx}
        aria-keyshortcuts="Shift+S"
      >
        XLSX
      </button>
    </span>
  );
}

/** `42 requests`, or `10,000+ requests` where the server stopped counting. */
function Total({ total, more }: { readonly total: number; readonly more: boolean }) {
  const lang = useLang();
  const count = total.toLocaleString(LOCALES[lang]);
  return more ? (
    <Trans>{count}+ requests</Trans>
  ) : (
    <Plural value={total} one="# request" other="# requests" />
  );
}
