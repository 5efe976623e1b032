// What chart.js does not draw by itself: the paper, and the numbers on the picture.
import type { BarElement, Chart, Plugin } from 'chart.js';
import { plainName } from './wording.ts';

export const CHART_FONT = 'Inter';
export const INK = '#1d1c1d';
export const QUIET = '#616061';
/** Okabe and Ito's, told apart with any kind of colour vision. */
export const CLASS_COLOURS = { low: '#d55e00', middle: '#9a9a9a', high: '#0072b2' };

export const AIR_UNDER_LEGEND: Plugin<'bar' | 'line'> = {
  id: 'air-under-legend',
  beforeInit({ legend }) {
    if (!legend) return;
    const fitAsBefore = legend.fit.bind(legend);
    legend.fit = () => {
      fitAsBefore();
      legend.height += 10;
    };
  },
};

export const WHITE_PAPER: Plugin<'bar' | 'line'> = {
  id: 'white-paper',
  // Slack's dark mode would shine through a transparent picture.
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.fillStyle = '#ffffff';
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

export const NUMBERS: Plugin<'bar' | 'line'> = {
  id: 'numbers',
  // Under the line, so that no number hides a point of it.
  beforeDatasetDraw(chart, { index }) {
    if (chart.data.datasets[index]?.type !== 'line') return;
    chart.data.datasets.forEach((dataset, bars) => {
      if (dataset.type === 'bar') numberBars(chart, bars);
    });
    nameLastPoint(chart, index);
  },
};

/** The count at the end of each lying bar, also of one that is nothing. */
export const COUNTS_BESIDE_BARS: Plugin<'bar' | 'line'> = {
  id: 'counts-beside-bars',
  afterDatasetDraw(chart, { index }) {
    const { ctx, data } = chart;
    ctx.save();
    ctx.font = `600 13px ${CHART_FONT}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    chart.getDatasetMeta(index).data.forEach((element, bar) => {
      haloed(ctx, String(data.datasets[index]?.data[bar] ?? ''), element.x + 7, element.y, INK);
    });
    ctx.restore();
  },
};

/** The figure above each point of a line. */
export const VALUES_ABOVE_POINTS: Plugin<'bar' | 'line'> = {
  id: 'values-above-points',
  afterDatasetDraw(chart, { index }) {
    const { ctx, data, chartArea } = chart;
    ctx.save();
    ctx.font = `600 13px ${CHART_FONT}`;
    ctx.textAlign = 'center';
    chart.getDatasetMeta(index).data.forEach((element, point) => {
      // Under a point at the very top, where there is no room above it.
      const y = element.y - chartArea.top < 16 ? element.y + 20 : element.y - 10;
      haloed(ctx, String(data.datasets[index]?.data[point] ?? '').replace('-', '−'), element.x, y, INK);
    });
    ctx.restore();
  },
};

const HAS_LETTERS =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]|\p{Emoji_Presentation}/gu;

/** A text on one line without what we carry no font for, which would be drawn as empty boxes; of another script nothing is left. */
export function drawable(text: string): string {
  const kept = plainName(text).replaceAll(HAS_LETTERS, '').replaceAll(/\s+/g, ' ').trim();
  return /[\p{L}\p{N}]/u.test(kept) ? kept : '';
}

export function clippedTo(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}

const NUMBER_SIZE = 11;
const SMALLEST_NUMBER = 8.5;

/** A number above each bar, as small as the bar is narrow; one that would be unreadable is left to the axis. */
function numberBars(chart: Chart<'bar' | 'line'>, datasetIndex: number): void {
  const { ctx, data } = chart;
  ctx.save();
  ctx.textAlign = 'center';
  ctx.lineJoin = 'round';
  chart.getDatasetMeta(datasetIndex).data.forEach((element, index) => {
    const value = data.datasets[datasetIndex]?.data[index];
    if (typeof value !== 'number' || value === 0) return;
    ctx.font = `500 ${NUMBER_SIZE}px ${CHART_FONT}`;
    const { width } = (element as BarElement).getProps(['width']);
    const size = Math.min(NUMBER_SIZE, (NUMBER_SIZE * width) / ctx.measureText(String(value)).width);
    if (size < SMALLEST_NUMBER) return;
    ctx.font = `500 ${size}px ${CHART_FONT}`;
    haloed(ctx, String(value), element.x, element.y - 5, QUIET);
  });
  ctx.restore();
}

/** The last week's open count stands beside the picture, where no bar hides it. */
function nameLastPoint(chart: Chart<'bar' | 'line'>, datasetIndex: number): void {
  const { ctx, data, chartArea } = chart;
  const last = chart.getDatasetMeta(datasetIndex).data.at(-1);
  const value = data.datasets[datasetIndex]?.data.at(-1);
  if (!last || typeof value !== 'number') return;
  ctx.save();
  ctx.strokeStyle = INK;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(last.x + 6, last.y);
  ctx.lineTo(chartArea.right + 4, last.y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = `600 13px ${CHART_FONT}`;
  ctx.textAlign = 'left';
  haloed(ctx, `${value} open`, chartArea.right + 7, last.y + 4, INK);
  ctx.restore();
}

/** White around each number keeps it readable on bars and lines. */
function haloed(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, color: string): void {
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = 3;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
}
