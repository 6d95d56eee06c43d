import { Plural, Trans } from "@lingui/react/macro";
import { listOfFigure } from "@setu/requests/picture.ts";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { useReading } from "@setu/requests/screens/read/links.ts";
import { Notice, useLang, usePlace, When } from "@setu/ui";
import { LinkSentence } from "../link-state.tsx";
import type { ListLinkProps } from "../picture-rows.tsx";
import { PictureTables } from "../picture-tables.tsx";

type Props = Extract<ReadPage, { readonly kind: "picture" }>;

/** How the desk stands; each figure leads to its list as a page without a script. */
export function ReadPicture({ picture, link }: Props) {
  const lang = useLang();
  const { peer } = usePlace();
  const there = peer?.name[lang] ?? "";
  const alarms = link.alarms.length;
  return (
    <div className="picture">
      <h1>
        <Trans context="screen">Common picture</Trans>
      </h1>
      <p>
        <LinkSentence view={link} />
      </p>
      {link.lastHeard !== null && (
        <p className="muted">
          <Trans>
            What {there} did is counted up to <When at={link.lastHeard} />.
          </Trans>
        </p>
      )}
      {alarms > 0 && (
        <Notice tone="error">
          <Plural value={alarms} one="# alarm on the link" other="# alarms on the link" />
        </Notice>
      )}
      <PictureTables picture={picture} ListLink={ListLink} />
    </div>
  );
}

function ListLink({ side, figure, ...rest }: ListLinkProps) {
  const { href } = useReading();
  return <a href={href(`/${side}`, { who: "any", ...listOfFigure(figure) })} {...rest} />;
}
