import { createHash } from "node:crypto";

/**
 * What a page without a script needs: its one style element, by its hash, its icon, letters for Hindi, and forms that go to this node.
 * Forms send their origin only where the referrer policy lets them: `no-referrer` makes it `null` (Fetch, 3.2).
 */
export const headersFor = (style: string): Readonly<Record<string, string>> => ({
  "content-security-policy":
    `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; img-src 'self'; font-src 'self'; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
});
