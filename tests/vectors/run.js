// Runs the shared vectors in the browser's engine; returns a sentence for each that fails.
import { comparable, sums } from "/static/js/form/answers.js";
import { calculate } from "/static/js/form/calculations.js";
import { evaluate } from "/static/js/form/conditions.js";
import { compare, decimal, isDecimal } from "/static/js/form/decimals.js";
import { pageState } from "/static/js/form/page.js";

const asValue = (given) => (Array.isArray(given) ? new Set(given) : typeof given === "number" ? decimal(given) : given);
const isSame = (a, b) => (a === null || b === null ? a === b : compare(a, b) === 0);
const asNumbers = (given) => Object.entries(given).map(([key, text]) => [key, text === null ? null : decimal(text)]);

function counts(value, expected) {
  if (expected?.number !== undefined) return isDecimal(value) && isSame(value, decimal(expected.number));
  if (Array.isArray(expected)) return value instanceof Set && [...value].sort().join() === expected.join();
  return (value ?? null) === expected;
}

const RUNS = {
  conditions: ({ condition, values, unknown, expect }) => {
    const known = new Map(Object.entries(values).map(([key, value]) => [key, asValue(value)]));
    return evaluate(condition, known, unknown) === expect;
  },
  calculations: ({ calculation, numbers, facts, expect }) => {
    const found = calculate(calculation, new Map(asNumbers(numbers)), facts);
    return isSame(found, expect === null ? null : decimal(expect));
  },
  answers: ({ reading, raw, compare: expected, sums: totals }) => {
    if (!counts(comparable(reading, raw), expected)) return false;
    const found = totals && sums(reading, raw.map((text) => JSON.parse(text)));
    return !totals || asNumbers(totals).every(([key, total]) => isSame(found.get(key), total));
  },
  pages: ({ page, answers, reached, figures }) => {
    const state = pageState(page, (field) => answers[field.key] ?? []);
    const keys = page.fields.map((field) => field.key).filter((key) => state.open.has(key));
    const written = JSON.stringify(Object.fromEntries(state.figures));
    return keys.join() === reached.join() && written === JSON.stringify(figures);
  },
};

export function failures(vectors) {
  return Object.entries(vectors).flatMap(([kind, cases]) =>
    cases.filter((one) => !RUNS[kind](one)).map((one) => `${kind}: ${one.name}`),
  );
}
