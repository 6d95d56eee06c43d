import type { IncomingMessage } from "node:http";

/** Versions of the interface (spec/link.md, section 3) that this program speaks, newest first: the current and at most two before it. */
export const LINK_VERSIONS: readonly number[] = [1];
/** What a node speaks that says nothing of versions: it is older than the header. */
const UNSAID: readonly number[] = [1];
const HEADER = "setu-link";
const LIST = /^[1-9][0-9]{0,3}(?:,[1-9][0-9]{0,3}){0,15}$/;
const PATH = /^\/link\/([1-9][0-9]{0,3})\/(.*)$/;

/**
 * Which versions the two nodes speak, each by its own word over a pinned line: in a header, for an older node refuses a
 * hello with one more field. The newest of both is used; where there is none, nothing is said but the question by which it
 * would be heard that this has changed.
 */
export class Versions {
  readonly own: readonly number[];
  /** As the peer said it last; null: it has said nothing of it. */
  theirs: readonly number[] | null = null;

  constructor(own: readonly number[] = LINK_VERSIONS) {
    this.own = own;
  }

  get common(): number | null {
    const theirs = this.theirs ?? UNSAID;
    return this.own.find((version) => theirs.includes(version)) ?? null;
  }

  /** Where the next question goes: to the oldest address of ours while there is no common one. */
  get path(): string {
    return `/link/${this.common ?? this.own.at(-1)}`;
  }

  get headers(): Readonly<Record<string, string>> {
    return { [HEADER]: this.own.join(",") };
  }

  /** What is no such list is not heard. Without any it is a node of before the header, perhaps once more: a release was taken back. */
  hear({ headers }: IncomingMessage): void {
    const said = headers[HEADER];
    if (said === undefined) this.theirs = null;
    if (typeof said === "string" && LIST.test(said))
      this.theirs = said
        .split(",")
        .map(Number)
        .toSorted((a, b) => b - a);
  }

  /** What stands below the address of a version that we speak; null for any other. */
  below(url: string): string | null {
    const [, version, path] = PATH.exec(url) ?? [];
    return path !== undefined && this.own.includes(Number(version)) ? path : null;
  }
}
