import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ReadPage } from "@setu/requests/read-pages.ts";
import { LIST_TITLES, ReadList } from "@setu/requests/screens/read/read-list.tsx";
import { ReadManifest } from "@setu/requests/screens/read/read-manifest.tsx";
import { ReadReason } from "@setu/requests/screens/read/read-reason.tsx";
import { ReadRequest } from "@setu/requests/screens/read/read-request.tsx";
import { ReadSearch } from "@setu/requests/screens/read/read-search.tsx";
import type { Reader } from "@setu/requests/read-pages.ts";
import { Statement } from "../accessibility-statement.tsx";
import { ReadDossier } from "./dossier.tsx";
import { ReadLink } from "./link.tsx";
import { ReadNotices } from "./notices.tsx";
import { ReadPackage } from "./package.tsx";
import { ReadPicture } from "./picture.tsx";
import { ReadRelease, ReadReleases } from "./releases.tsx";
import { Refused } from "./refused.tsx";
import { ReadSignIn } from "./sign-in.tsx";
import { ReadSuspensions } from "./suspensions.tsx";

type Kind = Exclude<ReadPage["kind"], "list" | "request" | "manifest" | "package" | "dossier" | "release">;

const TITLES: Readonly<Record<Kind, MessageDescriptor>> = {
  "sign-in": msg`Sign in`,
  search: msg({ context: "screen", message: "Search" }),
  notices: msg({ context: "screen", message: "Notices" }),
  picture: msg({ context: "screen", message: "Common picture" }),
  link: msg({ context: "screen", message: "Link health" }),
  suspensions: msg({ context: "screen", message: "Suspensions" }),
  releases: msg({ context: "screen", message: "Releases" }),
  accessibility: msg({ context: "screen", message: "Accessibility" }),
  reason: msg`A reason is needed`,
  refused: msg`This was not done`,
};

/** No title of a matter stands in the title of a window: it is in sight of more people than the page. */
export function titleOf(page: ReadPage, i18n: I18n): string {
  if (page.kind === "list") return i18n._(LIST_TITLES[page.view]);
  if (page.kind === "manifest" || page.kind === "package") return page.ref;
  if (page.kind === "dossier") return page.dossier.ref;
  if (page.kind === "release") return page.view.ref;
  return page.kind === "request" ? page.view.ref : i18n._(TITLES[page.kind]);
}

type Props = { readonly page: ReadPage; readonly reader: Reader };

export function Content({ page, reader }: Props) {
  switch (page.kind) {
    case "sign-in":
      return <ReadSignIn {...page} />;
    case "list":
      return <ReadList {...page} />;
    case "request":
      return <ReadRequest {...page} />;
    case "manifest":
      return <ReadManifest {...page} />;
    case "package":
      return <ReadPackage {...page} />;
    case "search":
      return <ReadSearch {...page} lang={reader.asked} />;
    case "notices":
      return <ReadNotices {...page} />;
    case "picture":
      return <ReadPicture {...page} />;
    case "dossier":
      return <ReadDossier {...page} />;
    case "link":
      return <ReadLink {...page} />;
    case "suspensions":
      return <ReadSuspensions {...page} />;
    case "releases":
      return <ReadReleases {...page} />;
    case "release":
      return <ReadRelease {...page} />;
    case "accessibility":
      return <Statement />;
    case "reason":
      return <ReadReason {...page} />;
    case "refused":
      return <Refused {...page} signedIn={reader.session !== null} />;
  }
}
