import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { patient } from "../../web/test/waiting.fixture.ts";
import type { SearchResult } from "@setu/requests";
import { client } from "./load.fixture.ts";
import type { NodeProcess } from "./nodes.fixture.ts";

const MESSAGE = `Received: by mail.example.net; Tue, 3 Nov 2026 06:20:11 +0000
Date: Tue, 3 Nov 2026 11:49:58 +0530
From: Desk of an invented office <desk@example.org>
Subject: =?utf-8?Q?Saisie_=C3=A0_l=27invent=C3=A9_port?=
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

The papers of the Capercaillie do not agree.
--b
Content-Type: application/pdf; name="papers.pdf"
Content-Transfer-Encoding: base64

JVBERi0x
--b--
`;

type Given = { readonly browser: Browser; readonly ca: NodeProcess; readonly india: NodeProcess };

/** What came another way, at a real node: read, registered, found, printed, and still there when the node was killed. */
export async function cameAnotherWay({ browser, ca, india }: Given): Promise<void> {
  const page = await (await browser.newContext({ locale: "en" })).newPage();
  patient(page);
  await page.goto(`${ca.address}/intake`);
  await page.locator(".accounts button").first().click();
  const buffer = Buffer.from(MESSAGE.replaceAll("\n", "\r\n"));
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "letter.eml", mimeType: "message/rfc822", buffer });
  await page.getByText("nothing is registered yet").waitFor();
  assert.equal(await page.getByLabel("Subject").inputValue(), "Saisie à l'inventé port");
  await page.getByLabel("Due").fill("2030-01-31");
  await page.getByRole("button", { name: "Register it here" }).click();
  await page.getByRole("link", { name: "Open it" }).click();
  await page.getByText(/Came by mail; registered here by .*; not attested by the other side\./).waitFor();
  const ref = (await page.locator(".request-bar .ref").textContent()) ?? "";
  await page.keyboard.press("a");
  await page.locator(".our-half").getByText("You have it.").waitFor();

  ca.killPostgres();
  await ca.kill();
  await ca.start();
  await page.goto(`${ca.address}/search?q=capercaillie`);
  await page.locator(".matters mark", { hasText: "Capercaillie" }).waitFor();
  await page.goto(`${ca.address}/?who=mine`);
  const row = page.locator("tr[data-item]", { hasText: ref });
  await row.getByText("Came by mail").waitFor();
  await row.getByText("(you)").waitFor();
  await page.goto(`${ca.address}/read/search?q=${ref}`);
  await page.getByText("Came by mail").waitFor();
  const there = await (await client(india)).get<SearchResult>("/search?q=capercaillie");
  assert.deepEqual(there.matters, [], "nothing of it has left");
  await page.context().close();
}
