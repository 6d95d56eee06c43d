import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { differingOf } from "./promised.ts";
import { storeUpload } from "./uploads.ts";

let alone: LoneDesk;
before(async () => void (alone = await loneDesk()));
after(() => alone.close());

async function* bytes(text: string) {
  yield Buffer.from(text, "latin1");
}
const upload = async (name: string, type: string, text: string) =>
  (await storeUpload(alone.desk, alone.officer, { name, type }, bytes(text))).id;

const PAGE = "<!DOCTYPE html><html><body onload=alert(1)>Synthetic</body></html>";
const PNG = "\x89PNG\r\n\x1a\n";

test("before a file of ours leaves it is said when its name or type does not say what it is", async () => {
  const { desk, officer, other } = alone;
  const ids = [
    await upload("plain.txt", "text/plain", "Synthetic words."),
    await upload("photo.png", "image/png", PAGE),
    await upload("letter.pdf", "application/pdf", "MZ synthetic program"),
    await upload("two.png", "image/png", `${PNG}<script>synthetic</script>`),
    await upload("unheard.of", "application/octet-stream", "Synthetic."),
  ];
  const wanted = [
    { name: "photo.png", type: "image/png", kind: "html", second: false },
    { name: "letter.pdf", type: "application/pdf", kind: "program", second: false },
    { name: "two.png", type: "image/png", kind: "png", second: true },
  ];
  assert.deepEqual(await differingOf(desk, officer, ids), wanted);
  assert.deepEqual(await differingOf(desk, officer, ids), wanted, "and again");
  await assert.rejects(differingOf(desk, other, ids), (error) => isSetuError(error, "NOT_FOUND"));
});

test("a file that cannot be looked at is not passed over", async () => {
  const { desk, officer } = alone;
  const torn = await upload("torn.zip", "application/zip", "PK\x03\x04 and no directory");
  assert.deepEqual(await differingOf(desk, officer, [torn]), [
    { name: "torn.zip", type: "application/zip", kind: null, second: false },
  ]);
});
