import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { AttachmentView, FileManifest, Lang, RequestView, Session } from "@setu/requests/api.ts";
import type { NoticeList } from "@setu/requests/me.ts";
import type { Suspensions, Waiting } from "@setu/requests/suspension.ts";
import type { PartsFileView } from "@setu/requests/subsets.ts";
import { READ, type Reader, type ReadPage, type ReadPages } from "@setu/requests/read-pages.ts";
import { ACCOUNTS, sessionOf } from "./fixtures.ts";
import { listOf, pictureOf, searchOf } from "./lists.ts";
import { answerMe } from "./me.ts";
import { packageOf } from "./packages.ts";
import { dossierIn } from "./oversight.ts";
import { linkOf } from "./link.ts";
import type { Mock } from "./mock.ts";
import { releaseIn, releasesIn } from "./releases.ts";
import { suspensionsIn } from "./suspensions.ts";

/** The pages without a script, over the stand-in's requests: what a node renders, by the same code. */
const BUILT = join(import.meta.dirname, "../dist-ssr/print.js");
const VIEWS = ["inbox", "sent", "all"] as const;

export async function answerRead(
  mock: Mock,
  url: URL,
  path: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const go = (to: string) => void response.writeHead(303, { location: to }).end();
  const { session } = mock;
  if (request.method === "POST" && path[2] !== "assistance") {
    let text = "";
    for await (const part of request) text += String(part);
    const form = new URLSearchParams(text);
    const account = ACCOUNTS.find(({ id }) => id === form.get("account"));
    mock.session = account === undefined ? null : sessionOf(account);
    return go(account === undefined ? `${READ}/sign-in` : (form.get("next") ?? `${READ}/inbox`));
  }
  if (session === null && path[0] !== "sign-in" && path[0] !== "accessibility")
    return go(`${READ}/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`);
  const made = path[2] === "assistance" ? mock.requests.get(path[1] ?? "") : undefined;
  const page =
    made === undefined
      ? pageOf(mock, url, path, session?.officer.id ?? "")
      : packageOf(made, request.method === "POST" ? await sizeOf(request) : null);
  if (!existsSync(BUILT)) throw new Error("the pages are not built: run npm run build");
  const { render, style } = (await import(BUILT)) as ReadPages;
  const hash = createHash("sha256").update(style).digest("base64");
  response.writeHead(page.kind === "refused" ? 404 : 200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; font-src 'self'; form-action 'self'`,
  });
  const rendered = render(page, readerOf(session, url));
  response.end(mock.reword?.(url.pathname, rendered) ?? rendered);
}

function pageOf(
  mock: Mock,
  url: URL,
  [name = "", item = "", files = "", a = ""]: readonly string[],
  me: string,
): ReadPage {
  const { lang: _lang, ...given } = Object.fromEntries(url.searchParams);
  const view = VIEWS.find((each) => each === name);
  if (view !== undefined) {
    const who = view === "inbox" ? { who: "mine-or-unassigned" } : {};
    const query: Readonly<Record<string, string>> = { state: "open", sort: "due", ...who, ...given };
    return { kind: "list", view, query, list: listOf(mock, new URLSearchParams({ ...query, view }), me) };
  }
  const q = given["q"] ?? "";
  switch (name) {
    case "sign-in":
      return { kind: "sign-in", accounts: ACCOUNTS, oidc: false, next: given["next"] ?? `${READ}/inbox` };
    case "search":
      return { kind: "search", q, result: q === "" ? null : searchOf(mock, q, given["after"] ?? null) };
    case "notices": {
      const list = answerMe(mock.me, "GET", ["notices"], {}, url)?.body as NoticeList;
      const tlp = list.rows.flatMap((row) => mock.requests.get(row.item)?.tlp ?? []);
      return { kind: "notices", list, tlp };
    }
    case "accessibility":
      return { kind: "accessibility" };
    case "picture":
      return { kind: "picture", picture: pictureOf(mock, me), link: linkOf(mock) };
    case "link":
      return { kind: "link", view: linkOf(mock) };
    case "suspensions": {
      const all = suspensionsIn(mock.suspensions, [], {}, me) as Suspensions;
      return {
        kind: "suspensions",
        all,
        waiting: suspensionsIn(mock.suspensions, ["waiting"], {}, me) as Waiting,
      };
    }
    case "releases": {
      const [own, other] = ACCOUNTS;
      if (files === "") return { kind: "releases", releases: releasesIn(mock.releases, own, other) };
      return { kind: "release", view: releaseIn(mock.releases, files, own, other) };
    }
    case "oversight": {
      const found = mock.requests.get(item);
      if (found === undefined) return NOTHING;
      return { kind: "dossier", dossier: dossierIn(found, Date.now()), view: found, logs: LOGS };
    }
    case "requests": {
      const found = mock.requests.get(item);
      const file = found?.timeline.flatMap((act) => act.attachments).find((each) => each.a === a);
      if (found !== undefined && files === "files")
        return file === undefined ? NOTHING : manifestOf(found, file, me, mock.file.subset ?? null);
      if (found !== undefined) return { kind: "request", view: found, logs: LOGS };
    }
  }
  return NOTHING;
}

async function sizeOf(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const part of request) bytes += (part as Uint8Array).length;
  return bytes;
}

const NOTHING = { kind: "refused", code: "NOT_FOUND", stray: null } as const;

function manifestOf(
  { item, ref, tlp }: RequestView,
  file: AttachmentView,
  me: string,
  subset: PartsFileView | null,
): ReadPage {
  const { a, name, type, size } = file;
  const hex = "5e".repeat(32);
  const log = LOGS[1].origin;
  const home = "ca/home/1";
  const at = Date.now() - 3_600_000;
  const manifest: FileManifest = {
    v: "setu-manifest/1",
    name,
    type,
    size,
    sha256: hex,
    salt: "c2FsdA",
    a,
    c: hex,
    n: size,
    act: { id: hex.slice(32), item, from: "in", to: "ca", do: "ask" },
    proof: `${hex.slice(32)}.tlog-proof`,
    custody: [
      { what: "sent", at, by: "in.officer-1", log, pos: 12 },
      { what: "received", at: at + 1_000, by: "ca", log, pos: 12 },
      { what: "checked", at: at + 2_000, by: "ca", log: home, pos: 39 },
      { what: "opened", at: at + 60_000, by: me, log: LOGS[0].origin, pos: 9 },
      { what: "looked", at: at + 90_000, by: me, log: home, pos: 40 },
      {
        what: "taken",
        at: at + 120_000,
        by: me,
        log: home,
        pos: 41,
        reason: "examine",
        because: "For the laboratory, case 12",
      },
    ],
    made: { at: Date.now(), by: me, party: "ca" },
  };
  return { kind: "manifest", ref, tlp, manifest, scan: { verdict: "clean", at: at + 2_000 }, subset };
}

const LOGS = [
  { side: "us", origin: "ca/link/in/main/1", size: 214, root: Buffer.alloc(32, 1).toString("base64") },
  { side: "them", origin: "in/link/ca/main/1", size: 408, root: Buffer.alloc(32, 2).toString("base64") },
] as const;

function readerOf(session: Session | null, url: URL): Reader {
  const asked = (url.searchParams.get("lang") as Lang | null) ?? null;
  return {
    node: session?.node ?? sessionOf(ACCOUNTS[0]).node,
    session,
    lang: asked ?? session?.officer.lang ?? "en",
    asked,
    zone: null,
    names: new Map(ACCOUNTS.map(({ id, name }) => [id, name])),
    address: url.pathname + url.search,
    now: Date.now(),
  };
}
