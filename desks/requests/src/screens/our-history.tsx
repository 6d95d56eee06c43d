import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { HomeAct } from "../home.ts";
import { useOfficers } from "./list-data.ts";
import { OUR_DONE } from "./our-words.ts";

/** Who of our side did what on our own half, oldest first. */
export function History({ acts }: { readonly acts: readonly HomeAct[] }) {
  const { t } = useLingui();
  if (acts.length === 0) return null;
  return (
    <details className="ours-part">
      <summary>{t`History of our half`}</summary>
      <ol className="our-history">
        {acts.map((act) => (
          <li key={act.id}>
            <HistoryLine act={act} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function HistoryLine({ act }: { readonly act: HomeAct }) {
  const { _ } = useI18n();
  const { nameOf } = useOfficers();
  const officer = act.args["officer"];
  const at = act.args["at"];
  return (
    <>
      <When at={act.at} both={false} /> · <bdi>{nameOf(act.by)}</bdi>: {_(OUR_DONE[act.do] ?? { id: act.do })}
      {typeof officer === "string" && (
        <>
          {" "}
          <bdi>{nameOf(officer)}</bdi>
        </>
      )}
      {act.do === "follow-up" &&
        (typeof at === "number" ? (
          <>
            : <When at={at} both={false} />
          </>
        ) : (
          <>
            : <Trans>No date is set.</Trans>
          </>
        ))}
    </>
  );
}
