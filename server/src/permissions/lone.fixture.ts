import assert from "node:assert/strict";
import type { ItemId, RecordId } from "@setu/core";
import { permissions, type PermissionSent, type Permissions } from "@setu/permissions";
import { Visitor } from "../access/matrix.fixture.ts";
import type { person } from "../access/person.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { Events } from "../http/events.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { approve } from "../release/approving.ts";
import { FULL_RELEASE, parseRelease } from "../release/config.ts";
import { readProposal } from "../release/proposals.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk } from "../requests/desk.ts";
import { submitDue } from "../requests/held.ts";
import { projectAll } from "../requests/projection.ts";

export const COURT = { proceeding: "criminal", court: "first-instance" };
export const DAY = 86_400_000;
export const onward = (named: object) => ({
  use: "onward",
  proceeding: undefined,
  court: undefined,
  ...named,
});
export const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code;

type Asked = { readonly item: ItemId; readonly id: RecordId };

/** A permissions desk where a second person lets everything go and no gate is asked, with a peer that says what a test says. */
export class LonePermissions {
  readonly alone: LoneDesk;
  readonly desk: Desk;
  readonly #visitors: ReadonlyMap<string, Visitor>;

  private constructor(alone: LoneDesk, desk: Desk, visitors: ReadonlyMap<string, Visitor>) {
    [this.alone, this.desk, this.#visitors] = [alone, desk, visitors];
  }

  static async open(officers: readonly ReturnType<typeof person>[]): Promise<LonePermissions> {
    const alone = await loneDesk();
    const rule = { ...FULL_RELEASE, gates: "never", fourEyes: "always", signed: "never" };
    const desk = { ...alone.desk, release: parseRelease(rule) };
    await saveOfficers(desk.store, officers);
    const app = appOf(desk, officers, { events: new Events() });
    const visitors = new Map<string, Visitor>();
    for (const { id } of officers) {
      const visitor = new Visitor(app);
      await visitor.signIn(id);
      visitors.set(id, visitor);
    }
    return new LonePermissions(alone, desk, visitors);
  }

  as = (id: string) => this.#visitors.get(`ca.${id}`) ?? assert.fail(id);
  now = () => this.desk.ports.world.now();
  project = () => this.desk.store.tx((tx) => projectAll(this.desk, tx));
  list = async (who: string) =>
    ((await (await this.as(who).send("GET", "/api/permissions")).json()) as Permissions).rows;
  row = async (who: string, item: ItemId) =>
    (await this.list(who)).find((row) => row.item === item) ?? assert.fail("it is not in the list");

  /** A matter of theirs, by its marking. */
  async came(mark: object = askCommand().mark): Promise<Asked> {
    const found = await theyAsk(this.desk, mark);
    await this.project();
    return found;
  }

  seeking = (matter: ItemId, records: string | readonly string[], rest: object = {}) => ({
    command: {
      id: newId(),
      do: "seek",
      args: {
        matter,
        records: [records].flat(),
        files: [],
        use: "evidence",
        ...COURT,
        purpose: "investigation",
        until: this.now() + 60 * DAY,
        ...rest,
      },
      after: [null, null],
      body: { text: "Synthetic.", lang: "en" },
    },
  });

  use = (matter: ItemId, record: string, more: object = {}, who = "officer-1") =>
    this.as(who).send("POST", `/api/requests/${matter}/uses`, {
      id: newId(),
      kind: "evidence",
      text: "Synthetic",
      leave: { records: [record], files: [], ...COURT },
      ...more,
    });

  /** Asked by one, approved by another, and gone. */
  async asked(matter: ItemId, records: string | readonly string[], rest: object = {}): Promise<Asked> {
    return this.#release(
      await this.as("officer-1").send("POST", "/api/permissions", this.seeking(matter, records, rest)),
    );
  }

  /** An act of ours on a permission: proposed, approved by another, and gone. */
  say = async (item: ItemId, what: string, args: object, after: readonly (string | null)[]): Promise<Asked> =>
    this.#release(
      await this.as("officer-1").send("POST", `/api/permissions/${item}/acts`, {
        command: { id: newId(), do: what, args, after, body: { text: "Synthetic.", lang: "en" } },
      }),
    );

  async #release(answer: Response): Promise<Asked> {
    const sent = (await answer.json()) as PermissionSent;
    assert.equal(sent.proposed, true, JSON.stringify(sent));
    const { desk, alone } = this;
    const { challenge } = await desk.store.tx((tx) => readProposal(desk, tx, sent.id));
    await approve({ desk, officer: { ...alone.officer, id: "ca.officer-2" }, id: sent.id }, challenge, null);
    alone.pass(11_000);
    await submitDue(desk);
    return { item: sent.item as ItemId, id: sent.id as RecordId };
  }

  theyGrant = (item: ItemId, seek: string, records: string | readonly string[], rest: object = {}) =>
    this.theySayOf(item, "grant", [null, seek], {
      records: [records].flat(),
      files: [],
      conditions: [],
      until: this.now() + 20 * DAY,
      ...rest,
    });

  theySayOf = (item: ItemId, what: string, after: readonly [string | null, string | null], args: object) =>
    theySay(this.desk, what, { item, wf: permissions.id, after, seen: Number.MAX_SAFE_INTEGER, args });

  /** Their `narrow` in a matter, of one record or of all. */
  theyNarrow = (matter: ItemId, ref: string | null, mark: object) =>
    theySay(this.desk, "narrow", { item: matter, args: ref === null ? {} : { ref }, mark });
}
