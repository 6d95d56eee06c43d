import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { ERRORS, type ErrorCode } from "@setu/core/errors.ts";
import type { PostingCommand } from "@setu/officers/api.ts";
import type {
  Command,
  HeldAct,
  HomeCommand,
  LinkView,
  SavedView,
  SendCheck,
  Session,
} from "@setu/requests/api.ts";
import { unfilled } from "@setu/requests/texts/fields.ts";
import { ACCOUNTS, COLLEAGUES, makeRequests, sessionOf } from "./fixtures.ts";
import { actOnDuty, asksReason, dutyIn, LISTS, newDuty, type DutyState } from "./duty.ts";
import { newFiles, pageImage, type FileState } from "./files.ts";
import { answerMe, newMe, type MeState } from "./me.ts";
import { previewOf, readFields } from "./intake.ts";
import { actOn, listOf, pictureOf, searchOf, type ListState } from "./lists.ts";
import { findingsIn, oversightIn } from "./oversight.ts";
import { actOnPosting, AGENCIES, newPostings, postingIn, postingsIn, type PostingState } from "./postings.ts";
import { administrationIn, newAdministration, type AdministrationState } from "./administration.ts";
import { lendIn, newPowers, powersIn, type PowersState } from "./powers.ts";
import { newReleases, releaseDeed, releaseIn, releasesIn, type ReleaseState } from "./releases.ts";
import { instrumentsIn, restsIn } from "./instruments.ts";
import { answerIndividuals, newIndividuals, overseenIn, type IndividualsState } from "./individuals.ts";
import { linkOf } from "./link.ts";
import { intendIn, useDeedIn, useIn, usesIn, type UsesState } from "./uses.ts";
import {
  leavesIn,
  newPermissions,
  permissionIn,
  permissionsIn,
  sayIn,
  type PermissionState,
} from "./permissions.ts";
import { newSuspensions, suspensionsIn, type SuspensionState } from "./suspensions.ts";
import { answerRead } from "./read.ts";
import { actAlone, answerWriting, forgetDraft, keepDraft, newWriting, type WritingState } from "./writing.ts";

/**
 * A stand-in for the server, for developing and testing the screens only. It keeps one officer's session and a set of
 * synthetic requests in memory, and lets a test say what happens next.
 */
const DIST = join(import.meta.dirname, "../dist");
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export type Mock = ListState &
  WritingState &
  FileState & {
    readonly url: string;
    readonly received: { do: string; command: Command }[];
    /** Acts of our own half, as they came. */
    readonly homeReceived: { item: string; command: HomeCommand }[];
    readonly exported: string[];
    readonly me: MeState;
    readonly duty: DutyState;
    readonly postings: PostingState;
    readonly powers: PowersState;
    readonly administration: AdministrationState;
    readonly releases: ReleaseState;
    readonly uses: UsesState;
    readonly suspensions: SuspensionState;
    readonly permissions: PermissionState;
    readonly individuals: IndividualsState;
    session: Session | null;
    link: LinkView["state"];
    road: NonNullable<LinkView["road"]>;
    alarms: LinkView["alarms"];
    /** The code with which acts are refused. */
    refuse: ErrorCode | null;
    refusals: readonly string[];
    /** What the send check says of files. */
    differing: SendCheck["differing"];
    subsets: NonNullable<SendCheck["subsets"]>;
    hold: number;
    /** What becomes of a file of the build, or of a page without a script, before it is given out. */
    reword: ((path: string, text: string) => string) | null;
    emit(event: object): void;
    close(): Promise<void>;
  };

