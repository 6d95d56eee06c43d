import { Plural, Trans, useLingui } from "@lingui/react/macro";
import {
  SHARED,
  OURS,
  PICTURE_SIDES,
  type Figure,
  type Picture,
  type PictureSide,
} from "@setu/requests/picture.ts";
import { api, LoadProblem, Notice, ScreenKeys, setServerNow, useLang, usePlace, When } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { LinkSentence, useLink } from "./link-state.tsx";
import { FigureRows } from "./picture-rows.tsx";
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
  useEffect(() => {
    document.title = `${title} · Setu`;
  }, [title]);
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
          <Shared picture={data} />
          <Ours picture={data} />
        </>
      )}
      <ScreenKeys help={[{ keys: ["?"], does: <Trans>Show this sheet</Trans> }]} />
    </div>
  );
}

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

type Part = { readonly picture: Picture };

function Shared({ picture }: Part) {
  const { t } = useLingui();
  return (
    <section className="panel" aria-labelledby="shared">
      <h2 id="shared">
        <Trans>Both sides can count this</Trans>
      </h2>
      <Figures
        picture={picture}
        figures={Object.keys(SHARED) as Figure[]}
        caption={t`Open requests by whose clock it is and how long it still has`}
      />
    </section>
  );
}

function Ours({ picture }: Part) {
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
        picture={picture}
        figures={Object.keys(OURS) as Figure[]}
        caption={t`Open requests by who of our desk has them`}
      />
    </section>
  );
}

type FiguresProps = Part & { readonly figures: readonly Figure[]; readonly caption: string };

/** The table is the picture; the bars beside its numbers are drawn from it and are not read aloud. */
function Figures({ picture: { counts }, figures, caption }: FiguresProps) {
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
      <FigureRows counts={counts} figures={figures} most={most} owes={owes} />
    </table>
  );
}

const Owner = ({ children: who }: { readonly children: ReactNode }) => (
  <th scope="col">
    <Trans>{who} owes the answer</Trans>
  </th>
);
