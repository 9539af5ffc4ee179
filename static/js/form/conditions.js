// Conditions: when a question is asked. The same as reporting/questionnaire/conditions.py, held to it
// by tests/vectors/conditions.json. Values: a text, true, a fraction (decimals.js), a Set of options.
import { compare, decimal, isDecimal } from "./decimals.js";

const isText = (answer) => typeof answer === "string";
const chosen = (answer) => (answer instanceof Set ? answer : new Set());
const options = (value) => (Array.isArray(value) ? value : []);

function numbers(answer, value, verdict) {
  const limit = decimal(value);
  return isDecimal(answer) && limit !== null && verdict(compare(answer, limit));
}

export function isDay(value) {
  if (!isText(value) || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value.startsWith("0000")) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

const days = (answer, value, verdict) => isDay(answer) && isDay(value) && verdict(answer, value);

const TESTS = {
  answered: (answer) => answer !== undefined,
  unanswered: (answer) => answer === undefined,
  is: (answer, value) => isText(answer) && answer === value,
  is_not: (answer, value) => isText(answer) && answer !== value,
  in: (answer, value) => isText(answer) && options(value).includes(answer),
  includes: (answer, value) => chosen(answer).has(value),
  excludes: (answer, value) => chosen(answer).size > 0 && !chosen(answer).has(value),
  includes_any: (answer, value) => options(value).some((one) => chosen(answer).has(one)),
  eq: (answer, value) => numbers(answer, value, (order) => order === 0),
  ne: (answer, value) => numbers(answer, value, (order) => order !== 0),
  gt: (answer, value) => numbers(answer, value, (order) => order > 0),
  ge: (answer, value) => numbers(answer, value, (order) => order >= 0),
  lt: (answer, value) => numbers(answer, value, (order) => order < 0),
  le: (answer, value) => numbers(answer, value, (order) => order <= 0),
  before: (answer, value) => days(answer, value, (a, b) => a < b),
  after: (answer, value) => days(answer, value, (a, b) => a > b),
  from: (answer, value) => days(answer, value, (a, b) => a >= b),
  until: (answer, value) => days(answer, value, (a, b) => a <= b),
};

// True, false, or null when it hangs on one of the `unknown` questions. `values` is a Map.
export function evaluate(condition, values, unknown = []) {
  if ("all" in condition) {
    const parts = condition.all.map((part) => evaluate(part, values, unknown));
    return parts.includes(false) ? false : parts.includes(null) ? null : true;
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => evaluate(part, values, unknown));
    return parts.includes(true) ? true : parts.includes(null) ? null : false;
  }
  if ("not" in condition) {
    const inner = evaluate(condition.not, values, unknown);
    return inner === null ? null : !inner;
  }
  if (unknown.includes(condition.q)) return null;
  return TESTS[condition.op](values.get(condition.q), condition.value);
}
