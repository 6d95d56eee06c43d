import { Trans, useLingui } from "@lingui/react/macro";
import {
  SHARED,
  OURS,
  PICTURE_SIDES,
  type Figure,
  type Picture,
  type PictureSide,
} from "@setu/requests/picture.ts";
import { useLang, usePlace } from "@setu/ui";
import type { ComponentType, ReactNode } from "react";
import { FigureRows, type ListLinkProps } from "./picture-rows.tsx";

type Part = {
  readonly picture: Picture;
  /** Leads to the list that a figure counts. */
  readonly ListLink: ComponentType<ListLinkProps>;
};

/** What both sides can count, and what only ours can, with the line between them. */
export function PictureTables(part: Part) {
  return (
    <>
      <Shared {...part} />
      <Ours {...part} />
    </>
  );
}

function Shared(part: Part) {
  const { t } = useLingui();
  return (
    <section className="panel" aria-labelledby="shared">
      <h2 id="shared">
        <Trans>Both sides can count this</Trans>
      </h2>
      <Figures
        {...part}
        figures={Object.keys(SHARED) as Figure[]}
        caption={t`Open requests by whose clock it is and how long it still has`}
      />
      <p className="hint">
        <Trans>What came another way is not counted here: the other side does not know of it.</Trans>
      </p>
    </section>
  );
}

function Ours(part: Part) {
  const { t } = useLingui();
  const lang = useLang();
  const { node } = usePlace();
  const country = node.name[lang];
  return (
    <section className="panel ours ours-alone" aria-labelledby="ours">
      <h2 id="ours">
        <Trans>Only our desk knows this</Trans>{" "}
        <span className="stays">{<Trans>Stays in {country}</Trans>}</span>
      </h2>
      <Figures
        {...part}
        figures={Object.keys(OURS) as Figure[]}
        caption={t`Open requests by who of our desk has them`}
      />
    </section>
  );
}

type FiguresProps = Part & { readonly figures: readonly Figure[]; readonly caption: string };

/** The table is the picture; the bars beside its numbers are drawn from it and are not read aloud. */
function Figures({ picture: { counts }, ListLink, figures, caption }: FiguresProps) {
  const lang = useLang();
  const { node, peer } = usePlace();
  const owes: Readonly<Record<PictureSide, string>> = {
    inbox: node.name[lang],
    sent: peer?.name[lang] ?? "",
  };
  const most = Math.max(
    1,
    ...PICTURE_SIDES.flatMap((side) => figures.map((figure) => counts[side][figure].total)),
  );
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <td />
          {PICTURE_SIDES.map((side) => (
            <Owner key={side}>{owes[side]}</Owner>
          ))}
        </tr>
      </thead>
      <FigureRows counts={counts} figures={figures} most={most} owes={owes} ListLink={ListLink} />
    </table>
  );
}

const Owner = ({ children: who }: { readonly children: ReactNode }) => (
  <th scope="col">
    <Trans>{who} owes the answer</Trans>
  </th>
);
