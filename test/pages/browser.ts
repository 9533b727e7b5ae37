import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

interface Look {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce' | 'no-preference';
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium of its own, with a profile that is thrown away. It keeps what it was asked to load, and every complaint. */
export class Browser {
  readonly #context: BrowserContext;
  readonly #profile: string;
  readonly #requests: string[] = [];
  readonly #complaints: string[] = [];

  private constructor(context: BrowserContext, profile: string) {
    this.#context = context;
    this.#profile = profile;
    context.on('request', (request) => this.#requests.push(request.url()));
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => this.#complaints.push(`error: ${error.error().message}`));
  }

  /** The program is CHROMIUM of the environment, else where Debian puts it. */
  static async start(look: Look = {}): Promise<Browser> {
    const profile = await mkdtemp(path.join(tmpdir(), 'percolog-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      headless: true,
      args: flags,
      viewport: { width: look.width ?? 1_280, height: look.height ?? 900 },
      colorScheme: look.colorScheme ?? 'light',
      reducedMotion: look.reducedMotion ?? 'no-preference',
      timeout: 60_000,
    });
    context.setDefaultTimeout(15_000);
    return new Browser(context, profile);
  }

  /** A new tab: nobody is signed in there. */
  open(): Promise<Page> {
    return this.#context.newPage();
  }

  /** Addresses that were asked for since the start. */
  get requests(): readonly string[] {
    return this.#requests;
  }

  /** The complaints since the last call, of faults in the page and of what its policy forbids. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** Asserts that nothing came from elsewhere, and that there was nothing to complain of. */
  expectClean(origin: string): void {
    const outside = this.#requests.filter((url) => new URL(url).origin !== origin && !/^(data|about):/.test(url));
    expect(outside).to.deep.equal([]);
    expect(this.takeComplaints()).to.deep.equal([]);
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}
