// Lists that open beside a control, above everything, so that no scrolling box cuts them off.

const GAP = 4;
const MARGIN = 8;

/**
 * Shows a list (an element with `popover="manual"`) beside its control and keeps it there; answers what hides it again.
 *
 * A press of the pointer elsewhere, or the control's disappearing, calls `onLeave`.
 */
export function float(list: HTMLElement, beside: HTMLElement, onLeave: () => void, isMenu = false): () => void {
  const stay = (): void => {
    if (beside.isConnected) place(list, beside, isMenu);
    else onLeave();
  };
  const leave = (event: Event): void => {
    const target = event.target as Node;
    if (!list.contains(target) && !beside.contains(target)) onLeave();
  };
  list.showPopover();
  stay();
  window.addEventListener('scroll', stay, true);
  window.addEventListener('resize', stay);
  document.addEventListener('pointerdown', leave, true);
  const size = new ResizeObserver(stay);
  size.observe(beside);
  size.observe(list);
  return () => {
    window.removeEventListener('scroll', stay, true);
    window.removeEventListener('resize', stay);
    document.removeEventListener('pointerdown', leave, true);
    size.disconnect();
    if (list.matches(':popover-open')) list.hidePopover();
  };
}

/** Below the control, or above where there is more room. */
function place(list: HTMLElement, beside: HTMLElement, isMenu: boolean): void {
  const at = beside.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const isAbove = below < Math.min(list.scrollHeight, 200) && above > below;
  list.style.maxHeight = `${Math.max(80, Math.min(300, isAbove ? above : below))}px`;
  if (!isMenu) list.style.width = `${Math.max(at.width, Math.min(220, window.innerWidth - 2 * MARGIN))}px`;
  const { width, height } = list.getBoundingClientRect();
  const left = isMenu && at.left + width > window.innerWidth - MARGIN ? at.right - width : at.left;
  list.style.left = `${Math.max(MARGIN, Math.min(left, window.innerWidth - width - MARGIN))}px`;
  list.style.top = `${isAbove ? at.top - GAP - height : at.bottom + GAP}px`;
}
