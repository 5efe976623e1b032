import { againstUsual, type UsualRange } from './usual-range.ts';
import { leftInAll, type WeekFigures } from './week-figures.ts';
import { counted } from './wording.ts';

/** The sentence that is read if nothing else is: how the week went and whether anybody still waits for a first reply. */
export function headline(figures: WeekFigures, usualNew: UsualRange | null): string {
  const waiting = figures.unansweredNow;
  const said = howItWent(figures, usualNew);
  if (waiting === 0) return said;
  return `${said} ${waiting === 1 ? '1 request still waits' : `${waiting} requests still wait`} for a first reply.`;
}

function howItWent(figures: WeekFigures, usualNew: UsualRange | null): string {
  const { opened, reopened, openAtEnd } = figures.queue;
  const left = leftInAll(figures);
  if (opened + reopened + left === 0) return standstill(figures);
  if (isFirstWeek(figures)) {
    return `The first week: ${counted(opened, 'request')} came in, and ${counted(openAtEnd, 'is', 'are')} open.`;
  }
  return `${mood(figures, usualNew)}: ${movement(figures)}.`;
}

function standstill({ since, queue }: WeekFigures): string {
  if (since === null) return 'Nothing has come in yet.';
  if (queue.openAtEnd === 0) return 'A quiet week: nothing came in, and nothing is open.';
  return `A quiet week: nothing came in; ${counted(queue.openAtEnd, 'request is', 'requests are')} still open.`;
}

function mood({ queue }: WeekFigures, usualNew: UsualRange | null): string {
  const hasGrown = queue.openAtEnd > queue.openAtStart;
  if (queue.opened === 0) return 'Nothing new came in';
  const against = usualNew ? againstUsual(queue.opened, usualNew) : 'within';
  if (against === 'above') return hasGrown ? 'Busier than usual' : 'Busy but in hand';
  if (against === 'below') return hasGrown ? 'Little came in, yet the queue grew' : 'A quiet week';
  if (hasGrown) return 'The queue grew';
  return queue.openAtEnd < queue.openAtStart ? 'In hand' : 'Steady';
}

function movement({ queue: { openAtStart, openAtEnd } }: WeekFigures): string {
  if (openAtStart === openAtEnd)
    return openAtEnd === 0 ? 'nothing is open' : `${counted(openAtEnd, 'request')} open, as a week ago`;
  const direction = openAtEnd > openAtStart ? 'rose' : 'fell';
  return `open requests ${direction} from ${openAtStart || 'none'} to ${openAtEnd || 'none'}`;
}

function isFirstWeek({ since, start, end }: WeekFigures): boolean {
  return since !== null && since >= start && since < end;
}
