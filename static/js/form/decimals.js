// Exact decimal numbers, as the server's: a fraction {n, d} of two BigInts, d above 0.
export const NBSP = "\u00a0";
const MINUS = "\u2212";
const WRITTEN = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,2}))?\s*$/i;

// 7, "12.5", "-3" → a fraction; null for what is no number.
export function decimal(value) {
  if (typeof value === "bigint") return { n: value, d: 1n };
  const match = typeof value === "number" || typeof value === "string" ? WRITTEN.exec(String(value)) : null;
  if (!match) return null;
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  if (!whole && !fraction) return null;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const power = Number(exponent) - fraction.length;
  return power >= 0 ? { n: digits * 10n ** BigInt(power), d: 1n } : { n: digits, d: 10n ** BigInt(-power) };
}

export const isDecimal = (value) => typeof value?.n === "bigint";
export const add = (a, b) => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
export const subtract = (a, b) => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
export const multiply = (a, b) => ({ n: a.n * b.n, d: a.d * b.d });
export const divide = (a, b) => (b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n });

// Below 0, 0 or above 0, as the first is less, equal or more.
export function compare(a, b) {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : Number(difference > 0n);
}

// Rounded half away from zero.
export function rounded(a, decimals) {
  const scale = 10n ** BigInt(decimals);
  const size = (a.n < 0n ? -a.n : a.n) * scale;
  const whole = (size * 2n + a.d) / (a.d * 2n);
  return { n: a.n < 0n ? -whole : whole, d: scale };
}

// "1 234,50" with so many decimals, no-break spaces and a real minus sign.
export function inSwedish(a, decimals) {
  const { n } = rounded(a, decimals);
  const digits = (n < 0n ? -n : n).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, NBSP);
  const fraction = decimals ? `,${digits.slice(-decimals)}` : "";
  return `${n < 0n ? MINUS : ""}${whole}${fraction}`;
}
