import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import { parseConfig } from "../node/config.ts";
import { configOf } from "../node/two-nodes.fixture.ts";
import { assertSealedLine } from "./line.ts";

test("a database on another machine is reached over TLS that proves which server answers, or not at all", () => {
  for (const url of [
    "postgresql://setu@localhost:5432/setu",
    "postgresql://setu@127.0.0.1/setu",
    "postgresql://setu@[::1]:5432/setu",
    "postgresql:///setu?host=/var/run/postgresql",
    "postgresql://setu@localhost/setu?host=/tmp/cluster",
    "postgresql://setu@db.example/setu?sslmode=verify-full",
  ])
    assertSealedLine(url);
  for (const url of [
    "postgresql://setu@db.example/setu",
    "postgresql://setu@10.0.0.5/setu?sslmode=disable",
    "postgresql://setu@db.example/setu?sslmode=prefer",
    "postgresql://setu@db.example/setu?sslmode=require",
    "postgresql://setu@db.example/setu?sslmode=no-verify",
    "postgresql://setu@localhost/setu?host=db.example",
    "postgresql://setu@127.0.0.1.example/setu",
    "postgresql://setu@localhost.example/setu",
  ])
    assert.throws(
      () => assertSealedLine(url),
      (error) => isSetuError(error, "USAGE"),
      url,
    );
});

test("a scanner that speaks no TLS is on this machine", async () => {
  const config = await configOf("ca", "in", "postgresql://setu@localhost/setu");
  const parse = (scanner: object) => parseConfig(Buffer.from(JSON.stringify({ ...config, scanner }))).scanner;
  assert.deepEqual(parse({ host: "127.0.0.1", port: 3310 }), { host: "127.0.0.1", port: 3310 });
  assert.deepEqual(parse({ socket: "/run/clamd.sock" }), { socket: "/run/clamd.sock" });
  for (const host of ["clamd.example", "10.0.0.5", "127.0.0.1.example"])
    assert.throws(
      () => parse({ host, port: 3310 }),
      (error) => isSetuError(error, "BAD_FIELD"),
      host,
    );
});
