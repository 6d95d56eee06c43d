import { randomBytes } from "node:crypto";
import type { ItemId, RecordId } from "@setu/core";
import type { Power } from "@setu/policy";
import { appOf } from "../http/app.fixture.ts";
import { Events } from "../http/events.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { theyAsk } from "../notices/notices.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk } from "../requests/desk.fixture.ts";
import { accept, submitDue } from "../requests/held.ts";
import { actAtHome } from "../requests/home-acts.ts";
import { person } from "./person.fixture.ts";

/** One node with officers who may see different things, and items that differ in who may see them. */
export const OFFICERS = [
  person("officer-1", { compartments: ["amal", "bela"] }),
  person("officer-2"),
  person("within", { compartments: ["amal"] }),
  person("elsewhere", { agency: "ca.elsewhere", compartments: ["amal"] }),
  person("uncleared", { clearance: 0 }),
  person("reader", { powers: ["read"] satisfies Power[] }),
  person("reviewer", { powers: ["oversee"] satisfies Power[], agency: "ca.review", clearance: 0 }),
  person("administrator", { powers: ["administer"] satisfies Power[] }),
  person("powerless", { powers: [] }),
  person("topical", {
    powers: ["read", "draft", "send", "approve"] satisfies Power[],
    topics: { read: { cyber: 1, drugs: 0 }, draft: { cyber: 4 }, send: { drugs: 0 } },
  }),
  person("suspended", { suspended: true }),
  person("expired", { until: "2001-01-01T00:00:00Z" }),
] as const;

/** In titles, texts, notes, references and names of files of what lies in a compartment. */
export const CANARY = "sandpiper";
export const newId = (): RecordId => randomBytes(16).toString("hex") as RecordId;
const AUDIENCE = ["ca.ncb-ottawa", "in.ncb-new-delhi"];
export async function matrix() {
  const alone = await loneDesk();
  const { desk, officer, pass } = alone;
  await saveOfficers(desk.store, OFFICERS);
  const ask = async (title: string, mark: object = {}, args: object = {}): Promise<ItemId> => {
    const given = askCommand({ id: newId(), body: { title, text: `Text of ${title}.`, lang: "en" } });
    const command = parseCommand(
      { ...given, mark: { ...given.mark, ...mark }, args: { ...given.args, ...args } },
      Date.now(),
    );
    const { item } = await accept(desk, officer, null, command);
    return item as ItemId;
  };
  const home = (item: ItemId, what: string, args: object = {}, text: string | null = null) =>
    actAtHome(desk, officer, item, { id: newId(), do: what, args: args as never, text, after: null });
  const theirs = async (mark: object): Promise<ItemId> => (await theyAsk(desk, mark)).item;
  const mark = { ...askCommand().mark };
  const items = {
    open: await ask("Open matter"),
    red: await ask("Red matter", { tlp: "RED" }),
    compartment: await ask(`Matter ${CANARY}`),
    sealed: await ask("Sealed matter"),
    drugs: await ask("Matter of precursors", {}, { offence: "precursor-diversion" }),
    ours: await ask("Of another agency", { audience: ["ca.elsewhere", "in.ncb-new-delhi"] }),
    level: await theirs({ ...mark, level: ["in-restricted"] }),
    nobodys: await theirs({ ...mark, audience: ["ca.nobody", "in.ncb-new-delhi"] }),
    nameless: await theirs({ ...mark, tlp: "RED" }),
    over: await theirs({ ...mark, expires: 1 }),
  } satisfies Record<string, ItemId>;
  await home(items.compartment, "compartment", { names: ["amal"] });
  await home(items.compartment, "note", { mentions: [] }, `Note ${CANARY}`);
  await home(items.compartment, "refer", { kind: "other" }, `REF-${CANARY}`);
  await home(items.compartment, "follow-up", { at: Date.now() + 60_000 });
  await home(items.compartment, "relate", { kind: "related", other: items.open });
  await home(items.sealed, "seal");
  pass(61_000);
  await submitDue(desk);
  const events = new Events();
  const app = appOf(desk, OFFICERS, {
    events,
    limits: { json: 256 * 1024, bodyMs: 30_000, rate: 100_000, burst: 100_000 },
    pages: { render: (page) => JSON.stringify(page), style: "p{}" },
  });
  return { ...alone, items, audience: AUDIENCE, app, events };
}

/** An officer at a browser of her own, without a network. */
export class Visitor {
  readonly #app: Awaited<ReturnType<typeof matrix>>["app"];
  #cookie = "";
  #csrf = "";

  constructor(app: Awaited<ReturnType<typeof matrix>>["app"]) {
    this.#app = app;
  }

  async signIn(account: string): Promise<number> {
    const answer = await this.send("POST", "/api/session", { account });
    this.#cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    if (answer.ok) this.#csrf = ((await answer.json()) as { csrf: string }).csrf;
    return answer.status;
  }

  async send(method: string, path: string, body?: object): Promise<Response> {
    return this.#app.request(`http://127.0.0.1${path}`, {
      method,
      headers: {
        host: "127.0.0.1",
        cookie: this.#cookie,
        "x-setu-csrf": this.#csrf,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async text(path: string): Promise<string> {
    return (await this.send("GET", path)).text();
  }
}
