import type { Context } from "hono";

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
