import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { SearchHit } from "../api.ts";
import { WHERE } from "./where-words.ts";

/** Where in a matter it was found, with the words around it. */
export function Hits({ hits }: { readonly hits: readonly SearchHit[] }) {
  const { _ } = useLingui();
  return (
    <ul className="hits">
      {hits.map((hit, index) => (
        <li key={`${hit.act} ${index}`}>
          <span className="muted">{_(WHERE[hit.where])}:</span>{" "}
          <bdi>
            {hit.before}
            <mark>{hit.match}</mark>
            {hit.after}
          </bdi>
          {hit.replaced === true && (
            <>
              {" "}
              <strong>
                <Trans>Said otherwise since: it was corrected.</Trans>
              </strong>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
