import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { CaseView, ConsultationRow, ConsultationView, Register, Sent } from "@setu/individuals";
import type { Accepted } from "@setu/requests";
import { askCommand, Browser, until, type TwoNodes } from "../node/two-nodes.fixture.ts";

/** A consultation of the owner over two real nodes, as persons at three browsers meet it (F85). */
const DAY = 86_400_000;
const NAME = "Persona Transfrontalis";
const newId = () => randomBytes(16).toString("hex");
const registerOf = (browser: Browser) => browser.get<Register>("/api/individuals");
const caseOf = (browser: Browser, id: string) => browser.get<CaseView>(`/api/individuals/${id}`);
const step = (browser: Browser, id: string, what: string, args: object, text: string | null = null) =>
  browser.post(`/api/individuals/${id}/acts`, { id: newId(), do: what, args, text });

async function answer(browser: Browser, item: string, what: string, args: object = {}, text?: string) {
  const { after } = await browser.get<ConsultationView>(`/api/consultations/${item}`);
  const body = text === undefined ? null : { text, lang: "en" };
  return browser.post<Sent>(`/api/consultations/${item}/acts`, {
    command: { id: newId(), do: what, args, after, body },
  });
}

const shows = (browser: Browser, item: string, status: string) =>
  until(
    status,
    async () => (await registerOf(browser)).consultations.find((row) => row.item === item),
    (row) => row?.status === status,
  ) as Promise<ConsultationRow>;

/** New Delhi asked Ottawa about somebody, who now asks Ottawa: its owner objects in part, then destroys; Ottawa decides. */
export async function walkConsultation(nodes: TwoNodes, ottawa: Browser, delhi: Browser): Promise<void> {
  const asked = askCommand({ body: { title: NAME, text: `About ${NAME}.`, lang: "en" } });
  const args = { ...asked.args, calendar: "ca-2026.1" } as never;
  const { item: matter } = await delhi.post<Accepted>("/api/requests", { command: { ...asked, args } });
  await until(
    "the request in Ottawa",
    () => ottawa.send("GET", `/api/requests/${matter}`),
    ({ status }) => status === 200,
  );
  const id = newId();
  await ottawa.post("/api/individuals", {
    id,
    kind: "access",
    came: "counsel",
    lang: "fr",
    received: Date.now() - DAY,
    person: { name: NAME, born: "", contact: "" },
    text: "Asks what is held.",
  });
  await step(ottawa, id, "case-identify", { how: "certified-copy" });
  await step(ottawa, id, "case-admit", { at: Date.now() - 1_000 });
  const search = { id: newId(), q: "Transfrontalis" };
  const found = await ottawa.post<{ matters: readonly { item: string; owner: string }[] }>(
    `/api/individuals/${id}/search`,
    search,
  );
  assert.deepEqual(
    found.matters.map((each) => [each.item, each.owner]),
    [[matter, "them"]],
  );
  await step(ottawa, id, "case-attach", { matter });
  const consult = { id: newId(), matter, until: Date.now() + 30 * DAY, text: `On ${NAME}.`, lang: "en" };
  const { item } = await ottawa.post<Sent>(`/api/individuals/${id}/consult`, consult);
  assert.equal((await ottawa.post<Sent>(`/api/individuals/${id}/consult`, consult)).item, item, "sent once");

  const theirs = await shows(delhi, item, "consulted");
  assert.deepEqual(
    [theirs.side, theirs.turn, theirs.matter?.item, theirs.case],
    ["them", "us", matter, null],
  );
  assert.equal((await registerOf(delhi)).cases.length, 0, "nothing of the case itself crosses");
  const read = await delhi.get<ConsultationView>(`/api/consultations/${item}`);
  assert.deepEqual(
    [read.acts[0]?.text, JSON.stringify(read.acts[0]?.args).includes(NAME)],
    [`On ${NAME}.`, false],
  );
  await answer(delhi, item, "agree-in-part", { ground: "others" }, "The first part.");
  const parted = await shows(ottawa, item, "no-objection-in-part");
  assert.deepEqual(
    [parted.case, parted.answer?.code, parted.answer?.ground],
    [id, "agree-in-part", "others"],
  );
  const at = Date.now() - 1_000;
  await answer(delhi, item, "attest", { measure: "destroyed", at });
  await shows(ottawa, item, "measure-attested");
  const open = await caseOf(ottawa, id);
  const [attached] = open.matters;
  assert.deepEqual(
    attached?.consultations.map((each) => each.answer),
    [{ code: "destroyed", ground: null, at }],
  );

  const second = new Browser(nodes.ca.url);
  await second.signIn("ca.officer-2");
  const decision = { outcome: "disclosed-in-part", matters: [matter] };
  await step(second, id, "case-decide", decision, "That a request was made.");
  const letter = await second.get<{ text: string }>(`/api/individuals/${id}/letter?lang=fr`);
  assert.match(letter.text, /That a request was made\./);
  const { acts } = await delhi.get<ConsultationView>(`/api/consultations/${item}`);
  assert.deepEqual(
    acts.map((each) => each.do),
    ["consult", "agree-in-part", "attest"],
  );
  assert.ok(acts.every((each) => each.void === null));
}
