import { Trans } from "@lingui/react/macro";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import { ActText } from "@setu/requests/screens/act-text.tsx";
import { agencyName } from "@setu/requests/screens/agencies.ts";
import { MarkingLine } from "@setu/requests/screens/marking-fields.tsx";
import { WhyNot } from "@setu/requests/screens/why-not.tsx";
import { NATIVE, Tlp, useLang, When, type Lang } from "@setu/ui";
import { diffWords, type Piece } from "./release-diff.ts";

type Of = { readonly view: Pick<ReleaseView, "replaces" | "narrows" | "crosses"> };

/** What of ours an act would set aside, for whoever decides on it: before the act leaves, and on a page without a script. */
export function SetsAside({ view }: Of) {
  return (
    <>
      <Replaces view={view} />
      <Narrows view={view} />
    </>
  );
}

type Texts = NonNullable<ReleaseView["crosses"]["body"]>;

function Replaces({ view: { replaces, crosses } }: Of) {
  if (replaces === null || crosses.body === null) return null;
  const said = replaces.body;
  return (
    <section className="panel" aria-labelledby="replaces">
      <h2 id="replaces">
        <Trans>What this correction replaces</Trans>
      </h2>
      <p className="muted">
        <Tlp label={replaces.tlp} /> <Trans>Said on</Trans> <When at={replaces.at} both={false} />.{" "}
        <Trans>It stays in the log, behind the correction. What was read before was read.</Trans>
      </p>
      {said === null ? <ActText act={replaces} /> : <Beside before={said} now={crosses.body} />}
    </section>
  );
}

type Side = Pick<Texts, "text" | "lang"> & {
  readonly title?: string | undefined;
  readonly translations?: readonly { readonly lang: Lang; readonly text: string }[] | undefined;
};

/** Each language of both; where one has none, the other stands beside nothing. */
function Beside({ before, now }: { readonly before: Side; readonly now: Side }) {
  const texts = (side: Side) =>
    new Map<Lang, string>([
      ...(side.translations ?? []).map(({ lang, text }) => [lang, text] as const),
      [side.lang, side.title === undefined ? side.text : `${side.title}\n\n${side.text}`],
    ]);
  const [old, anew] = [texts(before), texts(now)];
  const langs = [...new Set([before.lang, now.lang, ...old.keys(), ...anew.keys()])];
  return langs.map((lang) => (
    <div key={lang} className="beside">
      <Column lang={lang} keeps="gone" pieces={diffWords(old.get(lang) ?? "", anew.get(lang) ?? "")} />
      <Column lang={lang} keeps="new" pieces={diffWords(old.get(lang) ?? "", anew.get(lang) ?? "")} />
    </div>
  ));
}

type ColumnProps = { readonly lang: Lang; readonly keeps: "gone" | "new"; readonly pieces: readonly Piece[] };

/** Struck through or underlined, so that nothing rests on colour. */
function Column({ lang, keeps, pieces }: ColumnProps) {
  const shown = pieces.filter(({ kind }) => kind === "same" || kind === keeps);
  return (
    <div>
      <h3>
        {keeps === "gone" ? <Trans>As it holds now</Trans> : <Trans>As it would hold</Trans>} ·{" "}
        <span lang={lang}>{NATIVE[lang]}</span>
      </h3>
      <p className="crosses" dir="auto" lang={lang}>
        {shown.length === 0 && <Trans>Nothing in this language.</Trans>}
        {shown.map(({ kind, text }, i) =>
          kind === "same" ? (
            <span key={i}>{text}</span>
          ) : kind === "gone" ? (
            <del key={i}>{text}</del>
          ) : (
            <ins key={i}>{text}</ins>
          ),
        )}
      </p>
    </div>
  );
}

function Narrows({ view: { narrows } }: Of) {
  const lang = useLang();
  if (narrows === null) return null;
  const { before, after, lost, passed, rule } = narrows;
  const list = (agencies: readonly string[]) =>
    new Intl.ListFormat(lang).format(agencies.map((id) => agencyName(id, lang)));
  return (
    <section className="panel" aria-labelledby="narrows">
      <h2 id="narrows">
        <Trans>What this takes away, and from whom</Trans>
      </h2>
      {rule !== null && (
        <>
          <p>
            <Trans>What it narrows is withheld from you.</Trans>
          </p>
          <WhyNot rule={rule} />
        </>
      )}
      <dl className="facts">
        {before !== null && (
          <>
            <dt>
              <Trans>Handled now</Trans>
            </dt>
            <dd>
              <MarkingLine mark={before} />
            </dd>
          </>
        )}
        <dt>
          <Trans>Handled then</Trans>
        </dt>
        <dd>
          <MarkingLine mark={after} />
        </dd>
        {lost.length > 0 && (
          <>
            <dt>
              <Trans>May hold it no more</Trans>
            </dt>
            <dd>{list(lost)}</dd>
          </>
        )}
        {passed.length > 0 && (
          <>
            <dt>
              <Trans>It was passed on to them; they would hold it no more</Trans>
            </dt>
            <dd>{list(passed)}</dd>
          </>
        )}
        {after.expires !== undefined && (
          <>
            <dt>
              <Trans>Read by nobody from</Trans>
            </dt>
            <dd>
              <When at={after.expires} both={false} />
            </dd>
          </>
        )}
      </dl>
      {rule === null && lost.length + passed.length === 0 && (
        <p>
          <Trans>No agency loses it.</Trans>
        </p>
      )}
      <p className="muted">
        <Trans>
          The whole matter is shown by the strictest of all that was said in it. What was read before was
          read.
        </Trans>
      </p>
    </section>
  );
}
