import { expect, it } from 'vitest';
import { addJobs, putOff, removeJob } from '#bot/queue.ts';
import { openDesk } from '#test/support/factories.ts';

const SOON = new Date('2126-03-02T10:00:00Z');
const LATER = new Date('2126-03-02T11:00:00Z');
const job = (key: string, more = {}) => ({ task: 'say-waiting', payload: { ticketId: 1 }, key, ...more });

it('jobs with the same key are one', async () => {
  const { db, deps, jobs } = await openDesk();

  await addJobs(db, deps, [job('a'), job('b')]);
  await addJobs(db, deps, [job('a')]);

  expect((await jobs()).map(({ key }) => key)).toEqual(['a', 'b']);
});

it('a waiting job keeps its time unless it is moved', async () => {
  const { db, deps, jobs } = await openDesk();
  await addJobs(db, deps, [job('a', { at: SOON }), job('b', { at: SOON })]);

  await addJobs(db, deps, [job('a', { at: LATER }), job('b', { at: LATER, moves: true })]);

  expect(Object.fromEntries((await jobs()).map(({ key, run_at }) => [key, run_at]))).toEqual({ a: SOON, b: LATER });
});

it('a job runs at the real instant that the bot’s moved clock means', async () => {
  const { db, deps, jobs } = await openDesk();
  const moved = { dueAt: (at: Date) => new Date(at.getTime() - 1000) };

  await addJobs(db, { ...deps, ...moved }, [job('a', { at: SOON })]);

  expect((await jobs())[0]?.run_at).toEqual(new Date(SOON.getTime() - 1000));
});

it('a job and the change that makes it due exist together or not at all', async () => {
  const { db, deps, jobs } = await openDesk();

  const changing = db.$transaction(async (tx) => {
    await addJobs(tx, deps, [job('a')]);
    throw new Error('taken back');
  });

  await expect(changing).rejects.toThrow('taken back');
  expect(await jobs()).toEqual([]);
});

it('a job can be taken back, and taking back one that is not there is no error', async () => {
  const { db, deps, jobs } = await openDesk();
  await addJobs(db, deps, [job('a'), job('b')]);

  await removeJob(db, 'a');
  await removeJob(db, 'never there');

  expect((await jobs()).map(({ key }) => key)).toEqual(['b']);
});

it('what waits for something else is looked at again after twice the time, up to a minute', async () => {
  const { db, deps, jobs, time } = await openDesk();
  const waits = async (count: number) => {
    await putOff(db, deps, job('a'), count);
    return ((await jobs())[0]?.run_at.getTime() ?? 0) - time.now.getTime();
  };

  expect([await waits(0), await waits(1), await waits(2), await waits(30)]).toEqual([250, 500, 1000, 60_000]);
});

it('no job costs no call', async () => {
  const { deps } = await openDesk();
  const refusing = { $executeRaw: () => Promise.reject(new Error('called')) } as unknown as Parameters<typeof addJobs>[0];

  await expect(addJobs(refusing, deps, [])).resolves.toBeUndefined();
});