export async function startMock({ port = 0 }: { readonly port?: number } = {}): Promise<Mock> {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(mock, streams, request, response).catch((error: unknown) => {
      problem(response, "INTERNAL");
      process.stderr.write(`${String(error)}\n`);
    });
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const mock: Mock = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: makeRequests(Date.now()),
    views: new Map(),
    home: new Map(),
    stale: new Set(),
    pageSize: 50,
    counted: 10_000,
    ...newWriting(),
    ...newFiles(),
    received: [],
    homeReceived: [],
    exported: [],
    me: newMe(),
    duty: newDuty(),
    postings: newPostings(),
    powers: newPowers(),
    administration: newAdministration(),
    releases: newReleases(),
    uses: new Map(),
    suspensions: newSuspensions(),
    permissions: newPermissions(),
    individuals: newIndividuals(),
    session: null,
    link: "up",
    road: "both",
    alarms: [],
    refuse: null,
    refusals: [],
    differing: [],
    subsets: [],
    hold: 10_000,
    reword: null,
    emit: (event) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    close: () => {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
  return mock;
}

function postings(
  mock: Mock,
  method: string,
  item: string | undefined,
  json: Readonly<Record<string, unknown>>,
  response: ServerResponse,
) {
  if (method === "POST") {
    const command = json["command"] as PostingCommand;
    if (mock.refuse !== null) return problem(response, mock.refuse);
    const sent = actOnPosting(mock.postings, item ?? null, command);
    return sent === null ? problem(response, "NOT_FOUND") : send(response, { id: command.id, item: sent });
  }
  if (item === undefined) return send(response, postingsIn(mock.postings, ACCOUNTS));
  const view = postingIn(mock.postings, item);
  return view === null ? problem(response, "NOT_FOUND") : send(response, view);
}

function releases(mock: Mock, path: readonly string[], json: object, response: ServerResponse) {
  const [me, other] = ACCOUNTS;
  if (!me || !other) throw new Error("the stand-in has two officers");
  const [, , id, what] = path;
  if (id === undefined) return send(response, releasesIn(mock.releases, me, other));
  if (what === undefined) return send(response, releaseIn(mock.releases, id, me, other));
  const done = releaseDeed(mock.releases, { id, what, json, me });
  return done === null ? response.writeHead(204).end() : send(response, done);
}

function uses(mock: Mock, [, , id = "", what]: readonly string[], json: object, response: ServerResponse) {
  const me = ACCOUNTS[0];
  if (what === undefined) return send(response, useIn(mock.uses, id, me));
  useDeedIn(mock.uses, id, what, json, me);
  return response.writeHead(204).end();
}

async function answer(
  mock: Mock,
  streams: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = new URL(request.url ?? "/", mock.url);
  const path = url.pathname.split("/").slice(1).map(decodeURIComponent);
  const method = request.method ?? "GET";
  response.setHeader("content-security-policy", POLICY);
  if (path[0] === "print")
    return void response.writeHead(301, { location: url.href.replace("/print", "/read") }).end();
  if (path[0] === "read") return answerRead(mock, url, path.slice(1), request, response);
  if (path[0] !== "api") return file(mock, url.pathname, response);
  const isJson = request.headers["content-type"]?.startsWith("application/json") === true;
  const json = ["POST", "PUT"].includes(method) && isJson ? await body(request) : {};
  if (path[1] === "accounts") return send(response, ACCOUNTS);
  if (path[1] === "sign-in") return send(response, { accounts: ACCOUNTS, ...mock.me.ways });
  if (path[1] === "session") return session(mock, method, String(json["account"]), response);
  if (mock.session === null) return problem(response, "SIGNED_OUT");
  if (method !== "GET" && request.headers["x-setu-csrf"] !== mock.session.csrf)
    return problem(response, "FORBIDDEN");
  const mine = answerMe(mock.me, method, path.slice(1), json, url);
  if (mine !== null)
    return mine.body === undefined ? response.writeHead(204).end() : send(response, mine.body);
  if (path[1] === "administration") {
    const part = administrationIn(mock.administration, path.slice(2), json);
    return part === null ? response.writeHead(204).end() : send(response, part);
  }
  const written = answerWriting(mock, method, path.slice(1), json, url.searchParams);
  if (written !== null) return answered(written, response);
  switch (path[1]) {
    case "events":
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": open\n\n");
      streams.add(response);
      request.on("close", () => streams.delete(response));
      return;
    case "powers":
      return send(response, powersIn(mock.powers, ACCOUNTS));
    case "agencies":
      return method === "POST"
        ? send(response, { id: "0".repeat(32), item: AGENCIES.rows[0]?.item })
        : send(response, AGENCIES);
    case "postings":
      return postings(mock, method, path[2], json, response);
    case "duty":
      if (method === "GET") return send(response, dutyIn(mock.duty));
      actOnDuty(mock.duty, json, ACCOUNTS[0]);
      return response.writeHead(204).end();
    case "brakes":
      if (method === "GET") return send(response, mock.duty.stopped);
      mock.duty.stopped = [];
      return response.writeHead(204).end();
    case "releases":
      return releases(mock, path, json, response);
    case "oversight":
      if (mock.session.powers?.includes("oversee") !== true) return problem(response, "FORBIDDEN");
      return send(
        response,
        path[2] === "individuals"
          ? overseenIn(mock.individuals, path[3])
          : oversightIn(path.slice(2), url.searchParams),
      );
    case "delegations":
      lendIn(mock.powers, path.slice(2), json, mock.session.officer.id);
      return response.writeHead(204).end();
    case "instruments":
      return send(response, instrumentsIn());
    case "uses":
      return uses(mock, path, json, response);
    case "individuals":
    case "consultations": {
      if (mock.session.powers?.includes("redress") !== true) return problem(response, "FORBIDDEN");
      const asker = { me: mock.session.officer.id, json };
      const said = answerIndividuals(
        mock.individuals,
        path.slice(1),
        url.searchParams.get("lang"),
        asker,
        method,
      );
      return answered(said, response);
    }
    case "findings":
      return send(response, findingsIn(Date.now(), false));
    case "outlines":
      return send(response, mock.powers.outlines);
    case "access":
      mock.powers.accessAsked.push(String(json["ref"]));
      response.statusCode = 202;
      return send(response, {});
    case "link":
      return send(response, linkOf(mock));
    case "permissions": {
      const item = path[2] ?? null;
      if (path[3] === "onward") return response.end("synthetic");
      if (method === "POST") return send(response, sayIn(mock.permissions, item, json["command"] as never));
      const shown = item === null ? permissionsIn(mock.permissions) : permissionIn(mock.permissions, item);
      return shown === null ? problem(response, "NOT_FOUND") : send(response, shown);
    }
    case "suspensions": {
      const said = suspensionsIn(mock.suspensions, path.slice(2), json, mock.session.officer.id);
      return said === null ? response.writeHead(204).end() : send(response, said);
    }
    case "uploads":
      for await (const part of request) void part;
      return send(response, {
        id: crypto.randomUUID(),
        name: url.searchParams.get("name"),
        type: url.searchParams.get("type"),
        size: Number(request.headers["content-length"]),
      });
    case "held":
      return takeBack(mock, path[2] ?? "", url.searchParams.has("keep"), response);
    case "intake":
      request.resume();
      return path[2] === "fields"
        ? send(response, readFields(json["fields"] as object))
        : send(
            response,
            previewOf(url.searchParams.get("as") ?? "", (item) => mock.requests.has(item)),
          );
    case "officers":
      return send(response, COLLEAGUES);
    case "home":
      return homeActs(mock, json, response);
    case "views":
      return viewsApi(mock, method, path[2] ?? "", json as unknown as SavedView, response);
    case "picture":
      return send(response, pictureOf(mock, mock.session?.officer.id ?? ""));
    case "search":
      return send(response, searchOf(mock, url.searchParams.get("q") ?? "", url.searchParams.get("after")));
    case "requests.csv":
    case "requests.xlsx":
      if (asksReason(mock.duty, LISTS)) return problem(response, "REASON_NEEDED");
      mock.exported.push(url.search);
      response.writeHead(200, { "content-type": "text/csv", "content-disposition": "attachment" });
      return response.end("synthetic\n");
    default:
      return requestsApi(mock, method, path.slice(2), url, json, response);
  }
}

