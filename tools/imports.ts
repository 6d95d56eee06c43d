import { posix } from "node:path";
import { lineOf, tokenize, type Token } from "./tokens.ts";

/** What one part of the house may import and use. A row each; what no row allows is forbidden. */
interface Rule {
  /** Beginning of the paths it governs; the longest that fits decides. */
  readonly under: string;
  /** Packages of ours and of others, by name; `*` is any package that is not ours. */
  readonly packages: readonly string[];
  /** More packages for its screens. */
  readonly screens?: readonly string[];
  /** Whether modules of Node may be imported. */
  readonly node: boolean;
  /** Time, randomness, network and process come through ports only. */
  readonly pure: boolean;
}

const SCREENS = "@setu/ui react react-aria-components @lingui/core @lingui/react @tanstack/react-query".split(
  " ",
);
const SHARED = [
  "@setu/core",
  "@setu/individuals",
  "@setu/link",
  "@setu/officers",
  "@setu/permissions",
  "@setu/requests",
  "tlog",
];

export const RULES: readonly Rule[] = [
  { under: "core/", packages: [], node: false, pure: true },
  { under: "tlog/", packages: ["#crypto"], node: false, pure: true },
  { under: "tlog/src/crypto.node.ts", packages: ["@noble/*"], node: true, pure: true },
  { under: "tlog/src/crypto.browser.ts", packages: ["@noble/*"], node: false, pure: true },
  // What both back ends of #crypto share: a new key's randomness enters here.
  { under: "tlog/src/scheme.ts", packages: [], node: false, pure: false },
  { under: "link/", packages: ["@setu/core", "tlog", "#crypto"], node: false, pure: true },
  { under: "link/src/crypto.node.ts", packages: ["@setu/core", "tlog"], node: true, pure: true },
  {
    under: "link/src/crypto.browser.ts",
    packages: ["@setu/core", "tlog", "@noble/*"],
    node: false,
    pure: true,
  },
  { under: "desks/", packages: ["@setu/core"], screens: SCREENS, node: false, pure: false },
  { under: "ui/", packages: ["@setu/core", "*"], node: false, pure: false },
  { under: "web/", packages: [...SHARED, "@setu/ui", "*"], node: true, pure: false },
  { under: "web/src/", packages: [...SHARED, "@setu/ui", "*"], node: false, pure: false },
  { under: "sim/", packages: [...SHARED, "*"], node: true, pure: false },
  // Reads hostile files: it knows nothing of the house, so nothing of the house can be asked of it.
  { under: "viewer/", packages: ["@hyzyla/pdfium", "@jsquash/webp"], node: true, pure: false },
  // One policy: it reads its own files and asks Cedar; whoever decides by it brings the facts.
  {
    under: "policy/",
    packages: ["@setu/core", "@cedar-policy/cedar-wasm"],
    node: true,
    pure: false,
  },
  // What a reviewer holds against the node must not be the node's: it shares formats with it, and no code of a server.
  {
    under: "verifier/",
    packages: ["@setu/core", "@setu/link", "tlog", "@noble/hashes"],
    node: false,
    pure: true,
  },
  {
    under: "verifier/src/page/",
    packages: ["@setu/core", "@setu/link", "tlog", "@noble/hashes"],
    node: false,
    pure: false,
  },
  { under: "verifier/build/", packages: ["vite"], node: true, pure: false },
  { under: "server/", packages: [...SHARED, "@setu/policy", "@setu/viewer", "*"], node: true, pure: false },
  { under: "cli/", packages: [...SHARED, "@setu/server", "@setu/verifier", "*"], node: true, pure: false },
];

/** Tests and their helpers may reach for anything, except into another desk. */
const TEST_FILE = /(?:\.(?:test|suite|fixture|bench)\.tsx?|\/testing\.ts)$/;

const SCREEN_FILE = /\.tsx$|\/src\/screens\//;

/** Vectors, calendars and code lists are data that every part reads. */
const SPEC_DATA = /^spec\/.*\.json$/;

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** What a file of ours does that the part it stands in must not do. */
export function violations(file: string, source: string): Violation[] {
  const rule = RULES.filter(({ under }) => file.startsWith(under)).toSorted(byLength)[0];
  if (!rule) return [];
  const found: Violation[] = [];
  const test = TEST_FILE.test(file);
  const tokens = tokenize(source);
  for (const { specifier, start } of importsOf(tokens)) {
    const what = judgeImport(rule, file, specifier, test);
    if (what) found.push({ file, line: lineOf(source, start), what });
  }
  if (rule.pure && !test) {
    for (const { what, start } of effectsOf(tokens)) found.push({ file, line: lineOf(source, start), what });
  }
  return found;
}

