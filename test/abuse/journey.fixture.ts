import { randomBytes } from "node:crypto";
import type { Accepted, Command, RequestView, Upload } from "@setu/requests";
import { Browser, until, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";

const MARK = {
  tlp: "AMBER",
  handling: ["H1"],
  pap: "AMBER",
  audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
};

export const command = (act: string, rest: Partial<Command> = {}): Command => ({
  id: randomBytes(16).toString("hex"),
  do: act,
  args: {},
  mark: MARK as never,
  lane: "flash",
  body: { text: "Synthetic text.", lang: "en" },
  files: [],
  ...rest,
});

export const ask = (rest: Partial<Command> = {}): Command =>
  command("ask", {
    args: {
      purpose: "investigation",
      offence: "cyber-fraud",
      basis: "mlat",
      link: "suspect",
      kinds: ["subscriber-details"],
      language: "en",
      urgency: "routine",
      use: "intelligence-only",
      calendar: "in-2026.1",
    } as never,
    after: [null, null],
    body: { title: "Phishing kit, subscriber details", text: "Who stands behind it?", lang: "en" },
    ...rest,
  });

export async function officer(url: string, account: string): Promise<Browser> {
  const browser = new Browser(url);
  await browser.signIn(account);
  return browser;
}

export const view = (browser: Browser, item: string) => browser.get<RequestView>(`/api/requests/${item}`);

export const send = (browser: Browser, item: string, rest: Command) =>
  browser.post<Accepted>(`/api/requests/${item}/acts`, { command: rest });

export async function upload(browser: Browser, name: string, content: string): Promise<Upload> {
  const path = `/api/uploads?name=${encodeURIComponent(name)}&type=text/plain`;
  const response = await browser.send("POST", path, new TextEncoder().encode(content));
  return (await response.json()) as Upload;
}

/** A request from its sending to its refusal, with a question, a file and a partial answer on the way. */
export async function journey(nodes: TwoNodes, asked: Command, ground: string): Promise<string> {
  const ottawa = await officer(nodes.ca.url, "ca.officer-1");
  const delhi = await officer(nodes.in.url, "in.officer-1");
  const reaches = (browser: Browser, item: string, status: string) =>
    until(
      status,
      () => view(browser, item).catch(() => null),
      (each) => each?.status === status,
    ) as Promise<RequestView>;
  const file = await upload(ottawa, "annex.txt", "Synthetic annex.");
  const { item } = await ottawa.post<Accepted>("/api/requests", {
    command: { ...asked, files: [file.id] },
  });
  const seen = await reaches(delhi, item, "received");
  await delhi.post(`/api/requests/${item}/opened`, {});
  await send(
    delhi,
    item,
    command("clarify", {
      args: { kind: "offence-facts", until: Date.now() + 3_600_000 } as never,
      after: seen.after,
    }),
  );
  const questioned = await reaches(ottawa, item, "clarification-asked");
  await send(ottawa, item, command("reply", { after: questioned.after }));
  const replied = await reaches(delhi, item, "clarification-given");
  await send(delhi, item, command("part", { after: replied.after }));
  const parted = await reaches(delhi, item, "part-answered");
  const refusal = command("refuse", { args: { ground } as never, after: parted.after, body: null });
  const { id, heldUntil } = await send(delhi, item, refusal);
  // A neutral ground leaves at the deadline; here it comes at once.
  const due = "UPDATE held SET until = $2 WHERE id = $1";
  if (heldUntil !== null) await nodes.in.store.pool.query(due, [id, Date.now()]);
  await reaches(ottawa, item, "part-answered-rest-refused");
  await until(
    "the file",
    () => view(delhi, item),
    (each) =>
      each.timeline.every(({ attachments }) => attachments.every(({ parts }) => parts.have === parts.all)),
  );
  return item;
}

/** Until neither log has grown for a while, and each side holds all that the other has signed. */
export async function rest(nodes: TwoNodes, origins: readonly string[]): Promise<void> {
  const sizes = async () => {
    const own = await Promise.all(origins.map((origin) => sizeAt(nodes, origin, "own")));
    const held = await Promise.all(origins.map((origin) => sizeAt(nodes, origin, "peer")));
    return { own: own.join(), held: held.join() };
  };
  let quiet = 0;
  let last = "";
  await until("rest", sizes, ({ own, held }) => {
    quiet = own === held && own === last ? quiet + 1 : 0;
    last = own;
    return quiet === 10;
  });
}

function sizeAt(nodes: TwoNodes, origin: string, side: "own" | "peer"): Promise<number> {
  const ca = origin.startsWith("ca/") === (side === "own");
  return (ca ? nodes.ca : nodes.in).store.tx(async (tx) =>
    side === "own" ? (await tx.own(origin, false)).size : (await tx.peer(origin, "none")).held,
  );
}

export const ORIGINS = ["ca", "in"].flatMap((party) =>
  ["flash", "main"].map((lane) => `${party}/link/${party === "ca" ? "in" : "ca"}/${lane}/1`),
);
