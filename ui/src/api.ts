import { sayAnswered, sayDoubtful } from "./connection.ts";

/**
 * The one way to the server. Every refusal becomes an `ApiError` with a stable code; what the network itself does
 * becomes OFFLINE, so that a screen has one thing to explain.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number>>;
  override readonly name = "ApiError";

  constructor(code: string, detail: Readonly<Record<string, string | number>> = {}, options?: ErrorOptions) {
    super(`the server answered ${code}`, options);
    this.code = code;
    this.detail = detail;
  }
}

export const codeOf = (error: unknown): string => (error instanceof ApiError ? error.code : "INTERNAL");

let csrf = "";
let whenSignedOut: () => void = () => {};

/** Called with each new session: the token goes out with every change. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** Called when the server says that nobody is signed in, whatever was asked. */
export function onSignedOut(handler: () => void): void {
  whenSignedOut = handler;
}

/** Something that the server has done for this page. */
export type Deed = {
  readonly method: string;
  readonly path: string;
  readonly json: unknown;
  readonly answer: unknown;
};
let witness: ((deed: Deed) => void) | null = null;

/** Who is told of every deed, or nobody: the guided scenario, which goes on by what the officer really did. */
export function onDeed(told: ((deed: Deed) => void) | null): void {
  witness = told;
}

type Options = {
  readonly method?: string;
  readonly json?: unknown;
  readonly bytes?: Blob;
  readonly quiet?: boolean;
  /** Goes on after the page is gone; the browser allows 64 KiB of them. */
  readonly keepalive?: boolean;
};

/**
 * @param path below `/api`
 * @returns the parsed answer; undefined for 204
 * @throws ApiError
 */
export async function api<T>(path: string, options: Options = {}): Promise<T> {
  const response = await ask(path, options);
  const empty = response.status === 204;
  const answer: unknown = empty ? undefined : await response.json().catch(() => null);
  if (!response.ok || answer === null) throw refusal(answer, options);
  witness?.({ method: options.method ?? "GET", path, json: options.json, answer });
  return answer as T;
}

/** A file that the server makes for the reader. @param told what it is asked for with @throws ApiError */
export async function apiFile(path: string, told?: object): Promise<Blob> {
  const response = await ask(path, told === undefined ? {} : { method: "POST", json: told });
  if (!response.ok) throw refusal(await response.json().catch(() => null), {});
  witness?.({ method: "GET", path, json: undefined, answer: undefined });
  return response.blob();
}

/** Into the officer's own folder for what is downloaded. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** An answer that takes longer is looked into; a file on its way may take its time. */
const SLOW_MS = 5_000;
/** What stands between says these of a node that it does not reach. Our own problems say so themselves. */
const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504]);

async function ask(
  path: string,
  { method = "GET", json, bytes, keepalive = false }: Options,
): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-setu-csrf"] = csrf;
  if (json !== undefined) headers["content-type"] = "application/json";
  if (bytes !== undefined) headers["content-type"] = "application/octet-stream";
  const slow = bytes === undefined ? setTimeout(sayDoubtful, SLOW_MS) : undefined;
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers,
      credentials: "same-origin",
      keepalive,
      body: bytes ?? (json === undefined ? null : JSON.stringify(json)),
    });
    if (isGateway(response)) throw new TypeError(`the gateway answered ${response.status}`);
    sayAnswered();
    return response;
  } catch (cause) {
    sayDoubtful();
    throw new ApiError("OFFLINE", {}, { cause });
  } finally {
    clearTimeout(slow);
  }
}

export const isGateway = (response: Response): boolean =>
  GATEWAY.has(response.status) &&
  !(response.headers.get("content-type") ?? "").startsWith("application/problem+json");

function refusal(answer: unknown, { quiet = false }: Options): ApiError {
  const error = problem(answer);
  if (error.code === "SIGNED_OUT" && !quiet) whenSignedOut();
  return error;
}

function problem(answer: unknown): ApiError {
  const { code, detail } = (answer ?? {}) as { code?: unknown; detail?: unknown };
  if (typeof code !== "string") return new ApiError("INTERNAL");
  return new ApiError(
    code,
    typeof detail === "object" && detail !== null ? (detail as ApiError["detail"]) : {},
  );
}

/** 128 random bits in hexadecimal: sending a command twice with one id is doing it once. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