function requestsApi(
  mock: Mock,
  method: string,
  [item, action, , pages, no]: string[],
  url: URL,
  json: Record<string, unknown>,
  response: ServerResponse,
) {
  if (item === undefined && method === "GET")
    return send(response, listOf(mock, url.searchParams, mock.session?.officer.id ?? ""));
  if (item === "new") {
    const asked = new URLSearchParams({ state: "open", news: "new" });
    const { total, more } = listOf(mock, asked, mock.session?.officer.id ?? "");
    return send(response, { total, more });
  }
  const command = json["command"] as Command;
  if (item === "check") return send(response, check(mock, command));
  if (item === undefined || action === "acts") return act(mock, item, command, response);
  // An act of our own half may be the one that opens the matter.
  if (action === "home") return homeAct(mock, item, json, response);
  if (action === "reason") {
    mock.duty.shut.delete(item);
    mock.duty.given.push({ item, json });
    return send(response, { until: Date.now() });
  }
  const view = mock.requests.get(item);
  if (view === undefined) return problem(response, "NOT_FOUND");
  if (action === "uses" && method === "GET") return send(response, usesIn(mock.uses, item));
  if (action === "uses") return send(response, intendIn(mock.uses, item, json, ACCOUNTS[0]));
  if (action === "permissions") return send(response, leavesIn(item));
  if (action === "opened") return response.writeHead(204).end();
  if (action === "files" && pages === "pages" && no === undefined) return send(response, mock.file);
  if (action === "files" && pages === "pages") {
    response.writeHead(200, { "content-type": "image/png", "x-content-type-options": "nosniff" });
    return response.end(pageImage(Number(no)));
  }
  if (action === "files" && method === "POST") {
    mock.taken.push(json);
    return response.writeHead(200, { "content-type": "application/octet-stream" }).end("original");
  }
  if (action === undefined && asksReason(mock.duty, item)) return problem(response, "REASON_NEEDED");
  if (action === undefined) {
    mock.requests.set(item, { ...view, unread: false });
    const held = view.held.filter((each) => each.returned !== null || each.heldUntil > Date.now());
    return send(response, { ...view, held });
  }
  response.writeHead(200, { "content-type": "text/plain", "content-disposition": "attachment" });
  return response.end("synthetic\n");
}

