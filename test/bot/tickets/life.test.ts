import { describe, expect, it } from 'vitest';
import { columnsOf, IN_QUEUE, LIFE, MOVES, STATES, type Step, stateOf } from '#bot/tickets/life.ts';

// The life of a ticket as it was agreed, cell by cell: `claimed by actor` is where it goes and whose it then is, `no: …` a refusal.
const AGREED = `
move                 | open              | claimed             | waiting on member           | waiting on other           | resolved             | closed                | dismissed         | merged
claim                | claimed by actor  | no: taken           | no: taken                   | no: taken                  | no: resolved already | no: closed            | no: not a request | no: merged
release              | no: nobody has it | open by nobody      | open by nobody              | open by nobody             | no: resolved already | no: closed            | no: not a request | no: merged
assign               | claimed by named  | claimed by named    | waiting on member by named  | waiting on other by named  | no: resolved already | no: closed            | no: not a request | no: merged
reply                | claimed by actor  | recorded            | recorded                    | recorded                   | recorded             | recorded              | recorded          | recorded
requester writes     | recorded          | recorded            | claimed by kept             | recorded                   | claimed by kept      | opens a linked ticket | opens a linked ticket | recorded
requester thanks     | recorded          | recorded            | claimed by kept             | recorded                   | recorded             | recorded              | recorded          | recorded
somebody else writes | recorded          | recorded            | recorded                    | recorded                   | recorded             | recorded              | recorded          | recorded
wait on member       | no: nobody has it | waiting on member by kept | recorded              | waiting on member by kept  | no: resolved already | no: closed            | no: not a request | no: merged
wait on other        | no: nobody has it | waiting on other by kept | waiting on other by kept | waiting on other by kept  | no: resolved already | no: closed            | no: not a request | no: merged
follow-up date comes | recorded          | recorded            | recorded                    | claimed by kept            | recorded             | recorded              | recorded          | recorded
resolve              | resolved by actor | resolved by kept    | resolved by kept            | resolved by kept           | no: resolved already | no: closed            | no: not a request | no: merged
requester says solved | resolved by kept | resolved by kept    | resolved by kept            | resolved by kept           | no: resolved already | no: closed            | no: not a request | no: merged
take back            | resolved by kept  | resolved by kept    | resolved by kept            | resolved by kept           | no: resolved already | no: closed            | no: not a request | no: merged
go stale             | recorded          | recorded            | resolved by kept            | recorded                   | recorded             | recorded              | recorded          | recorded
reopen               | no: not resolved  | no: not resolved    | no: not resolved            | no: not resolved           | claimed by kept      | no: closed            | no: not a request | no: merged
close                | recorded          | recorded            | recorded                    | recorded                   | closed by kept       | recorded              | recorded          | recorded
dismiss              | dismissed by kept | dismissed by kept   | dismissed by kept           | dismissed by kept          | no: resolved already | no: closed            | no: not a request | no: merged
merge                | merged by kept    | merged by kept      | merged by kept              | merged by kept             | no: resolved already | no: closed            | no: not a request | no: merged
undo                 | no: nothing to undo | as before         | no: nothing to undo         | no: nothing to undo        | as before            | no: closed            | as before         | as before
`;

const [states = [], ...rows] = AGREED.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));
const cells = rows.flatMap(([move = '', ...row]) => row.map((step, index) => ({ move, state: states[index + 1] ?? '', step })));

function words(step: Step): string {
  if (typeof step === 'string') return step;
  return 'refused' in step ? `no: ${step.refused}` : `${step.to} by ${step.owner}`;
}

describe('the life of a ticket', () => {
  it('has a cell for every move in every state', () => {
    expect(cells).toHaveLength(19 * 8);
    expect(rows.map(([move]) => move)).toEqual(MOVES);
    expect(states.slice(1)).toEqual(STATES);
  });

  it.each(cells)('$move, when it is $state: $step', ({ move, state, step }) => {
    const found = LIFE[move as keyof typeof LIFE][state as keyof typeof LIFE.claim];

    expect(words(found)).toBe(step);
  });

  it.each(STATES)('is kept in the row and read from it again when it is %s', (state) => {
    expect(stateOf(columnsOf(state))).toBe(state);
  });

  it('stops at a state nobody knows instead of guessing', () => {
    expect(() => stateOf({ state: 'lost', waitingOn: null })).toThrow('a state nobody knows');
    expect(() => stateOf({ state: 'waiting', waitingOn: null })).toThrow('a state nobody knows');
  });

  it('counts four states as the queue', () => {
    const inQueue = STATES.filter((state) => IN_QUEUE.includes(columnsOf(state).state));

    expect(inQueue).toEqual(['open', 'claimed', 'waiting on member', 'waiting on other']);
  });
});
