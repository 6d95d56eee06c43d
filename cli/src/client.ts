import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { ERRORS, parseBounded, SetuError, type ErrorCode } from "@setu/core";
import { API, type Account, type Session, type Upload } from "@setu/requests";
import { CliError } from "./failure.ts";
import { collect } from "./input.ts";

const MAX_ANSWER = 32 * 1024 * 1024;
const TIMEOUT = 30_000;

export type Where = {
  /** Of the node's own host name, such as http://canada.localhost:8081 */
  readonly url: string;
  /** Officer of a demonstration to sign in as; absent: the only account there is. */
  readonly account?: string | undefined;
  /** What an officer has made for her programs under _My settings_; goes before an account. */
  readonly token?: string | undefined;
};

/** One signed-in officer at one node. Every call throws SetuError with the code of the node's problem answer. */
export type Client = {
  readonly session: Session;
  get<T>(path: string): Promise<T>;
  /** As `get`, for what is not JSON. @param told what it is asked for with; then it is a `post` */
  download(path: string, told?: object): Promise<IncomingMessage>;
  post<T>(path: string, json: unknown): Promise<T>;
  delete(path: string): Promise<void>;
  /** @param done called with the bytes sent so far */
  postBytes<T>(path: string, bytes: Uint8Array, done?: (bytes: number) => void): Promise<T>;
  /** @param done called with the bytes sent so far */
  upload(file: FileUpload, done: (bytes: number) => void): Promise<Upload>;
};

export type FileUpload = {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
};

type Call = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly done?: (bytes: number) => void;
};

/** @throws NO_NODE, FORBIDDEN when it must be said which account */
export async function signIn(where: Where): Promise<Client> {
  const base = baseOf(where.url);
  const { own, session } = await (where.token ? byToken(base, where.token) : byAccount(base, where.account));
  const send = (rest: Call) =>
    call(base, { ...rest, path: API + rest.path, headers: { ...own, ...rest.headers } });
  const post = (path: string, value: unknown) => {
    const headers = { "content-type": "application/json" };
    return send({ method: "POST", path, headers, body: JSON.stringify(value) });
  };
  const postBytes: Client["postBytes"] = async (path, body, done) => {
    const headers = { "content-type": "application/octet-stream" };
    return json(await send({ method: "POST", path, headers, body, ...(done && { done }) }));
  };
  return {
    session,
    get: async (path) => json(await send({ method: "GET", path })),
    download: (path, told) => (told === undefined ? send({ method: "GET", path }) : post(path, told)),
    post: async (path, value) => json(await post(path, value)),
    delete: async (path) => void (await send({ method: "DELETE", path })).resume(),
    postBytes,
    upload: ({ name, type, bytes }, done) => {
      const query = new URLSearchParams({ name, type });
      return postBytes(`/uploads?${query.toString()}`, bytes, done);
    },
  };
}

type Entered = { readonly own: Readonly<Record<string, string>>; readonly session: Session };

async function byToken(base: URL, token: string): Promise<Entered> {
  const own = { authorization: `Bearer ${token}` };
  return {
    own,
    session: await json(await call(base, { method: "GET", path: `${API}/session`, headers: own })),
  };
}

async function byAccount(base: URL, account: string | undefined): Promise<Entered> {
  const id = account ?? (await onlyAccount(base));
  const answer = await call(base, {
    method: "POST",
    path: `${API}/session`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account: id }),
  });
  const cookie = (answer.headers["set-cookie"] ?? []).map((each) => each.split(";", 1)[0]).join("; ");
  const session = await json<Session>(answer);
  return { own: { cookie, "x-setu-csrf": session.csrf, origin: base.origin }, session };
}

export const accountsAt = async (url: string): Promise<readonly Account[]> =>
  json(await call(baseOf(url), { method: "GET", path: `${API}/accounts` }));

async function onlyAccount(base: URL): Promise<string> {
  const accounts = await accountsAt(base.origin);
  const [first] = accounts;
  if (first && accounts.length === 1) return first.id;
  if (accounts.length === 0)
    throw new SetuError(
      "USAGE",
      "this node asks who you are: make a token under My settings and set SETU_TOKEN",
    );
  const list = accounts.map(({ id }) => id).join(", ");
  throw new SetuError("USAGE", `say who you are with --account, one of: ${list}`);
}

function baseOf(url: string): URL {
  const base = URL.parse(url);
  if (base?.protocol === "http:" || base?.protocol === "https:") return base;
  throw new SetuError("USAGE", `${url} is not the address of a node`);
}

/** Names under .localhost are this machine by RFC 6761; not every system's resolver knows. */
const loopback: LookupFunction = (_host, options, found) =>
  options.all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4);

/** Resolves with an answer of 2xx whose body has not been read. */
function call(base: URL, { method, path, headers, body, done }: Call): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method,
    headers: {
      accept: "application/json",
      ...headers,
      ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
    },
    timeout: TIMEOUT,
    ...(/(?:^|\.)localhost$/.test(base.hostname) && { lookup: loopback }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const send = base.protocol === "https:" ? httpsRequest : httpRequest;
  const request = send(new URL(path, base), options);
  request.on("timeout", () => request.destroy(new SetuError("TIMEOUT", "the node does not answer in time")));
  request.on("error", (cause: NodeJS.ErrnoException) => {
    const away = cause.code === "ECONNREFUSED" || cause.code === "ENOTFOUND" || cause.code === "ECONNRESET";
    reject(
      away
        ? new CliError("NO_NODE", `no node answers at ${base.origin}; start one, or say --url`, { cause })
        : cause,
    );
  });
  request.on("response", (answer) => {
    if ((answer.statusCode ?? 500) < 300) resolve(answer);
    else problem(answer).then(reject, reject);
  });
  write(request, body ?? "", done);
  return promise;
}

const PART = 256 * 1024;

function write(
  request: ReturnType<typeof httpRequest>,
  body: Uint8Array | string,
  done?: (bytes: number) => void,
): void {
  if (typeof body === "string") return void request.end(body);
  const next = (from: number): void => {
    done?.(from);
    if (from >= body.length) return void request.end();
    const part = body.subarray(from, from + PART);
    request.write(part, (error) => error ?? next(from + part.length));
  };
  next(0);
}

async function json<T>(answer: IncomingMessage): Promise<T> {
  const bytes = await collect(answer, MAX_ANSWER);
  return (answer.statusCode === 204 ? undefined : parseJson(bytes)) as T;
}

/** Of our own node, so not bounded in depth or keys as a stranger's input is. */
const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (cause) {
    throw new SetuError("INTERNAL", "the node's answer is not JSON; is this the address of a node?", {
      cause,
    });
  }
};

/** RFC 9457, with our code. */
async function problem(answer: IncomingMessage): Promise<SetuError> {
  const bytes = await collect(answer, 64 * 1024);
  let said: { code?: unknown; title?: unknown; detail?: unknown };
  try {
    said = parseBounded(bytes, bytes.length) as typeof said;
  } catch {
    return new SetuError("INTERNAL", `the address answers with status ${answer.statusCode}; is it a node?`);
  }
  const code =
    typeof said.code === "string" && Object.hasOwn(ERRORS, said.code) ? (said.code as ErrorCode) : "INTERNAL";
  const detail = typeof said.detail === "object" ? (said.detail as Record<string, string | number>) : {};
  return new SetuError(code, typeof said.title === "string" ? said.title : "the node refused", { detail });
}
