import "reflect-metadata";
import assert from "node:assert/strict";
import { createPrivateKey, webcrypto } from "node:crypto";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { isSetuError, type ItemId } from "@setu/core";
import { refOf } from "@setu/requests";
import * as x509 from "@peculiar/x509";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import { parseConfig } from "../node/config.ts";
import { configOf } from "../node/two-nodes.fixture.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { sendDigests } from "./digest.ts";
import { sendNext } from "./mail.ts";
import { openMailer, type Mailer, type Message } from "./mailer.ts";
import { home, settle, theyAsk } from "./notices.fixture.ts";

type Heard = {
  readonly to: string;
  readonly headers: string;
  readonly text: string;
  readonly secure: boolean;
};
type Answer = { readonly code: number } | null;

const servers: (() => Promise<void>)[] = [];
let alone: LoneDesk;
let { desk, pool, officer, other, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass } = alone);
  await pool.query("UPDATE officer SET mail = 'two@example.test', name = $2 WHERE id = $1", [
    other.id,
    "Canary Kestrel",
  ]);
});
beforeEach(async () => {
  await settle(desk);
  await pool.query("DELETE FROM notice");
  await pool.query("UPDATE officer SET lang = 'en'");
});
after(async () => {
  await Promise.all(servers.map((close) => close()));
  await alone.close();
});

/** A real SMTP server on this machine. */
async function serve(host = "127.0.0.1", options: object = { hideSTARTTLS: true }) {
  const heard: Heard[] = [];
  const state = { answer: null as Answer };
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData(stream: NodeJS.ReadableStream, session: SMTPServerSession, done: (error?: Error) => void) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (state.answer)
          return done(Object.assign(new Error("not now"), { responseCode: state.answer.code }));
        heard.push({
          ...split(Buffer.concat(chunks).toString()),
          to: session.envelope.rcptTo.map(({ address }) => address).join(),
          secure: session.secure,
        });
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((listening) => server.listen(0, host, listening));
  servers.push(() => new Promise<void>((closed) => server.close(() => closed())));
  const { port } = server.server.address() as AddressInfo;
  return {
    heard,
    state,
    config: { url: `smtp://${host}:${port}`, from: "setu@node.example" },
  };
}

function split(raw: string) {
  const at = raw.indexOf("\r\n\r\n");
  const headers = raw.slice(0, at).replaceAll(/\r\n[ \t]+/g, " ");
  const body = raw.slice(at + 4);
  const encoding = /content-transfer-encoding: (\S+)/i.exec(headers)?.[1];
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : Buffer.from(
          body
            .replaceAll("=\r\n", "")
            .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
          "latin1",
        );
  return { headers, text: bytes.toString("utf8") };
}

const post = (mailer: Mailer) => ({
  store: desk.store,
  us: desk.us,
  mailer,
  now: desk.ports.world.now,
  log: () => {},
  hears: async () => true,
});
const waiting = async () => (await pool.query("SELECT tries FROM mail")).rowCount;
async function assigned(): Promise<ItemId> {
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "note", { mentions: [] }, "canary-note");
  await home(desk, officer, item, "assign", { officer: other.id });
  await settle(desk);
  return item;
}

test("a mail has reference, kind and clock, in the officer's language and zone, and nothing else", async () => {
  const smtp = await serve();
  const mailer = openMailer(smtp.config);
  await pool.query("INSERT INTO preference (officer, screen) VALUES ($1, $2)", [
    other.id,
    { lang: "fr", zone: "America/Vancouver", theme: "dark" },
  ]);
  const item = await assigned();
  assert.equal(await sendNext(post(mailer)), true);
  assert.equal(await sendNext(post(mailer)), false);
  const [mail] = smtp.heard;
  const due = await pool.query(
    "SELECT (shown #>> '{clock,due}')::bigint AS due FROM derived.request WHERE item = $1",
    [item],
  );
  const iso = new Date(Number((due.rows as { due: string }[])[0]?.due)).toISOString().slice(0, 19);
  assert.equal(mail?.to, "two@example.test");
  assert.match(mail.text, new RegExp(`^${refOf(item)}: vous est attribuée\r?\nÉchéance: .+ PT \\(${iso}`));
  assert.match(mail.headers, /^From: Setu <setu@node\.example>$/m);
  assert.match(mail.headers, /^Auto-Submitted: auto-generated$/m);
  assert.match(mail.headers, /^Content-Type: text\/plain; charset=utf-8$/m);
  for (const word of ["canary", "Canary", "Officer", "Synthetic", "fraud", "http"])
    assert.ok(!`${mail.headers}${mail.text}`.includes(word), word);
  await pool.query("DELETE FROM preference");
});

