import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isPointer, longestPointer } from '../../../snapshot/lfs.ts';

/** Charts are packed so by `helm package`, and other things by other tools. */
export function isArchive(file: string): boolean {
  return /\.(?:tgz|tar\.gz)$/.test(file);
}

/** Of a larger one it is not told what it is. Bytes, unpacked. */
const mostUnpacked = 32 * 1024 * 1024;

/** Whether an archive may be a packed chart: one that can't be told counts too. */
export async function mayBePackedChart(archive: Uint8Array): Promise<boolean> {
  if (isPointer(Buffer.from(archive.subarray(0, longestPointer)).toString('latin1'))) return true;
  try {
    const unpacked = await promisify(gunzip)(archive, { maxOutputLength: mostUnpacked });
    return unpacked.includes('/Chart.yaml');
  } catch (thrown) {
    // What is no gzip is a chart for nobody.
    return thrown instanceof RangeError;
  }
}