const byLength = (a: Rule, b: Rule): number => b.under.length - a.under.length;

/** Specifiers of `import`, `export … from` and `import()`, types included: a type of the server is the server. */
export function importsOf(tokens: readonly Token[]): { specifier: string; start: number }[] {
  const found: { specifier: string; start: number }[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== "string" && !(token.kind === "template" && token.text.endsWith("`"))) return;
    const before = tokens[index - 1]?.text;
    const called = before === "(" && ["import", "require"].includes(tokens[index - 2]?.text ?? "");
    if (before === "from" || before === "import" || called) {
      found.push({ specifier: token.text.slice(1, -1), start: token.start });
    }
  });
  return found;
}

function judgeImport(rule: Rule, file: string, specifier: string, test: boolean): string | undefined {
  const home = workspaceOf(file);
  if (specifier.startsWith(".")) {
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    if (target.startsWith(`${home}/`) || SPEC_DATA.test(target)) return undefined;
    // Tests read vectors and tools by path; never another desk's inside.
    if (test && !(target.startsWith("desks/") && file.startsWith("desks/"))) return undefined;
    return `leaves ${home}: ${specifier}`;
  }
  if (test) return undefined;
  if (specifier.startsWith("node:")) return rule.node ? undefined : `imports ${specifier}`;
  const own = `@setu/${posix.basename(home)}`;
  const allowed = [...rule.packages, ...(SCREEN_FILE.test(file) ? (rule.screens ?? []) : [])];
  const name = packageOf(specifier);
  const fits = allowed.some((pattern) => {
    if (pattern === "*") return !/^(?:@setu\/|tlog$)/.test(name);
    return pattern.endsWith("/*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  });
  return fits || name === own ? undefined : `imports ${specifier}`;
}

const workspaceOf = (file: string): string => file.split("/", file.startsWith("desks/") ? 2 : 1).join("/");

const packageOf = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

/** Names that bring in time, chance, the network or the machine. */
const EFFECTS = new Set(
  (
    "setTimeout setInterval setImmediate queueMicrotask performance process fetch XMLHttpRequest WebSocket EventSource " +
    "localStorage sessionStorage navigator Worker require Deno Bun Temporal.Now"
  ).split(" "),
);
const EFFECT_MEMBERS = new Set(["Date.now", "Math.random", "Temporal.Now"]);
const CHANCE =
  /^(?:getRandomValues|randomUUID|randomBytes|randomInt|generateKey|generateKeyPair(?:Sync)?|randomSecretKey)$/;

/** Uses of them. A member of the same name (`port.fetch`), a property or parameter so named is no use. */
function effectsOf(tokens: readonly Token[]): { what: string; start: number }[] {
  const found: { what: string; start: number }[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== "word") return;
    const [before, after] = [tokens[index - 1]?.text, tokens[index + 1]?.text];
    const member = before === "." || before === "?.";
    const global = member && tokens[index - 2]?.text === "globalThis";
    const method = after === "(" && isMethod(tokens, index);
    const named = method || (after === ":" && ["{", ",", "(", ";", "readonly"].includes(before ?? ""));
    const dotted = after === "." ? `${token.text}.${tokens[index + 2]?.text}` : "";
    if (EFFECTS.has(token.text) && (!member || global) && !named)
      found.push({ what: `uses ${token.text}`, start: token.start });
    else if (EFFECT_MEMBERS.has(dotted)) found.push({ what: `uses ${dotted}`, start: token.start });
    else if (CHANCE.test(token.text) && after === "(" && (!member || tokens[index - 2]?.text === "crypto")) {
      found.push({ what: `uses ${token.text}`, start: token.start });
    } else if (token.text === "Date" && isClock(tokens, index))
      found.push({ what: "reads the clock", start: token.start });
  });
  return found;
}

/** `fetch(…): T;` in an interface and `fetch(…) { … }` in a class declare a port; they call nothing. */
function isMethod(tokens: readonly Token[], index: number): boolean {
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === "(") depth += 1;
    if (text === ")" && --depth === 0) return [":", "{"].includes(tokens[at + 1]?.text ?? "");
  }
  return false;
}

/** `new Date()`, `new Date` and `Date()` read the clock; `new Date(x)` does not. */
function isClock(tokens: readonly Token[], index: number): boolean {
  const [before, after, next] = [tokens[index - 1]?.text, tokens[index + 1]?.text, tokens[index + 2]?.text];
  if (before === ".") return false;
  if (after === "(") return next === ")";
  return before === "new";
}
