import { Trans } from "@lingui/react/macro";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import { label } from "@setu/requests/screens/codes.ts";
import { NATIVE, Tlp, useLang } from "@setu/ui";
import { diffLines } from "./release-diff.ts";

/** Exactly what will leave: marking, codes, every language of the text, files; and what changed since it came back. */
export function Crosses({ view }: { readonly view: ReleaseView }) {
  const lang = useLang();
  const { mark, args, body, files, lane } = view.crosses;
  const list = new Intl.ListFormat(lang);
  return (
    <section className="panel" aria-labelledby="crosses">
      <h2 id="crosses">
        <Trans>What will cross, exactly</Trans>
      </h2>
      <p>
        <Tlp label={mark.tlp} />{" "}
        <span className="mono" translate="no">
          {[...mark.handling, `PAP:${mark.pap}`, ...(mark.level ?? []), lane].join(" · ")}
        </span>
      </p>
      <dl className="facts">
        <dt>
          <Trans>To these agencies</Trans>
        </dt>
        <dd translate="no">{list.format(mark.audience)}</dd>
        {Object.entries(args).map(([name, value]) => (
          <Code key={name} name={name} value={value} ground={view.do === "refuse"} />
        ))}
      </dl>
      {body?.title !== undefined && (
        <h3 dir="auto" lang={body.lang}>
          {body.title}
        </h3>
      )}
      {body !== null && (
        <p className="crosses" dir="auto" lang={body.lang}>
          {body.text}
        </p>
      )}
      {body?.translations?.map((each) => (
        <div key={each.lang}>
          <h3>{NATIVE[each.lang]}</h3>
          <p className="crosses" dir="auto" lang={each.lang}>
            {each.text}
          </p>
        </div>
      ))}
      {files.length > 0 && (
        <ul>
          {files.map((file) => (
            <li key={file.name}>
              <bdi>{file.name}</bdi> · {new Intl.NumberFormat(lang).format(file.size)} B
            </li>
          ))}
        </ul>
      )}
      <p className="muted">
        <Trans>Its hash, which an approval names:</Trans>{" "}
        <span className="mono" translate="no">
          {view.hash}
        </span>
      </p>
      {view.before !== null && body !== null && (
        <details>
          <summary>
            <Trans>What changed since it came back</Trans>
          </summary>
          {diffLines(view.before.text, body.text).map((piece, i) => (
            <Line key={i} {...piece} />
          ))}
        </details>
      )}
    </section>
  );
}

function Code({
  name,
  value,
  ground,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly ground: boolean;
}) {
  const lang = useLang();
  const said =
    ground && name === "ground" ? label("refusal", value, lang) : [value].flat().map(String).join(", ");
  return (
    <>
      <dt className="mono" translate="no">
        {name}
      </dt>
      <dd>{said}</dd>
    </>
  );
}

/** In words as well as in colour: a reader who sees no colour hears it. */
function Line({ kind, text }: { readonly kind: "same" | "new" | "gone"; readonly text: string }) {
  if (kind === "new") return <ins dir="auto">+ {text}</ins>;
  if (kind === "gone") return <del dir="auto">− {text}</del>;
  return (
    <p className="crosses" dir="auto">
      {text}
    </p>
  );
}
