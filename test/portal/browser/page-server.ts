import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'vite';
import type { PageSettings } from './page-settings.ts';

const pages = path.resolve(import.meta.dirname, 'pages');

/** A page of `pages/`, by its name. */
export type PageName = 'portals-pair' | 'present-pair';

/** A server of an origin of its own for pages of other people, which ask a service elsewhere. */
export class PageServer {
  readonly #server: Server;
  /** Name → the page's script, with the libraries in it. */
  readonly #scripts: ReadonlyMap<string, string>;
  #settings: PageSettings | undefined;

  private constructor(scripts: ReadonlyMap<string, string>) {
    this.#scripts = scripts;
    this.#server = createServer((request, response) => {
      const [, name = ''] = /^\/([a-z-]+)(?:\.js)?(?:\?.*)?$/.exec(request.url ?? '') ?? [];
      const script = this.#scripts.get(name);
      if (script === undefined) {
        response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
      } else if (request.url?.startsWith(`/${name}.js`) === true) {
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
      } else {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end(this.#page(name));
      }
    });
  }

  /** Bundles the pages, in memory, and serves them on a free port. */
  static async open(): Promise<PageServer> {
    const names: PageName[] = ['portals-pair', 'present-pair'];
    const scripts = await Promise.all(names.map(async (name) => [name, await bundle(name)] as const));
    const server = new PageServer(new Map(scripts));
    await new Promise<void>((resolve) => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** The same pages, as of an origin that nobody allowed. */
  get otherOrigin(): string {
    return `http://localhost:${String(this.#port)}`;
  }

  /** What the pages are told from now on. */
  tell(settings: PageSettings): void {
    this.#settings = settings;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #page(name: string): string {
    const settings = JSON.stringify(this.#settings).replaceAll('<', String.raw`\u003c`);
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title></head><body><div id="root"></div>
<script>window.settings = ${settings}</script><script src="/${name}.js"></script></body></html>`;
  }
}

async function bundle(name: PageName): Promise<string> {
  const built = await build({
    configFile: false,
    root: pages,
    logLevel: 'error',
    mode: 'production',
    build: {
      write: false,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { input: path.join(pages, `${name}.tsx`), output: { format: 'iife' } },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const script = outputs.find((one) => one.type === 'chunk');
  if (script === undefined || outputs.length !== 1) {
    throw new Error(`${name}: one script was expected of Vite`);
  }
  return script.code;
}
