import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ItemId } from "@setu/core";
import type { OverseenCase } from "@setu/individuals/api.ts";
import { CaseHistory } from "@setu/individuals/screens/case-history.tsx";
import { CasePage, CaseTitle } from "@setu/individuals/screens/case-page.tsx";
import { Clocks, Person } from "@setu/individuals/screens/case-side.tsx";
import { ConsultationLine } from "@setu/individuals/screens/consultations.tsx";
import { codeWords, STATE } from "@setu/individuals/screens/words.ts";
import { refOf } from "@setu/requests/ref.ts";
import { useLang, useWindowTitle, When } from "@setu/ui";
import { useOverseenCase } from "./oversight-data.ts";
import { Unsearched } from "./unsearched.tsx";
import "./oversight.css";

/** One individual's request as reviewers see it: each step with its words, each matter with its dossier. */
export default function OverseenIndividual({ item: id }: { readonly item: string }) {
  const { t } = useLingui();
  const query = useOverseenCase(id);
  useWindowTitle(query.data?.ref ?? t({ context: "screen", message: "An individual’s request" }));
  return (
    <CasePage
      query={query}
      loading={<Trans>Loading the request…</Trans>}
      className="oversight individuals"
      above="/oversight/individuals"
    >
      {(view) => <Whole view={view} />}
    </CasePage>
  );
}

function Whole({ view }: { readonly view: OverseenCase }) {
  const { _ } = useI18n();
  const lang = useLang();
  const refs = new Map(view.matters.map(({ item }) => [item, refOf(item as ItemId)]));
  return (
    <>
      <CaseTitle view={view} />
      <p>
        <strong>{_(STATE[view.state])}</strong>
        {view.outcome !== null && <> · {codeWords("individual-outcome", view.outcome, lang)}</>}
      </p>
      <div className="case-columns">
        <div>
          <Unsearched view={view} />
          <Matters view={view} refs={refs} />
          <CaseHistory acts={view.acts} names={view.names} refs={refs} texts />
        </div>
        <div>
          <Clocks clock={view.clock} notice={view.notice} />
          <Person {...view} />
        </div>
      </div>
    </>
  );
}

type MattersProps = { readonly view: OverseenCase; readonly refs: ReadonlyMap<string, string> };

function Matters({ view, refs }: MattersProps) {
  return (
    <section className="panel" aria-labelledby="matters">
      <h2 id="matters">
        <Trans>Matters about the person</Trans> <span className="figures">({view.matters.length})</span>
      </h2>
      <ul className="matter-list">
        {view.matters.map(({ item, by, at }) => (
          <li key={item}>
            <p>
              <a href={`/read/oversight/${encodeURIComponent(item)}`} className="mono" translate="no">
                {refs.get(item)}
              </a>{" "}
              ·{" "}
              <Trans>
                attached by <bdi>{view.names[by] ?? by}</bdi>, <When at={at} both={false} />
              </Trans>
              {view.restricts.includes(item) && (
                <>
                  {" "}
                  ·{" "}
                  <strong>
                    <Trans>restricted</Trans>
                  </strong>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      {view.consultations.length > 0 && (
        <ul className="case-list">
          {view.consultations.map((row) => (
            <li key={row.item}>
              <ConsultationLine row={row} linked={false} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
