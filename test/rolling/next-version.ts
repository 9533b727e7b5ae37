/** The service as its next version will be: with a migration more, which only adds. Run as a process by rolling.test.ts. */
import { run } from '../../src/run.ts';

await run({
  migrations: [
    {
      name: '99991231_next_version',
      needs: '20261121_initial',
      up: async (knex) => {
        await knex.raw('ALTER TABLE content ADD COLUMN next_note VARCHAR(100) NULL');
        await knex.raw(`ALTER TABLE enterprise_catalog ADD COLUMN next_state VARCHAR(20) NOT NULL DEFAULT 'new'`);
        await knex.raw('CREATE TABLE next_version (id INT UNSIGNED NOT NULL PRIMARY KEY)');
      },
      down: async (knex) => {
        await knex.raw('DROP TABLE next_version');
        await knex.raw('ALTER TABLE enterprise_catalog DROP COLUMN next_state');
        await knex.raw('ALTER TABLE content DROP COLUMN next_note');
      },
    },
  ],
});
