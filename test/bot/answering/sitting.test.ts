import { expect, it } from 'vitest';
import { keepSitting, newToken, openSitting } from '#bot/answering/sitting.ts';
import { prune } from '#bot/prune.ts';
import { DAY, openDesk, WORKSPACE as workspaceId } from '#test/support/factories.ts';

const ANSWERS = { why: 'It was slow' };

it('what is on its way is opened by its own form only, in its own survey', async () => {
  const { db, deps } = await openDesk();
  const place = { waveId: 1, at: 'why', token: newToken() };
  await keepSitting(deps, { workspaceId, place }, ANSWERS);

  expect(await openSitting(db, { workspaceId, place: { ...place, at: 'other' } })).toEqual(ANSWERS);
  expect(await openSitting(db, { workspaceId, place: { ...place, token: newToken() } })).toBeNull();
  expect(await openSitting(db, { workspaceId, place: { ...place, waveId: 2 } })).toBeNull();
  expect(await openSitting(db, { workspaceId: 'T0OTHER', place })).toBeNull();
});

it('what nobody came back to is forgotten, and nothing of today', async () => {
  const { db, deps, time } = await openDesk();
  const place = { waveId: 1, at: 'why', token: newToken() };
  await keepSitting(deps, { workspaceId, place }, ANSWERS);

  await prune(deps);
  const today = await db.surveySitting.count();
  time.now = new Date(time.now.getTime() + 3 * DAY);
  await prune(deps);

  expect(today).toBe(1);
  expect(await db.surveySitting.count()).toBe(0);
});
