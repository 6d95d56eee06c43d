import { createServer, type RequestListener, type Server } from "node:http";
import { isHere } from "../db/line.ts";
import { SIGN } from "../node/training.ts";
import { CONTENT_TYPE } from "./openmetrics.ts";

export type Asked = {
  /** Why officers cannot be served now, as codes; none: they can. */
  readonly faults: () => Promise<readonly string[]>;
  readonly metrics: () => Promise<string>;
  /** Nothing here is real: whoever watches is told with the same word as officers. */
  readonly trains: boolean;
};

/**
 * What watches the machine asks here: no session, nothing of a case, and nothing that a question could change. It is
 * bound to this machine alone; a page in a browser here that reaches it under a name of its own is refused.
 */
export function operationsListener(asked: Asked): Server {
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8 * 1024, keepAliveTimeout: 5_000 },
    answers(asked),
  );
  server.maxConnections = 16;
  return server;
}

const PLAIN = "text/plain; charset=utf-8";

function answers({ faults, metrics, trains }: Asked): RequestListener {
  const routes: Readonly<
    Record<string, () => Promise<readonly [status: number, type: string, body: string]>>
  > = {
    "/livez": async () => [200, PLAIN, "alive\n"],
    "/readyz": async () => {
      const found = await faults();
      return found.length === 0
        ? [200, PLAIN, trains ? `ready ${SIGN}\n` : "ready\n"]
        : [503, PLAIN, `${found.join("\n")}\n`];
    },
    "/metrics": async () => [200, CONTENT_TYPE, await metrics()],
  };
  return (request, response) => {
    const say = (status: number, type: string, body: string) =>
      response
        .writeHead(status, {
          "content-type": type,
          "cache-control": "no-store",
          "x-content-type-options": "nosniff",
        })
        .end(request.method === "HEAD" ? "" : body);
    const { host = "localhost" } = request.headers;
    if (!isHere(host.replace(/:\d+$/, "").replaceAll(/^\[|\]$/g, ""))) return say(421, PLAIN, "WRONG_HOST\n");
    if (request.method !== "GET" && request.method !== "HEAD") return say(405, PLAIN, "USAGE\n");
    const route = Object.hasOwn(routes, request.url ?? "") ? routes[request.url ?? ""] : undefined;
    if (!route) return say(404, PLAIN, "NOT_FOUND\n");
    route().then(
      (answer) => say(...answer),
      () => say(500, PLAIN, "INTERNAL\n"),
    );
  };
}