test("a server that says not now is asked again later, with the same Message-ID", async () => {
  const smtp = await serve();
  const mailer = openMailer(smtp.config);
  await assigned();
  smtp.state.answer = { code: 451 };
  assert.equal(await sendNext(post(mailer)), true);
  smtp.state.answer = null;
  assert.equal(await sendNext(post(mailer)), false, "not at once");
  pass(31_000);
  // It is handed over, and the process dies before it can write that down.
  const dying: Mailer = {
    ...mailer,
    send: async (message) => {
      await mailer.send(message);
      throw new Error("killed");
    },
  };
  await sendNext(post(dying));
  assert.equal(await waiting(), 1);
  pass(61_000);
  assert.equal(await sendNext(post(mailer)), true);
  assert.equal(await waiting(), 0);
  const ids = smtp.heard.map(({ headers }) => /^Message-ID: (.+)$/im.exec(headers)?.[1]);
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
  assert.match(ids[0] ?? "", /^<[0-9a-f]{40}@node\.example>$/);
});

test("what one process has taken another leaves alone, until that one must be dead", async () => {
  await assigned();
  const taken = Promise.withResolvers<void>();
  const stuck: Mailer = {
    send: () => {
      taken.resolve();
      return new Promise(() => {});
    },
    close: () => {},
  };
  void sendNext(post(stuck));
  let sent = 0;
  const counting: Mailer = { send: async () => void (sent += 1), close: () => {} };
  await taken.promise;
  assert.equal(await sendNext(post(counting)), false);
  pass(121_000);
  await Promise.all([sendNext(post(counting)), sendNext(post(counting))]);
  assert.equal(sent, 1);
});

test("what has been read on the screen is not sent, nor what is two days old, nor to whoever has no address", async () => {
  await assigned();
  await pool.query("UPDATE notice SET read_at = 1");
  const refuse: Mailer = { send: () => assert.fail("sent"), close: () => {} };
  assert.equal(await sendNext(post(refuse)), false);
  await assigned();
  pass(3 * 86_400_000);
  assert.equal(await sendNext(post(refuse)), false);
  assert.equal(await waiting(), 0);
  const { item } = await theyAsk(desk);
  await home(desk, other, item, "assign", { officer: officer.id });
  await settle(desk);
  assert.equal(await waiting(), 0);
});

