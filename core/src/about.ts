import type { ItemAct } from "./act.ts";
import { isTighter, strictest, type Marking } from "./marking/index.ts";
import type { RecordId } from "./words.ts";

/**
 * What an act that only says does with an earlier act of its own half, which `ref` names. `ends`: whatever it names is not
 * corrected any more. `stands`: it names a legal one that was not ended. `tighter`: it names a legal one, or by no `ref` all
 * of them, and its own marking is nowhere looser than what holds of them (`isTighter`).
 */
export type About = "ends" | "stands" | "tighter";

/** Why it is void: it names no such act; its marking would let somebody do what he may not do now. */
export type AboutVoid = "refers" | "wider";

/** What one half has legally said so far, in the order of its log. Only that log is asked, so both nodes judge alike. */
export class Said {
  /** Of each act, and of what narrowed it, what holds now. */
  readonly #marks = new Map<RecordId, Marking>();
  readonly #ended = new Set<RecordId>();
  /** What narrowed all of them. */
  #whole: Marking | null = null;
  #joined: Marking | null = null;
  /** Joined when somebody asks: few items are ever narrowed, and each act is joined once. */
  #unjoined: Marking[] = [];

  verdict(about: About, act: ItemAct): AboutVoid | null {
    if (about === "ends") return null;
    const ref = refOf(act);
    if (ref !== null && !this.#marks.has(ref)) return "refers";
    if (about === "stands") return ref === null || this.#ended.has(ref) ? "refers" : null;
    const held = ref === null ? this.#join() : this.#held(ref);
    return held === null || isTighter(act.mark, held) ? null : "wider";
  }

  /** @param about of an act that was found legal; undefined for one that speaks of no other */
  add(about: About | undefined, act: ItemAct): void {
    const ref = refOf(act);
    if (about === "ends" && ref !== null) this.#ended.add(ref);
    if (about === "tighter" && ref === null) this.#whole = act.mark;
    if (about === "tighter" && ref !== null) this.#marks.set(ref, act.mark);
    this.#marks.set(act.id, act.mark);
    this.#unjoined.push(act.mark);
  }

  #held(ref: RecordId): Marking | null {
    const mark = this.#marks.get(ref);
    return mark === undefined || this.#whole === null ? (mark ?? null) : strictest(mark, this.#whole);
  }

  #join(): Marking | null {
    for (const mark of this.#unjoined)
      this.#joined = this.#joined === null ? mark : strictest(this.#joined, mark);
    this.#unjoined = [];
    return this.#joined;
  }
}

const refOf = ({ args }: ItemAct): RecordId | null => {
  const { ref } = args;
  return typeof ref === "string" ? (ref as RecordId) : null;
};
