import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useLang, When } from "@setu/ui";
import type { CaseAct, CaseView } from "../api.ts";
import { CASE_ACTS } from "../case.ts";
import { ACTS, codeWords } from "./words.ts";

type Props = {
  readonly acts: readonly CaseAct[];
  readonly names: CaseView["names"];
  /** References of the matters that the steps name. */
  readonly refs: ReadonlyMap<string, string>;
  /** With what was searched for, and why it was decided so: for who sees it nowhere else on the page. */
  readonly texts?: boolean;
};

/** Every step, as it stands in the home log. */
export function CaseHistory({ acts, ...rest }: Props) {
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history">
        <Trans>Every step</Trans>
      </h2>
      <ol className="case-history">
        {acts.map((act) => (
          <Act key={act.id} act={act} {...rest} />
        ))}
      </ol>
    </section>
  );
}

/** What was registered is the person, and stands apart. */
const TOLD: readonly string[] = ["case-search", "case-decide"];

function Act({ act, names, refs, texts = false }: Omit<Props, "acts"> & { readonly act: CaseAct }) {
  const { _ } = useI18n();
  const lang = useLang();
  const coded = Object.entries(CASE_ACTS[act.do]?.lists ?? {}).flatMap(([name, list]) => {
    const code = act.args[name];
    return typeof code === "string" ? [codeWords(list, code, lang)] : [];
  });
  const ref = refs.get(String(act.args["matter"]));
  return (
    <li>
      <p>
        <bdi>{names[act.by] ?? act.by}</bdi> {_(ACTS[act.do] ?? { id: act.do })} ·{" "}
        <When at={act.at} both={false} />
      </p>
      {coded.length > 0 && <p className="muted">{coded.join(" · ")}</p>}
      {ref !== undefined && (
        <p className="muted mono" translate="no">
          {ref}
        </p>
      )}
      {texts && TOLD.includes(act.do) && act.text !== null && (
        <p className="case-text" dir="auto">
          {act.text}
        </p>
      )}
    </li>
  );
}
