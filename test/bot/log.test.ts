import { expect, it } from 'vitest';
import { problemOf, serializedError } from '#bot/log.ts';
import { freshDatabase } from '#test/support/database.ts';

const SECRET = 'my daughter is in hospital';

it('keeps what a member wrote out of the log when the store refuses a row', async () => {
  const { db } = await freshDatabase();
  const insert = db.$executeRaw`
    insert into channel_message (workspace_id, channel_id, ts, standing, text, seen_at) values ('T1', 'C1', '1', 'request', ${SECRET}, null)`;

  const error = await insert.then(
    () => undefined,
    (reason: unknown) => reason,
  );

  expect(error).toBeInstanceOf(Error);
  expect(JSON.stringify(serializedError(error))).not.toContain(SECRET);
  expect(problemOf(error)).not.toContain(SECRET);
});

it('keeps what a member wrote out of the log when a query is built wrongly', async () => {
  const { db } = await freshDatabase();
  const wrong = { workspaceId: 'T1', channelId: 'C1', ts: 1, standing: 'request', text: SECRET } as unknown;

  const error = await db.channelMessage.create({ data: wrong as never }).then(
    () => undefined,
    (reason: unknown) => reason,
  );

  expect(error).toBeInstanceOf(Error);
  expect(JSON.stringify(serializedError(error))).not.toContain(SECRET);
  expect(problemOf(error)).not.toContain(SECRET);
});

it('says what went wrong, what caused it and where', () => {
  const error = new Error('bringing card:1 to Slack', { cause: new Error('An API error occurred: channel_not_found') });

  const written = serializedError(error);

  expect(problemOf(error)).toBe('bringing card:1 to Slack: An API error occurred: channel_not_found');
  expect(written).toMatchObject({
    message: 'bringing card:1 to Slack',
    cause: { message: 'An API error occurred: channel_not_found' },
  });
  expect(written.stack[0]).toMatch(/^at /);
});
