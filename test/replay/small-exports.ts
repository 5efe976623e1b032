import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Files of an export by their path in it; what is no text is written as JSON. */
export type Files = Record<string, unknown>;

/** 2026-03-02, a Monday, 10:00 UTC, and some seconds. */
export function ts(seconds: number): string {
  return `${1_772_445_600 + seconds}.000100`;
}

export function message(
  user: string,
  seconds: number,
  text: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return { type: 'message', user, ts: ts(seconds), text, ...more };
}

export function reply(user: string, seconds: number, to: number, text: string): Record<string, unknown> {
  return message(user, seconds, text, { thread_ts: ts(to) });
}

/** An export of these channels, by name, with everybody who wrote in it. */
export function anExport(channels: Record<string, Record<string, unknown>[]>): Files {
  const names = Object.keys(channels);
  const authors = new Set(Object.values(channels).flatMap((messages) => messages.map(({ user }) => user)));
  return {
    'channels.json': names.map((name, index) => ({ id: `C${index + 1}`, name, created: 1_772_000_000, members: [...authors] })),
    'users.json': [...authors]
      .filter((id) => typeof id === 'string')
      .map((id) => ({ id, name: id.toLowerCase(), real_name: id })),
    ...Object.fromEntries(names.map((name) => [`${name}/2026-03-02.json`, channels[name]])),
  };
}

const bytesOf = (content: unknown) => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));

export async function writeFolder(folder: string, files: Files): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytesOf(content));
  }
  return folder;
}

/** A zip without compression; `declared` puts another size of a file into its headers than it has. */
export async function writeZip(path: string, files: Files, declared: Record<string, number> = {}): Promise<string> {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = bytesOf(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(declared[name] ?? data.length, 14);
    fields.writeUInt32LE(declared[name] ?? data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, rest, Buffer.from(name)]));
    local.push(entry);
    offset += entry.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  await writeFile(path, Buffer.concat([...local, ...central, end]));
  return path;
}
