import { useLingui as useI18n } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import type { ReleaseLine } from "@setu/requests/release-api.ts";
import { requestPath, useReading } from "@setu/requests/screens/read/links.ts";
import { DO } from "@setu/requests/screens/words.ts";
import { Tlp, When } from "@setu/ui";
import type { ReactNode } from "react";
import { ACTS } from "../permission-words.ts";
import { SetsAside } from "../release-before.tsx";
import { Crosses } from "../release-crosses.tsx";
import { STATE_WORDS } from "../release-words.ts";

type All = Extract<ReadPage, { readonly kind: "releases" }>;
type One = Extract<ReadPage, { readonly kind: "release" }>;

/** What waits for a second person. Nothing is decided on a page: a key of a person signs, and that takes a script. */
export function ReadReleases({ releases: { waiting, mine, reviews } }: All) {
  return (
    <>
      <h1>
        <Trans context="screen">Releases</Trans>
      </h1>
      <Lines title={<Trans>For you to approve</Trans>} lines={waiting} />
      <Lines title={<Trans>Sent by you</Trans>} lines={mine} />
      <Lines title={<Trans>Released by one person, to be reviewed within 24 hours</Trans>} lines={reviews} />
    </>
  );
}

function Lines({ title, lines }: { readonly title: ReactNode; readonly lines: readonly ReleaseLine[] }) {
  const { href } = useReading();
  return (
    <>
      <h2>
        {title} ({lines.length})
      </h2>
      <ol className="matters">
        {lines.map((line) => (
          <li key={line.id}>
            <p>
              <a href={href(`/releases/${encodeURIComponent(line.item)}/${line.id}`)}>
                <What line={line} />
              </a>{" "}
              <Tlp label={line.tlp} />
            </p>
            <Who line={line} />
          </li>
        ))}
      </ol>
    </>
  );
}

/** What would cross, and what of ours it would set aside. */
export function ReadRelease({ view }: One) {
  const { href } = useReading();
  return (
    <div className="releases">
      <h1>
        <What line={view} />
      </h1>
      <Who line={view} />
      <p>
        <a href={href(requestPath(view.item))}>
          <Trans>The whole request</Trans>
        </a>
      </p>
      <SetsAside view={view} />
      <Crosses view={view} />
      <p className="screen">
        <a href={`/releases/${view.id}`}>
          <Trans>It is decided on the screens for writing.</Trans>
        </a>
      </p>
    </div>
  );
}

type Of = { readonly line: ReleaseLine };

function What({ line }: Of) {
  const { _ } = useI18n();
  return (
    <>
      {_((line.desk === "permissions" ? ACTS : DO)[line.do] ?? { id: line.do })} ·{" "}
      <span className="mono" translate="no">
        {line.ref}
      </span>
    </>
  );
}

function Who({ line: { author, at, state, due } }: Of) {
  const { _ } = useI18n();
  const { nameOf } = useReading();
  return (
    <p className="meta muted">
      <bdi>{nameOf(author)}</bdi>, <When at={at} />, {_(STATE_WORDS[state] ?? { id: state })}
      {due !== null && (
        <>
          {" · "}
          <Trans>
            Due: <When at={due} />
          </Trans>
        </>
      )}
    </p>
  );
}
