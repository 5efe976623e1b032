// The playground's time, in the head of the page, and moving it on.
import type { ClockFace, Seen } from '../seen.ts';
import { ask, say, shared } from './client.ts';
import { at, element } from './dom.ts';
import { icon } from './icons.ts';
import { openBox } from './menu.ts';

const ASK_AGAIN_MS = 700;
/** A state from another time than the one shown: the clock was moved. */
const MOVED_MS = 5_000;

let face: ClockFace = { now: 0, ahead: 0, isMoving: false };
let readAt = 0;
let timeZone: string | undefined;
let asking: Promise<void> | undefined;
let close: () => void = () => undefined;

export function startClock(): void {
  const clock = at('clock');
  clock.hidden = !shared.start.hasClock;
  if (!shared.start.hasClock) return;
  clock.setAttribute('aria-haspopup', 'dialog');
  clock.setAttribute('aria-expanded', 'false');
  clock.addEventListener('click', () => void open());
  setInterval(draw, 1_000);
  void read();
}

/** Keeps up with the time each state was made at. */
export function syncClock(seen: Seen): void {
  timeZone = seen.me.timeZone;
  if (!shared.start.hasClock) return;
  if (Math.abs(seen.now - now()) > MOVED_MS) void read();
  draw();
}

function now(): number {
  return face.now + performance.now() - readAt;
}

/** Reads the clock, and goes on reading it while time passes. */
function read(): Promise<void> {
  asking ??= readOnce().finally(() => {
    asking = undefined;
    if (face.isMoving) setTimeout(() => void read(), ASK_AGAIN_MS);
  });
  return asking;
}

async function readOnce(): Promise<void> {
  try {
    face = await ask<ClockFace>('/page/clock');
    readAt = performance.now();
    draw();
  } catch {
    // The next state asks again; that the connection is lost is said elsewhere.
  }
}

function draw(): void {
  if (readAt === 0) return;
  const words = face.isMoving ? 'Time passes…' : wordsFor(now());
  const clock = at('clock');
  if (clock.dataset.words === words) return;
  clock.dataset.words = words;
  clock.classList.toggle('ahead', face.ahead > 0 && !face.isMoving);
  clock.title = `${face.ahead > 0 ? `${aheadBy(face.ahead)}. ` : ''}Move the time on`;
  clock.replaceChildren(icon('clock'), element('span', {}, words));
}

function wordsFor(time: number): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-US', { ...options, ...(timeZone && { timeZone }) }).format(time);
}

function aheadBy(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).slice(0, 2);
  return told.length === 0 ? 'Real time' : `Ahead by ${told.map(([count, unit]) => `${count} ${unit}`).join(' ')}`;
}

async function open(): Promise<void> {
  await read();
  const leap = (to: string, label: string) =>
    element('button', { type: 'button', class: 'control', disabled: face.isMoving, onclick: () => void move(to) }, label);
  close = openBox(
    at('clock'),
    'The time',
    element('p', {}, element('b', {}, wordsFor(now())), ` ${timeZone ?? ''}`),
    element('p', { class: 'quiet' }, face.isMoving ? 'Time passes…' : aheadBy(face.ahead)),
    element('div', { class: 'leaps' }, leap('monday', 'Monday 09:00'), leap('business-day', 'One business day later')),
    element(
      'p',
      { class: 'quiet' },
      'Reminders, promises and digests that fall due on the way happen. Time does not go back: to start again, run ',
      element('code', {}, 'npm run demo -- --fresh'),
      '.',
    ),
  );
}

async function move(to: string): Promise<void> {
  close();
  face = { ...face, isMoving: true };
  draw();
  // While the request is on its way the server can be asked how far it is, and what happens is drawn as it happens.
  const moved = ask('/page/clock', { to });
  try {
    await moved;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  await read();
  await readOnce();
  await shared.refresh();
}
