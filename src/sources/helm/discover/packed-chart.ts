/** Tells whether an archive may be a packed chart. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isPointer, longestPointer } from '../../../snapshot/lfs.ts';

/** `helm package` writes such archives, but other tools do too. */
export function isArchive(file: string): boolean {
  return /\.(?:tgz|tar\.gz)$/.test(file);
}

/** Maximum unpacked size of an archive that is examined. Bytes. */
const mostUnpacked = 32 * 1024 * 1024;

/** Whether an archive may be a packed chart; also true where that is not known. */
export async function mayBePackedChart(archive: Uint8Array): Promise<boolean> {
  if (isPointer(Buffer.from(archive.subarray(0, longestPointer)).toString('latin1'))) return true;
  try {
    const unpacked = await promisify(gunzip)(archive, { maxOutputLength: mostUnpacked });
    return unpacked.includes('/Chart.yaml');
  } catch (thrown) {
    // An archive that is not gzip is never a chart.
    return thrown instanceof RangeError;
  }
}
