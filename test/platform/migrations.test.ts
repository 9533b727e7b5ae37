import { expect } from 'chai';
import { compose } from '../../src/compose.ts';
import { ConfigurationError } from '../../src/kernel/errors.ts';
import { migrate } from '../../src/platform/mysql/migrate.ts';
import type { Migration } from '../../src/platform/mysql/migration-needs.ts';
import { expectGolden } from '../support/golden.ts';
import { makeService, makeStores, sql, type TestStores } from '../support/service.ts';

interface Column {
  table: string;
  name: string;
  type: string;
  nullable: string;
  collation: string | null;
  value: string | null;
  extra: string;
  generation: string | null;
}

/** The schema as information_schema has it, in words that MySQL 8.4 and MariaDB share. */
async function readSchema(stores: TestStores): Promise<Record<string, object>> {
  const columns = await sql<Column>(
    stores,
    `SELECT table_name AS "table", column_name AS name, column_type AS type, is_nullable AS nullable, collation_name AS collation,
       column_default AS value, extra AS extra, generation_expression AS generation
     FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`.replaceAll(
      '"',
      '`',
    ),
  );
  const keys = await sql<{ table: string; name: string; unique: number; columns: string }>(
    stores,
    `SELECT table_name AS \`table\`, index_name AS name, 1 - MAX(non_unique) AS \`unique\`,
       GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns
     FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name
     ORDER BY table_name, index_name`,
  );
  const tables = await sql<{ name: string; engine: string; collation: string }>(
    stores,
    `SELECT table_name AS name, engine AS engine, table_collation AS collation FROM information_schema.tables
     WHERE table_schema = DATABASE() ORDER BY table_name`,
  );
  return Object.fromEntries(
    tables
      // Made by the migrator itself, in whatever form its version likes.
      .filter(({ name }) => !name.startsWith('schema_migration'))
      .map(({ name, engine, collation }) => [
        name,
        {
          engine,
          collation,
          columns: Object.fromEntries(
            columns.filter((column) => column.table === name).map((column) => [column.name, describeColumn(column)]),
          ),
          keys: Object.fromEntries(
            keys
              .filter((key) => key.table === name)
              .map((key) => [key.name, `${key.unique === 1 ? 'unique ' : ''}${key.columns}`]),
          ),
        },
      ]),
  );
}