test("what is not sent at once comes in one mail when the shift begins, by the clock of the officer's zone", async () => {
  const smtp = await serve();
  const mailer = openMailer(smtp.config);
  const digests = () => sendDigests(post(mailer));
  /** To the next time that the officer's clock shows it. */
  const until = (hour: number) => {
    const clock = new Intl.DateTimeFormat("en", {
      timeZone: "Asia/Kolkata",
      hour: "2-digit",
      hourCycle: "h23",
    });
    do pass(600_000);
    while (Number(clock.format(desk.ports.world.now())) !== hour);
  };
  await pool.query("DELETE FROM digest");
  await pool.query("INSERT INTO preference (officer, screen, shift) VALUES ($1, $2, 6)", [
    other.id,
    { lang: "hi", zone: "Asia/Kolkata", theme: "dark" },
  ]);
  until(5);
  assert.equal(await digests(), 0, "who has just been given an address is told from the next shift on");
  const { item } = await theyAsk(desk);
  const second = await theyAsk(desk);
  for (const each of [item, second.item])
    await home(desk, officer, each, "note", { mentions: [other.id] }, "canary-note");
  await home(desk, officer, second.item, "assign", { officer: other.id });
  await settle(desk);
  until(6);
  assert.equal(await digests(), 0, "of the day on which she was first known nothing is sent");
  await home(desk, officer, item, "note", { mentions: [other.id] }, "canary-later");
  await settle(desk);
  until(5);
  assert.equal(await digests(), 0, "not before the shift");
  until(6);
  smtp.state.answer = { code: 451 };
  assert.equal(await digests(), 0, "the server says not now");
  smtp.state.answer = null;
  assert.equal(await digests(), 0, "not at once");
  pass(31_000);
  assert.deepEqual(await Promise.all([digests(), digests()]).then((n) => n.toSorted()), [0, 1]);
  assert.equal(smtp.heard.length, 1);
  const [mail] = smtp.heard;
  const lines = mail?.text.split(/\r?\n/).filter((line) => /^(?:CA|IN)-/.test(line)) ?? [];
  const mentioned = (of: ItemId) => `${refOf(of)}: एक टिप्पणी में आपका उल्लेख है`;
  // Assigning goes at once, and is no line of this one.
  assert.deepEqual(lines.toSorted(), [mentioned(item), mentioned(item), mentioned(second.item)].toSorted());
  assert.match(mail?.text ?? "", / IST \(/);
  assert.match(mail?.headers ?? "", /^Auto-Submitted: auto-generated$/m);
  for (const word of ["canary", "Canary", "Officer", "Synthetic", "fraud", "http"])
    assert.ok(!`${mail?.headers}${mail?.text}`.includes(word), word);
  until(5);
  until(6);
  assert.equal(await digests(), 0, "what was in a digest is in no other");
  await pool.query("DELETE FROM preference");
});

test("where a roster is laid the mail comes when her own shift begins, and at no hour of the day by itself", async () => {
  const sent: Message[] = [];
  const mailer: Mailer = { send: async (message) => void sent.push(message), close: () => {} };
  const digests = () => sendDigests(post(mailer));
  const HOUR = 3_600_000;
  await pool.query("DELETE FROM digest");
  await pool.query("INSERT INTO preference (officer, shift) VALUES ($1, 0)", [other.id]);
  const begins = desk.ports.world.now() + 6 * HOUR;
  await pool.query(
    "INSERT INTO derived.shift (id, officer, role, begins, ends, by) VALUES ('night', $1, 'officer', $2, $3, 'x'), ('morrow', $1, 'officer', $4, $5, 'x')",
    [other.id, begins, begins + 8 * HOUR, begins + 24 * HOUR, begins + 32 * HOUR],
  );
  assert.equal(await digests(), 0);
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "note", { mentions: [other.id] }, "x");
  await settle(desk);
  pass(5 * HOUR);
  assert.equal(await digests(), 0, "the hour that she chose is past, and she is not there yet");
  pass(HOUR);
  assert.equal(await digests(), 1);
  await home(desk, officer, item, "note", { mentions: [other.id] }, "x");
  await settle(desk);
  pass(7 * HOUR);
  assert.equal(await digests(), 0, "once a shift");
  pass(5 * HOUR);
  assert.equal(await digests(), 0, "off duty nothing, though another day has begun");
  pass(12 * HOUR);
  assert.equal(await digests(), 1, "the next shift");
  assert.equal(new Set(sent.map(({ to }) => to)).size, 1);
  await pool.query("DELETE FROM derived.shift");
  await pool.query("DELETE FROM preference");
});

