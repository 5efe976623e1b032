import { format } from 'node:util';
import { afterAll, afterEach } from 'vitest';

// A warning nobody expected is a failure nobody has looked at. A test that expects one replaces the function with `vi.spyOn`.
// Unhandled rejections need nothing here: they fail the run by vitest's own default.
const unexpected: string[] = [];

for (const level of ['error', 'warn'] as const) {
  console[level] = (...said: unknown[]) => {
    unexpected.push(`console.${level}: ${format(...said)}`);
  };
}

function failWhenSomethingWasSaid(): void {
  const said = unexpected.splice(0);
  if (said.length > 0) throw new Error(said.join('\n'));
}

afterEach(failWhenSomethingWasSaid);
afterAll(failWhenSomethingWasSaid);