function describeColumn({ type, nullable, collation, value, extra, generation }: Column): string {
  // MySQL 8 shows no display width of whole numbers, except of booleans; MariaDB quotes defaults and spells NULL out.
  const plain = type.replace(/^((?:tiny|small|medium|big)?int)\((?!1\))\d+\)/, '$1');
  const fallback = value === null || value === 'NULL' ? '' : ` default ${value.replace(/^'(.*)'$/, '$1')}`;
  const generated =
    generation === null || generation === '' ? '' : ` as ${generation.toLowerCase().replace(/[`() ]/g, '')}`;
  const more = extra
    .toLowerCase()
    .replace(/default_generated/, '')
    .trim();
  return [
    `${plain}${nullable === 'YES' ? ' null' : ''}${fallback}${generated}`,
    ...(more === '' ? [] : [more]),
    ...(collation === null ? [] : [collation]),
  ].join(', ');
}

describe('migrations', function () {
  this.timeout(60_000);

  it('make the schema that is kept; go down to nothing, and up again to the same', async () => {
    const stores = await makeStores();
    const url = stores.config.databaseUrl;
    const ran = await migrate(url);
    expect(ran).to.have.length.greaterThan(0);
    const schema = await readSchema(stores);
    await expectGolden(new URL('./schema.golden.json', import.meta.url), schema);
    expect(await migrate(url), 'a second time').to.deep.equal([]);

    const down = await migrate(url, 'down');
    expect(down).to.deep.equal([...ran].reverse());
    expect(await readSchema(stores)).to.deep.equal({});
    expect(await migrate(url, 'down'), 'nothing left').to.deep.equal([]);

    expect(await migrate(url)).to.deep.equal(ran);
    expect(await readSchema(stores)).to.deep.equal(schema);
  });

  it('give each database a lineage of its own, for ever', async () => {
    const lineages = new Set<string>();
    for (let database = 0; database < 2; database += 1) {
      const stores = await makeStores();
      await migrate(stores.config.databaseUrl);
      await migrate(stores.config.databaseUrl);
      const rows = await sql<{ uuid: string }>(stores, 'SELECT uuid FROM lineage');
      expect(rows).to.have.length(1);
      expect(rows[0]?.uuid).to.match(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
      lineages.add(rows[0]?.uuid ?? '');
    }
    expect(lineages.size).to.equal(2);
  });

  it('need only what came before them, or themselves', async () => {
    const stores = await makeStores();
    const ran = await migrate(stores.config.databaseUrl);
    const rows = await sql<{ name: string; needs: string }>(stores, 'SELECT name, needs FROM schema_migration_needs');
    expect(rows.map(({ name }) => name)).to.have.members(ran);
    for (const { name, needs } of rows) {
      expect(ran.slice(0, ran.indexOf(name) + 1), name).to.include(needs);
    }
  });

  it('run once when several processes start at once', async () => {
    const stores = await makeStores();
    const ran = await Promise.all(Array.from({ length: 5 }, () => migrate(stores.config.databaseUrl)));
    const [one, ...others] = ran.filter((names) => names.length > 0);
    expect(one).to.not.equal(undefined);
    expect(others).to.deep.equal([]);
    expect(await sql(stores, 'SELECT 1 FROM lineage')).to.have.length(1);
  });

  it('let several whole services prepare at once', async () => {
    const stores = await makeStores();
    const services = await Promise.all(Array.from({ length: 3 }, () => makeService({ stores })));
    expect(await sql(stores, 'SELECT 1 FROM lineage')).to.have.length(1);
    await Promise.all(services.map((service) => service.stop()));
  });

  it('go on after a migrator that was killed while it held its locks', async () => {
    const stores = await makeStores();
    const ran = await migrate(stores.config.databaseUrl);
    await sql(stores, 'UPDATE schema_migration_lock SET is_locked = 1');
    expect(await migrate(stores.config.databaseUrl, 'down')).to.have.length(ran.length);
  });

  it('refuse an older program on a newer schema, and leave the schema as it is', async () => {
    const stores = await makeStores();
    await migrate(stores.config.databaseUrl);
    const before = await readSchema(stores);
    await sql(
      stores,
      `INSERT INTO schema_migration (name, batch, migration_time) VALUES ('99991231_from_the_future', 2, NOW())`,
    );
    for (const direction of ['up', 'down'] as const) {
      const refused = await migrate(stores.config.databaseUrl, direction).catch((error: unknown) => error);
      expect(refused, direction).to.be.instanceOf(ConfigurationError);
      expect((refused as Error).message).to.include('newer');
    }
    expect(await readSchema(stores)).to.deep.equal(before);
    const quiet = (): void => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };
    const service = compose(stores.config, logger);
    const started = await service.prepare().catch((error: unknown) => error);
    await service.stop();
    expect(started).to.be.instanceOf(ConfigurationError);
  });

  describe('of a version to come', () => {
    let stores: TestStores;
    let url: string;
    /** The newest of this program. */
    let newest: string;

    beforeEach(async () => {
      stores = await makeStores();
      url = stores.config.databaseUrl;
      newest = (await migrate(url)).at(-1) ?? '';
    });

    const addition = (name: string, needs?: string): Migration => ({
      name,
      up: async (knex) => {
        await knex.raw(`CREATE TABLE ${name} (id INT PRIMARY KEY)`);
      },
      down: async (knex) => {
        await knex.raw(`DROP TABLE ${name}`);
      },
      ...(needs === undefined ? {} : { needs }),
    });
    async function refusalOf(further: readonly Migration[], direction: 'up' | 'down' = 'up'): Promise<string> {
      const refused = await migrate(url, direction, further).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(ConfigurationError);
      return (refused as Error).message;
    }

    it('let this one run when they say that it can', async () => {
      const [one, two] = [addition('z1_one', newest), addition('z2_two', newest)];
      expect(await migrate(url, 'up', [one, two])).to.deep.equal(['z1_one', 'z2_two']);
      const schema = await readSchema(stores);
      expect(schema).to.include.keys('z1_one', 'z2_two');
      expect(await migrate(url), 'nothing to do').to.deep.equal([]);
      const service = await makeService({ stores });
      await service.stop();
      expect(await readSchema(stores)).to.deep.equal(schema);
      // The next program goes on where it was.
      expect(await migrate(url, 'up', [one, two, addition('z3_three')])).to.deep.equal(['z3_three']);
    });

    it('are taken down by nobody who does not know them', async () => {
      await migrate(url, 'up', [addition('z1_one', newest)]);
      const schema = await readSchema(stores);
      expect(await refusalOf([], 'down')).to.include('newer');
      expect(await readSchema(stores)).to.deep.equal(schema);
    });

    it('refuse it when one of them does not say so, and name that one', async () => {
      await migrate(url, 'up', [addition('z1_one', newest), addition('z2_two')]);
      const refusal = await refusalOf([]);
      expect(refusal).to.include('z2_two').and.not.to.include('z1_one');
    });

    it('may need more than a program of two releases before knows', async () => {
      const expansion = addition('z1_expand', newest);
      const contraction = addition('z2_contract', 'z1_expand');
      await migrate(url, 'up', [expansion, contraction]);
      expect(await migrate(url, 'up', [expansion]), 'the release before').to.deep.equal([]);
      expect(await refusalOf([])).to.include('z2_contract');
    });

    it('refuse a program that has others, which this schema lacks', async () => {
      await migrate(url, 'up', [addition('z1_one', newest)]);
      expect(await refusalOf([addition('z1_other', newest)])).to.include('z1_other');
    });
  });
});
