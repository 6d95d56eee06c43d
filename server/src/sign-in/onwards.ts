import { isSetuError, type ErrorCode } from "@setu/core";
import type { Context } from "hono";
import type { Log } from "../http/log.ts";
import { faultOf } from "../http/fault.ts";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

/**
 * A page that goes on by itself, where a redirect would not do: on the way back from an identity provider the browser
 * would not bring the session's strict cookie to where it leads, and after a form the policy of our pages
 * (`form-action`) keeps it from leading elsewhere.
 * @param to an address of ours, or one that a check has let pass
 */
export function onwards(c: Context, to: string): Response | Promise<Response> {
  const url = to.replaceAll(/[&"<>]/g, (character) => ENTITIES[character] ?? "");
  return c.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Setu</title><meta http-equiv="refresh" content="0; url=${url}"><p><a href="${url}">Setu</a></p></html>`,
  );
}

/** What an officer is told of a sign-in that came to nothing; the reason goes to the log. */
export function codeOf(error: unknown, log: Log): ErrorCode {
  if (!isSetuError(error)) {
    log("error", { route: "/sign-in", ...faultOf(error) });
    return "INTERNAL";
  }
  log("sign-in-refused", { code: error.code, reason: String(error.detail["reason"] ?? "") });
  return error.code;
}

/** A page of ours and of nobody else's, whatever was asked for. */
export function ownPage(next: string | undefined): string {
  const here = "http://setu.invalid";
  const url = next === undefined || next.length > 2_000 ? null : URL.parse(next, here);
  // `/.//elsewhere` is a path of ours whose path is another host's address.
  const own = url?.origin === here && next?.startsWith("/") === true && !url.pathname.startsWith("//");
  return own ? `${url.pathname}${url.search}` : "/";
}
