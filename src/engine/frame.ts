/**
 * Encodes the messages to and from an engine. A frame is a little-endian u32 with the length of a JSON header, then the
 * header, then bytes that the header describes. Files are sent in those bytes, so that they are not encoded twice.
 */

/** A file in an engine's request. */
export interface EngineFile {
  /** Relative to the request's root, with `/` as separator. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The header's entries for files whose bytes are in the body, in this order. */
export function fileEntries(files: readonly EngineFile[]): { readonly name: string; readonly size: number }[] {
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

/** Reads the body of a frame from the beginning, part by part. */
export interface FrameBody {
  /** The next bytes. @throws {RangeError} where the frame is too short. */
  bytes(size: number): Uint8Array;
  /** The next bytes as text; invalid UTF-8 becomes U+FFFD. */
  text(size: number): string;
}

/** @throws {SyntaxError | RangeError} where it is not a valid frame, which is an error of the engine. */
export function decodeFrame(frame: Uint8Array): { readonly header: unknown; readonly body: FrameBody } {
  const length = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true);
  // A byte order mark is part of a file.
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
