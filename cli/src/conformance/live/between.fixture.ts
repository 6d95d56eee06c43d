import type { IncomingMessage } from "node:http";
import { Agent, createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { spkiPin } from "@setu/server/keys/certificate.ts";
import { tlsOf } from "./line.ts";
import type { Bends, Parts } from "./tested.fixture.ts";

/** What stands in front of an honest node, with its keys, and changes what is asked of it or what it answers. */
export type Between = {
  /** Other than either side offers. */
  readonly tls?: object;
  /** Whoever calls is heard. */
  readonly strangers?: boolean;
  /** Connections at most. */
  readonly places?: number;
  readonly path?: (path: string) => string;
  readonly answer?: (said: Said, path: string) => Said;
};
export type Said = {
  readonly status: number;
  readonly body: Buffer;
  readonly retryAfter: string | undefined;
};

export const between = (bend: Between): Bends => ({
  server: (honest, parts) => front(honest, parts, bend),
});

function front(honest: Server, { keys, bed }: Parts, bend: Between): Server {
  const { tls = {}, strangers = false, places, path = (same) => same, answer = (same) => same } = bend;
  honest.listen(0, "127.0.0.1");
  // In the name of the bed, which is all that the honest one hears.
  const agent = new Agent({ ...tlsOf(bed.keys.tls), keepAlive: true, maxCachedSessions: 0 });
  const server = createServer({ ...tlsOf(keys.tls), requestCert: true, ...tls }, (asked, response) => {
    const url = asked.url ?? "";
    const pass = async () => {
      const said = await forward(honest, agent, asked, path(url));
      const { status, body, retryAfter } = answer(said, url);
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
      response.end(body);
    };
    pass().catch(() => response.destroy());
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    const certificate = socket.getPeerX509Certificate();
    if (!strangers && (!certificate || spkiPin(certificate) !== bed.own.tls)) socket.destroy();
  });
  server.on("tlsClientError", () => {});
  if (places !== undefined) server.maxConnections = places;
  server.on("close", () => {
    agent.destroy();
    honest.close();
  });
  return server;
}

async function forward(honest: Server, agent: Agent, asked: IncomingMessage, path: string): Promise<Said> {
  const sent: Buffer[] = [];
  for await (const chunk of asked as AsyncIterable<Buffer>) sent.push(chunk);
  const { port } = honest.address() as AddressInfo;
  const method = asked.method ?? "GET";
  return new Promise((resolve, reject) => {
    const onward = request({ agent, host: "127.0.0.1", port, path, method }, (reply) => {
      const came: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => came.push(chunk));
      reply.on("error", reject);
      reply.on("end", () =>
        resolve({
          status: reply.statusCode ?? 500,
          body: Buffer.concat(came),
          retryAfter: reply.headers["retry-after"],
        }),
      );
    });
    onward.on("error", reject);
    onward.end(Buffer.concat(sent));
  });
}
