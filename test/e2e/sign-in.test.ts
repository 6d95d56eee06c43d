import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Instant } from "@setu/core";
import { judgeApprovals } from "@setu/link";
import type { Accepted, CardSigning } from "@setu/requests";
import { askCommand, Browser as Program, twoNodes, until } from "@setu/server/node/two-nodes.fixture.ts";
import { cardCode } from "@setu/server/sign-in/card-code.ts";
import { testCard } from "@setu/server/sign-in/certificates.fixture.ts";
import { makeCode } from "@setu/server/sign-in/enrolment.ts";
import { provingNode } from "@setu/server/sign-in/node.fixture.ts";
import { ownOfficerKeys } from "@setu/server/sign-in/officer-keys.ts";
import { testProvider, type TestProvider } from "@setu/server/sign-in/provider.fixture.ts";
import { verifySignature } from "@setu/server/sign-in/webauthn.ts";
import { chromium, type Browser, type CDPSession, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/chromium.ts";
import { changeEntrances } from "../../server/src/standing/rows.fixture.ts";

/** In a real browser: a certified identity provider, and keys of the browser's own virtual authenticator. */
const WEB = join(import.meta.dirname, "..", "..", "web");
let provider: TestProvider;
let node: Awaited<ReturnType<typeof provingNode>>;
let browser: Browser;
before(async () => {
  provider = await testProvider();
  node = await provingNode({ oidc: provider.config, passkeys: { synced: false } }, { web: WEB });
  provider.serve(node.url);
  browser = await chromium.launch(await chromiumPath());
});
after(async () => {
  await browser.close();
  await node.close();
  await provider.close();
});

async function arrive(): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en" });
  const page = await context.newPage();
  await page.goto(node.url);
  await page.locator("h1", { hasText: "Sign in" }).waitFor();
  return page;
}

const officer = (page: Page) => page.locator("header .officer", { hasText: "Officer One" });
const button = (page: Page, name: string) => page.getByRole("button", { name });

async function assertAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    [],
  );
}

/** An authenticator with a PIN, of which the person always says yes. */
async function plugIn(cdp: CDPSession, transport: "internal" | "usb"): Promise<string> {
  const options = {
    protocol: "ctap2",
    transport,
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  return (await cdp.send("WebAuthn.addVirtualAuthenticator", { options })).authenticatorId;
}

test("an officer signs in at the ministry's provider and out of both; the back button shows nothing (abuse 25)", async () => {
  const page = await arrive();
  await page.getByRole("link", { name: "Sign in with your ministry's account" }).click();
  await page.locator("input[name=login]").fill("ca.officer-1");
  await page.locator("input[name=password]").fill("synthetic");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]", { hasText: "Continue" }).click();
  await officer(page).waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  await page.goto(`${node.url}/me`);
  await page.locator("h2", { hasText: "My keys" }).waitFor();
  await button(page, "Sign out").click();
  // The provider asks whether it shall forget the person too.
  await page.locator("button[value=yes]").click();
  await page.locator("h1", { hasText: "Sign in" }).waitFor();
  await page.goto(`${node.url}/me`);
  await page.locator("h1", { hasText: "Sign in" }).waitFor();
  await page.goBack();
  await page.locator("h1", { hasText: "Sign in" }).waitFor();
  assert.equal(await officer(page).count(), 0);

  await page.goto(`${node.url}/`);
  await page.getByRole("link", { name: "Sign in with your ministry's account" }).click();
  await page.locator("input[name=login]").fill("nobody");
  await page.locator("input[name=password]").fill("synthetic");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]", { hasText: "Continue" }).click();
  await page.getByText("You could not be signed in.").waitFor();
  assert.ok(!page.url().includes("#"), "said once");
  await page.context().close();
});

