import { Trans } from "@lingui/react/macro";
import { agencyName } from "@setu/ui/agencies.ts";
import { useLang, When } from "@setu/ui";
import type { Terms } from "../terms.ts";
import { usePostings } from "./data.ts";
import { codeWords } from "./words.ts";

type Props = { readonly terms: Terms; readonly agency?: string };

/** On what terms somebody is posted, as rows of a list of facts. */
export function TermFacts({ terms, agency }: Props) {
  const lang = useLang();
  const list = new Intl.ListFormat(lang);
  const nameOf = useNames();
  return (
    <dl className="facts">
      {agency !== undefined && (
        <>
          <dt>
            <Trans>Agency</Trans>
          </dt>
          <dd>{agencyName(agency, lang)}</dd>
        </>
      )}
      <dt>
        <Trans>Post</Trans>
      </dt>
      <dd>{codeWords("officer-post", terms.post, lang)}</dd>
      <dt>
        <Trans>Mandate</Trans>
      </dt>
      <dd>{list.format(terms.mandate.map((code) => codeWords("officer-mandate", code, lang)))}</dd>
      <dt>
        <Trans>Speaks</Trans>
      </dt>
      <dd>{list.format(terms.languages.map((code) => codeWords("language", code, lang)))}</dd>
      <dt>
        <Trans context="posting">From</Trans>
      </dt>
      <dd>
        <When at={terms.from} />
      </dd>
      <dt>
        <Trans context="posting">Until</Trans>
      </dt>
      <dd>
        <When at={terms.until} />
      </dd>
      <dt>
        <Trans>Deputy</Trans>
      </dt>
      <dd>
        {terms.deputy === null ? <Trans context="deputy">Nobody</Trans> : <bdi>{nameOf(terms.deputy)}</bdi>}
      </dd>
    </dl>
  );
}

/** By accounts of ours and by whoever is posted; an id that nobody here has a name for stays an id. */
function useNames(): (id: string) => string {
  const { data } = usePostings();
  return (id) =>
    data?.accounts.find((each) => each.id === id)?.name ??
    data?.rows.find((each) => each.officer === id)?.name ??
    id;
}
