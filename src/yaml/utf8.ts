/** Decodes UTF-8 bytes to text, strictly or as Go does. */

/** The text of UTF-8 bytes, a byte order mark included; null when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes as text in the way of Go's encoding/json: U+FFFD for each byte that does not belong to a character. */
export function goText(bytes: Uint8Array): string {
  const whole = decodeUtf8(bytes);
  if (whole !== null) return whole;
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const width = [1, 2, 3, 4].find((each) => decodeUtf8(bytes.subarray(at, at + each)) !== null);
    text += width === undefined ? '\ufffd' : (decodeUtf8(bytes.subarray(at, at + width)) ?? '');
    at += width ?? 1;
  }
  return text;
}
