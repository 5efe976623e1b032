// The bar with what the page has to say, which stays until it is closed or one moves on.
import { at } from './dom.ts';
import { icon } from './icons.ts';

/** While a dialog is open its bar cannot be pressed, and goes by itself. */
const GOES_AFTER_MS = 8_000;
let going: ReturnType<typeof setTimeout> | undefined;

/** Shows the bar whenever something is put into it, above whatever else is open. */
export function startNotices(): void {
  at('close-notices').append(icon('close'));
  at('close-notices').addEventListener('click', () => at('notices').replaceChildren());
  new MutationObserver(show).observe(at('notices'), { childList: true });
  show();
}

function show(): void {
  const bar = at('notices-bar');
  clearTimeout(going);
  // Shown anew, it is above a dialog that was opened meanwhile.
  if (bar.matches(':popover-open')) bar.hidePopover();
  if (at('notices').childElementCount === 0) return;
  bar.showPopover();
  if (document.querySelector('dialog[open]')) going = setTimeout(() => at('notices').replaceChildren(), GOES_AFTER_MS);
}
