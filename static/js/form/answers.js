// What an answer counts as in conditions and calculations, from what stands in the browser's fields:
// as reporting/questionnaire/kinds, held to it by tests/vectors/answers.json. undefined when it is
// empty or can't be read.
import { isDay } from "./conditions.js";
import { add, compare, decimal } from "./decimals.js";

const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]/gu;
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+$/u;
const PHONE = /^\+?[0-9 ()/.–-]+$/;
const DAY = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$|^([0-9]{4})([0-9]{2})([0-9]{2})$/;
const LARGEST = decimal(999_999_999_999);
const LONGEST_AMOUNT = 20;
const LONGEST_NUMBER = 40;
const DECIMALS = { number: 0, percent: 1 };

// `raw` is the list of texts that the browser would send.
export function comparable(field, raw) {
  const read = READERS[field.type];
  if (read) return read(field, raw);
  const text = line(raw);
  const value = text === "" ? undefined : (LINES[field.type] ?? same)(text, field);
  return value;
}

// A table's sums by column: null while a cell is missing or can't be read.
export function sums(field, rows) {
  const totals = new Map();
  const filled = rows.map((row) => cells(field, row)).filter((row) => row.size);
  for (const column of field.columns) {
    if (!["kronor", "number", "percent", "scale"].includes(column.type)) continue;
    let total = filled.length ? decimal(0) : null;
    for (const row of filled) {
      const written = row.has(column.key);
      const value = written ? comparable(column, [row.get(column.key)]) : undefined;
      if (value === undefined && (written || column.required)) total = null;
      else if (value !== undefined && total) total = add(total, value);
    }
    totals.set(`${field.key}.${column.key}`, total);
  }
  return totals;
}

const same = (text) => text;
const printable = (text) => text.replace(CONTROL, "");
const line = (raw) => printable(raw.at(-1) ?? "").split(/\s+/u).filter(Boolean).join(" ");

function cells(field, row) {
  const written = field.columns.map(({ key }) => [key, printable(row[key] ?? "").trim()]);
  return new Map(written.filter(([, text]) => text));
}

function amount(text) {
  if (text.length >= 100) return undefined;
  let bare = text.replace(/\s/gu, "");
  if (bare.length > LONGEST_AMOUNT) return undefined;
  bare = bare.replace(/(kr|kronor|sek|:-|,-)$/i, "").replace("\u2212", "-");
  if (/^[+-]?\d{1,3}(\.\d{3})+$/.test(bare)) bare = bare.replaceAll(".", "");
  return /^[+-]?[0-9]+$/.test(bare) ? withinReason(decimal(bare)) : undefined;
}

function number(text, field) {
  const written = field.type === "percent" ? text.replace(/%$/, "") : text;
  const bare = written.replace(/\s/gu, "").replaceAll("\u2212", "-").replace(",", ".");
  if (written.length > LONGEST_NUMBER || !/^[+-]?[0-9]+(\.[0-9]+)?$/.test(bare)) return undefined;
  const [, fraction = ""] = bare.split(".");
  const allowed = field.decimals ?? DECIMALS[field.type];
  return fraction.replace(/0+$/, "").length > allowed ? undefined : withinReason(decimal(bare));
}

function withinReason(value) {
  const size = value.n < 0n ? { n: -value.n, d: value.d } : value;
  return compare(size, LARGEST) <= 0 ? value : undefined;
}

function phone(text) {
  const digits = text.replace(/[^0-9]/g, "").length;
  return PHONE.test(text) && digits >= 7 && digits <= 15 ? text : undefined;
}

function organisationsnummer(text) {
  const digits = text.replace(/[ .-]/g, "");
  if (!/^[0-9]{10}$/.test(digits)) return undefined;
  const weighed = [...digits].map((digit, at) => Number(digit) * (at % 2 ? 1 : 2));
  const total = weighed.reduce((sum, one) => sum + (one > 9 ? one - 9 : one), 0);
  return total % 10 ? undefined : `${digits.slice(0, 6)}-${digits.slice(6)}`;
}

function postalCode(text) {
  const digits = text.replace(/^se?-|\s/gi, "");
  return /^[1-9][0-9]{4}$/.test(digits) ? digits : undefined;
}

function day(text) {
  const parts = DAY.exec(text)?.slice(1).filter(Boolean);
  const written = parts && `${parts[0]}-${parts[1].padStart(2, "0")}-${parts[2].padStart(2, "0")}`;
  return isDay(written) ? written : undefined;
}

const LINES = {
  email: (text) => (EMAIL.test(text) ? text : undefined),
  phone,
  organisationsnummer,
  postal_code: postalCode,
  kronor: amount,
  number,
  percent: number,
  date: day,
  one_choice: (text, field) => (field.options.includes(text) ? text : undefined),
  yes_no: (text) => (text === "ja" || text === "nej" ? text : undefined),
  scale: (text, field) => (/^[1-9][0-9]?$/.test(text) && Number(text) <= field.steps ? decimal(text) : undefined),
  acknowledgement: () => true,
};

const READERS = {
  long_text: (_, raw) => printable((raw.at(-1) ?? "").replace(/\r\n?/g, "\n")).trim() || undefined,
  many_choice: (field, raw) => {
    const sent = raw.filter(Boolean).map(printable);
    return sent.length && sent.every((key) => field.options.includes(key)) ? new Set(sent) : undefined;
  },
  table: (field, raw) => {
    const rows = raw.map((text) => JSON.parse(text)).filter((row) => cells(field, row).size);
    return rows.length ? decimal(rows.length) : undefined;
  },
  file: (field, raw) => (raw.length ? decimal(raw.length) : undefined),
};
