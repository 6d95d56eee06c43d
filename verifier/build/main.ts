import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pageHtml } from "./page.ts";

const target = join(import.meta.dirname, "../dist/setu-verifier.html");
const html = await pageHtml();
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, html);
console.log(`${createHash("sha256").update(html).digest("hex")}  ${target}`);
