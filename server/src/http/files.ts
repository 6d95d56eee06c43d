import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { SetuError } from "@setu/core";
import type { Context } from "hono";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/**
 * The built screens, read once, at start: no request's path ever touches the disk, so none can climb out of the folder,
 * and a build that replaces the files does not take away the parts of the page that this node serves. A part that is
 * not there is not found; the page itself would be taken for a script.
 */
export function builtFiles(folder: string): (c: Context) => Response {
  const known = new Map<string, { readonly bytes: Buffer<ArrayBuffer>; readonly type: string }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    known.set(`/${relative(folder, path).split(sep).join("/")}`, { bytes: readFileSync(path), type });
  }
  return (c) => {
    const isPart = c.req.path.startsWith("/assets/");
    const file = known.get(c.req.path) ?? (isPart ? undefined : known.get("/index.html"));
    if (!file) throw new SetuError("NOT_FOUND", "there is no such part of the screens");
    const headers = {
      "content-type": file.type,
      // Vite names its assets by their content.
      "cache-control": isPart ? "private, max-age=31536000, immutable" : "no-store",
    };
    return new Response(file.bytes, { headers });
  };
}
