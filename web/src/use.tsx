import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { useOfficers } from "@setu/requests/screens/list-data.ts";
import { WhyNot } from "@setu/requests/screens/why-not.tsx";
import type { UseView } from "@setu/requests/using-api.ts";
import { Link, LoadProblem, Problem, When, useLang, useWindowTitle } from "@setu/ui";
import { useDeed } from "./release-data.ts";
import { Gates } from "./release-gates.tsx";
import { codeWords } from "./permission-words.ts";
import { useUse } from "./use-data.ts";
import { USE_STATES, USE_WORDS } from "@setu/requests/screens/use-words.ts";
import { Cleared } from "./use-cleared.tsx";
import "./release.css";

/** One use of what came: what for, its gates, and whether it may be done. */
export default function UseScreen({ item: id }: { readonly item: string }) {
  const { t } = useLingui();
  const { data, error, refetch } = useUse(id);
  const title = t({ context: "screen", message: "Use" });
  useWindowTitle(title);
  return (
    <div className="releases">
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && <One view={data} />}
    </div>
  );
}

function One({ view }: { readonly view: UseView }) {
  const lang = useLang();
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  return (
    <>
      <p>
        <Link to="/uses/$item" params={{ item: view.item }}>
          <Trans>All uses of this request</Trans>
        </Link>
      </p>
      <h1>
        {_(USE_WORDS[view.kind])} ·{" "}
        <span className="mono" translate="no">
          {view.ref}
        </span>
      </h1>
      <p role="status">
        <bdi>{nameOf(view.by)}</bdi>, <When at={view.at} both={false} />:{" "}
        <strong>{_(USE_STATES[view.state])}</strong>
      </p>
      <p className="crosses" dir="auto">
        {view.why}
      </p>
      {view.leave.map(({ item, conditions }) => (
        <p key={item}>
          <Link to="/permissions/$item" params={{ item }}>
            <Trans>By leave of its originator</Trans>
          </Link>
          {conditions.map((each) => (
            <span key={each}>
              {" · "}
              <strong>{codeWords("permission-condition", each, lang)}</strong>
            </span>
          ))}
        </p>
      ))}
      <Cleared until={view.until} />
      {view.kind === "onward" && view.state === "used" && view.leave.length > 0 && (
        <p>
          <Link to="/permissions/on/$item" params={{ item: view.item }}>
            <Trans>Save the file that is given on</Trans>
          </Link>
        </p>
      )}
      <Gates view={view} of="uses" />
      {view.stopped.answer !== null && <WhyNot rule={view.stopped.answer} />}
      {view.state === "open" && view.own && <Decide view={view} />}
    </>
  );
}

/** Whoever will do it says so, over gates that are passed; or gives it up. */
function Decide({ view }: { readonly view: UseView }) {
  const deed = useDeed(view.id, "uses");
  const ready = view.judgement === null || view.judgement.outcome === "released";
  const say = (what: string) => () => {
    if (!deed.isPending && (what === "drop" || ready)) deed.mutate({ what, json: {} });
  };
  return (
    <section className="panel" aria-labelledby="decide">
      <h2 id="decide">
        <Trans>Your decision</Trans>
      </h2>
      {!ready && (
        <p>
          <Trans>Nothing is done with it before every gate above is passed.</Trans>
        </p>
      )}
      <div className="actions">
        <button
          type="button"
          id="do-use"
          className="button primary"
          aria-disabled={!ready || deed.isPending}
          onClick={say("done")}
        >
          <Trans context="button">Record the use</Trans>
        </button>
        <button type="button" className="button" onClick={say("drop")}>
          <Trans context="button">Give it up</Trans>
        </button>
      </div>
      {deed.error !== null && <Problem error={deed.error} />}
    </section>
  );
}
