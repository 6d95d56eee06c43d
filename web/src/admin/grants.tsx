import { useLingui as useI18n } from "@lingui/react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Grants } from "@setu/requests/administration.ts";
import { useLang, When } from "@setu/ui";
import type { ReactNode } from "react";
import { POWER_WORDS } from "../powers-words.ts";
import { TopicLines } from "./topic-lines.tsx";

export function PowerList({ powers }: { readonly powers: readonly string[] }) {
  const { _ } = useI18n();
  const lang = useLang();
  if (powers.length === 0) return <Trans context="powers">None</Trans>;
  return new Intl.ListFormat(lang).format(powers.map((power) => _(POWER_WORDS[power] ?? { id: power })));
}

/** What an officer has been given, a row for each thing that can be given or taken. */
export function useGrantRows() {
  const { t } = useLingui();
  const lang = useLang();
  const rows: readonly { readonly name: string; readonly of: (grants: Grants) => ReactNode }[] = [
    { name: t({ context: "grants", message: "Powers" }), of: ({ powers }) => <PowerList powers={powers} /> },
    {
      name: t({ context: "grants", message: "Topics, up to which level" }),
      of: ({ powers, topics }) => <TopicLines powers={powers} topics={topics} />,
    },
    { name: t`Clearance, from 0 to 4`, of: ({ clearance }) => clearance },
    {
      name: t({ context: "grants", message: "Compartments" }),
      of: ({ compartments }) =>
        compartments.length === 0 ? (
          <Trans context="compartments">None</Trans>
        ) : (
          <bdi>{new Intl.ListFormat(lang).format(compartments)}</bdi>
        ),
    },
    {
      name: t({ context: "grants", message: "Accredited from" }),
      of: ({ from }) => <When at={from} both={false} />,
    },
    {
      name: t({ context: "grants", message: "Accredited until" }),
      of: ({ until }) => <When at={until} both={false} />,
    },
    {
      name: t({ context: "grants", message: "State" }),
      of: ({ suspended }) =>
        suspended ? (
          <Trans context="officer">Suspended</Trans>
        ) : (
          <Trans context="officer">Not suspended</Trans>
        ),
    },
  ];
  return rows;
}
