import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { useLingui as useI18n } from "@lingui/react";
import { Plural, Trans } from "@lingui/react/macro";
import { When } from "@setu/ui";
import type { DerivedLine } from "../recalling.ts";
import type { Use } from "../using.ts";
import { useOfficers } from "./list-data.ts";
import { useRenderedNames } from "./read/links.ts";
import { USE_WORDS } from "./use-words.ts";

const WHAT: Readonly<Record<DerivedLine["what"], MessageDescriptor>> = {
  read: msg({ context: "derived", message: "opened the request" }),
  look: msg({ context: "derived", message: "looked at a file of it" }),
  take: msg({ context: "derived", message: "saved a file of it" }),
  use: msg({ context: "derived", message: "recorded a use" }),
  translate: msg({ context: "derived", message: "translated it" }),
  refer: msg({ context: "derived", message: "wrote another reference on the request" }),
  relate: msg({ context: "derived", message: "linked the request to another matter" }),
  "pass-on": msg({ context: "derived", message: "passed the request on within our side" }),
};

/** What became here of a record that its sender wants back, and what nobody can know of that. */
export function DerivedLines({ lines }: { readonly lines: readonly DerivedLine[] }) {
  return (
    <details>
      <summary>
        <Trans>What became of it here, by our own log</Trans> ({lines.length})
      </summary>
      {lines.length === 0 ? (
        <p>
          <Trans>Our log says of nobody here that they opened, saved, used or passed it on.</Trans>
        </p>
      ) : (
        <ol>
          {lines.map((line) => (
            <li key={`${line.what} ${line.by} ${line.at}`}>
              <Line line={line} />
            </li>
          ))}
        </ol>
      )}
      <p className="meta">
        <Trans>
          What was saved outside this program, and what was typed over from it, the program does not know.
          Lists that were taken out are in the log without their lines. What review did is shown to review
          alone.
        </Trans>
      </p>
    </details>
  );
}

function Asked({ officer }: { readonly officer: string }) {
  const { nameOf } = useOfficers();
  return <bdi>{nameOf(officer)}</bdi>;
}

function Line({ line: { what, of, by, at, last, times } }: { readonly line: DerivedLine }) {
  const { _ } = useI18n();
  const names = useRenderedNames();
  return (
    <>
      <When at={at} both={false} /> ·{" "}
      {names === null ? <Asked officer={by} /> : <bdi>{names.get(by) ?? by}</bdi>} {_(WHAT[what])}
      {what === "use" && of !== null && <>: {_(USE_WORDS[of as Use])}</>}
      {what === "pass-on" && of !== null && (
        <>
          : <bdi>{of}</bdi>
        </>
      )}
      {times > 1 && (
        <>
          {" "}
          (<Plural value={times} one="# time" other="# times" />; <Trans>last</Trans>{" "}
          <When at={last} both={false} />)
        </>
      )}
    </>
  );
}
