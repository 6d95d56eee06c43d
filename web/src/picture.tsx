import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { listOfFigure, type Picture } from "@setu/requests/picture.ts";
import { readQuery } from "@setu/requests/screens/list-query.ts";
import { PATHS } from "@setu/requests/screens/views-bar.tsx";
import {
  api,
  Link,
  LoadProblem,
  Notice,
  ScreenKeys,
  setServerNow,
  useLang,
  usePlace,
  When,
  useWindowTitle,
} from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { LinkSentence, useLink } from "./link-state.tsx";
import type { ListLinkProps } from "./picture-rows.tsx";
import { PictureTables } from "./picture-tables.tsx";
import "./picture.css";

const MINUTE = 60_000;

async function load(): Promise<Picture> {
  const picture = await api<Picture>("/picture");
  setServerNow(picture.now);
  return picture;
}

/** How the whole desk stands at one instant: what both sides can count, what only ours can, and the line between them. */
export default function PictureScreen() {
  const { t } = useLingui();
  const title = t({ context: "screen", message: "Common picture" });
  useWindowTitle(title);
  // With the requests: whatever makes a list stale makes its figure stale. Time does so by itself.
  const { data, error, refetch } = useQuery({
    queryKey: ["requests", "picture"],
    queryFn: load,
    refetchInterval: MINUTE,
  });
  return (
    <div className="picture">
      <h1>{title}</h1>
      {error !== null && data === undefined && <LoadProblem error={error} retry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <AsOf now={data.now} />
          <PictureTables picture={data} ListLink={ListLink} />
        </>
      )}
      <ScreenKeys help={[{ keys: ["?"], does: msg`Show this sheet` }]} />
    </div>
  );
}

const ListLink = ({ side, figure, ...rest }: ListLinkProps) => (
  <Link to={PATHS[side]} search={readQuery(listOfFigure(figure))} {...rest} />
);

/** On a poor line the newest word of the other side is older than the picture. */
function AsOf({ now }: { readonly now: number }) {
  const lang = useLang();
  const { peer } = usePlace();
  const { data: link } = useLink();
  const there = peer?.name[lang] ?? "";
  const alarms = link?.alarms.length ?? 0;
  return (
    <div className="panel">
      <p>
        <strong>
          <Trans>
            As of <When at={now} />
          </Trans>
        </strong>
      </p>
      {link !== undefined && (
        <>
          <p>
            <LinkSentence view={link} />{" "}
            <Link to="/link">
              <Trans context="screen">Link health</Trans>
            </Link>
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
              <Link to="/link">
                <Plural value={alarms} one="# alarm on the link" other="# alarms on the link" />
              </Link>
            </Notice>
          )}
        </>
      )}
    </div>
  );
}
