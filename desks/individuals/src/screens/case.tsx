import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useLang, useWindowTitle } from "@setu/ui";
import type { CaseView } from "../api.ts";
import { CaseHistory } from "./case-history.tsx";
import { CaseKeys } from "./case-keys.tsx";
import { CasePage, CaseTitle } from "./case-page.tsx";
import { Clocks, Person } from "./case-side.tsx";
import { ClockWords } from "./clock.tsx";
import { useCase } from "./data.ts";
import { Decide, Decided } from "./decide.tsx";
import { Admission } from "./admission.tsx";
import { Matters } from "./matters.tsx";
import { clockNow } from "./order.ts";
import { Searches } from "./searches.tsx";
import { codeWords, STATE } from "./words.ts";
import "./individuals.css";

/** One individual's request from its arrival to its letter; the next thing to do stands first. */
export default function CaseScreen({ item: id }: { readonly item: string }) {
  const { t } = useLingui();
  const query = useCase(id);
  // No name stands in the title of a window: it is in sight of more people than the page.
  useWindowTitle(query.data?.ref ?? t({ context: "screen", message: "An individual’s request" }));
  return (
    <>
      <CasePage query={query} loading={<Trans>Loading the request…</Trans>}>
        {(view) => <Whole view={view} />}
      </CasePage>
      <CaseKeys />
    </>
  );
}

type Props = { readonly view: CaseView };

function Whole({ view }: Props) {
  const { _ } = useI18n();
  const lang = useLang();
  const reached = view.clock.state !== "not-started";
  return (
    <>
      <CaseTitle view={view} />
      <p role="status">
        <strong>{_(STATE[view.state])}</strong>
        {view.decision !== null && <> · {codeWords("individual-outcome", view.decision.outcome, lang)}</>}
        {view.ground !== null && <> · {codeWords("individual-inadmissible", view.ground, lang)}</>}
        {view.state !== "closed" && (
          <>
            {" · "}
            <ClockWords clock={clockNow(view)} />
          </>
        )}
      </p>
      <div className="case-columns">
        <div>
          <Admission view={view} />
          {reached && <Searches view={view} />}
          {reached && <Matters view={view} />}
          <Decide view={view} />
          <Decided view={view} />
          <CaseHistory
            acts={view.acts}
            names={view.names}
            refs={new Map(view.matters.map(({ item, ref }) => [item, ref]))}
          />
        </div>
        <div>
          <Clocks clock={view.clock} notice={view.notice} />
          <Person {...view} />
        </div>
      </div>
    </>
  );
}
