import { createReadStream, readdirSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import type { Context } from "hono";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/**
 * The built screens. What can be served is listed once, at start: no request's path ever touches the disk, so none
 * can climb out of the folder.
 */
export function builtFiles(folder: string): (c: Context) => Response {
  const known = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    known.set(`/${relative(folder, path).split(sep).join("/")}`, path);
  }
  const index = join(folder, "index.html");
  return (c) => {
    const path = known.get(c.req.path) ?? index;
    // Vite names its assets by their content.
    const cache =
      c.req.path.startsWith("/assets/") && known.has(c.req.path)
        ? "private, max-age=31536000, immutable"
        : "no-store";
    const headers = {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "cache-control": cache,
    };
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, { headers });
  };
}
