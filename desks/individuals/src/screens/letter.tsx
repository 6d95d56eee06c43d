import { Trans, useLingui } from "@lingui/react/macro";
import { isLang, LANGS, Link, NATIVE, Problem, useAddress, useLang, useWindowTitle } from "@setu/ui";
import { useCase, useLetter } from "./data.ts";
import "./individuals.css";

/** The letter on paper, as the node gives it out once it may leave: printed, nothing else of the screen is on the sheet. */
export default function LetterScreen({ item: id }: { readonly item: string }) {
  const { t } = useLingui();
  const own = useLang();
  const { search } = useAddress();
  const { data: view } = useCase(id);
  const asked = search["lang"];
  const lang = isLang(asked) ? asked : (view?.lang ?? own);
  const { data, error } = useLetter(id, lang);
  useWindowTitle(view?.ref ?? t({ context: "screen", message: "Letter" }));
  return (
    <div className="individuals letter-paper">
      <div className="off-paper">
        <p>
          <Link to="/individuals/$item" params={{ item: id }}>
            <Trans>Back to the request</Trans>
          </Link>
        </p>
        <h1>
          <Trans>The letter to the person</Trans>
        </h1>
        <nav aria-label={t`Language of the letter`}>
          {LANGS.map((each) => (
            <Link key={each} to="." search={{ lang: each }} lang={each} aria-current={each === lang}>
              {NATIVE[each]}
            </Link>
          ))}
        </nav>
        {data !== undefined && (
          <p className="actions">
            <button type="button" className="button" onClick={() => print()}>
              <Trans context="button">Print</Trans>
            </button>
          </p>
        )}
      </div>
      {error !== null && <Problem error={error} />}
      {data !== undefined && (
        <p className="letter" lang={data.lang}>
          {data.text}
        </p>
      )}
    </div>
  );
}