test("a digest leaves out what was read, what its officer may not see any more, and kinds that are turned off", async () => {
  const sent: Message[] = [];
  const mailer: Mailer = { send: async (message) => void sent.push(message), close: () => {} };
  const none = { screen: true, mail: false, digest: false };
  await pool.query("UPDATE digest SET day = '2000-01-01', upto = 0, taken = 0");
  await pool.query("INSERT INTO preference (officer, notices, shift) VALUES ($1, $2, 0)", [
    other.id,
    { mentioned: { screen: true, mail: false, digest: true }, assigned: none, "follow-up": none },
  ]);
  const [read, hidden, shown] = [await theyAsk(desk), await theyAsk(desk), await theyAsk(desk)];
  for (const { item } of [read, hidden, shown])
    await home(desk, officer, item, "note", { mentions: [other.id] }, "look");
  const off = await theyAsk(desk);
  await home(desk, officer, off.item, "assign", { officer: other.id });
  await settle(desk);
  await pool.query("UPDATE notice SET read_at = 1 WHERE item = $1", [read.item]);
  const hears = async (_officer: string, item: ItemId) => item !== hidden.item;
  assert.equal(await sendDigests({ ...post(mailer), hears }), 1);
  const [{ text = "" } = {}] = sent;
  const named = [read, hidden, shown, off].map(({ item }) => text.includes(refOf(item)));
  assert.deepEqual(named, [false, false, true, false]);
  await pool.query("DELETE FROM preference");
});

test("beyond this machine nothing is sent without TLS to the server that was meant", async () => {
  const host = "127.0.0.2";
  const [{ key, cert }, stranger] = [await certificateFor(host), await certificateFor(host)];
  const [plain, tls] = [await serve(host), await serve(host, { key, cert })];
  await assigned();
  for (const [config, ca] of [
    [plain.config, cert],
    [tls.config, stranger.cert],
    [tls.config, undefined],
  ] as const) {
    await sendNext(post(openMailer(config, ca)));
    assert.equal(await waiting(), 1);
    pass(3_600_000);
  }
  await sendNext(post(openMailer(tls.config, cert)));
  assert.equal(await waiting(), 0);
  assert.deepEqual([plain.heard.length, tls.heard.length, tls.heard[0]?.secure], [0, 1, true]);
});

async function certificateFor(host: string) {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${host}`,
      keys,
      notBefore: new Date("2020-01-01T00:00:00Z"),
      notAfter: new Date("2120-01-01T00:00:00Z"),
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: host }])],
    },
    webcrypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({
    type: "pkcs8",
    format: "pem",
  });
  return { key, cert: made.toString("pem") };
}

test("an address that could be more than one address is no address; without a server an address is not used", async () => {
  const good = await configOf("ca", "in", "postgres://unused");
  const config = (mail: object | undefined, address: unknown) => {
    const [first, second] = good.officers;
    return parseConfig(
      Buffer.from(
        JSON.stringify({ ...good, ...(mail && { mail }), officers: [first, { ...second, mail: address }] }),
      ),
    );
  };
  const server = { url: "smtp://mail.example:587", from: "setu@node.example" };
  assert.equal(config(server, "two@example.test").officers[1]?.mail, "two@example.test");
  assert.equal(config(undefined, "two@example.test").officers[1]?.mail, undefined);
  const hostile = [
    "a@b.c\r\nBcc: d@e.f",
    "a@b.c, d@e.f",
    "A <a@b.c>",
    '"a b"@b.c',
    "a@b.c\u0001",
    "@b.c",
    "a@",
    "a@b@c",
    "नाम@b.c",
    `${"a".repeat(251)}@b.c`,
    7,
  ];
  for (const address of hostile) {
    assert.throws(
      () => config(server, address),
      (error) => isSetuError(error, "BAD_FIELD"),
      String(address),
    );
    assert.throws(
      () => config({ ...server, from: address }, "a@b.c"),
      (error) => isSetuError(error, "BAD_FIELD"),
    );
  }
  for (const url of ["http://mail.example", "smtp:", "file:///etc/passwd", "mail.example:25", ""])
    assert.throws(
      () => config({ ...server, url }, "a@b.c"),
      (error) => isSetuError(error, "BAD_FIELD"),
      url,
    );
});
