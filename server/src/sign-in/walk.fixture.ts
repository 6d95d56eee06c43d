import { request } from "node:https";

/** A browser that knows cookies and redirects and nothing else, over whatever certificate. */
export class Walker {
  readonly #jar = new Map<string, string>();

  /** One request; redirects are not followed. */
  async ask(url: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
    const { origin, protocol } = new URL(url);
    const cookie = [...this.#jar].filter(([name]) => name.startsWith(`${origin} `));
    const headers: Record<string, string> = {
      cookie: cookie.map(([name, value]) => `${name.slice(origin.length + 1)}=${value}`).join("; "),
      ...(form && { "content-type": "application/x-www-form-urlencoded" }),
    };
    const body = form && new URLSearchParams(form).toString();
    const answer = await (protocol === "https:" ? overTls : plain)(url, headers, body);
    for (const line of answer.cookies) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1);
      const gone = value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(line);
      if (gone) this.#jar.delete(`${origin} ${pair.slice(0, at)}`);
      else this.#jar.set(`${origin} ${pair.slice(0, at)}`, value);
    }
    return answer;
  }

  cookie(origin: string, name: string): string | undefined {
    return this.#jar.get(`${origin} ${name}`);
  }

  /** From our sign-in to the address at which the provider sends the browser back. */
  async toCallback(start: string, login: string): Promise<string> {
    let answer = await this.ask(start);
    let url = start;
    for (let step = 0; step < 12; step++) {
      const prompt = /name="prompt" value="(\w+)"/.exec(answer.text)?.[1];
      const action = /<form[^>]* action="([^"]+)"/.exec(answer.text)?.[1];
      if (answer.location !== null) url = new URL(answer.location, url).href;
      if (answer.location !== null && url.includes("/sign-in/callback?")) return url;
      if (answer.location === null && (prompt === undefined || action === undefined))
        throw new Error(`no way on from ${url}: ${answer.status} ${answer.text.slice(0, 500)}`);
      answer =
        answer.location === null
          ? await this.ask((url = new URL(action ?? "", url).href), {
              prompt: prompt ?? "",
              login,
              password: "x",
            })
          : await this.ask(url);
    }
    throw new Error("the provider goes in circles");
  }
}

type Answer = {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly cookies: readonly string[];
};

async function plain(url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const method = body === undefined ? "GET" : "POST";
  const answer = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    ...(body !== undefined && { body }),
  });
  return {
    status: answer.status,
    location: answer.headers.get("location"),
    text: await answer.text(),
    cookies: answer.headers.getSetCookie(),
  };
}

function overTls(url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const outgoing = request(url, { method, headers, rejectUnauthorized: false, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += String(chunk)));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          location: answer.headers.location ?? null,
          text,
          cookies: answer.headers["set-cookie"] ?? [],
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
