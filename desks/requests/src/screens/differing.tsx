import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Notice } from "@setu/ui";
import type { SendCheck } from "../api.ts";
import { Line } from "./line.tsx";
import { FLAG, KIND } from "./viewer-words.ts";

/** Our own files that are not what they say: the other side will be warned of each, and this may be the wrong file. */
export function Differing({ files }: { readonly files: SendCheck["differing"] }) {
  const { _ } = useI18n();
  return files.map(({ name, kind, second }) => {
    const word = kind === null ? undefined : KIND[kind];
    return (
      <Notice tone="warning" key={name}>
        <p>
          <strong>
            <Line text={name} />
          </strong>{" "}
          {word === undefined ? (
            <Trans>It could not be found out whether this file is what its name says.</Trans>
          ) : second ? (
            _(FLAG["second-nature"]!)
          ) : (
            <Trans>Its name or type does not say what it is: by its content it is {_(word)}.</Trans>
          )}{" "}
          <Trans>Is it the file that you mean to send?</Trans>
        </p>
      </Notice>
    );
  });
}
