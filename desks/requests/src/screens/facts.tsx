import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { useLang } from "@setu/ui";
import type { ReactNode } from "react";
import type { RequestView } from "../api.ts";
import { ARG_LISTS } from "../lists.ts";
import { label } from "./codes.ts";
import { InForce } from "./in-force.tsx";
import { MarkingLine } from "./marking-fields.tsx";
import { STATUS, URGENCY } from "./words.ts";

const NAMES: Readonly<Record<string, ReactNode>> = {
  purpose: <Trans>Purpose</Trans>,
  offence: <Trans>Offence</Trans>,
  basis: <Trans>Legal basis</Trans>,
  link: <Trans>Link between the person and the purpose</Trans>,
  kinds: <Trans>Information asked for</Trans>,
  language: <Trans>Language of the answer</Trans>,
  reason: <Trans>Reason of the urgency</Trans>,
  use: <Trans>Permitted use</Trans>,
};

/** What was asked and on what basis: only what was filled in. */
export function Facts({ view }: { readonly view: RequestView }) {
  const { _ } = useI18n();
  const lang = useLang();
  const urgency = URGENCY[view.urgency];
  return (
    <dl className="facts">
      <dt>
        <Trans>Stage</Trans>
      </dt>
      <dd>{STATUS[view.status] === undefined ? view.status : _(STATUS[view.status]!)}</dd>
      <dt>
        <Trans>Urgency</Trans>
      </dt>
      <dd>{urgency === undefined ? view.urgency : _(urgency)}</dd>
      {Object.entries(ARG_LISTS["ask"]!).map(([name, list]) => {
        const value = view.args[name];
        if (value === undefined) return null;
        const codes: readonly unknown[] = Array.isArray(value) ? value : [value];
        return [
          <dt key={`${name} term`}>{NAMES[name]}</dt>,
          <dd key={name}>
            {codes.map((code) => label(list, code, lang)).join("; ")}
            {name === "basis" && view.rests !== undefined && <InForce rests={view.rests} />}
          </dd>,
        ];
      })}
      <dt>
        <Trans>Handling</Trans>
      </dt>
      <dd>
        <MarkingLine mark={view.mark} />
      </dd>
    </dl>
  );
}