test("a code registers the first key; with it the officer signs in, adds another, renames it and takes it out of use", async () => {
  const page = await arrive();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const first = await plugIn(cdp, "internal");
  // By keyboard alone.
  await page.locator("summary").focus();
  await page.keyboard.press("Enter");
  await assertAccessible(page);
  const code = await makeCode(node.store, "ca.officer-1", 1, Date.now());
  await page.keyboard.press("Tab");
  await page.keyboard.type("WRONG-WRONG-WRONG-WRONG");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Office laptop");
  await page.keyboard.press("Enter");
  await page.getByText("You could not be signed in.").waitFor();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.keyboard.press("Enter");
  await officer(page).waitFor();

  await page.goto(`${node.url}/me`);
  const keys = page.locator("ul.own-keys > li");
  await keys.first().waitFor();
  assert.match((await keys.first().textContent()) ?? "", /^Office laptop registered/);
  await assertAccessible(page);
  // A cookie alone adds no key: the one that is there has to prove the person.
  await changeEntrances(node.store, "session", "proved = proved - 300001");
  const cookie = async () =>
    (await page.context().cookies(node.url)).find(({ name }) => name === "setu-session")?.value;
  const stolen = await cookie();
  const second = await plugIn(cdp, "usb");
  await page.getByLabel("Name of the new key").fill("Blue key");
  await button(page, "Add a key").click();
  await keys.nth(1).waitFor();
  const answer = await fetch(`${node.url}/api/session`, { headers: { cookie: `setu-session=${stolen}` } });
  assert.equal(answer.status, 401, "abuse 22: the old cookie is dead");
  assert.notEqual(await cookie(), stolen);

  await keys.nth(1).getByRole("button", { name: "Rename" }).click();
  await keys.nth(1).getByLabel("New name of “Blue key”").fill("Green key");
  await page.keyboard.press("Enter");
  await keys.nth(1).getByText("Green key").waitFor();
  await keys.nth(1).getByRole("button", { name: "Take this key out of use" }).click();
  await page.keyboard.press("Enter");
  await page.getByText("Out of use since").waitFor();

  await button(page, "Sign out").click();
  await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: second });
  await button(page, "Sign in with your key").click();
  await officer(page).waitFor();

  await button(page, "Sign out").click();
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: first, isUserVerified: false });
  await button(page, "Sign in with your key").click();
  await page.getByText("The key was not used").waitFor();
  assert.equal(await officer(page).count(), 0);
  await page.context().close();
});

test("an officer signs what leaves with her key; the other node verifies that it was she, and exactly this", async () => {
  const http = { hosts: ["localhost"], bind: "127.0.0.1", port: 0, secure: false };
  const card = await testCard("ca.officer-1");
  const signIn = { passkeys: { synced: true }, certificates: card.certificates };
  const nodes = await twoNodes(() => {}, { http, signIn }, WEB);
  try {
    const { url, store } = nodes.ca;
    const program = new Program(url);
    await program.signIn("ca.officer-1");
    const { item } = await program.post<Accepted>("/api/requests", { command: askCommand() });
    const context = await browser.newContext({ locale: "en" });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const authenticator = await plugIn(cdp, "internal");
    await page.goto(`${url}/me`);
    await page.locator(".accounts button", { hasText: "Officer One" }).click();
    await page.getByLabel("Name of the new key").fill("Blue key");
    await button(page, "Add a key").click();
    await page.locator("ul.own-keys > li").first().waitFor();

    await page.goto(`${url}/requests/${encodeURIComponent(item)}`);
    await page.locator(".timeline").waitFor();
    await page.keyboard.press("m");
    await page.locator(".composer textarea").first().fill("Synthetic words that a person signs.");
    await page.keyboard.press("Control+Enter");
    await page.locator(".send-check").waitFor();
    await assertAccessible(page);
    // Who does not touch the key sends nothing, and is told.
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: false });
    const toSign = page.getByRole("dialog", { name: "Sign with your card" });
    const withKey = async () => {
      await button(page, "Sign with my key and send").click();
      await toSign.waitFor();
      await button(page, "Use a key here instead").click();
    };
    await withKey();
    await page.getByText("This needs a fresh proof that it is you.").waitFor();
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId: authenticator, isUserVerified: true });
    await withKey();
    await page.locator(".composer").waitFor({ state: "detached" });

    // With a card that no browser reaches: the screen waits, and goes on by itself when the signature is there.
    await page.keyboard.press("m");
    await page.locator(".composer textarea").first().fill("Synthetic words that a card signs.");
    await page.keyboard.press("Control+Enter");
    await button(page, "Sign with my key and send").click();
    await toSign.waitFor();
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByText("This needs a fresh proof that it is you.").waitFor();
    await button(page, "Sign with my key and send").click();
    const code = (await toSign.locator(".card-code").textContent()) ?? "";
    const { message } = await program.get<CardSigning>(`/api/cards/${code}`);
    assert.equal(cardCode(Buffer.from(message, "base64url")), code);
    await program.post(`/api/cards/${code}`, card.answer(message));
    await page.locator(".composer").waitFor({ state: "detached" });
    await page.getByText("Signed by an officer with a card of their own").waitFor();

    const asked =
      "SELECT act, approvals, t FROM derived.act WHERE item = $1 AND approvals <> '[]' ORDER BY pos";
    const { rows } = await until(
      "the signed act at the other node",
      () => nodes.in.store.pool.query<{ act: Buffer; approvals: string; t: string }>(asked, [item]),
      (found) => found.rows.length > 1,
    );
    const keys = ownOfficerKeys(store, { id: "localhost", origin: url });
    const judged = await Promise.all(
      rows.map((row) => judgeApprovals({ ...row, t: Number(row.t) as Instant }, keys, verifySignature)),
    );
    assert.deepEqual(
      judged.flat().map((each) => [each.officer, each.kind, each.reason]),
      [
        ["ca.officer-1", "webauthn", null],
        ["ca.officer-1", "x509", null],
      ],
    );
    await context.close();
  } finally {
    await nodes.close();
    card.close();
  }
});
