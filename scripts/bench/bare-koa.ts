/**
 * Answers behind nothing but koa: `bare-koa.ts PORT`, the database by DATABASE_URL. No token, no check of the parameters,
 * no log. What the service adds to this is its own.
 *
 *   /a/b/c/CATALOG/?course_run_ids=KEY   whether the catalog contains it
 *   /content/?key=KEY                    the item's document, as it is stored
 *   /content/?keys=KEY,KEY               a list of them
 */
import Koa from 'koa';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { readEnvironment } from '../stack/environment.ts';
import { containsStatement } from './contains-floor.ts';
import { manyItemsStatement, oneItemStatement } from './content-statements.ts';

type Document = RowDataPacket & { raw: string };

const { variables } = readEnvironment();
const pool = createPool({
  uri: variables['DATABASE_URL'] ?? '',
  connectionLimit: Number(variables['DATABASE_CONNECTIONS'] ?? 10),
  charset: 'utf8mb4_bin',
});
const app = new Koa();
app.use(async (context, next) => {
  if (context.path !== '/content/') {
    await next();
    return;
  }
  const { key, keys } = context.query;
  context.type = 'application/json';
  if (typeof keys === 'string') {
    const [rows] = await pool.query<Document[]>(manyItemsStatement, [keys.split(',')]);
    context.body = `[${rows.map(({ raw }) => raw).join(',')}]`;
  } else {
    const [rows] = await pool.query<Document[]>(oneItemStatement, [key]);
    context.body = rows[0]?.raw ?? '';
  }
});
app.use(async (context) => {
  const catalog = context.path.split('/')[4] ?? '';
  const { course_run_ids: run, program_uuids: program } = context.query;
  const key = String(run ?? program);
  const [rows] = await pool.execute<(RowDataPacket & { contained: number })[]>(containsStatement, [
    ...[key, key, key],
    catalog,
  ]);
  context.body = { contains_content_items: rows[0]?.contained === 1 };
});
app.listen(Number(process.argv[2]), '127.0.0.1');
