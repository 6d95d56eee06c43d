import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui as useI18n } from "@lingui/react";
import { useLingui } from "@lingui/react/macro";
import { PICTURE_SIDES, type Figure, type Picture, type PictureSide } from "@setu/requests/picture.ts";
import { CLOCK_WORDS } from "@setu/requests/screens/list-words.ts";
import type { ComponentType } from "react";

const WORDS: Readonly<Record<Figure, MessageDescriptor>> = {
  open: msg({ context: "figure", message: "Open in all" }),
  ...CLOCK_WORDS,
  us: msg({ context: "figure", message: "The next act is ours" }),
  them: msg({ context: "figure", message: "The next act is theirs" }),
  unassigned: msg({ context: "figure", message: "Nobody has it" }),
  "unassigned-overdue": msg({ context: "figure", message: "Nobody has it, and it is overdue" }),
  "unassigned-p75": msg({ context: "figure", message: "Nobody has it, and 75 % of the time has passed" }),
  mine: msg({ context: "figure", message: "I have it" }),
  "follow-up": msg({ context: "figure", message: "A follow-up is due" }),
  own: msg({ context: "figure", message: "Came another way than through Setu" }),
  "own-overdue": msg({ context: "figure", message: "Came another way, and its date has passed" }),
};

export type ListLinkProps = {
  readonly side: PictureSide;
  readonly figure: Figure;
  readonly "aria-label": string;
  readonly children: string;
};

type Props = {
  readonly counts: Picture["counts"];
  readonly figures: readonly Figure[];
  /** The longest bar. */
  readonly most: number;
  readonly owes: Readonly<Record<PictureSide, string>>;
  readonly ListLink: ComponentType<ListLinkProps>;
};

export function FigureRows({ counts, figures, most, owes, ListLink }: Props) {
  const { _ } = useI18n();
  return (
    <tbody>
      {figures.map((figure) => (
        <tr key={figure} data-figure={figure}>
          <th scope="row">{_(WORDS[figure])}</th>
          {PICTURE_SIDES.map((side) => (
            <td key={side} data-owes={owes[side]}>
              <Count
                side={side}
                figure={figure}
                ListLink={ListLink}
                counted={counts[side][figure]}
                words={`${_(WORDS[figure])}, ${owes[side]}`}
              />
              <Bar figure={figure} share={counts[side][figure].total / most} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

type CountProps = Pick<ListLinkProps, "side" | "figure"> & {
  readonly ListLink: ComponentType<ListLinkProps>;
  readonly counted: Picture["counts"][PictureSide][Figure];
  readonly words: string;
};

/** Leads to the list that it counts. */
function Count({ ListLink, counted: { total, more }, words, ...which }: CountProps) {
  const { t, i18n } = useLingui();
  const number = i18n.number(total);
  const shown = more ? t({ context: "figure", message: `more than ${number}` }) : number;
  return (
    <ListLink {...which} aria-label={`${shown}: ${words}`}>
      {shown}
    </ListLink>
  );
}

const Bar = ({ figure, share }: { readonly figure: Figure; readonly share: number }) => (
  <svg viewBox="0 0 100 8" preserveAspectRatio="none" className="bar-of" aria-hidden="true" focusable="false">
    <rect className="ground" width="100" height="8" />
    <rect className={`share ${figure}`} width={share * 100} height="8" />
  </svg>
);
