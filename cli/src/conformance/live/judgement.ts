import { createHash } from "node:crypto";
import { commitment } from "@setu/link/seal.ts";
import { AttachmentSealer, PART_BYTES } from "@setu/server/requests/parts.ts";
import { same, type Check, type Found } from "../check.ts";
import { holds, stepsOf, type Step } from "./asking.ts";
import { ENTRIES } from "./entries.ts";
import { newId, newMaterial, type Made } from "./record.ts";
import type { Session } from "./session.ts";

/** Whether the node takes and names what it has to (`entries.ts`), asks for keys again, and fetches files. */
const WRAPS = "record.md#7-wraps";

/** A request with a file of two parts, which the node may fetch from the bed. */
function withFile(session: Session): { readonly made: Made; readonly c: string } {
  const key = newMaterial();
  const sealer = new AttachmentSealer(key.subarray(0, 32));
  const plain = new Uint8Array(PART_BYTES + 100).fill(0x53);
  const parts = [
    sealer.seal(plain.subarray(0, PART_BYTES), false),
    sealer.seal(plain.subarray(PART_BYTES), true),
  ];
  const sealed = Buffer.concat(parts);
  const c = createHash("sha256").update(sealed).digest("base64url");
  session.files.set(c, parts);
  const id = newId();
  const att = [{ a: commitment(key, plain), c, n: sealed.length }];
  return { made: session.make({ id, act: session.request(id, { att }), files: [key] }), c };
}

type Judged = {
  readonly position: ReadonlyMap<string, number>;
  readonly except: ReadonlySet<number>;
  readonly c: string;
};

/** Sends all of it once, and waits for the pulse that has applied all. */
async function judge(session: Session): Promise<Judged> {
  const [other] = session.bed.own.lanes.filter((lane) => lane !== session.lane);
  const elsewhere = other === undefined ? null : newId();
  if (other !== undefined && elsewhere !== null) {
    // Made in the order in which they stand: `t` never decreases.
    const pulse = session.pulse(other);
    const made = session.make({ id: elsewhere, act: session.request(elsewhere) }, undefined, other);
    await session.deliver([pulse, made], other);
    await applied(session, other);
  }
  const here = newId();
  await session.deliver([session.make({ id: here, act: session.request(here) })]);
  const from = session.log().size;
  const bent = ENTRIES.map(({ make }) => make(session, { here, elsewhere }));
  const { made, c } = withFile(session);
  await session.deliver([...bent, made]);
  await applied(session, session.lane);
  return {
    position: new Map(ENTRIES.map(({ id }, i) => [id, from + i])),
    except: new Set(session.their().pulses.at(-1)?.except),
    c,
  };
}

/** A pulse says that all of the lane has been applied. */
export async function applied(session: Session, lane: string): Promise<void> {
  const { size } = session.log(lane);
  await session.until(
    `the pulse that has applied ${size} entries of ${lane}`,
    () => (session.their(lane).pulses.at(-1)?.applied ?? 0) >= size,
  );
}

export function judgementChecks(session: Session): readonly Check[] {
  let all: Promise<Judged> | null = null;
  const judged = () => (all ??= judge(session));
  const entries = ENTRIES.map(({ id, section, sent, taken }): Step => [
    `entry/${id}`,
    section,
    async () => {
      const { position, except } = await judged();
      const words = (named: boolean) => (named ? "named in except" : "not named in except");
      return same(sent, words(!taken), words(except.has(position.get(id) ?? -1)));
    },
  ]);
  return stepsOf(session, [
    ...entries,
    ["entry/keys-asked-for", WRAPS, () => judged().then(() => askedFor(session))],
    ["files/fetched", "link.md#4-files", () => judged().then(({ c }) => fetched(session, c))],
  ]);
}

/** Once before an entry is passed over; never again and again. */
function askedFor({ listener, lane }: Session): Found {
  const calls = listener.calls.filter((call) => call.verb === "wraps" && call.lane === lane);
  return holds("entries without their keys", "a question for them, at most 64 positions at a time", {
    "they were asked for": calls.length > 0,
    "not again and again": calls.length <= 8,
  });
}

async function fetched(session: Session, c: string): Promise<Found> {
  const parts = () =>
    new Set(
      session.listener.calls.flatMap(({ verb, rest }) =>
        verb === "file" && rest.startsWith(c) ? [rest] : [],
      ),
    );
  await session.until("both parts of the file", () => parts().size >= 2).catch(() => {});
  return same("a file of two parts", `${c}/0 ${c}/1`, [...parts()].toSorted().join(" "));
}
