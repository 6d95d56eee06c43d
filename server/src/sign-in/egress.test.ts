import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import { isPublicAddress } from "./addresses.ts";
import { outwards } from "./egress.ts";

const reason = (wanted: string) => (error: unknown) =>
  isSetuError(error, "IDP_SILENT") && error.detail["reason"] === wanted;
const GET = { method: "GET", headers: {} };

test("abuse 28: no spelling of an address that is not public leads out", async () => {
  const out = outwards({ named: [], resolve: () => Promise.reject(new Error("asked")) });
  for (const host of [
    "127.1",
    "0x7f.1",
    "2130706433",
    "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]",
    "169.254.169.254",
    "100.64.0.1",
    "[fd00::1]",
    "[fe80::1]",
    "[::1]",
    "[::]",
    "0.0.0.0",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "255.255.255.255",
    "192.168.0.1.",
  ])
    await assert.rejects(out(`https://${host}/`, GET), reason("address"), host);
  for (const address of ["8.8.8.8", "2606:4700::1111"]) assert.ok(isPublicAddress(address), address);
  for (const address of ["", "localhost", "fe80::1%eth0"]) assert.ok(!isPublicAddress(address), address);
});

test("abuse 28: a name is refused for what it resolves to, one bad address among good ones included", async () => {
  const to = (...addresses: string[]) =>
    outwards({
      named: [],
      resolve: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    });
  for (const found of [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["2606:4700::1111", "::1"], []])
    await assert.rejects(to(...found)("https://idp.example/", GET), reason("address"), found.join());
});

test("only https, and no user name in the address", async () => {
  const out = outwards({ named: ["idp.example"] });
  for (const url of ["http://idp.example/", "file:///etc/passwd", "https://a:b@idp.example/"])
    await assert.rejects(out(url, GET), reason("address"), url);
});
