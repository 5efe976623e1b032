import { describe, expect, it } from 'vitest';
import type { Export, ExportedMessage } from './export.ts';
import { contradictions, weeksBetween } from './figures.ts';
import { readOptions } from './options.ts';
import { dependencies } from './order.ts';
import { message, reply, ts } from './small-exports.ts';
import { chooseStaff } from './staff.ts';

function exported(given: Record<string, unknown>[]): ExportedMessage[] {
  const messages = given as ExportedMessage[];
  return messages.map((one) => ({
    ...one,
    channelId: 'C1',
    rootTs: one.thread_ts && one.thread_ts !== one.ts ? one.thread_ts : null,
  }));
}

function exportOf(given: Record<string, unknown>[], bots: string[] = []): Export {
  const messages = exported(given);
  const ids = new Set([...messages.map(({ user }) => user ?? ''), ...bots]);
  const people = [...ids].map((id) => ({ id, is_bot: bots.includes(id) }));
  return { path: 'export.zip', channels: [{ id: 'C1', name: 'help' }], people, messages };
}

describe('who is staff', () => {
  const answers = (user: string, count: number, from: number) =>
    Array.from({ length: count }, (_, n) => reply(user, from + n, 0, 'an answer'));

  it('is whoever replies most in threads of others; ties go by id, bots and oneself do not count', () => {
    const talk = [
      message('UASK', 0, 'a question'),
      ...answers('UASK', 9, 10),
      ...answers('UBOT', 8, 30),
      ...answers('UD', 3, 50),
    ];
    const rest = [...answers('UC', 2, 60), ...answers('UB', 1, 70), ...answers('UA', 1, 80)];

    const staff = chooseStaff(exportOf([...talk, ...rest], ['UBOT']), undefined);

    expect(staff).toEqual(['UD', 'UC', 'UA']);
  });

  it('is whoever is named', () => {
    expect(chooseStaff(exportOf([message('UA', 0, 'x'), message('UB', 1, 'y')]), ['UB'])).toEqual(['UB']);
  });

  it('cannot be somebody the export does not know', () => {
    expect(() => chooseStaff(exportOf([message('UA', 0, 'x')]), ['UA', 'UZOE'])).toThrow(
      'export.zip: nobody in this export has the id UZOE',
    );
  });
});

describe('what a message waits for', () => {
  it('is the beginning of its thread, for a reply, and the first answer of staff there', () => {
    const messages = exported([
      message('UA', 0, 'q'),
      reply('UB', 600, 0, 'a'),
      message('UC', 1200, 'other'),
      reply('UA', 1300, 0, 'thanks'),
    ]);

    expect(dependencies(messages)).toEqual([[], [0], [], [0]]);
    expect(dependencies(messages, new Set(['UB']))).toEqual([[], [0], [], [0, 1]]);
  });

  it('is the message before within five minutes, for one at top level', () => {
    const messages = exported([message('UA', 0, 'q'), message('UB', 300, 'q'), message('UC', 601, 'q')]);

    expect(dependencies(messages)).toEqual([[], [0], []]);
  });

  it('counts the threads of messages that may join as one', () => {
    const messages = exported([
      message('UA', 0, 'q'),
      message('UA', 60, 'more'),
      reply('UB', 900, 0, 'a'),
      reply('UB', 901, 60, 'b'),
    ]);

    expect(dependencies(messages, new Set(['UB']))).toEqual([[], [0], [0], [1, 2]]);
  });
});

describe('the figures', () => {
  const right = {
    messages: 12,
    topLevel: 7,
    tickets: 4,
    joined: 1,
    ignored: { staff: 1, smallTalk: 1, noise: 0 },
    replies: 5,
    duplicates: 0,
    weeks: [
      { week: '2026-W10', opened: 3, reopened: 0, left: 1, open: 2, firstReplyMedianSeconds: 60, firstReplyN: 1 },
      { week: '2026-W11', opened: 1, reopened: 1, left: 0, open: 4, firstReplyMedianSeconds: null, firstReplyN: 0 },
    ],
    inQueue: 4,
  };

  it('are accepted when every sum holds', () => {
    expect(contradictions(right)).toEqual([]);
  });

  it.each([
    ['a top-level message is missing', { topLevel: 6, messages: 11 }, /^6 top-level messages, but 4 tickets/],
    ['a reply is missing', { replies: 4 }, /^12 messages, but 7 top-level/],
    ['a week lost a ticket', { tickets: 5, topLevel: 8, messages: 13 }, /^5 tickets, but 4 opened/],
    ['the queue holds something else', { inQueue: 3 }, /^4 open at the end .* but 3 tickets/],
  ])('are refused when %s', (_name, wrong, complaint) => {
    expect(contradictions({ ...right, ...wrong })).toEqual([expect.stringMatching(complaint)]);
  });

  it('have every week from the first message to the last, over New Year too', () => {
    const weeks = weeksBetween(new Date('2025-12-20T12:00:00Z'), new Date('2026-01-12T00:00:00Z'));

    expect(weeks.map(({ name }) => name)).toEqual(['2025-W51', '2025-W52', '2026-W01', '2026-W02', '2026-W03']);
  });
});

describe('the command line', () => {
  it('reads every option', () => {
    const options = readOptions(['export.zip', '--channel', 'help', '--staff', 'U1, U2', '--retry-every', '7', '--json']);

    expect(options).toEqual({ help: false, path: 'export.zip', channel: 'help', staff: ['U1', 'U2'], retryEvery: 7, json: true });
  });

  it.each([
    [[], /name one export/],
    [['a.zip', 'b.zip'], /name one export/],
    [['a.zip', '--retry-every', '0'], /--retry-every: must be a whole number from 1/],
    [['a.zip', '--staff', 'U1,,U2'], /--staff: must be ids/],
    [['a.zip', '--fast'], /--fast/],
  ])('refuses %j', (args, complaint) => {
    expect(() => readOptions(args)).toThrow(complaint);
  });
});

it('writes timestamps as Slack does', () => {
  expect(ts(0)).toBe('1772445600.000100');
});
