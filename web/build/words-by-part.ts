import { createHash } from "node:crypto";
import { relative, sep } from "node:path";
import type { Plugin, Rolldown } from "vite";

const ROOT = `${import.meta.dirname}/../..`;
const SPEAKER = `${import.meta.dirname}/../src/with-words.ts`;
const CATALOG = /\/([a-z]{2})\.po$/;
const OURS = /\/(?:web|ui|desks\/[a-z]+)\/src\/.*\.tsx?$/;
/** Compilers leave a message's id as a plain string; what looks like one and is in no catalog is something else. */
const LITERAL = /["'`]([\w+/.-]{6})["'`]/g;
const LAZY = /(?<![.\w])import\(\s*(["'])([^"']+)\1\s*\)/g;

type Chunks = Readonly<Record<string, Rolldown.RenderedChunk>>;
type Messages = Readonly<Record<string, unknown>>;

/**
 * Words travel with what says them. Each language stays one catalog in the repository, which is what a translator works
 * on; the build looks which messages each part of the screens says, leaves in the catalog what the first load says,
 * and puts the rest beside the parts: `assets/<lang>/<part>-<hash>.json`. Where a part is imported when it is wanted,
 * its words are asked for at the same time (`src/with-words.ts`), and neither is shown without the other.
 */
export function wordsByPart(): Plugin {
  const catalogs = new Map<string, Messages>();
  const lazy = new Set<string>();
  let shares: Map<string, ReadonlySet<string>> | undefined;
  return {
    name: "setu-words-by-part",
    enforce: "post",
    apply: (_config, { command, isSsrBuild }) => command === "build" && isSsrBuild !== true,
    buildStart() {
      catalogs.clear();
      lazy.clear();
      shares = undefined;
    },
    async transform(code, id) {
      const lang = CATALOG.exec(id)?.[1];
      if (lang !== undefined) {
        catalogs.set(lang, await messagesOf(code));
        return { code: "export const messages = SETU_MESSAGES, parts = SETU_PARTS;", map: null };
      }
      if (!OURS.test(id) || !code.includes("import(")) return null;
      const found = [...code.matchAll(LAZY)].filter(([, , path]) => !path!.endsWith(".po"));
      if (found.length === 0) return null;
      let asked = code;
      for (const [whole, , path] of found) {
        const target = await this.resolve(path!, id);
        if (target === null) return this.error(`${path!} is not found from ${id}`);
        lazy.add(target.id);
        asked = asked.replace(whole, () => `withWords(${JSON.stringify(nameOf(target.id))}, () => ${whole})`);
      }
      return { code: `import { withWords } from ${JSON.stringify(SPEAKER)};\n${asked}`, map: null };
    },
    renderChunk(code, chunk, _options, { chunks }) {
      const lang = chunk.moduleIds.map((id) => CATALOG.exec(id)?.[1]).find((each) => each !== undefined);
      if (lang === undefined) return null;
      const messages = catalogs.get(lang)!;
      shares ??= share(chunks, lazy, new Set(Object.keys(messages)));
      const [first, ...rest] = [...shares].map(([part, ids]) => [part, pick(messages, ids)] as const);
      const parts: Record<string, string> = {};
      for (const [part, source] of rest) {
        const file = `${part
          .split("/")
          .at(-1)!
          .replace(/\.tsx?$/, "")}-${hashOf(source)}`;
        parts[part] = file;
        this.emitFile({ type: "asset", fileName: `assets/${lang}/${file}.json`, source });
      }
      return code
        .replace("SETU_MESSAGES", () => `JSON.parse(${JSON.stringify(first![1])})`)
        .replace("SETU_PARTS", () => JSON.stringify(parts));
    },
  };
}

/** What Lingui makes of a catalog is a module, and is read as one. */
async function messagesOf(code: string): Promise<Messages> {
  const read = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { messages: Messages };
  return read.messages;
}

/**
 * Which messages each part says that the first load does not, the first load's own before all. A part brings what it
 * imports outright; a message that two parts say is in the words of both. Every message is said by somebody: the
 * catalogs hold no others, and one that this does not find would be missing on a screen.
 */
function share(chunks: Chunks, lazy: ReadonlySet<string>, known: ReadonlySet<string>) {
  const all = Object.values(chunks);
  const said = new Map(all.map((chunk) => [chunk.fileName, idsIn(chunk, known)]));
  const byName = new Map(all.map((chunk) => [chunk.fileName, chunk]));
  const closure = (roots: readonly Rolldown.RenderedChunk[]): Set<string> => {
    const reached = new Set(roots);
    for (const chunk of reached) {
      for (const name of chunk.imports) if (byName.has(name)) reached.add(byName.get(name)!);
    }
    return new Set([...reached].flatMap((chunk) => [...said.get(chunk.fileName)!]));
  };
  const first = closure(all.filter((chunk) => chunk.isEntry));
  const shares = new Map<string, ReadonlySet<string>>([["", first]]);
  for (const id of [...lazy].toSorted()) {
    const own = closure(all.filter((chunk) => chunk.moduleIds.includes(id))).difference(first);
    if (own.size > 0) shares.set(nameOf(id), own);
  }
  const spoken = [...shares.values()].reduce((sum, each) => sum.union(each), new Set<string>());
  const lost = [...new Set([...said.values()].flatMap((ids) => [...ids])).difference(spoken)];
  if (lost.length > 0) throw new Error(`no part brings the words ${lost.join(", ")}`);
  return shares;
}

const idsIn = (chunk: Rolldown.RenderedChunk, known: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(
    Object.values(chunk.modules)
      .flatMap(({ code }) => [...(code ?? "").matchAll(LITERAL)])
      .map(([, id]) => id!)
      .filter((id) => known.has(id)),
  );

const pick = (messages: Messages, ids: ReadonlySet<string>): string =>
  JSON.stringify(Object.fromEntries([...ids].toSorted().map((id) => [id, messages[id]])));

const nameOf = (id: string): string => relative(ROOT, id).split(sep).join("/");
const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 8);
