import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { Env } from "./app.ts";

/**
 * The officers' listener: plain HTTP for the loopback, or behind a proxy that speaks TLS.
 * @param proxied only a proxy of ours can open it, so what it says of the other end counts
 */
export function officerListener(app: Hono<Env>, proxied = false): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 120_000,
      keepAliveTimeout: 30_000,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: 5_000,
    },
    getRequestListener((request, env) => {
      const { remoteAddress: address = "" } = env.incoming.socket;
      return app.fetch(request, proxied ? { proxied, address } : { address });
    }),
  );
  server.maxConnections = 512;
  return server;
}
