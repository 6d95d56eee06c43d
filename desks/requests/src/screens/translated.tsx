import { Trans } from "@lingui/react/macro";
import { isLang, NATIVE, useLang, usePlace, When } from "@setu/ui";
import type { ReactNode } from "react";
import type { Body } from "../body.ts";
import type { HomeAct } from "../home.ts";
import type { Translation } from "../texts/translations.ts";
import { Line } from "./line.tsx";

/**
 * What was written, in its own language, and beside it what somebody else made of it.
 * @param beside translations of ours, which the other side does not see
 */
export function WrittenText({
  body,
  beside = [],
}: {
  readonly body: Body;
  readonly beside?: readonly ReactNode[];
}) {
  const screen = useLang();
  const { lang, text, translations = [] } = body;
  const original = (
    <>
      {(lang !== screen || translations.length + beside.length > 0) && (
        <p className="meta muted">
          <Trans>
            Written in: <span lang={lang}>{NATIVE[lang]}</span>
          </Trans>
        </p>
      )}
      <p className="prose" lang={lang} dir="auto">
        {text}
      </p>
    </>
  );
  if (translations.length + beside.length === 0) return original;
  return (
    <div className="written">
      <div className="original">{original}</div>
      {translations.map((each) => (
        <Translated key={each.lang} translation={each} />
      ))}
      {beside}
    </div>
  );
}

/** Never to be taken for the original: who made it stands above it, in words. */
function Translated({ translation: { lang, text, how, by } }: { readonly translation: Translation }) {
  return (
    <div className="translation">
      <p className="meta">
        <Trans>
          Courtesy translation, <span lang={lang}>{NATIVE[lang]}</span>; the original decides.
        </Trans>{" "}
        {how === "human" ? (
          <Trans>
            Translated by <Line text={by} />.
          </Trans>
        ) : by === "" ? (
          <Trans>Translated by machine.</Trans>
        ) : (
          <Trans>
            Translated by machine: <Line text={by} />.
          </Trans>
        )}
      </p>
      <p className="prose" lang={lang} dir="auto">
        {text}
      </p>
    </div>
  );
}

/** What our side made of an act for its own readers: in the colour of our half, and in words. */
export function OurTranslation({ act, name }: { readonly act: HomeAct; readonly name: string }) {
  const lang = useLang();
  const { node } = usePlace();
  const country = node.name[lang];
  const into = isLang(act.args["lang"]) ? act.args["lang"] : lang;
  return (
    <div className="our-translation">
      <p className="meta">
        <Trans>
          Our own translation, <span lang={into}>{NATIVE[into]}</span>; it stays in {country}. The original
          decides.
        </Trans>{" "}
        {act.args["how"] === "machine" && <Trans>Translated by machine.</Trans>} <bdi>{name}</bdi> ·{" "}
        <When at={act.at} both={false} />
      </p>
      <p className="prose" lang={into} dir="auto">
        {act.text}
      </p>
    </div>
  );
}
