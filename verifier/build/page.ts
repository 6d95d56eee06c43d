import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Rollup } from "vite";

/**
 * The verifier as one file of HTML with everything in it. Its bytes depend on the sources and the lock file alone, not
 * on folder, machine or hour: whoever builds it has the file whose hash both governments publish.
 */
const ROOT = join(import.meta.dirname, "..");

export async function pageHtml(): Promise<string> {
  const script = (await bundled()).trim();
  const style = readFileSync(join(ROOT, "src/page/page.css"), "utf8").trim();
  // Whoever gives an address needs it; choosing a folder takes it away again (src/page/main.ts).
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src https: http://localhost:* http://127.0.0.1:*",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>Setu verifier</title>
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript. The same is done by: setu verify-export</noscript>
<script type="module">${script}</script>
</body>
</html>
`;
}

async function bundled(): Promise<string> {
  const output = await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2023",
      minify: true,
      modulePreload: false,
      rollupOptions: { input: join(ROOT, "src/page/main.ts"), output: { codeSplitting: false } },
    },
  });
  const [{ output: chunks }] = [output].flat() as [Rollup.RollupOutput];
  const [chunk, ...more] = chunks;
  if (chunk.type !== "chunk" || more.length > 0) throw new Error("the page is not one script");
  // In a page, this would end the script.
  if (/<\/script|<!--/i.test(chunk.code)) throw new Error("the script cannot stand in a page");
  return chunk.code;
}

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
