const ZERO = 48;
/** As far from `0` as the point is. */
const POINT = 46 - ZERO;
/** More would not be exact. */
const MAX_DIGITS = 15;

/** Seconds as written, thousands separated or not, in milliseconds; 0 when they are not a number. */
export function secondsToMs(time: string | undefined): number {
  return time === undefined ? 0 : (plainMs(time) ?? anyNumber(time));
}

/** Digit by digit: Number() on half a million strings would take longer than hashing as many names. */
function plainMs(text: string): number | undefined {
  let digits = 0;
  let scale = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      scale *= 10;
    } else if (digit === POINT && scale === 0) {
      scale = 1;
    } else {
      return undefined;
    }
  }
  return text.length > MAX_DIGITS ? undefined : (digits * 1000) / Math.max(scale, 1);
}

/** The rare ways to write it: thousands separated, exponents, signs, very many digits. */
function anyNumber(time: string): number {
  const ms = Number(time.replaceAll(',', '')) * 1000;
  return ms > 0 && Number.isFinite(ms) ? ms : 0;
}
