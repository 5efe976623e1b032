import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { openPromise } from 'yauzl';
import { BadExport } from './bad-export.ts';

/** An export's files by their path inside it ('general/2019-01-02.json'), whether it is a zip or a folder. */
export type ExportFiles = {
  names: string[];
  read: (name: string) => Promise<Buffer>;
  close: () => void;
};

/** A year of a large workspace is a tenth of this; a file made to fill the memory is more. */
const LARGEST_EXPORT = 1024 ** 3;

/** Opens an export; throws a BadExport naming the path when it is neither a folder nor a zip. */
export async function openExport(path: string): Promise<ExportFiles> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new BadExport(path, 'there is no such file or folder');
  return withoutOuterFolder(path, found.isDirectory() ? await openFolder(path) : await openZip(path));
}

async function openFolder(path: string): Promise<ExportFiles> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  const inside = files.map((entry) => join(entry.parentPath, entry.name).slice(join(path, sep).length));
  let total = 0;
  const read = async (name: string) => {
    const content = await readFile(join(path, name));
    total += content.length;
    if (total > LARGEST_EXPORT) throw tooLarge(path);
    return content;
  };
  return { names: inside.map((name) => name.replaceAll(sep, '/')), read, close: () => undefined };
}

async function openZip(path: string): Promise<ExportFiles> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw new BadExport(path, `this is not a zip file that can be read (${messageOf(error)})`);
  });
  const entries = new Map<string, { fileName: string; uncompressedSize: number }>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.json')) continue;
      entries.set(entry.fileName, entry);
      total += entry.uncompressedSize;
      if (total > LARGEST_EXPORT) throw tooLarge(path);
    }
  } catch (error) {
    zip.close();
    throw error instanceof BadExport ? error : new BadExport(path, `the zip file is damaged (${messageOf(error)})`);
  }
  const read = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new BadExport(name, 'this file is missing');
    try {
      // What comes out is checked against the size that was added up above, so a lying header ends here too.
      const stream = await zip.openReadStreamPromise(entry);
      return Buffer.concat(await stream.toArray());
    } catch (error) {
      throw new BadExport(name, `this file of the zip is damaged (${messageOf(error)})`);
    }
  };
  return { names: [...entries.keys()], read, close: () => zip.close() };
}

/** Many people zip the folder instead of what is in it. */
function withoutOuterFolder(path: string, files: ExportFiles): ExportFiles {
  const [channels] = files.names.filter((name) => /^([^/]+\/)?channels\.json$/.test(name)).sort((a, b) => a.length - b.length);
  if (!channels) {
    files.close();
    throw new BadExport(path, 'channels.json is missing, so this is no Slack export');
  }
  const outer = channels.slice(0, -'channels.json'.length);
  const names = files.names.filter((name) => name.startsWith(outer)).map((name) => name.slice(outer.length));
  return { ...files, names, read: (name) => files.read(outer + name) };
}

function tooLarge(path: string): BadExport {
  return new BadExport(path, 'this unpacks to more than 1 GB, which no export that can be replayed does');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
