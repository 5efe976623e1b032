const WIDTH = 30;
const EVERY_MS = 100;

/** A bar on a terminal's last line; nothing at all where nobody watches. */
export function progressBar(terminal: NodeJS.WriteStream): { show: (done: number, of: number) => void; clear: () => void } {
  if (!terminal.isTTY) return { show: () => undefined, clear: () => undefined };
  let shownAt = 0;
  const show = (done: number, of: number) => {
    const now = performance.now();
    if (now - shownAt < EVERY_MS && done < of) return;
    shownAt = now;
    const full = Math.round((done / of) * WIDTH);
    terminal.write(`\r${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done} of ${of} messages`);
  };
  return { show, clear: () => terminal.write('\r\u001b[K') };
}
