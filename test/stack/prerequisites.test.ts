import { expect } from 'chai';
import { parseJavaVersion } from '../../scripts/stack/jdk.ts';
import { MissingPrograms, onlyOffered, type Missing } from '../../scripts/stack/missing.ts';
import { parseOffers } from '../../scripts/stack/packages.ts';
import { lackOfEngines, listMissing, type Found, type Needs } from '../../scripts/stack/prerequisites.ts';
import { isNewEnough } from '../../scripts/stack/tools.ts';

const ALL: Found = {
  jdk: { home: '/jdk', version: 21 },
  maven: '/usr/bin/mvn',
  database: '/usr/sbin/mariadbd',
  redis: '/usr/bin/redis-server',
  setpriv: '/usr/bin/setpriv',
};
const NOTHING: Found = { jdk: undefined, maven: undefined, database: undefined, redis: undefined, setpriv: undefined };
const FIRST_START: Needs = { maven: true, setpriv: false };

const messageOf = (missing: readonly Missing[], reason?: string): string =>
  new MissingPrograms([lackOfEngines(missing, reason)]).message;

describe('what the native engines need', () => {
  it('is all there: nothing is missing', () => {
    expect(listMissing(ALL, { ...FIRST_START, setpriv: true })).to.deep.equal([]);
  });

  it('is listed whole, not one thing at a time', () => {
    const message = messageOf(listMissing(NOTHING, FIRST_START));
    expect(message)
      .to.match(/JDK.*21/)
      .and.to.match(/Maven/)
      .and.to.match(/MariaDB/)
      .and.to.match(/Redis/);
  });

  it('names the command that mends it on Debian and Ubuntu, macOS and others', () => {
    const message = messageOf(listMissing({ ...ALL, database: undefined, redis: undefined }, FIRST_START));
    expect(message).to.include('sudo apt-get install mariadb-server redis-server');
    expect(message).to.include('brew install mariadb redis');
    expect(message).to.include('redis-server in PATH');
    expect(message).not.to.include('JDK');
  });

  it('does not send anybody to apt for a JDK where apt has none', () => {
    const missing = listMissing({ ...ALL, jdk: undefined }, FIRST_START);
    const message = messageOf(onlyOffered(missing, new Set(['maven'])));
    expect(message).not.to.include('apt-get install');
    expect(message).to.include('apt has none here: Temurin JDK 21 or newer');
    expect(message).to.include('brew install --cask temurin');
    expect(message).to.include('docker compose version');
  });

  it('names the newest package with a JDK that apt has', () => {
    const missing = listMissing({ ...ALL, jdk: undefined }, FIRST_START);
    const [newest, other] = ['openjdk-25-jdk-headless', 'openjdk-21-jdk-headless'];
    expect(messageOf(onlyOffered(missing, new Set([other])))).to.include(`apt-get install ${other}`);
    const both = messageOf(onlyOffered(missing, new Set([other, newest])));
    expect(both).to.include(`apt-get install ${newest}`).and.not.to.include(other);
  });

  it('asks for Maven only until OpenSearch has been fetched, and for setpriv only as root', () => {
    const without = { ...ALL, maven: undefined, setpriv: undefined };
    expect(listMissing(without, { ...FIRST_START, maven: false })).to.deep.equal([]);
    expect(listMissing(without, { ...FIRST_START, setpriv: true }).map(({ apt }) => apt)).to.deep.equal([
      ['maven'],
      ['util-linux'],
    ]);
  });

  it('tells why the installation failed', () => {
    expect(messageOf(listMissing(NOTHING, FIRST_START), 'apt-get failed: no network')).to.include('no network');
  });
});

describe('what apt offers', () => {
  it('is what has a candidate', () => {
    const text = [
      'chromium:',
      '  Installed: (none)',
      '  Candidate: 150.0.1-1~deb12u1',
      '  Version table:',
      '     150.0.1-1~deb12u1 500',
      'openjdk-21-jdk-headless:',
      '  Installed: (none)',
      '  Candidate: (none)',
      '  Version table:',
      'python3-venv:',
      '  Installed: 3.11.2-1+b1',
      '  Candidate: 3.11.2-1+b1',
      '  Version table:',
      ' *** 3.11.2-1+b1 500',
      '',
    ].join('\n');
    expect([...parseOffers(text)]).to.deep.equal(['chromium', 'python3-venv']);
    expect([...parseOffers('')]).to.deep.equal([]);
  });
});

describe('version of Java', () => {
  const cases: readonly [text: string, version: number | undefined][] = [
    ['IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="25.0.1"\n', 25],
    ['JAVA_RUNTIME_VERSION="17.0.15+6"\nJAVA_VERSION="17.0.15"\n', 17],
    ['openjdk version "21" 2023-09-19\n', 21],
    ['openjdk version "22-ea" 2024-03-19\n', 22],
    ['java version "1.8.0_292"\n', 8],
    ['The operation couldn’t be completed. Unable to locate a Java Runtime.\n', undefined],
    ['', undefined],
  ];
  for (const [text, version] of cases) {
    it(`is ${String(version)} in ${JSON.stringify(text.split('\n')[0])}`, () => {
      expect(parseJavaVersion(text)).to.equal(version);
    });
  }
});

describe('version of the database', () => {
  const cases: readonly [text: string, enough: boolean][] = [
    ['mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)', true],
    ['mariadbd  Ver 11.4.2-MariaDB for osx10.19 on arm64 (Homebrew)', true],
    ['mysqld  Ver 10.6.18-MariaDB-0ubuntu0.22.04.1 for debian-linux-gnu on x86_64', false],
    ['/usr/sbin/mysqld  Ver 8.4.2 for Linux on x86_64 (MySQL Community Server - GPL)', true],
    ['mysqld  Ver 5.7.44 for Linux on x86_64 (MySQL Community Server (GPL))', false],
    ['', false],
  ];
  for (const [text, enough] of cases) {
    it(`is ${enough ? 'enough' : 'too old'}: ${text || 'no answer'}`, () => {
      expect(isNewEnough(text)).to.equal(enough);
    });
  }
});
