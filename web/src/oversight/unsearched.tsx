import { Trans } from "@lingui/react/macro";
import type { OverseenCase } from "@setu/individuals/api.ts";
import { Reach } from "@setu/individuals/screens/reach.tsx";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { Notice, useLang } from "@setu/ui";

/** What the searches of a case have not reached: reviewers are told all of it. */
export function Unsearched({ view: { missing, clock } }: { readonly view: OverseenCase }) {
  if (missing.length === 0 || clock.state === "not-started") return null;
  return (
    <Notice tone="warning">
      <p>
        <Trans>The searches have not reached all that this node has.</Trans>
      </p>
      <ul>
        {missing.map((each) => (
          <Missing key={`${each.level} ${each.compartments.join()} ${each.agencies.join()}`} {...each} />
        ))}
      </ul>
    </Notice>
  );
}

function Missing({ agencies, ...reach }: OverseenCase["missing"][number]) {
  const lang = useLang();
  const offices = new Intl.ListFormat(lang).format(agencies.map((each) => agencyName(each, lang)));
  return (
    <li>
      <Reach {...reach}>{agencies.length > 0 && <> · {offices}</>}</Reach>
    </li>
  );
}
