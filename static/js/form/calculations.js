// Calculations, as reporting/questionnaire/calculations.py; tests/vectors/calculations.json holds them
// together. `numbers` is a Map of fractions: null when unanswered, no entry when not asked.
import { add, compare, decimal, divide, multiply, rounded, subtract } from "./decimals.js";

const ZERO = decimal(0);
const ONE = decimal(1);
const HUNDRED = decimal(100);
const LARGEST = decimal(10n ** 15n);

// The result as a fraction, or null while something it needs is missing.
export function calculate(calculation, numbers, facts) {
  const found = result(calculation, numbers, facts);
  if (found === null) return null;
  const size = found.n < 0n ? { n: -found.n, d: found.d } : found;
  return compare(size, LARGEST) < 0 ? found : null;
}

function result(calculation, numbers, facts) {
  if ("q" in calculation) return numbers.get(calculation.q) ?? null;
  if ("fact" in calculation) return fact(facts[calculation.fact]);
  if ("number" in calculation) return decimal(calculation.number);
  const [name] = Object.keys(calculation);
  const parts = calculation[name].filter((part) => name !== "sum" || !("q" in part) || numbers.has(part.q));
  const operands = parts.map((part) => result(part, numbers, facts));
  return operands.includes(null) ? null : COMBINED[name](operands);
}

const fact = (value) => (Number.isInteger(value) ? decimal(value) : null);

const COMBINED = {
  sum: (operands) => operands.reduce(add, ZERO),
  product: (operands) => operands.reduce(multiply, ONE),
  difference: ([a, b]) => subtract(a, b),
  quotient: ([a, b]) => (b.n === 0n ? null : divide(a, b)),
  percent: (operands) => share(...operands.map((operand) => rounded(operand, 0))),
};

function share(part, whole) {
  return whole.n === 0n ? ZERO : rounded(divide(multiply(part, HUNDRED), whole), 1);
}
