import { expect } from 'chai';
import { describeStatements } from '../../src/platform/mysql/describe-statement.ts';

const address = { 'server.address': 'db.example.test', 'server.port': 3306, 'db.namespace': 'percolog' };

const textOf = (sql: string): string => String(describeStatements([sql], address).attributes['db.query.text']);

describe('the span of a statement', () => {
  it('says what is done to which table, and where', () => {
    const sql = 'SELECT id\n       FROM content  WHERE content_key IN (?)';
    expect(describeStatements([sql], address)).to.deep.equal({
      name: 'SELECT content',
      kind: 'client',
      attributes: {
        ...address,
        'db.system.name': 'mysql',
        'db.operation.name': 'SELECT',
        'db.operation.batch.size': undefined,
        'db.collection.name': 'content',
        'db.query.text': 'SELECT id FROM content WHERE content_key IN (?)',
      },
    });
  });

  const names: [sql: string, name: string][] = [
    ['INSERT IGNORE INTO membership (query_id) VALUES (?)', 'INSERT membership'],
    ['insert into catalog_query (uuid) values (?) on duplicate key update uuid = uuid', 'INSERT catalog_query'],
    ['UPDATE enterprise_catalog SET title = ? WHERE uuid = ?', 'UPDATE enterprise_catalog'],
    ['DELETE FROM enterprise_catalog WHERE uuid = ?', 'DELETE enterprise_catalog'],
    ['SELECT id FROM catalog_query WHERE undecided = 1 FOR UPDATE SKIP LOCKED', 'SELECT catalog_query'],
    ['SELECT (SELECT MAX(since) FROM membership m) AS s, c.id FROM enterprise_catalog c', 'SELECT membership'],
    ['SELECT 1', 'SELECT'],
    ['START TRANSACTION', 'START'],
    ['COMMIT', 'COMMIT'],
  ];
  for (const [sql, name] of names) {
    it(`is called ${name} for ${sql.slice(0, 40)}`, () => {
      expect(describeStatements([sql], address).name).to.equal(name);
    });
  }

  it('of several in one message is called by the last, and tells of all', () => {
    const statements = ['START TRANSACTION', `INSERT INTO content VALUES ${'(1), '.repeat(200)}(1)`, 'COMMIT'];
    const { name, attributes } = describeStatements(statements, address);
    expect(name).to.equal('COMMIT');
    expect(attributes['db.operation.batch.size']).to.equal(3);
    expect(attributes['db.query.text']).to.match(
      /^START TRANSACTION; INSERT INTO content VALUES [(?), ]{273}; COMMIT$/,
    );
  });

  it('has no value that the code wrote into the text itself', () => {
    expect(textOf('SELECT \'Sailing\' AS title, 12 AS n, 1.5, 0xBEEF FROM content2 WHERE x = "Sewing"')).to.equal(
      'SELECT ? AS title, ? AS n, ?, ? FROM content2 WHERE x = ?',
    );
    expect(textOf("SELECT 'it''s \\' secret' AS a, 'b'")).to.equal('SELECT ? AS a, ?');
    expect(textOf('INSERT INTO membership (query_id, content_id, since) VALUES (17, 4711, @since), (17, 4712, @since)')) //
      .to.equal('INSERT INTO membership (query_id, content_id, since) VALUES (?, ?, @since), (?, ?, @since)');
  });

  it('has no value either where the text is cut within one', () => {
    const text = textOf(`SELECT ${'a, '.repeat(50)} '${'secret '.repeat(1_000)}' FROM content`);
    expect(text).to.not.include('secret');
  });

  it('is at most 300 characters, of a statement of any length, and made in no time', () => {
    const sql = `INSERT INTO membership (query_id, content_id) VALUES ${'(1, 2), '.repeat(200_000)}(1, 2)`;
    const began = performance.now();
    expect(textOf(sql)).to.have.length(300);
    expect(performance.now() - began).to.be.lessThan(200);
  });
});