function answered(
  answer: { readonly code: ErrorCode } | { readonly body?: unknown },
  response: ServerResponse,
) {
  if ("code" in answer) return problem(response, answer.code);
  return answer.body === undefined ? response.writeHead(204).end() : send(response, answer.body);
}

function homeAct(mock: Mock, item: string, json: Record<string, unknown>, response: ServerResponse) {
  if (mock.refuse !== null) return problem(response, mock.refuse);
  const command = json["command"] as HomeCommand;
  if (command.do === "pass-on") {
    mock.powers.outlines = mock.powers.outlines.filter((outline) => outline.item !== item);
    return response.writeHead(204).end();
  }
  const answer = actAlone(mock, item, command, mock.session?.officer.id ?? "");
  if (!("code" in answer)) {
    mock.homeReceived.push({ item, command });
    if (command.do === "note") forgetDraft(mock, item, "note");
  }
  return answered(answer, response);
}

function homeActs(mock: Mock, json: Record<string, unknown>, response: ServerResponse) {
  if (mock.refuse !== null) return problem(response, mock.refuse);
  const acts = json["acts"] as Mock["homeReceived"];
  mock.homeReceived.push(...acts);
  const me = mock.session?.officer.id ?? "";
  return send(response, { outcomes: acts.map(({ item, command }) => actOn(mock, item, command, me)) });
}

function viewsApi(mock: Mock, method: string, id: string, view: SavedView, response: ServerResponse) {
  const owner = mock.session?.officer.id ?? "";
  if (method === "DELETE") {
    mock.views.delete(id);
    return response.writeHead(204).end();
  }
  if (method === "POST") {
    mock.views.set(view.id, { ...view, owner });
    return send(response, mock.views.get(view.id));
  }
  return send(
    response,
    [...mock.views.values()].filter((each) => each.shared || each.owner === owner),
  );
}

