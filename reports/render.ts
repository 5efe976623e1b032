import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  SubTitle,
  Title,
} from 'chart.js';
import { CHART_FONT } from './chart-numbers.ts';

const SIZE = { width: 800, height: 400 };

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement);
Chart.register(SubTitle, Title);
for (const letters of ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese']) {
  for (const weight of [400, 500, 600]) {
    const file = import.meta.resolve(`@fontsource/inter/files/inter-${letters}-${weight}-normal.woff2`);
    GlobalFonts.registerFromPath(fileURLToPath(file), CHART_FONT);
  }
}

/** Draws a chart as a PNG of 1600 × 800 pixels (800 × 400 at twice the density), or of another height; the same chart gives the same bytes. */
export async function chartPng(config: ChartConfiguration<'bar' | 'line'>, height = SIZE.height): Promise<Buffer> {
  const canvas = createCanvas(SIZE.width, height);
  // chart.js asks for the browser's canvas; what it uses of it this one has.
  const chart = new Chart(canvas as unknown as HTMLCanvasElement, config);
  try {
    return await canvas.encode('png');
  } finally {
    chart.destroy();
  }
}
