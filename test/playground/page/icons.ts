// The page's pictograms, drawn as strokes in the colour of the text around them.
const SHAPES = {
  menu: ['M4 6h16', 'M4 12h16', 'M4 18h16'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  back: ['M15 5l-7 7 7 7'],
  hash: ['M5 9h15', 'M4 15h15', 'M10 4L8 20', 'M16 4l-2 16'],
  lock: ['M6 11h12v9H6z', 'M8.5 11V8a3.5 3.5 0 0 1 7 0v3'],
  shared: ['M9 15l6-6', 'M11 7l1.5-1.5a4.2 4.2 0 0 1 6 6L17 13', 'M13 17l-1.5 1.5a4.2 4.2 0 0 1-6-6L7 11'],
  smile: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M8.5 14.2a4.3 4.3 0 0 0 7 0', 'M9 9.5v.5', 'M15 9.5v.5'],
  thread: ['M4 5h16v11h-8l-4.5 4v-4H4z', 'M8 9.2h8', 'M8 12.2h5'],
  more: ['M12 5.2v.1', 'M12 12v.1', 'M12 18.8v.1'],
  plus: ['M12 5v14', 'M5 12h14'],
  clip: ['M19.5 11.5l-8 8a5 5 0 0 1-7-7l8.3-8.3a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4'],
  send: ['M4.5 4.5l16 7.5-16 7.5 2.5-7.5z', 'M7 12h6'],
  clock: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M12 7.5V12l3 2'],
  tour: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M15.5 8.5l-2 5-5 2 2-5z'],
  inspector: ['M3.5 12h4l2.5-7 4 14 2.5-7h4'],
  sun: [
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
    'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  ],
  moon: ['M20 14.2A8.3 8.3 0 1 1 9.8 4a6.6 6.6 0 0 0 10.2 10.2z'],
  screen: ['M3.5 5h17v11h-17z', 'M9 20h6', 'M12 16v4'],
  link: ['M9.5 14.5l5-5', 'M11 7.5l2-2a4 4 0 0 1 5.6 5.6l-2 2', 'M13 16.5l-2 2A4 4 0 0 1 5.4 13l2-2'],
  pencil: ['M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19z'],
  trash: ['M5 7h14', 'M9.5 7V4.5h5V7', 'M6.5 7l1 13h9l1-13'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  down: ['M12 5v14', 'M6 13l6 6 6-6'],
  bolt: ['M13 3L5.5 13.5h5L10 21l7.5-10.5h-5z'],
  file: ['M6 3.5h8l4.5 4.5v12.5H6z', 'M14 3.5V8h4.5'],
  eye: ['M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12z', 'M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z'],
  into: ['M4 12h13', 'M12 6.5l6 5.5-6 5.5'],
  out: ['M20 12H7', 'M12 6.5L6 12l6 5.5'],
} as const;

export type IconName = keyof typeof SHAPES;

/** A pictogram; it says nothing to a screen reader, so that what it stands on needs a label. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', shape);
    svg.append(path);
  }
  return svg;
}
