import { expect, it } from 'vitest';
import { announceProblem } from '#bot/known-problems/known-problems.ts';
import { claimTicket } from '#bot/tickets/tickets.ts';
import { viewOf } from '#bot/tickets/views.ts';
import { ANA, by, MAYA, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const PROBLEMS = [
  {
    asked: 'The booking page shows an error when I try to reserve the hall',
    problem: 'Booking page is down',
    alike: ['I get an error on the booking page', 'booking page error', 'The page for reservations of the hall is broken'],
  },
  {
    asked: 'Payroll does not load this morning',
    problem: 'Payroll is down',
    alike: [
      'Payroll will not open',
      'I cannot open payroll, it does not load',
      'Is payroll down?',
      'Hello, this morning when I tried to open the payroll site it showed only a blank page and nothing loads. Can somebody help?',
    ],
  },
  {
    asked: 'La página de reservas no carga',
    problem: 'La página de reservas no funciona',
    alike: ['No carga la pagina de reservas', 'No puedo abrir la página de reservas'],
  },
];
const UNLIKE = ['Where is my invoice?', 'How do I get a badge?', '¿Dónde está mi factura?', 'How do I change my address?'];

it('requests that read like a known problem are offered for attaching to it, and others are not', async () => {
  const { db, deps, say, time } = await openDesk();
  const asks = [...PROBLEMS.flatMap(({ asked, alike }) => [asked, ...alike]), ...UNLIKE];
  for (const ask of asks) {
    time.now = minutesAfter(time.now, 6);
    await say(MAYA, ask);
  }
  const numberOf = (text: string) => asks.indexOf(text) + 1;
  for (const { asked, problem } of PROBLEMS) await announceProblem(deps, by(ANA, numberOf(asked)), problem);

  const offered = async (text: string) =>
    (await viewOf(db, WORKSPACE, numberOf(text))).knownProblems.filter(({ isAlike }) => isAlike).map(({ ticketId }) => ticketId);

  for (const { asked, alike } of PROBLEMS) {
    expect(await offered(asked)).toEqual([]);
    for (const text of alike) expect([text, await offered(text)]).toEqual([text, [numberOf(asked)]]);
  }
  for (const text of UNLIKE) expect([text, await offered(text)]).toEqual([text, []]);
});

it('a private request is like nothing', async () => {
  const { db, deps, say, time } = await openDesk();
  await say(MAYA, 'Payroll does not load');
  await announceProblem(deps, by(ANA), 'Payroll is down');
  time.now = minutesAfter(time.now, 6);
  await say(TOM, 'Payroll does not load for me');
  const before = await viewOf(db, WORKSPACE, 2);
  await claimTicket(deps, by(ANA, 2));
  await db.ticket.updateMany({ where: { id: 2 }, data: { isPrivate: true } });

  const after = await viewOf(db, WORKSPACE, 2);

  expect([before, after].map(({ knownProblems }) => knownProblems.map(({ isAlike }) => isAlike))).toEqual([[true], [false]]);
});
