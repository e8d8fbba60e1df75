import { rmSync } from "node:fs";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { builtBinary } from "../support/built-binary.ts";
import { startChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { type RunningProgram, runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { idle, tellViolations } from "./in-page.js";

const ADMIN = { name: "anna", password: "correct-horse-battery" } as const;

/** How somebody looks at a page. */
export interface View {
  width: number;
  height?: number;
  scheme?: "light" | "dark";
  language?: "en" | "de";
  /** 2: as at 200 %, where half as many pixels fit. */
  zoom?: number;
  /** Another address than the gateway's own: that of a proxy. */
  at?: string;
}

/** A page in a browser, and what went wrong in it so far. */
export interface WatchedPage extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  /** Errors and warnings of the console, errors of scripts, violations of the policy, requests to other origins. */
  problems: string[];
  /** Waits until all that was asked for is answered, the stream of events has begun, and nothing more is asked because of it. */
  rest(): Promise<void>;
  /** Signs in as the administrator, or as the user named. */
  signIn(user?: { name: string; password: string }): Promise<void>;
}

/** The compiled gateway with simulated modems and an administrator, and a browser. */
export interface Stage extends AsyncDisposable {
  url: string;
  data: string;
  browser: Browser;
  gateway: RunningProgram;
  /** As a power cut: nothing of the gateway runs any more. Gives what starts it again, on the same data and port. */
  fail(): Promise<() => Promise<void>>;
  /** Runs a command of the binary on the gateway's data. */
  aldis(args: string[], stdin?: string): Promise<{ exit: number; output: string }>;
  /** Calls the API as the administrator. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** `beside`: one more page of the same person, who is signed in, and whose browser knows the scripts already. */
  open(view?: Partial<View>, beside?: WatchedPage): Promise<WatchedPage>;
}

/**
 * @param options.args     further options of the gateway
 * @param options.port     any free one by default
 * @param options.isFresh  there is no user yet: the gateway prints a set-up link
 */
export async function startStage(
  options: { args?: string[]; modems?: number; isFresh?: boolean; port?: number } = {},
): Promise<Stage> {
  const program = { binary: await builtBinary() };
  const data = temporaryDirectory();
  const modems = Array.from({ length: options.modems ?? 1 }, () => ["--modem", "simulated"]).flat();
  const aldis = (args: string[], stdin = "") => runAldis([...args, "--data", data], { ...program, stdin });
  if (options.isFresh !== true) {
    const added = await aldis(
      ["user", "add", ADMIN.name, "--preset", "administrator", "--password-stdin"],
      `${ADMIN.password}\n`,
    );
    if (added.exit !== 0) throw new Error(added.output);
  }
  const start = async (port: string) => {
    const started = startAldis(["--port", port, "--data", data, ...modems, ...(options.args ?? [])], program);
    const [, address = ""] = await started.printed(/^Gateway: +(http\S+)/m);
    return { started, address };
  };
  const { started, address: url } = await start(String(options.port ?? 0));
  let gateway = started;
  const browser = await startChromium();
  const authorization = `Basic ${btoa(`${ADMIN.name}:${ADMIN.password}`)}`;
  return {
    url,
    data,
    browser,
    get gateway() {
      return gateway;
    },
    async fail() {
      await gateway.kill();
      return async () => {
        gateway = (await start(new URL(url).port)).started;
      };
    },
    aldis,
    call: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", authorization);
      return fetch(`${url}${path}`, { ...init, headers, tls: { rejectUnauthorized: false } });
    },
    async open(view, beside) {
      const at = view?.at ?? url;
      if (beside !== undefined) return watch(await beside.context.newPage(), at);
      const context = await openContext(browser, at, { width: 1280, ...view });
      return { ...(await watch(await context.newPage(), at)), [Symbol.asyncDispose]: () => context.close() };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await gateway.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** What the browser says by itself of a call that was refused: whether anybody is signed in is asked that way. */
const REFUSED_SIGN_IN = /^error: Failed to load resource: .* 401 .*\/api\/v1\/(me|sessions)$/;

function openContext(browser: Browser, url: string, view: View): Promise<BrowserContext> {
  const zoom = view.zoom ?? 1;
  return browser.newContext({
    baseURL: url,
    viewport: { width: view.width / zoom, height: (view.height ?? 800) / zoom },
    deviceScaleFactor: zoom,
    locale: view.language === "de" ? "de-DE" : "en-GB",
    timezoneId: "Europe/Berlin",
    colorScheme: view.scheme ?? "light",
    reducedMotion: "reduce",
    ignoreHTTPSErrors: true,
  });
}

async function watch(page: Page, url: string): Promise<WatchedPage> {
  const problems: string[] = [];
  const add = (problem: string) => void (REFUSED_SIGN_IN.test(problem) || problems.push(problem));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      add(`${message.type()}: ${message.text()} ${message.location().url}`);
    }
  });
  page.on("pageerror", (error) => add(`thrown: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !/^(data|blob):/.test(asked)) add(`asked another origin: ${asked}`);
  });
  const rest = watchRequests(page);
  await page.addInitScript(tellViolations);
  const context = page.context();
  return {
    page,
    context,
    problems,
    rest,
    async signIn(user = ADMIN) {
      const answer = await context.request.post("/api/v1/sessions", { data: { ...user } });
      if (answer.status() !== 201) throw new Error(`${answer.status()} ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => page.close(),
  };
}

/** Gives what waits until the page asks for nothing. */
function watchRequests(page: Page): () => Promise<void> {
  const underWay = new Set<Request>();
  let asked = 0;
  page.on("request", (request) => {
    asked++;
    underWay.add(request);
  });
  page.on("requestfinished", (request) => void underWay.delete(request));
  page.on("requestfailed", (request) => void underWay.delete(request));
  // A stream of events goes on after its answer.
  page.on("response", (response) => {
    if (response.request().resourceType() === "eventsource") underWay.delete(response.request());
  });
  return async () => {
    await eventually("the page asks for nothing", async () => {
      const before = asked;
      await page.evaluate(idle);
      return underWay.size === 0 && asked === before;
    });
  };
}
