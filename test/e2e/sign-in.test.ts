import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { makeCode } from "@setu/server/sign-in/enrolment.ts";
import { provingNode } from "@setu/server/sign-in/node.fixture.ts";
import { testProvider, type TestProvider } from "@setu/server/sign-in/provider.fixture.ts";
import { chromium, type Browser, type CDPSession, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/chromium.ts";

/** In a real browser: a certified identity provider, and keys of the browser's own virtual authenticator. */
let provider: TestProvider;
let node: Awaited<ReturnType<typeof provingNode>>;
let browser: Browser;
before(async () => {
  provider = await testProvider();
  const web = join(import.meta.dirname, "..", "..", "web");
  node = await provingNode({ oidc: provider.config, passkeys: { synced: false } }, { web });
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
  const keys = page.locator("ul.keys > li");
  await keys.first().waitFor();
  assert.match((await keys.first().textContent()) ?? "", /^Office laptop registered/);
  await assertAccessible(page);
  // A cookie alone adds no key: the one that is there has to prove the person.
  await node.store.pool.query("UPDATE session SET proved = proved - 300001");
  const cookie = async () =>
    (await page.context().cookies(node.url)).find(({ name }) => name === "setu-session")?.value;
  const stolen = await cookie();
  const second = await plugIn(cdp, "usb");
  await page.getByLabel("Name of the key").fill("Blue key");
  await button(page, "Add a key").click();
  await keys.nth(1).waitFor();
  const answer = await fetch(`${node.url}/api/session`, { headers: { cookie: `setu-session=${stolen}` } });
  assert.equal(answer.status, 401, "abuse 22: the old cookie is dead");
  assert.notEqual(await cookie(), stolen);

  await keys.nth(1).getByRole("button", { name: "Rename" }).click();
  await keys.nth(1).getByLabel("Name of the key").fill("Green key");
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
