/**
 * Frames: what goes into an engine and comes out. A little-endian u32 with the length of a JSON header, the header, and
 * then bytes that the header tells how to cut. Files travel in those bytes, so that nothing is encoded twice.
 */

/** A file as an engine is given it. */
export interface EngineFile {
  /** Relative to the root of the request, with `/` between the parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a header says of files whose bytes stand in the body, in this order. */
export function listed(files: readonly EngineFile[]): { readonly name: string; readonly size: number }[] {
  return files.map(({ name, bytes }) => ({ name, size: bytes.byteLength }));
}

export function encodeFrame(header: object, body: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const size = body.reduce((sum, part) => sum + part.byteLength, 4 + text.byteLength);
  const frame = new Uint8Array(size);
  new DataView(frame.buffer).setUint32(0, text.byteLength, true);
  frame.set(text, 4);
  let at = 4 + text.byteLength;
  for (const part of body) {
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame;
}

/** Reads the body of a frame from its beginning, piece by piece. */
export interface FrameBody {
  /** The next bytes. @throws {RangeError} when the frame ends before. */
  bytes(size: number): Uint8Array;
  /** The next bytes as text; what is not UTF-8 becomes U+FFFD. */
  text(size: number): string;
}

/** @throws {SyntaxError | RangeError} when it is no frame: a fault of the engine. */
export function decodeFrame(frame: Uint8Array): { readonly header: unknown; readonly body: FrameBody } {
  const length = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true);
  // A byte order mark is a part of a file like any other.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const header: unknown = JSON.parse(decoder.decode(frame.subarray(4, 4 + length)));
  let at = 4 + length;
  const bytes = (size: number): Uint8Array => {
    if (at + size > frame.byteLength) throw new RangeError('the frame ends too early');
    at += size;
    return frame.subarray(at - size, at);
  };
  return { header, body: { bytes, text: (size) => decoder.decode(bytes(size)) } };
}
