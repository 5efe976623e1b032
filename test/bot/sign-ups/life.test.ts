import { describe, expect, it } from 'vitest';
import { EVENTS, HOLDS_A_SEAT, isOpen, LIFE, MOVES, type Move, OVER, STATES, type State } from '#bot/sign-ups/life.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, openTools } from '#test/support/tools.ts';

describe('the life of a sign-up', () => {
  it('says of every move in every state what it does or why not', () => {
    const cells = MOVES.flatMap((move) => STATES.map((state) => LIFE[move][state]));

    expect(cells).toHaveLength(MOVES.length * STATES.length);
    expect(cells.filter((step) => step === undefined)).toEqual([]);
  });

  it('holds a seat only while it is open', () => {
    expect(HOLDS_A_SEAT.filter((state) => !isOpen(state))).toEqual([]);
  });

  it('can leave every state but the end, and comes back from none but by reopening', () => {
    const leaving = (state: (typeof STATES)[number]) => MOVES.filter((move) => typeof LIFE[move][state] === 'string');

    expect(STATES.filter((state) => leaving(state).length === 0)).toEqual(['ended']);
    for (const state of OVER) expect(leaving(state).filter((move) => move !== 'reopen')).toEqual([]);
  });

  it('is carried out as the table has it, in every cell, with one event for what was done and none for what was refused', {
    timeout: 120_000,
  }, async () => {
    const tools = await openTools();
    const wrong: string[] = [];
    for (const state of STATES) for (const move of MOVES) wrong.push(...(await contradiction(tools, state, move)));

    expect(wrong).toEqual([]);
  });
});

/** Carries out one cell of the table; answers what was otherwise than it says. */
async function contradiction({ db, deps, addSignUp }: OpenTools, state: State, move: Move): Promise<string[]> {
  const key = `${state} ${move}`;
  const { id } = await addSignUp({ state, openKey: isOpen(state) ? key : null, memberId: key, subjectKey: key });
  const done = await moveSignUp(db, deps, { workspaceId: WORKSPACE, signUpId: id, actorId: 'U0ANA' }, { move }).then(
    (after) => after.state as string,
    (error: { code?: string }) => `refused: ${error.code}`,
  );
  const events = await db.signUpEvent.count({ where: { signUpId: id, kind: EVENTS[move] } });
  await db.signUp.update({ where: { workspaceId_id: { workspaceId: WORKSPACE, id } }, data: { state: 'ended', openKey: null } });
  const step = LIFE[move][state];
  const expected =
    typeof step === 'object' ? `refused: ${step.refused.replaceAll(' ', '_')}` : step.startsWith('seat') ? 'setting up' : step;
  const isAsWritten = done === expected && events === (typeof step === 'object' ? 0 : 1);
  // Nobody else waits, so that a seat let go is offered to the same one again.
  return isAsWritten ? [] : [`${move} in ${state}: ${done}, ${events} events`];
}
