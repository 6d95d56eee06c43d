import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { Env } from "./app.ts";

/** The officers' listener: plain HTTP for the loopback, or behind a proxy that speaks TLS. */
export function officerListener(app: Hono<Env>): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 120_000,
      keepAliveTimeout: 30_000,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: 5_000,
    },
    getRequestListener(app.fetch),
  );
  server.maxConnections = 512;
  return server;
}
