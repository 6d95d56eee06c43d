import { MLA_FIELDS } from "@setu/link/mla-form.ts";
import type { RequestView } from "@setu/requests/api.ts";
import { PACKAGE_NAME, type PackagePiece } from "@setu/requests/packaging.ts";
import type { ReadPage } from "@setu/requests/read-pages.ts";

const SAID: { readonly [field: string]: string } = {
  authority: "Synthetic central authority",
  conducting: "Synthetic police, criminal investigation",
  proceeding: "Investigation into a synthetic fraud",
  law: "Synthetic Criminal Code, section 1: whoever …",
  facts: "A synthetic kit was found.",
  assistance: "The records of the subscriber, certified.",
  purpose: "Evidence at trial",
};

/** A package of two records, of which the second is corrected by a third, narrowed, and there by leave. @param bytes null: none yet */
export function packageOf({ item, ref, timeline, mark }: RequestView, bytes: number | null): ReadPage {
  if (bytes === null) return { kind: "package", item, ref, view: null };
  const [first] = timeline;
  const piece = (id: string, more: Partial<PackagePiece>): PackagePiece => ({
    id: id.repeat(32),
    do: "message",
    side: "them",
    by: "in.officer-1",
    at: first?.at ?? 0,
    log: "in/link/ca/main/1",
    pos: 12,
    evaluation: null,
    mark,
    corrected: null,
    narrowed: [],
    leave: [],
    title: null,
    text: "Synthetic text.",
    lang: "en",
    files: [],
    ...more,
  });
  const court = { use: "evidence", proceeding: "criminal", court: "appeal" };
  const leave = { item: `ca:${"7".repeat(32)}`, towards: court, files: [], conditions: ["closed-session"] };
  return {
    kind: "package",
    item,
    ref,
    view: {
      file: { name: PACKAGE_NAME, bytes, digest: "ZGlnZXN0".repeat(5), hex: "5e".repeat(32) },
      lang: "en",
      form: Object.entries(MLA_FIELDS).map(([field, { source }]) => ({
        field,
        source,
        text: SAID[field] ?? null,
      })),
      before: { proceeding: "criminal", court: "appeal" },
      made: { at: first?.at ?? 0, by: "ca.officer-1", agency: "ca.ncb-ottawa", party: "ca" },
      pieces: [
        piece("a", {
          side: "us",
          do: "part",
          files: [{ name: "kit.txt", bytes: 22, sha256: "ab".repeat(32) }],
          evaluation: {
            given: {
              act: "e".repeat(32),
              side: "us",
              at: first?.at ?? 0,
              scheme: "admiralty-6x6",
              source: "b",
              information: "i2",
            },
            agreed: null,
            notice: null,
          },
        }),
        piece("b", {
          corrected: "c".repeat(32),
          narrowed: ["d".repeat(32)],
          leave: [{ ...leave, until: Date.now() + 86_400_000 }],
        }),
        piece("c", { do: "correct", text: "Synthetic text, said anew." }),
      ],
    },
  };
}
