import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { newAdministration } from "../dev/administration.ts";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";

/** What administrators do on their screen, by the keyboard. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => void Object.assign(stage.mock.administration, newAdministration()));

async function start(): Promise<Page> {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  assert.ok(stage.mock.session);
  stage.mock.session = { ...stage.mock.session, powers: ["administer"] };
  await page.reload();
  await page.getByRole("navigation").getByRole("link", { name: "Administration" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.locator(".admin summary").first().waitFor();
  return page;
}
const sent = () => stage.mock.administration.received;

test("a change is proposed beside what is now, and confirmed by another as exactly that", async () => {
  const page = await start();
  const change = page.locator(".changes article").first();
  assert.deepEqual(await change.locator("tbody th").allTextContents(), [
    "Powers",
    "Topics, up to which level",
    "Clearance, from 0 to 4",
    "Compartments",
  ]);
  const [before, then] = await change
    .getByRole("row", { name: /^Topics/ })
    .getByRole("cell")
    .allTextContents();
  assert.match(before ?? "", /^Read: all topics, to 2/);
  assert.match(
    then ?? "",
    /^Read: Cybercrime to 3, Drugs and precursors to 2Write: all topics, to 2.*Approve: Cybercrime to 3$/,
  );
  await change.getByRole("button", { name: "Confirm this change" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Nothing waits.").waitFor();
  await page.getByLabel("Find by name, id or agency").fill("roy");
  const roy = page.locator(".people > li", { hasText: "C. Roy" });
  assert.equal(await page.locator(".people > li").count(), 1);
  await roy.locator("summary").focus();
  await page.keyboard.press("Enter");
  await roy.getByRole("button", { name: "Propose a change" }).click();
  const propose = roy.getByRole("button", { name: "Propose it" });
  await propose.press("Enter");
  assert.equal(sent().length, 1, "not without a reason");
  await roy.getByLabel("approve").check();
  await roy.getByLabel("Terrorism: Approve, up to level").selectOption("1");
  await roy.getByLabel("Drugs and precursors: Read, up to level").selectOption("");
  await roy.getByLabel("Clearance, from 0 to 4").selectOption("1");
  await roy.getByLabel("Accredited until (day, UTC)").fill("2031-12-31");
  await roy.getByLabel("Why").selectOption("new-post");
  await propose.click();
  await page.getByText("You proposed it: another administrator confirms it.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Confirm this change" }).count(), 0);
  const { path, json } = sent()[1] ?? assert.fail();
  const { to, reason } = json as { to: Record<string, unknown>; reason: string };
  assert.deepEqual(
    [path, reason, to["powers"], to["clearance"], to["compartments"], to["until"]],
    ["changes//", "new-post", ["read", "draft", "send", "approve"], 1, ["amal"], Date.UTC(2031, 11, 31)],
  );
  const { read, approve } = to["topics"] as { [power: string]: Record<string, number> };
  assert.deepEqual(
    [approve, Object.keys(read ?? {}).includes("drugs"), read?.["cyber"]],
    [{ terrorism: 1 }, false, 2],
  );
  await page.context().close();
});

test("an officer is stopped at once with a reason; nobody does it to oneself or to who reviews", async () => {
  const page = await start();
  const of = (name: string) => page.locator(".people > li", { hasText: name });
  for (const name of ["A. Tremblay", "M. Okafor"]) {
    await of(name).locator("summary").click();
    await of(name).locator(".facts").waitFor();
    assert.equal(await of(name).getByRole("button").count(), 0, name);
  }
  await of("C. Roy").locator("summary").click();
  await of("C. Roy").getByRole("button", { name: "Suspend", exact: true }).click();
  await of("C. Roy").getByLabel("Why").selectOption("incident");
  await of("C. Roy").getByRole("button", { name: "Suspend now" }).click();
  await of("C. Roy").locator(".caution", { hasText: "Suspended" }).waitFor();
  assert.deepEqual(sent(), [{ path: "people/officer-fr/suspend", json: { reason: "incident" } }]);
  await page.context().close();
});

test("its parts are reached by their digits; an alarm is acknowledged with what was found", async () => {
  const page = await start();
  await page.keyboard.press("6");
  await page.locator("#queues").waitFor();
  assert.match(await page.title(), /Health · Administration/);
  assert.match(
    (await page.locator(".notice").allTextContents()).join(),
    /disk is nearly full.+loop mail fails/,
  );
  await page.keyboard.press("5");
  const found = page.getByLabel("What you found, and why it needs no more");
  await page.getByRole("button", { name: "Acknowledge" }).press("Enter");
  assert.deepEqual(sent(), [], "not without words");
  await found.fill("Both offices drilled it.");
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.locator("article bdi", { hasText: "Both offices drilled it." }).waitFor();
  assert.equal(await found.count(), 0);
  await page.context().close();
});

test("a program is registered with its public key, by another than who proposed it, and ended by one", async () => {
  const page = await start();
  await page.keyboard.press("8");
  const waiting = page.locator("#waiting-programs ~ .changes article");
  await waiting.filter({ hasText: "Case registry" }).getByRole("button", { name: "Register it" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("#machine-programs ~ .changes").getByText("Case registry").waitFor();
  await page.getByRole("button", { name: "Register a program" }).click();
  const form = page.locator("form.deed");
  await form.getByLabel("Its id, such as ca.gateway-1").fill("ca.gateway-9");
  await form.getByLabel("Its name").fill("Synthetic");
  await form.getByLabel("Read the state of the link").check();
  await form.getByLabel("Its public key, as JWK").fill("no key");
  await form.getByText("This is no key in JSON.").waitFor();
  await form.getByRole("button", { name: "Propose it" }).press("Enter");
  assert.equal(sent().length, 1, "not without a key");
  const jwk = { kty: "OKP", crv: "Ed25519", x: "eA" };
  await form.getByLabel("Its public key, as JWK").fill(JSON.stringify(jwk));
  await form.getByRole("button", { name: "Propose it" }).click();
  await page.getByText("You proposed it: another administrator confirms it.").waitFor();
  const { program } = (sent()[1] ?? assert.fail()).json as { program: Record<string, unknown> };
  assert.deepEqual(
    [program["id"], program["scopes"], program["clearance"], program["jwk"], program["certificate"]],
    ["ca.gateway-9", ["link:read"], 0, jwk, undefined],
  );
  await page.getByRole("button", { name: "End this program: Gateway of the liaison desk" }).click();
  await page.getByRole("button", { name: "End it now: Gateway of the liaison desk" }).click();
  await page.locator("#programs-over ~ ul").getByText("Gateway of the liaison desk").waitFor();
  assert.equal(sent()[2]?.path, "clients/ca.gateway-1/revoke");
  await page.context().close();
});

test("what a directory was stopped from is agreed to by another administrator, or dropped by one", async () => {
  const page = await start();
  await page.keyboard.press("9");
  const braked = page.locator("#directory-braked ~ .changes > li");
  await braked.nth(1).waitFor();
  assert.equal(await braked.count(), 2);
  await page.getByRole("button", { name: "Agree to close them all" }).focus();
  await page.keyboard.press("Enter");
  await braked.filter({ hasText: "A. Tremblay has agreed" }).waitFor();
  assert.equal(await braked.count(), 1, "the second of two closes it");
  assert.equal(await page.getByRole("button", { name: "Agree to close them all" }).count(), 0);
  await page.getByRole("button", { name: "Drop it: E. Côté" }).click();
  await page.locator("#directory-wishes ~ .changes", { hasText: "E. Côté" }).waitFor({ state: "detached" });
  assert.deepEqual(
    sent().map(({ path, json }) => [path, json]),
    [
      ["directory/agree/", { deeds: [7, 8] }],
      ["directory/drop/", { deeds: [5] }],
    ],
  );
  await page.context().close();
});