function check(mock: Mock, command: Command): SendCheck {
  const text = command.body?.text ?? "";
  return {
    from: "ca",
    to: "in",
    tlp: command.mark.tlp,
    files: command.files.length,
    bytes: 0,
    contains: {
      document: (text.match(/\b[A-Z]\d{7}\b/g) ?? []).length,
      ip: (text.match(/(?:\d{1,3}\.){3}\d{1,3}/g) ?? []).length,
    },
    differing: mock.differing,
    subsets: mock.subsets,
    hold: mock.hold,
    due: command.do === "ask" ? Date.now() + 8 * 3_600_000 : null,
    keys: 0,
    ...(command.do === "ask" && {
      copies: ["ca.ncb-ottawa"],
      rests: restsIn(String(command.args["basis"]), mock.refusals.includes("NO_INSTRUMENT")),
    }),
    refusals: [
      ...(command.body !== null && unfilled(command.body) !== null ? ["OPEN_PLACE"] : []),
      ...(command.mark.audience.length === 0 ? ["AUDIENCE_EMPTY"] : []),
      ...mock.refusals,
    ],
  };
}

function act(mock: Mock, item: string | undefined, command: Command, response: ServerResponse) {
  if (mock.refuse !== null) return problem(response, mock.refuse);
  mock.received.push({ do: command.do, command });
  forgetDraft(mock, item ?? "new", command.do);
  const to = item ?? [...mock.requests.keys()].at(-1) ?? "";
  const view = mock.requests.get(to);
  if (view === undefined) return problem(response, "NOT_FOUND");
  const heldUntil = Date.now() + mock.hold;
  const held: HeldAct = {
    id: command.id,
    officer: mock.session?.officer.id ?? "",
    do: command.do,
    body: command.body && { v: 1, ...command.body, by: { name: "", agency: "" }, files: [] },
    heldUntil,
    returned: null,
  };
  if (item !== undefined) mock.requests.set(to, { ...view, held: [...view.held, held] });
  return send(response, { id: command.id, item: to, heldUntil });
}

function takeBack(mock: Mock, id: string, keep: boolean, response: ServerResponse) {
  for (const [item, view] of mock.requests) {
    const taken = view.held.find((each) => each.id === id);
    if (taken === undefined) continue;
    if (keep) keepDraft(mock, item, taken);
    mock.requests.set(item, { ...view, held: view.held.filter((each) => each.id !== id) });
  }
  return response.writeHead(204).end();
}

function session(mock: Mock, method: string, account: string, response: ServerResponse) {
  if (method === "POST") {
    const found = ACCOUNTS.find((each) => each.id === account);
    if (found === undefined) return problem(response, "FORBIDDEN");
    mock.session = sessionOf(found);
  }
  if (method === "DELETE") {
    mock.session = null;
    return response.writeHead(204).end();
  }
  return mock.session === null
    ? problem(response, "SIGNED_OUT")
    : send(response, { ...mock.session, now: Date.now() });
}

/** Everything that is no file of the build is the application: its addresses are its own. */
function file(mock: Mock, pathname: string, response: ServerResponse) {
  const wanted = join(DIST, normalize(pathname));
  const found = extname(wanted) !== "" && existsSync(wanted) ? wanted : join(DIST, "index.html");
  response.setHeader("content-type", TYPES[extname(found)] ?? "application/octet-stream");
  // As the node has it: what bears its hash in its name is fetched once.
  if (pathname.startsWith("/assets/"))
    response.setHeader("cache-control", "private, max-age=31536000, immutable");
  if (mock.reword === null) createReadStream(found).pipe(response);
  else response.end(reworded(mock.reword, pathname, found));
}

function reworded(reword: NonNullable<Mock["reword"]>, pathname: string, found: string): string | Buffer {
  return /\.js(?:on)?$/.test(found) ? reword(pathname, readFileSync(found, "utf8")) : readFileSync(found);
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of request) text += String(part);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function send(response: ServerResponse, value: unknown) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function problem(response: ServerResponse, code: ErrorCode) {
  const { status } = ERRORS[code];
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type: `urn:setu:${code}`, title: code, status, code }));
}

if (process.argv[1] === import.meta.filename) {
  const mock = await startMock({ port: 4173 });
  process.stdout.write(`${mock.url}\n`);
}
