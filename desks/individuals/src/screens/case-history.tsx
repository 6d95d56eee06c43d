import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Link, useLang, When } from "@setu/ui";
import type { CaseAct, CaseView } from "../api.ts";
import { CASE_ACTS } from "../case.ts";

import { ACTS, codeWords } from "./words.ts";

/** Every step, as it stands in the home log. */
export function CaseHistory({ view }: { readonly view: CaseView }) {
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">
        <Trans>Every step</Trans>
      </h2>
      <ol className="case-history">
        {view.acts.map((act) => (
          <Act key={act.id} act={act} view={view} />
        ))}
      </ol>
    </section>
  );
}

function Act({ act, view }: { readonly act: CaseAct; readonly view: CaseView }) {
  const { _ } = useI18n();
  const lang = useLang();
  const coded = Object.entries(CASE_ACTS[act.do]?.lists ?? {}).flatMap(([name, list]) => {
    const code = act.args[name];
    return typeof code === "string" ? [codeWords(list, code, lang)] : [];
  });
  const matter = view.matters.find(({ item }) => item === act.args["matter"]);
  return (
    <li>
      <p>
        <bdi>{view.names[act.by] ?? act.by}</bdi> {_(ACTS[act.do] ?? { id: act.do })} ·{" "}
        <When at={act.at} both={false} />
      </p>
      {coded.length > 0 && <p className="muted">{coded.join(" · ")}</p>}
      {matter !== undefined && (
        <p className="muted">
          <Link to="/requests/$item" params={{ item: matter.item }}>
            <span className="mono" translate="no">
              {matter.ref}
            </span>
          </Link>
        </p>
      )}
    </li>
  );
}
